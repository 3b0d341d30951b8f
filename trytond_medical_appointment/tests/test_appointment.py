# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people never hold the same time: what the table itself refuses, and
what a change in the Tryton clients does."""
import datetime as dt
import json
import unittest
from unittest.mock import patch

from psycopg.errors import CheckViolation
import time_machine
from trytond.exceptions import ConcurrencyException
from trytond.model.exceptions import AccessError, SQLConstraintError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    MINUTE, as_staff, at, make_appointment, make_hours, make_location,
    make_patient, make_practitioner, make_room, make_service, make_user,
    open_session, refused)
from trytond_medical_appointment.exceptions import (
    IllegalTransition, OutsideHoursWarning, OverbookingRefused, PatientBusy,
    RoomTaken, ServiceNotOffered, SlotTaken)

HOUR = 60 * MINUTE
EXCLUSIONS = {
    'practitioner_no_overlap', 'room_no_overlap', 'patient_no_overlap'}
CHECKS = {'end_after_start', 'patient_known'}


def fresh(record):
    Transaction().counter += 1
    return record.__class__(record.id)


def hold(practitioner, start, until=-HOUR, patient=None, **values):
    "A held time, by default one that ran out an hour ago"
    return make_appointment(
        practitioner, patient, start, state='pending', hold_until=(
            dt.datetime.now().replace(microsecond=0) + until), **values)


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')


class ConstraintsTestCase(TestCase):

    @with_transaction(user=0)
    def test_in_the_database(self):
        "Tryton says nothing when it cannot build one"
        cursor = Transaction().connection.cursor()
        cursor.execute(
            "SELECT conname, contype FROM pg_constraint "
            "WHERE conrelid = 'medical_appointment'::regclass "
            "AND contype IN ('x', 'c') AND convalidated")
        found = {
            (name.removeprefix('medical_appointment_'), kind)
            for name, kind in cursor}
        self.assertLessEqual({(name, 'x') for name in EXCLUSIONS}, found)
        self.assertLessEqual({(name, 'c') for name in CHECKS}, found)

    @with_transaction(user=0)
    def test_practitioner(self):
        doctor = make_practitioner(make_service(30))
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        for time in ('09:00', '08:45', '09:15', '08:31', '09:29'):
            with self.subTest(time=time), refused(SlotTaken, 'slot-taken'):
                make_appointment(doctor, make_patient(), at(1, time))

    @with_transaction(user=0)
    def test_inside_and_around(self):
        short, long = make_service(20), make_service(120)
        doctor = make_practitioner(long, short)
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        with refused(SlotTaken):
            make_appointment(
                doctor, make_patient(), at(1, '09:40'), service=short.id)
        make_appointment(
            doctor, make_patient(), at(2, '09:40'), service=short.id)
        with refused(SlotTaken):
            make_appointment(doctor, make_patient(), at(2, '09:00'))

    @with_transaction(user=0)
    def test_half_open(self):
        "One begins when the other ends: for doctor, patient and room"
        location = make_location()
        doctor = make_practitioner(make_service(30), location=location)
        ana, room = make_patient(), make_room(location)
        for time in ('09:00', '08:30', '09:30'):
            make_appointment(doctor, ana, at(1, time), room=room.id)

    @with_transaction(user=0)
    def test_other_practitioner_is_free(self):
        for doctor in (make_practitioner(), make_practitioner()):
            make_appointment(doctor, make_patient(), at(1, '09:00'))

    @with_transaction(user=0)
    def test_buffers(self):
        cleaned = make_service(
            30, buffer_before=5 * MINUTE, buffer_after=10 * MINUTE)
        doctor = make_practitioner(cleaned, make_service(30))
        plain = doctor.services[1].service.id
        visit = make_appointment(doctor, make_patient(), at(1, '09:00'))
        self.assertEqual(visit.blocked_start, at(1, '08:55'))
        self.assertEqual(visit.end, at(1, '09:30'))
        self.assertEqual(visit.blocked_end, at(1, '09:40'))
        for time in ('09:30', '09:39', '08:26'):
            with self.subTest(time=time), refused(SlotTaken):
                make_appointment(
                    doctor, make_patient(), at(1, time), service=plain)
        for time in ('09:40', '08:25'):
            make_appointment(
                doctor, make_patient(), at(1, time), service=plain)

    @with_transaction(user=0)
    def test_buffers_do_not_keep_the_patient(self):
        ana = make_patient()
        cleaned = make_practitioner(
            make_service(30, buffer_after=10 * MINUTE))
        make_appointment(cleaned, ana, at(1, '09:00'))
        make_appointment(make_practitioner(), ana, at(1, '09:30'))

    @with_transaction(user=0)
    def test_patient(self):
        ana = make_patient()
        make_appointment(make_practitioner(), ana, at(1, '09:00'))
        with refused(PatientBusy, 'patient-busy'):
            make_appointment(make_practitioner(), ana, at(1, '09:15'))

    @with_transaction(user=0)
    def test_room(self):
        location = make_location()
        room, other = make_room(location), make_room(location)
        first, second = (
            make_practitioner(location=location) for _ in range(2))
        make_appointment(first, make_patient(), at(1, '09:00'), room=room.id)
        with refused(RoomTaken, 'room-taken'):
            make_appointment(
                second, make_patient(), at(1, '09:15'), room=room.id)
        make_appointment(
            second, make_patient(), at(1, '09:15'), room=other.id)

    @with_transaction(user=0)
    def test_room_of_the_hours(self):
        "Two practitioners whose hours name one room"
        location = make_location()
        room = make_room(location)
        doctors = [make_practitioner(hours=False) for _ in range(2)]
        for doctor in doctors:
            make_hours(doctor, location, room=room)
        visit = make_appointment(doctors[0], make_patient(), at(1, '09:00'))
        self.assertEqual(visit.room, room)
        with refused(RoomTaken):
            make_appointment(doctors[1], make_patient(), at(1, '09:00'))

    @with_transaction(user=0)
    def test_freed_by_cancelling_and_absence(self):
        doctor, ana = make_practitioner(), make_patient()
        for verb in ('cancel', 'no_show'):
            visit = make_appointment(doctor, ana, at(-1, '09:00'))
            visit.apply(verb, [visit])
        make_appointment(doctor, ana, at(-1, '09:00'))

    @with_transaction(user=0)
    def test_absence_is_not_reopened_over_another(self):
        doctor = make_practitioner()
        visit = make_appointment(doctor, make_patient(), at(-1, '09:00'))
        visit.apply('no_show', [visit])
        make_appointment(doctor, make_patient(), at(-1, '09:00'))
        visit = fresh(visit)
        with refused(SlotTaken):
            visit.apply('reopen', [visit])

    @with_transaction(user=0)
    def test_checks(self):
        visit = make_appointment(
            make_practitioner(), make_patient(), at(1, '09:00'))
        for change in (
                '"end" = start', '"end" = start - interval \'1 minute\'',
                'blocked_start = start + interval \'1 minute\'',
                'blocked_end = "end" - interval \'1 minute\'',
                'patient = NULL'):
            with self.subTest(change=change), refused(CheckViolation):
                Transaction().connection.cursor().execute(
                    'UPDATE medical_appointment SET ' + change
                    + ' WHERE id = %s', (visit.id,))

    @with_transaction(user=0)
    def test_patient_required(self):
        with refused(SQLConstraintError):
            make_appointment(make_practitioner(), None, at(1, '09:00'))

    @with_transaction(user=0)
    def test_service_not_offered(self):
        with refused(ServiceNotOffered):
            make_appointment(
                make_practitioner(), make_patient(), at(1, '09:00'),
                service=make_service().id)

    @with_transaction(user=0)
    def test_two_at_once(self):
        "Neither of two contenders in one statement is stored"
        Appointment = Pool().get('medical.appointment')
        doctor = make_practitioner()
        rows = [{
                'practitioner': doctor.id, 'patient': make_patient().id,
                'service': doctor.services[0].service.id,
                'start': at(1, '09:00')} for _ in range(2)]
        with refused(SlotTaken):
            Appointment.create(rows)
        self.assertEqual(
            Appointment.search([('practitioner', '=', doctor.id)]), [])


class HoldsTestCase(TestCase):

    @with_transaction(user=0)
    def test_live_hold_keeps_the_time(self):
        doctor = make_practitioner()
        hold(doctor, at(1, '09:00'), HOUR)
        with refused(SlotTaken):
            make_appointment(doctor, make_patient(), at(1, '09:15'))

    @with_transaction(user=0)
    def test_expired_hold_is_let_go(self):
        doctor = make_practitioner()
        held = hold(doctor, at(1, '09:00'))
        far = hold(doctor, at(1, '15:00'))
        make_appointment(doctor, make_patient(), at(1, '09:15'))
        self.assertEqual(fresh(held).state, 'cancelled')
        self.assertEqual(fresh(held).sequence, 1)
        self.assertEqual(fresh(far).state, 'pending')

    @with_transaction(user=0)
    def test_expired_hold_of_the_patient_elsewhere(self):
        ana = make_patient()
        held = hold(make_practitioner(), at(1, '09:00'), patient=ana)
        make_appointment(make_practitioner(), ana, at(1, '09:00'))
        self.assertEqual(fresh(held).state, 'cancelled')

    @with_transaction(user=0)
    def test_expired_hold_of_the_room(self):
        location = make_location()
        room = make_room(location)
        first, second = (
            make_practitioner(location=location) for _ in range(2))
        held = hold(first, at(1, '09:00'), room=room.id)
        make_appointment(second, make_patient(), at(1, '09:00'), room=room.id)
        self.assertEqual(fresh(held).state, 'cancelled')

    @with_transaction(user=0)
    def test_expired_hold_gives_way_to_a_move(self):
        doctor = make_practitioner()
        held = hold(doctor, at(1, '15:00'))
        visit = make_appointment(doctor, make_patient(), at(1, '09:00'))
        visit.write([visit], {'start': at(1, '15:00')})
        self.assertEqual(fresh(held).state, 'cancelled')

    @with_transaction(user=0)
    def test_request_never_expires(self):
        doctor = make_practitioner()
        make_appointment(
            doctor, make_patient(), at(1, '09:00'), state='pending',
            requested=True)
        with refused(SlotTaken):
            make_appointment(doctor, make_patient(), at(1, '09:00'))


class OverbookingTestCase(TestCase):

    def extra(self, doctor, start, reason="Fiebre alta", **values):
        return make_appointment(
            doctor, make_patient(), start, overbooked=True,
            overbook_reason=reason, **values)

    @with_transaction(user=0)
    def test_beyond_the_regular_places(self):
        doctor, desk = make_practitioner(), make_user('front_desk')
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_staff(desk):
            extra = self.extra(doctor, at(1, '09:00'))
        self.assertEqual(extra.overbooked_by, desk)
        make_appointment(doctor, make_patient(), at(1, '09:30'))

    @with_transaction(user=0)
    def test_extra_place_takes_nobodys_time(self):
        doctor = make_practitioner()
        self.extra(doctor, at(1, '09:00'))
        make_appointment(doctor, make_patient(), at(1, '09:00'))

    @with_transaction(user=0)
    def test_patient_is_in_one_place_all_the_same(self):
        doctor, ana = make_practitioner(), make_patient()
        make_appointment(make_practitioner(), ana, at(1, '09:00'))
        with refused(PatientBusy):
            make_appointment(
                doctor, ana, at(1, '09:00'), overbooked=True,
                overbook_reason="Fiebre")

    @with_transaction(user=0)
    def test_reason(self):
        doctor = make_practitioner()
        for reason in (None, '', '  '):
            with refused(OverbookingRefused, 'overbooking-refused'):
                self.extra(doctor, at(1, '09:00'), reason)

    @with_transaction(user=0)
    def test_quota_of_the_day(self):
        doctor = make_practitioner(hours=False)
        location = make_location()
        make_hours(doctor, location, '08:00', '12:00', overbook_quota=1)
        make_hours(doctor, location, '14:00', '18:00', overbook_quota=1)
        first = self.extra(doctor, at(1, '09:00'))
        self.extra(doctor, at(1, '09:00'))
        with refused(OverbookingRefused):
            self.extra(doctor, at(1, '15:00'))
        self.extra(doctor, at(2, '09:00'))
        first.apply('cancel', [first])
        self.extra(doctor, at(1, '15:00'))

    @with_transaction(user=0)
    def test_right(self):
        doctor = make_practitioner()
        with as_staff(make_user()), patch.object(
                Pool().get('ir.model.access'), 'check'):
            with refused(OverbookingRefused):
                self.extra(doctor, at(1, '09:00'))


class CompletionTestCase(TestCase):
    "What follows from the choice of service, practitioner and start"

    @with_transaction(user=0)
    def test_computed(self):
        doctor = make_practitioner(make_service(40, price=1700))
        visit = make_appointment(
            doctor, make_patient(), at(1, '09:00'), number='X', sequence=9,
            end=at(3, '09:00'), blocked_end=at(3, '09:00'), price=1)
        self.assertRegex(visit.number, r'^LV-[2-9A-HJKMNP-Z]{6}$')
        self.assertEqual(visit.end, at(1, '09:40'))
        self.assertEqual(visit.blocked_end, at(1, '09:40'))
        self.assertEqual(visit.price, 1700)
        self.assertEqual(visit.currency.code, 'DOP')
        self.assertEqual(visit.company, doctor.company)
        self.assertEqual(visit.location, doctor.schedules[0].location)
        self.assertEqual((visit.mode, visit.sequence), ('time', 0))
        self.assertTrue(visit.uid and visit.booked_at)

    @with_transaction(user=0)
    def test_own_duration_and_price(self):
        doctor = make_practitioner(make_service(30))
        offer = doctor.services[0]
        offer.duration, offer.price = 45 * MINUTE, 2000
        offer.save()
        visit = make_appointment(doctor, make_patient(), at(1, '09:00'))
        self.assertEqual(visit.end, at(1, '09:45'))
        self.assertEqual(visit.price, 2000)

    @with_transaction(user=0)
    def test_whole_minutes(self):
        doctor = make_practitioner()
        visit = make_appointment(
            doctor, make_patient(),
            at(1, '09:00').replace(second=31, microsecond=7))
        self.assertEqual(visit.start, at(1, '09:00'))

    @with_transaction(user=0)
    def test_place_in_a_block(self):
        doctor = make_practitioner(make_service(30), hours=False)
        make_hours(
            doctor, make_location(), '08:00', '12:00', mode='arrival',
            quota=12)
        visit = make_appointment(doctor, make_patient(), at(1, '08:00'))
        self.assertEqual((visit.mode, visit.turn), ('arrival', 1))
        self.assertEqual(visit.end, at(1, '08:20'))
        later = make_appointment(doctor, make_patient(), at(1, '09:20'))
        self.assertEqual(later.turn, 5)

    @with_transaction(user=0)
    def test_outside_the_hours(self):
        "The desk is warned; the system is not"
        doctor = make_practitioner()
        make_appointment(doctor, make_patient(), at(1, '06:00'))
        ana = make_patient()
        with as_staff(make_user('front_desk')):
            with refused(OutsideHoursWarning) as warning:
                make_appointment(doctor, ana, at(1, '20:00'))
            make('res.user.warning', name=warning[0].name)
            visit = make_appointment(doctor, ana, at(1, '20:00'))
        self.assertEqual(visit.mode, 'time')

    @with_transaction(user=0)
    def test_state_at_birth(self):
        "The desk makes booked visits and no others"
        doctor, ana = make_practitioner(), make_patient()
        with as_staff(make_user('front_desk')):
            for state in ('fulfilled', 'arrived', 'cancelled', 'noshow'):
                with self.subTest(state=state), refused(AccessError):
                    make_appointment(
                        doctor, ana, at(1, '09:00'), state=state)
            make_appointment(doctor, ana, at(1, '09:00'), state='booked')


def make(*args, **kwargs):
    from tests.builders import make
    from trytond.transaction import without_check_access
    with without_check_access():
        return make(*args, **{'user': Transaction().user, **kwargs})


class DeskTestCase(TestCase):
    "A change in the Tryton clients"

    def build(self):
        self.doctor = make_practitioner(
            make_service(30, buffer_after=10 * MINUTE))
        self.ana = make_patient()
        contact = Pool().get('party.contact_mechanism')(
            party=self.ana.party, type='email', value='ana@example.com')
        contact.save()
        self.visit = make_appointment(self.doctor, self.ana, at(3, '09:00'))
        self.desk = make_user('front_desk')

    def move(self, visit=None, **values):
        with as_staff(self.desk):
            visit, = Pool().get('medical.appointment').search(
                [('id', '=', (visit or self.visit).id)])
            visit.write([visit], values)
        return fresh(visit)

    def messages(self):
        Notification = Pool().get('medical.notification')
        return [(n.kind, n.sequence, n.state) for n in Notification.search(
                [('appointment', '=', self.visit.id)],
                order=[('id', 'ASC')])]

    @with_transaction(user=0)
    def test_move(self):
        self.build()
        self.visit.apply('confirm', [self.visit])
        visit = self.move(start=at(4, '10:00'))
        self.assertEqual(visit.end, at(4, '10:30'))
        self.assertEqual(visit.blocked_end, at(4, '10:40'))
        self.assertEqual((visit.sequence, visit.told_sequence), (2, 2))
        self.assertEqual(visit.moved_by, self.desk)
        self.assertIsNone(visit.confirmed_at)
        self.assertEqual(self.messages(), [
                ('confirmation', 0, 'cancelled'),
                ('reminder', 0, 'cancelled'),
                ('moved', 2, 'queued'), ('reminder', 2, 'queued')])

    @with_transaction(user=0)
    def test_another_practitioner(self):
        self.build()
        service = self.doctor.services[0].service
        other = make_practitioner(service)
        visit = self.move(practitioner=other.id)
        self.assertEqual(visit.practitioner, other)
        self.assertEqual(visit.location, other.schedules[0].location)

    @with_transaction(user=0)
    def test_another_service(self):
        self.build()
        long = make_service(60)
        make_offer(self.doctor, long)
        visit = self.move(service=long.id)
        self.assertEqual(visit.end, at(3, '10:00'))
        self.assertEqual(visit.sequence, 1)

    @with_transaction(user=0)
    def test_note_is_no_move(self):
        self.build()
        visit = self.move(note="Llega en taxi")
        self.assertEqual((visit.sequence, visit.told_sequence), (1, 0))
        self.assertEqual(self.messages(), [
                ('confirmation', 0, 'queued'), ('reminder', 0, 'queued')])

    @with_transaction(user=0)
    def test_client_that_saw_it_before(self):
        "is refused, whether it writes or presses a button"
        self.build()
        Appointment = Pool().get('medical.appointment')
        key = '%s,%d' % (Appointment.__name__, self.visit.id)
        seen = Appointment.read([self.visit.id], ['_timestamp'])[0]
        before = str(float(seen['_timestamp']) - 1)
        self.move(note="Llega en taxi")
        for change in (
                lambda v: v.write([v], {'note': "En guagua"}),
                lambda v: v.confirm([v]), lambda v: v.cancel([v])):
            with as_staff(self.desk):
                Transaction().timestamp = {key: before}
                with refused(ConcurrencyException):
                    change(fresh(self.visit))
        Transaction().timestamp = {}
        visit = fresh(self.visit)
        self.assertEqual(
            (visit.note, visit.state, visit.confirmed_at, visit.sequence),
            ("Llega en taxi", 'booked', None, 1))

    @with_transaction(user=0)
    def test_late_is_told_once_to_who_confirmed(self):
        "and the reminder stays true: messages have a number of their own"
        self.build()
        Notification = Pool().get('medical.notification')
        with time_machine.travel(
                self.visit.start - dt.timedelta(hours=1), tick=False):
            Notification.tell_late(self.doctor.id, 30)
            self.visit.apply('confirm', [self.visit])
            Notification.tell_late(self.doctor.id, 30)
        told = self.messages()
        self.assertEqual(told.count(('late', 0, 'queued')), 1)
        self.assertEqual([k for k, _, _ in told].count('late'), 1)
        self.assertIn(('reminder', 0, 'queued'), told)

    @with_transaction(user=0)
    def test_day_as_text(self):
        "as a client or a domain of an action may send it"
        self.build()
        Appointment = Pool().get('medical.appointment')
        day = self.visit.day
        for clause, found in (
                (('day', '=', day), True), (('day', '=', str(day)), True),
                (('day', '=', '%s 00:00:00' % day), True),
                (('day', '>', str(day)), False),
                (('day', 'in', [str(day)]), True),
                (('day', 'not in', [str(day)]), False),
                (('day', '=', ''), False), (('day', '=', None), False)):
            with self.subTest(clause=clause):
                self.assertEqual(
                    bool(Appointment.search([clause])), found)

    @with_transaction(user=0)
    def test_over_another(self):
        self.build()
        make_appointment(self.doctor, make_patient(), at(3, '11:00'))
        with refused(SlotTaken):
            self.move(start=at(3, '10:30'))
        self.assertEqual(fresh(self.visit).start, at(3, '09:00'))

    @with_transaction(user=0)
    def test_swap_needs_two_steps(self):
        "Each row is checked as it is written"
        self.build()
        other = make_appointment(
            self.doctor, make_patient(), at(3, '11:00'))
        with refused(SlotTaken):
            self.visit.write(
                [self.visit], {'start': at(3, '11:00')},
                [other], {'start': at(3, '09:00')})

    @with_transaction(user=0)
    def test_what_is_over_is_not_moved(self):
        self.build()
        for verb in ('arrive', 'start', 'finish'):
            with time_machine.travel(self.visit.start, tick=False):
                self.visit.apply(verb, [self.visit])
            self.visit = fresh(self.visit)
            with self.subTest(verb=verb), refused(IllegalTransition):
                self.move(start=at(4, '10:00'))

    @with_transaction(user=0)
    def test_outside_hours(self):
        self.build()
        with refused(OutsideHoursWarning):
            self.move(start=at(4, '22:00'))

    @with_transaction(user=0)
    def test_computed_is_not_written(self):
        "Nobody gives a part of a visit's time to another"
        self.build()
        for name, value in (
                ('blocked_end', at(3, '09:01')), ('end', at(3, '09:01')),
                ('blocked_start', at(3, '09:00')), ('sequence', 0),
                ('number', 'LV-222222'), ('turn', 1), ('mode', 'arrival'),
                ('arrived_at', at(3, '09:00')), ('hold_until', at(1, '09:00')),
                ('state', 'fulfilled')):
            with self.subTest(name=name), refused(AccessError):
                self.move(**{name: value})

    @with_transaction(user=0)
    def test_end_that_the_client_computed(self):
        "comes with the start and is computed again"
        self.build()
        visit = self.move(start=at(4, '10:00'), end=at(4, '10:01'))
        self.assertEqual(visit.end, at(4, '10:30'))


def make_offer(doctor, service):
    offer = Pool().get('medical.practitioner.service')(
        practitioner=doctor, service=service)
    offer.save()


class TraceTestCase(TestCase):
    "What a change leaves behind"

    @with_transaction(user=0)
    def test_audit(self):
        doctor, desk = make_practitioner(), make_user('front_desk')
        ana = make_patient()
        with as_staff(desk):
            visit = make_appointment(doctor, ana, at(1, '09:00'))
            visit.write([visit], {'start': at(1, '10:00')})
        rows = Pool().get('medical.audit').search(
            [('record', '=', str(visit))], order=[('id', 'ASC')])
        self.assertEqual(
            [r.action for r in rows], ['book', 'reschedule'])
        self.assertEqual({r.actor for r in rows}, {str(desk)})
        changes = json.loads(rows[1].changes)
        self.assertEqual(
            changes['start'], [str(at(1, '09:00')), str(at(1, '10:00'))])

    @with_transaction(user=0)
    def test_audit_only_grows(self):
        doctor = make_practitioner()
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        Audit = Pool().get('medical.audit')
        rows = Audit.search([])
        for change in (
                lambda: Audit.write(rows, {'actor': None}),
                lambda: Audit.delete(rows), lambda: Audit.copy(rows)):
            with self.assertRaises(Exception) as raised:
                change()
            self.assertEqual(raised.exception.error_code, 'append-only')

    @with_transaction(user=0)
    def test_history(self):
        visit = make_appointment(
            make_practitioner(), make_patient(), at(1, '09:00'))
        with time_machine.travel(visit.start, tick=False):
            visit.apply('arrive', [visit])
        history = visit.__table_history__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*history.select(
                history.state, where=history.id == visit.id))
        self.assertEqual(
            {state for state, in cursor}, {'booked', 'arrived'})

    @with_transaction(user=0)
    def test_live_event_names_nobody(self):
        told = []
        doctor, ana = make_practitioner(), make_patient("Zunilda")
        cursor = type(Transaction().connection.cursor())
        execute = cursor.execute

        def spy(self, query, params=None, **kwargs):
            if 'pg_notify' in str(query) and params:
                told.append(str(params))
            return execute(self, query, params, **kwargs)
        with patch.object(cursor, 'execute', spy):
            make_appointment(doctor, ana, at(1, '09:00'), reason="Dolor")
        self.assertTrue(any('clinic_events' in t for t in told))
        self.assertFalse(
            [t for t in told if 'Zunilda' in t or 'Dolor' in t])


class LocksTestCase(TestCase):

    @with_transaction(user=0)
    def test_always_in_one_order(self):
        "Practitioner, patient, room; by number within each"
        location = make_location()
        rooms = [make_room(location) for _ in range(2)]
        doctors = [make_practitioner(location=location) for _ in range(2)]
        patients = [make_patient() for _ in range(2)]
        Appointment = Pool().get('medical.appointment')
        with patch.object(Appointment, 'lock_keys') as lock_keys:
            Appointment.create([{
                        'practitioner': doctor.id, 'patient': patient.id,
                        'room': room.id, 'start': at(1, '09:00'),
                        'service': doctor.services[0].service.id}
                    for doctor, patient, room in zip(
                        doctors[::-1], patients[::-1], rooms[::-1])])
        keys, = lock_keys.call_args.args
        self.assertEqual(keys, sorted(keys))
        classes = sorted({class_ for class_, _ in keys})
        self.assertEqual(
            [[n for c, n in keys if c == class_] for class_ in classes],
            [[r.id for r in kind] for kind in (doctors, patients, rooms)])

    @with_transaction(user=0)
    def test_held_until_the_end(self):
        doctor = make_practitioner()
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        self.assertFalse(self.free(doctor))

    @with_transaction(user=0)
    def test_taken_by_a_move(self):
        doctor = make_practitioner()
        Appointment = Pool().get('medical.appointment')
        with patch.object(Appointment, 'lock_keys'):
            visit = make_appointment(doctor, make_patient(), at(1, '09:00'))
        self.assertTrue(self.free(doctor))
        visit.write([visit], {'start': at(1, '10:00')})
        self.assertFalse(self.free(doctor))

    def free(self, doctor):
        from trytond_medical_appointment.appointment import LOCK_PRACTITIONER
        with Transaction().new_transaction():
            cursor = Transaction().connection.cursor()
            cursor.execute(
                'SELECT pg_try_advisory_xact_lock(%s, %s)',
                (LOCK_PRACTITIONER, doctor.id))
            return cursor.fetchone()[0]


class FastPathTestCase(TestCase):
    "`insert` leaves what `create` leaves"

    @with_transaction(user=0)
    def test_same_row(self):
        doctor = make_practitioner(make_service(30))
        Appointment = Pool().get('medical.appointment')
        rows = []
        for patient, method in (
                (make_patient(), self.create), (make_patient(), self.insert)):
            id_ = method({
                    'practitioner': doctor.id, 'patient': patient.id,
                    'service': doctor.services[0].service.id,
                    'start': at(1, '09:00'), 'reason': "Tos",
                    'portal_session': open_session()})
            rows.append(self.row(id_))
            visit = Appointment(id_)
            visit.apply('cancel', [visit])
        self.assertEqual(*rows)

    def create(self, values):
        return Pool().get('medical.appointment').create([values])[0].id

    def insert(self, values):
        return Pool().get('medical.appointment').insert(values)[0]

    def row(self, id_):
        cursor = Transaction().connection.cursor()
        own = {
            'id', 'number', 'uid', 'patient', 'portal_session', 'booked_at',
            'create_date', 'write_date', 'write_uid'}
        counts = []
        for query in (
                'SELECT count(*) FROM medical_appointment__history '
                'WHERE id = %s',
                "SELECT count(*) FROM medical_audit WHERE record = "
                "'medical.appointment,' || %s",
                'SELECT count(*) FROM medical_notification '
                'WHERE appointment = %s'):
            cursor.execute(query, (id_,))
            counts += cursor.fetchone()
        cursor.execute('SELECT * FROM medical_appointment WHERE id = %s',
            (id_,))
        names = [column.name for column in cursor.description]
        stored = dict(zip(names, cursor.fetchone()))
        return {k: v for k, v in stored.items() if k not in own}, counts

    @with_transaction(user=0)
    def test_same_refusals(self):
        location = make_location()
        room = make_room(location)
        doctor, other = (
            make_practitioner(location=location) for _ in range(2))
        ana = make_patient()
        make_appointment(doctor, ana, at(1, '09:00'), room=room.id)
        for error, practitioner, patient, where in (
                (SlotTaken, doctor, make_patient(), {'room': None}),
                (PatientBusy, other, ana, {}),
                (RoomTaken, other, make_patient(), {'room': room.id})):
            with self.subTest(error=error), refused(error):
                self.insert({
                        'practitioner': practitioner.id,
                        'patient': patient.id, 'start': at(1, '09:15'),
                        'service': practitioner.services[0].service.id,
                        **where})
