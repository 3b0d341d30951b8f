# SPDX-License-Identifier: GPL-3.0-or-later
"""What the administrator keeps in order.

What is not sent stays as it is; null empties what may be empty.  Durations
are whole minutes.
"""
import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from .common import (
    Day,
    Email,
    Flag,
    Id,
    Input,
    Line,
    Money,
    Output,
    Paragraph,
    PathId,
    Phone,
    money,
)
from .notifications import NotificationKind
from .times import local, minutes

MINUTE = dt.timedelta(minutes=1)
YEAR = 366 * 24 * 60
Duration = Annotated[int, Field(strict=True, ge=1, le=24 * 60)]
Wait = Annotated[int, Field(strict=True, ge=0, le=YEAR)]
Price = Annotated[str, StringConstraints(
        pattern=r'^[0-9]{1,9}(\.[0-9]{1,2})?$')]
LongText = Annotated[Paragraph, Field(max_length=10_000)]
Colour = Annotated[str, StringConstraints(pattern=r'^#[0-9a-fA-F]{6}$')]
Web = Annotated[str, StringConstraints(
        max_length=500, pattern=r'^https?://[^\s<>"]+$')]
Zone = Annotated[str, StringConstraints(
        max_length=64, pattern=r'^[A-Za-z0-9_+/-]+$')]
Clock = Annotated[str, StringConstraints(
        pattern=r'^([01][0-9]|2[0-3]):[0-5][0-9]$')]
Login = Annotated[str, StringConstraints(
        min_length=3, max_length=64, pattern=r'^[a-z0-9][a-z0-9._@-]+$')]
Ids = Annotated[list[Id], Field(max_length=200)]
Version = Annotated[str, Field(
        description='For If-Match', examples=['1764000000000000'])]


class Audience(StrEnum):
    """To whom a service is offered online."""
    all = 'all'
    new = 'new'
    returning = 'returning'


class Title(StrEnum):
    dr = 'Dr.'
    dra = 'Dra.'
    lic = 'Lic.'
    licda = 'Licda.'


class StaffRole(StrEnum):
    practitioner = 'practitioner'
    front_desk = 'front_desk'
    administrator = 'administrator'


# Services

class ServiceChange(Input):
    name: Line = Field(default_factory=str)
    public_name: Annotated[Line | None, Field(
            description='The neutral name that messages carry')] = None
    description: Paragraph | None = None
    specialty: Id | None = None
    duration: Duration = Field(default_factory=int)
    buffer_before: Wait = Field(default_factory=int)
    buffer_after: Wait = Field(default_factory=int)
    step: Duration | None = None
    online: Flag = Field(default_factory=bool)
    needs_approval: Flag = Field(default_factory=bool)
    minimum_notice: Wait = Field(default_factory=int)
    maximum_horizon: Annotated[int, Field(
            strict=True, ge=1, le=730, description='Days')] = Field(
            default_factory=int)
    cancel_cutoff: Wait = Field(default_factory=int)
    reschedule_cutoff: Wait = Field(default_factory=int)
    price: Annotated[Price | None, Field(examples=['1500.00'])] = None
    audience: Audience = Field(default_factory=lambda: Audience.all)
    instructions: Paragraph | None = None
    active: Flag = Field(default_factory=bool)


class NewService(ServiceChange):
    name: Line
    duration: Duration


class KeptService(Output):
    id: int
    version: Version
    name: str
    public_name: str | None
    description: str | None
    specialty: int | None
    duration: int
    buffer_before: int
    buffer_after: int
    step: int | None
    online: bool
    needs_approval: bool
    minimum_notice: int
    maximum_horizon: int
    cancel_cutoff: int
    reschedule_cutoff: int
    price: Money | None
    audience: Audience
    instructions: str | None
    active: bool


class KeptServiceList(Output):
    items: list[KeptService]
    next: None


# Practitioners

class OwnService(Input):
    """A service of a practitioner; null for what the service itself says."""
    service: Id
    duration: Duration | None = None
    price: Price | None = None


class PractitionerChange(Input):
    first_name: Line = Field(default_factory=str)
    surname: Line = Field(default_factory=str)
    second_surname: Line | None = None
    title: Title | None = None
    licence: Annotated[Line | None, Field(description='Exequátur')] = None
    specialties: Ids = Field(default_factory=list)
    insurers: Ids = Field(default_factory=list)
    services: Annotated[list[OwnService], Field(max_length=200)] = Field(
        default_factory=list)
    colour: Colour | None = None
    biography: Paragraph | None = None
    online: Flag = Field(default_factory=bool)
    active: Flag = Field(default_factory=bool)


class NewPractitioner(PractitionerChange):
    first_name: Line
    surname: Line


class KeptOwnService(Output):
    service: int
    duration: int | None
    price: str | None


