# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbox: what must be told to whom, when, and what became of it.

The booking's transaction writes the rows, one statement for all of them; the
sender claims a due row, reads the visit again, sends and settles.  Whatever
dies on the way, the row stays and the provider recognises it by its key.
"""
import datetime as dt
import json
import logging

from sql import Null
from trytond import backend
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, outbox, slot
from .account import LINK_GRACE, digest
from .constraint import renew_constraints
from .exceptions import IllegalTransition, NotAllowed, NotFound
from .identity import ADMINISTRATOR, FRONT_DESK, PRACTITIONER, current
from .location import DEFAULT_TIMEZONE
from .notification_rule import leads
from .outbox import (
    BOOKED, CHANGES, CHANNELS, CODES, KINDS, REMINDERS, REPORTED, STATES,
    TRUE_WHILE, WORKABLE, Due, Quiet, link_token, rows_for)
from .preference import CHANNEL_NAMES

logger = logging.getLogger(__name__)

CHANNEL = 'clinic_outbox'
DEFAULT_LANGUAGE = 'es'
PROVIDER_MEMORY = dt.timedelta(hours=23)
"Providers forget an idempotency key after 24 hours"
UNSUBSCRIBE_LIFE = dt.timedelta(days=90)
CLOSED_PER_CLAIM = 20
OFFERS = 3
MAX_LIMIT = 200
REACHED = ['sending', 'sent', 'delivered', 'unknown']
AUDIENCES = [
    ('patient', "Patient"),
    ('contact', "Contact Person"),
    ('practitioner', "Practitioner"),
    ]
DESK_VERBS = {'retry': WORKABLE, 'cancel': ['queued']}


def _now():
    return dt.datetime.now(dt.timezone.utc).replace(
        tzinfo=None, microsecond=0)


_REFUSED = """
    EXISTS (SELECT FROM medical_notification_bounce b
        WHERE b.address = encode(sha256(convert_to(
            %s || ':' || lower(%s), 'UTF8')), 'hex'))
