# SPDX-License-Identifier: GPL-3.0-or-later
"""Each figure against what was counted by hand."""
import datetime as dt
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    ZONE, as_staff, at, make, make_appointment, make_hours, make_location,
    make_patient, make_practitioner, make_service, make_user, refused)
from trytond_medical_appointment import figures, slot
from trytond_medical_appointment.exceptions import NotAllowed

# A Monday to Sunday of the past, and the day before it
MONDAY = dt.date(2026, 3, 2)
SUNDAY = dt.date(2026, 3, 8)
MINUTE = dt.timedelta(minutes=1)


def local(day, time):
    "A wall time in La Vega as naive UTC"
    moment = dt.datetime.combine(
        MONDAY + dt.timedelta(day), dt.time.fromisoformat(time), ZONE)
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


def past(doctor, day, time, state='fulfilled', **values):
    """A visit of that week as it ended, written past the model, which only
    lets it happen now."""
    visit = make_appointment(doctor, make_patient(), local(day, time))
    table = visit.__table__()
    values = {'state': state, 'booked_at': visit.start, **values}
    Transaction().connection.cursor().execute(*table.update(
            [getattr(table, name) for name in values], list(values.values()),
            where=table.id == visit.id))
    return visit


def waited(doctor, day, time, minutes):
    start = local(day, time)
    return past(
        doctor, day, time, arrived_at=start,
        started_at=start + minutes * MINUTE)


class FiguresTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def all(self, first=MONDAY, last=SUNDAY, **filters):
        with as_staff(make_user('administrator')):
            return Pool().get('medical.figures').all(first, last, **filters)

    @with_transaction(user=0)
    def test_waiting(self):
        "Of 10, 20, 30, 40 and 100 minutes the median is 30, the p90 is 76"
        doctor, other = make_practitioner(), make_practitioner()
        for hour, minutes in enumerate((10, 20, 30, 40)):
            waited(doctor, 0, '%02d:00' % (8 + hour), minutes)
        waited(doctor, 1, '08:00', 100)
        waited(other, 1, '09:00', 5)
        past(doctor, 2, '08:00')  # nobody wrote when it began
        waited(doctor, -1, '08:00', 500)  # another week
        found = self.all(practitioner=doctor.id)['waiting']
        self.assertEqual(
            (found['visits'], found['median'], found['p90']), (5, 30, 76))
        self.assertEqual(
            [(row['day'], row['visits'], row['median'])
                for row in found['by']['day']],
            [(MONDAY, 4, 25), (MONDAY + dt.timedelta(1), 1, 100)])
        found = self.all()['waiting']
        self.assertEqual(
            [(row['practitioner'], row['median'])
                for row in found['by']['practitioner']],
            [(doctor.id, 30), (other.id, 5)])

    @with_transaction(user=0)
    def test_no_shows(self):
        doctor, other = make_practitioner(), make_practitioner()
        day = dt.timedelta(days=1)
        for time, state, ahead in (
                ('08:00', 'noshow', 0), ('09:00', 'fulfilled', 0),
                ('10:00', 'noshow', 2), ('11:00', 'fulfilled', 7),
                ('12:00', 'noshow', 15), ('13:00', 'cancelled', 1)):
            past(doctor, 0, time, state,
                booked_at=local(0, time) - ahead * day)
        past(other, 6, '08:00', 'fulfilled', booked_at=local(-8, '08:00'))
        past(other, 6, '09:00', 'arrived', origin='walk_in')
        found = self.all()['no_shows']
        self.assertEqual(
            (found['visits'], found['missed'], found['share']), (6, 3, .5))
        by = found['by']
        self.assertEqual(
            [(r['practitioner'], r['visits'], r['missed'])
                for r in by['practitioner']],
            [(doctor.id, 5, 3), (other.id, 1, 0)])
        self.assertEqual(
            [(r['weekday'], r['visits'], r['missed']) for r in by['weekday']],
            [('1', 5, 3), ('7', 1, 0)])
        self.assertEqual(
            [(r['lead'], r['visits'], r['missed']) for r in by['lead']],
            [('0', 2, 1), ('1', 1, 1), ('3', 1, 0), ('8', 1, 0),
                ('15', 1, 1)])

    @with_transaction(user=0)
    def test_late_in_the_evening_is_the_local_day(self):
        "At 21:00 of Sunday in La Vega it is Monday already in UTC"
        doctor = make_practitioner(hours=False)
        make_hours(doctor, make_location(), '08:00', '23:00')
        past(doctor, 6, '21:00', 'noshow')
        found = self.all()['no_shows']['by']['weekday']
        self.assertEqual([row['weekday'] for row in found], ['7'])
        self.assertEqual(
            self.all(SUNDAY + dt.timedelta(1), SUNDAY + dt.timedelta(7))
            ['no_shows']['visits'], 0)

    @with_transaction(user=0)
    def test_occupation(self):
        """Monday to Friday 08:00-12:00 are 20 hours; less the Tuesday, a
        holiday, and two hours of absence, plus two extra hours: 16.  Visits
        of 30 minutes fill 1.5 of them."""
        place = make_location()
        doctor = make_practitioner(make_service(30), hours=False)
        make_hours(doctor, place, '08:00', '12:00', days='12345')
        make('medical.holiday', name="Fiesta", company=doctor.company,
            date=MONDAY + dt.timedelta(1))
        make('medical.schedule.exception', kind='absence',
            practitioner=doctor, start=local(2, '10:00'),
            end=local(2, '18:00'))
        make('medical.schedule.exception', kind='extra', practitioner=doctor,
            location=place, start=local(5, '08:00'), end=local(5, '10:00'))
        past(doctor, 0, '08:00')
        past(doctor, 0, '09:00', 'booked')
        past(doctor, 5, '08:00')
        past(doctor, 3, '08:00', 'noshow')
        past(doctor, 4, '08:00', 'cancelled')
        past(doctor, 3, '15:00')  # outside the open hours
        found = self.all()['occupation']
        self.assertEqual(
            (found['open_hours'], found['used_hours'], found['share']),
            (16, 1.5, round(1.5 / 16, 4)))
        self.assertEqual(
            [(row['weekday'], row['open_hours'], row['used_hours'])
                for row in found['by']['weekday']],
            [('1', 4, 1), ('3', 2, 0), ('4', 4, 0), ('5', 4, 0),
                ('6', 2, .5)])

    @with_transaction(user=0)
    def test_open_hours_are_those_of_the_free_times(self):
        "The SQL and `slot.open_blocks` agree, every other week too"
        place = make_location(timezone='Europe/Madrid')
        doctor = make_practitioner(make_service(30), hours=False)
        make_hours(doctor, place, '08:00', '12:00', days='1357')
        make_hours(doctor, place, '15:00', '17:30', days='24',
            every_n_weeks=2)
        cat = figures.catalog.get()
        first, last = dt.date(2026, 3, 16), dt.date(2026, 4, 19)
        blocks = slot.open_blocks(
            cat.lines_of(doctor.id), cat.changes.get(doctor.id, ()),
            cat.holidays_of(doctor.id), first, last, place.timezone)
        hours = sum(b.end - b.start for b in blocks) / 3600
        self.assertGreater(hours, 60)
        self.assertEqual(
            self.all(first, last)['occupation']['open_hours'], hours)

    @with_transaction(user=0)
    def test_overbooked_and_channels(self):
        doctor = make_practitioner()
        past(doctor, 0, '08:00', overbooked=True, origin='walk_in')
        past(doctor, 0, '09:00', origin='web')
        past(doctor, 0, '10:00', origin='web')
        past(doctor, 0, '11:00', 'cancelled', origin='phone',
            overbooked=True)
        past(doctor, 1, '08:00', origin='web',
            booked_at=local(-3, '08:00'))  # made the week before
        found = self.all()
        self.assertEqual(
            (found['overbooked']['visits'], found['overbooked']['overbooked'],
                found['overbooked']['share']), (4, 1, .25))
        self.assertEqual(
            [(row['origin'], row['visits'], row['share'])
                for row in found['by_channel']],
            [('web', 2, .5), ('phone', 1, .25), ('walk_in', 1, .25)])

    @with_transaction(user=0)
    def test_reminders(self):
        doctor, link = make_practitioner(), 'medical.link,1'
        sent = local(-1, '09:00')
        later, before = sent + 60 * MINUTE, sent - 60 * MINUTE
        for hour, values in enumerate([
                    {'confirmed_at': later, 'confirmed_by': link},
                    {'confirmed_at': before, 'confirmed_by': link},
                    {'confirmed_at': later, 'confirmed_by': 'res.user,1'},
                    {'state': 'cancelled', 'cancelled_at': later,
                        'cancelled_by': 'patient'},
                    {'moved_at': later, 'moved_by': link},
                    {},
                    ]):
            remind(past(doctor, 0, '%02d:00' % (8 + hour), **values), sent)
        past(doctor, 0, '16:00', confirmed_at=later, confirmed_by=link)
        self.assertEqual(
            [(row['answer'], row['visits'])
                for row in self.all()['reminders']],
            [('silent', 3), ('cancelled', 1), ('confirmed', 1),
                ('moved', 1)])

    @with_transaction(user=0)
    def test_third_next_free_time(self):
        """Every day has the two places 08:00 and 08:30; tomorrow's are
        taken, so the third is on the third day from now."""
        doctor = make_practitioner(make_service(30), hours=False)
        make_hours(doctor, make_location(), '00:01', '01:01')
        for time in ('00:01', '00:31'):
            make_appointment(doctor, make_patient(), at(1, time))
        found, = self.all()['third_next']
        self.assertEqual(found['days'], 3)
        self.assertEqual(found['practitioner'], doctor.id)

    @with_transaction(user=0)
    def test_third_next_of_a_tanda_counts_places(self):
        doctor = make_practitioner(make_service(30), hours=False)
        make_hours(
            doctor, make_location(), '00:01', '02:01', mode='arrival',
            quota=4)
        found, = self.all()['third_next']
        self.assertEqual(found['days'], 1)

    @with_transaction(user=0)
    def test_administrator_only(self):
        for group in ('front_desk', 'practitioner'):
            with as_staff(make_user(group)), refused(NotAllowed):
                Pool().get('medical.figures').all(MONDAY, SUNDAY)

    @with_transaction(user=0)
    def test_nobody_is_named(self):
        doctor = make_practitioner()
        patient = make_patient("Zoraida")
        make_appointment(doctor, patient, at(1, '09:00'))
        today = dt.date.today()
        found = repr(self.all(today, today + dt.timedelta(7)))
        self.assertNotIn("Zoraida", found)
        self.assertNotIn("'patient'", found)


class ReportsTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def rows(self, name, *fields):
        with as_staff(make_user('administrator')), \
                Transaction().set_context(date_from=MONDAY, date_to=SUNDAY):
            return [
                tuple(getattr(row, field) for field in fields)
                for row in Pool().get('medical.figure.' + name).search([])]

    @with_transaction(user=0)
    def test_the_same_numbers_in_the_clients(self):
        doctor = make_practitioner()
        waited(doctor, 0, '08:00', 10)
        waited(doctor, 0, '09:00', 20)
        remind(past(doctor, 0, '10:00', 'noshow'), local(-1, '09:00'))
        name = doctor.rec_name
        self.assertEqual(
            self.rows('waiting', 'label', 'visits', 'median', 'p90'),
            [(name, 2, 15, 19)])
        self.assertEqual(
            self.rows('no_show.practitioner', 'label', 'visits', 'missed'),
            [(name, 3, 1)])
        self.assertEqual(
            self.rows('no_show.weekday', 'label', 'missed'), [("Monday", 1)])
        self.assertEqual(
            self.rows('no_show.lead', 'label', 'missed'),
            [("The Same Day", 1)])
        self.assertEqual(
            self.rows('occupation', 'label', 'open_hours', 'used_hours'),
            [(name, 70, 1)])
        self.assertEqual(
            self.rows('channel', 'label', 'visits'), [("Front Desk", 3)])
        self.assertEqual(
            self.rows('reminder', 'label', 'visits'), [("No Answer", 1)])
        (label, days), = self.rows('third_next', 'label', 'days')
        self.assertIn(name, label)
        self.assertIn(days, {0, 1})


def remind(visit, sent_at):
    table = Pool().get('medical.notification').__table__()
    row = {
        'appointment': visit.id, 'sequence': 0, 'state': 'sent',
        'kind': 'reminder', 'channel': 'email', 'audience': 'patient',
        'language': 'es', 'recipient': 'a@example.com', 'delay': 0,
        'attempts': 1, 'due_at': sent_at, 'sent_at': sent_at,
        'expires_at': visit.start, 'provider_key': 'key%d' % visit.id}
    Transaction().connection.cursor().execute(*table.insert(
            [getattr(table, name) for name in row], [list(row.values())]))
