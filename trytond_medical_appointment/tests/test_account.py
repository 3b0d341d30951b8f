# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-in, sessions, one-time codes and links."""
import datetime as dt
import json
import unittest
from unittest.mock import patch

import time_machine
from sql import Null
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    PASSWORD, as_guest, as_patient, as_public, as_staff, at, make_account,
    make_appointment, make_patient, make_practitioner, make_user, person,
    refused)
from trytond_medical_appointment import account as module
from trytond_medical_appointment.account import digest
from trytond_medical_appointment.exceptions import (
    ConsentOutdated, NotAllowed, NotFound, TooManyAttempts, WeakPassword)

MINUTE = dt.timedelta(minutes=1)
WRONG = 'no-es-la-clave-2026'


def get(name):
    return Pool().get(name)


def public(model, method, *args, **kwargs):
    with as_public():
        return getattr(get(model), method)(*args, **kwargs)


def login(name, password=PASSWORD):
    return public('medical.portal.session', 'login', name, password)


def resolve(session):
    return public('medical.portal.session', 'resolve', session)


def refresh(token):
    return public('medical.portal.session', 'refresh', token)


def ahead(**delta):
    return time_machine.travel(
        dt.datetime.now() + dt.timedelta(**delta), tick=False)


def stored(table, *names):
    Transaction().counter += 1
    table = get(table).__table__()
    cursor = Transaction().connection.cursor()
    cursor.execute(*table.select(
            *(getattr(table, name) for name in names),
            order_by=table.id.asc))
    return cursor.fetchall()


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')


class SignInTestCase(TestCase):

    def build(self):
        self.ana, self.eva = make_patient(), make_patient()
        self.account = make_account(self.ana, self.eva, password=PASSWORD)
        self.doctor = make_user('practitioner', password=PASSWORD)

    @with_transaction(user=0)
    def test_patient(self):
        self.build()
        opened = login(self.account.email.upper() + ' ')
        self.assertEqual(
            (opened['kind'], opened['role'], opened['name']),
            ('patient', 'patient', self.ana.rec_name))
        who = resolve(opened['session'])
        self.assertEqual(who['web_user'], self.account.id)
        self.assertEqual(
            who['parties'], (self.ana.party.id, self.eva.party.id))
        self.assertIsNone(who['user'])

    @with_transaction(user=0)
    def test_staff(self):
        self.build()
        for group, role in (
                ('practitioner', 'practitioner'),
                ('front_desk', 'front_desk'),
                ('administrator', 'administrator')):
            user = make_user(group, password=PASSWORD)
            opened = login(user.login)
            self.assertEqual(
                (opened['kind'], opened['role']), ('staff', role))
            who = resolve(opened['session'])
            self.assertEqual(who['user'], user.id)
            self.assertEqual(who['company'], user.company.id)
            self.assertEqual(who['parties'], ())

    @with_transaction(user=0)
    def test_refused_alike(self):
        "An unknown name, a wrong password, an inactive or empty account"
        self.build()
        gone = make_account(make_patient(), password=PASSWORD)
        gone.active = False
        gone.save()
        without = make_account(make_patient())
        answers = [
            login('nobody@example.com'), login('nobody'),
            login(self.account.email, WRONG), login(self.doctor.login, WRONG),
            login(gone.email), login(without.email), login('root'),
            login('api_public'), login('api_patient', '')]
        self.assertEqual(answers, [
                {'refused': 'invalid-credentials', 'retry_after': None}
                ] * len(answers))
        self.assertEqual(stored('medical.portal.session', 'id'), [])

    @with_transaction(user=0)
    def test_constant_work(self):
        "One password is verified whoever asks"
        self.build()
        for name in (self.account.email, self.doctor.login, 'nobody'):
            with patch.object(
                    module.PASSWORD_HASH, 'verify_and_update',
                    return_value=(False, None)) as verify:
                login(name, WRONG)
            self.assertEqual(verify.call_count, 1)
            self.assertTrue(
                verify.call_args.args[1].startswith('$argon2id$'))

    @with_transaction(user=0)
    def test_limit(self):
        self.build()
        for _ in range(5):
            login(self.account.email, WRONG)
        with patch.object(
                module.PASSWORD_HASH, 'verify_and_update') as verify:
            answer = login(self.account.email)
        self.assertEqual(answer['refused'], 'too-many-attempts')
        self.assertGreater(answer['retry_after'], 0)
        verify.assert_not_called()
        self.assertNotIn('refused', login(self.doctor.login))
        with ahead(minutes=16):
            self.assertNotIn('refused', login(self.account.email))

    @with_transaction(user=0)
    def test_limit_counts_no_matter_who_exists(self):
        self.build()
        for _ in range(5):
            login('nobody@example.com', WRONG)
        self.assertEqual(
            login('nobody@example.com')['refused'], 'too-many-attempts')

    @with_transaction(user=0)
    def test_success_forgets_the_mistakes(self):
        self.build()
        for _ in range(3):
            for _ in range(4):
                login(self.account.email, WRONG)
            self.assertNotIn('refused', login(self.account.email))

    @with_transaction(user=0)
    def test_nothing_in_clear(self):
        self.build()
        opened = login(self.account.email)
        token = opened['refresh_token']
        (hashed, previous), = stored(
            'medical.portal.session', 'refresh_hash', 'refresh_previous')
        self.assertEqual((hashed, previous), (digest(token), None))
        self.assertGreaterEqual(len(token), 43)
        login('juana@example.com', WRONG)
        (subject,), = stored('medical.attempt', 'subject')
        self.assertNotIn('juana', subject)


