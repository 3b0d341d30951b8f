# SPDX-License-Identifier: GPL-3.0-or-later
"""Two records of one person become one, with all that hangs on them."""
import unittest

from trytond.model.exceptions import AccessError
from trytond.modules.party.exceptions import SimilarityWarning
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    as_patient,
    as_staff,
    at,
    make_account,
    make_appointment,
    make_cedula,
    make_messages,
    make_patient,
    make_person,
    make_practitioner,
    make_user,
    refused,
)
from trytond_medical_appointment.exceptions import PatientBusy
from trytond_medical_appointment.party import stored_links


class MergeTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def build(self):
        self.desk = make_user('front_desk')
        self.doctor = make_practitioner()
        self.kept = make_patient("Ana")
        self.double = make_patient("Ana")
        self.double.party.write([self.double.party], {
                'surname': self.kept.party.surname})

    def merge(self, source, destination):
        Replace = Pool().get('party.replace', type='wizard')
        session_id, _, _ = Replace.create()
        Replace.execute(session_id, {'ask': {
                    'source': source.id, 'destination': destination.id}},
            'replace')

    @with_transaction(user=0)
    def test_everything_is_carried_over(self):
        "By the desk: visits and their past, messages, account, preferences"
        self.build()
        get = Pool().get
        Appointment, Notification = (
            get('medical.appointment'), get('medical.notification'))
        visits = [
            make_appointment(self.doctor, self.double, at(day, '09:00'))
            for day in (1, 2)]
        with as_staff(self.desk):
            Appointment.act(visits[0].id, 'cancel')
        account = make_account(self.double)
        messages = make_messages(visits[1], party=self.double.party.id)
        history = count('medical_appointment__history')
        with as_staff(self.desk):
            self.merge(self.double.party, self.kept.party)
        Transaction().counter += 1
        for visit in Appointment.browse(visits):
            self.assertEqual(visit.patient, self.kept)
        self.assertEqual(count('medical_appointment__history'), history + 2)
        for message in Notification.browse(messages):
            self.assertEqual(message.party, self.kept.party)
            self.assertEqual(message.appointment.patient, self.kept)
        account, = get('web.user').browse([account])
        self.assertEqual(account.party, self.kept.party)
        with as_patient(account):
            self.assertEqual(
                {a.id for a in Appointment.search([])},
                {v.id for v in visits})
        for model, field in [
                *stored_links('medical.patient'), *stored_links('party.party')]:
            target = (
                self.double if get(model)._fields[field].model_name
                == 'medical.patient' else self.double.party)
            left = get(model).search([
                    (field, '=', target.id), ('id', '!=', self.double.id)])
            with self.subTest(model=model, field=field):
                self.assertEqual(left, [])

    @with_transaction(user=0)
    def test_contacts_that_the_kept_record_lacks(self):
        self.build()
        cedula = make_cedula()
        Patient = type(self.kept)
        Patient.write([self.double], {
                'phone': '809-573-4321', 'email': 'a@example.com',
                'identifier': cedula})
        Patient.write([self.kept], {'phone': '829-573-9999'})
        with as_staff(self.desk):
            self.merge(self.double.party, self.kept.party)
        kept = Patient(self.kept.id)
        self.assertEqual(
            [kept.email, ''.join(filter(str.isdigit, kept.identifier))],
            ['a@example.com', cedula])
        self.assertTrue(kept.phone.endswith('9999'))

    @with_transaction(user=0)
    def test_recorded(self):
        self.build()
        with as_staff(self.desk):
            self.merge(self.double.party, self.kept.party)
        rows = Pool().get('medical.audit').search([
                ('record', '=', str(self.double)), ('action', '=', 'write')])
        self.assertIn(
            '"replaced_by":[null,%d]' % self.kept.id,
            ''.join(r.changes for r in rows))
        self.assertEqual({r.actor for r in rows}, {str(self.desk)})

    @with_transaction(user=0)
    def test_two_visits_at_once_are_refused(self):
        self.build()
        make_appointment(self.doctor, self.kept, at(1, '09:00'))
        make_appointment(make_practitioner(), self.double, at(1, '09:00'))
        with refused(PatientBusy):
            self.merge(self.double.party, self.kept.party)

    @with_transaction(user=0)
    def test_other_names_warn(self):
        with as_staff(make_user('front_desk')), refused(SimilarityWarning):
            self.merge(make_person("Ana"), make_person("Luis"))

    @with_transaction(user=0)
    def test_who_may(self):
        get = Pool().get
        for name in ('party.replace', 'party.erase'):
            Wizard = get(name, type='wizard')
            for group in ('front_desk', 'administrator'):
                with as_staff(make_user(group)):
                    Wizard.create()
            with as_staff(make_user('practitioner')), refused(AccessError):
                Wizard.create()


def count(table):
    cursor = Transaction().connection.cursor()
    cursor.execute(f'SELECT count(*) FROM {table}')
    return cursor.fetchone()[0]
