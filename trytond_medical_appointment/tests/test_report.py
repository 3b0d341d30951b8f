# SPDX-License-Identifier: GPL-3.0-or-later
"""What is printed: day sheets, tomorrow's visits with phones, slips."""
import datetime as dt
import unittest

from lxml import html
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction

from tests.builders import (
    ZONE, acting, as_staff, at, make, make_appointment, make_hours,
    make_location, make_patient, make_practitioner, make_service, make_user,
    xml_id)


def day(days=1):
    return dt.datetime.now(ZONE).date() + dt.timedelta(days)


def printed(name, ids=(), **data):
    "The report as a client gets it, parsed"
    Report = Pool().get(name, type='report')
    extension, content, _, _ = Report.execute(list(ids), data)
    assert extension == 'html', extension
    return html.fromstring(content)


def rows(page):
    return [
        [' '.join(cell.text_content().split()) for cell in row.iter('td')]
        for row in page.iter('tr') if row.find('td') is not None]


def text(page):
    return ' '.join(page.text_content().split())


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')


class DaySheetTestCase(TestCase):
    name = 'medical.appointment.day_sheet'

    @with_transaction(user=0)
    def test_sheet(self):
        doctor = make_practitioner()
        insurer = make('medical.insurer', name="SeNaSa")
        ana = make_patient(phone='809-555-0101', insurer=insurer)
        make_appointment(doctor, ana, at(1, '10:00'), note="Silla de ruedas")
        make_appointment(doctor, make_patient("Berta"), at(1, '09:00'))
        make_appointment(doctor, make_patient("Carla"), at(2, '09:00'))
        with as_staff(make_user('front_desk')):
            page = printed(self.name, date=day())
        first, second, *empty = rows(page)
        self.assertEqual(first[0], '09:00')
        self.assertEqual(first[1], '')
        self.assertIn("Berta", first[2])
        self.assertEqual(second[0], '10:00')
        self.assertIn(ana.number, second[2])
        self.assertEqual(second[3], ana.age)
        self.assertEqual(second[4], '+1 809-555-0101')
        self.assertEqual(second[5], "SeNaSa")
        self.assertEqual(second[7], "Silla de ruedas")
        self.assertEqual([set(row) for row in empty], [{''}] * 4)
        self.assertIn(doctor.rec_name, text(page))
        self.assertNotIn("Carla", text(page))

    @with_transaction(user=0)
    def test_sheet_for_each(self):
        first, second = make_practitioner(), make_practitioner()
        for doctor in (first, second):
            make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_staff(make_user('front_desk')):
            page = printed(self.name, date=day())
            self.assertEqual(len(page.findall('.//section')), 2)
            page = printed(self.name, date=day(), practitioner=second.id)
        self.assertEqual(
            [h.text for h in page.iter('h1')], [second.rec_name])

    @with_transaction(user=0)
    def test_cancelled(self):
        doctor = make_practitioner()
        gone = make_appointment(doctor, make_patient(), at(1, '09:00'))
        gone.cancel([gone])
        with as_staff(make_user('front_desk')):
            page = printed(self.name, date=day())
        self.assertEqual(text(page.body), "There are no visits on this day.")

    @with_transaction(user=0)
    def test_extra_place(self):
        doctor = make_practitioner()
        make_appointment(
            doctor, make_patient(), at(1, '09:00'), overbooked=True,
            overbook_reason="Dolor")
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_staff(make_user('front_desk')):
            regular, extra, *_ = rows(printed(self.name, date=day()))
        self.assertEqual(regular[7], '')
        self.assertEqual(extra[7], "Extra place")

    @with_transaction(user=0)
    def test_tanda(self):
        doctor = make_practitioner(hours=False)
        make_hours(
            doctor, make_location(), end='12:00', mode='arrival', quota=8)
        make_appointment(doctor, make_patient(), at(1, '08:30'))
        with as_staff(make_user('front_desk')):
            first, *_ = rows(printed(self.name, date=day()))
        self.assertEqual(first[0], '08:30Turn 2')

    @with_transaction(user=0)
    def test_markup_in_a_note(self):
        doctor = make_practitioner()
        make_appointment(
            doctor, make_patient(), at(1, '09:00'),
            note="<script>x</script> & co")
        with as_staff(make_user('front_desk')):
            page = printed(self.name, date=day())
        self.assertIsNone(page.find('.//script'))
        self.assertIn("<script>x</script> & co", text(page))

    @with_transaction(user=0)
    def test_practitioner_sees_own(self):
        user = make_user('practitioner')
        own, other = make_practitioner(user=user), make_practitioner()
        for doctor in (own, other):
            make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_staff(user):
            page = printed(self.name, date=day())
        self.assertEqual([h.text for h in page.iter('h1')], [own.rec_name])

    @with_transaction(user=0)
    def test_strangers(self):
        doctor = make_practitioner()
        visit = make_appointment(doctor, make_patient(), at(1, '09:00'))
        with acting(make_user().id):
            for name in ('day_sheet', 'visit_list', 'slip'):
                action = xml_id('report_%s' % name)
                with self.subTest(name=name), self.assertRaises(AccessError):
                    printed(
                        'medical.appointment.%s' % name, [visit.id],
                        date=day(), action_id=action)

    @with_transaction(user=0)
    def test_wizard(self):
        user = make_user('practitioner')
        own = make_practitioner(user=user)
        Wizard = Pool().get('medical.print_day', type='wizard')
        with as_staff(user):
            session, state, _ = Wizard.create()
            form = Wizard.execute(session, {}, state)['view']['defaults']
            self.assertEqual(form['date'], day(0))
            self.assertEqual(form['practitioner'], own.id)
            (action, data), = Wizard.execute(session, {'start': {
                        'date': day(), 'practitioner': own.id,
                        'location': None}}, 'print_')['actions']
        self.assertEqual(action['report_name'], self.name)
        self.assertEqual(data['date'], day())
        self.assertEqual(data['practitioner'], own.id)


