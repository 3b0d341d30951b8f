# SPDX-License-Identifier: GPL-3.0-or-later
"""Who reads what: people behind one technical user, staff, and strangers.

Goes red without the person in `ir.rule`'s cache key, without the rules that
match nothing by default, and without the override that closes every model to
technical users.
"""
import unittest

from trytond.model import ModelSQL
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import without_check_access

from tests.builders import (
    acting, as_guest, as_patient, as_public, as_sender, as_staff, at,
    make_account, make_appointment, make_patient, make_practitioner,
    make_user, open_session, refused, xml_id)
from trytond_medical_appointment.exceptions import NotAllowed, NotFound

ROUNDS = 20
MODES = ('read', 'write', 'create', 'delete')
# What the technical users read of the tables; they write none
WORDS = {'ir.lang', 'ir.message', 'ir.model', 'ir.translation'}
CATALOGUE = WORDS | {
    'medical.configuration', 'medical.insurer', 'medical.location',
    'medical.practitioner', 'medical.practitioner-medical.insurer',
    'medical.practitioner-medical.specialty', 'medical.practitioner.service',
    'medical.room', 'medical.service', 'medical.specialty',
    # The rules leave nothing of it to visitors
    'medical.appointment'}
# What they enter themselves, behind a record rule
ENTERED = {('user_api_patient', 'medical.waiting_list')}
READABLE = {
    'user_api_public': CATALOGUE,
    'user_api_patient': CATALOGUE | {'medical.patient'},
    'user_api_sender': CATALOGUE,
    }


def stored_models():
    return sorted(
        name for name, Model in Pool().iterobject()
        if issubclass(Model, ModelSQL))


def mine():
    "The notes of the visits that the caller finds"
    return [a.note for a in Pool().get('medical.appointment').search(
            [], order=[('note', 'ASC')])]


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def build(self):
        "Ana has A1 with the first doctor; Beto B1 and B2, with one each"
        self.doctors = [
            make_practitioner(user=make_user('practitioner'))
            for _ in range(2)]
        self.ana, self.beto = make_patient(), make_patient()
        self.accounts = [make_account(p) for p in (self.ana, self.beto)]
        first, second = self.doctors
        self.visits = {
            note: make_appointment(doctor, patient, at(2, time), note=note)
            for note, doctor, patient, time in (
                ('A1', first, self.ana, '09:00'),
                ('B1', first, self.beto, '10:00'),
                ('B2', second, self.beto, '11:00'))}


