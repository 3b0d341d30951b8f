# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk prints: day sheets, lists of visits with phones, slips.

The templates get plain values, in the clinic's zone and the person's
language.
"""
import datetime as dt
from itertools import groupby
from zoneinfo import ZoneInfo

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.report import Report
from trytond.transaction import Transaction
from trytond.wizard import Button, StateReport, StateView, Wizard

from . import catalog
from .party import format_phone

WALK_IN_ROWS = 4
"Empty rows at the end of a day sheet"


class _DayReport(Report):
    "The visits of a day, grouped in sheets"

    @classmethod
    def get_context(cls, records, header, data):
        context = super().get_context(records, header, data)
        settings = catalog.get().settings
        context.update(
            clinic=settings['clinic_name'] or '',
            day=day_name(data['date']),
            printed=_printed(),
            sheets=cls.sheets(data))
        return context

    @classmethod
    def sheets(cls, data):
        "[{practitioner, location, rows, count}]"
        visits = cls.visits(data)
        return [
            {
                **dict(zip(('practitioner', 'location'), key)),
                'rows': rows,
                'count': len(rows),
                }
            for key, rows in (
                (key, [row(visit) for visit in group])
                for key, group in groupby(visits, key=_sheet))]

    @classmethod
    def visits(cls, data):
        "Those that the person may read; cancelled ones aside"
        domain = [
            ('day', '=', data['date']),
            ('state', 'in', [
                    'booked', 'arrived', 'in_progress', 'fulfilled',
                    'noshow']),
            ]
        for name in ('practitioner', 'location'):
            if data.get(name):
                domain.append((name, '=', data[name]))
        Appointment = Pool().get('medical.appointment')
        return sorted(
            Appointment.search(domain),
            key=lambda a: (*_sheet(a), a.start, a.overbooked, a.id))


class DaySheet(_DayReport):
    "Day Sheet"
    __name__ = 'medical.appointment.day_sheet'

    @classmethod
    def get_context(cls, records, header, data):
        context = super().get_context(records, header, data)
        context['walk_ins'] = range(WALK_IN_ROWS)
        return context


class VisitList(_DayReport):
    "Visits with Phones"
    __name__ = 'medical.appointment.visit_list'

    @classmethod
    def visits(cls, data):
        "Only those that are still to be reminded or called"
        return [v for v in super().visits(data) if v.state == 'booked']


class Slip(Report):
    "Appointment Slip"
    __name__ = 'medical.appointment.slip'

    @classmethod
    def get_context(cls, records, header, data):
        context = super().get_context(records, header, data)
        settings = catalog.get().settings
        context.update(
            clinic=settings['clinic_name'] or '',
            phone=(
                format_phone(settings['clinic_phone'])
                if settings['clinic_phone'] else ''),
            slips=[slip(record) for record in records])
        return context


def row(visit):
    "A visit in a day's list, as plain text"
    patient = visit.patient
    return {
        'time': local(visit).strftime('%H:%M'),
        'turn': visit.turn or '',
        'patient': patient.rec_name if patient else '',
        'age': (patient and patient.age) or '',
        'number': (patient and patient.number) or '',
        'phone': visit.phone or '',
        'insurer': patient.insurer.name if patient and patient.insurer else '',
        'service': visit.service.name,
        'practitioner': visit.practitioner.rec_name,
        'note': visit.note or '',
        'state': visit.state,
        'confirmed': bool(visit.confirmed_at),
        'overbooked': bool(visit.overbooked),
        'arrived': (
            local(visit, visit.arrived_at).strftime('%H:%M')
            if visit.arrived_at else ''),
        'to_verify': bool(patient and patient.to_verify),
        }


def slip(visit):
    "What the patient takes home"
    location = visit.location
    return {
        'number': visit.number,
        'patient': visit.patient.rec_name if visit.patient else '',
        'day': day_name(local(visit).date()),
        'time': local(visit).strftime('%H:%M'),
        'turn': visit.turn if visit.mode == 'arrival' else None,
        'practitioner': visit.practitioner.rec_name,
        'service': visit.service.name,
        'location': location.name,
        'address': ', '.join(filter(None, [
                    *(location.street or '').splitlines(), location.city])),
        'room': visit.room.name if visit.room else '',
        'phone': format_phone(location.phone) if location.phone else '',
        'arrival_note': location.arrival_note or '',
        'instructions': visit.service.instructions or '',
        'price': price(visit),
        }


def price(visit):
    "As it is written in the Dominican Republic: RD$ 1,500.00"
    if visit.price is None or not visit.currency:
        return ''
    digits = visit.currency.digits
    return f'{visit.currency.symbol} {visit.price:,.{digits}f}'


def local(visit, moment=None):
    zone = ZoneInfo(catalog.get().zone_of(visit.location.id))
    return (moment or visit.start).replace(tzinfo=dt.UTC).astimezone(zone)


def day_name(date):
    weekday, month = day_and_month(date)
    return gettext(
        'medical_appointment.msg_day_name',
        weekday=weekday, day=date.day, month=month, year=date.year)


def day_and_month(date):
    "Names of the weekday and the month; Spanish writes them small"
    lang = Pool().get('ir.lang').get()
    names = lang.strftime(date, '%A'), lang.strftime(date, '%B')
    if lang.code.startswith('es'):
        return tuple(name.lower() for name in names)
    return names


def _printed():
    "When the sheet was printed, on the first location's clock"
    for location in catalog.get().locations.values():
        zone = ZoneInfo(location['timezone'])
        return dt.datetime.now(dt.UTC).astimezone(zone).strftime(
            '%d/%m/%Y %H:%M')
    return ''


def _sheet(visit):
    return visit.practitioner.rec_name, visit.location.rec_name


class PrintDayStart(ModelView):
    "Which Day to Print"
    __name__ = 'medical.print_day.start'

    date = fields.Date(
        "Day", required=True, help="The day whose visits are printed.")
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner",
        help="Empty for a sheet of each practitioner.")
    location = fields.Many2One(
        'medical.location', "Location", help="Empty for all.")


_START = 'medical.print_day.start', (
    'medical_appointment.print_day_start_view_form'), [
        Button("Cancel", 'end', 'tryton-cancel'),
        Button("Print", 'print_', 'tryton-print', default=True),
        ]


class _PrintWizard:
    "What both wizards do: ask for the day, pass it on"
    __slots__ = ()
    _days_ahead = 0

    def default_start(self, fields):
        today = Pool().get('ir.date').today()
        own = self._practitioner()
        return {
            'date': today + dt.timedelta(self._days_ahead),
            'practitioner': own.id if own else None,
            }

    def _practitioner(self):
        "The one whose form it was opened from, or who is signed in"
        if self.model and self.model.__name__ == 'medical.practitioner':
            return self.record
        Practitioner = Pool().get('medical.practitioner')
        found = Practitioner.search([
                ('user', '=', Transaction().user), ('user', '!=', None)],
            limit=1)
        return found[0] if found else None

    def do_print_(self, action):
        start = self.start
        return action, {
            'date': start.date,
            'practitioner': (
                start.practitioner.id if start.practitioner else None),
            'location': start.location.id if start.location else None,
            }


class PrintDay(_PrintWizard, Wizard):
    "Print the Day Sheet"
    __name__ = 'medical.print_day'

    start = StateView(*_START)
    print_ = StateReport('medical.appointment.day_sheet')


class PrintVisits(_PrintWizard, Wizard):
    "Print the Visits of Tomorrow with Phones"
    __name__ = 'medical.print_visits'
    _days_ahead = 1

    start = StateView(*_START)
    print_ = StateReport('medical.appointment.visit_list')
