# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting room: who is there, who is next and why."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from .appointments import Origin, Priority, State, Verb
from .common import Day, Id, Input, LongLine, Mode, Output, PathId
from .times import local

MOMENTS = (
    'start', 'checked_in_at', 'arrived_at', 'called_at', 'started_at',
    'ended_at', 'estimate')
Why = Annotated[LongLine, Field(
        examples=["Le bajó la presión"],
        description='Kept with who did it')]


class Stage(StrEnum):
    expected = 'expected'
    waiting = 'waiting'
    called = 'called'
    in_consultation = 'in_consultation'
    done = 'done'
    no_show = 'no_show'


class Group(StrEnum):
    pregnant = 'pregnant'
    elder = 'elder'
    disabled = 'disabled'


class ReasonCode(StrEnum):
    """Why somebody has the place in the order."""
    emergency = 'emergency'
    waited = 'waited'
    scheduled = 'scheduled'
    late = 'late'
    priority_group = 'priority_group'
    walk_in = 'walk_in'
    moved = 'moved'


class Step(StrEnum):
    """A step that can be taken back."""
    arrive = 'arrive'
    call = 'call'
    start = 'start'
    finish = 'finish'
    no_show = 'no_show'


class QueueQuery(Input):
    practitioner: Annotated[list[PathId], Field(max_length=50)] = []
    location: PathId | None = None
    date: Day | None = None


class CallNext(Input):
    practitioner: Id
    location: Id | None = None


class QueueMove(Input):
    appointment: Id
    before: Annotated[Id | None, Field(
            description='Who comes next after that; null for the end')]
    reason: Why


class Late(Input):
    practitioner: Id
    minutes: Annotated[int, Field(strict=True, ge=0, le=240)]


class LateUndo(Input):
    practitioner: Id


class PriorityChange(Input):
    priority: Priority
    groups: Annotated[list[Group], Field(max_length=3)] = []
    reason: Why | None = None

    @model_validator(mode='after')
    def _reason_of_emergency(self) -> 'PriorityChange':
        if self.priority is Priority.emergency and self.reason is None:
            raise PydanticCustomError(
                'reason_missing', 'an emergency needs a reason')
        return self


class OutOfTurn(Input):
    """What is said when somebody is called before their turn."""
    reason: Why | None = None


class QueueReason(Output):
    code: ReasonCode
    text: Annotated[str, Field(examples=['Con cita'])]
    note: Annotated[str | None, Field(
            description='What the staff wrote about it')]


class QueueEntry(Output):
    id: int
    number: Annotated[str, Field(examples=['LV-4K7Q2M'])]
    sequence: int
    state: State
    stage: Stage
    practitioner: int
    patient: int | None
    patient_name: str | None
    label: Annotated[str, Field(
            examples=['7 · M.'],
            description='What a screen shows: the turn, or the hour of who '
            'has none, and the initial of the first name')]
    service_name: str
    room_name: str | None
    start: dt.datetime
    mode: Mode
    turn: int | None
    origin: Origin
    queue_only: Annotated[bool, Field(
            description='Without a time: `start` is when the person came')]
    priority: Priority
    groups: list[Group]
    to_verify: bool
    checked_in_at: Annotated[dt.datetime | None, Field(
            description='Says to be there: the desk confirms by `arrive`')]
    arrived_at: dt.datetime | None
    called_at: dt.datetime | None
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    waiting: Annotated[int | None, Field(
            description='Minutes from the arrival until called, or until now')]
    position: Annotated[int | None, Field(
            description='Place in the calling order, from 1')]
    may_call: Annotated[bool, Field(
            description='False: not to be called yet, except with a reason')]
    reason: QueueReason | None
    estimate: Annotated[dt.datetime | None, Field(
            description='About when the visit begins')]
    can: list[Verb]
    undo: Annotated[Step | None, Field(
            description='The step that the caller can take back now')]


class QueueColumn(Output):
    id: int
    name: str
    colour: str | None
    late: Annotated[int, Field(description='Announced delay in minutes')]
    pace: Annotated[float | None, Field(
            description='Minutes that a visit takes today; null until known')]
    serving: Annotated[int | None, Field(description='Turn of who is inside')]
    serving_label: str | None
    next: Annotated[int | None, Field(
            description='The appointment that call-next would call')]
    entries: Annotated[list[QueueEntry], Field(
            description='Those who wait in calling order, with the others by '
            'hour')]


class Queue(Output):
    now: dt.datetime
    date: dt.date
    timezone: str
    walk_ins: Annotated[bool, Field(description='Whether they are taken')]
    practitioners: list[QueueColumn]


class LateAnswer(Output):
    late: int
    told: Annotated[int, Field(description='How many were written to')]


def queue(raw: dict[str, Any]) -> dict[str, Any]:
    """The waiting rooms as the module gives them, in their wire form."""
    return {
        **raw, 'now': local(raw['now'], raw['timezone']),
        'practitioners': [
            {**column, 'entries': [entry(e) for e in column['entries']]}
            for column in raw['practitioners']]}


def entry(raw: dict[str, Any]) -> dict[str, Any]:
    wire = {name: raw[name] for name in QueueEntry.model_fields}
    for name in MOMENTS:
        if wire[name] is not None:
            wire[name] = local(
                wire[name].replace(microsecond=0), raw['timezone'])
    return wire
