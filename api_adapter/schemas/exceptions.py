# SPDX-License-Identifier: GPL-3.0-or-later
"""Absences, closures and extra hours, and what becomes of the visits in the way."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from .agenda import ExceptionKind
from .appointments import Appointment, appointment
from .availability import check_range
from .common import Day, Id, Input, Line, Mode, Moment, Output, Paragraph, PathId
from .times import local

MAX_DAYS = 370
MAX_WEEKS = 26
MAX_AT_ONCE = 500


class ExceptionQuery(Input):
    practitioner: PathId | None = None
    location: PathId | None = None
    from_: Annotated[Day, Field(alias='from', examples=['2026-11-25'])]
    to: Annotated[Day, Field(examples=['2026-12-25'])]

    @model_validator(mode='after')
    def _short_range(self) -> 'ExceptionQuery':
        check_range(self.from_, self.to, MAX_DAYS)
        return self


class Span(Input):
    start: Annotated[Moment, Field(examples=['2026-11-25T00:00:00-04:00'])]
    end: Annotated[Moment, Field(examples=['2026-11-26T00:00:00-04:00'])]

    @model_validator(mode='after')
    def _end_after_start(self) -> 'Span':
        if self.end <= self.start:
            raise PydanticCustomError('end_before_start', 'the end is not after the start')
        return self


class PreviewQuery(Span):
    practitioner: PathId | None = None
    location: PathId | None = None


class Repeat(Input):
    """Again in the following weeks, at the same hours of the local clock."""
    weeks: Annotated[int, Field(
        ge=1, le=MAX_WEEKS, description='In how many weeks altogether, the first one included')]


class NewException(Span):
    kind: ExceptionKind
    practitioner: Id | None = None
    location: Id | None = None
    reason: Line | None = None
    mode: Annotated[Mode, Field(description='Of extra hours')] = Mode.time
    quota: Annotated[int | None, Field(
        ge=1, le=500, description='Places of extra hours by order of arrival')] = None
    repeat: Repeat | None = None


class FullException(Output):
    id: int
    kind: ExceptionKind
    practitioner: int | None
    practitioner_name: str | None
    location: int | None
    location_name: str | None
    timezone: str
    start: dt.datetime
    end: dt.datetime
    reason: str | None
    mode: Annotated[Mode | None, Field(description='Of extra hours')]
    quota: int | None


class ExceptionList(Output):
    items: list[FullException]
    next: None


class MadeException(FullException):
    affected: Annotated[int, Field(description='How many visits stand in the way')]
    repeats: Annotated[list[int], Field(description='Its copies in the following weeks')]


class AffectedPreview(Output):
    """The visits that would be in the way, by start."""
    items: list[Appointment]
    next: None


class Answer(StrEnum):
    none = 'none'
    offered = 'offered'
    moved = 'moved'
    cancelled = 'cancelled'
    kept = 'kept'


class Offer(Output):
    start: Annotated[dt.datetime, Field(examples=['2026-11-27T09:30:00-04:00'])]
    practitioner: int
    practitioner_name: str
    location: int
    location_name: str


class AffectedVisit(Output):
    appointment: Appointment
    patient_name: str | None
    phone: str | None
    start: Annotated[dt.datetime, Field(description='When the visit was to be')]
    proposals: Annotated[list[Offer], Field(description='The times offered instead')]
    told: Annotated[bool, Field(
        description='A message with the offers left or will leave; else call')]
    answer: Answer
    offered_at: dt.datetime | None
    answered_at: dt.datetime | None


class AnswerCounts(Output):
    none: int
    offered: int
    moved: int
    cancelled: int
    kept: int


class AffectedList(Output):
    exception: FullException
    items: list[AffectedVisit]
    counts: AnswerCounts


class Chosen(Input):
    appointments: Annotated[list[Id] | None, Field(
        min_length=1, max_length=MAX_AT_ONCE,
        description='Some of the affected visits; all that have no answer when left out')] = None


class CancelChosen(Chosen):
    reason: Annotated[Paragraph | None, Field(max_length=200)] = None


class Failure(Output):
    appointment: int
    problem: Annotated[str, Field(
        examples=['no-free-time'],
        description='no-address, no-free-time, or the code of a problem')]


class Outcome(Output):
    """What was done, one by one."""
    done: list[int]
    failed: list[Failure]


def exception(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    return {**raw, 'start': local(raw['start'], zone), 'end': local(raw['end'], zone)}


def listed(raw: list[dict[str, Any]]) -> dict[str, Any]:
    return {'items': [exception(found) for found in raw], 'next': None}


def preview(raw: list[dict[str, Any]]) -> dict[str, Any]:
    return {'items': [appointment(found) for found in raw], 'next': None}


def affected(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        'exception': exception(raw['exception']),
        'items': [_visit(item) for item in raw['items']],
        'counts': raw['counts']}


def _visit(raw: dict[str, Any]) -> dict[str, Any]:
    visit = raw['appointment']
    zone = visit['timezone']
    return {
        'appointment': appointment(visit),
        'patient_name': visit['patient_name'],
        'phone': visit['phone'],
        'start': local(raw['start'], zone),
        'proposals': [offer(found) for found in raw['proposals']],
        'told': raw['told'],
        'answer': raw['answer'],
        **{name: local(raw[name].replace(microsecond=0), zone) if raw[name] else None
            for name in ('offered_at', 'answered_at')}}


def offer(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: raw[name] for name in Offer.model_fields},
        'start': local(raw['start'], raw['timezone'])}


CALL_LIST: dict[str, tuple[str, ...]] = {
    'es': ('Paciente', 'Teléfono', 'Día', 'Hora', 'Médico', 'Avisado'),
    'en': ('Patient', 'Phone', 'Day', 'Time', 'Practitioner', 'Told')}
YES_NO: dict[str, tuple[str, str]] = {'es': ('No', 'Sí'), 'en': ('No', 'Yes')}


def call_list(raw: dict[str, Any], language: str) -> list[list[Any]]:
    """Whom to call, as the rows of a table."""
    rows: list[list[Any]] = [list(CALL_LIST[language])]
    for item in affected(raw)['items']:
        day, _, hour = item['start'].partition('T')
        rows.append([
            item['patient_name'], (item['phone'] or '').removeprefix('+'), day, hour[:5],
            item['appointment']['practitioner_name'], YES_NO[language][item['told']]])
    return rows
