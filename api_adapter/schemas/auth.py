# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from .common import (
    Code,
    Day,
    Email,
    Input,
    Line,
    NewPassword,
    Output,
    Password,
    Phone,
    Reference,
)
from .times import utc


class Role(StrEnum):
    guest = 'guest'
    patient = 'patient'
    practitioner = 'practitioner'
    front_desk = 'front_desk'
    administrator = 'administrator'


class Token(Output):
    access_token: str
    token_type: Literal['bearer']
    expires_in: Annotated[int, Field(description='Seconds', examples=[600])]
    role: Role
    name: str | None


class GuestRequest(Input):
    """Nothing is needed to open a guest session."""


class Login(Input):
    login: Annotated[Line, Field(examples=['paciente@demo.do'])]
    password: Password
    otp: Annotated[str | None, Field(
            min_length=6, max_length=16, pattern=r'^[0-9A-Za-z-]+$',
            description='The code of the phone, or a recovery code')] = None


class CodeRequest(Input):
    email: Email


class CodeAnswer(Input):
    email: Email
    code: Code


class PasswordReset(Input):
    email: Email
    code: Code
    password: NewPassword


class PasswordChange(Input):
    current: Password
    password: NewPassword


class Session(Output):
    id: int
    opened_at: dt.datetime
    last_seen: dt.datetime | None
    expires_at: dt.datetime
    network: Annotated[str | None, Field(examples=['190.80.1.2'])]
    device: Annotated[str | None, Field(
            description='What the browser called itself at sign-in')]
    current: bool


class SessionList(Output):
    items: list[Session]


class Registration(Input):
    email: Email
    password: NewPassword
    name: Line
    surname: Line
    second_surname: Line | None = None
    phone: Phone
    birth_date: Day
    consent_version: Annotated[Line, Field(max_length=20)]


class Lookup(Input):
    number: Annotated[Reference, Field(examples=['LV-4K7Q2M'])]
    birth_date: Day


class Accepted(Output):
    """The same answer whether or not the address is known."""
    status: Literal['accepted']


def sessions(found: list[dict[str, Any]], current: int | None) -> dict[str, Any]:
    """The caller's open sessions, moments in UTC."""
    return {'items': [{
                **row, 'current': row['id'] == current,
                **{name: utc(row[name]) for name in (
                        'opened_at', 'last_seen', 'expires_at')},
                } for row in found]}
