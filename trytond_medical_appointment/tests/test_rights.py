# SPDX-License-Identifier: GPL-3.0-or-later
"""What each group of the staff may do with each model, in one table.

`test_rules.py` has the technical users and what the rules leave of a model.
"""
import datetime as dt
import unittest

import time_machine
from trytond.model import ModelSQL, ModelView
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import without_check_access

from tests.builders import (
    as_staff,
    at,
    make_account,
    make_appointment,
    make_cedula,
    make_location,
    make_patient,
    make_practitioner,
    make_service,
    make_user,
    open_session,
    refused,
)

DAY = dt.timedelta(days=1)
GROUPS = ['administrator', 'front_desk', 'practitioner']
MODES = ['read', 'write', 'create', 'delete']
# By hand from the design: administrator, front desk, practitioner
RIGHTS = {
    'medical.affected': 'r--- r--- r---',
    'medical.account.closure': 'rw-- ---- ----',
    'medical.appointment': 'rwc- rwc- rw--',
    'medical.attempt': '---- ---- ----',
    'medical.audit': 'r--- ---- ----',
    'medical.configuration': 'rw-- r--- r---',
    'medical.consent': 'r--- r--- ----',
    'medical.extra_place.month': 'r--- r--- ----',
    'medical.figure.channel': 'r--- ---- ----',
    'medical.figure.no_show.lead': 'r--- ---- ----',
    'medical.figure.no_show.practitioner': 'r--- ---- ----',
    'medical.figure.no_show.weekday': 'r--- ---- ----',
    'medical.figure.occupation': 'r--- ---- ----',
    'medical.figure.reminder': 'r--- ---- ----',
    'medical.figure.third_next': 'r--- ---- ----',
    'medical.figure.waiting': 'r--- ---- ----',
    'medical.feed': 'r--- ---- ----',
    'medical.holiday': 'rwcd r--- r---',
    'medical.idempotency': '---- ---- ----',
    'medical.insurer': 'rwcd r--- r---',
    'medical.limit': '---- ---- ----',
    'medical.link': '---- ---- ----',
    'medical.location': 'rwcd r--- r---',
    'medical.notification': 'r--- r--- ----',
    'medical.notification.bounce': '---- ---- ----',
    'medical.notification.event': '---- ---- ----',
    'medical.notification.preference': 'r-c- r-c- ----',
    'medical.notification.rule': 'rw-- r--- ----',
    'medical.patient': 'rwc- rwc- r---',
    'medical.portal.code': '---- ---- ----',
    'medical.portal.recovery': '---- ---- ----',
    'medical.portal.session': 'r--- ---- ----',
    'medical.portal.totp': '---- ---- ----',
    'medical.practitioner': 'rwcd r--- r---',
    'medical.practitioner-medical.insurer': 'rwcd r--- r---',
    'medical.practitioner-medical.specialty': 'rwcd r--- r---',
    'medical.practitioner.service': 'rwcd r--- r---',
    'medical.queue.delay': 'r--- r--- r---',
    'medical.queue.move': 'r--- r--- ----',
    'medical.queue.screen': 'rw-- rw-- ----',
    'medical.queue.screen-medical.practitioner': 'rwcd rwcd ----',
    'medical.room': 'rwcd r--- r---',
    'medical.schedule': 'rwcd r--- r---',
    'medical.schedule.exception': 'rwcd rwcd rwcd',
    'medical.schedule.line': 'rwcd r--- r---',
    'medical.schedule.line-medical.service': 'rwcd r--- r---',
    'medical.service': 'rwcd r--- r---',
    'medical.specialty': 'rwcd r--- r---',
    'medical.waiting_list': 'rwc- rwc- r---',
    }
# Beyond the clinic's own: who signs in, and with what
ACCOUNTS = {
    'web.user': 'r--- ---- ----',
    'res.user': 'r--- r--- r---',
    'res.group': 'r--- r--- r---',
    'ir.model.access': 'r--- r--- r---',
    'ir.rule': 'r--- r--- r---',
    'ir.cron': 'r--- r--- r---',
    }