class SessionTestCase(TestCase):

    def open(self):
        self.account = make_account(make_patient(), password=PASSWORD)
        return login(self.account.email)

    @with_transaction(user=0)
    def test_refresh(self):
        opened = self.open()
        renewed = refresh(opened['refresh_token'])
        self.assertEqual(renewed['session'], opened['session'])
        self.assertEqual(renewed['role'], 'patient')
        self.assertNotEqual(
            renewed['refresh_token'], opened['refresh_token'])
        again = refresh(renewed['refresh_token'])
        self.assertEqual(again['session'], opened['session'])

    @with_transaction(user=0)
    def test_reuse_ends_the_session(self):
        opened = self.open()
        renewed = refresh(opened['refresh_token'])
        self.assertIsNone(refresh(opened['refresh_token']))
        self.assertIsNone(resolve(opened['session']))
        self.assertIsNone(refresh(renewed['refresh_token']))

    @with_transaction(user=0)
    def test_unknown_token(self):
        opened = self.open()
        self.assertIsNone(refresh('x' * 43))
        self.assertIsNotNone(resolve(opened['session']))

    @with_transaction(user=0)
    def test_expiry(self):
        opened = self.open()
        table = get('medical.portal.session').__table__()
        Transaction().connection.cursor().execute(*table.update(
                [table.expires_at], [dt.datetime.now() - MINUTE],
                where=table.id == opened['session']))
        self.assertIsNone(resolve(opened['session']))
        self.assertIsNone(refresh(opened['refresh_token']))

    @with_transaction(user=0)
    def test_logout(self):
        here = self.open()
        there = login(self.account.email)
        public('medical.portal.session', 'logout', here['session'])
        self.assertIsNone(resolve(here['session']))
        self.assertIsNotNone(resolve(there['session']))
        self.assertIsNone(refresh(here['refresh_token']))

    @with_transaction(user=0)
    def test_logout_everywhere(self):
        here = self.open()
        there = login(self.account.email)
        other = login(make_account(
                make_patient(), password=PASSWORD).email)
        public('medical.portal.session', 'logout', here['session'],
            everywhere=True)
        self.assertIsNone(resolve(there['session']))
        self.assertIsNotNone(resolve(other['session']))

    @with_transaction(user=0)
    def test_own_sessions_are_listed_and_ended(self):
        Session = get('medical.portal.session')
        here = self.open()
        stranger = make_account(make_patient(), password=PASSWORD)
        theirs = login(stranger.email)
        with as_patient(self.account, here['session']):
            self.assertEqual(
                [s['id'] for s in Session.listing()], [here['session']])
            Session.revoke(theirs['session'])
        self.assertIsNotNone(resolve(theirs['session']))
        with as_patient(stranger, theirs['session']):
            Session.revoke(theirs['session'])
        self.assertIsNone(resolve(theirs['session']))

    @with_transaction(user=0)
    def test_guests_list_nobodys(self):
        self.open()
        guest = public('medical.portal.session', 'open_guest')
        with as_guest(guest['session']):
            self.assertEqual(get('medical.portal.session').listing(), [])

    @with_transaction(user=0)
    def test_end_with_the_account(self):
        "A new password, another e-mail, deactivation"
        for change in (
                {'password': 'otra-clave-larga-77'},
                {'email': 'otra@example.com'}, {'active': False}):
            with self.subTest(change=change):
                opened = self.open()
                get('web.user').write([self.account], change)
                self.assertIsNone(resolve(opened['session']))
                self.assertIsNone(refresh(opened['refresh_token']))

    @with_transaction(user=0)
    def test_end_with_the_user(self):
        for change in (
                {'password': 'otra-clave-larga-77'}, {'active': False}):
            with self.subTest(change=change):
                user = make_user('front_desk', password=PASSWORD)
                opened = login(user.login)
                get('res.user').write([user], change)
                self.assertIsNone(resolve(opened['session']))

    @with_transaction(user=0)
    def test_rights_are_those_of_now(self):
        "The session keeps none of its own"
        user = make_user('administrator', password=PASSWORD)
        opened = login(user.login)
        get('res.user').write([user], {'groups': [('remove', [
                            g.id for g in user.groups])]})
        self.assertEqual(resolve(opened['session'])['role'], 'staff')

    @with_transaction(user=0)
    def test_cleaned(self):
        "but for those that an appointment remembers"
        old = dt.timedelta(days=40)
        Session = get('medical.portal.session')
        sessions = [
            public('medical.portal.session', 'open_guest')['session']
            for _ in range(3)]
        table = Session.__table__()
        Transaction().connection.cursor().execute(*table.update(
                [table.expires_at], [dt.datetime.now() - old],
                where=table.id.in_(sessions[:2])))
        make_appointment(
            make_practitioner(), make_patient(), at(1, '09:00'),
            portal_session=sessions[0])
        Session.clean_all()
        self.assertEqual(
            [id_ for id_, in stored('medical.portal.session', 'id')],
            [sessions[0], sessions[2]])


