# SPDX-License-Identifier: GPL-3.0-or-later
"""The clinic's public face."""
import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from .common import Output
from .times import local


class Location(Output):
    id: int
    name: str
    street: str | None
    city: str | None
    phone: str | None
    map_url: str | None
    timezone: str
    arrival_note: str | None


class Consent(Output):
    version: str | None
    text: str | None


class Clinic(Output):
    name: str
    phone: str | None
    email: str | None
    colour: str | None
    timezone: Annotated[str, Field(examples=['America/Santo_Domingo'])]
    languages: Annotated[list[str], Field(examples=[['es', 'en']])]
    locations: list[Location]
    consent: Consent
    hold_minutes: int
    today: dt.date
    now: dt.datetime


def clinic(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    now = local(raw['now'].replace(microsecond=0), zone)
    return {**raw, 'name': raw['name'] or '', 'now': now, 'today': now[:10]}
