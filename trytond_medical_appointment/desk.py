# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clients' screens need beyond the models themselves."""
import datetime as dt
from collections import defaultdict

from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, If
from trytond.transaction import Transaction

from . import catalog, slot

DAY = dt.timedelta(days=1)
LAST_VISITS = 50


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    day = fields.Function(
        fields.Date("Day", help="The day of the visit at its location."),
        'get_day', searcher='search_day')
    short_name = fields.Function(
        fields.Char("Short Name",
            help="The patient's first name and first surname."),
        'get_short_name')
    state_icon = fields.Function(
        fields.Char("State Icon", help="The icon of the state in lists."),
        'get_state_icon')

    @classmethod
    def view_attributes(cls):
        state = Eval('state')
        return super().view_attributes() + [
            ('/tree', 'visual',
                If(state.in_(['cancelled', 'noshow']), 'muted', '')),
            # The clients fill the whole cell: of a row only the state is
            # coloured
            ('/tree/field[@name="state"]', 'visual',
                If(state == 'pending', 'warning',
                    If(state == 'arrived', 'success', ''))),
            ]

    @classmethod
    def get_day(cls, appointments, name):
        zone_of = catalog.get().zone_of
        return {
            a.id: slot.local_date(
                zone_of(a.location.id), slot.epoch(a.start))
            for a in appointments}

    @classmethod
    def search_day(cls, name, clause):
        "Days begin at different moments in the zones of the locations"
        _, operator, value = clause
        value = as_day(value)
        zones = defaultdict(list)
        for id, location in catalog.get().locations.items():
            zones[location['timezone']].append(id)
        return ['OR', ('id', '=', -1)] + [
            [('location', 'in', ids), day_domain(zone, operator, value)]
            for zone, ids in zones.items()]

    @classmethod
    def get_short_name(cls, appointments, name):
        return {
            a.id: _short_name(a.patient.party) if a.patient else ''
            for a in appointments}

    @classmethod
    def get_state_icon(cls, appointments, name):
        return {
            a.id: f"medical-{a.state.replace('_', '-')}"
            for a in appointments}


def as_day(value):
    "A day, or several, that came as text: 2026-11-25"
    if isinstance(value, (list, tuple, set)):
        return [as_day(one) for one in value]
    if isinstance(value, str):
        return dt.date.fromisoformat(value[:10]) if value else None
    return value


def day_domain(zone, operator, value):
    "The domain on `start` (naive UTC) that a clause on local days means"
    if operator in {'in', 'not in'}:
        inner = '=' if operator == 'in' else '!='
        bool_op = 'OR' if operator == 'in' else 'AND'
        return [bool_op] + [day_domain(zone, inner, v) for v in value]
    if not value:
        # There is always a day
        return [('id', '=' if operator == '=' else '!=', -1)]
    begin = slot.naive(slot.day_start(zone, value))
    after = slot.naive(slot.day_start(zone, value + DAY))
    return {
        '=': [('start', '>=', begin), ('start', '<', after)],
        '!=': ['OR', ('start', '<', begin), ('start', '>=', after)],
        '<': [('start', '<', begin)],
        '<=': [('start', '<', after)],
        '>': [('start', '>=', after)],
        '>=': [('start', '>=', begin)],
        }[operator]


def _short_name(party):
    first = (party.first_name or party.name or '').split()[:1]
    return ' '.join(first + [party.surname or '']).strip()


class Patient(metaclass=PoolMeta):
    __name__ = 'medical.patient'

    next_visits = fields.Function(
        fields.Many2Many(
            'medical.appointment', None, None, "Next Visits",
            help="The coming appointments of the patient."),
        'get_visits')
    past_visits = fields.Function(
        fields.Many2Many(
            'medical.appointment', None, None, "Past Visits",
            help="The last appointments of the patient, also the missed and "
            "cancelled ones."),
        'get_visits')

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="name"]', 'visual',
                If(Eval('to_verify', False), 'warning', '')),
            ]

    @classmethod
    def get_visits(cls, patients, name):
        Appointment = Pool().get('medical.appointment')
        visits = {p.id: [] for p in patients}
        coming = [
            ('state', 'in', ['pending', 'booked', 'arrived', 'in_progress']),
            ('end', '>=', dt.datetime.now()),
            ]
        past = ['OR',
            ('state', 'in', ['fulfilled', 'noshow', 'cancelled']),
            ('end', '<', dt.datetime.now()),
            ]
        order = 'ASC' if name == 'next_visits' else 'DESC'
        for appointment in Appointment.search([
                    ('patient', 'in', list(visits)),
                    coming if name == 'next_visits' else past,
                    ],
                order=[('start', order)],
                limit=LAST_VISITS * len(visits)):
            visits[appointment.patient.id].append(appointment.id)
        return visits


class AgendaContext(ModelView):
    "The choices above the calendar"
    __name__ = 'medical.agenda.context'

    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner",
        help="Show the appointments of one practitioner. Empty for all.")
    location = fields.Many2One(
        'medical.location', "Location",
        help="Show the appointments at one location. Empty for all.")

    @classmethod
    def default_practitioner(cls):
        "Practitioners open the calendar on their own agenda"
        Practitioner = Pool().get('medical.practitioner')
        user = Transaction().user
        own = Practitioner.search(
            [('user', '=', user), ('user', '!=', None)], limit=1)
        return own[0].id if own else None
