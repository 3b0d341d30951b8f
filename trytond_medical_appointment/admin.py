# SPDX-License-Identifier: GPL-3.0-or-later
"""What the administrator keeps in order, as plain values.

Each list is read whole (a clinic has a few dozen of each) and each record is
written by its own model under the administrator's own rights, so that the
desktop client and the web obey the same checks.
"""
import datetime as dt
from functools import wraps

from trytond.i18n import gettext
from trytond.model import Model
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import inactive_records

from .exceptions import NotAllowed, NotFound, Stale
from .identity import ADMINISTRATOR, current

MICROSECONDS = 1_000_000
EPOCH = dt.datetime(1970, 1, 1)


def administrator_only(func):
    "Refuse the published method to everybody but administrators."
    @wraps(func)
    def wrapper(cls, *args, **kwargs):
        if not current().has(ADMINISTRATOR):
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        return func(cls, *args, **kwargs)
    return wrapper


def version_of(record):
    "When the record last changed, in microseconds"
    changed = record.write_date or record.create_date
    return (changed - EPOCH) // dt.timedelta(microseconds=1)


def check_version(record, version):
    "Raise Stale when the record is not as the writer saw it"
    if version is not None and version != version_of(record):
        raise Stale(gettext('medical_appointment.msg_stale_record'))


class Kept(Model):
    """Mix-in: a list that the administrator keeps.

    `_kept`: the plain fields that are read and may be written.
    """
    _kept = ()

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(kept=RPC(), keep=RPC(readonly=False))

    @classmethod
    @administrator_only
    def kept(cls):
        "Every record, those that are switched off included"
        with inactive_records():
            return [r.plain_kept() for r in cls.search([])]

    @classmethod
    @administrator_only
    def keep(cls, values, id=None, version=None):
        """Write what is given of a new record, or of one as it was seen at
        `version`; return it."""
        if id is None:
            record, = cls.create([cls._to_keep(values, None)])
        else:
            record = cls.one_kept(id)
            check_version(record, version)
            cls.write([record], cls._to_keep(values, record))
        # What the database made of it: names and dates are read again
        return cls.browse([record.id])[0].plain_kept()

    @classmethod
    def one_kept(cls, id):
        "The record whom the caller's rights let through, or NotFound"
        with inactive_records():
            found = cls.search([('id', '=', id)], limit=1, order=[])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return found[0]

    @classmethod
    def _to_keep(cls, values, record):
        "The values to store; anything but the kept fields is left out"
        return {
            name: _stripped(value) for name, value in values.items()
            if name in cls._kept}

    def plain_kept(self):
        return {
            'id': self.id, 'version': version_of(self),
            **{name: plain(getattr(self, name)) for name in self._kept}}


def plain(value):
    if isinstance(value, tuple):
        return [v.id for v in value]
    return getattr(value, 'id', value)


def _stripped(value):
    return value.strip() or None if isinstance(value, str) else value


def links(known, wanted):
    "The commands that make a many-to-many of ids out of another"
    known, wanted = set(known), set(wanted)
    return [
        ('remove', sorted(known - wanted)), ('add', sorted(wanted - known))]


def parts(known, wanted, same):
    """The commands that make the wanted parts (dicts) of a record.

    same(record, values) tells which part is which; those that nothing is the
    same as are deleted.
    """
    commands, left = [], list(known)
    new = []
    for values in wanted:
        found = next((r for r in left if same(r, values)), None)
        if found:
            left.remove(found)
            commands.append(('write', [found.id], values))
        else:
            new.append(values)
    return [*commands, ('create', new), ('delete', [r.id for r in left])]


class Service(Kept, metaclass=PoolMeta):
    __name__ = 'medical.service'
    _kept = (
        'name', 'public_name', 'description', 'specialty', 'duration',
        'buffer_before', 'buffer_after', 'step', 'online', 'needs_approval',
        'minimum_notice', 'maximum_horizon', 'cancel_cutoff',
        'reschedule_cutoff', 'price', 'audience', 'instructions', 'active')

    def plain_kept(self):
        return super().plain_kept() | {'currency': self.currency.code}


class Location(Kept, metaclass=PoolMeta):
    __name__ = 'medical.location'
    _kept = (
        'name', 'street', 'city', 'phone', 'timezone', 'map_url',
        'arrival_note', 'active')

    @classmethod
    def _to_keep(cls, values, record):
        "A room is switched off, never deleted: visits took place in it"
        stored = super()._to_keep(values, record)
        if 'rooms' in values:
            known = record.every_room() if record else []
            commands = parts(
                known, [
                    {'name': r['name'].strip(), 'active': r.get('active', True),
                        'id': r.get('id')} for r in values['rooms']],
                lambda room, wanted: room.id == wanted['id'])
            stored['rooms'] = [_as_room(command) for command in commands]
        return stored

    def every_room(self):
        Room = Pool().get('medical.room')
        with inactive_records():
            return Room.search([('location', '=', self.id)])

    def plain_kept(self):
        return super().plain_kept() | {
            'rooms': [
                {'id': r.id, 'name': r.name, 'active': r.active}
                for r in self.every_room()]}


