# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person agreed to be told, by which channel; kept, never rewritten."""
import datetime as dt

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from .identity import adapter_only, current
from .outbox import CHANNELS

WANTS = [
    ('all', "All messages"),
    ('no_reminders', "No reminders"),
    ('none', "No messages"),
    ]
CHANNEL_NAMES = [(name, label) for name, (label, _) in CHANNELS.items()]
DEFAULT_CHANNELS = 'email'


class Preference(ModelSQL, ModelView):
    """One decision of a patient about a channel.  The last one counts; the
    others stay as proof of what was agreed when."""
    __name__ = 'medical.notification.preference'
    patient = fields.Many2One(
        'medical.patient', "Patient", required=True, ondelete='CASCADE',
        help="Who decided.")
    channel = fields.Selection(
        CHANNEL_NAMES, "Channel", required=True, sort=False,
        help="The way of sending that it is about.")
    wants = fields.Selection(
        WANTS, "Wants", required=True, sort=False,
        help="What may be sent that way from then on.")
    at = fields.DateTime(
        "At", required=True, readonly=True, help="When it was decided.")
    by = fields.Char(
        "By", readonly=True,
        help="Who wrote it down, as 'model,id'; a message's own link is "
        "'medical.link,id'.")
    source = fields.Selection([
            ('link', "Link of a Message"),
            ('desk', "Front Desk"),
            ('account', "Web Account"),
            ], "Source", required=True, readonly=True, sort=False,
        help="Where it was said.")
    consent_version = fields.Char(
        "Consent Version", readonly=True,
        help="The version of the clinic's consent text of that day.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(
            Index(t, (t.patient, Index.Range()), (t.channel, Index.Equality())))
        cls._order = [('id', 'DESC')]
        cls.__rpc__.update(
            reminders=RPC(),
            stop_reminders=RPC(readonly=False))

    @staticmethod
    def default_channel():
        return 'email'

    @staticmethod
    def default_at():
        return dt.datetime.now().replace(microsecond=0)

    @staticmethod
    def default_source():
        return 'account' if current().kind == 'patient' else 'desk'

    @staticmethod
    def default_by():
        return current().actor

    @staticmethod
    def default_consent_version():
        Configuration_ = Pool().get('medical.configuration')
        with without_check_access():
            return Configuration_(1).consent_version

    def get_rec_name(self, name):
        return '%s: %s' % (self.channel_string, self.wants_string)

    channel_string = channel.translated('channel')
    wants_string = wants.translated('wants')

    @classmethod
    def check_modification(
            cls, mode, preferences, values=None, external=False):
        super().check_modification(
            mode, preferences, values=values, external=external)
        if mode in {'write', 'delete'} and external:
            raise AccessError(
                gettext('medical_appointment.msg_preference_kept'))

    @classmethod
    def on_modification(cls, mode, preferences, field_names=None):
        super().on_modification(mode, preferences, field_names=field_names)
        if mode == 'create':
            Audit = Pool().get('medical.audit')
            Audit.append([
                    Audit.row('messages', 'medical.patient,%d' % p.patient.id,
                        {p.channel: (None, p.wants)})
                    for p in preferences])

    @classmethod
    def current_of(cls, patient, channel):
        "What a patient wants of a channel now"
        last = cls.search([
                ('patient', '=', patient), ('channel', '=', channel)],
            order=[('id', 'DESC')], limit=1)
        return last[0].wants if last else 'all'

    # Without login (RFC 8058)

    @classmethod
    @adapter_only
    def reminders(cls, token):
        """Whether the reminders that this link stops still come; NotFound.

        Return {clinic, stopped}."""
        with without_check_access():
            patient, _ = cls._linked(token)
            return cls._state(patient)

    @classmethod
    @adapter_only
    def stop_reminders(cls, token):
        "No more reminders on the link's channel; said twice it is the same."
        with without_check_access():
            patient, link = cls._linked(token)
            with Transaction().set_context(_portal_link=link):
                if not cls._state(patient)['stopped']:
                    cls.create([{
                                'patient': patient, 'channel': 'email',
                                'wants': 'no_reminders', 'source': 'link'}])
            return cls._state(patient)

    @classmethod
    def _linked(cls, token):
        pool = Pool()
        appointment, link = pool.get('medical.link').find(
            token, 'unsubscribe')
        patient = pool.get('medical.appointment')(appointment).patient
        return patient.id, link

    @classmethod
    def _state(cls, patient):
        configuration = Pool().get('medical.configuration')(1)
        return {
            'clinic': configuration.clinic_name or '',
            'phone': configuration.clinic_phone or '',
            'stopped': cls.current_of(patient, 'email') != 'all'}


class Configuration(metaclass=PoolMeta):
    __name__ = 'medical.configuration'

    channels = fields.Char(
        "Channels", readonly=True,
        help="The ways of sending that this installation carries.")

    @staticmethod
    def default_channels():
        return DEFAULT_CHANNELS

    @classmethod
    def carried(cls):
        "Names of the channels that the sender announced"
        with without_check_access():
            names = cls(1).channels or DEFAULT_CHANNELS
        return [name for name in names.split(',') if name in CHANNELS]


class Patient(metaclass=PoolMeta):
    __name__ = 'medical.patient'

    preferences = fields.One2Many(
        'medical.notification.preference', 'patient', "Agreed Messages",
        help="What the patient agreed to, by channel. The newest counts.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.preferred_channel.selection = 'get_channels'

    @classmethod
    def get_channels(cls):
        "The channels that are carried, and none"
        Preference_ = Pool().get('medical.notification.preference')
        names = dict(
            Preference_.fields_get(['channel'])['channel']['selection'])
        carried = Pool().get('medical.configuration').carried()
        return [(name, names[name]) for name in carried] + [
            ('none', gettext('medical_appointment.msg_no_messages'))]

    @classmethod
    def _complete(cls, source, destination):
        "Who asked for silence in either record is left in peace"
        super()._complete(source, destination)
        if source.preferred_channel == 'none':
            cls.write([destination], {'preferred_channel': 'none'})
