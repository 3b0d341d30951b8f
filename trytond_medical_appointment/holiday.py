# SPDX-License-Identifier: GPL-3.0-or-later
"""The Dominican holidays of a year: proposed, looked at, then created.

Ley 139-97 moves some of them to a Monday; Good Friday and Corpus Christi
follow Easter.  The calendar itself is the `holidays` package's.
"""
import datetime as dt
from typing import NamedTuple

from holidays import country_holidays
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .report import day_and_month

# Month and day of those that Ley 139-97 may move, by three days at most
MOVABLE = ((1, 6), (1, 26), (5, 1), (8, 16), (11, 6))
FARTHEST_MOVE = dt.timedelta(days=4)
FIRST_YEAR, LAST_YEAR = 1998, 2199


class Festivity(NamedTuple):
    "date: when nobody works; original: the date it is named after"
    date: dt.date
    original: dt.date
    english: str
    spanish: str


def dominican_holidays(year):
    "The `Festivity` list of a year, in order"
    english = country_holidays('DO', years=year, language='en_US')
    spanish = country_holidays('DO', years=year, language='es')
    return [
        Festivity(date, _original(date), english[date], spanish[date])
        for date in sorted(spanish)]


def _original(date):
    "Holidays that can move lie weeks apart: the nearest is the one"
    for month, day in MOVABLE:
        original = dt.date(date.year, month, day)
        if abs(date - original) <= FARTHEST_MOVE:
            return original
    return date


class GenerateStart(ModelView):
    "The Year of the Holidays"
    __name__ = 'medical.holiday.generate.start'

    year = fields.Integer(
        "Year", required=True,
        domain=[('year', '>=', FIRST_YEAR), ('year', '<=', LAST_YEAR)],
        help="The year whose Dominican holidays are proposed.")
    company = fields.Many2One(
        'company.company', "Company", required=True,
        help="The clinic that closes on those days.")

    @staticmethod
    def default_year():
        "The next year whose holidays are not there yet"
        Holiday = Pool().get('medical.holiday')
        year = Pool().get('ir.date').today().year
        there = Holiday.search_count([
                ('date', '>=', dt.date(year, 1, 1)),
                ('date', '<=', dt.date(year, 12, 31))])
        return year + 1 if there else year

    @staticmethod
    def default_company():
        return Transaction().context.get('company')


class GenerateLine(ModelView):
    "Proposed Holiday"
    __name__ = 'medical.holiday.generate.line'

    chosen = fields.Boolean(
        "Create", states={'readonly': Bool(Eval('known'))},
        help="Whether the holiday is created.")
    date = fields.Date(
        "Date", required=True,
        help="The day on which nobody attends. Change it when the government "
        "decided otherwise.")
    weekday = fields.Char("Weekday", readonly=True, help="Its weekday.")
    name = fields.Char("Name", required=True, help="As people call it.")
    original = fields.Date(
        "Moved From", readonly=True,
        help="The date it is named after, when Ley 139-97 moves it.")
    known = fields.Boolean(
        "Already There", readonly=True,
        help="The clinic already has a holiday on that day.")
    english = fields.Char("English Name", readonly=True)
    spanish = fields.Char("Spanish Name", readonly=True)

    @fields.depends('date')
    def on_change_with_weekday(self):
        return day_and_month(self.date)[0] if self.date else None


class GeneratePreview(ModelView):
    "The Proposed Holidays"
    __name__ = 'medical.holiday.generate.preview'

    lines = fields.One2Many(
        'medical.holiday.generate.line', None, "Holidays",
        help="The holidays of the year. Those without a tick are not created.")


class Generate(Wizard):
    "Propose and Create the Holidays of a Year"
    __name__ = 'medical.holiday.generate'

    start = StateView(
        'medical.holiday.generate.start',
        'medical_appointment.holiday_generate_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Preview", 'preview', 'tryton-forward', default=True),
            ])
    preview = StateView(
        'medical.holiday.generate.preview',
        'medical_appointment.holiday_generate_preview_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Back", 'start', 'tryton-back'),
            Button("Create", 'create_', 'tryton-ok', default=True),
            ])
    create_ = StateTransition()

    def default_preview(self, fields):
        known = self._known()
        spanish = (Transaction().language or '').startswith('es')
        return {'lines': [{
                    'chosen': one.date not in known,
                    'known': one.date in known,
                    'date': one.date,
                    'weekday': day_and_month(one.date)[0],
                    'original': (
                        one.original if one.original != one.date else None),
                    'name': one.spanish if spanish else one.english,
                    'english': one.english,
                    'spanish': one.spanish,
                    } for one in dominican_holidays(self.start.year)]}

    def _known(self):
        Holiday = Pool().get('medical.holiday')
        return {h.date for h in Holiday.search([
                    ('company', '=', self.start.company.id),
                    ('date', '>=', dt.date(self.start.year, 1, 1)),
                    ('date', '<=', dt.date(self.start.year, 12, 31)),
                    ('active', 'in', [True, False]),
                    ])}

    def transition_create_(self):
        "Each name is stored in English and in Spanish"
        Holiday = Pool().get('medical.holiday')
        lines = [
            line for line in self.preview.lines
            if line.chosen and not line.known]
        with Transaction().set_context(language='en'):
            created = Holiday.create([{
                        'date': line.date,
                        'company': self.start.company.id,
                        'name': line.english or line.name,
                        } for line in lines])
        with Transaction().set_context(language='es'):
            for holiday, line in zip(Holiday.browse(created), lines):
                holiday.name = line.spanish or line.name
                holiday.save()
        self._keep_own_names(created, lines)
        return 'end'

    def _keep_own_names(self, created, lines):
        "A name that the person typed is kept in the person's language"
        Holiday = Pool().get('medical.holiday')
        for holiday, line in zip(Holiday.browse(created), lines):
            if line.name not in {line.english, line.spanish}:
                holiday.name = line.name
                holiday.save()

    def end(self):
        return 'reload'
