# SPDX-License-Identifier: GPL-3.0-or-later
"""The calendar part of a message: RFC 5545, 5546 (iTIP) and 6047 (iMIP).

One UID for life and a SEQUENCE that only rises; times in UTC, because a
generated VTIMEZONE drags decades of history along; nothing clinical in it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = '-//clinica//appointments//ES'


@dataclass(frozen=True)
class Visit:
    """What a calendar may know about a visit. Moments are aware."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    stamp: datetime
    summary: str
    description: str
    location: str
    organizer: str
    organizer_name: str
    attendee: str
    attendee_name: str


def render(visit: Visit, method: str) -> bytes:
    """One VEVENT, `method` REQUEST (new or moved) or CANCEL."""
    calendar = Calendar()
    calendar.add('prodid', PRODUCT)
    calendar.add('version', '2.0')
    calendar.add('method', method)
    calendar.add_component(_event(visit, cancelled=method == 'CANCEL'))
    return bytes(calendar.to_ical())


def _event(visit: Visit, *, cancelled: bool) -> Event:
    event = Event()
    event.add('uid', visit.uid)
    event.add('sequence', visit.sequence)
    event.add('dtstamp', visit.stamp.astimezone(UTC))
    event.add('dtstart', visit.start.astimezone(UTC))
    event.add('dtend', visit.end.astimezone(UTC))
    event.add('summary', visit.summary)
    event.add('description', visit.description)
    event.add('location', visit.location)
    event.add('status', 'CANCELLED' if cancelled else 'CONFIRMED')
    event.add('transp', 'TRANSPARENT' if cancelled else 'OPAQUE')
    event.add('class', 'PRIVATE')
    event.add('organizer', _person(visit.organizer, visit.organizer_name))
    event.add('attendee', _attendee(visit), encode=False)
    return event


def _attendee(visit: Visit) -> vCalAddress:
    """Already accepted: the person booked it, no answer is expected by mail."""
    person = _person(visit.attendee, visit.attendee_name)
    person.params['ROLE'] = vText('REQ-PARTICIPANT')
    person.params['PARTSTAT'] = vText('ACCEPTED')
    person.params['RSVP'] = vText('FALSE')
    return person


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f'mailto:{address}')
    person.params['CN'] = vText(name)
    return person
