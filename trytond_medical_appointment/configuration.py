# SPDX-License-Identifier: GPL-3.0-or-later
import datetime as dt

from trytond.cache import Cache
from trytond.i18n import gettext
from trytond.model import ModelSingleton, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, Id
from trytond.transaction import without_check_access

from .catalog import CatalogSource
from .exceptions import InvalidEmail
from .party import is_email, normalise_phone


class Configuration(CatalogSource, ModelSingleton, ModelSQL, ModelView):
    __name__ = 'medical.configuration'
    _sequences = Cache('medical.configuration.sequences', context=False)

    patient_sequence = fields.Many2One(
        'ir.sequence', "Record Numbers", required=True,
        domain=[
            ('sequence_type', '=',
                Id('medical_appointment', 'sequence_type_patient')),
            ],
        help="Gives the number of each medical record.")
    hold_minutes = fields.Integer(
        "Minutes to Finish", required=True,
        domain=[('hold_minutes', '>', 0), ('hold_minutes', '<=', 60)],
        help="How long a chosen time is kept while the patient writes "
        "the name and the phone.")
    max_open_bookings = fields.Integer(
        "Open Visits per Person", required=True,
        domain=[('max_open_bookings', '>', 0)],
        help="How many coming visits one person may have booked online.")
    noshow_grace = fields.Integer(
        "Grace (Minutes)", required=True,
        domain=[('noshow_grace', '>=', 0)],
        help="A visit can be marked as missed so long after its hour.")
    reference_prefix = fields.Char(
        "Reference Prefix", required=True,
        help="The letters before each reference, for instance LV-4K7Q2M.")
    clinic_name = fields.Char(
        "Clinic Name", help="The name that patients see.")
    clinic_phone = fields.Char(
        "Clinic Phone", help="The phone that patients may call.")
    clinic_email = fields.Char(
        "Clinic E-mail", help="The address where patients' answers arrive.")
    clinic_colour = fields.Char(
        "Colour", help="The main colour of the web page and the messages.")
    public_url = fields.Char(
        "Web Address",
        help="The address of the patients' page, used by the links in "
        "messages.")
    consent_text = fields.Text(
        "Consent", translate=True,
        help="What patients accept about their personal data when they "
        "book.")
    consent_version = fields.Char(
        "Consent Version",
        help="Change it with the text: each acceptance keeps the version.")
    walk_ins = fields.Boolean(
        "Walk-ins", help="The clinic attends people without appointment.")
    late_grace = fields.Integer(
        "Late After (Minutes)", required=True,
        domain=[('late_grace', '>=', 0), ('late_grace', '<=', 240)],
        help="Who arrives so long after the hour is called after those who "
        "are on time.")
    longest_wait = fields.Integer(
        "Longest Wait (Minutes)",
        domain=[('longest_wait', '>=', 0)],
        help="Who has waited so long is called next, whatever the order. "
        "Empty for never.")
    priority_groups = fields.Boolean(
        "Priority Groups First",
        help="Pregnant women, elders and the disabled go before others who "
        "come without an appointment.")
    check_in_minutes = fields.Integer(
        "Self Check-In (Minutes)",
        domain=[('check_in_minutes', '>=', 0),
            ('check_in_minutes', '<=', 240)],
        help="How long before the visit patients may say by the message's "
        "link that they are there. The front desk confirms it. Empty for "
        "never.")
    pace_visits = fields.Integer(
        "Visits for the Pace", required=True,
        domain=[('pace_visits', '>=', 1), ('pace_visits', '<=', 20)],
        help="After so many visits the estimates follow the pace of the day; "
        "until then the usual durations.")
    quiet_start = fields.Time(
        "Quiet From",
        states={'required': Bool(Eval('quiet_end'))},
        help="No reminders leave from this hour on.")
    quiet_end = fields.Time(
        "Quiet Until",
        states={'required': Bool(Eval('quiet_start'))},
        help="Reminders leave again at this hour.")
    staff_reads_all_agendas = fields.Boolean(
        "Practitioners See All Agendas",
        help="Without it, practitioners see their own agenda only.")

    @classmethod
    def default_patient_sequence(cls):
        ModelData = Pool().get('ir.model.data')
        try:
            return ModelData.get_id('medical_appointment', 'sequence_patient')
        except KeyError:
            return None

    @staticmethod
    def default_hold_minutes():
        return 10

    @staticmethod
    def default_max_open_bookings():
        return 5

    @staticmethod
    def default_noshow_grace():
        return 30

    @staticmethod
    def default_reference_prefix():
        return 'LV'

    @staticmethod
    def default_clinic_colour():
        return '#0f766e'

    @staticmethod
    def default_consent_version():
        return '1'

    @staticmethod
    def default_walk_ins():
        return True

    @staticmethod
    def default_late_grace():
        return 15

    @staticmethod
    def default_longest_wait():
        return 120

    @staticmethod
    def default_priority_groups():
        return True

    @staticmethod
    def default_check_in_minutes():
        return 60

    @staticmethod
    def default_pace_visits():
        return 3

    @staticmethod
    def default_quiet_start():
        return dt.time(21)

    @staticmethod
    def default_quiet_end():
        return dt.time(7)

    @staticmethod
    def default_staff_reads_all_agendas():
        return False

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if values.get('clinic_phone'):
            values['clinic_phone'] = normalise_phone(values['clinic_phone'])
        return values

    @classmethod
    def validate_fields(cls, configurations, field_names):
        super().validate_fields(configurations, field_names)
        for configuration in configurations:
            email = configuration.clinic_email
            if email and not is_email(email):
                raise InvalidEmail(gettext(
                        'medical_appointment.msg_email_invalid',
                        email=email))

    @classmethod
    def on_modification(cls, mode, configurations, field_names=None):
        super().on_modification(
            mode, configurations, field_names=field_names)
        cls._sequences.clear()

    @classmethod
    def sequences(cls):
        "The ids of the sequences of party codes and of record numbers"
        ids = cls._sequences.get(None)
        if ids is None:
            PartyConfiguration = Pool().get('party.configuration')
            with without_check_access():
                ids = [
                    getattr(sequence, 'id', None) for sequence in [
                        PartyConfiguration(1).get_multivalue('party_sequence'),
                        cls(1).patient_sequence]]
            cls._sequences.set(None, ids)
        return ids
