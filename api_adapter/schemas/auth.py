# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in."""
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from .common import Code, Day, Email, Input, Line, Output, Password, Phone, Reference


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


class CodeRequest(Input):
    email: Email


class CodeAnswer(Input):
    email: Email
    code: Code


class Registration(Input):
    email: Email
    password: Password
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