class PeopleTestCase(TestCase):

    @with_transaction(user=0)
    def test_nobody_is_served_anothers_list(self):
        "Two people behind one technical user, with warm caches"
        self.build()
        ana, beto = self.accounts
        for _ in range(ROUNDS):
            for caller, notes in (
                    (as_patient(ana), ['A1']),
                    (as_patient(beto), ['B1', 'B2']),
                    (as_staff(self.doctors[0].user), ['A1', 'B1']),
                    (as_staff(self.doctors[1].user), ['B2']),
                    (as_public(), []), (as_sender(), [])):
                with caller:
                    self.assertEqual(mine(), notes)

    @with_transaction(user=0)
    def test_person_is_in_the_cache_key(self):
        Rule = Pool().get('ir.rule')
        self.build()
        names = frozenset({'medical.appointment'})
        keys = set()
        for caller in (
                as_patient(self.accounts[0]), as_patient(self.accounts[1]),
                as_staff(self.doctors[0].user),
                as_staff(self.doctors[1].user),
                as_guest(open_session()), as_guest(open_session())):
            with caller:
                keys.add(Rule._get_cache_key(names))
        self.assertEqual(len(keys), 6)

    @with_transaction(user=0)
    def test_guests(self):
        self.build()
        sessions = [open_session() for _ in range(2)]
        for session, note in zip(sessions, 'ab'):
            visit = self.visits['A1' if note == 'a' else 'B1']
            visit.portal_session = session
            visit.save()
        for _ in range(ROUNDS):
            for session, notes in zip(sessions, (['A1'], ['B1'])):
                with as_guest(session):
                    self.assertEqual(mine(), notes)
                    self.assertEqual(patients(), [])

    @with_transaction(user=0)
    def test_patients_seen(self):
        self.build()
        eva = make_patient()
        ana = make_account(self.ana, eva)
        for caller, found in (
                (as_patient(ana), [self.ana, eva]),
                (as_patient(self.accounts[1]), [self.beto]),
                (as_staff(self.doctors[0].user), [self.ana, self.beto]),
                (as_staff(self.doctors[1].user), [self.beto]),
                (as_staff(make_user('front_desk')),
                    [self.ana, self.beto, eva]),
                (as_staff(make_user()), [])):
            with caller:
                self.assertEqual(
                    set(patients()) & {self.ana.id, self.beto.id, eva.id},
                    {p.id for p in found})

    @with_transaction(user=0)
    def test_agendas_may_be_opened(self):
        self.build()
        second = as_staff(self.doctors[1].user)
        configuration = Pool().get('medical.configuration')(1)
        configuration.staff_reads_all_agendas = True
        configuration.save()
        with second:
            self.assertEqual(mine(), ['A1', 'B1', 'B2'])
        configuration.staff_reads_all_agendas = False
        configuration.save()
        with as_staff(self.doctors[1].user):
            self.assertEqual(mine(), ['B2'])

    @with_transaction(user=0)
    def test_desk(self):
        self.build()
        for group in ('front_desk', 'administrator'):
            with as_staff(make_user(group)):
                self.assertEqual(mine(), ['A1', 'B1', 'B2'])

    @with_transaction(user=0)
    def test_staff_without_role(self):
        self.build()
        with as_staff(make_user()):
            try:
                self.assertEqual(mine(), [])
            except AccessError:
                pass

    @with_transaction(user=0)
    def test_search_tells_nothing(self):
        "No count, no order, no path through a relation"
        self.build()
        Appointment = Pool().get('medical.appointment')
        with as_patient(self.accounts[0]):
            for domain in (
                    [('note', 'like', 'B%')],
                    [('patient.rec_name', '=', self.beto.rec_name)],
                    [('id', '=', self.visits['B1'].id)],
                    ['OR', [('note', '=', 'B1')], [('note', '=', 'B2')]]):
                self.assertEqual(Appointment.search(domain), [])
                self.assertEqual(
                    Appointment.search(domain, count=True), 0)

    @with_transaction(user=0)
    def test_verbs_and_writes_on_anothers(self):
        self.build()
        Appointment = Pool().get('medical.appointment')
        theirs = self.visits['B1']
        with as_patient(self.accounts[0]):
            for verb in ('cancel', 'confirm', 'reschedule'):
                with refused(NotFound):
                    Appointment.act(
                        theirs.id, verb, values={'start': at(3, '09:00')})
            for call in (
                    lambda: Appointment.read([theirs.id], ['note']),
                    lambda: Appointment.write([theirs], {'note': 'x'}),
                    lambda: Appointment.delete([theirs]),
                    lambda: Appointment.cancel([theirs]),
                    lambda: Appointment.create([{
                                'patient': self.beto.id,
                                'practitioner': self.doctors[0].id,
                                'service': theirs.service.id,
                                'start': at(4, '09:00')}])):
                with refused(AccessError):
                    call()
            with refused(NotFound):
                Appointment.details(theirs.id)
        with as_staff(self.doctors[1].user), refused(NotFound):
            Appointment.act(self.visits['A1'].id, 'cancel')

    @with_transaction(user=0)
    def test_hidden_and_missing_are_told_alike(self):
        self.build()
        Appointment = Pool().get('medical.appointment')
        with as_patient(self.accounts[0]):
            texts = set()
            for id_ in (self.visits['B1'].id, 10 ** 8):
                with refused(NotFound) as error:
                    Appointment.details(id_)
                texts.add(str(error[0]))
        self.assertEqual(len(texts), 1)

    @with_transaction(user=0)
    def test_own_visit_is_changed_by_verbs_only(self):
        self.build()
        Appointment = Pool().get('medical.appointment')
        own = self.visits['A1']
        with as_patient(self.accounts[0]):
            with refused(AccessError):
                Appointment.write([own], {'note': 'x'})
            Appointment.act(own.id, 'cancel')

    @with_transaction(user=0)
    def test_what_bypasses_the_rules(self):
        "Traps of Tryton: noticed here if one of them changes"
        self.build()
        self.assertEqual(len(mine()), 3)  # the root user
        with as_patient(self.accounts[0]):
            with without_check_access():
                self.assertEqual(len(mine()), 3)
            # an attribute of a record that was not searched is not checked
            theirs = Pool().get('medical.appointment')(self.visits['B1'].id)
            self.assertEqual(theirs.note, 'B1')


def patients():
    try:
        return [p.id for p in Pool().get('medical.patient').search([])]
    except AccessError:
        return []


