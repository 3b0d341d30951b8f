# SPDX-License-Identifier: GPL-3.0-or-later
import datetime as dt
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from trytond_medical_appointment.exceptions import (
    DuplicatePatientWarning,
    InvalidBirthDate,
    InvalidEmail,
    InvalidPhone,
    PersonIncomplete,
)

BORN = dt.date(1985, 4, 12)
CEDULA = '00113918205'
PERSON = {
    'name': "María Altagracia", 'surname': "Pérez",
    'second_surname': "Gómez", 'phone': '809-573-0000', 'birth_date': BORN,
    'email': 'Maria@Example.com'}


class PatientTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def _create(self, **values):
        Patient = Pool().get('medical.patient')
        patient, = Patient.create([{
                    'first_name': "Ana", 'surname': "Cruz",
                    'birth_date': BORN, **values}])
        return patient

    @with_transaction()
    def test_created_with_its_party(self):
        patient = self._create(
            second_surname="Marte", phone='8095730000',
            email='ana@example.com', identifier=CEDULA)
        self.assertEqual(patient.rec_name, "Ana Cruz Marte")
        self.assertEqual(patient.phone, '+1 809-573-0000')
        self.assertEqual(patient.email, 'ana@example.com')
        self.assertEqual(patient.identifier, '001-1391820-5')
        self.assertRegex(patient.number, r'^\d{6}$')

    @with_transaction()
    def test_changed_through_the_patient(self):
        Patient = Pool().get('medical.patient')
        patient = self._create(phone='8095730000')
        Patient.write([patient], {
                'surname': "Reyes", 'phone': '829 555 1234',
                'email': 'ana@example.com', 'identifier': CEDULA})
        patient = Patient(patient.id)
        self.assertEqual(patient.name, "Ana Reyes")
        self.assertEqual(patient.phone, '+1 829-555-1234')
        self.assertEqual(patient.email, 'ana@example.com')
        Patient.write([patient], {'email': None})
        self.assertIsNone(Patient(patient.id).email)

    @with_transaction()
    def test_found_by_what_people_say(self):
        Patient = Pool().get('medical.patient')
        patient = self._create(
            first_name="José", surname="Núñez", second_surname="Peña",
            phone='8095730000', identifier=CEDULA)
        self._create(first_name="Pedro", surname="Marte")
        for text in ['nunez', 'Peña', 'pena', '573-0000', '8095730000',
                '001-1391820-5', CEDULA, patient.number]:
            with self.subTest(text=text):
                self.assertEqual(
                    Patient.search([('rec_name', 'ilike', f'%{text}%')]),
                    [patient])
        for name, value in [('name', '%nunez%'), ('phone', '%5730000%'),
                ('identifier', f'%{CEDULA}%'), ('surname', 'Núñez')]:
            with self.subTest(name=name):
                self.assertEqual(
                    Patient.search([(name, 'ilike', value)]), [patient])

    @with_transaction()
    def test_birth_date(self):
        today = Pool().get('ir.date').today()
        for date in [today + dt.timedelta(days=1), dt.date(1850, 1, 1)]:
            with self.subTest(date=date), \
                    self.assertRaises(InvalidBirthDate):
                self._create(birth_date=date)

    @with_transaction()
    def test_age(self):
        today = Pool().get('ir.date').today()
        Patient = Pool().get('medical.patient')
        self.assertEqual(
            Patient(birth_date=today.replace(
                    year=today.year - 40, day=1)).on_change_with_age(), '40')
        self.assertEqual(
            Patient(birth_date=today - dt.timedelta(days=95)
                ).on_change_with_age(), '3 months')

    @with_transaction(user=1)
    def test_lookalike_warns_the_desk(self):
        self._create(first_name="María", surname="Pérez")
        with self.assertRaises(DuplicatePatientWarning) as cm:
            self._create(first_name="Maria", surname="Perez")
        self.assertIn("María Pérez", cm.exception.message)

    @with_transaction(user=1)
    def test_same_phone_and_birth_date_warns_the_desk(self):
        self._create(first_name="María", surname="Pérez", phone='8095730000')
        with self.assertRaises(DuplicatePatientWarning):
            self._create(
                first_name="Luz", surname="Marte", phone='+18095730000')

    @with_transaction(user=1)
    def test_other_people_do_not_warn(self):
        self._create(first_name="María", surname="Pérez")
        self._create(first_name="Luz", surname="Marte")
        self._create(
            first_name="María", surname="Pérez",
            birth_date=dt.date(1990, 1, 1))


