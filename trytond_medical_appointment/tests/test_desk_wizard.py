# SPDX-License-Identifier: GPL-3.0-or-later
"""Booking at the desk, by the wizard of the Tryton clients."""
import datetime as dt
import unittest

from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction, without_check_access

from tests.builders import (
    ZONE, as_staff, at, make_appointment, make_cedula, make_hours,
    make_location, make_patient, make_practitioner, make_service, make_user,
    refused)
from trytond_medical_appointment.exceptions import (
    BookingIncomplete, DuplicatePatientWarning, InvalidPhone,
    OverbookingRefused, SlotTaken)

BORN = dt.date(1984, 5, 17)
JUANA = {
    'first_name': "Juana", 'surname': "Peralta", 'phone': '809-555-0134',
    'birth_date': BORN}


class Desk:
    "The wizard, as a client plays it"

    def __init__(self, **context):
        self.Wizard = Pool().get('medical.book', type='wizard')
        self.context = context
        self.data = {'patient': {}, 'time': {}}
        with Transaction().set_context(**context):
            self.session, _, _ = self.Wizard.create()

    def go(self, state):
        with Transaction().set_context(**self.context):
            return self.Wizard.execute(self.session, self.data, state)

    def person(self, **values):
        self.data['patient'] = values
        return self.go('check')

    def search(self, doctor, service=None, days=1):
        "The form of times, with what a client would ask the server for"
        BookTime = Pool().get('medical.book.time')
        today = dt.datetime.now(ZONE).date()
        form = BookTime(
            service=service or doctor.services[0].service,
            practitioner=doctor, location=None,
            date_from=today + dt.timedelta(days),
            date_to=today + dt.timedelta(days + 1), days=[], day=None,
            time=None)
        form.on_change_service()
        return form

    def choose(self, form, time=None, **values):
        self.data['time'] = {
            'service': form.service.id, 'practitioner': form.practitioner.id,
            'day': form.day, 'time': time or form.get_times()[1][0],
            'origin': 'phone', 'reason': None, 'note': None,
            'overbooked': False, **values}
        return self.book()

    def extra(self, doctor, day, time, reason):
        self.data['time'] = {
            'service': doctor.services[0].service.id,
            'practitioner': doctor.id, 'location': None,
            'overbooked': True, 'overbook_reason': reason,
            'overbook_day': dt.datetime.now(ZONE).date() + dt.timedelta(day),
            'overbook_time': dt.time.fromisoformat(time),
            'origin': 'desk', 'reason': None, 'note': None}
        return self.book()

    def book(self):
        (_, data), = self.go('book')['actions']
        visit, = Pool().get('medical.appointment').browse(data['res_id'])
        return visit


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')


class BookTestCase(TestCase):

    @with_transaction(user=0)
    def test_known_patient(self):
        doctor, ana = make_practitioner(), make_patient()
        user = make_user('front_desk')
        with as_staff(user):
            desk = Desk()
            self.assertEqual(desk.go('start')['view']['state'], 'patient')
            desk.person(patient=ana.id)
            form = desk.search(doctor)
            visit = desk.choose(form, reason="Fiebre", note="Llamar antes")
        self.assertEqual(visit.patient, ana)
        self.assertEqual(visit.start, at(1, '08:00'))
        self.assertEqual(visit.state, 'booked')
        self.assertEqual(visit.origin, 'phone')
        self.assertEqual(visit.reason, "Fiebre")
        self.assertEqual(visit.note, "Llamar antes")
        self.assertEqual(visit.booked_by, user)

    @with_transaction(user=0)
    def test_new_patient(self):
        doctor = make_practitioner()
        cedula = make_cedula()
        with as_staff(make_user('front_desk')):
            desk = Desk()
            desk.person(
                **JUANA, second_surname="Cruz", identifier=cedula,
                gender='female')
            patient = desk.choose(desk.search(doctor)).patient
        self.assertEqual(patient.name, "Juana Peralta Cruz")
        self.assertEqual(patient.phone, '+1 809-555-0134')
        self.assertEqual(patient.party.identifiers[0].type, 'do_cedula')
        self.assertEqual(patient.birth_date, BORN)
        self.assertFalse(patient.to_verify)

    @with_transaction(user=0)
    def test_nobody_is_created_before_the_booking(self):
        Patient = Pool().get('medical.patient')
        before = Patient.search_count([])
        with as_staff(make_user('front_desk')):
            Desk().person(**JUANA)
        self.assertEqual(Patient.search_count([]), before)

    @with_transaction(user=0)
    def test_from_patient(self):
        "From a patient's form the wizard begins with the times"
        doctor, ana = make_practitioner(), make_patient()
        with as_staff(make_user('front_desk')):
            desk = Desk(
                active_model='medical.patient', active_id=ana.id,
                active_ids=[ana.id])
            view = desk.go('start')['view']
            self.assertEqual(view['state'], 'time')
            self.assertEqual(
                view['defaults']['patient_name'], ana.rec_name)
            del desk.data['patient']
            self.assertEqual(desk.choose(desk.search(doctor)).patient, ana)

    @with_transaction(user=0)
    def test_taken_meanwhile(self):
        doctor = make_practitioner()
        with as_staff(make_user('front_desk')):
            desk = Desk()
            desk.person(patient=make_patient().id)
            form = desk.search(doctor)
            first = form.get_times()[1][0]
            make_appointment(doctor, make_patient(), at(1, '08:00'))
            with refused(SlotTaken, 'slot-taken'):
                desk.choose(form, first)
            self.assertEqual(desk.choose(form).start, at(1, '08:30'))

    @with_transaction(user=0)
    def test_no_time(self):
        with as_staff(make_user('front_desk')):
            desk = Desk()
            desk.person(patient=make_patient().id)
            with refused(BookingIncomplete):
                form = desk.search(make_practitioner())
                desk.data['time'] = {
                    'service': form.service.id, 'time': None,
                    'overbooked': False}
                desk.book()


