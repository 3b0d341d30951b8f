# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses for calendar programs."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from .common import Flag, Id, Input, Output
from .times import utc


class FeedKind(StrEnum):
    practitioner = 'practitioner'
    patient = 'patient'


class FeedRequest(Input):
    kind: FeedKind
    busy_only: Annotated[Flag, Field(
            description='When there is a visit, and nothing else')] = True
    practitioner: Annotated[Id | None, Field(
            description="Whose agenda; without it the caller's own")] = None


class Feed(Output):
    id: int
    kind: FeedKind
    busy_only: bool
    practitioner: int | None
    practitioner_name: str | None
    created_at: dt.datetime
    read_at: Annotated[dt.datetime | None, Field(
            description='The day on which a program last asked for it')]


class FeedList(Output):
    items: list[Feed]


class NewFeed(Feed):
    """The address and its token are told only now."""
    url: Annotated[str, Field(
            examples=['https://citas.example.do/api/feeds/….ics'])]
    token: str


def feed(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        **raw, 'created_at': utc(raw['created_at']),
        'read_at': utc(raw['read_at'])}


def new_feed(raw: dict[str, Any], base: str) -> dict[str, Any]:
    return {**feed(raw), 'url': f'{base}/api/feeds/{raw["token"]}.ics'}