class TechnicalUsersTestCase(TestCase):

    @with_transaction(user=0)
    def test_closed_by_default(self):
        "Every stored model of the installation, each mode"
        ModelAccess = Pool().get('ir.model.access')
        names = stored_models()
        self.assertGreater(len(names), 100)
        for user, readable in READABLE.items():
            with acting(xml_id(user)):
                access = ModelAccess.get_access(names)
            for name in names:
                expected = {
                    'read': name in readable, 'write': False,
                    'create': False, 'delete': False}
                if (user, name) in ENTERED:
                    expected.update(read=True, create=True)
                with self.subTest(user=user, model=name):
                    self.assertEqual(
                        {mode: access[name][mode] for mode in MODES},
                        expected)

    @with_transaction(user=0)
    def test_secrets_are_not_read(self):
        make_account(make_patient(), password='mango-guayaba-2026')
        for caller in (as_public, as_sender, lambda: as_guest(1)):
            for name in (
                    'web.user', 'res.user', 'web.user.session',
                    'medical.portal.session', 'medical.portal.code',
                    'medical.link', 'medical.attempt', 'medical.audit',
                    'medical.idempotency', 'medical.notification',
                    'party.party', 'party.contact_mechanism', 'ir.session'):
                with self.subTest(model=name), caller(), refused(AccessError):
                    Pool().get(name).search([])

    @with_transaction(user=0)
    def test_no_way_in(self):
        "whatever the password says"
        User = Pool().get('res.user')
        for xml in READABLE:
            user = User(xml_id(xml))
            User.write([user], {'password': 'mango-guayaba-2026'})
            self.assertIsNone(User._get_login(user.login)[0])
            self.assertFalse(User.get_login(
                    user.login, {'password': 'mango-guayaba-2026'}))

    @with_transaction(user=0)
    def test_adapters_methods_refuse_staff(self):
        "Tryton's clients can call what is published, in nobody's name"
        get = Pool().get
        administrator = make_user('administrator')
        with as_staff(administrator):
            for call in (
                    lambda: get('medical.portal.session').open_guest(),
                    lambda: get('medical.portal.session').resolve(1),
                    lambda: get('medical.portal.session').login('a', 'b'),
                    lambda: get('medical.portal.code').request('a@b.do'),
                    lambda: get('medical.appointment').look_up('A', None),
                    lambda: get('medical.appointment').link('token'),
                    lambda: get('medical.appointment').hold(1, 1, None),
                    lambda: get('medical.notification').claim(1, 1, 'x'),
                    lambda: get('web.user').register('a', 'b', {})):
                with refused(NotAllowed):
                    call()


class StaffTestCase(TestCase):

    @with_transaction(user=0)
    def test_personal_models_are_closed_to_others(self):
        "Somebody from accounting, with a user and no clinic group"
        self.build()
        with as_staff(make_user()):
            for name in (
                    'medical.appointment', 'medical.patient',
                    'medical.notification', 'medical.audit',
                    'medical.portal.session', 'medical.portal.code',
                    'medical.link', 'medical.idempotency',
                    'medical.attempt'):
                with self.subTest(model=name):
                    try:
                        found = Pool().get(name).search([])
                    except AccessError:
                        continue
                    self.assertEqual(found, [])

    @with_transaction(user=0)
    def test_nobody_changes_the_audit(self):
        self.build()
        with as_staff(make_user('administrator')):
            Audit = Pool().get('medical.audit')
            rows = Audit.search([])
            self.assertTrue(rows)
            for call in (
                    lambda: Audit.write(rows, {'actor': None}),
                    lambda: Audit.delete(rows),
                    lambda: Audit.create([{'action': 'x'}])):
                with refused(AccessError):
                    call()

    @with_transaction(user=0)
    def test_desk_does_not_administer(self):
        with as_staff(make_user('front_desk')):
            for name in ('medical.service', 'medical.practitioner',
                    'medical.configuration'):
                access = Pool().get('ir.model.access').get_access([name])
                self.assertEqual(
                    (access[name]['read'], access[name]['write']),
                    (True, False))


class ConsistencyTestCase(TestCase):

    @with_transaction(user=0)
    def test_every_personal_model_has_a_rule_that_matches_nothing(self):
        Group = Pool().get('ir.rule.group')
        for name in (
                'medical.appointment', 'medical.patient',
                'medical.notification'):
            nobody = Group.search([
                    ('model', '=', name), ('default_p', '=', True)])
            self.assertEqual(
                [r.domain for g in nobody for r in g.rules],
                ['[["id", "=", -1]]'])

    @with_transaction(user=0)
    def test_every_model_of_ours_is_granted_on_purpose(self):
        "A model without any access record is open to everybody"
        Access = Pool().get('ir.model.access')
        named = {a.model for a in Access.search([])}
        ours = {
            name for name in stored_models() if name.startswith('medical.')}
        self.assertLessEqual(ours, named | related())


def related():
    "Models whose rights are those of the records they belong to"
    return {
        name for name, Model in Pool().iterobject()
        if getattr(Model, '__access__', None)}
