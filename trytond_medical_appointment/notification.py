# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbox: what must be told to whom, when, and what became of it.

The booking's transaction writes the rows, one statement for all of them; the
sender claims a due row, reads the visit again, sends and settles.  Whatever
dies on the way, the row stays and the provider recognises it by its key.
"""
import datetime as dt
import hashlib
import hmac
import json
import logging
import random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sql import Null
from trytond import backend
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog
from .account import LINK_GRACE, digest
from .exceptions import NotAllowed
from .identity import current
from .location import DEFAULT_TIMEZONE

logger = logging.getLogger(__name__)

CHANNEL = 'clinic_outbox'
DEFAULT_LANGUAGE = 'es'
MAX_ATTEMPTS = 12
FIRST_BACKOFF = dt.timedelta(seconds=30)
LONGEST_BACKOFF = dt.timedelta(hours=2)
PROVIDER_MEMORY = dt.timedelta(hours=23)
"Providers forget an idempotency key after 24 hours"
USEFUL_UNTIL = dt.timedelta(hours=1)
"A reminder that reaches the person later than so long before is no help"
GRACE_AFTER_EVENT = dt.timedelta(hours=12)
CLOSED_PER_CLAIM = 20

KINDS = [
    ('request_received', "Request Received"),
    ('confirmation', "Confirmation"),
    ('reminder', "Reminder"),
    ('moved', "Moved"),
    ('cancelled_by_patient', "Cancelled by the Patient"),
    ('cancelled_by_clinic', "Cancelled by the Clinic"),
    ('declined', "Declined"),
    ('late', "Running Late"),
    ('code', "One-time Code"),
    ]
STATES = [
    ('queued', "Queued"),
    ('sending', "Sending"),
    ('sent', "Sent"),
    ('delivered', "Delivered"),
    ('bounced', "Bounced"),
    ('failed', "Failed"),
    ('refused', "Refused"),
    ('unknown', "Unknown"),
    ('cancelled', "Cancelled"),
    ('expired', "Expired"),
    ]
# What an event of the visit makes; the reminder joins when it is far enough
EVENTS = {
    'booked': ('confirmation', 'reminder'),
    'approved': ('confirmation', 'reminder'),
    'held': (),
    'requested': ('request_received',),
    'moved': ('moved', 'reminder'),
    'cancelled_by_patient': ('cancelled_by_patient',),
    'cancelled_by_clinic': ('cancelled_by_clinic',),
    'declined': ('declined',),
    'late': ('late',),
    }
# The change of a visit, as its model names it -> the event it is for people
CHANGES = {
    'book': 'booked',
    'approve': 'approved',
    'request': 'requested',
    'hold': 'held',
    }
# The states of the visit in which a message still tells the truth
TRUE_WHILE = {
    'request_received': {'pending'},
    'confirmation': {'booked'},
    'reminder': {'booked'},
    'moved': {'booked'},
    'late': {'booked'},
    'cancelled_by_patient': {'cancelled'},
    'cancelled_by_clinic': {'cancelled'},
    'declined': {'cancelled'},
    }
WORKABLE = ['failed', 'refused', 'unknown', 'bounced']


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
        event, start, now, lead=dt.timedelta(hours=24), quiet=None,
        zone=DEFAULT_TIMEZONE):
    """The messages that an event of a visit makes, as a list of `Due`.

    Pure.  `start` and `now` are naive UTC, `zone` the IANA name of the clocks
    that the quiet hours are read on.  The reminder leaves `lead` before,
    earlier if that falls in the quiet hours, and not at all when that moment
    is already past: the confirmation has just said the same.
    """
    rows = []
    for kind in EVENTS[event]:
        if kind != 'reminder':
            rows.append(Due(kind, now, max(start, now + GRACE_AFTER_EVENT)))
        elif (due := _before_quiet(start - lead, quiet, zone)) > now:
            rows.append(Due(kind, due, max(due, start - USEFUL_UNTIL)))
    return rows


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


def link_token(link_key, provider_key):
    """The clear token of a message's buttons.

    Derived, not drawn: a message tried again must be the same message, byte
    for byte, or the provider takes it for another (409).  `link_key` lives in
    the adapter's environment; here only the token's digest is stored.
    """
    mac = hmac.new(link_key.encode(), provider_key.encode(), hashlib.sha256)
    return mac.hexdigest()[:48]


def _now():
    return dt.datetime.now(dt.timezone.utc).replace(
        tzinfo=None, microsecond=0)


# One statement whatever the number of rows: it finds the address (the
# patient's, else the contact person's) and the language by itself, skips who
# wants no messages or whose address bounced, and wakes the sender.
# Rows in conflict were written by an earlier try of the same change; under
# REPEATABLE READ a conflict with a row that is not yet visible is a
# serialization error, which Tryton answers by running the change again.
_ENQUEUE = """
WITH wanted AS (
    SELECT * FROM unnest(
        %(appointment)s::int[], %(sequence)s::int[], %(start)s::timestamp[],
        %(patient)s::int[], %(email)s::varchar[], %(language)s::varchar[],
        %(payload)s::text[], %(kind)s::varchar[], %(due_at)s::timestamp[],
        %(expires_at)s::timestamp[])
    AS w(appointment, sequence, start, patient, email, language, payload,
        kind, due_at, expires_at)
), addressed AS (
    SELECT w.*, p.party, lang.code AS party_language,
        COALESCE(w.email,
            (SELECT c.value FROM party_contact_mechanism c
            WHERE c.party = p.party AND c.type = 'email' AND c.active
            ORDER BY c.sequence NULLS FIRST, c.id LIMIT 1),
            (SELECT c.value FROM party_contact_mechanism c
            WHERE c.party = p.contact_party AND c.type = 'email' AND c.active
            ORDER BY c.sequence NULLS FIRST, c.id LIMIT 1)) AS recipient
    FROM wanted w
    JOIN medical_patient p
        ON p.id = w.patient AND p.preferred_channel = 'email'
    LEFT JOIN party_party_lang own ON own.party = p.party
    LEFT JOIN ir_lang lang ON lang.id = own.lang
), queued AS (
    INSERT INTO medical_notification (
        create_uid, create_date, appointment, sequence, visit_start, party,
        kind, channel, recipient, language, due_at, next_try_at, expires_at,
        state, attempts, provider_key, payload)
    SELECT %(user)s, %(now)s, appointment, sequence, start, party,
        kind, 'email', recipient,
        COALESCE(language, party_language, %(default_language)s),
        due_at, due_at, expires_at, 'queued', 0, gen_random_uuid()::text,
        payload
    FROM addressed
    WHERE recipient IS NOT NULL AND recipient <> ''
        AND NOT EXISTS (
            SELECT FROM medical_notification b
            WHERE b.recipient = addressed.recipient AND b.state = 'bounced')
    ON CONFLICT DO NOTHING
    RETURNING due_at)
