# SPDX-License-Identifier: GPL-3.0-or-later
"""Append-only record of who did and who read what."""
import datetime as dt
import json

from trytond.i18n import gettext
from trytond.model import Index, Model, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access

from .exceptions import AuditIsAppendOnly
from .identity import current

READ = 'read'
_SECRET = '***'
_OF_TRYTON = {'id', 'create_date', 'create_uid', 'write_date', 'write_uid'}
_UNLISTED = (
    fields.Binary, fields.Function, fields.Many2Many, fields.MultiValue,
    fields.One2Many, fields.Text)

# Whoever runs SQL as the owner of the table is told no as well.  Erasing a
# person may empty what is personal, and leaves who did what and when.
_ONLY_GROWS = """
CREATE OR REPLACE FUNCTION medical_audit_only_grows() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('clinic.erasing', true) = 'on'
    THEN
        IF coalesce(NEW.changes IS NULL OR NEW.changes = OLD.changes, false)
            AND coalesce(NEW.network IS NULL OR NEW.network = OLD.network, false)
            AND to_jsonb(NEW) - 'changes' - 'network'
                = to_jsonb(OLD) - 'changes' - 'network'
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'medical_audit only grows: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE OR REPLACE TRIGGER medical_audit_rows
    BEFORE UPDATE OR DELETE ON medical_audit
    FOR EACH ROW EXECUTE FUNCTION medical_audit_only_grows();
CREATE OR REPLACE TRIGGER medical_audit_whole
    BEFORE TRUNCATE ON medical_audit
    FOR EACH STATEMENT EXECUTE FUNCTION medical_audit_only_grows();
ALTER TABLE medical_audit ENABLE ALWAYS TRIGGER medical_audit_rows;
ALTER TABLE medical_audit ENABLE ALWAYS TRIGGER medical_audit_whole;
"""
# Who read what need not wait for the disk as a booking does
_READING = """
INSERT INTO medical_audit (%(columns)s)
SELECT %(values)s FROM set_config('synchronous_commit', 'off', true) AS quick
"""


class Audit(ModelSQL, ModelView):
    __name__ = 'medical.audit'
    at = fields.Timestamp("At", required=True, readonly=True,
        help="When it happened.")
    actor = fields.Char("Actor", readonly=True,
        help="Who did it, as 'model,id'. Empty for the system itself.")
    actor_kind = fields.Selection([
            ('system', "System"),
            ('staff', "Staff"),
            ('patient', "Patient"),
            ('guest', "Guest"),
            ('public', "Visitor"),
            ('sender', "Sender"),
            ], "Actor Kind", required=True, readonly=True, sort=False,
        help="In which quality the actor acted.")
    action = fields.Char("Action", required=True, readonly=True,
        help="What was done.")
    record = fields.Char("Record", readonly=True,
        help="On which record, as 'model,id'.")
    changes = fields.Text("Changes", readonly=True,
        help="The listed fields that changed, as JSON.")
    request_id = fields.Char("Request", readonly=True,
        help="The identifier of the HTTP request, to be found in the logs.")
    network = fields.Char("Network", readonly=True,
        help="The address from which it was done.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.record, Index.Equality())),
                Index(t, (t.actor, Index.Equality()), (t.at, Index.Range())),
                })
        cls._order = [('id', 'DESC')]

    @classmethod
    def __register__(cls, module_name):
        super().__register__(module_name)
        Transaction().connection.cursor().execute(_ONLY_GROWS)

    @classmethod
    def row(cls, action, record=None, changes=None):
        "The column values of one entry about what the caller does now."
        caller = current()
        context = Transaction().context
        request = context.get('_request') or {}
        return {
            'at': dt.datetime.now(),
            'actor': caller.actor,
            'actor_kind': caller.kind,
            'action': action,
            'record': record,
            'changes': (
                json.dumps(changes, default=str, separators=(',', ':'))
                if changes else None),
            'request_id': context.get('_request_id'),
            'network': request.get('remote_addr'),
            }

    @classmethod
    def append(cls, rows):
        "Append entries by one statement in the current transaction."
        if not rows:
            return
        table = cls.__table__()
        names = list(rows[0])
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.insert(
                [getattr(table, name) for name in names],
                [[row[name] for name in names] for row in rows]))

    @classmethod
    def reading(cls, record, patients, **asked):
        """Record that somebody read the data of other patients (ids).

        Of staff whatever they read, of the owner of an account what is of the
        dependants.  One row and one statement for each request.
        """
        caller = current()
        seen = sorted({patient for patient in patients if patient})
        if caller.kind == 'patient' and caller.parties:
            seen = cls._others(seen, caller)
        if caller.kind not in {'staff', 'patient'} or (
                caller.kind == 'patient' and not seen):
            return
        row = cls.row(READ, record, {'patients': seen, **asked})
        Transaction().connection.cursor().execute(
            _READING % {
                'columns': ', '.join(row),
                'values': ', '.join('%%(%s)s' % name for name in row)}, row)

    @classmethod
    def _others(cls, patients, caller):
        "Those patients who are not the caller"
        table = Pool().get('medical.patient').__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.id,
                where=table.id.in_(patients or [-1])
                & (table.party != caller.parties[0]),
                order_by=[table.id.asc]))
        return [id_ for id_, in cursor]

    @classmethod
    def erase(cls, records, actors):
        """Empty what is personal in the entries about records and in those
        of actors ('model,id'): what was changed, and from where."""
        cursor = Transaction().connection.cursor()
        cursor.execute("SELECT set_config('clinic.erasing', 'on', true)")
        cursor.execute(
            'UPDATE medical_audit SET network = NULL, changes = '
            'CASE WHEN record = ANY(%(records)s) THEN NULL ELSE changes END '
            'WHERE record = ANY(%(records)s) OR actor = ANY(%(actors)s)',
            {'records': records, 'actors': actors})
        cursor.execute("SELECT set_config('clinic.erasing', 'off', true)")

    @classmethod
    def check_modification(cls, mode, records, values=None, external=False):
        super().check_modification(
            mode, records, values=values, external=external)
        if mode in {'write', 'delete'}:
            raise AuditIsAppendOnly(
                gettext('medical_appointment.msg_audit_append_only'))

    @classmethod
    def copy(cls, records, default=None):
        if not records:
            return []
        raise AuditIsAppendOnly(
            gettext('medical_appointment.msg_audit_append_only'))