"""

# One statement whatever the number of rows: it finds each reader's address
# (the patient's, else the contact person's) and language by itself, skips who
# wants no such messages or whose address gave one back, and wakes the sender.
# The key by which the provider recognises a message follows from what the
# message is, so that even a restored copy of the clinic repeats none.
# Rows in conflict were written by an earlier try of the same change; under
# REPEATABLE READ a conflict with a row that is not yet visible is a
# serialization error, which Tryton answers by running the change again.
_ENQUEUE = """
WITH channels(channel, types) AS (VALUES {channels}), wanted AS (
    SELECT * FROM unnest(
        %(appointment)s::int[], %(sequence)s::int[], %(start)s::timestamp[],
        %(patient)s::int[], %(email)s::varchar[], %(language)s::varchar[],
        %(payload)s::text[], %(delay)s::int[], %(kind)s::varchar[],
        %(due_at)s::timestamp[], %(expires_at)s::timestamp[],
        %(to_patient)s::bool[], %(to_contact)s::bool[],
        %(to_practitioner)s::bool[], %(occasion)s::int[])
    AS w(appointment, sequence, start, patient, email, language, payload,
        delay, kind, due_at, expires_at, to_patient, to_contact,
        to_practitioner, occasion)
), readers AS (
    SELECT w.*, reader.*, a.uid, a.email AS visit_email
    FROM wanted w
    JOIN medical_appointment a ON a.id = w.appointment
    JOIN medical_patient p ON p.id = w.patient
    CROSS JOIN LATERAL (
        SELECT 'patient' AS audience, p.party AS party, p.party AS reader,
            p.contact_party AS instead, p.preferred_channel AS channel
        WHERE w.to_patient
        UNION ALL
        SELECT 'contact', p.party, p.contact_party, NULL, p.preferred_channel
        WHERE w.to_contact AND p.contact_party IS NOT NULL
        UNION ALL
        SELECT 'practitioner', p.party, m.party, NULL, 'email'
        FROM medical_practitioner m
        WHERE w.to_practitioner AND m.id = a.practitioner) reader
    WHERE reader.audience = 'practitioner' OR NOT EXISTS (
        SELECT FROM (
            SELECT f.wants FROM medical_notification_preference f
            WHERE f.patient = w.patient AND f.channel = reader.channel
            ORDER BY f.id DESC LIMIT 1) last
        WHERE last.wants = 'none' OR (
            last.wants = 'no_reminders' AND w.kind = ANY(%(reminders)s)))
), addressed AS MATERIALIZED (
    SELECT r.*, lang.code AS reader_language, address.recipient
    FROM readers r
    JOIN channels ON channels.channel = r.channel
    LEFT JOIN party_party_lang own ON own.party = r.reader
    LEFT JOIN ir_lang lang ON lang.id = own.lang
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (lower(known.recipient)) known.recipient FROM (
            SELECT COALESCE(CASE WHEN r.audience = 'patient' THEN r.email END,
                (SELECT CASE WHEN c.type = 'email' THEN c.value
                        ELSE COALESCE(c.value_compact, c.value) END
                FROM party_contact_mechanism c
                WHERE c.party IN (r.reader, r.instead) AND c.active
                    AND c.type = ANY(channels.types) AND c.value <> ''
                ORDER BY c.party <> r.reader, c.sequence NULLS FIRST, c.id
                LIMIT 1)) AS recipient
            UNION ALL
            -- What the person who booked gave for this visit, and proved
            SELECT r.visit_email
            WHERE r.audience = 'patient' AND r.channel = 'email') known
        WHERE known.recipient IS NOT NULL) address
), queued AS (
    INSERT INTO medical_notification (
        create_uid, create_date, appointment, sequence, visit_start, party,
        kind, audience, delay, channel, recipient, language, due_at,
        next_try_at, expires_at, state, attempts, provider_key, payload,
        occasion)
    SELECT %(user)s, %(now)s, appointment, sequence, start, party,
        kind, audience, delay, channel, recipient,
        COALESCE(language, reader_language, %(default_language)s),
        due_at, due_at, expires_at, 'queued', 0,
        encode(sha256(convert_to(concat_ws('|', uid, sequence, kind, delay,
            channel, lower(recipient), NULLIF(occasion, 0)), 'UTF8')), 'hex'),
        payload, occasion
    FROM addressed
    WHERE recipient IS NOT NULL AND NOT {refused}
    ORDER BY due_at, appointment, array_position(
        ARRAY['patient', 'contact', 'practitioner'], audience)
    ON CONFLICT DO NOTHING
    RETURNING due_at)
SELECT pg_notify(%(channel)s, '') FROM queued
WHERE due_at <= %(now)s LIMIT 1
""".format(
    channels=', '.join(
        "('%s', ARRAY['%s']::varchar[])" % (name, "', '".join(types))
        for name, (_, types) in CHANNELS.items()),
    refused=_REFUSED % ('channel', 'recipient'))

_ENQUEUE_CODE = """
WITH closed AS (
    UPDATE medical_notification
    SET state = 'cancelled', payload = NULL, next_try_at = NULL
    WHERE kind = %(kind)s AND recipient = %(recipient)s AND state = 'queued'
), queued AS (
    INSERT INTO medical_notification (
        create_uid, create_date, web_user, kind, audience, delay, channel,
        recipient, language, due_at, next_try_at, expires_at, state, attempts,
        provider_key, payload)
    SELECT %(user)s, %(now)s, %(web_user)s, %(kind)s, 'patient', 0, 'email',
        %(recipient)s, %(language)s, %(now)s, %(now)s, %(expires_at)s,
        'queued', 0, gen_random_uuid()::text, %(payload)s
    WHERE %(wanted)s AND NOT {refused})
SELECT pg_notify(%(channel)s, '')
""".format(refused=_REFUSED % ("'email'", '%(recipient)s'))

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
        AND (channel = ANY(%(channels)s) OR expires_at <= %(now)s)
    ORDER BY CASE WHEN kind = ANY(%(codes)s) THEN 0
            WHEN kind = ANY(%(reminders)s) THEN 2 ELSE 1 END,
        next_try_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED) due
WHERE n.id = due.id
RETURNING n.id, due.abandoned
"""

