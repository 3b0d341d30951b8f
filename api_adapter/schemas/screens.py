# SPDX-License-Identifier: GPL-3.0-or-later
"""The screens in waiting rooms."""
import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from .common import Id, Input, Line, Output
from .times import local

ADDRESS = '/pantalla/'


class ScreenRequest(Input):
    location: Id
    practitioners: Annotated[list[Id], Field(
            max_length=50, description='Empty for all who attend there')] = []
    name: Annotated[Line, Field(examples=['Sala de espera'])]


class Screen(Output):
    id: int
    name: str
    location: int
    location_name: str
    practitioners: list[int]
    created_at: dt.datetime


class NewScreen(Screen):
    token: Annotated[str, Field(description='Told only now')]
    url: Annotated[str, Field(examples=['/pantalla/…'])]


class ScreenList(Output):
    items: list[Screen]
    next: str | None


class ScreenCall(Output):
    label: Annotated[str, Field(examples=['7 · M.'])]
    room: str | None
    called_at: dt.datetime


class ScreenColumn(Output):
    id: int
    name: str
    title: str
    room: str | None
    late: Annotated[int, Field(description='Minutes')]
    called: Annotated[list[ScreenCall], Field(
            description='Called and not yet inside, the last one first')]
    serving: list[str]
    waiting: Annotated[list[str], Field(description='In calling order')]


class ScreenView(Output):
    clinic: str
    location: str
    timezone: str
    now: dt.datetime
    language: str
    practitioners: list[ScreenColumn]


def screen(raw: dict[str, Any]) -> dict[str, Any]:
    wire = {name: raw[name] for name in Screen.model_fields}
    wire['created_at'] = local(raw['created_at'], raw['timezone'])
    return wire


def new_screen(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        **screen(raw), 'token': raw['token'], 'url': ADDRESS + raw['token']}


def view(raw: dict[str, Any], language: str) -> dict[str, Any]:
    zone = raw['timezone']
    return {
        **raw, 'now': local(raw['now'], zone), 'language': language,
        'practitioners': [_column(c, zone) for c in raw['practitioners']]}


def _column(raw: dict[str, Any], zone: str) -> dict[str, Any]:
    return {**raw, 'called': [
            {**c, 'called_at': local(c['called_at'], zone)}
            for c in raw['called']]}
