# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of the visits in the way of an absence, in the clients."""
import datetime as dt
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    as_staff, at, make, make_appointment, make_location, make_patient,
    make_practitioner, make_service, make_user, refused)
from trytond_medical_appointment import absence_plan
from trytond_medical_appointment.exceptions import NotAllowed

MODEL = 'medical.schedule.exception'


def make_absence(doctor, day=1, **values):
    return make(MODEL, **{
            'kind': 'absence', 'practitioner': doctor,
            'start': at(day, '00:00'), 'end': at(day, '23:59'), **values})


def fresh(record):
    Transaction().counter += 1
    return record.__class__(record.id)


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')


class RescueTestCase(TestCase):

    @with_transaction(user=0)
    def test_each_visit_is_listed_from_the_beginning(self):
        doctor = make_practitioner()
        visits = [
            make_appointment(doctor, make_patient(), at(1, time))
            for time in ('09:00', '10:00')]
        absence = make_absence(doctor)
        self.assertEqual([r.appointment for r in absence.rescue], visits)
        self.assertEqual({r.answer for r in absence.rescue}, {'none'})

    @with_transaction(user=0)
    def test_the_visit_tells_the_answer(self):
        "Whatever the door by which it was moved or cancelled"
        doctor = make_practitioner()
        desk = make_user('front_desk')
        moved, gone, silent, here = [
            make_appointment(doctor, make_patient(), at(0, time))
            for time in ('21:00', '21:30', '22:00', '22:30')]
        absence = make_absence(
            doctor, 0, start=at(0, '20:00'), end=at(0, '23:59'))
        with as_staff(desk):
            moved.write([moved], {'start': at(2, '09:00')})
            gone.cancel([gone])
            here.arrive([here])
        rows = {r.appointment: r for r in fresh(absence).rescue}
        self.assertEqual(
            [rows[v].answer for v in (moved, gone, silent, here)],
            ['moved', 'cancelled', 'none', 'kept'])
        Affected = Pool().get('medical.affected')
        self.assertEqual(
            [r.appointment for r in Affected.search([('silent', '=', True)])],
            [silent])
        self.assertEqual(
            len(Affected.search([('silent', '=', False)])), 3)

    @with_transaction(user=0)
    def test_the_button_offers_and_keeps_what_was_offered(self):
        doctor = make_practitioner()
        ana = make_patient(email='ana@example.com')
        visit = make_appointment(doctor, ana, at(1, '09:00'))
        absence = make_absence(doctor)
        with as_staff(make_user('front_desk')):
            type(absence).tell_affected([absence])
        row, = fresh(absence).rescue
        self.assertEqual(row.answer, 'offered')
        self.assertEqual(len(row.times()), 3)
        message, = Pool().get('medical.notification').search([
                ('appointment', '=', visit.id), ('kind', '=', 'affected')])
        self.assertEqual(len(message._offers()['offers']), 3)

    @with_transaction(user=0)
    def test_the_practitioner_sees_the_own_ones(self):
        user = make_user('practitioner')
        own, other = make_practitioner(user=user), make_practitioner()
        for doctor in (own, other):
            make_appointment(doctor, make_patient(), at(1, '09:00'))
            make_absence(doctor)
        Affected = Pool().get('medical.affected')
        with as_staff(user):
            self.assertEqual(
                [r.appointment.practitioner for r in Affected.search([])],
                [own])
        with as_staff(make_user('front_desk')):
            self.assertEqual(Affected.search([], count=True), 2)

    @with_transaction(user=0)
    def test_shortened_the_visit_is_kept(self):
        doctor = make_practitioner()
        make_appointment(doctor, make_patient(), at(1, '15:00'))
        absence = make_absence(doctor)
        absence.write([absence], {'end': at(1, '12:00')})
        self.assertEqual(fresh(absence).rescue[0].answer, 'kept')


class OwnTimeTestCase(TestCase):

    @with_transaction(user=0)
    def test_practitioners_block_the_own_time_only(self):
        Exception_ = Pool().get(MODEL)
        user = make_user('practitioner')
        own, other = make_practitioner(user=user), make_practitioner()
        place = make_location()
        times = {'start': at(1, '09:00'), 'end': at(1, '12:00')}
        theirs = make_absence(other)
        with as_staff(user):
            mine, = Exception_.create([
                    {'kind': 'absence', 'practitioner': own.id, **times}])
            with refused(NotAllowed):
                Exception_.create([{
                            'kind': 'absence', 'practitioner': other.id,
                            **times}])
            with refused(NotAllowed):
                Exception_.create([{
                            'kind': 'closure', 'location': place.id,
                            **times}])
            with refused(NotAllowed):
                Exception_.write([mine], {'practitioner': other.id})
            with refused(NotAllowed):
                Exception_.write([theirs], {'reason': "No"})
            with refused(NotAllowed):
                Exception_.delete([theirs])
            Exception_.delete([mine])
        with as_staff(make_user('front_desk')):
            Exception_.delete([theirs])


class WeeklyTestCase(unittest.TestCase):

    def test_the_local_hour_stays_when_the_clock_changes(self):
        "Madrid goes forward on 29 March 2026: 09:00 is 08:00, then 07:00 UTC"
        start = dt.datetime(2026, 3, 26, 8)
        self.assertEqual(
            [absence_plan._weeks_later(start, 'Europe/Madrid', week)
                for week in range(3)],
            [dt.datetime(2026, 3, 26, 8), dt.datetime(2026, 4, 2, 7),
                dt.datetime(2026, 4, 9, 7)])


class WaitingListTestCase(TestCase):

    def wait(self, patient, service=None, **values):
        today = dt.date.today()
        return make('medical.waiting_list', **{
                'patient': patient, 'service': service or make_service(),
                'date_from': today, 'date_to': today + dt.timedelta(30),
                **values})

    @with_transaction(user=0)
    def test_merged_with_the_patient(self):
        kept, double = make_patient(), make_patient()
        entry = self.wait(double)
        Pool().get('medical.patient').merge(double, kept)
        self.assertEqual(fresh(entry).patient, kept)

    @with_transaction(user=0)
    def test_buttons(self):
        entry, other = self.wait(make_patient()), self.wait(make_patient())
        with as_staff(make_user('front_desk')):
            entry.withdraw([entry])
            other.unreachable([other])
        self.assertEqual(fresh(entry).closed_reason, 'withdrawn')
        self.assertEqual(fresh(other).closed_reason, 'unreachable')

    @with_transaction(user=0)
    def test_settled_by_the_scheduled_task(self):
        doctor, patient = make_practitioner(), make_patient()
        service = doctor.services[0].service
        booked = self.wait(
            patient, service,
            requested_at=dt.datetime.now() - dt.timedelta(hours=1))
        yesterday = dt.date.today() - dt.timedelta(2)
        over = self.wait(
            make_patient(), date_from=yesterday, date_to=yesterday)
        visit = make_appointment(doctor, patient, at(2, '09:00'))
        Pool().get('medical.waiting_list').settle()
        booked, over = fresh(booked), fresh(over)
        self.assertEqual((booked.state, booked.appointment), ('booked', visit))
        self.assertEqual((over.state, over.closed_reason), ('closed', 'expired'))