_STORE_LINK = """
INSERT INTO medical_link (appointment, purpose, token_hash, expires_at)
VALUES (%s, %s, %s, %s)
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
    audience = fields.Selection(
        AUDIENCES, "To", required=True, readonly=True, sort=False,
        help="In which quality the recipient is told.")
    delay = fields.Integer(
        "Delay (Minutes)", required=True, readonly=True,
        states={'invisible': ~Eval('delay')},
        help="The delay that the message tells. A longer one is told again.")
    occasion = fields.Integer(
        "Occasion", readonly=True,
        help="Which announcement of a delay it tells, or by a negative "
        "number which one was taken back.")
    channel = fields.Selection(
        CHANNEL_NAMES, "Channel", required=True, readonly=True, sort=False,
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
            ('told_once', Unique(t, t.appointment, t.sequence, t.kind,
                    t.channel, t.recipient, t.delay, t.occasion),
                'medical_appointment.msg_notification_once'),
            ('provider_key_unique', Unique(t, t.provider_key),
                'medical_appointment.msg_notification_once'),
            ]
        open_ = t.state.in_(['queued', 'sending'])
        cls._sql_indexes.update({
                Index(t, (t.next_try_at, Index.Range()), where=open_),
                Index(t, (t.appointment, Index.Range())),
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
            announce=RPC(readonly=False),
            report=RPC(readonly=False),
            health=RPC(),
            listing=RPC(readonly=False),
            act=RPC(readonly=False),
            tell_late=RPC(readonly=False))

    @classmethod
    def __register__(cls, module_name):
        super().__register__(module_name)
        renew_constraints(cls, module_name)

    @staticmethod
    def default_audience():
        return 'patient'

    @staticmethod
    def default_delay():
        return 0

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
        cls._insert([
                (event, _row(visit)) for visit, change in changes
                if (event := _event(visit, change))])

    @classmethod
    def enqueue(cls, event, rows):
        """Write what `event` must tell, by one statement for all rows.

        Each row: appointment, sequence, start (naive UTC) and patient;
        optional email (else looked up), language, timezone, minutes (of a
        delay) and exception (the absence in the way).
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
        rules, quiet = catalog.get().rules, _quiet()
        made = [
            (row, due) for event, row in told
            for due in rows_for(
                event, row['start'], now, leads(rules), quiet,
                row.get('timezone') or DEFAULT_TIMEZONE)
            if due.kind in rules]
        if not made:
            return None
        columns = {
            name: [row.get(name) for row, _ in made] for name in (
                'appointment', 'sequence', 'start', 'patient', 'email',
                'language')}
        columns.update(
            (name, [getattr(due, name) for _, due in made])
            for name in Due._fields)
        columns.update(
            (name, [bool(rules[due.kind][name]) for _, due in made])
            for name in ('to_patient', 'to_contact', 'to_practitioner'))
        columns['payload'] = [_payload(row) for row, _ in made]
        columns['delay'] = [row.get('minutes') or 0 for row, _ in made]
        columns['occasion'] = [row.get('occasion') or 0 for row, _ in made]
        return {
            **columns, 'user': Transaction().user, 'now': now,
            'channel': CHANNEL, 'default_language': DEFAULT_LANGUAGE,
            'reminders': list(REMINDERS)}

    @classmethod
    def enqueue_code(
            cls, email, code, purpose, language=None, web_user=None,
            expires_in=dt.timedelta(minutes=10), wanted=True):
        """Send a one-time code; one that still waits is dropped.

        Not `wanted`, the same is asked of the database and nothing sent."""
        now = _now()
        kind = (
            'email_verification' if purpose in {'verify', 'address'}
            else 'code')
        cursor = Transaction().connection.cursor()
        cursor.execute(_ENQUEUE_CODE, {
                'user': Transaction().user, 'now': now, 'recipient': email,
                'web_user': web_user, 'channel': CHANNEL, 'kind': kind,
                'language': language or DEFAULT_LANGUAGE,
                'expires_at': now + expires_in, 'wanted': wanted,
                'payload': json.dumps({
                        'code': code,
                        'purpose': 'reset' if purpose == 'reset' else (
                            'login' if kind == 'code' else 'verify'),
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
            cls, limit, lease_seconds, owner, link_key='', repeatable=True,
            channels=None):
        """Take due messages for `lease_seconds`; return them as plain dicts.

        Each visit is read again now: a message that is no longer true is
        closed instead.  `channels` are those that may be used now, None for
        all.  `repeatable` tells that the transport recognises a
        message it was given before; else one whose sender died on the way is
        left to a person (state unknown) and not sent twice.
        """
        _check_sender()
        with without_check_access():
            for _ in range(CLOSED_PER_CLAIM):
                taken = cls._take(limit, lease_seconds, owner, channels)
                letters = [
                    letter for id_, abandoned in taken
                    if (letter := cls._prepare(
                            cls(id_), link_key, abandoned and not repeatable))]
                if letters or not taken:
                    return letters
            return []

    @classmethod
    def _take(cls, limit, lease_seconds, owner, channels):
        now = _now()
        cursor = Transaction().connection.cursor()
        cursor.execute(_CLAIM, {
                'limit': limit, 'owner': owner, 'now': now,
                'lease_end': now + dt.timedelta(seconds=lease_seconds),
                'channels': list(CHANNELS) if channels is None else channels,
                'codes': list(CODES), 'reminders': list(REMINDERS)})
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
        if self.appointment and (self._outdated() or self._unwanted()):
            return 'cancelled', None
        if self._given_back():
            return 'refused', 'address-given-back'
        if in_doubt:
            return 'unknown', 'sender-stopped'
        if self.attempts > outbox.MAX_ATTEMPTS:
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
        if (visit.state not in TRUE_WHILE.get(self.kind, BOOKED)
                or visit.start != self.visit_start):
            return True
        if visit.hold_until and visit.hold_until <= _now():
            return True
        if self.kind == 'affected' and not self._in_the_way():
            return True
        if self.kind in REMINDERS and any(
                row._in_the_way() for row in self.search([
                        ('appointment', '=', visit.id),
                        ('sequence', '=', self.sequence),
                        ('kind', '=', 'affected')], order=[])):
            return True
        return visit.told_sequence != self.sequence and bool(self.search([
                    ('appointment', '=', visit.id),
                    ('sequence', '>', self.sequence),
                    ], limit=1, order=[]))

    def _in_the_way(self):
        "Tell if the absence that the message is about still affects the visit"
        Exception_ = Pool().get('medical.schedule.exception')
        visit = self.appointment
        return bool(Exception_.search([
                    ('id', '=', json.loads(self.payload or '{}').get(
                            'exception', -1)),
                    ('start', '<', visit.end),
                    ('end', '>', visit.start),
                    ], limit=1, order=[]))

    def _unwanted(self):
        "Tell if the patient asked for silence since the message was written"
        patient = self.appointment.patient
        if self.audience == 'practitioner' or not patient:
            return False
        wants = Pool().get('medical.notification.preference').current_of(
            patient.id, self.channel)
        return patient.preferred_channel != self.channel or wants == 'none' or (
            wants == 'no_reminders' and self.kind in REMINDERS)

    def _given_back(self):
        "Tell if the address gave a message back since this one was written"
        Bounce = Pool().get('medical.notification.bounce')
        return bool(Bounce.reasons(self.channel, [self.recipient]))

    def _letter(self, link_key):
        with Transaction().set_context(language=self.language):
            visit = self.appointment and _visit(
                Pool().get('medical.appointment')(self.appointment.id))
        return {
            'id': self.id,
            'key': self.provider_key,
            'kind': self.kind,
            'audience': self.audience,
            'channel': self.channel,
            'recipient': self.recipient,
            'language': self.language,
            'queued_at': self.create_date.replace(microsecond=0),
            'attempts': self.attempts,
            'clinic': _clinic(),
            'visit': visit,
            **self._links(link_key if visit else ''),
            'payload': {**self._offers(), **self._told_before()},
            }

    def _offers(self):
        """The payload; of a visit in the way of an absence with three offers.

        They are sought once: a message tried again must be the same message.
        """
        payload = json.loads(self.payload or '{}')
        if self.kind == 'affected' and 'offers' not in payload:
            visit = self.appointment
            # The absence may be so fresh that no cache has heard of it
            catalog.clear()
            found = Pool().get('medical.appointment').nearest(
                visit.service.id, visit.practitioner.id, visit.start,
                visit.location.id, count=OFFERS)
            payload['offers'] = [
                slot.naive(s['start']).isoformat() for s in found['slots']]
            self.payload = json.dumps(payload)
            self.save()
        return payload

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

    def _links(self, link_key):
        """The tokens of the message's links: `link` opens the visit,
        `unsubscribe` stops the reminders."""
        purposes = ()
        if link_key and self.audience != 'practitioner':
            purposes = ('manage', 'unsubscribe')[:1 + (self.kind in REMINDERS)]
        tokens = {
            purpose: self._link(link_key, purpose) for purpose in purposes}
        return {
            'link': tokens.get('manage', ''),
            'unsubscribe': tokens.get('unsubscribe', '')}

    def _link(self, link_key, purpose):
        token = link_token(link_key, self.provider_key, purpose)
        life = LINK_GRACE if purpose == 'manage' else UNSUBSCRIBE_LIFE
        cursor = Transaction().connection.cursor()
        cursor.execute(_STORE_LINK, (
                self.appointment.id, purpose, digest(token),
                self.appointment.end + life))
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
        elif counted and self.attempts >= outbox.MAX_ATTEMPTS:
            self._finish('failed', error)
        else:
            self._wait(error, after, counted)

    def _wait(self, error, after, counted):
        self.attempts -= not counted
        self.next_try_at = (
            _now() + outbox.backoff(self.attempts, after)).replace(
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
        if self.kind in CODES:
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
            "count(*) FILTER (WHERE state = ANY(%(workable)s)) FROM medical_notification",
            {'now': _now(), 'workable': WORKABLE})
        queued, oldest, stuck = cursor.fetchone()
        late = (_now() - oldest).total_seconds() if oldest else 0
        return {'queued': queued, 'late': int(late), 'stuck': stuck}

    # What the provider tells afterwards

    @classmethod
    def announce(cls, channels):
        "Keep which channels the sender carries, for the choice at the desk"
        _check_sender()
        Configuration = Pool().get('medical.configuration')
        names = ','.join(name for name in CHANNELS if name in channels)
        with without_check_access():
            configuration = Configuration(1)
            if (configuration.channels or '') != names:
                Configuration.write([configuration], {'channels': names})

    @classmethod
    def report(cls, event, outcome, provider_id=None, key=None):
        """Note that a message was delivered, bounced or complained about.

        event: the provider's unique name of the report; a copy has no effect.
        The message is known by the provider's name for it or by our key.
        States only move forward.  Return whether it had an effect.
        """
        _check_sender()
        with without_check_access():
            if not Pool().get('medical.notification.event').is_new(event):
                return False
            row = cls._reported(provider_id, key)
            return bool(row) and row._report(outcome, provider_id)

    @classmethod
    def _reported(cls, provider_id, key):
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT id FROM medical_notification WHERE provider_id = %s '
            'OR provider_key = %s ORDER BY provider_id = %s DESC NULLS LAST '
            'LIMIT 1 FOR UPDATE', (provider_id, key, provider_id))
        found = cursor.fetchone()
        return cls(found[0]) if found else None

    def _report(self, outcome, provider_id):
        if outcome != 'delivered':
            Pool().get('medical.notification.bounce').add(
                self.channel, self.recipient, outcome)
        if REPORTED[outcome] <= REPORTED.get(self.state, 0):
            return False
        sent_at = self.sent_at or _now()
        self._finish(outcome, None)
        self.sent_at = sent_at
        self.provider_id = self.provider_id or provider_id
        self.save()
        return True

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
                row.provider_key = digest('%s again' % row.provider_key)
            row.state = 'queued'
            row.provider_id = None
            row.next_try_at = now
            row.attempts = 0
            row.tried_at = None
            row.error = None
        cls.save(notifications)
        cls._audit('retry', notifications)
        _wake()

    @classmethod
    @ModelView.button
    def cancel(cls, notifications):
        for row in notifications:
            row._finish('cancelled', None)
        cls._audit('cancel', notifications)

    @classmethod
    def _audit(cls, action, notifications):
        Audit = Pool().get('medical.audit')
        Audit.append([
                Audit.row(action, 'medical.notification,%d' % row.id)
                for row in notifications])

    @classmethod
    def listing(
            cls, states=None, kinds=None, appointment=None, after=None,
            limit=50):
        """The ledger, newest first, as far as the caller may read it.

        `after` is the `next` of a former answer.  Return {items, next}.
        """
        _check_desk()
        limit = max(1, min(limit, MAX_LIMIT))
        domain = []
        for name, values in (('state', states), ('kind', kinds)):
            if values:
                domain.append((name, 'in', list(values)))
        if appointment is not None:
            domain.append(('appointment', '=', appointment))
        if after is not None:
            domain.append(('id', '<', after))
        rows = cls.search(domain, order=[('id', 'DESC')], limit=limit + 1)
        with without_check_access():
            shown = cls.browse([row.id for row in rows[:limit]])
            items = [row._plain() for row in shown]
            Pool().get('medical.audit').reading('medical.notification', [
                    row.appointment.patient.id for row in shown
                    if row.appointment and row.appointment.patient])
        return {
            'items': items,
            'next': items[-1]['id'] if len(rows) > limit else None}

    @classmethod
    def act(cls, id_, verb):
        "Retry or cancel a message, as its buttons do; return it."
        _check_desk()
        found = cls.search([('id', '=', id_)])
        if not found or verb not in DESK_VERBS:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        with without_check_access():
            row, = cls.browse(found)
            cls.lock([row])
            if row.state not in DESK_VERBS[verb]:
                raise IllegalTransition(
                    gettext('medical_appointment.msg_message_state',
                        state=row.state_string),
                    state=row.state, verb=verb)
            getattr(cls, verb)([row])
            return cls(id_)._plain()

    state_string = state.translated('state')

    def _plain(self):
        "What the desk's list shows; never the content"
        visit = self.appointment
        zone = (
            catalog.get().zone_of(visit.location.id) if visit
            else DEFAULT_TIMEZONE)
        names = (
            'id', 'kind', 'audience', 'channel', 'recipient', 'language',
            'state', 'due_at', 'expires_at', 'sent_at', 'attempts',
            'next_try_at', 'error', 'visit_start')
        return {
            **{name: getattr(self, name) for name in names},
            'appointment': visit.id if visit else None,
            'number': visit.number if visit else None,
            'patient': visit.patient.id if visit and visit.patient else None,
            'patient_name': (
                visit.patient.rec_name if visit and visit.patient else None),
            'timezone': zone,
            'can': [
                verb for verb, states in DESK_VERBS.items()
                if self.state in states],
            }

    # What nobody changed but people should know

    @classmethod
    def tell_late(cls, practitioner, minutes, occasion=0):
        """Tell today's patients who are not there yet that the practitioner
        runs `minutes` late.

        The same delay is told once, a longer one or another `occasion`
        again.  Return how many visits it concerns.
        """
        cls._check_own(practitioner)
        with without_check_access():
            visits = cls._at_home(practitioner)
            cls._forget_late(visits, minutes, occasion)
            cls._insert([
                    ('late', {
                            **_row(visit), 'minutes': minutes,
                            'occasion': occasion})
                    for visit in visits])
        return len(visits)

    @classmethod
    def tell_late_no_more(cls, practitioner, minutes, occasion):
        """Tell those whom an announcement of a delay has reached, and who are
        not there yet, that only `minutes` of it are left.

        Who has not been written to yet is not written to at all.
        """
        with without_check_access():
            visits = cls._at_home(practitioner)
            cls._forget_late(visits, minutes, -occasion)
            reached = {
                row.appointment.id for row in cls.search([
                        ('appointment', 'in', [v.id for v in visits]),
                        ('kind', '=', 'late'),
                        ('occasion', '=', occasion),
                        ('state', 'in', REACHED)], order=[])}
            cls._insert([
                    ('late' if minutes else 'late_over', {
                            **_row(visit), 'minutes': minutes,
                            'occasion': -occasion})
                    for visit in visits if visit.id in reached])

    @classmethod
    def _forget_late(cls, visits, minutes, occasion):
        "What still waits to be sent about another delay is not true any more"
        cursor = Transaction().connection.cursor()
        cursor.execute(
            "UPDATE medical_notification SET state = 'cancelled', "
            "next_try_at = NULL WHERE appointment = ANY(%s) "
            "AND kind IN ('late', 'late_over') AND state = 'queued' "
            'AND (delay <> %s OR occasion <> %s)',
            ([visit.id for visit in visits], minutes, occasion))

    @classmethod
    def told_of(cls, occasion):
        "How many visits are written to about an announcement"
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT COUNT(DISTINCT appointment) FROM medical_notification '
            "WHERE kind IN ('late', 'late_over') AND occasion = %s "
            "AND state <> 'cancelled'", (occasion,))
        return cursor.fetchone()[0]

    @classmethod
    def _check_own(cls, practitioner):
        known = catalog.get().practitioners.get(practitioner)
        if not known:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        caller = current()
        if not (caller.has(ADMINISTRATOR, FRONT_DESK)
                or caller.has(PRACTITIONER) and known['user'] == caller.user):
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))

    @classmethod
    def _at_home(cls, practitioner):
        "The visits of the rest of the practitioner's day"
        Appointment = Pool().get('medical.appointment')
        cat, now = catalog.get(), _now()
        lines = cat.lines_of(practitioner)
        zone = (
            cat.zone_of(lines[0].location) if lines else DEFAULT_TIMEZONE)
        tomorrow = slot.local_date(zone, slot.epoch(now)) + dt.timedelta(1)
        return Appointment.search([
                ('practitioner', '=', practitioner),
                ('state', '=', 'booked'),
                ('end', '>', now),
                ('start', '<', slot.naive(slot.day_start(zone, tomorrow))),
                ])


