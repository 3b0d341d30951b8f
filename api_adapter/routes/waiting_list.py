# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting list: tell me when a time comes free."""
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from .. import booking
from ..bridge import READ_COMMITTED, call
from ..deps import Account, Person, StaffMember
from ..limits import limit
from ..openapi import answers
from ..problems import ProblemError
from ..responses import json
from ..schemas import waiting_list as schema
from ..schemas.auth import Accepted
from ..schemas.common import PathId
from ..schemas.emails import EmailCode, EmailRequest, VerifiedEmail
from ..schemas.times import naive

router = APIRouter(prefix='/waiting-list', tags=['waiting list'])
MODEL = 'medical.waiting_list'
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
ONE = (*SIGNED, 'invalid', 'not-found')


@router.post(
    '', operation_id='enterWaitingList', response_model=schema.Waiting,
    status_code=201, responses=answers(
        *ONE, 'service-not-offered', 'waiting-list-invalid', 'too-many-bookings',
        'person-incomplete', 'invalid-phone', 'invalid-birth-date', 'invalid-email',
        'too-many-attempts'))
def enter_waiting_list(body: schema.Wish, caller: Person) -> Response:
    """Wait for a time; asking again for the same changes the days."""
    limit(caller, 'book')
    values = body.model_dump(by_alias=True, exclude_none=True)
    if body.person:
        values['person']['relation'] = body.person.relation.value
    values['part_of_day'] = body.part_of_day.value
    entered = call(caller, MODEL, 'enter', values, _isolation=READ_COMMITTED)
    return json(schema.waiting(entered), 201)


@router.get(
    '', operation_id='listWaiting', response_model=schema.WaitingListPage,
    responses=answers(*ONE))
def list_waiting(
        query: Annotated[schema.WaitingQuery, Query()], caller: Account) -> Response:
    """Who waits, longest first; one's own for a patient."""
    found = call(
        caller, MODEL, 'listing', service=query.service, practitioner=query.practitioner,
        location=query.location, states=[s.value for s in query.state] or None,
        start=query.fits_start and naive(query.fits_start),
        after=query.after, limit=query.limit)
    return json(schema.page(found))


@router.post(
    '/{id:id}/offer', operation_id='offerFreedTime', response_model=schema.Waiting,
    responses=answers(
        *ONE, 'illegal-transition', 'slot-taken', 'slot-not-offered', 'service-not-offered',
        'patient-busy', 'room-taken'))
def offer_freed_time(id: PathId, body: schema.FreedTime, caller: StaffMember) -> Response:
    """Hold a freed time for who waits and send the link that takes it."""
    return json(schema.waiting(booking.offer_freed_time(caller, id, body)))


@router.post(
    '/{id:id}/close', operation_id='closeWaiting', response_model=schema.Waiting,
    responses=answers(*ONE, 'illegal-transition'))
def close_waiting(
        id: PathId, caller: Account, body: schema.Closing | None = None) -> Response:
    """The patient does not wait any more."""
    reason = body.reason if body else schema.CloseReason.withdrawn
    return json(schema.waiting(call(
        caller, MODEL, 'close', id, reason=reason.value, _isolation=READ_COMMITTED)))


@router.post(
    '/{id:id}/email', operation_id='requestWaitingEmail', response_model=Accepted,
    status_code=202, responses=answers(
        *SIGNED, 'invalid', 'invalid-email', 'not-found', 'too-many-attempts'))
def request_waiting_email(id: PathId, body: EmailRequest, caller: Person) -> Response:
    """Send a code to an address that a visitor wants the offers at."""
    limit(caller, 'address')
    call(caller, MODEL, 'ask_email', id, body.email, caller.language)
    return json({'status': 'accepted'}, 202)


@router.post(
    '/{id:id}/email/verify', operation_id='verifyWaitingEmail',
    response_model=VerifiedEmail,
    responses=answers(*SIGNED, 'invalid', 'invalid-code', 'not-found',
        'too-many-attempts'))
def verify_waiting_email(id: PathId, body: EmailCode, caller: Person) -> Response:
    """The code came back: offers of freed times go there."""
    limit(caller, 'verify', str(id))
    answer = call(caller, MODEL, 'verify_email', id, body.code)
    if code := answer['refused']:
        raise ProblemError(code)
    return json({'email': answer['email']})