# Without views Tryton publishes nothing of them to any client
UNPUBLISHED = [
    'medical.attempt', 'medical.idempotency', 'medical.limit',
    'medical.link', 'medical.portal.code', 'medical.portal.recovery', 'medical.notification.bounce',
    'medical.notification.event', 'web.user.session',
    'web.user.authenticate.attempt', 'res.user-res.group',
    'res.user.login.attempt', 'res.user.device', 'ir.session',
    'ir.session.wizard', 'ir.queue', 'ir.model.data', 'ir.cache']


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')


class TableTestCase(TestCase):

    def check(self, table):
        Access = Pool().get('ir.model.access')
        for number, group in enumerate(GROUPS):
            with as_staff(make_user(group)):
                access = Access.get_access(list(table))
            for model, rights in table.items():
                found = ''.join(
                    mode[0] if access[model][mode] else '-' for mode in MODES)
                with self.subTest(model=model, group=group):
                    self.assertEqual(found, rights.split()[number])

    @with_transaction(user=0)
    def test_clinic(self):
        self.assertEqual(set(RIGHTS), {
                name for name, Model in Pool().iterobject()
                if name.startswith('medical.')
                and issubclass(Model, ModelSQL)})
        self.check(RIGHTS)

    @with_transaction(user=0)
    def test_accounts(self):
        self.check(ACCOUNTS)

    @with_transaction(user=0)
    def test_unpublished(self):
        for name in UNPUBLISHED:
            Model = Pool().get(name)
            with self.subTest(model=name):
                self.assertTrue(
                    not issubclass(Model, ModelView) or not Model.__rpc__)
                self.assertFalse(
                    {'read', 'search', 'search_read', 'write', 'create',
                        'delete'} & Model.__rpc__.keys())