class TimesTestCase(TestCase):

    @with_transaction(user=0)
    def test_overview(self):
        doctor = make_practitioner(make_service(60))
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_staff(make_user('front_desk')):
            form = Desk().search(doctor)
        self.assertEqual(len(form.days), 2)
        day = form.days[0]
        self.assertEqual(day.free, 9)
        self.assertEqual(day.morning, '08:00 10:00 11:00')
        self.assertTrue(day.afternoon.startswith('12:00 13:00'))
        self.assertEqual(form.day, form.get_days()[1][0])
        self.assertTrue(form.get_times()[1][1].startswith(
                '08:00 · %s' % doctor.rec_name))

    @with_transaction(user=0)
    def test_other_days(self):
        "What was chosen stays only while it is on offer"
        doctor = make_practitioner()
        with as_staff(make_user('front_desk')):
            form = Desk().search(doctor)
            form.time = form.get_times()[2][0]
            form.on_change_practitioner()
            self.assertIsNotNone(form.time)
            form.date_from += dt.timedelta(7)
            form.date_to += dt.timedelta(7)
            form.on_change_date_from()
            self.assertIsNone(form.time)
            self.assertEqual(form.day, form.date_from.isoformat())

    @with_transaction(user=0)
    def test_tanda(self):
        doctor = make_practitioner(hours=False)
        make_hours(
            doctor, make_location(), end='12:00', mode='arrival', quota=8)
        with as_staff(make_user('front_desk')):
            desk = Desk()
            desk.person(patient=make_patient().id)
            form = desk.search(doctor)
            self.assertEqual(form.days[0].free, 8)
            self.assertEqual(form.days[0].morning, '08:00 (8)')
            self.assertIn("turn 1, 8 left", form.get_times()[1][1])
            self.assertEqual(desk.choose(form).turn, 1)