SELECT pg_notify(%(channel)s, '') FROM queued
WHERE due_at <= %(now)s LIMIT 1
"""

_ENQUEUE_CODE = """
WITH closed AS (
    UPDATE medical_notification
    SET state = 'cancelled', payload = NULL, next_try_at = NULL
    WHERE kind = 'code' AND recipient = %(recipient)s AND state = 'queued'
), queued AS (
    INSERT INTO medical_notification (
        create_uid, create_date, web_user, kind, channel, recipient, language,
        due_at, next_try_at, expires_at, state, attempts, provider_key,
        payload)
    VALUES (%(user)s, %(now)s, %(web_user)s, 'code', 'email', %(recipient)s,
        %(language)s, %(now)s, %(now)s, %(expires_at)s, 'queued', 0,
        gen_random_uuid()::text, %(payload)s))
SELECT pg_notify(%(channel)s, '')
"""

_CLOSE = """
UPDATE medical_notification
SET state = 'cancelled', next_try_at = NULL
WHERE appointment = ANY(%s) AND state = 'queued'
"""

# next_try_at of a row being sent is the end of its lease
_CLAIM = """
UPDATE medical_notification n
SET state = 'sending', lease_owner = %(owner)s, next_try_at = %(lease_end)s,
    attempts = n.attempts + 1, tried_at = COALESCE(n.tried_at, %(now)s)
FROM (
    SELECT id, state = 'sending' AS abandoned
    FROM medical_notification
    WHERE state IN ('queued', 'sending') AND next_try_at <= %(now)s
    ORDER BY CASE kind WHEN 'code' THEN 0 WHEN 'reminder' THEN 2 ELSE 1 END,
        next_try_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED) due