class CodeTestCase(TestCase):

    def build(self):
        self.account = make_account(make_patient(), password=PASSWORD)

    def ask(self, purpose='login', email=None):
        "The code that the message carries, None when none is sent"
        before = self.letters()
        public('medical.portal.code', 'request',
            email or self.account.email, purpose=purpose)
        new = self.letters().keys() - before.keys()
        return self.letters()[new.pop()]['code'] if new else None

    def letters(self):
        return {
            n.id: json.loads(n.payload)
            for n in get('medical.notification').search([
                    ('kind', '=', 'code'), ('payload', '!=', None)])}

    def enter(self, code, email=None):
        return public(
            'medical.portal.session', 'open_verified',
            email or self.account.email, code)

    @with_transaction(user=0)
    def test_sign_in(self):
        self.build()
        code = self.ask()
        self.assertRegex(code, r'^\d{6}$')
        opened = self.enter(code)
        self.assertEqual(opened['role'], 'patient')
        self.assertEqual(
            resolve(opened['session'])['web_user'], self.account.id)

    @with_transaction(user=0)
    def test_once(self):
        self.build()
        code = self.ask()
        self.enter(code)
        self.assertEqual(
            self.enter(code),
            {'refused': 'invalid-code', 'retry_after': None})

    @with_transaction(user=0)
    def test_ten_minutes(self):
        self.build()
        code = self.ask()
        with ahead(minutes=10, seconds=1):
            self.assertIn('refused', self.enter(code))
        with ahead(minutes=9):
            self.assertNotIn('refused', self.enter(code))

    @with_transaction(user=0)
    def test_five_tries(self):
        self.build()
        code = self.ask()
        wrong = '%06d' % ((int(code) + 1) % 10 ** 6)
        for _ in range(5):
            self.assertIn('refused', self.enter(wrong))
        self.assertIn('refused', self.enter(code))

    @with_transaction(user=0)
    def test_newer_replaces_older(self):
        self.build()
        first, second = self.ask(), self.ask()
        if first != second:
            self.assertIn('refused', self.enter(first))
        self.assertNotIn('refused', self.enter(second))

    @with_transaction(user=0)
    def test_of_another_account_or_purpose(self):
        self.build()
        other = make_account(make_patient(), password=PASSWORD)
        self.assertIn('refused', self.enter(self.ask(), other.email))
        self.assertIn('refused', self.enter(self.ask('reset')))

    @with_transaction(user=0)
    def test_unknown_address(self):
        """gets the same answer, the same work and no message: the digest
        that is kept is of no code"""
        self.build()
        self.assertIsNone(self.ask(email='nobody@example.com'))
        (code_hash,), = stored('medical.portal.code', 'code_hash')
        hash_ = get('medical.portal.code')._hash
        self.assertNotIn(code_hash, {
                hash_('login', 'nobody@example.com', '%06d' % n)
                for n in range(10 ** 4)})

    @with_transaction(user=0)
    def test_limit(self):
        self.build()
        for _ in range(5):
            self.ask()
        for email in (self.account.email, 'nobody@example.com'):
            for _ in range(5 if email != self.account.email else 0):
                self.ask(email=email)
            with refused(TooManyAttempts, 'too-many-attempts') as error:
                self.ask(email=email)
            self.assertGreater(error[0].data['retry_after'], 0)

    @with_transaction(user=0)
    def test_only_its_digest_is_stored(self):
        self.build()
        code = self.ask()
        (subject, code_hash), = stored(
            'medical.portal.code', 'subject', 'code_hash')
        self.assertNotIn(code, code_hash)
        self.assertEqual(subject, digest(self.account.email))

    @with_transaction(user=0)
    def test_new_password(self):
        self.build()
        opened = login(self.account.email)
        code = self.ask('reset')
        with refused(WeakPassword, 'weak-password'):
            public('web.user', 'reset_with_code', self.account.email, code,
                'corta')
        answer = public('web.user', 'reset_with_code', self.account.email,
            code, 'tres-palabras-mias')
        self.assertIsNone(answer['refused'])
        self.assertIsNone(resolve(opened['session']))
        self.assertIn('refused', login(self.account.email))
        self.assertNotIn(
            'refused', login(self.account.email, 'tres-palabras-mias'))
        again = public('web.user', 'reset_with_code', self.account.email,
            code, 'cuatro-palabras-mias')
        self.assertEqual(again['refused'], 'invalid-code')


