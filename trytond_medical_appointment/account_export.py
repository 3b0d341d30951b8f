# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that the clinic keeps about a person, as plain values.

Law 172-13 gives each person the right to see it.  The tables are asked, not a
list: what a later version stores is in the copy without a line here.
"""
import base64
import datetime as dt
import json
from decimal import Decimal

from trytond.model import ModelSQL, fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import (
    Transaction, inactive_records, without_check_access)

from .account_person import _owner, _patients
from .identity import adapter_only, current

# Whose data a row is: all that it says of these must be the person's
OWNERS = {
    'party.party': 'party', 'medical.patient': 'patient',
    'web.user': 'account', 'medical.appointment': 'visit'}
OWNER_FIELDS = ('party', 'patient', 'web_user', 'user', 'appointment')
# What is shown by its name; of other records not even the number is told
NAMED = {
    'medical.practitioner', 'medical.service', 'medical.location',
    'medical.room', 'medical.insurer', 'company.company',
    'currency.currency', 'country.country', 'ir.lang', 'party.category'}
BEYOND_OURS = (
    'party.party', 'party.address', 'party.contact_mechanism',
    'party.identifier', 'party.party.lang', 'party.party-party.category',
    'web.user',
    'web.user-party.party.secondary')
# What proves who somebody is, and what only the machinery needs
SECRET = {
    'password_hash', 'code_hash', 'token_hash', 'refresh_hash', 'key_hash',
    'refresh_previous', 'email_token', 'reset_password_token',
    'provider_key', 'provider_id', 'lease_owner', 'payload', 'response',
    'body_hash', 'avatar', 'uuid'}
MACHINERY = {'create_uid', 'write_uid', 'rec_name', 'lft', 'rgt'}
# What names a person and is not copied row by row, and why not
LEFT_OUT = {
    'medical.audit': "shown without who of the staff it was, see `_audited`",
    'medical.idempotency': "an answer kept for two days to repeat it",
    }
# How a row may name its person beside `OWNER_FIELDS`, and where that is shown
TOLD_ELSEWHERE = {
    **dict.fromkeys([
            ('medical.appointment', name) for name in (
                'arrived_by', 'booked_by', 'called_by', 'cancelled_by_actor',
                'checked_in_by', 'confirmed_by', 'ended_by', 'moved_by',
                'noshow_by', 'overbooked_by', 'started_by')],
        "a part of the visit's row, by the kind of person"),
    ('medical.appointment', 'booked_by_party'):
        "in `booked_for_others`, without for whom",
    ('medical.patient', 'contact_party'):
        "a part of that patient's row, which is the other's",
    ('medical.patient', 'replaced_by'): "a part of the patient's row",
    ('party.party', 'replaced_by'): "a part of the person's row",
    ('medical.queue.delay', 'by'): "a practitioner's delay, by the staff",
    ('medical.queue.delay', 'undone_by'):
        "a practitioner's delay, by the staff",
    ('medical.queue.move', 'by'): "a part of the row, by the kind of person",
    ('medical.queue.move', 'anchor'): "the visit of somebody else",
    ('company.company', 'party'): "the clinic, not a patient",
    ('company.employee', 'party'): "who works at the clinic, not a patient",
    ('ir.action.keyword', 'model'): "the menus of Tryton's clients",
    ('ir.chat.channel', 'resource'): "about other kinds of records",
    ('ir.error', 'origin'): "a fault of a program, without content",
    ('ir.model.log', 'resource'):
        "Tryton's own log, which says less than `medical.audit`",
    ('web.user.session', 'user'):
        "keys of a sign-in that nobody uses here; the sessions are copied",
    }
# Where people may have put something beside a record of ours, and what file
BESIDE = {
    'ir.note': None, 'ir.email': None, 'ir.attachment': 'data',
    'ir.avatar': 'image'}
LARGEST = 20 * 1024 * 1024
"Of all attachments together; what is beyond it, the clinic hands over"
ACTORS = {
    'res.user': 'clinic', 'web.user': 'account', 'medical.link': 'link',
    'medical.portal.session': 'visitor'}


class WebUser(metaclass=PoolMeta):
    __name__ = 'web.user'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(export=RPC(readonly=False))

    @classmethod
    @adapter_only
    def export(cls):
        """All rows about the caller and the dependants, by model.

        Return {model: [{field: value}]}; what was done with the records, and
        who looked at them, under `medical.audit`."""
        account, caller = _owner(), current()
        with without_check_access(), inactive_records():
            mine = _mine(account, caller.parties)
            found = {}
            for name in _models():
                if rows := _rows(name, mine):
                    found[name] = rows
            for name in BESIDE:
                if rows := _beside(name, mine):
                    found[name] = rows
            found['medical.audit'] = _audited(mine)
            found['booked_for_others'] = _booked_for_others(account, mine)
            Pool().get('medical.audit').reading(
                str(account), sorted(mine['medical.patient']))
        return found


def _mine(account, parties):
    "{model: ids} of what is the person's"
    pool = Pool()
    patients = {p.id for p in _patients(parties).values()}
    visits = pool.get('medical.appointment').search(
        [('patient', 'in', list(patients))], order=[])
    return {
        'party.party': set(parties), 'medical.patient': patients,
        'web.user': {account.id}, 'medical.appointment': {
            v.id for v in visits}}


def _models():
    for name, Model in sorted(Pool().iterobject()):
        if (issubclass(Model, ModelSQL) and name not in LEFT_OUT
                and not callable(getattr(Model, 'table_query', None))
                and (name.startswith('medical.') or name in BEYOND_OURS)):
            yield name


def _rows(name, mine):
    Model = Pool().get(name)
    if name in mine:
        found = Model.browse(sorted(mine[name]))
    else:
        owners = _owner_fields(Model)
        if not owners:
            return []
        found = [
            record for record in Model.search(['OR', *(
                        (field, 'in', list(mine[model]))
                        for field, model in owners.items())],
                order=[('id', 'ASC')])
            if _is_mine(record, owners, mine)]
    return [_plain(record, mine) for record in found]


def _owner_fields(Model):
    "{field: model} of what tells whose a row is"
    return {
        name: Model._fields[name].model_name for name in OWNER_FIELDS
        if isinstance(Model._fields.get(name), fields.Many2One)
        and Model._fields[name].model_name in OWNERS}


def _is_mine(record, owners, mine):
    if getattr(record, 'audience', None) == 'practitioner':
        return False
    said = {
        model: getattr(record, name) for name, model in owners.items()}
    return all(
        value.id in mine[model] for model, value in said.items() if value)


def _plain(record, mine):
    Model, plain = record.__class__, {'id': record.id}
    for name, field in Model._fields.items():
        if (name in SECRET | MACHINERY or isinstance(field, fields.Function)
                or isinstance(field, fields.Binary) or not field.sql_type()):
            continue
        value = getattr(record, name)
        if value is not None:
            plain[name] = _value(name, value, mine)
    if plain.get('audience') == 'contact':
        plain.pop('recipient', None)
    return {name: value for name, value in plain.items() if value is not None}


def _value(name, value, mine):
    if hasattr(value, '__name__') and hasattr(value, 'id'):
        return _record(value, mine)
    if name in {'by', 'actor'}:
        return _actor(value)
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _record(value, mine):
    if value.__name__ in ACTORS and value.id not in mine.get(
            value.__name__, ()):
        return ACTORS[value.__name__]
    if value.__name__ in NAMED:
        return value.rec_name
    return value.id if value.id in mine.get(value.__name__, ()) else None


def _actor(text):
    return ACTORS.get((text or '').partition(',')[0])


def _beside(name, mine):
    "What was noted at the records or attached to them"
    Model, left = Pool().get(name), LARGEST
    found = []
    for record in Model.search(
            [('resource', 'in', _names(mine))], order=[('id', 'ASC')]):
        row = {**_plain(record, mine), 'resource': str(record.resource)}
        content = BESIDE[name] and getattr(record, BESIDE[name])
        if content and len(content) <= left:
            row['content'] = base64.b64encode(content).decode()
            left -= len(content)
        elif content:
            row['left_out'] = "too large: ask the clinic for it"
        found.append(row)
    return found


def _names(mine):
    return [
        '%s,%d' % (model, id_) for model, ids in mine.items() for id_ in ids]


def _audited(mine):
    """Who changed or read the records, by the kind of person only; of a visit
    also from which state and hour to which."""
    table = Pool().get('medical.audit').__table__()
    cursor = Transaction().connection.cursor()
    cursor.execute(*table.select(
            table.at, table.actor_kind, table.action, table.record,
            table.changes,
            where=table.record.in_(_names(mine)), order_by=[table.id.asc]))
    return [{
            'at': at, 'by': by, 'action': action, 'record': record,
            **_steps(json.loads(changes or '{}')),
            } for at, by, action, record, changes in cursor.fetchall()]


def _steps(changes):
    return {
        name: dict(zip(('from', 'to'), changes[name]))
        for name in ('state', 'start') if name in changes}


def _booked_for_others(account, mine):
    "That the person booked for somebody else, not for whom"
    found = Pool().get('medical.appointment').search([
            ('booked_by_party', '=', account.party and account.party.id),
            ('patient', 'not in', list(mine['medical.patient']))])
    return [
        {'number': v.number, 'start': v.start, 'state': v.state,
            'practitioner': v.practitioner.rec_name} for v in found]