class VisitListTestCase(TestCase):
    name = 'medical.appointment.visit_list'

    @with_transaction(user=0)
    def test_phones(self):
        doctor = make_practitioner()
        ana = make_patient(phone='829-555-0102')
        told = make_appointment(doctor, ana, at(1, '09:00'))
        told.confirm([told])
        make_appointment(doctor, make_patient("Berta"), at(1, '10:00'))
        with as_staff(make_user('front_desk')):
            first, second = rows(printed(self.name, date=day()))
        self.assertEqual(first[0], '09:00')
        self.assertEqual(first[2], '+1 829-555-0102')
        self.assertEqual(first[4], "Yes")
        self.assertEqual(second[4:], ['', ''])

    @with_transaction(user=0)
    def test_wizard(self):
        Wizard = Pool().get('medical.print_visits', type='wizard')
        with as_staff(make_user('front_desk')):
            session, state, _ = Wizard.create()
            form = Wizard.execute(session, {}, state)['view']['defaults']
            self.assertEqual(form['date'], day(1))
            (action, _), = Wizard.execute(session, {'start': {
                        'date': day(), 'practitioner': None,
                        'location': None}}, 'print_')['actions']
        self.assertEqual(action['report_name'], self.name)


class SlipTestCase(TestCase):
    name = 'medical.appointment.slip'

    @with_transaction(user=0)
    def test_slip(self):
        location = make_location(
            street="C/ Restauración 12", city="La Vega",
            arrival_note="Segundo piso")
        doctor = make_practitioner(
            make_service(30, instructions="En ayunas"), location=location)
        visit = make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_staff(make_user('front_desk')):
            page = text(printed(self.name, [visit.id]))
        for part in (
                visit.number, visit.patient.rec_name, '09:00', "RD$ 1,500.00",
                doctor.rec_name, "C/ Restauración 12, La Vega",
                "Segundo piso", "En ayunas", str(day().year)):
            with self.subTest(part=part):
                self.assertIn(part, page)

    @with_transaction(user=0)
    def test_tanda(self):
        doctor = make_practitioner(hours=False)
        make_hours(
            doctor, make_location(), end='12:00', mode='arrival', quota=8)
        visit = make_appointment(doctor, make_patient(), at(1, '08:30'))
        with as_staff(make_user('front_desk')):
            page = text(printed(self.name, [visit.id]))
        self.assertIn("Order of arrival, turn 2", page)


class ExtraPlacesTestCase(TestCase):

    @with_transaction(user=0)
    def test_month(self):
        "Counted by practitioner and month; cancelled ones are not"
        Month = Pool().get('medical.extra_place.month')
        doctor, other = make_practitioner(), make_practitioner()
        dates = []
        for person, days in ((doctor, 1), (doctor, 2), (other, 1)):
            start = at(days, '09:00')
            make_appointment(
                person, make_patient(), start, overbooked=True,
                overbook_reason="Dolor")
            dates.append((person, day(days).replace(day=1)))
        gone = make_appointment(
            doctor, make_patient(), at(3, '09:00'), overbooked=True,
            overbook_reason="Dolor")
        gone.cancel([gone])
        make_appointment(doctor, make_patient(), at(1, '10:00'))
        with as_staff(make_user('front_desk')):
            found = {
                (m.practitioner, m.month): m.places
                for m in Month.search([])}
        self.assertEqual(
            found, {key: dates.count(key) for key in set(dates)})

    @with_transaction(user=0)
    def test_marked(self):
        "In lists by an icon, in calendars before the name"
        doctor = make_practitioner()
        regular = make_appointment(doctor, make_patient(), at(1, '09:00'))
        extra = make_appointment(
            doctor, make_patient(), at(1, '09:00'), overbooked=True,
            overbook_reason="Dolor")
        self.assertIsNone(regular.extra_icon)
        self.assertTrue(extra.extra_icon)
        self.assertTrue(extra.short_name.startswith('+ Ana'))
        self.assertFalse(regular.short_name.startswith('+'))

    @with_transaction(user=0)
    def test_month_of_the_location(self):
        "In the evening of its last day a month is not over yet"
        Month = Pool().get('medical.extra_place.month')
        doctor = make_practitioner(hours=False)
        make_hours(doctor, make_location(), start='18:00', end='23:30')
        ahead = next(
            n for n in range(1, 40) if (day(n) + dt.timedelta(1)).day == 1)
        make_appointment(
            doctor, make_patient(), at(ahead, '22:00'), overbooked=True,
            overbook_reason="Dolor")
        month, = Month.search([])
        self.assertEqual(month.month, day(ahead).replace(day=1))
