# SPDX-License-Identifier: GPL-3.0-or-later
"""Booking as the web asks for it: who may, what is offered, once only."""
import datetime as dt
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    MINUTE, as_guest, as_patient, as_public, as_sender, as_staff, at, free_slot, make,
    make_account, make_appointment, make_hours, make_location, make_patient,
    make_practitioner, make_service, make_user, open_session, person, refused)
from trytond_medical_appointment.exceptions import (
    IdempotencyConflict, NotAllowed, NotFound, OverbookingRefused,
    PatientBusy, PersonIncomplete, ServiceNotOffered, SlotNotOffered,
    SlotTaken, TooManyBookings)

HOUR = 60 * MINUTE


def book(doctor, start, idempotency=None, **values):
    return Pool().get('medical.appointment').book({
            'service': doctor.services[0].service.id,
            'practitioner': doctor.id, 'start': start, **values}, idempotency)


def hold(doctor, start):
    return Pool().get('medical.appointment').hold(
        doctor.services[0].service.id, doctor.id, start)


def make_block(quota, **service):
    "A practitioner with a tanda from 08:00 to 12:00"
    doctor = make_practitioner(make_service(30, **service), hours=False)
    make_hours(
        doctor, make_location(), '08:00', '12:00', mode='arrival',
        quota=quota)
    return doctor


def key(body='a', name='k1', subject='guest:1'):
    return {
        'subject': subject, 'route': 'POST /appointments', 'key': name,
        'body_hash': body}


def record(response):
    Transaction().counter += 1
    return Pool().get('medical.appointment')(response['id'])


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')