def _as_room(command):
    action, *found = command
    if action == 'delete':
        return ('write', *found, {'active': False})
    if action == 'create':
        return ('create', [_without_id(values) for values in found[0]])
    return (action, found[0], _without_id(found[1]))


def _without_id(values):
    return {name: value for name, value in values.items() if name != 'id'}


class Practitioner(Kept, metaclass=PoolMeta):
    __name__ = 'medical.practitioner'
    _kept = (
        'title', 'licence', 'colour', 'biography', 'online', 'user', 'active')
    _named = ('first_name', 'surname', 'second_surname')

    @classmethod
    def _to_keep(cls, values, record):
        stored = super()._to_keep(values, record)
        cls._keep_name(stored, values, record)
        for name in ('specialties', 'insurers'):
            if name in values:
                known = [r.id for r in getattr(record, name)] if record else []
                stored[name] = links(known, values[name])
        if 'services' in values:
            stored['services'] = parts(
                record.services if record else [], values['services'],
                lambda offer, wanted: offer.service.id == wanted['service'])
        return stored

    @classmethod
    def _keep_name(cls, stored, values, record):
        "The name is the party's"
        Party = Pool().get('party.party')
        name = {
            n: _stripped(values[n]) for n in cls._named if n in values}
        if record and name:
            Party.write([record.party], name)
        elif not record:
            stored['party'] = Party.create([name])[0].id

    def plain_kept(self):
        return super().plain_kept() | {
            'name': self.rec_name,
            **{name: getattr(self.party, name) for name in self._named},
            'specialties': plain(self.specialties),
            'insurers': plain(self.insurers),
            'services': [
                {'service': o.service.id, 'duration': o.duration,
                    'price': o.price} for o in self.services],
            }


class Configuration(metaclass=PoolMeta):
    __name__ = 'medical.configuration'
    _kept = (
        'clinic_name', 'clinic_phone', 'clinic_email', 'clinic_colour',
        'hold_minutes', 'max_open_bookings', 'noshow_grace', 'walk_ins',
        'late_grace', 'longest_wait', 'priority_groups', 'check_in_minutes',
        'quiet_start', 'quiet_end', 'staff_reads_all_agendas',
        'consent_text')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(kept=RPC(), keep=RPC(readonly=False))

    @classmethod
    def preprocess_values(cls, mode, values):
        "A new consent text is a new version, by whatever door it comes"
        values = super().preprocess_values(mode, values)
        if mode == 'write' and 'consent_text' in values:
            known = cls(1)
            version = values.get('consent_version', known.consent_version)
            if (values['consent_text'] != known.consent_text
                    and version == known.consent_version):
                values['consent_version'] = next_version(version)
        return values

    @classmethod
    @administrator_only
    def kept(cls):
        "The rules of the clinic"
        known = cls(1)
        return {
            'version': version_of(known),
            'consent_version': known.consent_version,
            **{name: getattr(known, name) for name in cls._kept}}

    @classmethod
    @administrator_only
    def keep(cls, values, version=None):
        "Write the given rules as they were seen at `version`"
        known = cls(1)
        check_version(known, version)
        cls.write([known], {
                name: _stripped(value) for name, value in values.items()
                if name in cls._kept})
        return cls.kept()


def next_version(version):
    "After 3 comes 4, after 2026-a comes 2026-a.2"
    text = (version or '').strip()
    head, dot, number = text.rpartition('.')
    if text.isdecimal():
        return str(int(text) + 1)
    if dot and number.isdecimal():
        return '%s.%d' % (head, int(number) + 1)
    return '%s.2' % text if text else '1'


class Rule(Kept, metaclass=PoolMeta):
    __name__ = 'medical.notification.rule'
    _kept = (
        'enabled', 'lead', 'to_patient', 'to_contact', 'to_practitioner')

    def plain_kept(self):
        from .outbox import REMINDERS
        return super().plain_kept() | {
            'kind': self.kind, 'name': self.kind_string,
            'reminds': self.kind in REMINDERS}

    @classmethod
    @administrator_only
    def keep(cls, values, id=None, version=None):
        "The messages are given: each has its line, and no more are made"
        if id is None:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return super().keep(values, id, version)
