# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reminder's link shows and does, without signing in."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from .appointments import State
from .common import Id, Input, Moment, Output, Paragraph
from .queue import Stage
from .times import local


class LinkVerb(StrEnum):
    confirm = 'confirm'
    cancel = 'cancel'
    reschedule = 'reschedule'
    check_in = 'check_in'


class LinkAction(Input):
    action: LinkVerb
    start: Annotated[Moment | None, Field(
            description='The new time, for reschedule')] = None
    practitioner: Annotated[Id | None, Field(
            description='Of an offered time, for reschedule')] = None
    reason: Annotated[Paragraph | None, Field(max_length=500)] = None


    @model_validator(mode='after')
    def _start_to_move(self) -> 'LinkAction':
        if (self.action is LinkVerb.reschedule) is (self.start is None):
            raise PydanticCustomError(
                'start_to_move', 'a start to reschedule, only then')
        return self


class LinkOffer(Output):
    start: dt.datetime
    end: dt.datetime
    practitioner: int
    practitioner_name: str
    location: int
    location_name: str


class LinkQueue(Output):
    """How the patient's turn is coming, on the day of the visit."""
    now: dt.datetime
    stage: Stage
    turn: int | None
    label: Annotated[str, Field(
            examples=['12'], description='The turn, or the hour')]
    serving: Annotated[str | None, Field(
            examples=['7'], description='The turn or hour of who is inside')]
    ahead: Annotated[int | None, Field(
            description='How many are before; null once inside')]
    estimate: dt.datetime | None
    late: Annotated[int, Field(description='Announced delay in minutes')]
    check_in: Annotated[bool, Field(
            description='The patient can say now to be there')]
    checked_in: bool


class Link(Output):
    sequence: Annotated[int, Field(
            description='What the next change has to name in If-Match')]
    first_name: str
    start: dt.datetime
    end: dt.datetime
    timezone: str
    turn: int | None
    service: int
    practitioner: int
    practitioner_name: str
    location: int
    location_name: str
    street: str | None
    map_url: str | None
    phone: str | None
    state: State
    hold_until: Annotated[dt.datetime | None, Field(
            description='Until when a time offered from the waiting list '
            'is kept: confirm takes it')]
    affected: Annotated[bool, Field(
            description='The clinic cannot attend then: choose another time')]
    offers: Annotated[list[LinkOffer], Field(
            description='Times to take instead, with one reschedule')]
    queue: LinkQueue | None
    can: list[LinkVerb]


def link(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    wire = {name: raw.get(name) for name in Link.model_fields}
    return {
        **wire, 'start': local(raw['start'], zone),
        'end': local(raw['end'], zone),
        'hold_until': raw['hold_until'] and local(raw['hold_until'], zone),
        'queue': raw['queue'] and _queue(raw['queue'], zone),
        'offers': [_offer(found) for found in raw['offers']]}


def _queue(raw: dict[str, Any], zone: str) -> dict[str, Any]:
    told = raw['estimate']
    return {
        **raw, 'now': local(raw['now'], zone),
        'estimate': told and local(told.replace(microsecond=0), zone)}


def _offer(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    return {name: raw[name] for name in LinkOffer.model_fields} | {
        'start': local(raw['start'], zone), 'end': local(raw['end'], zone)}