class RegisterTestCase(TestCase):

    def register(
            self, email='juana@example.com', password=PASSWORD, version='1',
            **who):
        "The code that the mail carries"
        before = self.letters()
        answer = public('web.user', 'register', email, password, person(**who),
            consent_version=version)
        self.assertIsNone(answer)
        new, = self.letters().keys() - before.keys()
        return self.letters()[new]['code']

    def letters(self):
        return {
            n.id: json.loads(n.payload)
            for n in get('medical.notification').search([
                    ('kind', 'in', ['code', 'email_verification']),
                    ('payload', '!=', None)])}

    def enter(self, code, email='juana@example.com'):
        return public('medical.portal.session', 'open_registered', email, code)

    def count(self):
        return (
            len(stored('web.user', 'id')), len(stored('medical.patient', 'id')))

    @with_transaction(user=0)
    def test_new(self):
        "Nothing is made before the code comes back"
        code = self.register()
        self.assertEqual(self.count(), (0, 0))
        self.assertIn('refused', login('juana@example.com'))
        opened = self.enter(code)
        self.assertEqual(opened['role'], 'patient')
        account, = get('web.user').search([])
        patient, = get('medical.patient').search([])
        self.assertEqual(account.party, patient.party)
        self.assertTrue(account.email_valid)
        self.assertTrue(patient.to_verify)
        self.assertEqual(patient.email, 'juana@example.com')
        self.assertNotIn('refused', login('juana@example.com'))
        self.assertIn('refused', self.enter(code))

    @with_transaction(user=0)
    def test_what_waits_is_wiped(self):
        self.enter(self.register())
        self.assertEqual(stored('medical.portal.code', 'payload'), [(None,)])

    @with_transaction(user=0)
    def test_consent(self):
        "is kept with its text; another text than that of today is refused"
        with refused(ConsentOutdated, 'consent-outdated'):
            self.register(version='0')
        self.enter(self.register())
        consent, = get('medical.consent').search([])
        account, = get('web.user').search([])
        self.assertEqual(
            (consent.version, consent.purpose, consent.by),
            ('1', 'account', str(account)))

    @with_transaction(user=0)
    def test_each_code_makes_what_was_typed_with_it(self):
        "Who registers somebody else's address does not choose the password"
        mine = self.register()
        self.register(password='clave-del-intruso-9', name="Otra")
        self.assertNotIn('refused', self.enter(mine))
        self.assertNotIn('refused', login('juana@example.com'))
        self.assertIn(
            'refused', login('juana@example.com', 'clave-del-intruso-9'))

    @with_transaction(user=0)
    def test_known_address_answers_alike(self):
        "and changes neither password nor person; the code signs in"
        self.enter(self.register())
        before = self.count()
        code = self.register(
            email=' Juana@Example.com', password='otra-clave-larga-77',
            name="Otra")
        self.assertEqual(self.count(), before)
        self.assertIn(
            'refused', login('juana@example.com', 'otra-clave-larga-77'))
        self.assertNotIn('refused', self.enter(code))
        self.assertEqual(self.count(), before)

    @with_transaction(user=0)
    def test_never_takes_over_a_record(self):
        "Who knows a phone and a birth date does not get the visits"
        known = make_patient(
            party=None, first_name="Juana", surname="Peralta",
            birth_date=person()['birth_date'], phone=person()['phone'])
        self.enter(self.register())
        account, = get('web.user').search([])
        self.assertNotEqual(account.party, known.party)

    @with_transaction(user=0)
    def test_weak_passwords(self):
        for password in (
                'corta', 'aaaaaaaaaaaa', 'juanaperalta', 'clinica-clinica',
                'password12', 'juana@example.com'):
            with self.subTest(password=password), refused(WeakPassword):
                public('web.user', 'register', 'juana@example.com', password,
                    person(), consent_version='1')
        self.assertEqual(self.count(), (0, 0))