class ScheduleException(metaclass=PoolMeta):
    __name__ = 'medical.schedule.exception'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'tell_affected': {
                    'invisible': ~Eval('affected', []),
                    'icon': 'medical-message',
                    'depends': ['affected'],
                    },
                })

    @classmethod
    @ModelView.button
    def tell_affected(cls, exceptions):
        "Write to the patients whose visits are in the way"
        Notification_ = Pool().get('medical.notification')
        for exception in exceptions:
            Notification_.tell_affected(exception)


def _check_sender():
    if current().kind not in {'sender', 'system'}:
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))


def _check_desk():
    if not current().has(ADMINISTRATOR, FRONT_DESK):
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))


def _wake():
    cursor = Transaction().connection.cursor()
    cursor.execute("SELECT pg_notify(%s, '')", (CHANNEL,))


def _payload(row):
    kept = {
        name: row[name]
        for name in ('minutes', 'exception', 'offers', 'until')
        if row.get(name)}
    return json.dumps(kept) if kept else None


def _quiet():
    settings = catalog.get().settings
    start, end = settings['quiet_start'], settings['quiet_end']
    return Quiet(start, end) if start and end else None


def _row(visit):
    return {
        'appointment': visit.id,
        'sequence': visit.told_sequence,
        'start': visit.start,
        'patient': visit.patient.id if visit.patient else None,
        'timezone': str(catalog.get().zone_of(visit.location.id)),
        }


def _event(visit, change):
    "What a change means to the person, or None when there is nothing to tell"
    if change == 'cancel':
        return 'cancelled_by_%s' % visit.cancelled_by
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
        'confirmed': bool(visit.confirmed_at),
        }