class FrontDeskTestCase(TestCase):
    "A user of that group alone"

    def build(self):
        self.desk = make_user('front_desk')
        self.here = make_location()
        self.service = make_service(30)
        self.doctor = make_practitioner(self.service, location=self.here)

    @with_transaction(user=0)
    def test_whole_day(self):
        self.build()
        with as_staff(self.desk):
            self.look_around()
            patient = self.receive()
            visit = self.book_and_move(patient)
            self.attend(visit)
            self.squeeze_in(patient)
            self.close_an_afternoon()
            self.tidy_up()

    def look_around(self):
        get = Pool().get
        for name in (
                'medical.appointment', 'medical.patient',
                'medical.practitioner', 'medical.schedule',
                'medical.schedule.line', 'medical.service',
                'medical.location', 'medical.room', 'medical.insurer',
                'medical.holiday', 'medical.notification'):
            Model = get(name)
            names = [n for n in Model.fields_get() if n != 'payload']
            Model.read([r.id for r in Model.search([])], names)

    def receive(self):
        Patient = Pool().get('medical.patient')
        mother, patient = Patient.create([{
                    'first_name': "Rosa", 'surname': "Cruz",
                    'birth_date': dt.date(1980, 1, 2),
                    'phone': '809-573-0001', 'identifier': make_cedula(),
                    'email': 'rosa@example.com'}, {
                    'first_name': "Ana", 'surname': "Cruz",
                    'second_surname': "Mota",
                    'birth_date': dt.date(2018, 3, 4),
                    'to_verify': True}])
        Patient.write([patient], {
                'contact_party': mother.party.id,
                'contact_relation': 'parent', 'phone': '809-573-0002',
                'note': "comes with her grandmother"})
        Patient.verify([patient])
        self.assertEqual(Patient.search([('rec_name', 'ilike', '%mota%')]),
            [patient])
        return patient

    def book_and_move(self, patient):
        Appointment = Pool().get('medical.appointment')
        visit = make_appointment(
            self.doctor, patient, at(1, '09:00'), origin='phone')
        Appointment.confirm([visit])
        Appointment.write([visit], {'start': at(2, '10:00')})
        Appointment.act(
            visit.id, 'reschedule', values={'start': at(1, '11:00')})
        day = at(1, '11:00').date()
        self.assertTrue(Appointment.availability(
                self.service.id, self.doctor.id, date_from=day,
                date_to=day + DAY)['slots'])
        self.assertTrue(Appointment.agenda(
                self.doctor.id, day, day)['appointments'])
        self.assertTrue(Appointment.changes(visit.id))
        return Appointment(visit.id)

    def attend(self, visit):
        Appointment = Pool().get('medical.appointment')
        with time_machine.travel(visit.start, tick=False):
            for button in ('arrive', 'call', 'start_visit', 'undo'):
                getattr(Appointment, button)([visit])
        self.assertEqual(Appointment(visit.id).state, 'arrived')

    def squeeze_in(self, patient):
        Appointment = Pool().get('medical.appointment')
        other = make_appointment(self.doctor, patient, at(3, '09:00'))
        Patient = Pool().get('medical.patient')
        late, = Patient.create([{'first_name': "Luis", 'surname': "Peña"}])
        extra = make_appointment(
            self.doctor, late, at(3, '09:00'), overbooked=True,
            overbook_reason="in pain")
        self.assertTrue(extra.overbooked)
        for visit in (other, extra):
            Appointment.cancel([visit])

    def close_an_afternoon(self):
        Exception_ = Pool().get('medical.schedule.exception')
        absence, = Exception_.create([{
                    'practitioner': self.doctor.id, 'kind': 'absence',
                    'start': at(5, '13:00'), 'end': at(5, '18:00'),
                    'reason': "congress"}])
        Exception_.write([absence], {'end': at(5, '17:00')})
        Exception_.delete([absence])

    def tidy_up(self):
        "Failed messages, duplicates"
        get = Pool().get
        get('medical.notification').listing(states=['failed'])
        get('party.replace', type='wizard').create()
        get('party.erase', type='wizard').create()

    @with_transaction(user=0)
    def test_technical_models_are_closed(self):
        self.build()
        account = make_account(make_patient(), password='mango-guayaba-2026')
        open_session(kind='patient', web_user=account.id)
        closed = [
            name for name, rights in RIGHTS.items()
            if rights.split()[1] == '----'] + ['web.user']
        with as_staff(self.desk):
            for name in closed:
                Model = Pool().get(name)
                with self.subTest(model=name):
                    with refused(AccessError):
                        Model.search([])
                    with without_check_access():
                        ids = [r.id for r in Model.search([], limit=1)]
                    with refused(AccessError):
                        Model.read(ids, ['id'])

    @with_transaction(user=0)
    def test_no_way_to_more_rights(self):
        self.build()
        other = make_user('administrator')
        User = Pool().get('res.user')
        with as_staff(self.desk):
            for user in (self.desk, other):
                with refused(AccessError):
                    User.write([user], {'groups': [('remove', [1])]})
                self.assertFalse(
                    User.read([user.id], ['password_hash'])[0].get(
                        'password_hash'))


class PractitionerTestCase(TestCase):

    @with_transaction(user=0)
    def test_own_day(self):
        get = Pool().get
        user = make_user('practitioner')
        doctor = make_practitioner(user=user)
        visit = make_appointment(doctor, make_patient(), at(0, '23:00'))
        make_appointment(
            make_practitioner(), make_patient(), at(1, '09:00'))
        Appointment = get('medical.appointment')
        with as_staff(user):
            self.assertEqual(Appointment.search([]), [visit])
            self.assertEqual(
                get('medical.patient').search([]), [visit.patient])
            for button in ('arrive', 'call', 'start_visit', 'finish'):
                getattr(Appointment, button)([visit])
            for name in ('medical.notification', 'medical.audit', 'web.user'):
                with refused(AccessError):
                    get(name).search([])
            with refused(AccessError):
                get('medical.patient').write([visit.patient], {'note': "x"})