class LinkTestCase(TestCase):
    "What a message's buttons open"

    def build(self):
        self.visit = make_appointment(
            make_practitioner(), make_patient("Zunilda"), at(3, '09:00'),
            reason="Dolor", note="Secreto")
        self.token = get('medical.link').issue(
            self.visit.id, self.visit.end)

    @with_transaction(user=0)
    def test_shows_little(self):
        self.build()
        shown = public('medical.appointment', 'link', self.token)
        self.assertEqual(shown['first_name'], "Zunilda")
        self.assertEqual(shown['start'], at(3, '09:00'))
        self.assertEqual(
            set(shown['can']), {'confirm', 'cancel', 'reschedule'})
        text = str(shown)
        for secret in (
                "Dolor", "Secreto", self.visit.patient.party.surname,
                self.visit.number):
            self.assertNotIn(secret, text)

    @with_transaction(user=0)
    def test_acts(self):
        self.build()
        confirmed = public(
            'medical.appointment', 'link_act', self.token, 'confirm')
        self.assertNotIn('confirm', confirmed['can'])
        moved = public(
            'medical.appointment', 'link_act', self.token, 'reschedule',
            start=at(3, '11:00'))
        self.assertEqual(moved['start'], at(3, '11:00'))
        cancelled = public(
            'medical.appointment', 'link_act', self.token, 'cancel')
        self.assertEqual((cancelled['state'], cancelled['can']), (
                'cancelled', []))
        Transaction().counter += 1
        visit = self.visit.__class__(self.visit.id)
        self.assertEqual(visit.cancelled_by, 'patient')
        self.assertEqual(visit.cancelled_by_actor.__name__, 'medical.link')

    @with_transaction(user=0)
    def test_does_nothing_else(self):
        self.build()
        for verb in ('arrive', 'finish', 'no_show', 'approve', 'delete'):
            with refused(NotFound):
                public('medical.appointment', 'link_act', self.token, verb)

    @with_transaction(user=0)
    def test_unknown_expired_revoked(self):
        self.build()
        with refused(NotFound):
            public('medical.appointment', 'link', 'x' * 32)
        with ahead(days=6), refused(NotFound):
            public('medical.appointment', 'link', self.token)
        table = get('medical.link').__table__()
        Transaction().connection.cursor().execute(*table.update(
                [table.revoked_at], [dt.datetime.now()],
                where=table.revoked_at == Null))
        with refused(NotFound):
            public('medical.appointment', 'link', self.token)

    @with_transaction(user=0)
    def test_only_its_digest_is_stored(self):
        self.build()
        self.assertEqual(
            stored('medical.link', 'token_hash'), [(digest(self.token),)])


