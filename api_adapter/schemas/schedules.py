# SPDX-License-Identifier: GPL-3.0-or-later
"""When practitioners attend, and how the administrator changes it."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from . import appointments
from .appointments import Appointment
from .common import Day, Id, Input, Line, Mode, Output, PathId
from .times import local_second, minutes

Clock = Annotated[str, StringConstraints(
        pattern=r'^([01][0-9]|2[0-3]):[0-5][0-9]$')]
Minutes = Annotated[int, Field(strict=True, ge=1, le=24 * 60)]
Places = Annotated[int, Field(strict=True, ge=1, le=500)]
YEARS = {'ge': 1998, 'le': 2199}


class Scope(StrEnum):
    """On one day only, or from a day on."""
    day = 'day'
    from_ = 'from'


class WeeklyHours(Input):
    """Hours of a weekday; `quota` places in order of arrival, or a `step`."""
    weekday: Annotated[int, Field(strict=True, ge=1, le=7, description='ISO: Monday is 1')]
    start: Annotated[Clock, Field(examples=['08:00'])]
    end: Annotated[Clock, Field(examples=['12:00'])]
    mode: Mode = Mode.time
    step: Annotated[Minutes | None, Field(
            description='Minutes between two starts; none for the service\'s')] = None
    quota: Places | None = None
    every_n_weeks: Annotated[int, Field(strict=True, ge=1, le=52)] = 1
    overbook_quota: Annotated[int, Field(strict=True, ge=0, le=100)] = 0
    room: Id | None = None
    services: Annotated[list[Id], Field(
            max_length=100, description='None for all')] = []

    @model_validator(mode='after')
    def check_hours(self) -> Self:
        _check_hours(self.start, self.end, self.mode, self.quota)
        return self


class DayHours(Input):
    """Hours of one day."""
    start: Clock
    end: Clock
    mode: Mode = Mode.time
    quota: Places | None = None
    room: Id | None = None

    @model_validator(mode='after')
    def check_hours(self) -> Self:
        _check_hours(self.start, self.end, self.mode, self.quota)
        return self


def _check_hours(start: str, end: str, mode: Mode, quota: int | None) -> None:
    if end <= start:
        raise PydanticCustomError('hours_order', 'ends before it starts')
    if mode is Mode.arrival and not quota:
        raise PydanticCustomError('places_needed', 'no places')


class ScheduleChange(Input):
    """From a day on, all `lines` of the week; or on one day, all `blocks`."""
    practitioner: Id
    location: Id
    scope: Scope
    day: Annotated[Day, Field(examples=['2026-12-01'])]
    until: Annotated[Day | None, Field(
            description='The last day; none for no end')] = None
    schedule: Annotated[Id | None, Field(
            description='What is changed; none to add hours')] = None
    version: Annotated[str | None, Field(
            pattern=r'^[0-9]{1,18}$',
            description='The version of the schedule you saw')] = None
    lines: Annotated[list[WeeklyHours], Field(max_length=100)] = []
    blocks: Annotated[list[DayHours], Field(max_length=24)] = []

    @model_validator(mode='after')
    def check_days(self) -> Self:
        if self.until and self.until < self.day:
            raise PydanticCustomError('inverted_range', 'ends before it starts')
        return self


class SchedulePreviewRequest(Input):
    change: ScheduleChange
    service: Annotated[Id | None, Field(
            description='Whose times to show; none for the first')] = None


class ScheduleQuery(Input):
    practitioner: PathId | None = None


class DayQuery(Input):
    practitioner: PathId
    location: PathId
    day: Day


class ScheduleLine(Output):
    id: int
    weekday: int
    start: Annotated[str, Field(examples=['08:00'])]
    end: Annotated[str, Field(examples=['12:00'])]
    mode: Mode
    step: int | None
    quota: int | None
    every_n_weeks: int
    overbook_quota: int
    room: int | None
    services: list[int]


class Schedule(Output):
    id: int
    version: str
    practitioner: int
    location: int
    valid_from: dt.date | None
    valid_to: dt.date | None
    lines: list[ScheduleLine]


class ScheduleList(Output):
    items: list[Schedule]
    next: None


class DayBlock(Output):
    start: str
    end: str
    mode: Mode
    quota: int | None
    room: int | None
    extra: Annotated[bool, Field(description='Added for this day only')]


class ScheduleDay(Output):
    timezone: str
    holiday: str | None
    blocks: list[DayBlock]


class OfferedDay(Output):
    """The starts that patients see before and would see after."""
    date: dt.date
    before: list[dt.datetime]
    after: list[dt.datetime]


class SchedulePreview(Output):
    affected: Annotated[list[Appointment], Field(
            description='Booked visits that would be outside the hours')]
    offered: list[OfferedDay]


class HolidayQuery(Input):
    year: Annotated[int, Field(**YEARS)]


class NewHoliday(Input):
    date: Annotated[Day, Field(examples=['2027-01-04'])]
    name: Annotated[Line, Field(examples=['Día de los Santos Reyes'])]


class HolidayYear(Input):
    year: Annotated[int, Field(strict=True, **YEARS)]


class Holiday(Output):
    id: Annotated[int | None, Field(
            description='None for one of the country that is not kept yet')]
    date: dt.date
    name: str
    original: Annotated[dt.date | None, Field(
            description='The date it is moved from by Ley 139-97')]


class HolidayList(Output):
    items: list[Holiday]
    next: None


def change(body: ScheduleChange) -> dict[str, Any]:
    """The module's values of a change."""
    return {
        'practitioner': body.practitioner,
        'location': body.location,
        'scope': 'day' if body.scope is Scope.day else 'from',
        'day': body.day,
        'until': body.until,
        'schedule': body.schedule,
        'version': int(body.version) if body.version else None,
        'lines': [_hours(line) for line in body.lines],
        'blocks': [_hours(block) for block in body.blocks]}


def _hours(hours: WeeklyHours | DayHours) -> dict[str, Any]:
    values = hours.model_dump()
    values.update(
        start=dt.time.fromisoformat(hours.start),
        end=dt.time.fromisoformat(hours.end), mode=hours.mode.value)
    if values.get('step'):
        values['step'] = dt.timedelta(minutes=values['step'])
    return values


def schedules(raw: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        'items': [
            {**found, 'version': str(found['version']),
                'lines': [_line(line) for line in found['lines']]}
            for found in raw],
        'next': None}


def _line(raw: dict[str, Any]) -> dict[str, Any]:
    return raw | {
        'start': _clock(raw['start']), 'end': _clock(raw['end']),
        'step': minutes(raw['step']) or None}


def _clock(time: dt.time) -> str:
    return time.strftime('%H:%M')


def day(raw: dict[str, Any]) -> dict[str, Any]:
    return raw | {'blocks': [
        block | {'start': _clock(block['start']), 'end': _clock(block['end'])}
        for block in raw['blocks']]}


def preview(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    return {
        'affected': [appointments.appointment(a) for a in raw['affected']],
        'offered': [{
                'date': found['date'],
                'before': [local_second(s, zone) for s in found['before']],
                'after': [local_second(s, zone) for s in found['after']],
                } for found in raw['offered']]}


def holidays(raw: list[dict[str, Any]]) -> dict[str, Any]:
    return {'items': raw, 'next': None}
