# SPDX-License-Identifier: GPL-3.0-or-later
"""What `medical.notification.claim` hands over: plain data, moments naive UTC."""

from datetime import datetime
from typing import Any, TypedDict


class Clinic(TypedDict):
    name: str
    phone: str
    email: str
    colour: str


class Visit(TypedDict):
    """The visit as it is now, never as it was when the row was written."""

    uid: str
    number: str
    sequence: int
    start: datetime
    end: datetime
    timezone: str
    mode: str
    turn: int | None
    practitioner_name: str
    location_name: str
    street: str
    city: str
    map_url: str
    phone: str
    arrival_note: str
    instructions: str
    first_name: str
    confirmed: bool


class Row(TypedDict):
    """`key` names the message at the provider; `link` opens `/l/{link}`.

    `audience` is patient, contact (person) or practitioner; `unsubscribe` is
    the token that stops the reminders, in reminders only.
    """

    id: int
    key: str
    kind: str
    audience: str
    channel: str
    recipient: str
    language: str
    queued_at: datetime
    attempts: int
    clinic: Clinic
    visit: Visit | None
    link: str
    unsubscribe: str
    payload: dict[str, Any]
