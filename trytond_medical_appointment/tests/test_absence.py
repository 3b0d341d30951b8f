# SPDX-License-Identifier: GPL-3.0-or-later
"""An absence: what it affects, and moving or cancelling all of it."""
import datetime as dt
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    MINUTE, ZONE, as_staff, at, make, make_appointment, make_hours,
    make_location, make_patient, make_practitioner, make_service, make_user,
    refused)
from trytond_medical_appointment.exceptions import (
    NotAllowed, SlotTaken, StaleAppointment)
from trytond_medical_appointment.party import forget_read_records

MODEL = 'medical.schedule.exception'


def make_absence(doctor, day=1, **values):
    return make(MODEL, **{
            'kind': 'absence', 'practitioner': doctor, 'reason': "Congreso",
            'start': at(day, '00:00'), 'end': at(day, '23:59'), **values})


def fresh(record):
    Transaction().counter += 1
    return record.__class__(record.id)


def plain(values):
    "Without the names that a client shows beside the ids"
    return {k: v for k, v in values.items() if not k.endswith('.')}


def came(visit):
    "The patient is here, whatever the day: by the clock it would be today"
    table = visit.__table__()
    Transaction().connection.cursor().execute(*table.update(
            [table.state, table.arrived_at], ['arrived', visit.start],
            where=table.id == visit.id))
    forget_read_records()


class Resolving:
    "The wizard, as a client plays it"

    def __init__(self, exception):
        self.Wizard = Pool().get('medical.absence.resolve', type='wizard')
        self.context = {
            'active_model': MODEL, 'active_id': exception.id,
            'active_ids': [exception.id]}
        self.data = {}
        with Transaction().set_context(**self.context):
            self.session, _, _ = self.Wizard.create()
        self.data = {'ask': plain(self.go('ask')['view']['defaults'])}

    def go(self, state):
        with Transaction().set_context(**self.context):
            return self.Wizard.execute(self.session, self.data, state)

    def preview(self, **values):
        self.data['ask'].update(values)
        lines = self.go('preview')['view']['defaults']['lines']
        self.data['preview'] = {'lines': [plain(line) for line in lines]}
        return self.data['preview']['lines']

    def do(self):
        return self.go('resolve')


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def visits(self, doctor, *times, day=1):
        return [
            make_appointment(doctor, make_patient(), at(day, time))
            for time in times]


class AffectedTestCase(TestCase):

    @with_transaction(user=0)
    def test_affected(self):
        doctor = make_practitioner()
        inside = self.visits(doctor, '09:00', '10:00')
        self.visits(doctor, '09:00', day=2)
        self.visits(make_practitioner(), '09:00')
        cancelled, = self.visits(doctor, '11:00')
        cancelled.cancel([cancelled])
        absence = make_absence(doctor)
        self.assertEqual(list(absence.affected), inside)

    @with_transaction(user=0)
    def test_never_refused(self):
        doctor = make_practitioner()
        self.visits(doctor, '09:00')
        with as_staff(make_user('front_desk')):
            self.assertTrue(make_absence(doctor).id)


