# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is told what and when, as data that the administrator edits."""
import datetime as dt

from trytond.model import Check, ModelSQL, ModelView, Unique, fields
from trytond.pyson import Eval, If

from .catalog import CatalogSource
from .outbox import REMINDERS, VISIT_KINDS

LONGEST_LEAD = dt.timedelta(days=14)
_REMINDS = Eval('kind').in_(list(REMINDERS))


class Rule(CatalogSource, ModelSQL, ModelView):
    __name__ = 'medical.notification.rule'
    kind = fields.Selection(
        VISIT_KINDS, "Message", required=True, readonly=True, sort=False,
        help="What the message tells.")
    enabled = fields.Boolean(
        "Sent", help="Untick it and no such message is sent any more.")
    lead = fields.TimeDelta(
        "Before the Visit",
        domain=[If(_REMINDS & Eval('enabled', False), [
                    ('lead', '>', dt.timedelta(0)),
                    ('lead', '<=', LONGEST_LEAD),
                    ], [])],
        states={
            'invisible': ~_REMINDS,
            'required': _REMINDS & Eval('enabled', False),
            },
        help="The reminder leaves so long before the visit, earlier when "
        "that falls in the quiet hours.")
    to_patient = fields.Boolean(
        "Patient", help="To the patient. Who has no address of their own is "
        "told through the contact person.")
    to_contact = fields.Boolean(
        "Contact Person", help="Also to the patient's contact person.")
    to_practitioner = fields.Boolean(
        "Practitioner", help="Also to the practitioner's e-mail, worded for "
        "the agenda.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('kind_unique', Unique(t, t.kind),
                'medical_appointment.msg_notification_rule_unique'),
            ('lead_positive',
                Check(t, (t.lead > dt.timedelta(0))),
                'medical_appointment.msg_notification_rule_lead'),
            ]
        cls._order = [('id', 'ASC')]

    @staticmethod
    def default_enabled():
        return True

    @staticmethod
    def default_to_patient():
        return True

    @staticmethod
    def default_to_contact():
        return False

    @staticmethod
    def default_to_practitioner():
        return False

    def get_rec_name(self, name):
        return self.kind_string

    kind_string = kind.translated('kind')

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('kind', *clause[1:])]

    @classmethod
    def plain(cls):
        "{kind: {lead, to_patient, to_contact, to_practitioner}} of what is sent"
        names = ('lead', 'to_patient', 'to_contact', 'to_practitioner')
        return {
            rule.kind: {name: getattr(rule, name) for name in names}
            for rule in cls.search([('enabled', '=', True)])}


def leads(rules):
    "{kind: how long before} of the reminders that are sent"
    return {k: rules[k]['lead'] for k in REMINDERS if k in rules}
