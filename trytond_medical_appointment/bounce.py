# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses that gave a message back, and what the provider reports.

An address is kept as a digest: enough to leave it alone, and no trace of the
person when the person is erased.
"""
import datetime as dt
import hashlib

from trytond.model import Index, ModelSQL, Unique, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction

from .identity import current
from .outbox import CHANNELS

REASONS = [
    ('bounced', "Gives Messages Back"),
    ('complained', "Marked Us as Spam"),
    ]
EVENT_LIFE = dt.timedelta(days=30)


def address_digest(channel, address):
    "As `_ENQUEUE` computes it in the database"
    return hashlib.sha256(
        f'{channel}:{address.strip().lower()}'.encode()).hexdigest()


class Bounce(ModelSQL):
    "An address that is not written to until somebody edits it"
    __name__ = 'medical.notification.bounce'
    address = fields.Char("Address Digest", required=True)
    reason = fields.Selection(REASONS, "Reason", required=True)
    at = fields.DateTime("At", required=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('address_unique', Unique(t, t.address),
                'medical_appointment.msg_bounce_unique'),
            ]

    @classmethod
    def add(cls, channel, address, reason):
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'INSERT INTO medical_notification_bounce (address, reason, at) '
            'VALUES (%s, %s, %s) ON CONFLICT (address) DO UPDATE '
            'SET reason = EXCLUDED.reason, at = EXCLUDED.at',
            (address_digest(channel, address), reason, _now()))

    @classmethod
    def lift(cls, addresses):
        "Write to these again, on every channel"
        table = cls.__table__()
        digests = [
            address_digest(channel, address)
            for channel in CHANNELS for address in addresses if address]
        if digests:
            cursor = Transaction().connection.cursor()
            cursor.execute(*table.delete(where=table.address.in_(digests)))

    @classmethod
    def reasons(cls, channel, addresses):
        "{address: reason} of those among them that are left alone"
        digests = {address_digest(channel, a): a for a in addresses if a}
        if not digests:
            return {}
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.address, table.reason,
                where=table.address.in_(list(digests))))
        return {digests[digest]: reason for digest, reason in cursor}


class Event(ModelSQL):
    "A report of the provider that was heeded, so that no copy of it is"
    __name__ = 'medical.notification.event'
    event = fields.Char("Event", required=True)
    at = fields.DateTime("At", required=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('event_unique', Unique(t, t.event),
                'medical_appointment.msg_event_unique'),
            ]
        cls._sql_indexes.add(Index(t, (t.at, Index.Range())))

    @classmethod
    def is_new(cls, event):
        "Keep the name of an event; False when it was kept before"
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'INSERT INTO medical_notification_event (event, at) '
            'VALUES (%s, %s) ON CONFLICT (event) DO NOTHING RETURNING id',
            (event, _now()))
        return cursor.fetchone() is not None

    @classmethod
    def clean(cls):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.delete(where=table.at < _now() - EVENT_LIFE))


class ContactMechanism(metaclass=PoolMeta):
    __name__ = 'party.contact_mechanism'

    @classmethod
    def on_modification(cls, mode, mechanisms, field_names=None):
        "An address that a person edits may be written to again"
        super().on_modification(mode, mechanisms, field_names=field_names)
        edited = mode in {'create', 'write'} and (
            field_names is None or field_names & {'value', 'active'})
        if edited and current().kind in {'staff', 'patient', 'system'}:
            Pool().get('medical.notification.bounce').lift(
                [m.value for m in mechanisms if m.active])


class Patient(metaclass=PoolMeta):
    __name__ = 'medical.patient'

    email_state = fields.Function(
        fields.Selection([(None, "")] + REASONS, "E-mail Problem", sort=False,
            states={'invisible': ~Eval('email_state')},
            help="Nothing is sent to this address until somebody edits it."),
        'get_email_state', searcher='search_email_state')

    @classmethod
    def get_email_state(cls, patients, name):
        Bounce_ = Pool().get('medical.notification.bounce')
        reasons = Bounce_.reasons('email', [p.email for p in patients])
        return {p.id: reasons.get(p.email) for p in patients}

    @classmethod
    def search_email_state(cls, name, clause):
        "The patients with a contact whose address is left alone"
        _, operator, value = clause[:3]
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT DISTINCT c.party FROM party_contact_mechanism c '
            'JOIN medical_notification_bounce b ON b.address = '
            "encode(sha256(convert_to('email:' || lower(c.value), 'UTF8')), "
            "'hex') WHERE c.type = 'email' AND c.active "
            'AND (%(any)s OR b.reason = ANY(%(reasons)s))', {
                'any': value is None,
                'reasons': value if isinstance(value, list) else [value]})
        parties = [party for party, in cursor]
        without = operator in {'!=', 'not in'}
        if value is None:
            without = not without
        return [('party', 'not in' if without else 'in', parties)]


def _now():
    return dt.datetime.now(dt.timezone.utc).replace(
        tzinfo=None, microsecond=0)
