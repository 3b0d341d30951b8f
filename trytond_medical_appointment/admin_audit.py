# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of who did what, as the administrator reads it."""
import datetime as dt
import json
from zoneinfo import ZoneInfo

from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, slot
from .admin import administrator_only

MAX_LIMIT = 200
KINDS = {'system', 'staff', 'patient', 'guest', 'public', 'sender'}
MODELS = {
    'medical.appointment', 'medical.patient', 'party.party', 'res.user',
    'medical.service', 'medical.practitioner', 'medical.location',
    'medical.room', 'medical.schedule', 'medical.schedule.exception',
    'medical.holiday', 'medical.configuration', 'medical.notification',
    'medical.notification.rule', 'web.user', 'medical.insurer',
    'medical.specialty'}
_COLUMNS = [
    'id', 'at', 'actor_kind', 'actor', 'actor_name', 'action', 'record',
    'record_name', 'changes', 'request_id', 'network']
_LISTING = '''
SELECT a.id, a.at, a.actor_kind, a.actor,
    COALESCE(staff.name, person.name),
    a.action, a.record,
    COALESCE(visit.number, party.name, patient_party.name, subject.name),
    a.changes, a.request_id, a.network
FROM medical_audit a
CROSS JOIN LATERAL (SELECT
    split_part(a.actor, ',', 1) AS actor,
    NULLIF(split_part(a.actor, ',', 2), '')::int AS actor_id,
    split_part(a.record, ',', 1) AS model,
    NULLIF(split_part(a.record, ',', 2), '')::int AS id) who
LEFT JOIN res_user staff
    ON who.actor = 'res.user' AND staff.id = who.actor_id
LEFT JOIN web_user account
    ON who.actor = 'web.user' AND account.id = who.actor_id
LEFT JOIN party_party person ON person.id = account.party
LEFT JOIN medical_appointment visit
    ON who.model = 'medical.appointment' AND visit.id = who.id
LEFT JOIN party_party party
    ON who.model = 'party.party' AND party.id = who.id
LEFT JOIN medical_patient patient
    ON who.model = 'medical.patient' AND patient.id = who.id
LEFT JOIN party_party patient_party ON patient_party.id = patient.party
LEFT JOIN res_user subject
    ON who.model = 'res.user' AND subject.id = who.id
WHERE true'''


class Audit(metaclass=PoolMeta):
    __name__ = 'medical.audit'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # Not read-only: who looks here is recorded as well
        cls.__rpc__.update(listing=RPC(readonly=False))

    @classmethod
    @administrator_only
    def listing(
            cls, user=None, kind=None, action=None, of_model=None, record=None,
            day_from=None, day_to=None, after=None, limit=50):
        """The newest entries first.

        user: of a staff member; kind: of the actor; action: what was done, as
        'read' or 'write'; of_model and record: on what.  Return {timezone,
        items, next}.
        """
        zone = Pool().get('medical.appointment')._zone(catalog.get())
        limit = max(1, min(limit, MAX_LIMIT))
        where = _where(
            user, kind, action, of_model, record,
            day_from and slot.naive(slot.day_start(zone, day_from)),
            day_to and slot.naive(
                slot.day_start(zone, day_to + dt.timedelta(1))), after)
        cursor = Transaction().connection.cursor()
        cursor.execute(
            _LISTING + ''.join(sql for sql, _ in where)
            + ' ORDER BY a.id DESC LIMIT %s',
            [value for _, value in where] + [limit + 1])
        words = _Words(zone)
        found = [
            _plain(words, dict(zip(_COLUMNS, row))) for row in cursor]
        cls.reading(None, [], audit=True)
        return {
            'timezone': zone,
            'items': found[:limit],
            'next': found[limit - 1]['id'] if len(found) > limit else None}


def _where(user, kind, action, model, record, begin, end, after):
    "[(SQL, its value)] of what was asked"
    asked = [
        (" AND a.actor = %s", 'res.user,%d' % user if user else None),
        (" AND a.actor_kind = %s", kind if kind in KINDS else None),
        (" AND split_part(a.action, ' ', 1) = %s", action),
        (" AND a.at >= %s", begin),
        (" AND a.at < %s", end),
        (" AND a.id < %s", after),
        ]
    if model in MODELS:
        asked.append(
            (" AND a.record = %s", '%s,%d' % (model, record)) if record
            else (" AND a.record LIKE %s", '%s,%%' % model))
    return [(sql, value) for sql, value in asked if value is not None]


def _plain(words, plain):
    model, _, id_ = (plain.pop('record') or '').partition(',')
    plain['model'] = model or None
    plain['record'] = int(id_) if id_ else None
    plain['model_name'] = words.model(model)
    plain['record_name'] = plain['record_name'] or words.known(
        model, plain['record'])
    plain['at'] = plain['at'].replace(microsecond=0)
    changes = json.loads(plain['changes'] or '{}')
    plain['read'] = plain['action'] == 'read'
    plain['patients'] = changes.get('patients', []) if plain['read'] else []
    plain['changes'] = [] if plain['read'] else [
        words.change(model, name, value) for name, value in changes.items()]
    return plain


class _Words:
    "What was stored, as people read it in their language"
    _of_catalogue = {
        'medical.practitioner': 'practitioners',
        'medical.service': 'services', 'medical.location': 'locations',
        'medical.room': 'rooms', 'medical.insurer': 'insurers',
        'medical.specialty': 'specialties'}

    def __init__(self, zone):
        self.zone = ZoneInfo(zone)
        self.catalog = catalog.get()
        self._fields = {}

    def model(self, name):
        if name not in MODELS:
            return None
        return Pool().get(name).__names__()['model']

    def known(self, model, id_):
        "The name of one of the clinic's own records"
        if model in self._of_catalogue and id_:
            known = getattr(self.catalog, self._of_catalogue[model]).get(id_)
            return known['name'] if known else None

    def change(self, model, name, value):
        before, after = (
            value if isinstance(value, list) and len(value) == 2
            else (None, value))
        field = self._field(model, name)
        return {
            'field': name,
            'label': field['string'] if field else name,
            'before': self._text(field, before),
            'after': self._text(field, after)}

    def _field(self, model, name):
        if (model, name) not in self._fields:
            self._fields[model, name] = self._read_field(model, name)
        return self._fields[model, name]

    def _read_field(self, model, name):
        try:
            Model = Pool().get(model)
        except KeyError:
            return None
        if name not in Model._fields:
            return None
        with without_check_access():
            return Model.fields_get([name])[name]

    def _text(self, field, value):
        if value is None or field is None:
            return None if value is None else str(value)
        if field['type'] == 'selection' and isinstance(
                field['selection'], (list, tuple)):
            return dict(field['selection']).get(value) or str(value)
        if field['type'] in {'datetime', 'timestamp'}:
            return self._local(value)
        if field['type'] == 'many2one':
            return self.known(field['relation'], value) or '#%s' % value
        return str(value)

    def _local(self, value):
        try:
            moment = dt.datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return str(value)
        return moment.replace(tzinfo=dt.UTC).astimezone(
            self.zone).strftime('%Y-%m-%d %H:%M')
