# SPDX-License-Identifier: GPL-3.0-or-later
"""When a practitioner attends: weekly lines, exceptions, holidays.

Lines are wall-clock times of the location; exceptions are moments (naive
UTC).  Nothing here computes free times: see `slot.py`.
"""
import datetime as dt


from trytond.i18n import gettext
from trytond.model import (
    Check, DeactivableMixin, Index, ModelSQL, ModelView, Unique, fields)
from trytond.pool import Pool
from trytond.pyson import Eval, If
from trytond.transaction import Transaction

from .catalog import CatalogSource
from .exceptions import ScheduleInvalid
from .live import Announced, days, zones_of

WEEKDAYS = [
    ('1', "Monday"),
    ('2', "Tuesday"),
    ('3', "Wednesday"),
    ('4', "Thursday"),
    ('5', "Friday"),
    ('6', "Saturday"),
    ('7', "Sunday"),
    ]
MODES = [
    ('time', "Fixed Times"),
    ('arrival', "Order of Arrival"),
    ]


class Schedule(
        Announced, CatalogSource, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.schedule'
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True,
        ondelete='CASCADE',
        help="Who attends at these hours.")
    location = fields.Many2One(
        'medical.location', "Location", required=True, ondelete='RESTRICT',
        help="Where the practitioner attends at these hours.")
    valid_from = fields.Date(
        "Valid From",
        domain=[If(Eval('valid_from') & Eval('valid_to'),
                ('valid_from', '<=', Eval('valid_to')), ())],
        help="The first day of these hours. Empty for no beginning.")
    valid_to = fields.Date(
        "Valid To",
        domain=[If(Eval('valid_from') & Eval('valid_to'),
                ('valid_to', '>=', Eval('valid_from')), ())],
        help="The last day of these hours. Empty for no end.")
    lines = fields.One2Many(
        'medical.schedule.line', 'schedule', "Lines",
        help="The hours of each weekday.")

    def get_rec_name(self, name):
        return '%s @ %s' % (
            self.practitioner.rec_name, self.location.rec_name)

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, operand, *extra = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        return [bool_op,
            ('practitioner.rec_name', operator, operand, *extra),
            ('location.rec_name', operator, operand, *extra)]

    def touched_hours(self):
        return (self.practitioner.id, *days(
                {self.location.timezone}, self.valid_from, self.valid_to))


class Line(Announced, CatalogSource, ModelSQL, ModelView):
    __name__ = 'medical.schedule.line'
    schedule = fields.Many2One(
        'medical.schedule', "Schedule", required=True, ondelete='CASCADE',
        help="The schedule to which the line belongs.")
    weekday = fields.Selection(
        WEEKDAYS, "Weekday", required=True, sort=False,
        help="The day of the week.")
    start = fields.Time(
        "Start", required=True, format='%H:%M',
        help="When attention begins, on the location's clock.")
    end = fields.Time(
        "End", required=True, format='%H:%M',
        help="When attention ends, on the location's clock.")
    every_n_weeks = fields.Integer(
        "Every N Weeks", required=True,
        domain=[('every_n_weeks', '>=', 1)],
        help="1 for each week, 2 for every other week, counted from the week "
        "in which the schedule begins.")
    mode = fields.Selection(
        MODES, "Mode", required=True,
        help="Fixed times, or a block attended by order of arrival.")
    step = fields.TimeDelta(
        "Step",
        domain=[If(Eval('step'), ('step', '>=', dt.timedelta(minutes=1)), ())],
        states={'invisible': Eval('mode') != 'time'},
        help="The time between two starts on offer. "
        "Empty to use the service's own.")
    quota = fields.Integer(
        "Places",
        domain=[If(Eval('mode') == 'arrival', ('quota', '>=', 1), ())],
        states={
            'invisible': Eval('mode') != 'arrival',
            'required': Eval('mode') == 'arrival',
            },
        help="How many patients the block takes.")
    overbook_quota = fields.Integer(
        "Extra Places", required=True,
        domain=[('overbook_quota', '>=', 0)],
        help="How many patients may be added to the line each day beyond its "
        "regular places.")
    room = fields.Many2One(
        'medical.room', "Room", ondelete='RESTRICT',
        domain=[
            ('location', '=',
                Eval('_parent_schedule', {}).get('location', -1)),
            ],
        help="The room that is used. No other visit can use it then.")
    services = fields.Many2Many(
        'medical.schedule.line-medical.service', 'line', 'service',
        "Services",
        help="The services on offer at these hours. Empty for all.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('schedule')
        t = cls.__table__()
        cls._sql_constraints += [
            ('end_after_start', Check(t, t.end > t.start),
                'medical_appointment.msg_line_end_after_start'),
            ]
        cls._order = [
            ('schedule', 'ASC'), ('weekday', 'ASC'), ('start', 'ASC'),
            ('id', 'ASC')]

    @staticmethod
    def default_every_n_weeks():
        return 1

    @staticmethod
    def default_mode():
        return 'time'

    @staticmethod
    def default_overbook_quota():
        return 0

    def get_rec_name(self, name):
        return '%s %s–%s' % (
            dict(WEEKDAYS).get(self.weekday, ''),
            self.start.strftime('%H:%M') if self.start else '',
            self.end.strftime('%H:%M') if self.end else '')

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('schedule.rec_name', *clause[1:])]

    def touched_hours(self):
        return self.schedule.touched_hours()

    @classmethod
    def validate_fields(cls, lines, field_names):
        super().validate_fields(lines, field_names)
        for line in lines:
            line.check_places_fit()

    def check_places_fit(self):
        "A place lasts at least one minute, so that its start is distinct."
        if self.mode != 'arrival' or not (self.start and self.end):
            return
        minutes = (
            (self.end.hour - self.start.hour) * 60
            + self.end.minute - self.start.minute)
        if self.quota and self.quota > minutes:
            raise ScheduleInvalid(gettext(
                    'medical_appointment.msg_line_too_many_places',
                    quota=self.quota, minutes=minutes))


