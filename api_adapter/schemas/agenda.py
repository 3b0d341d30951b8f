# SPDX-License-Identifier: GPL-3.0-or-later
"""A practitioner's week in one answer."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from .appointments import Appointment, appointment
from .availability import check_range
from .common import Day, Input, Mode, Output, PathId
from .times import local

MAX_DAYS = 62
MAX_PRACTITIONERS = 20
MAX_DAYS_OF_SEVERAL = 7


class AgendaQuery(Input):
    practitioner: PathId
    from_: Annotated[Day, Field(alias='from')]
    to: Day

    @model_validator(mode='after')
    def _short_range(self) -> 'AgendaQuery':
        check_range(self.from_, self.to, MAX_DAYS)
        return self


class AgendasQuery(Input):
    practitioner: Annotated[list[PathId], Field(
            min_length=1, max_length=MAX_PRACTITIONERS)]
    from_: Annotated[Day, Field(alias='from')]
    to: Day

    @model_validator(mode='after')
    def _short_range(self) -> 'AgendasQuery':
        check_range(self.from_, self.to, MAX_DAYS_OF_SEVERAL)
        return self


class Open(Output):
    start: dt.datetime
    end: dt.datetime
    mode: Mode


class ExceptionKind(StrEnum):
    absence = 'absence'
    closure = 'closure'
    extra = 'extra'


class ScheduleException(Output):
    id: int
    kind: ExceptionKind
    start: dt.datetime
    end: dt.datetime
    reason: str | None


class AgendaHoliday(Output):
    date: dt.date
    name: str


class Agenda(Output):
    timezone: str
    appointments: list[Appointment]
    open: list[Open]
    exceptions: list[ScheduleException]
    holidays: list[AgendaHoliday]


class PractitionerAgenda(Agenda):
    practitioner: int


class AgendaList(Output):
    items: list[PractitionerAgenda]
    next: str | None


def agendas(raw: list[dict[str, Any]]) -> dict[str, Any]:
    """Several agendas in their wire form."""
    return {
        'items': [
            {'practitioner': found['practitioner'], **agenda(found)}
            for found in raw],
        'next': None}


def agenda(raw: dict[str, Any]) -> dict[str, Any]:
    """The week in its wire form, every moment in the agenda's zone."""
    zone = raw['timezone']
    return {
        'timezone': zone,
        'appointments': [appointment(a) for a in raw['appointments']],
        'open': [_ranged(o, zone, 'mode') for o in raw['open']],
        'exceptions': [
            _ranged(e, zone, 'id', 'kind', 'reason')
            for e in raw['exceptions']],
        'holidays': [
            {'date': h['date'], 'name': h['name']} for h in raw['holidays']]}


def _ranged(raw: dict[str, Any], zone: str, *names: str) -> dict[str, Any]:
    return {
        'start': local(raw['start'], zone), 'end': local(raw['end'], zone),
        **{name: raw[name] for name in names}}
