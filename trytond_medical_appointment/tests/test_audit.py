# SPDX-License-Identifier: GPL-3.0-or-later
"""Who changed what and who read whom is recorded, and stays recorded."""
import datetime as dt
import json
import unittest

from psycopg.errors import InsufficientPrivilege
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    PASSWORD,
    acting,
    as_patient,
    as_public,
    as_staff,
    at,
    make_account,
    make_appointment,
    make_cedula,
    make_patient,
    make_practitioner,
    make_service,
    make_user,
    person,
    refused,
    xml_id,
)

DAY = dt.timedelta(days=1)


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def rows(self, record=None, action=None):
        "[(action, actor, changes)] of the entries since `mark`, oldest first"
        Audit = Pool().get('medical.audit')
        domain = [('id', '>', getattr(self, 'last', 0))]
        if record:
            domain.append(('record', '=', str(record)))
        if action:
            domain.append(('action', '=', action))
        return [
            (row.action, row.actor, json.loads(row.changes or '{}'))
            for row in Audit.search(domain, order=[('id', 'ASC')])]

    def mark(self):
        found = Pool().get('medical.audit').search([], limit=1)
        self.last = found[0].id if found else 0


class ChangesTestCase(TestCase):
    "The listed fields of each model, before and after"

    def build(self):
        self.desk = make_user('front_desk')
        self.boss = make_user('administrator')
        self.mark()

    @with_transaction(user=0)
    def test_patient(self):
        self.build()
        Patient = Pool().get('medical.patient')
        actor = str(self.desk)
        with as_staff(self.desk):
            patient, = Patient.create([{
                        'first_name': "Ana", 'surname': "Cruz",
                        'birth_date': dt.date(1984, 5, 17)}])
        (action, by, changes), = self.rows(patient)
        self.assertEqual((action, by), ('create', actor))
        self.assertEqual(changes['birth_date'], [None, '1984-05-17'])
        self.mark()
        with as_staff(self.desk):
            Patient.write([patient], {
                    'birth_date': dt.date(1985, 5, 17), 'note': "deaf"})
        self.assertEqual(self.rows(patient), [
                ('write', actor, {
                        'birth_date': ['1984-05-17', '1985-05-17']})])

    @with_transaction(user=0)
    def test_names_and_contacts_by_the_patients_form(self):
        self.build()
        Patient = Pool().get('medical.patient')
        cedula = make_cedula()
        with as_staff(self.desk):
            patient, = Patient.create([{
                        'first_name': "Ana", 'surname': "Cruz",
                        'phone': '809-573-4321'}])
        self.mark()
        with as_staff(self.desk):
            Patient.write([patient], {
                    'surname': "Cruzado", 'phone': '829-573-9999',
                    'identifier': cedula})
        found = {action: changes for action, by, changes in self.rows(
                patient.party)}
        seen = json.dumps([*(
                    c for _, _, c in self.rows(patient.party))])
        self.assertEqual(
            set(found), {'write', 'write party.contact_mechanism',
                'create party.identifier'})
        for text in ('Cruz', 'Cruzado', '573-4321', '573-9999'):
            self.assertIn(text, seen)

    @with_transaction(user=0)
    def test_same_value_is_no_change(self):
        self.build()
        patient = make_patient()
        self.mark()
        with as_staff(self.desk):
            patient.write([patient], {'birth_date': patient.birth_date})
        self.assertEqual(self.rows(), [])

    @with_transaction(user=0)
    def test_visitors_register(self):
        self.build()
        with as_public():
            patient = Pool().get('medical.patient').register(person())
        (action, by, changes), = self.rows(patient)
        self.assertEqual((action, by), ('register', None))
        self.assertEqual(changes['birth_date'], [None, '1984-05-17'])

    @with_transaction(user=0)
    def test_clinic(self):
        "Hours, absences, services, practitioners, holidays and settings"
        self.build()
        get = Pool().get
        doctor = make_practitioner(make_service(30))
        schedule, = get('medical.schedule').search(
            [('practitioner', '=', doctor.id)])
        configuration = get('medical.configuration').get_singleton()
        if not configuration:
            configuration = get('medical.configuration')()
            configuration.save()
        self.mark()
        start = at(3, '08:00')
        with as_staff(self.boss):
            absence, = get('medical.schedule.exception').create([{
                        'practitioner': doctor.id, 'kind': 'absence',
                        'start': start, 'end': start + DAY}])
            holiday, = get('medical.holiday').create([{
                        'name': "Duarte", 'date': dt.date(2027, 1, 25),
                        'company': doctor.company.id}])
        changed = [
            (schedule.lines[0], 'end', dt.time(17)),
            (doctor, 'online', not doctor.online),
            (doctor.services[0].service, 'maximum_horizon', 90),
            (configuration, 'hold_minutes', 7)]
        with as_staff(self.boss):
            for record, name, value in changed:
                type(record).write([record], {name: value})
            get('medical.schedule.exception').delete([absence])
        for record, name, value in changed:
            with self.subTest(record=record):
                (action, by, changes), = self.rows(record)
                self.assertEqual((action, by), ('write', str(self.boss)))
                self.assertEqual(list(changes), [name])
        self.assertEqual(
            [action for action, _, _ in self.rows(absence)],
            ['create', 'delete'])
        self.assertEqual(
            [action for action, _, _ in self.rows(holiday)], ['create'])

    @with_transaction(user=0)
    def test_rights_of_users(self):
        self.build()
        User = Pool().get('res.user')
        groups = [xml_id('group_administrator'), xml_id('group_front_desk')]
        self.mark()
        User.write([self.desk], {'groups': [('add', groups[:1])]})
        User.write([self.desk], {'groups': [('remove', groups[1:])]})
        User.write([self.desk], {'password': PASSWORD, 'active': False})
        found = self.rows(self.desk)
        self.assertIn(
            ('create res.user-res.group', None, {'group': [None, groups[0]]}),
            found)
        self.assertIn(
            ('delete res.user-res.group', None, {'group': [groups[1], None]}),
            found)
        merged = {k: v for _, _, changes in found for k, v in changes.items()}
        self.assertEqual(merged['active'], [True, False])
        self.assertEqual(merged['password_hash'], [None, '***'])
        self.assertNotIn('$argon', json.dumps(found))

    @with_transaction(user=0)
    def test_request_and_network(self):
        self.build()
        patient = make_patient()
        self.mark()
        with acting(
                self.desk.id, _request_id='abc123',
                _request={'remote_addr': '10.0.0.9'}):
            patient.write([patient], {'gender': 'female'})
        row, = Pool().get('medical.audit').search(
            [('record', '=', str(patient)), ('id', '>', self.last)])
        self.assertEqual(
            (row.request_id, row.network, row.actor_kind),
            ('abc123', '10.0.0.9', 'staff'))


