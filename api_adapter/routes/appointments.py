# SPDX-License-Identifier: GPL-3.0-or-later
"""Appointments: book, list, read and move through their life."""
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from .. import booking, sessions
from ..bridge import READ_COMMITTED, call
from ..deps import Anyone, Caller, IdempotencyKey, Person, Sequence, StaffMember
from ..limits import limit
from ..openapi import answers
from ..responses import calendar, json
from ..schemas import appointments as schema
from ..schemas.auth import Lookup, Token
from ..schemas.common import PathId
from ..schemas.queue import OutOfTurn, PriorityChange, QueueEntry, entry

router = APIRouter(prefix='/appointments', tags=['appointments'])
MODEL = 'medical.appointment'
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
ONE = (*SIGNED, 'invalid', 'not-found')
VERB = (*ONE, 'illegal-transition', 'stale', 'precondition-required')
PLACE = (
    'slot-taken', 'slot-not-offered', 'service-not-offered', 'patient-busy',
    'room-taken')


@router.post(
    '', operation_id='createAppointment', response_model=schema.Appointment,
    status_code=201, responses=answers(
        *SIGNED, *PLACE, 'idempotency-key-required', 'invalid',
        'person-incomplete', 'invalid-phone', 'invalid-birth-date',
        'invalid-email', 'idempotency-conflict', 'hold-expired',
        'too-many-bookings', 'overbooking-refused', 'not-found',
        'too-many-attempts'))
def create_appointment(
        body: schema.Booking, caller: Person,
        key: IdempotencyKey) -> Response:
    """Book a time.

    The same key with the same body answers what was answered before.
    """
    limit(caller, 'book')
    booked = booking.book(caller, body, key)
    return json(schema.appointment(booked), 201)


@router.get(
    '', operation_id='listAppointments',
    response_model=schema.AppointmentList,
    responses=answers(*SIGNED, 'invalid', 'not-found'))
def list_appointments(
        query: Annotated[schema.AppointmentQuery, Query()],
        caller: Person) -> Response:
    """One's own appointments, or by patient, practitioner and day."""
    found = call(
        caller, MODEL, 'listing', patient=query.patient,
        practitioner=query.practitioner, day_from=query.from_,
        day_to=query.to, states=[s.value for s in query.state] or None,
        after=query.after, limit=query.limit, newest=query.newest)
    return json(schema.page(found))


@router.post(
    '/lookup', operation_id='lookupAppointment', response_model=Token,
    responses=answers('invalid', 'not-found', 'too-many-attempts'))
def lookup_appointment(
        body: Lookup, request: Request, caller: Anyone) -> Response:
    """A token for one appointment, by its reference and the birth date."""
    limit(caller, 'lookup', body.number.upper())
    opened = call(
        caller, MODEL, 'look_up', body.number, body.birth_date)
    return sessions.signed_in(request, opened)


@router.get(
    '/{id:id}', operation_id='getAppointment',
    response_model=schema.Appointment, responses=answers(*ONE))
def get_appointment(id: PathId, caller: Person) -> Response:
    """One appointment."""
    return json(schema.appointment(call(caller, MODEL, 'details', id)))


@router.get(
    '/{id:id}/history', operation_id='getAppointmentHistory',
    response_model=schema.ChangeList, responses=answers(*ONE))
def get_appointment_history(id: PathId, caller: Person) -> Response:
    """What happened to an appointment, oldest first."""
    return json(schema.history(call(caller, MODEL, 'changes', id)))


@router.get(
    '/{id:id}/calendar.ics', operation_id='getAppointmentCalendar',
    response_class=Response, responses={
        200: {'content': {'text/calendar': {'schema': {'type': 'string'}}},
            'description': 'An iCalendar file (RFC 5545)'},
        **answers(*ONE)})
def get_appointment_calendar(id: PathId, caller: Person) -> Response:
    """The appointment for the patient's own calendar."""
    return calendar(call(caller, MODEL, 'details', id), caller.language)


def _change(
        caller: Caller, verb: str, id: int, sequence: int,
        **values: Any) -> Response:
    changed = call(
        caller, MODEL, 'act', id, verb, sequence=sequence, values=values,
        _isolation=READ_COMMITTED)
    return json(schema.appointment(changed))


@router.post(
    '/{id:id}/confirm', operation_id='confirmAppointment',
    response_model=schema.Appointment, responses=answers(*VERB))
def confirm_appointment(
        id: PathId, caller: Person, sequence: Sequence,
        body: schema.Nothing | None = None) -> Response:
    """The patient will come."""
    return _change(caller, 'confirm', id, sequence)


@router.post(
    '/{id:id}/cancel', operation_id='cancelAppointment',
    response_model=schema.Appointment, responses=answers(*VERB, 'cut-off'))
