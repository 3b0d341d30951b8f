# SPDX-License-Identifier: GPL-3.0-or-later
"""The Dominican holidays of a year, against the text of Ley 139-97."""
import datetime as dt
import unittest

from dateutil.easter import easter
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    as_staff, company, free_slot, make_practitioner, make_user)
from trytond_medical_appointment.holiday import dominican_holidays

DAY = dt.timedelta(days=1)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SUNDAY = 1, 2, 3, 4, 6


def moved(date, sunday_too=False):
    "Tuesday and Wednesday go back to Monday, Thursday and Friday forward"
    weekday = date.weekday()
    if weekday in {TUESDAY, WEDNESDAY}:
        return date - weekday * DAY
    if weekday in {THURSDAY, FRIDAY} or (sunday_too and weekday == SUNDAY):
        return date + (7 - weekday) * DAY
    return date


def by_law(year):
    "What the law says, written down apart from the package"
    def on(month, day):
        return dt.date(year, month, day)
    restoration = on(8, 16)
    if year % 4:  # a new government takes office on the day itself
        restoration = moved(restoration)
    return [
        on(1, 1), moved(on(1, 6)), on(1, 21), moved(on(1, 26)), on(2, 27),
        easter(year) - 2 * DAY, moved(on(5, 1), sunday_too=True),
        easter(year) + 60 * DAY, restoration, on(9, 24), moved(on(11, 6)),
        on(12, 25)]


class CalendarTestCase(unittest.TestCase):

    def test_2026(self):
        self.assertEqual([f.date for f in dominican_holidays(2026)], [
                dt.date(2026, 1, 1), dt.date(2026, 1, 5),
                dt.date(2026, 1, 21), dt.date(2026, 1, 26),
                dt.date(2026, 2, 27), dt.date(2026, 4, 3),
                dt.date(2026, 5, 4), dt.date(2026, 6, 4),
                dt.date(2026, 8, 16), dt.date(2026, 9, 24),
                dt.date(2026, 11, 9), dt.date(2026, 12, 25)])

    def test_2027(self):
        self.assertEqual([f.date for f in dominican_holidays(2027)], [
                dt.date(2027, 1, 1), dt.date(2027, 1, 4),
                dt.date(2027, 1, 21), dt.date(2027, 1, 25),
                dt.date(2027, 2, 27), dt.date(2027, 3, 26),
                dt.date(2027, 5, 1), dt.date(2027, 5, 27),
                dt.date(2027, 8, 16), dt.date(2027, 9, 24),
                dt.date(2027, 11, 6), dt.date(2027, 12, 25)])

    def test_law(self):
        for year in range(2020, 2061):
            with self.subTest(year=year):
                self.assertEqual(
                    [f.date for f in dominican_holidays(year)],
                    sorted(by_law(year)))

    def test_original(self):
        "A moved holiday names the date it comes from"
        moved_ = {
            f.date: f.original for f in dominican_holidays(2026)
            if f.original != f.date}
        self.assertEqual(moved_, {
                dt.date(2026, 1, 5): dt.date(2026, 1, 6),
                dt.date(2026, 5, 4): dt.date(2026, 5, 1),
                dt.date(2026, 11, 9): dt.date(2026, 11, 6),
                })


class WizardTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def run_wizard(self, year, change=None, create=True):
        "Preview and create as the clients do; return the previewed lines"
        Wizard = Pool().get('medical.holiday.generate', type='wizard')
        session, _, _ = Wizard.create()
        data = {'start': {'year': year, 'company': company().id}}
        view = Wizard.execute(session, data, 'preview')['view']
        lines = view['defaults']['lines']
        if change:
            change(lines)
        if create:
            data = {'preview': {'lines': [
                        {k: v for k, v in line.items() if '.' not in k}
                        for line in lines]}}
            Wizard.execute(session, data, 'create_')
        Wizard.delete(session)
        return lines

    def dates(self, year):
        Holiday = Pool().get('medical.holiday')
        return [h.date for h in Holiday.search([
                    ('date', '>=', dt.date(year, 1, 1)),
                    ('date', '<=', dt.date(year, 12, 31))])]

    @with_transaction(user=0)
    def test_create(self):
        with as_staff(make_user('administrator')):
            for year in (2026, 2027):
                self.run_wizard(year)
                self.assertEqual(self.dates(year), sorted(by_law(year)))

    @with_transaction(user=0)
    def test_preview_changes_nothing(self):
        with as_staff(make_user('administrator')):
            lines = self.run_wizard(2026, create=False)
            self.assertEqual(len(lines), 12)
            self.assertEqual(self.dates(2026), [])

    @with_transaction(user=0)
    def test_again(self):
        "What is there is shown and left alone"
        Holiday = Pool().get('medical.holiday')
        with as_staff(make_user('administrator')):
            Holiday.create([{
                        'name': "Own", 'date': dt.date(2026, 12, 25),
                        'company': company().id}])
            lines = self.run_wizard(2026)
            self.assertEqual(
                [one['date'] for one in lines if one['known']],
                [dt.date(2026, 12, 25)])
            self.run_wizard(2026)
            self.assertEqual(len(self.dates(2026)), 12)

    @with_transaction(user=0)
    def test_not_chosen(self):
        def change(lines):
            lines[0]['chosen'] = False
            lines[1]['date'] += DAY
        with as_staff(make_user('administrator')):
            self.run_wizard(2026, change)
            dates = self.dates(2026)
        self.assertEqual(len(dates), 11)
        self.assertEqual(dates[0], dt.date(2026, 1, 6))

    @with_transaction(user=0)
    def test_names(self):
        Lang = Pool().get('ir.lang')
        Holiday = Pool().get('medical.holiday')
        Lang.write(Lang.search([('code', '=', 'es')]), {'translatable': True})
        with as_staff(make_user('administrator')):
            self.run_wizard(2027)
            names = {}
            for language in ('en', 'es'):
                with Transaction().set_context(language=language):
                    holiday, = Holiday.search(
                        [('date', '=', dt.date(2027, 3, 26))])
                    names[language] = holiday.name
        self.assertEqual(names, {'en': "Good Friday", 'es': "Viernes Santo"})

    @with_transaction(user=0)
    def test_closed(self):
        "Nobody is offered a time on a holiday"
        doctor = make_practitioner()
        day = free_slot(doctor)
        with as_staff(make_user('administrator')):
            Pool().get('medical.holiday').create([{
                        'name': "Closed", 'date': day.date(),
                        'company': company().id}])
            with self.assertRaises(IndexError):
                free_slot(doctor)