class ReadingTestCase(TestCase):
    "One entry for each request that shows a patient's data to staff"

    def build(self):
        self.doctor = make_practitioner(user=make_user('practitioner'))
        self.ana, self.beto = make_patient("Ana"), make_patient("Beto")
        self.visit = make_appointment(self.doctor, self.ana, at(1, '09:00'))
        make_appointment(self.doctor, self.beto, at(1, '10:00'))
        self.desk = make_user('front_desk')
        self.mark()

    @with_transaction(user=0)
    def test_staff(self):
        self.build()
        Appointment = Pool().get('medical.appointment')
        day = at(1, '09:00').date()
        both = [self.ana.id, self.beto.id]
        cases = [
            (self.visit, [self.ana.id],
                lambda: Appointment.details(self.visit.id)),
            (self.visit, [self.ana.id],
                lambda: Appointment.changes(self.visit.id)),
            (self.ana, [self.ana.id],
                lambda: Appointment.listing(patient=self.ana.id)),
            (self.doctor, both,
                lambda: Appointment.listing(practitioner=self.doctor.id)),
            (self.doctor, both, lambda: Appointment.agenda(
                    self.doctor.id, day - 2 * DAY, day + 2 * DAY)),
            ]
        for user in (self.desk, self.doctor.user):
            for record, patients, read in cases:
                self.mark()
                with as_staff(user):
                    read()
                with self.subTest(record=record):
                    (action, by, seen), = self.rows()
                    self.assertEqual((action, by), ('read', str(user)))
                    self.assertEqual(seen['patients'], patients)
                    self.assertEqual(len(self.rows(record)), 1)

    @with_transaction(user=0)
    def test_own_data_is_no_such_reading(self):
        self.build()
        account = make_account(self.ana)
        self.mark()
        with as_patient(account):
            Pool().get('medical.appointment').details(self.visit.id)
        self.assertEqual(self.rows(), [])

    @with_transaction(user=0)
    def test_readings_are_no_part_of_the_visits_history(self):
        self.build()
        Appointment = Pool().get('medical.appointment')
        with as_staff(self.desk):
            before = Appointment.changes(self.visit.id)
            Appointment.details(self.visit.id)
            self.assertEqual(Appointment.changes(self.visit.id), before)
        self.assertNotIn('read', [c['action'] for c in before])

    @with_transaction(user=0)
    def test_published_as_writing(self):
        "Or the adapter would open a read-only transaction"
        rpc = Pool().get('medical.appointment').__rpc__
        for name in ('details', 'listing', 'changes', 'agenda'):
            self.assertFalse(rpc[name].readonly)


class AppendOnlyTestCase(TestCase):
    "Even SQL by the owner of the table is told no"

    def refuses(self, statement, *params):
        with refused(InsufficientPrivilege):
            Transaction().connection.cursor().execute(statement, params)

    @with_transaction(user=0)
    def test_sql(self):
        patient = make_patient()
        record = str(patient)
        self.assertTrue(self.rows(record))
        for statement in (
                "UPDATE medical_audit SET actor = 'res.user,1'",
                'UPDATE medical_audit SET changes = NULL',
                'UPDATE medical_audit SET network = NULL',
                'DELETE FROM medical_audit',
                'TRUNCATE medical_audit'):
            with self.subTest(statement=statement):
                self.refuses(statement)

    @with_transaction(user=0)
    def test_erasing_only_empties_what_is_personal(self):
        make_patient()
        cursor = Transaction().connection.cursor()
        cursor.execute("SELECT set_config('clinic.erasing', 'on', true)")
        for statement in (
                "UPDATE medical_audit SET actor = 'res.user,1'",
                "UPDATE medical_audit SET action = 'x', changes = NULL",
                "UPDATE medical_audit SET changes = '{}'",
                "UPDATE medical_audit SET network = '::1'",
                "UPDATE medical_audit SET at = now()",
                'DELETE FROM medical_audit',
                'TRUNCATE medical_audit'):
            with self.subTest(statement=statement):
                self.refuses(statement)

    @with_transaction(user=0)
    def test_erased(self):
        Audit = Pool().get('medical.audit')
        ana, beto = make_patient("Ana"), make_patient("Beto")
        Audit.erase([str(ana)], [])
        self.assertEqual(self.rows(ana), [('create', None, {})])
        self.assertTrue(self.rows(beto)[0][2])
        self.refuses('UPDATE medical_audit SET changes = NULL')

    @with_transaction(user=0)
    def test_replica_mode_is_no_way_around(self):
        make_patient()
        cursor = Transaction().connection.cursor()
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        self.refuses('DELETE FROM medical_audit')
