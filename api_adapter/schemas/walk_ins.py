# SPDX-License-Identifier: GPL-3.0-or-later
"""People who come without an appointment."""
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from .appointments import Priority
from .common import Day, Flag, Id, Input, Line, Phone
from .queue import Group, QueueEntry, Why, entry


class Gender(StrEnum):
    female = 'female'
    male = 'male'
    other = 'other'
    unknown = 'unknown'


class WalkInPerson(Input):
    """The few things that are asked of a new patient at the desk."""
    name: Annotated[Line, Field(examples=['Juana'])]
    surname: Annotated[Line, Field(examples=['Reyes'])]
    second_surname: Line | None = None
    phone: Annotated[Phone, Field(examples=['809-555-0134'])] | None = None
    birth_date: Annotated[Day, Field(examples=['1984-05-17'])] | None = None
    gender: Gender | None = None


class WalkIn(Input):
    practitioner: Id
    service: Id
    location: Id | None = None
    patient: Id | None = None
    person: WalkInPerson | None = None
    priority: Priority = Priority.routine
    groups: Annotated[list[Group], Field(max_length=3)] = []
    reason: Why | None = None
    override: Annotated[Flag, Field(
            description='The person is not one of the candidates')] = False

    @model_validator(mode='after')
    def _one_who_comes(self) -> 'WalkIn':
        if (self.patient is None) is (self.person is None):
            raise PydanticCustomError(
                'who_comes', 'a patient or a person, one of them')
        return self


class Placed(StrEnum):
    """In the next free time, or without one behind those who have it."""
    gap = 'gap'
    queue = 'queue'


class WalkInEntry(QueueEntry):
    placed: Placed


def walk_in(raw: dict[str, Any]) -> dict[str, Any]:
    return {**entry(raw['entry']), 'placed': raw['placed']}
