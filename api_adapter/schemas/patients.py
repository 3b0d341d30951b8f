# SPDX-License-Identifier: GPL-3.0-or-later
"""Patients as the staff finds and writes them down."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .appointments import State
from .common import Day, Email, Flag, Id, Input, Line, Output, Paragraph, PathId, Phone
from .times import local

Cedula = Annotated[str, StringConstraints(
        min_length=11, max_length=15, pattern=r'^[0-9 -]+$')]
Search = Annotated[str, StringConstraints(
        max_length=80, pattern=r'^[^\x00-\x1f\x7f]*$')]


class Gender(StrEnum):
    female = 'female'
    male = 'male'
    other = 'other'
    unknown = 'unknown'


class ContactRelation(StrEnum):
    """What the contact person is to the patient."""
    parent = 'parent'
    child = 'child'
    spouse = 'spouse'
    other = 'other'


class PreferredChannel(StrEnum):
    email = 'email'
    none = 'none'


class PatientQuery(Input):
    search: Annotated[Search | None, Field(
            description='A name (accents do not matter), a phone, a cédula, '
            'a record number or the reference of a visit')] = None
    after: PathId | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class PatientVisitQuery(Input):
    state: Annotated[list[State], Field(max_length=len(State))] = []
    after: Annotated[str, Field(
            max_length=64, pattern=r'^[A-Za-z0-9_.:-]+$')] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    newest: Annotated[bool, Field(
            description='The latest start first')] = True


class ContactPerson(Input):
    """Who answers for the patient: a known patient, or name and phone."""
    patient: Id | None = None
    name: Line | None = None
    surname: Line | None = None
    phone: Phone | None = None
    relation: ContactRelation | None = None

    @model_validator(mode='after')
    def check_person(self) -> Self:
        if not self.patient and not (self.name and self.surname):
            raise PydanticCustomError('contact_person', 'nobody')
        return self


class NewPatient(Input):
    """Who comes; `override` says that the look-alikes are other people."""
    name: Annotated[Line, Field(examples=['Juana'])]
    surname: Annotated[Line, Field(examples=['Reyes'])]
    second_surname: Line | None = None
    phone: Annotated[Phone | None, Field(examples=['809-555-0134'])] = None
    birth_date: Annotated[Day | None, Field(examples=['1984-05-17'])] = None
    gender: Gender = Gender.unknown
    identifier: Annotated[Cedula | None, Field(
            description='Cédula', examples=['047-0000001-4'])] = None
    email: Email | None = None
    insurer: Id | None = None
    insurer_number: Annotated[Line, Field(max_length=40)] | None = None
    contact: ContactPerson | None = None
    note: Paragraph | None = None
    override: Flag = False


class PatientChange(Input):
    """Only what is sent changes; null empties it."""
    name: Line | None = None
    surname: Line | None = None
    second_surname: Line | None = None
    phone: Phone | None = None
    birth_date: Day | None = None
    gender: Gender | None = None
    identifier: Cedula | None = None
    email: Email | None = None
    insurer: Id | None = None
    insurer_number: Annotated[Line, Field(max_length=40)] | None = None
    preferred_channel: PreferredChannel | None = None
    contact: ContactPerson | None = None
    note: Paragraph | None = None
    to_verify: Annotated[bool | None, Field(
            description='False once the desk has checked who it is')] = None


class NextVisit(Output):
    id: int
    start: dt.datetime
    timezone: str
    practitioner_name: str
    service_name: str


class Contact(Output):
    name: str
    phone: str | None
    relation: ContactRelation | None


class Patient(Output):
    id: int
    number: Annotated[str | None, Field(examples=['000123'])]
    name: Annotated[str, Field(examples=['Juana Reyes Mejía'])]
    first_name: str | None
    surname: str | None
    second_surname: str | None
    birth_date: dt.date | None
    gender: Gender
    phone: str | None
    email: str | None
    identifier: Annotated[str | None, Field(description='Cédula')]
    insurer: int | None
    insurer_name: str | None
    insurer_number: str | None
    contact: Contact | None
    preferred_channel: PreferredChannel
    to_verify: Annotated[bool, Field(
            description='Booked online: check who it is at arrival')]
    note: Annotated[str | None, Field(
            description='For the front desk; nothing clinical')]
    active: bool
    replaced_by: Annotated[int | None, Field(
            description='The patient this duplicate was merged into')]
    version: Annotated[str, Field(
            description='For If-Match', examples=['1764000000000000'])]
    coming_visits: int
    past_visits: int
    missed_visits: int
    next_visit: NextVisit | None


class Candidate(Patient):
    """A patient who may be the person, and what is the same."""
    same: Annotated[list[str], Field(examples=[['same phone']])]


class PatientList(Output):
    items: list[Patient]
    next: int | None


RENAMED = {'name': 'first_name'}
REQUIRED = {'name', 'surname', 'gender', 'preferred_channel', 'to_verify'}


def written(body: NewPatient | PatientChange) -> dict[str, Any]:
    """The module's values of what was sent; null never empties a name."""
    sent = body.model_dump(mode='python', exclude_unset=True)
    sent.pop('override', None)
    return {
        RENAMED.get(name, name): _plain(value) for name, value in sent.items()
        if value is not None or name not in REQUIRED}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value.value if isinstance(value, StrEnum) else value


def patient(raw: dict[str, Any]) -> dict[str, Any]:
    """A patient of the module on the wire."""
    visit = raw['next_visit']
    return raw | {
        'version': str(raw['version']),
        'next_visit': visit and visit | {
            'start': local(visit['start'], visit['timezone'])}}


def page(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        'items': [patient(item) for item in raw['items']],
        'next': raw['next']}