class KeptPractitioner(Output):
    id: int
    version: Version
    name: str
    first_name: str | None
    surname: str | None
    second_surname: str | None
    title: Title | None
    licence: str | None
    specialties: list[int]
    insurers: list[int]
    services: list[KeptOwnService]
    colour: str | None
    biography: str | None
    online: bool
    user: Annotated[int | None, Field(
            description='With whom the practitioner signs in')]
    active: bool


class KeptPractitionerList(Output):
    items: list[KeptPractitioner]
    next: None


# Locations

class RoomInput(Input):
    """A room; one that is left out is switched off."""
    id: Id | None = None
    name: Line
    active: Flag = True


class LocationChange(Input):
    name: Line = Field(default_factory=str)
    street: Paragraph | None = None
    city: Line | None = None
    phone: Phone | None = None
    timezone: Zone = Field(default_factory=str)
    map_url: Web | None = None
    arrival_note: Paragraph | None = None
    active: Flag = Field(default_factory=bool)
    rooms: Annotated[list[RoomInput], Field(max_length=100)] = Field(
        default_factory=list)


class NewLocation(LocationChange):
    name: Line


class Room(Output):
    id: int
    name: str
    active: bool


class KeptLocation(Output):
    id: int
    version: Version
    name: str
    street: str | None
    city: str | None
    phone: str | None
    timezone: str
    map_url: str | None
    arrival_note: str | None
    active: bool
    rooms: list[Room]


class KeptLocationList(Output):
    items: list[KeptLocation]
    next: None


# Rules of the clinic

class SettingsChange(Input):
    clinic_name: Line | None = None
    clinic_phone: Phone | None = None
    clinic_email: Email | None = None
    clinic_colour: Colour | None = None
    hold_minutes: Annotated[int, Field(strict=True, ge=1, le=60)] = Field(
        default_factory=int)
    max_open_bookings: Annotated[int, Field(strict=True, ge=1, le=1000)] = Field(
        default_factory=int)
    noshow_grace: Annotated[int, Field(strict=True, ge=0, le=1440)] = Field(
        default_factory=int)
    walk_ins: Flag = Field(default_factory=bool)
    late_grace: Annotated[int, Field(strict=True, ge=0, le=240)] = Field(
        default_factory=int)
    longest_wait: Annotated[int, Field(strict=True, ge=0, le=1440)] | None = None
    priority_groups: Flag = Field(default_factory=bool)
    check_in_minutes: Annotated[int, Field(strict=True, ge=0, le=240)] | None = None
    quiet_start: Clock | None = None
    quiet_end: Clock | None = None
    staff_reads_all_agendas: Flag = Field(default_factory=bool)
    consent_text: LongText | None = None


class Settings(Output):
    version: Version
    clinic_name: str | None
    clinic_phone: str | None
    clinic_email: str | None
    clinic_colour: str | None
    hold_minutes: int
    max_open_bookings: int
    noshow_grace: int
    walk_ins: bool
    late_grace: Annotated[int, Field(
            description='Minutes after which somebody is late')]
    longest_wait: Annotated[int | None, Field(
            description='Who has waited so many minutes is next')]
    priority_groups: Annotated[bool, Field(
            description='Pregnant, elder and disabled people first among '
            'walk-ins')]
    check_in_minutes: Annotated[int | None, Field(
            description='So long before the visit patients may check in')]
    quiet_start: str | None
    quiet_end: str | None
    staff_reads_all_agendas: bool
    consent_text: str | None
    consent_version: Annotated[str | None, Field(
            description='Goes up with each new text')]


class MessageRuleChange(Input):
    enabled: Flag = Field(default_factory=bool)
    lead: Annotated[int | None, Field(
            strict=True, ge=1, le=14 * 24 * 60,
            description='Minutes before the visit')] = None
    to_patient: Flag = Field(default_factory=bool)
    to_contact: Flag = Field(default_factory=bool)
    to_practitioner: Flag = Field(default_factory=bool)


class MessageRule(Output):
    id: int
    version: Version
    kind: NotificationKind
    name: str
    reminds: Annotated[bool, Field(
            description='It leaves some time before the visit: see `lead`')]
    enabled: bool
    lead: int | None
    to_patient: bool
    to_contact: bool
    to_practitioner: bool


class MessageRuleList(Output):
    items: list[MessageRule]
    next: None


# Staff

class StaffChange(Input):
    name: Line = Field(default_factory=str)
    email: Email | None = None
    role: StaffRole = Field(default_factory=lambda: StaffRole.front_desk)
    practitioner: Annotated[Id | None, Field(
            description='Which practitioner the person is')] = None
    active: Flag = Field(default_factory=bool)


class NewStaff(Input):
    name: Line
    login: Annotated[Login, Field(examples=['ana.reyes'])]
    email: Email | None = None
    role: StaffRole
    practitioner: Id | None = None


