# SPDX-License-Identifier: GPL-3.0-or-later
"""The person behind the token."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from .auth import Role
from .common import (
    Code,
    Day,
    Id,
    Input,
    Line,
    Output,
    Paragraph,
    Password,
    Phone,
    Reference,
)
from .times import utc


class Kinship(StrEnum):
    """What a dependant is to the owner of the account."""
    child = 'child'
    parent = 'parent'
    spouse = 'spouse'
    other = 'other'


class Language(StrEnum):
    es = 'es'
    en = 'en'


class Channel(StrEnum):
    email = 'email'
    sms = 'sms'
    whatsapp = 'whatsapp'


class Wants(StrEnum):
    all = 'all'
    no_reminders = 'no_reminders'
    none = 'none'


class Dependant(Output):
    patient: int
    name: str
    relation: Kinship | None
    birth_date: dt.date | None
    until: Annotated[dt.date | None, Field(
            description='The eighteenth birthday of a son or daughter: they '
            'leave the account that day')]


class DependantList(Output):
    items: list[Dependant]


class PersonData(Output):
    """What the clinic knows of the person; `verified` by a document."""
    name: str
    surname: str
    second_surname: str | None
    phone: str | None
    birth_date: dt.date | None
    verified: bool


class Me(Output):
    role: Role
    name: str | None
    email: str | None
    patient: int | None
    practitioner: int | None
    language: str
    person: PersonData | None
    dependants: list[Dependant]


class Correction(Input):
    """What changes; the rest stays.

    Names and birth date only until the clinic has seen a document.
    """
    name: Line | None = None
    surname: Line | None = None
    second_surname: Line | None = None
    birth_date: Day | None = None
    phone: Phone | None = None
    language: Language | None = None


class NewDependant(Input):
    """Somebody the clinic does not know yet."""
    name: Annotated[Line, Field(examples=['Eva'])]
    surname: Line
    second_surname: Line | None = None
    birth_date: Annotated[Day, Field(examples=['2019-03-02'])]
    phone: Phone | None = None
    relation: Kinship
    consent_version: Annotated[Line, Field(max_length=20)]


class KnownChild(Input):
    """A child the clinic knows; the reference of one of its visits and its
    birth date are the proof."""
    number: Annotated[Reference, Field(examples=['LV-4K7Q2M'])]
    birth_date: Day
    relation: Kinship = Kinship.child
    consent_version: Annotated[Line, Field(max_length=20)]


class Accepted(Output):
    version: str | None
    at: dt.datetime


class ChannelConsent(Output):
    channel: Channel
    wants: Wants
    at: dt.datetime | None
    version: str | None


class ConsentLine(Output):
    at: dt.datetime
    what: Annotated[str, Field(
            description='A channel, or account, dependant, update')]
    said: Annotated[str, Field(examples=['no_reminders', 'accepted'])]
    version: str | None


class Consents(Output):
    accepted: Accepted | None
    channels: list[ChannelConsent]
    history: list[ConsentLine]


class ConsentQuery(Input):
    patient: Annotated[int | None, Field(ge=1)] = None


class ChannelChoice(Input):
    channel: Channel
    wants: Wants


class ConsentChange(Input):
    channels: Annotated[list[ChannelChoice], Field(max_length=len(Channel))]
    consent_version: Annotated[Line, Field(max_length=20)]
    patient: Id | None = None


class Export(Output):
    """All rows about the person and the dependants, by model."""
    generated_at: dt.datetime
    records: dict[str, list[dict[str, Any]]]


class Closing(Input):
    reason: Annotated[Paragraph | None, Field(max_length=500)] = None


class PasswordProof(Input):
    password: Password


class SecondStep(Output):
    on: bool
    recovery_left: int


class QrCode(Output):
    """The dark squares of a QR code, as the `d` of an SVG path."""
    size: int
    path: str


class NewSecondStep(Output):
    secret: Annotated[str, Field(description='To be typed into the phone')]
    uri: str
    qr: QrCode


class SecondStepCode(Input):
    code: Code


class RecoveryCodes(Output):
    """Shown only now: each replaces the phone once."""
    recovery: list[str]


def me(
        person: dict[str, Any], profile: dict[str, Any] | None,
        language: str) -> dict[str, Any]:
    """The caller: what the session says and what the account adds."""
    profile = profile or {}
    return {
        'role': person['role'],
        'name': profile.get('name'),
        'email': profile.get('email'),
        'patient': profile.get('patient'),
        'practitioner': profile.get('practitioner'),
        'language': profile.get('language') or language,
        'person': profile.get('person'),
        'dependants': profile.get('dependants') or []}


def consents(found: dict[str, Any]) -> dict[str, Any]:
    accepted = found['accepted']
    return {
        'accepted': accepted and {**accepted, 'at': utc(accepted['at'])},
        'channels': [
            {**line, 'at': utc(line['at'])} for line in found['channels']],
        'history': [
            {**line, 'at': utc(line['at'])} for line in found['history']]}
