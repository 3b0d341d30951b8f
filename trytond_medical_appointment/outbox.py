# SPDX-License-Identifier: GPL-3.0-or-later
"""Which messages a change makes, when they leave and how often they are tried.

Pure: no Tryton.  `notification.py` keeps the ledger, `notification_rule.py`
what the administrator may change.
"""
import datetime as dt
import hashlib
import hmac
import random
from typing import NamedTuple
from zoneinfo import ZoneInfo

DEFAULT_TIMEZONE = 'America/Santo_Domingo'
MAX_ATTEMPTS = 12
FIRST_BACKOFF = dt.timedelta(seconds=30)
LONGEST_BACKOFF = dt.timedelta(hours=2)
USEFUL_UNTIL = dt.timedelta(hours=1)
"A reminder that reaches the person later than so long before is no help"
GRACE_AFTER_EVENT = dt.timedelta(hours=12)
LATE_LIFE = dt.timedelta(hours=1)
NOTICE = dt.timedelta(hours=24)
"Who books inside it has just been told: no reminder"

VISIT_KINDS = [
    ('request_received', "Request Received"),
    ('approved', "Approved"),
    ('declined', "Declined"),
    ('confirmation', "Confirmation"),
    ('reminder', "Reminder"),
    ('reminder_today', "Second Reminder"),
    ('moved', "Moved"),
    ('cancelled_by_patient', "Cancelled by the Patient"),
    ('cancelled_by_clinic', "Cancelled by the Clinic"),
    ('late', "Running Late"),
    ('late_over', "On Time Again"),
    ('affected', "Affected by an Absence"),
    ('offered', "Freed Time Offered"),
    ]
CODE_KINDS = [
    ('code', "One-time Code"),
    ('email_verification', "E-mail Verification"),
    ]
KINDS = VISIT_KINDS + CODE_KINDS
CODES = frozenset(name for name, _ in CODE_KINDS)
REMINDERS = ('reminder', 'reminder_today')
LEADS = {'reminder': dt.timedelta(hours=24)}
# How a channel is called and which contacts of a person are addresses of it.
# Which of them are carried is the adapter's registry to say.
CHANNELS = {
    'email': ("E-mail", ['email']),
    'sms': ("SMS", ['mobile']),
    'whatsapp': ("WhatsApp", ['mobile']),
    }
STATES = [
    ('queued', "Queued"),
    ('sending', "Sending"),
    ('sent', "Sent"),
    ('delivered', "Delivered"),
    ('bounced', "Bounced"),
    ('complained', "Marked as Spam"),
    ('failed', "Failed"),
    ('refused', "Refused"),
    ('unknown', "Unknown"),
    ('cancelled', "Cancelled"),
    ('expired', "Expired"),
    ]
WORKABLE = ['failed', 'refused', 'unknown', 'bounced']
# What the provider tells afterwards; a state never goes back
REPORTED = {'delivered': 1, 'bounced': 2, 'complained': 3}
# What an event of the visit makes; the reminders join when far enough
EVENTS = {
    'booked': ('confirmation', *REMINDERS),
    'approved': ('approved', *REMINDERS),
    'held': (),
    'requested': ('request_received',),
    'moved': ('moved', *REMINDERS),
    'cancelled_by_patient': ('cancelled_by_patient',),
    'cancelled_by_clinic': ('cancelled_by_clinic',),
    'declined': ('declined',),
    'late': ('late',),
    'late_over': ('late_over',),
    'affected': ('affected',),
    'offered': ('offered',),
    }
# The change of a visit, as its model names it -> the event it is for people
CHANGES = {
    'book': 'booked',
    'approve': 'approved',
    'decline': 'declined',
    'request': 'requested',
    'hold': 'held',
    }
# The states of the visit in which a message still tells the truth
TRUE_WHILE = {
    'request_received': {'pending'},
    'cancelled_by_patient': {'cancelled'},
    'cancelled_by_clinic': {'cancelled'},
    'declined': {'cancelled'},
    'offered': {'pending'},
    }
BOOKED = frozenset({'booked'})


class Due(NamedTuple):
    "One message to make; moments are naive UTC"
    kind: str
    due_at: dt.datetime
    expires_at: dt.datetime


class Quiet(NamedTuple):
    "The local hours in which no reminder leaves; start may be after end"
    start: dt.time
    end: dt.time

    def holds(self, hour):
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


def rows_for(
        event, start, now, leads=LEADS, quiet=None, zone=DEFAULT_TIMEZONE):
    """The messages that an event of a visit makes, as a list of `Due`.

    `start` and `now` are naive UTC, `zone` the IANA name of the clocks that
    the quiet hours are read on.  `leads` tells how long before the visit
    each reminder leaves: earlier if that falls in the quiet hours, and not
    at all when that moment is past or the visit so near that the
    confirmation has just said the same.
    """
    rows = []
    for kind in EVENTS[event]:
        if kind not in REMINDERS:
            rows.append(Due(kind, now, _expiry(kind, start, now)))
        elif kind in leads and start - now > NOTICE:
            due = _before_quiet(start - leads[kind], quiet, zone)
            if due > now:
                rows.append(Due(kind, due, max(due, start - USEFUL_UNTIL)))
    return rows


def _expiry(kind, start, now):
    if kind in {'late', 'late_over'}:
        return now + LATE_LIFE
    if kind == 'offered':
        return start
    return max(start, now + GRACE_AFTER_EVENT)


def _before_quiet(due, quiet, zone):
    if not quiet:
        return due
    tz = ZoneInfo(zone)
    local = due.replace(tzinfo=dt.timezone.utc).astimezone(tz)
    if not quiet.holds(local.time()):
        return due
    day = local.date()
    if local.time() < quiet.start:
        day -= dt.timedelta(days=1)
    evening = dt.datetime.combine(day, quiet.start, tz)
    return evening.astimezone(dt.timezone.utc).replace(tzinfo=None)


def backoff(attempts, wish=None, chance=random.random):
    """How long to wait after so many tries.

    Doubles from 30 seconds to two hours, three quarters to all of it by
    chance, never less than the provider's wish in seconds.
    """
    longest = min(
        FIRST_BACKOFF * 2 ** min(max(attempts - 1, 0), 20), LONGEST_BACKOFF)
    wait = longest * (0.75 + 0.25 * chance())
    return max(wait, dt.timedelta(seconds=wish or 0))


def link_token(link_key, provider_key, purpose='manage'):
    """The clear token of a message's links.

    Derived, not drawn: a message tried again must be the same message, byte
    for byte, or the provider takes it for another (409).  `link_key` lives in
    the adapter's environment; here only the token's digest is stored.
    """
    said = provider_key if purpose == 'manage' else (
        '%s %s' % (purpose, provider_key))
    mac = hmac.new(link_key.encode(), said.encode(), hashlib.sha256)
    return mac.hexdigest()[:48]