class LookUpTestCase(TestCase):
    "By reference and birth date"

    @with_transaction(user=0)
    def test_found(self):
        Appointment = get('medical.appointment')
        patient = make_patient()
        visit = make_appointment(make_practitioner(), patient, at(1, '09:00'))
        other = make_appointment(make_practitioner(), patient, at(2, '09:00'))
        written = visit.number.lower().replace('-', ' ')
        opened = public('medical.appointment', 'look_up', written,
            patient.birth_date)
        self.assertEqual(opened['appointment'], visit.id)
        with as_guest(opened['session']):
            self.assertEqual(
                Appointment.details(visit.id)['number'], visit.number)
            with refused(NotFound):
                Appointment.details(other.id)

    @with_transaction(user=0)
    def test_wrong_alike(self):
        patient = make_patient()
        visit = make_appointment(make_practitioner(), patient, at(1, '09:00'))
        day = patient.birth_date
        answers = [
            public('medical.appointment', 'look_up', *given) for given in (
                (visit.number, day + dt.timedelta(days=1)),
                ('LV-222222', day), ('', day), ("' OR 1=1 --", day))]
        self.assertEqual(
            answers,
            [{'refused': 'not-found', 'retry_after': None}] * 4)


class ProfileTestCase(TestCase):

    @with_transaction(user=0)
    def test_patient(self):
        ana, eva = make_patient(), make_patient()
        account = make_account(ana, eva)
        with as_patient(account):
            profile = get('web.user').profile()
        self.assertEqual(profile['patient'], ana.id)
        self.assertEqual(profile['dependants'], [
                {'patient': eva.id, 'name': eva.rec_name, 'relation': None,
                    'birth_date': eva.birth_date, 'until': None}])

    @with_transaction(user=0)
    def test_others(self):
        for caller in (as_public(), as_staff(make_user('administrator'))):
            with caller, refused(NotAllowed):
                get('web.user').profile()
