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
REFRESH, REFRESH_TEXT = dt.timedelta(minutes=30), 'PT30M'
FEED_WORDS = {
    'es': {
        'name': "Citas · {name}", 'busy': "Ocupado",
        'patient': "Cita: {practitioner_name}", 'practitioner': "Cita: {who}",
        'details': "Referencia {number}"},
    'en': {
        'name': "Appointments · {name}", 'busy': "Busy",
        'patient': "Appointment: {practitioner_name}",
        'practitioner': "Appointment: {who}",
        'details': "Reference {number}"}}


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


def feed(shown: dict[str, Any], language: str) -> bytes:
    """A calendar of many visits, the same bytes while nothing changes.

    No METHOD: it is a calendar to look at, not a message about one."""
    words = FEED_WORDS[language]
    calendar = _calendar()
    calendar.add('x-wr-calname', words['name'].format(
        name=shown['name'] or '').strip(' ·'))
    calendar.add('x-published-ttl', REFRESH_TEXT)
    calendar.add('refresh-interval', REFRESH, {'VALUE': 'DURATION'})
    for raw in shown['events']:
        calendar.add_component(_shown(raw, shown, words))
    return bytes(calendar.to_ical())


def _shown(
        raw: dict[str, Any], shown: dict[str, Any],
        words: dict[str, str]) -> Event:
    kind = 'busy' if shown['busy_only'] else shown['kind']
    visit = Event()
    visit.add('uid', raw['uid'])
    visit.add('sequence', raw['sequence'])
    visit.add('dtstamp', raw['changed'].replace(microsecond=0, tzinfo=dt.UTC))
    visit.add('dtstart', raw['start'].replace(tzinfo=dt.UTC))
    visit.add('dtend', raw['end'].replace(tzinfo=dt.UTC))
    visit.add('summary', words[kind].format_map(raw))
    if kind != 'busy':
        visit.add('description', words['details'].format_map(raw))
        visit.add('location', raw['location_name'])
    visit.add('status', status(raw['state']))
    visit.add('transp', (
        'TRANSPARENT' if status(raw['state']) == 'CANCELLED' else 'OPAQUE'))
    visit.add('class', 'PRIVATE')
    return visit


def _wrapped(visit: Event) -> bytes:
    calendar = _calendar()
    calendar.add('method', 'PUBLISH')
    calendar.add_component(visit)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add('prodid', PRODUCT)
    calendar.add('version', '2.0')
    return calendar


def status(state: str) -> str:
    if state in {'cancelled', 'noshow'}:
        return 'CANCELLED'
    return 'TENTATIVE' if state == 'pending' else 'CONFIRMED'
