# SPDX-License-Identifier: GPL-3.0-or-later
"""An appointment for the patient's own calendar (RFC 5545).

Times are UTC; neither the service nor the reason is in it, because calendars
are shared and shown.
"""
import datetime as dt
from typing import Any

from icalendar import Calendar, Event

PRODUCT = '-//clinica//appointments//ES'
WORDS = {
    'es': ("Cita: {location_name}", "{practitioner_name}\nReferencia {number}"),
    'en': (
        "Appointment: {location_name}",
        "{practitioner_name}\nReference {number}")}


def event(raw: dict[str, Any], language: str) -> bytes:
    """One VEVENT from an appointment as the module gives it."""
    summary, description = WORDS[language]
    visit = Event()
    visit.add('uid', raw['uid'])
    visit.add('sequence', raw['sequence'])
    visit.add('dtstamp', dt.datetime.now(dt.UTC))
    visit.add('dtstart', raw['start'].replace(tzinfo=dt.UTC))
    visit.add('dtend', raw['end'].replace(tzinfo=dt.UTC))
    visit.add('summary', summary.format_map(raw))
    visit.add('description', description.format_map(raw))
    visit.add('location', raw['location_name'])
    visit.add('status', status(raw['state']))
    visit.add('class', 'PRIVATE')
    return _wrapped(visit)


def _wrapped(visit: Event) -> bytes:
    calendar = Calendar()
    calendar.add('prodid', PRODUCT)
    calendar.add('version', '2.0')
    calendar.add('method', 'PUBLISH')
    calendar.add_component(visit)
    return bytes(calendar.to_ical())


def status(state: str) -> str:
    if state in {'cancelled', 'noshow'}:
        return 'CANCELLED'
    return 'TENTATIVE' if state == 'pending' else 'CONFIRMED'
