# SPDX-License-Identifier: GPL-3.0-or-later
import unittest

from trytond.modules.party.exceptions import EraseError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from trytond_medical_appointment.exceptions import (
    DuplicateCedula,
    InvalidCedula,
    InvalidEmail,
    InvalidPhone,
)
from trytond_medical_appointment.party import (
    compose_name,
    format_phone,
    is_email,
    match_party_name,
    normalise_phone,
)

CEDULA = '00113918205'


class NamesTestCase(unittest.TestCase):
    "Names, phones and addresses as plain text"

    def test_close_names(self):
        for a, b in [
                ("María Pérez", "maria perez"),
                ("Pérez María", "María Pérez"),
                ("María Altagracia Pérez Gómez", "Maria Perez"),
                ("Jhonny Gonzales", "Johnny González"),
                ("Ana M. Cruz", "Ana María Cruz"),
                ]:
            with self.subTest(a=a, b=b):
                self.assertTrue(match_party_name(a, b))

    def test_other_names(self):
        for a, b in [
                ("María Pérez", "Marcos Pérez"),
                ("María Pérez", "María Gómez"),
                ("María", "María Pérez"),
                ("", "María Pérez"),
                ("", ""),
                ]:
            with self.subTest(a=a, b=b):
                self.assertFalse(match_party_name(a, b))

    def test_compose_name(self):
        self.assertEqual(
            compose_name(" Ana  María ", "Cruz", None), "Ana María Cruz")

    def test_phones(self):
        for text in ['8095730000', '809-573-0000', '(809) 573 0000',
                '+1 809 573 0000', '1-809-573-0000']:
            with self.subTest(text=text):
                self.assertEqual(normalise_phone(text), '+18095730000')
        self.assertEqual(normalise_phone('829 555 1234'), '+18295551234')
        self.assertEqual(normalise_phone('849 555 1234'), '+18495551234')
        self.assertEqual(normalise_phone('+34 612 345 678'), '+34612345678')
        self.assertEqual(format_phone('8095730000'), '+1 809-573-0000')

    def test_email_syntax(self):
        for text in ['ana@example.com', 'a.b+c@mail.example.do']:
            self.assertTrue(is_email(text), text)
        for text in ['ana', 'ana@', '@example.com', 'a b@example.com',
                'a..b@example.com', 'ana@example', 'ana.@example.com',
                'ana@example.com\nBcc: x@example.com', 'ana@-x.com']:
            self.assertFalse(is_email(text), text)


class PartyTestCase(unittest.TestCase):
    "Parties of the clinic"

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    @with_transaction()
    def test_name_is_composed(self):
        Party = Pool().get('party.party')
        party, = Party.create([{
                    'first_name': "José", 'surname': "Núñez",
                    'second_surname': "Peña"}])
        self.assertEqual(party.name, "José Núñez Peña")
        self.assertEqual(party.name_folded, "jose nunez pena")
        Party.write([party], {'surname': "Marte"})
        self.assertEqual(Party(party.id).name, "José Marte Peña")

    @with_transaction()
    def test_search_without_accents(self):
        Party = Pool().get('party.party')
        party, = Party.create([{'first_name': "José", 'surname': "Núñez"}])
        for text in ['%nunez%', '%Núñez%', '%jose nun%']:
            with self.subTest(text=text):
                self.assertEqual(
                    Party.search([('rec_name', 'ilike', text)]), [party])

    @with_transaction()
    def test_wrong_phone(self):
        Party = Pool().get('party.party')
        with self.assertRaises(InvalidPhone):
            Party.create([_party_with('mobile', '123')])

    @with_transaction()
    def test_wrong_email(self):
        Party = Pool().get('party.party')
        with self.assertRaises(InvalidEmail):
            Party.create([_party_with('email', 'ana@example')])

    @with_transaction()
    def test_phone_is_normalised(self):
        Party = Pool().get('party.party')
        party, = Party.create([_party_with('mobile', '809 573 0000')])
        mechanism, = party.contact_mechanisms
        self.assertEqual(mechanism.value_compact, '+18095730000')

    @with_transaction()
    def test_wrong_cedula(self):
        Party = Pool().get('party.party')
        with self.assertRaises(InvalidCedula):
            Party.create([_party_with_cedula('00113918204')])

    @with_transaction()
    def test_cedula_twice(self):
        Party = Pool().get('party.party')
        Party.create([_party_with_cedula(CEDULA)])
        with self.assertRaises(DuplicateCedula):
            Party.create([_party_with_cedula('001-1391820-5')])

    @with_transaction()
    def test_cedula_changed_to_anothers(self):
        pool = Pool()
        Party = pool.get('party.party')
        Identifier = pool.get('party.identifier')
        Party.create([_party_with_cedula(CEDULA)])
        other, = Party.create([_party_with_cedula('00113918239')])
        with self.assertRaises(DuplicateCedula):
            Identifier.write(list(other.identifiers), {'code': CEDULA})

    @with_transaction()
    def test_cedula_of_an_inactive_identifier_is_free(self):
        pool = Pool()
        Party = pool.get('party.party')
        Identifier = pool.get('party.identifier')
        party, = Party.create([_party_with_cedula(CEDULA)])
        Identifier.write(list(party.identifiers), {'active': False})
        Party.create([_party_with_cedula(CEDULA)])

    @with_transaction()
    def test_constraint_in_the_database(self):
        cursor = Transaction().connection.cursor()
        cursor.execute(
            "SELECT count(*) FROM pg_constraint "
            "WHERE conname = 'party_identifier_do_cedula_unique'")
        self.assertEqual(cursor.fetchone(), (1,))


class EraseTestCase(unittest.TestCase):
    "Nothing of an erased person stays"

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def _erase(self, party):
        Erase = Pool().get('party.erase', type='wizard')
        session_id, _, _ = Erase.create()
        erase = Erase(session_id)
        erase.ask.party = party
        erase.transition_erase()

    @with_transaction()
    def test_active_party_is_refused(self):
        party, = Pool().get('party.party').create([{'name': "Ana"}])
        with self.assertRaises(EraseError):
            self._erase(party)

    @with_transaction()
    def test_no_trace(self):
        Patient = Pool().get('medical.patient')
        patient, = Patient.create([{
                    'first_name': "Zoraida", 'surname': "Xicotencatl",
                    'phone': '809-573-4321',
                    'email': 'zoraida@example.com',
                    'identifier': CEDULA,
                    'note': "Zoraida hears badly",
                    }])
        party = patient.party
        Patient.write([patient], {'active': False})
        party.active = False
        party.save()
        self._erase(party)
        for trace in ['zoraida', 'xicotencatl', '5734321', '573-4321',
                CEDULA, '1391820']:
            with self.subTest(trace=trace):
                self.assertEqual(_tables_with(trace), [])


def _party_with(type, value):
    return {
        'name': "Ana Cruz",
        'contact_mechanisms': [('create', [{'type': type, 'value': value}])],
        }


def _party_with_cedula(code):
    return {
        'name': "Ana Cruz",
        'identifiers': [
            ('create', [{'type': 'do_cedula', 'code': code}])],
        }


def _tables_with(text):
    "The tables of the database that hold the text anywhere"
    cursor = Transaction().connection.cursor()
    cursor.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
    found = []
    for table, in cursor.fetchall():
        cursor.execute(
            f'SELECT 1 FROM "{table}" AS t WHERE t::text ILIKE %s LIMIT 1',
            (f'%{text}%',))
        if cursor.fetchone():
            found.append(table)
    return found