class WhoBooksTestCase(TestCase):

    @with_transaction(user=0)
    def test_guest(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            done = book(doctor, at(1, '09:00'), person=person(
                    email='juana@example.com'), reason="Tos")
        response = done['response']
        self.assertFalse(done['replay'])
        self.assertEqual(response['state'], 'booked')
        self.assertEqual(response['start'], at(1, '09:00'))
        self.assertEqual(response['patient_name'], "Juana")
        self.assertEqual(
            set(response['can']), {'confirm', 'cancel', 'reschedule'})
        visit = record(response)
        self.assertEqual(visit.origin, 'web')
        self.assertEqual(visit.portal_session.id, session)
        self.assertEqual(
            str(visit.booked_by), 'medical.portal.session,%d' % session)
        self.assertTrue(visit.patient.to_verify)
        self.assertEqual(visit.patient.phone, '+1 809-555-0134')
        # Nothing of the visit goes to an address that nobody has proven
        self.assertIsNone(visit.patient.email)
        self.assertEqual([(n.kind, n.recipient) for n in Pool().get(
                    'medical.notification').search([])],
            [('email_verification', 'juana@example.com')])

    @with_transaction(user=0)
    def test_answer_is_what_is_stored(self):
        "Replays, later reads and the first answer agree"
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            response = book(
                doctor, at(1, '09:00'), person=person())['response']
            self.assertEqual(
                Pool().get('medical.appointment').details(response['id']),
                response)

    @with_transaction(user=0)
    def test_guest_sees_only_the_own(self):
        doctor = make_practitioner()
        with as_guest(open_session()):
            response = book(
                doctor, at(1, '09:00'), person=person())['response']
        with as_guest(open_session()), refused(NotFound):
            Pool().get('medical.appointment').details(response['id'])

    @with_transaction(user=0)
    def test_incomplete_person(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            for name in ('name', 'phone', 'birth_date'):
                with self.subTest(without=name), refused(PersonIncomplete):
                    book(doctor, at(1, '09:00'), person=person(**{name: None}))
            with refused(PersonIncomplete):
                book(doctor, at(1, '09:00'))

    @with_transaction(user=0)
    def test_known_patient_is_matched_and_not_told(self):
        doctor = make_practitioner()
        known = make_patient(
            party=None, first_name="Juana María", surname="Peralta",
            second_surname="Gil", birth_date=dt.date(1984, 5, 17),
            phone='(809) 555 0134')
        with as_guest(open_session()):
            matched = book(
                doctor, at(1, '09:00'), person=person())['response']
            unknown = book(
                doctor, at(1, '10:00'), person=person(
                    birth_date=dt.date(1984, 5, 18)))['response']
        self.assertEqual(record(matched).patient, known)
        self.assertFalse(record(matched).patient.to_verify)
        self.assertNotEqual(record(unknown).patient, known)
        own = {'id', 'number', 'start', 'end', 'uid'}
        self.assertEqual(*(
                {k: v for k, v in response.items() if k not in own}
                for response in (matched, unknown)))

    @with_transaction(user=0)
    def test_guest_learns_nothing_of_the_record(self):
        "Neither its names nor its number, at once or later"
        doctor = make_practitioner()
        make_patient(
            party=None, first_name="Juana María", surname="Peralta",
            second_surname="Gil", birth_date=dt.date(1984, 5, 17),
            phone='809-555-0134')
        session = open_session()
        with as_guest(session):
            response = book(
                doctor, at(1, '09:00'), person=person())['response']
            again = Pool().get('medical.appointment').details(response['id'])
        for shown in (response, again):
            self.assertEqual(shown['patient_name'], "Juana")
            self.assertIsNone(shown['patient'])

    @with_transaction(user=0)
    def test_patient(self):
        doctor, ana = make_practitioner(), make_patient()
        with as_patient(make_account(ana)):
            response = book(doctor, at(1, '09:00'))['response']
        visit = record(response)
        self.assertEqual(visit.patient, ana)
        self.assertEqual(visit.booked_by_party, ana.party)
        self.assertFalse(ana.to_verify)

    @with_transaction(user=0)
    def test_dependant(self):
        doctor, ana, eva = make_practitioner(), make_patient(), make_patient()
        with as_patient(make_account(ana, eva)):
            response = book(doctor, at(1, '09:00'), patient=eva.id)
        self.assertEqual(record(response['response']).patient, eva)

    @with_transaction(user=0)
    def test_not_for_a_stranger(self):
        doctor, beto = make_practitioner(), make_patient()
        with as_patient(make_account(make_patient())):
            for patient in (beto.id, 10 ** 8):
                with refused(NotFound, 'not-found'):
                    book(doctor, at(1, '09:00'), patient=patient)

    @with_transaction(user=0)
    def test_guest_names_no_record(self):
        doctor, beto = make_practitioner(), make_patient()
        with as_guest(open_session()), refused(PersonIncomplete):
            book(doctor, at(1, '09:00'), patient=beto.id)
        with as_guest(open_session()), refused(NotFound):
            book(doctor, at(1, '09:00'), patient=beto.id, person=person())

    @with_transaction(user=0)
    def test_staff(self):
        doctor, ana = make_practitioner(), make_patient()
        desk = make_user('front_desk')
        with as_staff(desk):
            response = book(
                doctor, at(1, '09:00'), patient=ana.id, origin='phone')
        visit = record(response['response'])
        self.assertEqual((visit.patient, visit.origin), (ana, 'phone'))
        self.assertEqual(visit.booked_by, desk)

    @with_transaction(user=0)
    def test_nobody_else(self):
        "An accountant, a visitor without session, the sender"
        doctor, ana = make_practitioner(), make_patient()
        for caller, values in (
                (as_staff(make_user()), {'patient': ana.id}),
                (as_public(), {'person': person()}),
                (as_sender(), {'person': person()})):
            with caller, refused(NotAllowed, 'not-allowed'):
                book(doctor, at(1, '09:00'), **values)

    @with_transaction(user=0)
    def test_patient_is_busy(self):
        ana = make_patient()
        make_appointment(make_practitioner(), ana, at(1, '09:00'))
        doctor = make_practitioner()
        with as_patient(make_account(ana)), refused(PatientBusy):
            book(doctor, at(1, '09:00'))

    @with_transaction(user=0)
    def test_needs_approval(self):
        doctor = make_practitioner(make_service(30, needs_approval=True))
        desk, ana = make_user('front_desk'), make_patient()
        with as_guest(open_session()):
            asked = book(doctor, at(1, '09:00'), person=person())['response']
        self.assertEqual(asked['state'], 'pending')
        self.assertTrue(asked['requested'])
        self.assertIsNone(asked['hold_until'])
        with as_staff(desk):
            told = book(doctor, at(1, '10:00'), patient=ana.id)['response']
            done = Pool().get('medical.appointment').act(
                asked['id'], 'approve')
        self.assertEqual((told['state'], done['state']), ('booked',) * 2)


class OfferTestCase(TestCase):

    def why(self, doctor, start, caller=None):
        session = open_session()
        with caller or as_guest(session), refused(
                SlotNotOffered, 'slot-not-offered') as error:
            book(doctor, start, person=person())
        return error[0].data['why']

    @with_transaction(user=0)
    def test_reasons(self):
        doctor = make_practitioner(make_service(
                30, minimum_notice=48 * HOUR, maximum_horizon=30))
        for start, why in (
                (at(-1, '09:00'), 'past'), (at(1, '09:00'), 'notice'),
                (at(40, '09:00'), 'horizon'), (at(3, '19:00'), 'closed'),
                (at(3, '17:45'), 'closed'), (at(3, '09:10'), 'grid')):
            with self.subTest(why=why, start=start):
                self.assertEqual(self.why(doctor, start), why)

    @with_transaction(user=0)
    def test_staff_are_bound_by_the_clock_only(self):
        doctor = make_practitioner(make_service(
                30, minimum_notice=48 * HOUR, maximum_horizon=30))
        desk, ana = make_user('front_desk'), make_patient()
        self.assertEqual(
            self.why(doctor, at(-1, '09:00'), as_staff(desk)), 'past')
        with as_staff(desk):
            for days in (1, 40):
                book(doctor, at(days, '09:00'), patient=ana.id)

    @with_transaction(user=0)
    def test_absence_and_holiday(self):
        doctor = make_practitioner()
        make('medical.schedule.exception', kind='absence',
            practitioner=doctor, start=at(2, '08:00'), end=at(2, '12:00'))
        make('medical.holiday', name="Fiesta", company=doctor.company,
            date=dt.date.today() + dt.timedelta(days=5))
        self.assertEqual(self.why(doctor, at(2, '09:00')), 'closed')
        self.assertEqual(self.why(doctor, at(5, '12:00')), 'closed')
        with as_guest(open_session()):
            book(doctor, at(2, '12:00'), person=person())

    @with_transaction(user=0)
    def test_service_of_another(self):
        doctor, other = make_practitioner(), make_practitioner()
        with as_guest(open_session()), refused(ServiceNotOffered):
            book(doctor, at(1, '09:00'), person=person(),
                service=other.services[0].service.id)

    @with_transaction(user=0)
    def test_not_online(self):
        hidden = make_practitioner(make_service(30, online=False))
        absent = make_practitioner(online=False)
        ana = make_patient()
        with as_guest(open_session()):
            with refused(NotFound):
                book(hidden, at(1, '09:00'), person=person())
            with refused(ServiceNotOffered):
                book(absent, at(1, '09:00'), person=person())
        with as_staff(make_user('front_desk')):
            book(hidden, at(1, '09:00'), patient=ana.id)
            book(absent, at(1, '10:00'), patient=ana.id)

    @with_transaction(user=0)
    def test_unknown(self):
        doctor = make_practitioner()
        with as_guest(open_session()):
            for values in (
                    {'service': 10 ** 8}, {'practitioner': 10 ** 8},
                    {'location': 10 ** 8}):
                with self.subTest(values=values), refused(NotFound):
                    book(doctor, at(1, '09:00'), person=person(), **values)

    @with_transaction(user=0)
    def test_lost_race_names_three_others(self):
        doctor = make_practitioner(make_service(30))
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_guest(open_session()), refused(SlotTaken) as error:
            book(doctor, at(1, '09:00'), person=person())
        slots = error[0].data['alternatives']['slots']
        starts = {
            dt.datetime(1970, 1, 1) + dt.timedelta(seconds=s['start'])
            for s in slots}
        self.assertEqual(starts, {
                at(1, '08:00'), at(1, '08:30'), at(1, '09:30')})

    @with_transaction(user=0)
    def test_every_slot_on_offer_can_be_booked(self):
        doctor = make_practitioner(make_service(
                50, buffer_after=10 * MINUTE, step=60 * MINUTE))
        seen = []
        with as_guest(open_session()):
            while True:
                try:
                    start = free_slot(doctor)
                except IndexError:
                    break
                day = dt.date(1970, 1, 1) + dt.timedelta(days=len(seen))
                book(doctor, start, person=person(birth_date=day))
                seen.append(start)
        self.assertEqual(len(seen), 10)
        self.assertEqual(len(set(seen)), 10)


class HoldTestCase(TestCase):

    @with_transaction(user=0)
    def test_hold_then_book(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            held = hold(doctor, at(1, '09:00'))
            self.assertEqual(held['state'], 'pending')
            left = held['hold_until'] - dt.datetime.now()
            self.assertLess(abs(left - 10 * MINUTE), MINUTE)
            done = book(
                doctor, at(1, '09:00'), hold=held['id'], person=person())
        response = done['response']
        self.assertEqual(response['id'], held['id'])
        self.assertEqual(response['number'], held['number'])
        self.assertEqual(response['state'], 'booked')
        self.assertIsNone(response['hold_until'])
        self.assertEqual(record(response).patient.rec_name, "Juana Peralta")

    @with_transaction(user=0)
    def test_own_hold_is_found_without_its_number(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            held = hold(doctor, at(1, '09:00'))
            done = book(doctor, at(1, '09:00'), person=person())
        self.assertEqual(done['response']['id'], held['id'])

    @with_transaction(user=0)
    def test_kept_from_others(self):
        doctor = make_practitioner()
        with as_guest(open_session()):
            held = hold(doctor, at(1, '09:00'))
        with as_guest(open_session()):
            for values in ({}, {'hold': held['id']}):
                with refused(SlotTaken):
                    book(doctor, at(1, '09:00'), person=person(), **values)
            with refused(SlotTaken):
                hold(doctor, at(1, '09:00'))

    @with_transaction(user=0)
    def test_one_for_each_person(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            first = hold(doctor, at(1, '09:00'))
            second = hold(doctor, at(1, '10:00'))
            again = hold(doctor, at(1, '10:00'))
        self.assertEqual(
            [record(h).state for h in (first, second, again)],
            ['cancelled', 'cancelled', 'pending'])

    @with_transaction(user=0)
    def test_another_time_lets_the_hold_go(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            held = hold(doctor, at(1, '09:00'))
            book(doctor, at(1, '11:00'), hold=held['id'], person=person())
        self.assertEqual(record(held).state, 'cancelled')

    @with_transaction(user=0)
    def test_release(self):
        Appointment = Pool().get('medical.appointment')
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            held = hold(doctor, at(1, '09:00'))
        with as_guest(open_session()), refused(NotFound):
            Appointment.release(held['id'])
        with as_guest(session):
            Appointment.release(held['id'])
        self.assertEqual(record(held).state, 'cancelled')
        self.assertEqual(free_slot(doctor, number=2), at(1, '09:00'))

    @with_transaction(user=0)
    def test_ran_out_meanwhile(self):
        "and nobody took the time: booked all the same"
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            held = hold(doctor, at(1, '09:00'))
        visit = record(held)
        visit.hold_until = dt.datetime.now().replace(microsecond=0) - MINUTE
        visit.save()
        with as_guest(session):
            done = book(
                doctor, at(1, '09:00'), hold=held['id'], person=person())
        self.assertEqual(done['response']['state'], 'booked')

    @with_transaction(user=0)
    def test_not_for_visitors_without_session_nor_staff(self):
        doctor = make_practitioner()
        for caller in (as_public(), as_staff(make_user('front_desk'))):
            with caller, refused(NotAllowed):
                hold(doctor, at(1, '09:00'))

    @with_transaction(user=0)
    def test_held_time_is_not_on_offer(self):
        doctor = make_practitioner()
        with as_guest(open_session()):
            hold(doctor, at(1, '08:00'))
        self.assertEqual(free_slot(doctor), at(1, '08:30'))


class BlockTestCase(TestCase):
    "A tanda: any start in it stands for its next place"

    @with_transaction(user=0)
    def test_next_place(self):
        doctor = make_block(8)
        turns = []
        with as_guest(open_session()):
            for day, time in enumerate(('08:00', '08:00', '11:30'), 1):
                response = book(
                    doctor, at(1, time), person=person(
                        birth_date=dt.date(1980, 1, day)))['response']
                turns.append((response['turn'], response['start']))
        self.assertEqual(turns, [
                (1, at(1, '08:00')), (2, at(1, '08:30')),
                (3, at(1, '09:00'))])

    @with_transaction(user=0)
    def test_freed_place_is_given_again(self):
        doctor = make_block(8)
        visits = [
            make_appointment(doctor, make_patient(), at(1, time))
            for time in ('08:00', '08:30')]
        visits[0].apply('cancel', [visits[0]])
        with as_guest(open_session()):
            response = book(
                doctor, at(1, '08:00'), person=person())['response']
        self.assertEqual(response['turn'], 1)

    @with_transaction(user=0)
    def test_full(self):
        doctor = make_block(2)
        for time in ('08:00', '10:00'):
            make_appointment(doctor, make_patient(), at(1, time))
        with as_guest(open_session()), refused(SlotTaken):
            book(doctor, at(1, '08:00'), person=person())
        found = Pool().get('medical.appointment').availability(
            doctor.services[0].service.id, doctor.id)
        self.assertNotIn(
            at(1, '08:00'), [
                dt.datetime(1970, 1, 1) + dt.timedelta(
                    seconds=s['block_start']) for s in found['slots']])

    @with_transaction(user=0)
    def test_hold_in_a_block(self):
        doctor, session = make_block(8), open_session()
        with as_guest(session):
            held = hold(doctor, at(1, '08:00'))
            done = book(
                doctor, at(1, '08:00'), hold=held['id'], person=person())
        self.assertEqual(done['response']['id'], held['id'])
        self.assertEqual(done['response']['turn'], 1)


class OnceTestCase(TestCase):
    "Idempotency-Key: in the booking's own transaction"

    @with_transaction(user=0)
    def test_replay(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            first = book(doctor, at(1, '09:00'), key(), person=person())
            again = book(doctor, at(1, '09:00'), key(), person=person())
        self.assertTrue(again['replay'])
        self.assertEqual(again['response'], first['response'])
        self.assertEqual(self.count(doctor), 1)

    def count(self, doctor):
        return Pool().get('medical.appointment').search_count(
            [('practitioner', '=', doctor.id)])

    @with_transaction(user=0)
    def test_replay_after_a_change(self):
        "gives what was answered, not what became of it"
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            first = book(doctor, at(1, '09:00'), key(), person=person())
            Pool().get('medical.appointment').act(
                first['response']['id'], 'cancel')
            again = book(doctor, at(1, '09:00'), key(), person=person())
        self.assertEqual(again['response'], first['response'])

    @with_transaction(user=0)
    def test_other_body(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            book(doctor, at(1, '09:00'), key(), person=person())
            with refused(IdempotencyConflict, 'idempotency-conflict'):
                book(doctor, at(1, '10:00'), key('b'), person=person())
        self.assertEqual(self.count(doctor), 1)

    @with_transaction(user=0)
    def test_other_person(self):
        "may use the same key"
        doctor = make_practitioner()
        for subject, time in (('guest:1', '09:00'), ('guest:2', '10:00')):
            with as_guest(open_session()):
                done = book(
                    doctor, at(1, time), key(subject=subject),
                    person=person())
            self.assertFalse(done['replay'])

    @with_transaction(user=0)
    def test_stored_with_the_booking(self):
        "A refused booking leaves no answer behind"
        doctor = make_practitioner()
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_guest(open_session()):
            with refused(SlotTaken):
                book(doctor, at(1, '09:00'), key(), person=person())
            done = book(doctor, at(1, '10:00'), key('b'), person=person())
        self.assertFalse(done['replay'])
        row, = Pool().get('medical.idempotency').search([])
        self.assertEqual(row.appointment.id, done['response']['id'])

    @with_transaction(user=0)
    def test_hold_that_is_filled(self):
        doctor, session = make_practitioner(), open_session()
        with as_guest(session):
            hold(doctor, at(1, '09:00'))
            first = book(doctor, at(1, '09:00'), key(), person=person())
            again = book(doctor, at(1, '09:00'), key(), person=person())
        self.assertEqual(again['response'], first['response'])


class LimitTestCase(TestCase):

    def fill(self, ana, count=5):
        doctor = make_practitioner()
        for day in range(1, count + 1):
            make_appointment(doctor, ana, at(day, '09:00'))
        return doctor

    @with_transaction(user=0)
    def test_too_many(self):
        ana = make_patient()
        doctor = self.fill(ana)
        with as_patient(make_account(ana)), refused(
                TooManyBookings, 'too-many-bookings') as error:
            book(doctor, at(9, '09:00'))
        self.assertIn('5', str(error[0]))

    @with_transaction(user=0)
    def test_past_and_cancelled_do_not_count(self):
        ana = make_patient()
        doctor = self.fill(ana, 4)
        make_appointment(doctor, ana, at(-1, '09:00'))
        gone = make_appointment(doctor, ana, at(6, '09:00'))
        gone.apply('cancel', [gone])
        with as_patient(make_account(ana)):
            book(doctor, at(9, '09:00'))

    @with_transaction(user=0)
    def test_desk_is_not_bound(self):
        ana = make_patient()
        doctor = self.fill(ana)
        with as_staff(make_user('front_desk')):
            book(doctor, at(9, '09:00'), patient=ana.id)


class ExtraPlaceTestCase(TestCase):
    "Sobreturno"

    def build(self):
        self.doctor = make_practitioner(user=make_user('practitioner'))
        self.ana = make_patient()
        make_appointment(self.doctor, make_patient(), at(1, '09:00'))

    def extra(self, reason="Fiebre alta", **values):
        return book(
            self.doctor, at(1, '09:00'), overbook_reason=reason,
            **{'patient': self.ana.id, **values})

    @with_transaction(user=0)
    def test_staff(self):
        self.build()
        with as_staff(make_user('front_desk')):
            response = self.extra()['response']
        self.assertTrue(response['overbooked'])
        with as_staff(self.doctor.user), refused(OverbookingRefused):
            self.extra(person=person(), patient=None)  # the day's only one

    @with_transaction(user=0)
    def test_patients_and_guests(self):
        self.build()
        with as_patient(make_account(self.ana)), refused(NotAllowed):
            self.extra()
        with as_guest(open_session()), refused(NotAllowed):
            self.extra(person=person(), patient=None)

    @with_transaction(user=0)
    def test_staff_without_role(self):
        self.build()
        with as_staff(make_user()), refused(NotAllowed):
            self.extra()


class MoveTestCase(TestCase):

    @with_transaction(user=0)
    def test_patient_moves_to_what_is_offered(self):
        Appointment = Pool().get('medical.appointment')
        doctor, ana = make_practitioner(), make_patient()
        visit = make_appointment(doctor, ana, at(2, '09:00'))
        make_appointment(doctor, make_patient(), at(2, '10:00'))
        with as_patient(make_account(ana)):
            for start, error in (
                    (at(2, '10:00'), SlotTaken),
                    (at(2, '20:00'), SlotNotOffered),
                    (at(-1, '09:00'), SlotNotOffered)):
                with self.subTest(start=start), refused(error):
                    Appointment.act(
                        visit.id, 'reschedule', values={'start': start})
            moved = Appointment.act(
                visit.id, 'reschedule', values={'start': at(2, '11:00')})
        self.assertEqual(moved['start'], at(2, '11:00'))
        self.assertEqual(moved['sequence'], 1)

    @with_transaction(user=0)
    def test_into_a_block(self):
        Appointment = Pool().get('medical.appointment')
        service = make_service(30)
        doctor, block = make_practitioner(service), make_practitioner(
            service, hours=False)
        make_hours(
            block, make_location(), '08:00', '12:00', mode='arrival', quota=8)
        make_appointment(block, make_patient(), at(2, '08:00'))
        ana = make_patient()
        visit = make_appointment(doctor, ana, at(2, '09:00'))
        with as_patient(make_account(ana)):
            moved = Appointment.act(visit.id, 'reschedule', values={
                    'start': at(2, '08:00'), 'practitioner': block.id})
        self.assertEqual((moved['turn'], moved['mode']), (2, 'arrival'))
        self.assertEqual(moved['practitioner'], block.id)
