# SPDX-License-Identifier: GPL-3.0-or-later
"""Free times."""
import datetime as dt
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from .common import Day, Input, Mode, Output, PathId
from .times import local_second

MAX_DAYS = 62


class AvailabilityQuery(Input):
    service: PathId
    practitioner: PathId | None = None
    location: PathId | None = None
    insurer: PathId | None = None
    from_: Annotated[Day, Field(alias='from', examples=['2026-11-25'])]
    to: Annotated[Day, Field(examples=['2026-12-08'])]
    first: Annotated[bool, Field(
            description='Only the first free time of each practitioner')
        ] = False

    @model_validator(mode='after')
    def _short_range(self) -> 'AvailabilityQuery':
        check_range(self.from_, self.to, MAX_DAYS)
        return self


def check_range(first: dt.date, last: dt.date, most: int) -> None:
    """Refuse an inverted or an endless range of days."""
    if last < first:
        raise PydanticCustomError('inverted_range', 'to is before from')
    if (last - first).days >= most:
        raise PydanticCustomError(
            'long_range', 'at most {days} days', {'days': most})


class Slot(Output):
    start: Annotated[dt.datetime, Field(
            examples=['2026-11-25T09:30:00-04:00'])]
    end: dt.datetime
    practitioner: int
    location: int
    mode: Mode
    turn: Annotated[int | None, Field(
            description='The place in an order-of-arrival block')]
    left: Annotated[int | None, Field(description='Places left in the block')]
    block_start: dt.datetime | None
    block_end: dt.datetime | None


class Availability(Output):
    timezone: Annotated[str, Field(examples=['America/Santo_Domingo'])]
    slots: list[Slot]
    next_from: Annotated[dt.date | None, Field(
            description='The first day after this answer to ask from')]


def slot(raw: dict[str, Any], zone: str) -> dict[str, Any]:
    """A slot as the module gives it, in its wire form (made in place)."""
    raw['start'] = local_second(raw['start'], zone)
    raw['end'] = local_second(raw['end'], zone)
    if raw['block_start'] is not None:
        raw['block_start'] = local_second(raw['block_start'], zone)
        raw['block_end'] = local_second(raw['block_end'], zone)
    return raw


def slots(raw: dict[str, Any]) -> list[dict[str, Any]]:
    zone = raw['timezone']
    return [slot(found, zone) for found in raw['slots']]


def availability(raw: dict[str, Any], last: dt.date) -> dict[str, Any]:
    return {
        'timezone': raw['timezone'],
        'slots': slots(raw),
        'next_from': last + dt.timedelta(days=1)}
