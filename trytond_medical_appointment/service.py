# SPDX-License-Identifier: GPL-3.0-or-later
import datetime as dt

from trytond.model import DeactivableMixin, ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.pyson import Eval
from trytond.transaction import Transaction

from .catalog import CatalogSource

_POSITIVE = ('>', dt.timedelta())
_NOT_NEGATIVE = ('>=', dt.timedelta())


class Specialty(CatalogSource, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.specialty'

    name = fields.Char(
        "Name", required=True, translate=True,
        help="The medical specialty, for instance Paediatrics.")
    code = fields.Char("Code", help="A short code for the specialty.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('name', 'ASC'), ('id', 'ASC')]


class Service(CatalogSource, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.service'

    name = fields.Char(
        "Name", required=True, translate=True,
        help="What the patient books, for instance First visit.")
    public_name = fields.Char(
        "Neutral Name", translate=True,
        help="The name used in messages and calendars. It must not reveal "
        "the specialty nor the reason of the visit.")
    description = fields.Text(
        "Description", translate=True,
        help="What patients read before they choose the service.")
    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT',
        help="The company that offers the service.")
    specialty = fields.Many2One(
        'medical.specialty', "Specialty", ondelete='RESTRICT',
        help="The specialty the service belongs to.")
    duration = fields.TimeDelta(
        "Duration", required=True, domain=[('duration', *_POSITIVE)],
        help="How long a visit lasts.")
    buffer_before = fields.TimeDelta(
        "Time Before", required=True,
        domain=[('buffer_before', *_NOT_NEGATIVE)],
        help="Time kept free before the visit, to prepare.")
    buffer_after = fields.TimeDelta(
        "Time After", required=True,
        domain=[('buffer_after', *_NOT_NEGATIVE)],
        help="Time kept free after the visit, to clean or to write.")
    step = fields.TimeDelta(
        "Step",
        domain=['OR', ('step', '=', None), ('step', *_POSITIVE)],
        help="Times are offered every so often. "
        "Leave empty to use the duration.")
    online = fields.Boolean(
        "Bookable Online", help="Patients may book it from the web page.")
    needs_approval = fields.Boolean(
        "Needs Approval",
        help="A booking from the web waits until the clinic approves it.")
    minimum_notice = fields.TimeDelta(
        "Minimum Notice", required=True,
        domain=[('minimum_notice', *_NOT_NEGATIVE)],
        help="Patients can not book nearer to the visit than this.")
    maximum_horizon = fields.Integer(
        "Furthest Day", required=True,
        domain=[('maximum_horizon', '>', 0)],
        help="Patients can book at most so many days ahead.")
    cancel_cutoff = fields.TimeDelta(
        "Cancel Until", required=True,
        domain=[('cancel_cutoff', *_NOT_NEGATIVE)],
        help="Patients can cancel until so long before the visit. "
        "The staff always can.")
    reschedule_cutoff = fields.TimeDelta(
        "Move Until", required=True,
        domain=[('reschedule_cutoff', *_NOT_NEGATIVE)],
        help="Patients can move the visit until so long before it. "
        "The staff always can.")
    price = Monetary(
        "Price", currency='currency', digits='currency',
        domain=['OR', ('price', '=', None), ('price', '>=', 0)],
        help="The price without insurance. Leave empty to show none.")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency",
            help="The currency of the company."),
        'on_change_with_currency')
    audience = fields.Selection([
            ('all', "Everybody"),
            ('new', "New patients"),
            ('returning', "Returning patients"),
            ], "Offered To", required=True, sort=False,
        help="Who can book it online.")
    instructions = fields.Text(
        "Preparation", translate=True,
        help="What the patient must do before coming, for instance fasting.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('name', 'ASC'), ('id', 'ASC')]

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @staticmethod
    def default_duration():
        return dt.timedelta(minutes=30)

    @staticmethod
    def default_buffer_before():
        return dt.timedelta()

    @staticmethod
    def default_buffer_after():
        return dt.timedelta()

    @staticmethod
    def default_online():
        return True

    @staticmethod
    def default_minimum_notice():
        return dt.timedelta(hours=1)

    @staticmethod
    def default_maximum_horizon():
        return 60

    @staticmethod
    def default_cancel_cutoff():
        return dt.timedelta(hours=2)

    @staticmethod
    def default_reschedule_cutoff():
        return dt.timedelta(hours=2)

    @staticmethod
    def default_audience():
        return 'all'

    @fields.depends('company')
    def on_change_with_currency(self, name=None):
        return self.company.currency if self.company else None


class PractitionerService(CatalogSource, ModelSQL, ModelView):
    __name__ = 'medical.practitioner.service'

    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True,
        ondelete='CASCADE',
        states={'readonly': Eval('id', -1) >= 0},
        help="Who attends the service.")
    service = fields.Many2One(
        'medical.service', "Service", required=True, ondelete='RESTRICT',
        help="The service that is attended.")
    duration = fields.TimeDelta(
        "Own Duration",
        domain=['OR', ('duration', '=', None), ('duration', *_POSITIVE)],
        help="Leave empty to use the duration of the service.")
    price = Monetary(
        "Own Price", currency='currency', digits='currency',
        domain=['OR', ('price', '=', None), ('price', '>=', 0)],
        help="Leave empty to use the price of the service.")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency",
            help="The currency of the company."),
        'on_change_with_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('practitioner')
        table = cls.__table__()
        cls._sql_constraints.append(
            ('service_unique',
                Unique(table, table.practitioner, table.service),
                'medical_appointment.msg_practitioner_service_unique'))

    @fields.depends('service', '_parent_service.currency')
    def on_change_with_currency(self, name=None):
        return self.service.currency if self.service else None

    def get_rec_name(self, name):
        return f"{self.service.rec_name} ({self.practitioner.rec_name})"

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, operand, *extra = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        return [bool_op,
            ('service.rec_name', operator, operand, *extra),
            ('practitioner.rec_name', operator, operand, *extra),
            ]