class LineService(CatalogSource, ModelSQL):
    __name__ = 'medical.schedule.line-medical.service'
    line = fields.Many2One(
        'medical.schedule.line', "Line", required=True, ondelete='CASCADE')
    service = fields.Many2One(
        'medical.service', "Service", required=True, ondelete='CASCADE')


class Exception_(Announced, CatalogSource, ModelSQL, ModelView):
    __name__ = 'medical.schedule.exception'
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", ondelete='CASCADE',
        states={'required': Eval('kind') != 'closure'},
        help="Who is concerned. Empty when the whole location closes.")
    location = fields.Many2One(
        'medical.location', "Location", ondelete='CASCADE',
        states={'required': Eval('kind') != 'absence'},
        help="Where. Empty for each location of the practitioner.")
    kind = fields.Selection([
            ('absence', "Absence"),
            ('closure', "Closure"),
            ('extra', "Extra Hours"),
            ], "Kind", required=True,
        help="An absence of one practitioner, the closure of a location, or "
        "hours on top of the weekly ones.")
    start = fields.DateTime(
        "Start", required=True, format='%H:%M', help="From when.")
    end = fields.DateTime(
        "End", required=True, format='%H:%M', help="Until when.")
    reason = fields.Char(
        "Reason", help="For the staff; patients do not see it.")
    mode = fields.Selection(
        MODES, "Mode",
        states={
            'invisible': Eval('kind') != 'extra',
            'required': Eval('kind') == 'extra',
            },
        help="How the extra hours are attended.")
    quota = fields.Integer(
        "Places",
        domain=[If((Eval('kind') == 'extra') & (Eval('mode') == 'arrival'),
                ('quota', '>=', 1), ())],
        states={
            'invisible': (
                (Eval('kind') != 'extra') | (Eval('mode') != 'arrival')),
            'required': (
                (Eval('kind') == 'extra') & (Eval('mode') == 'arrival')),
            },
        help="How many patients the extra block takes.")
    room = fields.Many2One(
        'medical.room', "Room", ondelete='RESTRICT',
        domain=[('location', '=', Eval('location', -1))],
        states={'invisible': Eval('kind') != 'extra'},
        help="The room of the extra hours.")
    affected = fields.Function(
        fields.Many2Many(
            'medical.appointment', None, None, "Affected Appointments",
            help="The appointments that stand in the way."),
        'get_affected')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('end_after_start', Check(t, t.end > t.start),
                'medical_appointment.msg_exception_end_after_start'),
            ]
        cls._sql_indexes.update({
                Index(t,
                    (t.practitioner, Index.Range()), (t.start, Index.Range())),
                Index(t, (t.end, Index.Range())),
                })
        cls._order = [('start', 'DESC'), ('id', 'DESC')]

    @staticmethod
    def default_kind():
        return 'absence'

    @staticmethod
    def default_mode():
        return 'time'

    def get_rec_name(self, name):
        subject = self.practitioner or self.location
        return '%s %s' % (self.kind_string, subject.rec_name)

    kind_string = kind.translated('kind')

    @classmethod
    def search_rec_name(cls, name, clause):
        return ['OR',
            ('practitioner.rec_name', *clause[1:]),
            ('location.rec_name', *clause[1:]),
            ('reason', *clause[1:])]

    def touched_hours(self):
        who = self.practitioner.id if self.practitioner else None
        return who, self.start, self.end

    def get_affected(self, name):
        "Ids of the live appointments that overlap the absence or closure."
        Appointment = Pool().get('medical.appointment')
        if self.kind == 'extra' or not (self.start and self.end):
            return []
        return [a.id for a in Appointment.search(self.affected_domain())]

    def affected_domain(self):
        domain = [
            ('state', 'in', ['pending', 'booked', 'arrived']),
            ('start', '<', self.end),
            ('end', '>', self.start),
            ]
        if self.practitioner:
            domain.append(('practitioner', '=', self.practitioner.id))
        if self.location:
            domain.append(('location', '=', self.location.id))
        return domain


class Holiday(
        Announced, CatalogSource, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.holiday'
    name = fields.Char(
        "Name", required=True, translate=True, help="As people call it.")
    date = fields.Date(
        "Date", required=True, help="The day on which nobody attends.")
    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='CASCADE',
        help="The clinic that closes.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('date_unique', Unique(t, t.company, t.date),
                'medical_appointment.msg_holiday_unique'),
            ]
        cls._order = [('date', 'ASC'), ('id', 'ASC')]

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    def touched_hours(self):
        return (None, *days(zones_of(self.company), self.date, self.date))