class GuestTestCase(unittest.TestCase):
    "Patients that book without an account"

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    @with_transaction()
    def test_registered(self):
        Patient = Pool().get('medical.patient')
        patient = Patient.register(PERSON)
        self.assertEqual(patient.rec_name, "María Altagracia Pérez Gómez")
        self.assertEqual(patient.party.name_folded,
            "maria altagracia perez gomez")
        self.assertEqual(patient.phone, '+1 809-573-0000')
        self.assertEqual(
            patient.party.contact_mechanisms[0].value_compact,
            '+18095730000')
        self.assertEqual(patient.email, 'maria@example.com')
        self.assertEqual(patient.birth_date, BORN)
        self.assertTrue(patient.to_verify)
        self.assertTrue(patient.party.active)
        self.assertRegex(patient.number, r'^\d{6}$')

    @with_transaction()
    def test_registered_like_created(self):
        "The short way stores what the long way stores"
        Patient = Pool().get('medical.patient')
        short = Patient.register({**PERSON, 'email': None})
        long, = Patient.create([{
                    'first_name': PERSON['name'],
                    'surname': PERSON['surname'],
                    'second_surname': PERSON['second_surname'],
                    'phone': PERSON['phone'],
                    'birth_date': dt.date(1985, 4, 13),
                    'to_verify': True,
                    }])
        ignored = {'id', 'number', 'code', 'code_alnum', 'code_digit',
            'party', 'birth_date', 'create_date', 'write_date', 'write_uid',
            'sequence'}
        for table, where in [
                ('medical_patient', 'id = {0.id}'),
                ('party_party', 'id = {0.party.id}'),
                ('party_contact_mechanism', 'party = {0.party.id}')]:
            with self.subTest(table=table):
                rows = [_row(table, where.format(p)) for p in (short, long)]
                for row in rows:
                    for name in ignored & row.keys():
                        del row[name]
                self.assertEqual(*rows)

    @with_transaction()
    def test_matched(self):
        Patient = Pool().get('medical.patient')
        patient = Patient.register(PERSON)
        self.assertEqual(
            Patient.match("Maria", "Perez", '+1 (809) 573-0000', BORN),
            patient.id)

    @with_transaction()
    def test_not_matched(self):
        Patient = Pool().get('medical.patient')
        Patient.register(PERSON)
        for guest in [
                ("Marcos", "Perez", '809-573-0000', BORN),
                ("Maria", "Perez", '809-573-0001', BORN),
                ("Maria", "Perez", '809-573-0000', dt.date(1985, 4, 13)),
                ("Maria", "Perez", 'nonsense', BORN),
                ]:
            with self.subTest(guest=guest):
                self.assertIsNone(Patient.match(*guest))

    @with_transaction()
    def test_refused(self):
        Patient = Pool().get('medical.patient')
        for change, error in [
                ({'surname': " "}, PersonIncomplete),
                ({'birth_date': None}, PersonIncomplete),
                ({'birth_date': dt.date(2999, 1, 1)}, InvalidBirthDate),
                ({'phone': '12'}, InvalidPhone),
                ({'email': 'maria@'}, InvalidEmail),
                ]:
            with self.subTest(change=change), self.assertRaises(error):
                Patient.register({**PERSON, **change})

    @with_transaction()
    def test_few_statements(self):
        Patient = Pool().get('medical.patient')
        Patient.register(PERSON)
        with _CountingCursor() as counter:
            Patient.match("Maria", "Perez", '8095730000', BORN)
            Patient.register({**PERSON, 'name': "Luz"})
        self.assertEqual(counter.statements, 3)


class MergeTestCase(unittest.TestCase):
    "Two records of one person become one"

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def _replace(self, source, destination):
        Replace = Pool().get('party.replace', type='wizard')
        session_id, _, _ = Replace.create()
        replace = Replace(session_id)
        replace.ask.source = source
        replace.ask.destination = destination
        replace.transition_replace()

    @with_transaction()
    def test_patient_is_merged(self):
        Patient = Pool().get('medical.patient')
        Insurer = Pool().get('medical.insurer')
        insurer, = Insurer.create([{'name': "ARS"}])
        kept, = Patient.create([{'first_name': "Ana", 'surname': "Cruz"}])
        child, = Patient.create([{
                    'first_name': "Luis", 'surname': "Cruz"}])
        double, = Patient.create([{
                    'first_name': "Ana", 'surname': "Cruz",
                    'birth_date': BORN, 'insurer': insurer.id}])
        Patient.write([child], {'contact_party': double.party.id})
        self._replace(double.party, kept.party)
        kept, double, child = Patient.browse([kept, double, child])
        self.assertFalse(double.active)
        self.assertEqual(double.replaced_by, kept)
        self.assertEqual(kept.birth_date, BORN)
        self.assertEqual(kept.insurer, insurer)
        self.assertEqual(child.contact_party, kept.party)
        self.assertFalse(double.party.active)

    @with_transaction()
    def test_patient_follows_its_party(self):
        pool = Pool()
        Patient, Party = pool.get('medical.patient'), pool.get('party.party')
        patient, = Patient.create([{
                    'first_name': "Ana", 'surname': "Cruz"}])
        party, = Party.create([{'name': "Ana Cruz"}])
        self._replace(patient.party, party)
        patient = Patient(patient.id)
        self.assertEqual(patient.party, party)
        self.assertTrue(patient.active)


def _row(table, where):
    cursor = Transaction().connection.cursor()
    cursor.execute(f'SELECT row_to_json(t) FROM {table} t WHERE {where}')
    row, = cursor.fetchone()
    return row


class _CountingCursor:
    "Counts the statements of the transaction's connection"

    def __enter__(self):
        self.statements = 0
        self.connection = Transaction().connection
        self.original = self.connection.cursor

        def cursor(*args, **kwargs):
            made = self.original(*args, **kwargs)
            execute = made.execute

            def counted(*args, **kwargs):
                self.statements += 1
                return execute(*args, **kwargs)
            made.execute = counted
            return made
        self.connection.cursor = cursor
        return self

    def __exit__(self, *args):
        self.connection.cursor = self.original
