# SPDX-License-Identifier: GPL-3.0-or-later
"""What the patient's form takes and refuses, by the desk and in Spanish ways
of writing."""
import datetime as dt
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import without_check_access

from tests.builders import as_staff, make_cedula, make_user, refused
from trytond_medical_appointment.exceptions import (
    DuplicateCedula,
    DuplicatePatientWarning,
    InvalidBirthDate,
    InvalidCedula,
    InvalidEmail,
    InvalidPhone,
)
from trytond_medical_appointment.patient import OLDEST_YEARS

BORN = dt.date(1984, 5, 17)


class ValidationTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def create(self, **values):
        return Pool().get('medical.patient').create([{
                    'first_name': "Ana", 'surname': "Cruz", **values}])[0]

    def write(self, patient, **values):
        patient.write([patient], values)

    @with_transaction(user=0)
    def test_cedula(self):
        cedula = make_cedula()
        dashed = f'{cedula[:3]}-{cedula[3:10]}-{cedula[10]}'
        wrong = cedula[:10] + str((int(cedula[10]) + 1) % 10)
        with as_staff(make_user('front_desk')):
            ana, luz = self.create(), self.create(first_name="Luz")
            for text in (wrong, '123', 'ABC', cedula + '1'):
                with self.subTest(text=text):
                    with refused(InvalidCedula):
                        self.create(identifier=text)
                    with refused(InvalidCedula):
                        self.write(ana, identifier=text)
            self.write(ana, identifier=dashed)
            for text in (cedula, dashed):
                with refused(DuplicateCedula):
                    self.create(first_name="Eva", identifier=text)
                with refused(DuplicateCedula):
                    self.write(luz, identifier=text)
            self.write(ana, identifier=None)
            self.write(luz, identifier=cedula)

    @with_transaction(user=0)
    def test_phone(self):
        Mechanism = Pool().get('party.contact_mechanism')
        with as_staff(make_user('front_desk')):
            for area in ('809', '829', '849'):
                patient = self.create(phone=f'{area} 573-4321')
                mechanism, = Mechanism.search(
                    [('party', '=', patient.party.id)])
                self.assertEqual(
                    mechanism.value_compact, f'+1{area}5734321')
            self.create(phone='+34 612 34 56 78')
            for text in ('573-4321', '809-573-432', '000', 'no tiene'):
                with self.subTest(text=text):
                    with refused(InvalidPhone):
                        self.create(phone=text)
                    with refused(InvalidPhone):
                        self.write(patient, phone=text)

    @with_transaction(user=0)
    def test_email(self):
        with as_staff(make_user('front_desk')):
            patient = self.create(email='ana@example.com')
            for text in ('ana', 'ana@', 'ana@example', 'a b@example.com',
                    'ana@example.com, luz@example.com'):
                with self.subTest(text=text):
                    with refused(InvalidEmail):
                        self.create(email=text)
                    with refused(InvalidEmail):
                        self.write(patient, email=text)

    @with_transaction(user=0)
    def test_birth_date(self):
        today = Pool().get('ir.date').today()
        oldest = today.replace(year=today.year - OLDEST_YEARS, day=1)
        with as_staff(make_user('front_desk')):
            patient = self.create(birth_date=today)
            self.write(patient, birth_date=oldest + dt.timedelta(days=60))
            for date in (
                    today + dt.timedelta(days=1),
                    oldest - dt.timedelta(days=1)):
                with refused(InvalidBirthDate):
                    self.create(first_name="Luz", birth_date=date)
                with refused(InvalidBirthDate):
                    self.write(patient, birth_date=date)

    @with_transaction(user=0)
    def test_two_surnames(self):
        Patient = Pool().get('medical.patient')
        with as_staff(make_user('front_desk')):
            patient = self.create(surname="De la Cruz", second_surname="Ñáñez")
            self.assertEqual(patient.name, "Ana De la Cruz Ñáñez")
            for name in ('surname', 'second_surname', 'rec_name'):
                for text in (['%cruz%'] if name == 'surname' else ['%ñáñez%']):
                    with self.subTest(name=name):
                        self.assertEqual(Patient.search(
                                [(name, 'ilike', text)]), [patient])
            self.assertEqual(Patient.search(
                    [('rec_name', 'ilike', '%nanez%')]), [patient])
            self.write(patient, second_surname=None)
            self.assertEqual(Patient(patient.id).name, "Ana De la Cruz")

    @with_transaction(user=0)
    def test_desk_is_warned_and_goes_on(self):
        Warning = Pool().get('res.user.warning')
        desk = make_user('front_desk')
        with as_staff(desk):
            first = self.create(birth_date=BORN, phone='809-573-4321')
            second = self.create(first_name="Luz", surname="Mota")
            with refused(DuplicatePatientWarning) as caught:
                self.write(second, birth_date=BORN, phone='8095734321')
            message = caught[0].message
            for text in (first.name, first.number, '573-4321'):
                self.assertIn(text, message)
            with without_check_access():  # as its RPC runs
                Warning.skip(caught[0].name)
            self.write(second, birth_date=BORN, phone='8095734321')
        self.assertEqual(second.__class__(second.id).birth_date, BORN)