class MoveTestCase(TestCase):

    @with_transaction(user=0)
    def test_same_practitioner(self):
        doctor = make_practitioner()
        first, second = self.visits(doctor, '09:00', '10:00')
        self.visits(doctor, '08:00', day=2)
        absence = make_absence(doctor)
        with as_staff(make_user('front_desk')):
            wizard = Resolving(absence)
            lines = wizard.preview()
            self.assertEqual(
                [line['new_start'] for line in lines],
                [at(2, '08:30'), at(2, '09:00')])
            self.assertEqual(fresh(first).start, at(1, '09:00'))
            wizard.do()
        first, second = fresh(first), fresh(second)
        self.assertEqual(first.start, at(2, '08:30'))
        self.assertEqual(second.start, at(2, '09:00'))
        self.assertEqual(first.practitioner, doctor)
        self.assertEqual(first.state, 'booked')
        self.assertEqual(first.sequence, 1)
        self.assertEqual(list(fresh(absence).affected), [])

    @with_transaction(user=0)
    def test_patients_are_told(self):
        Notification = Pool().get('medical.notification')
        doctor = make_practitioner()
        ana = make_patient(email='ana@example.com')
        visit = make_appointment(doctor, ana, at(1, '09:00'))
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            wizard.preview()
            wizard.do()
        queued = Notification.search([
                ('appointment', '=', visit.id), ('state', '=', 'queued'),
                ('sequence', '=', 1), ('kind', '=', 'moved')])
        self.assertEqual(len(queued), 1)

    @with_transaction(user=0)
    def test_other_practitioner(self):
        service, location = make_service(), make_location()
        doctor, other = (
            make_practitioner(service, location=location) for _ in range(2))
        visit, = self.visits(doctor, '09:00')
        self.visits(other, '08:00')
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            line, = wizard.preview(
                action='other', practitioner=other.id,
                date_from=dt.datetime.now(ZONE).date() + dt.timedelta(1))
            wizard.do()
        visit = fresh(visit)
        self.assertEqual(visit.practitioner, other)
        self.assertEqual(visit.start, at(1, '08:30'))

    @with_transaction(user=0)
    def test_location_stays(self):
        "Nobody is sent to another town unless the desk says so"
        service = make_service()
        doctor, other = make_practitioner(service), make_practitioner(service)
        self.visits(doctor, '09:00')
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            line, = wizard.preview(action='other', practitioner=other.id)
            self.assertEqual(line['outcome'], 'no_time')
            line, = wizard.preview(any_location=True)
            self.assertEqual(line['outcome'], 'move')

    @with_transaction(user=0)
    def test_buffers(self):
        doctor = make_practitioner(
            make_service(30, buffer_after=30 * MINUTE))
        self.visits(doctor, '09:00', '10:00')
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            self.assertEqual(
                [line['new_start'] for line in wizard.preview()],
                [at(2, '08:00'), at(2, '09:00')])
            wizard.do()

    @with_transaction(user=0)
    def test_tanda(self):
        "Each gets a place of its own in the next block"
        doctor = make_practitioner(hours=False)
        make_hours(
            doctor, make_location(), end='12:00', mode='arrival', quota=8)
        visits = self.visits(doctor, '08:00', '08:30', '09:00')
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            wizard.preview()
            wizard.do()
        self.assertEqual([fresh(v).turn for v in visits], [1, 2, 3])
        self.assertEqual(
            {fresh(v).start.date() for v in visits}, {at(2, '08:00').date()})

    @with_transaction(user=0)
    def test_patient_is_busy(self):
        "The patient's other visits are left room"
        service = make_service()
        doctor, other = make_practitioner(service), make_practitioner(service)
        visit, = self.visits(doctor, '09:00')
        make_appointment(other, visit.patient, at(2, '08:00'))
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            line, = wizard.preview()
            self.assertEqual(line['new_start'], at(2, '08:30'))
            wizard.do()

    @with_transaction(user=0)
    def test_no_time(self):
        "What finds no place stays, and the list says so"
        doctor = make_practitioner()
        visit, = self.visits(doctor, '09:00')
        absence = make_absence(doctor, end=at(40, '23:59'))
        with as_staff(make_user('front_desk')):
            wizard = Resolving(absence)
            day = dt.datetime.now(ZONE).date() + dt.timedelta(1)
            line, = wizard.preview(
                date_from=day, date_to=day + dt.timedelta(10))
            self.assertEqual(line['outcome'], 'no_time')
            wizard.do()
        self.assertEqual(fresh(visit).start, at(1, '09:00'))

    @with_transaction(user=0)
    def test_removed_line(self):
        doctor = make_practitioner()
        first, second = self.visits(doctor, '09:00', '10:00')
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            wizard.preview().pop(0)
            wizard.do()
        self.assertEqual(fresh(first).start, at(1, '09:00'))
        self.assertNotEqual(fresh(second).start, at(1, '10:00'))

    @with_transaction(user=0)
    def test_changed_meanwhile(self):
        doctor = make_practitioner()
        visit, = self.visits(doctor, '09:00')
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            wizard.preview()
            visit.cancel([visit])
            with refused(StaleAppointment, 'stale'):
                wizard.do()

    @with_transaction(user=0)
    def test_taken_meanwhile(self):
        doctor = make_practitioner()
        self.visits(doctor, '09:00')
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            wizard.preview()
            self.visits(doctor, '08:00', day=2)
            with refused(SlotTaken, 'slot-taken'):
                wizard.do()


class CancelTestCase(TestCase):

    @with_transaction(user=0)
    def test_cancel_all(self):
        Notification = Pool().get('medical.notification')
        doctor = make_practitioner()
        ana = make_patient(email='ana@example.com')
        visit = make_appointment(doctor, ana, at(1, '09:00'))
        here, = self.visits(doctor, '10:00')
        came(here)
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            lines = wizard.preview(action='cancel', reason="Enfermedad")
            self.assertEqual({line['outcome'] for line in lines}, {'cancel'})
            wizard.do()
        for one in (visit, here):
            one = fresh(one)
            self.assertEqual(one.state, 'cancelled')
            self.assertEqual(one.cancelled_by, 'clinic')
            self.assertEqual(one.cancel_reason, "Enfermedad")
        self.assertEqual(len(Notification.search([
                        ('appointment', '=', visit.id),
                        ('state', '=', 'queued'),
                        ('kind', '=', 'cancelled_by_clinic')])), 1)

    @with_transaction(user=0)
    def test_who_is_here_is_not_moved(self):
        doctor = make_practitioner()
        here, = self.visits(doctor, '10:00')
        came(here)
        with as_staff(make_user('front_desk')):
            wizard = Resolving(make_absence(doctor))
            line, = wizard.preview()
            self.assertEqual(line['outcome'], 'arrived')
            wizard.do()
        self.assertEqual(fresh(here).state, 'arrived')


class RightsTestCase(TestCase):

    @with_transaction(user=0)
    def test_practitioner(self):
        "Only the own visits, in the list and in what is done"
        user = make_user('practitioner')
        doctor, other = make_practitioner(user=user), make_practitioner()
        mine, = self.visits(doctor, '09:00')
        foreign, = self.visits(other, '09:00')
        own, others = make_absence(doctor), make_absence(other)
        with as_staff(user):
            wizard = Resolving(own)
            self.assertEqual(len(wizard.preview()), 1)
            wizard.do()
            wizard = Resolving(others)
            self.assertEqual(wizard.preview(
                    appointments=[foreign.id], affected=[foreign.id]), [])
            wizard.data['preview'] = {'lines': [{
                        'appointment': foreign.id, 'sequence': 0,
                        'outcome': 'cancel'}]}
            with refused(NotAllowed, 'not-allowed'):
                wizard.do()
        self.assertNotEqual(fresh(mine).start, at(1, '09:00'))
        self.assertEqual(fresh(foreign).state, 'booked')
