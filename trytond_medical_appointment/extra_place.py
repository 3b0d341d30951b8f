# SPDX-License-Identifier: GPL-3.0-or-later
"""Extra places (sobreturnos): marked in lists and calendars, counted by month."""
from sql import Literal
from sql.aggregate import Count, Min
from sql.functions import AtTimeZone, DateTrunc
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool, PoolMeta


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    extra_icon = fields.Function(
        fields.Char("Extra Place Icon", help="Marks the extra places."),
        'get_extra_icon')

    @classmethod
    def get_extra_icon(cls, appointments, name):
        return {
            a.id: 'tryton-add' if a.overbooked else None
            for a in appointments}

    @classmethod
    def get_short_name(cls, appointments, name):
        names = super().get_short_name(appointments, name)
        return {
            a.id: f'+ {names[a.id]}' if a.overbooked else names[a.id]
            for a in appointments}


class Month(ModelSQL, ModelView):
    "Extra Places by Month"
    __name__ = 'medical.extra_place.month'

    month = fields.Date("Month", help="The first day of the month.")
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", help="Who attended.")
    places = fields.Integer(
        "Extra Places",
        help="How many extra places were given, cancelled ones aside.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('month', 'DESC'), ('practitioner', 'ASC'),
            ('id', 'ASC')]

    @classmethod
    def table_query(cls):
        pool = Pool()
        visit = pool.get('medical.appointment').__table__()
        location = pool.get('medical.location').__table__()
        local = AtTimeZone(
            AtTimeZone(visit.start, 'UTC'), location.timezone)
        extra = visit.join(
            location, condition=location.id == visit.location).select(
            visit.id, visit.practitioner,
            cls.month.sql_cast(DateTrunc('month', local)).as_('month'),
            where=(visit.overbooked == Literal(True))
            & (visit.state != 'cancelled'))
        return extra.select(
            Min(extra.id).as_('id'), extra.month, extra.practitioner,
            Count(extra.id).as_('places'),
            group_by=[extra.month, extra.practitioner])

    def get_rec_name(self, name):
        return '%s %s' % (
            self.practitioner.rec_name, self.month.strftime('%m/%Y'))

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('practitioner.rec_name', *clause[1:])]