class Audited(Model):
    """Mix-in: each change of the listed fields is recorded, by any door.

    All plain fields are listed unless `_audited` names some; of a secret
    only that it was written.  A model that is a part of another is recorded
    under that record: `_audited_of`.
    """
    _audited = ()
    _audited_secret = frozenset()
    _audited_of = None

    @classmethod
    def _audited_fields(cls):
        return cls._audited or [
            name for name, field in cls._fields.items()
            if name not in _OF_TRYTON and not isinstance(field, _UNLISTED)]

    @classmethod
    def on_modification(cls, mode, records, field_names=None):
        super().on_modification(mode, records, field_names=field_names)
        if mode == 'create':
            cls._record_changes('create', records, {})

    @classmethod
    def on_write(cls, records, values):
        callbacks = super().on_write(records, values)
        secrets = cls._audited_secret & values.keys()
        if secrets or values.keys() & set(cls._audited_fields()):
            ids = [record.id for record in records]
            before = cls._audited_values(ids)
            callbacks.append(lambda: cls._record_changes(
                    'write', cls.browse(ids), before, secrets))
        return callbacks

    @classmethod
    def on_delete(cls, records):
        callbacks = super().on_delete(records)
        before = cls._audited_values([record.id for record in records])
        gone = [(record.id, cls._audited_name(record)) for record in records]
        callbacks.append(lambda: cls._append('delete', [
                    (name, {f: (v, None) for f, v in before[id_].items()})
                    for id_, name in gone]))
        return callbacks

    @classmethod
    def _audited_values(cls, ids):
        names = cls._audited_fields()
        with without_check_access():
            return {
                record.id: {
                    name: _plain(getattr(record, name)) for name in names}
                for record in cls.browse(ids)}

    @classmethod
    def _audited_name(cls, record):
        "How the audit names the record, as 'model,id'"
        if cls._audited_of:
            with without_check_access():
                record = getattr(cls(record.id), cls._audited_of)
        return str(record) if record else None

    @classmethod
    def _record_changes(cls, mode, records, before, secrets=()):
        after = cls._audited_values([record.id for record in records])
        cls._append(mode, [
                (cls._audited_name(record), {
                        **_differences(
                            before.get(record.id, {}), after[record.id]),
                        **dict.fromkeys(secrets, (None, _SECRET)),
                        })
                for record in records])

    @classmethod
    def _append(cls, mode, found):
        Audit = Pool().get('medical.audit')
        action = mode
        if cls._audited_of:
            action = '%s %s' % (mode, cls.__name__)
        Audit.append([
                Audit.row(action, name, changes)
                for name, changes in found if changes])


def _differences(before, after):
    return {
        name: (before.get(name), value) for name, value in after.items()
        if before.get(name) != value}


def _plain(value):
    return getattr(value, 'id', value)