class Staff(Output):
    id: int
    version: Version
    name: str
    login: str
    email: str | None
    role: StaffRole
    practitioner: int | None
    active: bool
    protected: Annotated[bool, Field(
            description='Administers Tryton itself')]
    oneself: bool
    has_password: bool
    last_login: dt.datetime | None
    sessions: Annotated[int, Field(description='Open now')]


class StaffList(Output):
    items: list[Staff]
    next: None


class Password(Output):
    """A password to hand over, told only this once."""
    password: str


class NewStaffMember(Staff):
    password: Annotated[str, Field(
            description='To hand over, told only this once')]


class EndedSessions(Output):
    ended: int


# The record of who did what

class ActorKind(StrEnum):
    system = 'system'
    staff = 'staff'
    patient = 'patient'
    guest = 'guest'
    public = 'public'
    sender = 'sender'


class AuditModel(StrEnum):
    """On what something was done."""
    appointment = 'medical.appointment'
    patient = 'medical.patient'
    party = 'party.party'
    user = 'res.user'
    account = 'web.user'
    service = 'medical.service'
    practitioner = 'medical.practitioner'
    location = 'medical.location'
    schedule = 'medical.schedule'
    exception = 'medical.schedule.exception'
    holiday = 'medical.holiday'
    configuration = 'medical.configuration'
    notification = 'medical.notification'
    rule = 'medical.notification.rule'


class AuditAction(StrEnum):
    read = 'read'
    create = 'create'
    write = 'write'
    delete = 'delete'


class AuditQuery(Input):
    user: PathId | None = None
    kind: ActorKind | None = None
    action: AuditAction | None = None
    model: AuditModel | None = None
    record: PathId | None = None
    from_: Annotated[Day | None, Field(alias='from')] = None
    to: Day | None = None
    after: PathId | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class AuditChange(Output):
    field: str
    label: Annotated[str, Field(
            description='The field in the language of the reader')]
    before: str | None
    after: str | None


class AuditEntry(Output):
    id: int
    at: dt.datetime
    actor_kind: ActorKind
    actor: Annotated[str | None, Field(examples=['res.user,5'])]
    actor_name: str | None
    action: str
    read: bool
    model: str | None
    model_name: str | None
    record: int | None
    record_name: str | None
    patients: Annotated[list[int], Field(description='Whose data was read')]
    changes: list[AuditChange]
    request_id: str | None
    network: str | None


class AuditList(Output):
    items: list[AuditEntry]
    next: int | None


# To the module and back

DURATIONS = {
    'duration', 'buffer_before', 'buffer_after', 'step', 'minimum_notice',
    'cancel_cutoff', 'reschedule_cutoff', 'lead'}
MAY_BE_EMPTY = {'step', 'lead'}
CLOCKS = {'quiet_start', 'quiet_end'}


def written(body: Input) -> dict[str, Any]:
    """The module's values of what was sent."""
    return _values(body.model_dump(exclude_unset=True))


def _values(sent: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in sent.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DURATIONS:
        return value * MINUTE
    if name in CLOCKS:
        return dt.time.fromisoformat(value)
    if name == 'price':
        return Decimal(value)
    if name == 'services':
        return [_own_service(_values(offer)) for offer in value]
    return value.value if isinstance(value, StrEnum) else value


def _own_service(offer: dict[str, Any]) -> dict[str, Any]:
    return {'duration': None, 'price': None, **offer}


def kept(raw: dict[str, Any]) -> dict[str, Any]:
    """A kept record on the wire."""
    found = raw | {'version': str(raw['version'])}
    for name in DURATIONS & raw.keys():
        found[name] = (
            None if raw[name] is None and name in MAY_BE_EMPTY
            else minutes(raw[name]))
    for name in CLOCKS & raw.keys():
        found[name] = raw[name] and raw[name].strftime('%H:%M')
    return found


def service(raw: dict[str, Any]) -> dict[str, Any]:
    found = kept(raw)
    return found | {'price': money(raw['price'], found.pop('currency'))}


def practitioner(raw: dict[str, Any]) -> dict[str, Any]:
    return kept(raw) | {
        'services': [{
                'service': offer['service'],
                'duration': minutes(offer['duration']) or None,
                'price': None if offer['price'] is None
                else f"{offer['price']:.2f}",
                } for offer in raw['services']]}


def staff(raw: dict[str, Any]) -> dict[str, Any]:
    """A staff member; the password only when there is one to tell."""
    found = raw | {
        'version': str(raw['version']),
        'last_login': raw['last_login'] and local(raw['last_login'], 'UTC')}
    if found.get('password') is None:
        found.pop('password', None)
    return found


def every(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {'items': items, 'next': None}


def audit(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    return {
        'items': [
            item | {'at': local(item['at'], zone)} for item in raw['items']],
        'next': raw['next']}