class DuplicatesTestCase(TestCase):

    def setup(self):
        "Juana Peralta, known to the clinic"
        return Pool().get('medical.patient').create([{
                    **JUANA, 'identifier': make_cedula()}])[0]

    def typed(self, **values):
        form = Pool().get('medical.book.patient')(**{
                **dict.fromkeys((
                        'patient', 'first_name', 'surname', 'second_surname',
                        'identifier', 'phone', 'email', 'birth_date',
                        'gender')),
                **values})
        return form

    @with_transaction(user=0)
    def test_cedula_chooses(self):
        juana = self.setup()
        form = self.typed(identifier=juana.identifier.replace('-', ''))
        form.on_change_identifier()
        self.assertEqual(form.patient, juana)
        self.assertEqual(form.first_name, "Juana")

    @with_transaction(user=0)
    def test_what_matches(self):
        juana = self.setup()
        cases = [
            ({'phone': '(809) 555 0134', 'birth_date': BORN},
                "same phone, same birth date"),
            ({'first_name': "Joana", 'surname': "Peralta", 'birth_date': BORN},
                "same birth date, close name"),
            ({'first_name': "Juana", 'surname': "Peralta",
                    'phone': '8095550134'},
                "same phone, close name"),
            ]
        for values, what in cases:
            with self.subTest(what=what):
                form = self.typed(**values)
                form.on_change_phone()
                self.assertEqual(
                    form.matches, '%s (%s)' % (juana.summary(), what))
                self.assertEqual(
                    form.get_same_as(),
                    [(None, ''), (str(juana.id), form.matches)])

    @with_transaction(user=0)
    def test_one_match_is_not_enough(self):
        self.setup()
        for values in (
                {'phone': '8095550134'}, {'birth_date': BORN},
                {'first_name': "Juana", 'surname': "Peralta"},
                {'phone': 'abc'}, {}):
            with self.subTest(values):
                form = self.typed(**values)
                form.on_change_phone()
                self.assertFalse(form.matches)

    @with_transaction(user=0)
    def test_same_as(self):
        juana = self.setup()
        form = self.typed(**{**JUANA, 'first_name': "Joana"})
        form.on_change_phone()
        form.same_as = str(juana.id)
        form.on_change_same_as()
        self.assertEqual(form.patient, juana)
        self.assertIsNone(form.matches)

    @with_transaction(user=0)
    def test_warned_and_goes_on(self):
        juana, doctor = self.setup(), make_practitioner()
        Warning_ = Pool().get('res.user.warning')
        with as_staff(make_user('front_desk')):
            desk = Desk()
            with refused(DuplicatePatientWarning) as caught:
                desk.person(**JUANA)
            self.assertIn(juana.summary(), caught[0].message)
            self.assertIn("same phone", caught[0].message)
            with without_check_access():  # as its RPC runs
                Warning_.skip(caught[0].name)
            desk.person(**JUANA)
            visit = desk.choose(desk.search(doctor))
        self.assertNotEqual(visit.patient, juana)
        self.assertEqual(visit.patient.name, juana.name)

    @with_transaction(user=0)
    def test_phone_is_checked_at_once(self):
        with as_staff(make_user('front_desk')):
            with refused(InvalidPhone):
                Desk().person(**{**JUANA, 'phone': '123'})


class ExtraPlaceTestCase(TestCase):
    "A sobreturno from the wizard and from the form"

    def desk(self):
        desk = Desk()
        desk.person(patient=make_patient().id)
        return desk

    @with_transaction(user=0)
    def test_wizard(self):
        doctor, user = make_practitioner(), make_user('front_desk')
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_staff(user):
            visit = self.desk().extra(doctor, 1, '09:00', "Dolor fuerte")
        self.assertTrue(visit.overbooked)
        self.assertEqual(visit.start, at(1, '09:00'))
        self.assertEqual(visit.overbook_reason, "Dolor fuerte")
        self.assertEqual(visit.overbooked_by, user)

    @with_transaction(user=0)
    def test_wizard_reason(self):
        with as_staff(make_user('front_desk')):
            for reason in (None, '', '  '):
                with refused(OverbookingRefused, 'overbooking-refused'):
                    self.desk().extra(make_practitioner(), 1, '09:00', reason)

    @with_transaction(user=0)
    def test_wizard_quota(self):
        doctor = make_practitioner()  # one extra place a day
        with as_staff(make_user('front_desk')):
            self.desk().extra(doctor, 1, '09:00', "Dolor")
            with refused(OverbookingRefused):
                self.desk().extra(doctor, 1, '10:00', "Dolor")
            self.desk().extra(doctor, 2, '10:00', "Dolor")

    def form(self, doctor, **values):
        "What a client sends when the appointment's form is saved"
        return Pool().get('medical.appointment').create([{
                    'practitioner': doctor.id, 'patient': make_patient().id,
                    'service': doctor.services[0].service.id,
                    'start': at(1, '09:00'), 'overbooked': True, **values}])[0]

    @with_transaction(user=0)
    def test_form(self):
        doctor = make_practitioner()
        make_appointment(doctor, make_patient(), at(1, '09:00'))
        with as_staff(make_user('front_desk')):
            with refused(OverbookingRefused):
                self.form(doctor)
            self.assertTrue(
                self.form(doctor, overbook_reason="Dolor").overbooked)
            with refused(OverbookingRefused):
                self.form(doctor, overbook_reason="Dolor")

    @with_transaction(user=0)
    def test_form_right(self):
        "Somebody who is no staff of the clinic"
        doctor = make_practitioner()
        stranger = make_user()
        with Transaction().set_user(stranger.id):
            with refused(OverbookingRefused):
                self.form(doctor, overbook_reason="Dolor")


class AccessTestCase(TestCase):

    @with_transaction(user=0)
    def test_groups(self):
        for group, allowed in (
                ('administrator', True), ('front_desk', True),
                ('practitioner', False)):
            with self.subTest(group=group), as_staff(make_user(group)):
                if allowed:
                    Desk()
                else:
                    with self.assertRaises(AccessError):
                        Desk()
