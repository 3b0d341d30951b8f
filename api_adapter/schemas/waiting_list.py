# SPDX-License-Identifier: GPL-3.0-or-later
"""Who waits for a time to come free."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from .appointments import Person
from .availability import check_range
from .common import Day, Id, Input, Moment, Output, PathId
from .times import local

MAX_DAYS = 181
MOMENTS = ('requested_at', 'offered_at', 'offered_start', 'hold_until', 'closed_at')


class PartOfDay(StrEnum):
    any = 'any'
    morning = 'morning'
    afternoon = 'afternoon'


class WaitingState(StrEnum):
    waiting = 'waiting'
    offered = 'offered'
    booked = 'booked'
    closed = 'closed'


class CloseReason(StrEnum):
    withdrawn = 'withdrawn'
    unreachable = 'unreachable'
    other = 'other'


class ClosedReason(StrEnum):
    withdrawn = 'withdrawn'
    unreachable = 'unreachable'
    expired = 'expired'
    other = 'other'


class Wish(Input):
    service: Id
    practitioner: Id | None = None
    location: Id | None = None
    from_: Annotated[Day, Field(alias='from', examples=['2026-11-25'])]
    to: Annotated[Day, Field(examples=['2026-12-08'])]
    part_of_day: PartOfDay = PartOfDay.any
    person: Annotated[Person | None, Field(description='Who waits, for a guest')] = None
    patient: Annotated[Id | None, Field(
        description='Who waits: a dependant, or for the staff anybody')] = None

    @model_validator(mode='after')
    def _short_range(self) -> 'Wish':
        check_range(self.from_, self.to, MAX_DAYS)
        return self


class WaitingQuery(Input):
    service: PathId | None = None
    practitioner: PathId | None = None
    location: PathId | None = None
    fits_start: Annotated[Moment | None, Field(
        description='Only those whom a time that is free then suits',
        examples=['2026-11-25T09:30:00-04:00'])] = None
    state: Annotated[list[WaitingState], Field(max_length=len(WaitingState))] = []
    after: PathId | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class FreedTime(Input):
    start: Annotated[Moment, Field(examples=['2026-11-25T09:30:00-04:00'])]
    practitioner: Id
    location: Id | None = None


class Closing(Input):
    reason: CloseReason = CloseReason.withdrawn


class Waiting(Output):
    id: int
    state: WaitingState
    patient: int | None
    patient_name: Annotated[str | None, Field(description='Only the first name for a guest')]
    phone: Annotated[str | None, Field(description='For the staff')]
    birth_date: Annotated[dt.date | None, Field(description='For the staff')]
    service: int
    service_name: str
    practitioner: int | None
    practitioner_name: str | None
    location: int | None
    location_name: str | None
    timezone: str
    from_: Annotated[dt.date, Field(alias='from')]
    to: dt.date
    part_of_day: PartOfDay
    requested_at: dt.datetime
    offers: Annotated[int, Field(description='Freed times offered so far')]
    offered_at: dt.datetime | None
    appointment: Annotated[int | None, Field(description='What was offered or booked')]
    offered_start: dt.datetime | None
    hold_until: Annotated[dt.datetime | None, Field(
        description='Until when the offered time is kept')]
    closed_at: dt.datetime | None
    closed_reason: ClosedReason | None


class WaitingListPage(Output):
    items: list[Waiting]
    next: int | None


def waiting(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    return raw | {name: local(raw[name], zone) if raw[name] else None for name in MOMENTS}


def page(raw: dict[str, Any]) -> dict[str, Any]:
    return {'items': [waiting(item) for item in raw['items']], 'next': raw['next']}