def cancel_appointment(
        id: PathId, caller: Person, sequence: Sequence,
        body: schema.Cancellation | None = None) -> Response:
    """The visit will not take place."""
    reason = body.reason if body else None
    return _change(caller, 'cancel', id, sequence, reason=reason)


@router.post(
    '/{id:id}/reschedule', operation_id='rescheduleAppointment',
    response_model=schema.Appointment,
    responses=answers(*VERB, *PLACE, 'cut-off'))
def reschedule_appointment(
        id: PathId, body: schema.Reschedule, caller: Person,
        sequence: Sequence) -> Response:
    """Move the visit to another time."""
    return json(schema.appointment(
            booking.reschedule(caller, id, body, sequence)))


@router.post(
    '/{id:id}/arrive', operation_id='arriveAppointment',
    response_model=schema.Appointment, responses=answers(*VERB))
def arrive_appointment(
        id: PathId, caller: StaffMember, sequence: Sequence,
        body: schema.Nothing | None = None) -> Response:
    """The patient is in the waiting room."""
    return _change(caller, 'arrive', id, sequence)


@router.post(
    '/{id:id}/call', operation_id='callAppointment',
    response_model=schema.Appointment,
    responses=answers(*VERB, 'out-of-turn'))
def call_appointment(
        id: PathId, caller: StaffMember, sequence: Sequence,
        body: OutOfTurn | None = None) -> Response:
    """Call the patient in; before the turn only with a reason."""
    return _change(
        caller, 'call', id, sequence, reason=body.reason if body else None)


@router.post(
    '/{id:id}/start', operation_id='startAppointment',
    response_model=schema.Appointment,
    responses=answers(*VERB, 'out-of-turn'))
def start_appointment(
        id: PathId, caller: StaffMember, sequence: Sequence,
        body: OutOfTurn | None = None) -> Response:
    """The encounter begins; before the turn only with a reason."""
    return _change(
        caller, 'start', id, sequence, reason=body.reason if body else None)


@router.post(
    '/{id:id}/finish', operation_id='finishAppointment',
    response_model=schema.Appointment, responses=answers(*VERB))
def finish_appointment(
        id: PathId, caller: StaffMember, sequence: Sequence,
        body: schema.Nothing | None = None) -> Response:
    """The encounter is over."""
    return _change(caller, 'finish', id, sequence)


@router.post(
    '/{id:id}/no-show', operation_id='noShowAppointment',
    response_model=schema.Appointment, responses=answers(*VERB))
def no_show_appointment(
        id: PathId, caller: StaffMember, sequence: Sequence,
        body: schema.Nothing | None = None) -> Response:
    """The patient did not come."""
    return _change(caller, 'no_show', id, sequence)


@router.post(
    '/{id:id}/reopen', operation_id='reopenAppointment',
    response_model=schema.Appointment,
    responses=answers(*VERB, 'slot-taken', 'patient-busy', 'room-taken'))
def reopen_appointment(
        id: PathId, caller: StaffMember, sequence: Sequence,
        body: schema.Nothing | None = None) -> Response:
    """The patient did come: take the absence back."""
    return _change(caller, 'reopen', id, sequence)


@router.post(
    '/{id:id}/approve', operation_id='approveAppointment',
    response_model=schema.Appointment,
    responses=answers(*VERB, 'patient-busy'))
def approve_appointment(
        id: PathId, caller: StaffMember, sequence: Sequence,
        body: schema.Nothing | None = None) -> Response:
    """Accept a requested appointment."""
    return _change(caller, 'approve', id, sequence)


@router.post(
    '/{id:id}/undo', operation_id='undoAppointment',
    response_model=schema.Appointment,
    responses=answers(*VERB, 'slot-taken', 'patient-busy', 'room-taken'))
def undo_appointment(
        id: PathId, caller: StaffMember, sequence: Sequence,
        body: schema.Nothing | None = None) -> Response:
    """Take the last step of the day back, within ten minutes."""
    return json(schema.appointment(call(
            caller, MODEL, 'undo_step', id, sequence=sequence,
            _isolation=READ_COMMITTED)))


@router.post(
    '/{id:id}/priority', operation_id='setPriority', response_model=QueueEntry,
    responses=answers(*VERB, 'reason-required'))
def set_priority(
        id: PathId, body: PriorityChange, caller: StaffMember,
        sequence: Sequence) -> Response:
    """How soon the patient has to be seen, and why."""
    return json(entry(call(
            caller, MODEL, 'set_priority', id, body.priority.value,
            groups=[group.value for group in body.groups],
            reason=body.reason, sequence=sequence,
            _isolation=READ_COMMITTED)))
