# SPDX-License-Identifier: GPL-3.0-or-later
"""Append-only record of who did and who read what."""
import datetime as dt
import json

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.transaction import Transaction

from .exceptions import AuditIsAppendOnly
from .identity import current


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