WHERE n.id = due.id
RETURNING n.id, due.abandoned
"""

_STORE_LINK = """
INSERT INTO medical_link (appointment, purpose, token_hash, expires_at)
VALUES (%s, 'manage', %s, %s)
ON CONFLICT (token_hash) DO UPDATE SET expires_at = EXCLUDED.expires_at
"""


class Notification(ModelSQL, ModelView):
    """A message to a person.

    One-time codes travel by it too.  The clear code must be in the message,
    so it waits in `payload`: for ten minutes at most, wiped when the message
    leaves, is refused, cancelled or expires, and no group may read the field.
    Encrypting it was weighed and left: the key would live beside the database
    that the sender reads, and a code of ten minutes is worthless in a backup.
    """
    __name__ = 'medical.notification'

    appointment = fields.Many2One(
        'medical.appointment', "Appointment", readonly=True,
        ondelete='CASCADE', help="The visit that the message is about.")
    sequence = fields.Integer(
        "Sequence", readonly=True,
        help="The version of the visit that the message tells.")
    visit_start = fields.DateTime(
        "Visit", readonly=True, help="The hour that the message tells.")
    party = fields.Many2One(
        'party.party', "Person", readonly=True, ondelete='CASCADE',
        help="Whom the message concerns.")
    web_user = fields.Many2One(
        'web.user', "Account", readonly=True, ondelete='CASCADE',
        help="The account that the code opens.")
    kind = fields.Selection(
        KINDS, "Kind", required=True, readonly=True, sort=False,
        help="What the message tells.")
    channel = fields.Selection([
            ('email', "E-mail"),
            ], "Channel", required=True, readonly=True,
        help="How it travels.")
    recipient = fields.Char(
        "Recipient", required=True, readonly=True,
        help="The address it goes to.")
    language = fields.Char(
        "Language", required=True, readonly=True,
        help="The language it is written in.")
    due_at = fields.DateTime(
        "Due", required=True, readonly=True, help="When it should leave.")
    expires_at = fields.DateTime(
        "Expires", required=True, readonly=True,
        help="After this moment it is of no use and is not sent.")
    state = fields.Selection(
        STATES, "State", required=True, readonly=True, sort=False,
        help="What became of the message.")
    attempts = fields.Integer(
        "Tries", required=True, readonly=True,
        help="How often it was handed over.")
    tried_at = fields.DateTime(
        "First Try", readonly=True, help="When it was first handed over.")
    next_try_at = fields.DateTime(
        "Next Try", readonly=True,
        help="When it is tried next, or until when its sender may take.")
    lease_owner = fields.Char(
        "Sender", readonly=True, help="The process that is sending it.")
    provider_id = fields.Char(
        "Provider's Number", readonly=True,
        help="The name of the message at the provider.")
    provider_key = fields.Char(
        "Key", required=True, readonly=True,
        help="By this key the provider recognises a repeated message.")
    error = fields.Char(
        "Error", readonly=True, help="Why the last try did not succeed.")
    sent_at = fields.DateTime(
        "Sent", readonly=True, help="When the provider took it.")
    payload = fields.Text(
        "Content", readonly=True,
        help="What only this message needs, as JSON.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('once', Unique(t, t.appointment, t.sequence, t.kind, t.channel,
                    t.recipient),
                'medical_appointment.msg_notification_once'),
            ('provider_key_unique', Unique(t, t.provider_key),
                'medical_appointment.msg_notification_once'),
            ]
        open_ = t.state.in_(['queued', 'sending'])
        cls._sql_indexes.update({
                Index(t, (t.next_try_at, Index.Range()), where=open_),
                Index(t, (t.recipient, Index.Equality()),
                    where=t.state == 'bounced'),
                Index(t, (t.provider_id, Index.Equality()),
                    where=t.provider_id != Null),
                })
        cls._order = [('due_at', 'DESC'), ('id', 'DESC')]
        cls._buttons.update(
            retry={
                'invisible': ~Eval('state').in_(WORKABLE),
                'depends': ['state'],
                },
            cancel={
                'invisible': Eval('state') != 'queued',
                'depends': ['state'],
                })
        cls.__rpc__.update(
            claim=RPC(readonly=False),
            settle=RPC(readonly=False),
            health=RPC())

    def get_rec_name(self, name):
        return '%s (%s)' % (self.kind_string, self.recipient)

    kind_string = kind.translated('kind')

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('recipient', *clause[1:])]

    # Writing rows, in the transaction of the change

    @classmethod
    def follow(cls, changes):
        """Drop what changed visits leave untrue and write what they tell.

        changes: pairs of a visit, as it is now, and its change: book, hold,
        request, a verb of the life cycle, expired, or None when people need
        not know.
        """
        changes = [(visit, change) for visit, change in changes if change]
        cls.close([
                visit for visit, change in changes
                if change not in {'book', 'hold', 'request', 'confirm'}])
        untold = cls._untold(
            [visit for visit, change in changes if change == 'cancel'])
        cls._insert([
                (event, _row(visit)) for visit, change in changes
                if (event := _event(visit, change, visit.id in untold))])

    @classmethod
    def _untold(cls, visits):
        "Ids of the visits booked on the web of which nothing was ever told"
        ids = [visit.id for visit in visits if visit.origin == 'web']
        if not ids:
            return set()
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT appointment FROM medical_notification '
            'WHERE appointment = ANY(%s)', (ids,))
        return set(ids) - {id_ for id_, in cursor}

    @classmethod
    def enqueue(cls, event, rows):
        """Write what `event` must tell, by one statement for all rows.

        Each row: appointment, sequence, start (naive UTC) and patient;
        optional email (else looked up), language, timezone, and minutes (of
        a delay).
        """
        cls._insert([(event, row) for row in rows])

    @classmethod
    def _insert(cls, told):
        if values := cls._columns(told, _now()):
            cursor = Transaction().connection.cursor()
            cursor.execute(_ENQUEUE, values)

    @classmethod
    def _columns(cls, told, now):
        "The arrays of `_ENQUEUE`, or None when there is nothing to tell"
        settings = cls._settings()
        made = [
            (row, due) for event, row in told
            for due in rows_for(
                event, row['start'], now, settings['lead'],
                settings['quiet'], row.get('timezone') or DEFAULT_TIMEZONE)]
        if not made:
            return None
        columns = {
            name: [row.get(name) for row, _ in made] for name in (
                'appointment', 'sequence', 'start', 'patient', 'email',
                'language')}
        columns.update(
            (name, [getattr(due, name) for _, due in made])
            for name in Due._fields)
        columns['payload'] = [_payload(row) for row, _ in made]
        return {
            **columns, 'user': Transaction().user, 'now': now,
            'channel': CHANNEL, 'default_language': DEFAULT_LANGUAGE}

    @classmethod
    def _settings(cls):
        settings = catalog.get().settings
        start, end = settings['quiet_start'], settings['quiet_end']
        return {
            'lead': dt.timedelta(hours=settings['reminder_hours'] or 24),
            'quiet': Quiet(start, end) if start and end else None,
            }

    @classmethod
    def enqueue_code(
            cls, email, code, purpose, language=None, web_user=None,
            expires_in=dt.timedelta(minutes=10)):
        "Send a one-time code; one that still waits is dropped."
        now = _now()
        cursor = Transaction().connection.cursor()
        cursor.execute(_ENQUEUE_CODE, {
                'user': Transaction().user, 'now': now, 'recipient': email,
                'web_user': web_user, 'channel': CHANNEL,
                'language': language or DEFAULT_LANGUAGE,
                'expires_at': now + expires_in,
                'payload': json.dumps({
                        'code': code, 'purpose': purpose,
                        'minutes': int(expires_in.total_seconds() // 60)}),
                })

    @classmethod
    def close(cls, appointments):
        "Drop what is still waiting about these visits (records or ids)."
        if ids := [int(appointment) for appointment in appointments]:
            cursor = Transaction().connection.cursor()
            cursor.execute(_CLOSE, (ids,))

    # Sending

    @classmethod
    def claim(
            cls, limit, lease_seconds, owner, link_key='', repeatable=True):
        """Take due messages for `lease_seconds`; return them as plain dicts.

        Each visit is read again now: a message that is no longer true is
        closed instead.  `repeatable` tells that the transport recognises a
        message it was given before; else one whose sender died on the way is
        left to a person (state unknown) and not sent twice.
        """
        _check_sender()
        with without_check_access():
            for _ in range(CLOSED_PER_CLAIM):
                taken = cls._take(limit, lease_seconds, owner)
                letters = [
                    letter for id_, abandoned in taken
                    if (letter := cls._prepare(
                            cls(id_), link_key, abandoned and not repeatable))]
                if letters or not taken:
                    return letters
            return []

    @classmethod
    def _take(cls, limit, lease_seconds, owner):
        now = _now()
        cursor = Transaction().connection.cursor()
        cursor.execute(_CLAIM, {
                'limit': limit, 'owner': owner, 'now': now,
                'lease_end': now + dt.timedelta(seconds=lease_seconds)})
        return cursor.fetchall()

    @classmethod
    def _prepare(cls, row, link_key, in_doubt):
        "The message as plain data, or None when the row was closed"
        if closing := row._closing(in_doubt):
            row._finish(*closing)
            return None
        try:
            return row._letter(link_key)
        except backend.DatabaseOperationalError:
            raise
        except Exception as exception:
            logger.exception("message %d can not be prepared", row.id)
            row._finish('failed', type(exception).__name__)
            return None

    def _closing(self, in_doubt):
        "(state, error) when it must not be sent, else None"
        now = _now()
        if self.expires_at <= now:
            return 'expired', None
        if self.appointment and self._outdated():
            return 'cancelled', None
        if in_doubt:
            return 'unknown', 'sender-stopped'
        if self.attempts > MAX_ATTEMPTS:
            return 'failed', self.error or 'too-many-tries'
        if self.tried_at < now - PROVIDER_MEMORY:
            return 'unknown', self.error or 'tried-for-a-day'
        return None

    def _outdated(self):
        """Tell if the visit is no longer as the message says.

        A later version of the visit that told nobody (a changed room) leaves
        the message true.
        """
        visit = self.appointment
        if (visit.state not in TRUE_WHILE[self.kind]
                or visit.start != self.visit_start):
            return True
        return visit.sequence != self.sequence and bool(self.search([
                    ('appointment', '=', visit.id),
                    ('sequence', '>', self.sequence),
                    ], limit=1, order=[]))

    def _letter(self, link_key):
        with Transaction().set_context(language=self.language):
            visit = self.appointment and _visit(
                Pool().get('medical.appointment')(self.appointment.id))
        return {
            'id': self.id,
            'key': self.provider_key,
            'kind': self.kind,
            'channel': self.channel,
            'recipient': self.recipient,
            'language': self.language,
            'queued_at': self.create_date.replace(microsecond=0),
            'attempts': self.attempts,
            'clinic': _clinic(),
            'visit': visit,
            'link': self._link(link_key) if visit and link_key else '',
            'payload': {
                **json.loads(self.payload or '{}'), **self._told_before()},
            }

    def _told_before(self):
        "The hour that the person was told before the visit was moved"
        told = self.kind == 'moved' and self.search([
                ('appointment', '=', self.appointment.id),
                ('recipient', '=', self.recipient),
                ('sequence', '<', self.sequence),
                ('state', 'in', ['sent', 'delivered']),
                ('visit_start', '!=', self.visit_start),
                ], limit=1, order=[('sequence', 'DESC')])
        return {'previous_start': told[0].visit_start.isoformat()} if told else {}

    def _link(self, link_key):
        token = link_token(link_key, self.provider_key)
        cursor = Transaction().connection.cursor()
        cursor.execute(_STORE_LINK, (
                self.appointment.id, digest(token),
                self.appointment.end + LINK_GRACE))
        return token

    @classmethod
    def settle(
            cls, id_, owner, outcome, provider_id=None, error=None,
            after=None, counted=True):
        """Write what became of a claimed message.

        outcome: accepted, retry, refused or unknown; `after` the seconds the
        provider asked to wait; `counted` False when the provider as a whole
        is in trouble.  A sender whose lease was taken by another may only
        report that the message was accepted.
        """
        _check_sender()
        with without_check_access():
            row = cls(id_)
            if row.state == 'sending' and row.lease_owner == owner:
                row._settle(outcome, provider_id, error, after, counted)
            elif outcome == 'accepted' and row.state in {
                    'queued', 'sending', 'unknown', 'failed'}:
                row._finish('sent', None, provider_id)

    def _settle(self, outcome, provider_id, error, after, counted):
        if outcome == 'accepted':
            self._finish('sent', None, provider_id)
        elif outcome != 'retry':
            self._finish(outcome, error)
        elif counted and self.attempts >= MAX_ATTEMPTS:
            self._finish('failed', error)
        else:
            self._wait(error, after, counted)

    def _wait(self, error, after, counted):
        self.attempts -= not counted
        self.next_try_at = (_now() + backoff(self.attempts, after)).replace(
            microsecond=0)
        self.state = 'queued'
        self.lease_owner = None
        self.error = _short(error)
        self.save()

    def _finish(self, state, error, provider_id=None):
        self.state = state
        self.error = _short(error)
        self.next_try_at = None
        self.lease_owner = None
        if self.kind == 'code':
            self.payload = None
        if state == 'sent':
            self.sent_at = _now()
            self.provider_id = provider_id
        self.save()

    @classmethod
    def health(cls):
        """{queued, late (seconds the oldest due message waits), stuck}

        stuck: messages that only a person can help."""
        cursor = Transaction().connection.cursor()
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state IN ('queued', 'sending')), "
            "min(due_at) FILTER (WHERE state IN ('queued', 'sending') "
            "AND due_at <= %(now)s), "
            "count(*) FILTER (WHERE state IN "
            "('failed', 'refused', 'unknown', 'bounced')) "
            "FROM medical_notification", {'now': _now()})
        queued, oldest, stuck = cursor.fetchone()
        late = (_now() - oldest).total_seconds() if oldest else 0
        return {'queued': queued, 'late': int(late), 'stuck': stuck}

    # At the desk

    @classmethod
    @ModelView.button
    def retry(cls, notifications):
        """Send again what did not arrive.

        A bounced message gets a new key, or the provider would only repeat
        its answer."""
        now = _now()
        for row in notifications:
            if row.state == 'bounced':
                row.provider_key = digest('%s again' % row.provider_key)[:36]
            row.state = 'queued'
            row.next_try_at = now
            row.attempts = 0
            row.tried_at = None
            row.error = None
        cls.save(notifications)
        _wake()

    @classmethod
    @ModelView.button
    def cancel(cls, notifications):
        for row in notifications:
            row._finish('cancelled', None)


def _check_sender():
    if current().kind not in {'sender', 'system'}:
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))


def _wake():
    cursor = Transaction().connection.cursor()
    cursor.execute("SELECT pg_notify(%s, '')", (CHANNEL,))


def _payload(row):
    minutes = row.get('minutes')
    return json.dumps({'minutes': minutes}) if minutes else None


def _row(visit):
    return {
        'appointment': visit.id,
        'sequence': visit.sequence,
        'start': visit.start,
        'patient': visit.patient.id if visit.patient else None,
        'timezone': str(catalog.get().zone_of(visit.location.id)),
        }


def _event(visit, change, untold=False):
    "What a change means to the person, or None when there is nothing to tell"
    if change == 'cancel':
        # A hold given up and a request refused are no cancelled visits
        return None if untold else 'cancelled_by_%s' % visit.cancelled_by
    if change == 'confirm':
        # Said of a visit that was booked already, it needs no answer
        return None if visit.confirmed_at else 'booked'
    if change == 'reschedule':
        if visit.state == 'pending':
            return 'requested' if visit.requested else None
        return 'moved'
    return CHANGES.get(change)


def _short(error):
    return error[:200] if error else None


def _clinic():
    settings = catalog.get().settings
    return {
        name: settings['clinic_%s' % name] or ''
        for name in ('name', 'phone', 'email', 'colour')}


def _visit(visit):
    "What a message may tell of a visit: never service, specialty or reason"
    location = visit.location
    party = visit.patient.party
    return {
        'uid': visit.uid,
        'number': visit.number,
        'sequence': visit.sequence,
        'start': visit.start,
        'end': visit.end,
        'timezone': location.timezone,
        'mode': visit.mode,
        'turn': visit.turn,
        'practitioner_name': visit.practitioner.rec_name,
        'location_name': location.name,
        'street': ', '.join((location.street or '').split('\n')),
        'city': location.city or '',
        'map_url': location.map_url or '',
        'phone': location.phone or '',
        'arrival_note': location.arrival_note or '',
        'instructions': visit.service.instructions or '',
        'first_name': (party.first_name or '').split(' ')[0],
        }
