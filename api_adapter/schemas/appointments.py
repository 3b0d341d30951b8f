# SPDX-License-Identifier: GPL-3.0-or-later
"""Appointments and holds."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from .common import (
    Day,
    Email,
    Id,
    Input,
    Line,
    Mode,
    Moment,
    Money,
    Output,
    Paragraph,
    PathId,
    Phone,
    Relation,
    money,
)
from .times import local


class State(StrEnum):
    pending = 'pending'
    booked = 'booked'
    arrived = 'arrived'
    in_progress = 'in_progress'
    fulfilled = 'fulfilled'
    noshow = 'noshow'
    cancelled = 'cancelled'


class Origin(StrEnum):
    web = 'web'
    desk = 'desk'
    phone = 'phone'
    walk_in = 'walk_in'
    import_ = 'import'


class DeskOrigin(StrEnum):
    """How a booking that the staff writes down came to the clinic."""
    desk = 'desk'
    phone = 'phone'


class Priority(StrEnum):
    routine = 'routine'
    urgent = 'urgent'
    emergency = 'emergency'


class CancelledBy(StrEnum):
    patient = 'patient'
    clinic = 'clinic'


class Verb(StrEnum):
    confirm = 'confirm'
    cancel = 'cancel'
    reschedule = 'reschedule'
    arrive = 'arrive'
    call = 'call'
    start = 'start'
    finish = 'finish'
    no_show = 'no_show'
    approve = 'approve'
    reopen = 'reopen'


class Person(Input):
    """Who the visit is for, when a guest books."""
    name: Annotated[Line, Field(examples=['Juana'])]
    surname: Annotated[Line, Field(examples=['Reyes'])]
    second_surname: Line | None = None
    phone: Annotated[Phone, Field(examples=['809-555-0134'])]
    birth_date: Annotated[Day, Field(examples=['1984-05-17'])]
    email: Email | None = None
    relation: Relation = Relation.self


class HoldRequest(Input):
    service: Id
    practitioner: Id
    location: Id | None = None
    start: Annotated[Moment, Field(examples=['2026-11-25T09:30:00-04:00'])]


class Booking(HoldRequest):
    reason: Annotated[Paragraph | None, Field(max_length=500)] = None
    hold: Id | None = None
    person: Person | None = None
    patient: Id | None = None
    consent_version: Annotated[Line, Field(max_length=20)] | None = None
    origin: Annotated[DeskOrigin | None, Field(
            description='For the staff')] = None
    overbook_reason: Annotated[Line | None, Field(
            description='For the staff: why an extra place is given, '
            'over what the time already holds')] = None


class Cancellation(Input):
    reason: Annotated[Paragraph | None, Field(max_length=500)] = None


class Reschedule(Input):
    start: Moment
    practitioner: Id | None = None
    location: Id | None = None


class Nothing(Input):
    """An empty object."""


class AppointmentQuery(Input):
    patient: PathId | None = None
    practitioner: PathId | None = None
    from_: Annotated[Day | None, Field(alias='from')] = None
    to: Day | None = None
    state: Annotated[list[State], Field(max_length=len(State))] = []
    after: Annotated[str, Field(
            max_length=64, pattern=r'^[A-Za-z0-9_.:-]+$')] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    newest: Annotated[bool, Field(
            description='The latest start first, instead of the soonest')
        ] = False


class Appointment(Output):
    id: int
    number: Annotated[str, Field(examples=['LV-4K7Q2M'])]
    state: State
    start: Annotated[dt.datetime, Field(
            examples=['2026-11-25T09:30:00-04:00'])]
    end: dt.datetime
    mode: Mode
    turn: int | None
    timezone: str
    practitioner: int
    practitioner_name: str
    service: int
    service_name: str
    location: int
    location_name: str
    room: int | None
    patient: int | None
    patient_name: str | None
    reason: str | None
    price: Money | None
    instructions: str | None
    sequence: int
    confirmed: bool
    requested: Annotated[bool, Field(description='Waits for approval')]
    confirmed_at: dt.datetime | None
    arrived_at: dt.datetime | None
    called_at: dt.datetime | None
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    hold_until: dt.datetime | None
    origin: Origin
    priority: Priority
    overbooked: bool
    cancelled_by: CancelledBy | None
    cancel_reason: str | None
    phone: Annotated[str | None, Field(description='For the staff')]
    birth_date: Annotated[dt.date | None, Field(description='For the staff')]
    note: Annotated[str | None, Field(description='For the staff')]
    to_verify: Annotated[bool | None, Field(
            description='For the staff: check who this is at arrival')]
    can: Annotated[list[Verb], Field(
            description='What the caller may do with it now')]


class AppointmentList(Output):
    items: list[Appointment]
    next: str | None


class FieldChange(Output):
    field: str
    before: str | None
    after: str | None


class Change(Output):
    at: dt.datetime
    by: Annotated[str, Field(description='patient, clinic or system')]
    action: str
    changes: list[FieldChange]


class ChangeList(Output):
    items: list[Change]
    next: str | None


MOMENTS = (
    'start', 'end', 'confirmed_at', 'arrived_at', 'called_at', 'started_at',
    'ended_at', 'hold_until')


def appointment(raw: dict[str, Any]) -> dict[str, Any]:
    """An appointment as the module gives it, in its wire form."""
    zone = raw['timezone']
    wire = {name: raw.get(name) for name in Appointment.model_fields}
    for name in MOMENTS:
        if wire[name] is not None:
            wire[name] = local(wire[name], zone)
    wire['price'] = money(raw['price'], raw['currency'])
    return wire


def page(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        'items': [appointment(found) for found in raw['items']],
        'next': raw['next']}


def history(raw: list[dict[str, Any]]) -> dict[str, Any]:
    return {'items': [_change(found) for found in raw], 'next': None}


def _change(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    return {
        'at': local(raw['at'].replace(microsecond=0), zone),
        'by': raw['by'],
        'action': raw['action'],
        'changes': [_field_change(c, zone) for c in raw['changes']]}


def _field_change(raw: dict[str, Any], zone: str) -> dict[str, Any]:
    """One field before and after; moments are written as such."""
    if raw['field'] not in {'start', 'end'}:
        return raw
    return {
        name: local(dt.datetime.fromisoformat(value), zone)
        if value and name != 'field' else value
        for name, value in raw.items()}
