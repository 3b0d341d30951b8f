# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures as reports of the Tryton clients, with lists and graphs.

Each reads the query of the web's figure; the days are chosen above it.
"""
import re

from sql import Flavor, FromItem
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval, If
from trytond.transaction import Transaction

from . import figures
from .figures import DAY, DEFAULT_DAYS, LEADS
from .schedule import WEEKDAYS

_PARAMETER = re.compile(r'%\((\w+)\)s')


class Written(FromItem):
    "A query written by hand, to be read as a table"
    __slots__ = ('_sql', '_params')

    def __init__(self, sql, parameters):
        self._params = tuple(
            parameters[name] for name in _PARAMETER.findall(sql))
        self._sql = _PARAMETER.sub(Flavor.get().param, sql)

    def __str__(self):
        return '(%s)' % self._sql

    @property
    def params(self):
        return self._params


class Context(ModelView):
    "Days of the Figures"
    __name__ = 'medical.figure.context'

    date_from = fields.Date(
        "From", required=True,
        domain=[If(Eval('date_from') & Eval('date_to'),
                ('date_from', '<=', Eval('date_to')), ())],
        help="The first day that counts.")
    date_to = fields.Date(
        "To", required=True,
        domain=[If(Eval('date_from') & Eval('date_to'),
                ('date_to', '>=', Eval('date_from')), ())],
        help="The last day that counts.")
    location = fields.Many2One(
        'medical.location', "Location",
        help="Where. Empty for all locations.")

    @classmethod
    def default_date_from(cls):
        context = Transaction().context
        return context.get('date_from') or (
            Pool().get('ir.date').today() - DEFAULT_DAYS * DAY)

    @classmethod
    def default_date_to(cls):
        context = Transaction().context
        return context.get('date_to') or Pool().get('ir.date').today()

    @classmethod
    def default_location(cls):
        return Transaction().context.get('location')


class Figure(ModelSQL, ModelView):
    "Mix-in of the reports: a query of `figures`, one of its dimensions"
    _query = None
    _dimension = None

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'ASC')]

    @classmethod
    def _period(cls):
        context = Transaction().context
        today = Pool().get('ir.date').today()
        return figures.parameters(
            context.get('date_from') or today - DEFAULT_DAYS * DAY,
            context.get('date_to') or today,
            location=context.get('location'))

    @classmethod
    def table_query(cls):
        key = cls._dimension
        sql = 'SELECT %s FROM (%s) AS figure' % (
            cls._columns(), cls._query)
        if key:
            sql += " WHERE dimension = '%s'" % key
        return Written(sql, cls._period())

    @classmethod
    def _columns(cls):
        "The columns of the query, with an id that stays"
        return '(%s) AS id, *' % {
            'practitioner': 'practitioner', 'weekday': 'weekday::int',
            'lead': 'lead::int + 1'}.get(
                cls._dimension, 'row_number() OVER ()::int')

    def get_rec_name(self, name):
        return self.label

    def get_label(self, name):
        return self.practitioner.rec_name


def label(help="What the figure is of."):
    return fields.Function(
        fields.Char("Of", help=help), 'get_label')


def practitioner():
    return fields.Many2One(
        'medical.practitioner', "Practitioner", help="Who attended.")


def visits():
    return fields.Integer("Visits", help="How many visits were counted.")


class Waiting(Figure):
    "Waiting Time"
    __name__ = 'medical.figure.waiting'
    _query, _dimension = figures.WAITING, 'practitioner'

    practitioner = practitioner()
    label = label()
    visits = visits()
    median = fields.Float(
        "Median (Minutes)", digits=(16, 1),
        help="Half of the patients waited less, from arrival to the start.")
    p90 = fields.Float(
        "90th Percentile (Minutes)", digits=(16, 1),
        help="Nine of ten patients waited less.")


class NoShows(Figure):
    "Mix-in of the no-shows"
    _query = figures.NO_SHOWS

    @classmethod
    def _columns(cls):
        return super()._columns() + (
            ', missed::float / NULLIF(visits, 0) AS share')


def missed():
    return fields.Integer(
        "No-Shows", help="How many patients did not come.")


def share(help="The part of the whole."):
    return fields.Float("Share", digits=(16, 4), help=help)


class NoShowsByPractitioner(NoShows):
    "No-Shows by Practitioner"
    __name__ = 'medical.figure.no_show.practitioner'
    _dimension = 'practitioner'

    practitioner = practitioner()
    label = label()
    visits = visits()
    missed = missed()
    share = share()


class NoShowsByWeekday(NoShows):
    "No-Shows by Weekday"
    __name__ = 'medical.figure.no_show.weekday'
    _dimension = 'weekday'

    weekday = fields.Selection(
        WEEKDAYS, "Weekday", sort=False, help="The day of the week.")
    weekday_string = weekday.translated('weekday')
    label = label()
    visits = visits()
    missed = missed()
    share = share()

    def get_label(self, name):
        return self.weekday_string


class NoShowsByLead(NoShows):
    "No-Shows by Days Booked Ahead"
    __name__ = 'medical.figure.no_show.lead'
    _dimension = 'lead'

    lead = fields.Selection(
        LEADS, "Booked Ahead", sort=False,
        help="How long before the visit it was booked.")
    lead_string = lead.translated('lead')
    label = label()
    visits = visits()
    missed = missed()
    share = share()

    def get_label(self, name):
        return self.lead_string


class Occupation(Figure):
    "Occupation of the Open Hours"
    __name__ = 'medical.figure.occupation'
    _query, _dimension = figures.OCCUPATION, 'practitioner'

    practitioner = practitioner()
    label = label()
    open_hours = fields.Float(
        "Open Hours", digits=(16, 2),
        help="The hours on offer, less holidays, absences and closures.")
    used_hours = fields.Float(
        "Hours Used", digits=(16, 2), help="The hours that visits fill.")
    share = share("The part of the open hours that visits fill.")

    @classmethod
    def _columns(cls):
        return super()._columns() + (
            ', used_hours / NULLIF(open_hours, 0) AS share')


class Channel(Figure):
    "Bookings by Channel"
    __name__ = 'medical.figure.channel'
    _query = figures.CHANNELS

    origin = fields.Selection(
        'get_origins', "Channel", sort=False,
        help="How the visits were booked.")
    origin_string = origin.translated('origin')
    label = label()
    visits = visits()

    @classmethod
    def get_origins(cls):
        Appointment = Pool().get('medical.appointment')
        return Appointment.fields_get(['origin'])['origin']['selection']

    def get_label(self, name):
        return self.origin_string


class Reminder(Figure):
    "Reminders Answered"
    __name__ = 'medical.figure.reminder'
    _query = figures.REMINDERS

    answer = fields.Selection([
            ('confirmed', "Confirmed"),
            ('cancelled', "Cancelled"),
            ('moved', "Moved"),
            ('silent', "No Answer"),
            ], "Answer", sort=False,
        help="What the patient did after the first reminder.")
    answer_string = answer.translated('answer')
    label = label()
    visits = visits()

    def get_label(self, name):
        return self.answer_string


class ThirdNext(Figure):
    "Days to the Third Next Free Time"
    __name__ = 'medical.figure.third_next'

    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", help="Who attends.")
    service = fields.Many2One(
        'medical.service', "Service", help="What the visit is for.")
    label = label("Whose free time, and for what.")
    days = fields.Integer(
        "Days", help="From today until the third next free time. "
        "Empty when there is none in three months.")
    date = fields.Date("Day", help="The day of the third next free time.")

    @classmethod
    def table_query(cls):
        "Free times are computed, not stored: the result is the table"
        names = ('practitioner', 'service', 'days', 'date')
        found = figures.third_next(
            location=Transaction().context.get('location'))
        parameters = {
            '%s%d' % (name, number): row[name]
            for number, row in enumerate(found) for name in names}
        values = ', '.join(
            '(%d, %s)' % (number + 1, ', '.join(
                    '%%(%s%d)s::%s' % (
                        name, number, 'date' if name == 'date' else 'int')
                    for name in names))
            for number in range(len(found)))
        return Written(
            'SELECT * FROM (VALUES %s) AS known (id, %s)' % (
                values or '(NULL::int, NULL::int, NULL::int, NULL::int,'
                ' NULL::date)', ', '.join('"%s"' % name for name in names))
            + ' WHERE id IS NOT NULL', parameters)

    def get_label(self, name):
        return '%s, %s' % (self.practitioner.rec_name, self.service.rec_name)
