# SPDX-License-Identifier: GPL-3.0-or-later
"""What people agreed to about their data: which text, when, from where.

Law 172-13 asks for a free, prior, specific and informed consent.  Each one is
kept with the text as it stood; a withdrawn one stays, with its end.
"""
import datetime as dt

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import PoolMeta
from trytond.transaction import Transaction, without_check_access

from . import catalog
from .identity import current

PURPOSES = [
    ('account', "Web Account"),
    ('dependant', "Account of a Relative"),
    ('update', "New Text"),
    ]
RELATIONS = [
    (None, ""),
    ('child', "Son or Daughter"),
    ('parent', "Mother or Father"),
    ('spouse', "Spouse"),
    ('other', "Other"),
    ]


class Consent(ModelSQL, ModelView):
    __name__ = 'medical.consent'
    patient = fields.Many2One(
        'medical.patient', "Patient", required=True, readonly=True,
        ondelete='CASCADE', help="Whose data it is about.")
    purpose = fields.Selection(
        PURPOSES, "Purpose", required=True, readonly=True, sort=False,
        help="What the data may be used for.")
    relation = fields.Selection(
        RELATIONS, "Relation", readonly=True, sort=False,
        help="What the patient is to the person who agreed.")
    version = fields.Char(
        "Version", readonly=True,
        help="The version of the clinic's consent text.")
    text = fields.Text(
        "Text", readonly=True, help="The text as it stood that day.")
    language = fields.Char(
        "Language", readonly=True, help="The language it was read in.")
    at = fields.DateTime(
        "At", required=True, readonly=True, help="When it was agreed.")
    by = fields.Char(
        "By", readonly=True, help="Who agreed, as 'model,id'.")
    network = fields.Char(
        "Network", readonly=True, help="The address it was agreed from.")
    withdrawn_at = fields.DateTime(
        "Withdrawn At", readonly=True, help="Until when it was good.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.patient, Index.Range())))
        cls._order = [('id', 'DESC')]

    def get_rec_name(self, name):
        return '%s %s' % (self.purpose_string, self.version or '')

    purpose_string = purpose.translated('purpose')

    @classmethod
    def check_modification(cls, mode, consents, values=None, external=False):
        super().check_modification(
            mode, consents, values=values, external=external)
        if mode in {'write', 'delete'} and external:
            raise AccessError(
                gettext('medical_appointment.msg_preference_kept'))

    @classmethod
    def record(cls, patient, purpose, version, relation=None, actor=None):
        "Keep that the caller agrees to a version of the clinic's text"
        settings = catalog.get().settings
        request = Transaction().context.get('_request') or {}
        with without_check_access():
            return cls.create([{
                        'patient': int(patient),
                        'purpose': purpose,
                        'relation': relation,
                        'version': version,
                        'text': settings['consent_text'],
                        'language': Transaction().language,
                        'at': _now(),
                        'by': actor or current().actor,
                        'network': request.get('remote_addr'),
                        }])[0]

    @classmethod
    def withdraw(cls, patient, actor):
        "End what a person agreed to about a relative"
        with without_check_access():
            found = cls.search([
                    ('patient', '=', int(patient)),
                    ('purpose', '=', 'dependant'),
                    ('by', '=', actor), ('withdrawn_at', '=', None)])
            cls.write(found, {'withdrawn_at': _now()})

    @classmethod
    def last_of(cls, patient):
        found = cls.search([
                ('patient', '=', int(patient)), ('withdrawn_at', '=', None)],
            limit=1)
        return found[0] if found else None


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'
    consent_version = fields.Char(
        "Consent Version", readonly=True,
        help="The version of the consent text that was accepted with it.")
    consent_at = fields.DateTime(
        "Consent At", readonly=True, help="When it was accepted.")

    @classmethod
    def _to_store(cls, cat, values, caller, patient, party):
        stored = super()._to_store(cat, values, caller, patient, party)
        if version := values.get('consent_version'):
            stored.update(consent_version=version, consent_at=_now())
        return stored


def _now():
    return dt.datetime.now().replace(microsecond=0)
