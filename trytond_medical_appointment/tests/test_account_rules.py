# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds of accounts whatever the door: the desktop client's too."""
import datetime as dt
import threading
import time
import unittest
from unittest.mock import patch

import pyotp
from trytond import config
from trytond.exceptions import LoginException
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction, without_check_access

from tests.builders import (
    PASSWORD, as_patient, as_public, as_staff, make, make_account,
    make_patient, make_practitioner, make_user, open_session, refused)
from trytond_medical_appointment import account_password, seal
from trytond_medical_appointment.exceptions import (
    ConsentOutdated, NotAllowed, Sealed, WeakPassword)

LONG = 'guineo-platano-1844'
CONFIGURED = config.get
SECRETS = [('%x' % digit) * 64 for digit in range(10, 13)]


def get(name):
    return Pool().get(name)


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')


class PasswordTestCase(TestCase):
    "One policy on all paths"

    @with_transaction(user=0)
    def test_staff_in_the_desktop_client(self):
        "by an administrator, of whatever right Tryton gives to write users"
        user = make_user('practitioner', login='dr.quiroga')
        make_practitioner(user=user, party=make(
                'party.party', first_name="Eustaquio", surname="Quiroga"))
        with Transaction().set_user(1):
            for password in (
                    'guineo-1844', 'dr.quiroga12', 'eustaquio quiroga',
                    'password1234', 'qwertyuiop12', 'abcabcabcabcabc'):
                with self.subTest(password=password), refused(
                        WeakPassword, 'weak-password'):
                    get('res.user').write([user], {'password': password})
            get('res.user').write([user], {'password': LONG})
        self.assertTrue(self.is_password(user, LONG))

    @with_transaction(user=0)
    def test_the_own_preferences(self):
        user = make_user('front_desk', password=PASSWORD)
        with as_staff(user), without_check_access():
            with refused(WeakPassword):
                get('res.user').set_preferences({'password': 'corta-1844'})

    @with_transaction(user=0)
    def test_patients_need_ten(self):
        account = make_account(make_patient(), password=PASSWORD)
        with Transaction().set_user(1):
            with refused(WeakPassword):
                get('web.user').write([account], {'password': 'guineo-18'})
            get('web.user').write([account], {'password': 'guineo-184'})

    def is_password(self, user, password):
        return get('medical.portal.session').is_password(
            get('res.user'), user.id, password)

    @with_transaction(user=0)
    def test_two_hashes_at_once(self):
        "argon2 takes 64 MiB each time"
        running, most = [], []

        def slow(*args):
            running.append(1)
            most.append(len(running))
            time.sleep(0.02)
            running.pop()
            return False, None
        User, WebUser = get('res.user'), get('web.user')
        with patch('trytond.res.user.PASSWORD_HASH') as one, patch(
                'trytond.modules.web_user.user.PASSWORD_HASH') as other:
            one.hash = one.verify_and_update = slow
            other.hash = other.verify_and_update = slow
            threads = [
                threading.Thread(target=call) for call in [
                    lambda: User.hash_password('x'),
                    lambda: User.check_password('x', 'y'),
                    lambda: WebUser.hash_password('x'),
                    lambda: WebUser.check_password('x', 'y')] * 3]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(max(most), account_password.HASHES_AT_ONCE)


class SecondStepTestCase(TestCase):
    "in Tryton's own clients"

    def setUp(self):
        self.addCleanup(
            config.set, 'medical_appointment', 'secrets', config.get(
                'medical_appointment', 'secrets', default=''))
        if not config.has_section('medical_appointment'):
            config.add_section('medical_appointment')
        config.set('medical_appointment', 'secrets', SECRETS[0])

    def build(self):
        self.user = make_user('front_desk', password=PASSWORD)
        with as_staff(self.user):
            self.secret = get('medical.portal.totp').begin(
                PASSWORD)['secret']
            get('medical.portal.totp').confirm(self.code(-1))

    def code(self, step=0):
        return pyotp.TOTP(self.secret).at(int(time.time()) + 30 * step)

    def login(self, **parameters):
        with patch.object(config, 'get', self.configured):
            return get('res.user').get_login(
                self.user.login, {'password': PASSWORD, **parameters})

    def configured(self, section, name, default=None):
        if (section, name) == ('session', 'authentications'):
            return 'password+totp'
        return CONFIGURED(section, name, default=default)

    @with_transaction(user=0)
    def test_is_asked_for(self):
        self.build()
        with self.assertRaises(LoginException) as asked:
            self.login()
        self.assertEqual(asked.exception.name, 'totp_code')
        self.assertIsNone(self.login(totp_code='000000'))
        self.assertEqual(self.login(totp_code=self.code()), self.user.id)
        self.assertIsNone(self.login(totp_code=self.code()))

    def kept(self, **changes):
        "What the database keeps, after it was changed"
        table = get('medical.portal.totp').__table__()
        cursor = Transaction().connection.cursor()
        for name, value in changes.items():
            cursor.execute(*table.update(
                    [getattr(table, name)], [value],
                    where=table.user == self.user.id))
        cursor.execute(*table.select(
                table.secret, where=table.user == self.user.id))
        return cursor.fetchone()[0]

    def secrets(self, *secrets):
        config.set('medical_appointment', 'secrets', ','.join(secrets))

    @with_transaction(user=0)
    def test_the_database_does_not_know_the_secret(self):
        self.build()
        self.assertNotIn(self.secret, self.kept())
        self.assertNotRegex(self.kept(), '[A-Z2-7]{32}')

    @with_transaction(user=0)
    def test_without_the_servers_secret_nobody_passes(self):
        "with whatever code but those on paper"
        self.build()
        for secrets in ([SECRETS[1]], [''], ['zz'], ['aa']):
            self.secrets(*secrets)
            for code in (self.code(), '000000'):
                with refused(Sealed, 'sealed'):
                    self.login(totp_code=code)
        paper = get('medical.portal.recovery').renew(self.user.id)
        self.assertEqual(self.login(totp_code=paper[0]), self.user.id)
        with as_staff(make_user('front_desk', password=PASSWORD)):
            self.secrets('')
            with refused(Sealed, 'sealed'):
                get('medical.portal.totp').begin(PASSWORD)

    @with_transaction(user=0)
    def test_the_sealed_secret_of_another_is_refused(self):
        self.build()
        with refused(Sealed, 'sealed'):
            seal.unseal(self.user.id + 1, self.kept())

    @with_transaction(user=0)
    def test_what_was_kept_in_clear_is_sealed_at_its_next_use(self):
        self.build()
        self.assertEqual(self.kept(secret=self.secret), self.secret)
        self.assertIsNone(self.login(totp_code='000000'))
        self.assertEqual(self.login(totp_code=self.code()), self.user.id)
        self.assertEqual(
            seal.unseal(self.user.id, self.kept()), (self.secret, True))

    @with_transaction(user=0)
    def test_what_was_kept_in_clear_is_sealed_by_the_upgrade(self):
        self.build()
        self.kept(secret=self.secret)
        get('medical.portal.totp').__register__('medical_appointment')
        self.assertEqual(
            seal.unseal(self.user.id, self.kept()), (self.secret, True))

    @with_transaction(user=0)
    def test_a_new_secret_of_the_server_takes_over(self):
        self.build()
        self.secrets(SECRETS[1], SECRETS[0])
        self.assertFalse(seal.unseal(self.user.id, self.kept())[1])
        self.assertEqual(self.login(totp_code=self.code()), self.user.id)
        self.secrets(SECRETS[1])
        self.assertEqual(
            seal.unseal(self.user.id, self.kept()), (self.secret, True))
        self.secrets(SECRETS[2], SECRETS[1])
        get('medical.portal.totp').reseal()
        self.secrets(SECRETS[2])
        self.kept(last_step=0)
        self.assertEqual(self.login(totp_code=self.code()), self.user.id)

    @with_transaction(user=0)
    def test_who_lost_phone_and_codes_gets_a_new_password(self):
        "of an administrator, who forgets the phone with it"
        self.build()
        with as_staff(make_user('administrator')):
            given = get('res.user').renew_staff_password(self.user.id)
        self.assertEqual(
            self.login(password=given['password']), self.user.id)

    @with_transaction(user=0)
    def test_others_are_not_asked(self):
        self.build()
        self.user = make_user('front_desk', password=PASSWORD)
        self.assertEqual(self.login(), self.user.id)

    @with_transaction(user=0)
    def test_nothing_for_patients_and_visitors(self):
        Totp = get('medical.portal.totp')
        for caller in (as_public(), as_patient(make_account(make_patient()))):
            with caller:
                for call in (
                        Totp.state, lambda: Totp.begin(PASSWORD),
                        lambda: Totp.confirm('000000'),
                        lambda: Totp.remove(PASSWORD)):
                    with refused(NotAllowed):
                        call()


class AdministratorTestCase(TestCase):
    "What the administrator sees and ends in Tryton"

    @with_transaction(user=0)
    def test_accounts_to_close(self):
        account = make_account(make_patient(), password=PASSWORD)
        session = open_session(kind='patient', web_user=account.id)
        with as_patient(account):
            get('web.user').close("me mudo")
        self.assertIsNone(get('medical.portal.session')._resolve(session))
        Closure = get('medical.account.closure')
        with as_staff(make_user('front_desk')):
            with refused(AccessError):
                Closure.search([])
        boss = make_user('administrator')
        with as_staff(boss):
            closure, = Closure.search([('state', '=', 'open')])
            self.assertEqual(
                (closure.web_user, closure.party, closure.reason),
                (account, account.party, "me mudo"))
            self.assertGreater(
                closure.due_on, dt.date.today() + dt.timedelta(9))
            Closure.done([closure])
        self.assertEqual(
            (closure.state, closure.done_by), ('done', boss))

    @with_transaction(user=0)
    def test_sessions_and_feeds(self):
        account = make_account(make_patient(), password=PASSWORD)
        session = open_session(kind='patient', web_user=account.id)
        with as_patient(account):
            token = get('medical.feed').open('patient')['token']
        Session, Feed = get('medical.portal.session'), get('medical.feed')
        with as_staff(make_user('practitioner')):
            with refused(AccessError):
                Session.end([Session(session)])
        with as_staff(make_user('administrator')):
            Session.end(Session.search([('id', '=', session)]))
            Feed.stop(Feed.search([]))
        self.assertIsNone(Session._resolve(session))
        with as_public(), self.assertRaises(Exception):
            Feed.events(token)

    @with_transaction(user=0)
    def test_consents_are_kept_as_they_are(self):
        patient = make_patient()
        consent = get('medical.consent').record(patient, 'account', '1')
        with as_staff(make_user('administrator')):
            found, = get('medical.consent').search([])
            self.assertEqual(found, consent)
            for change in (
                    lambda: found.__class__.write([found], {'version': '2'}),
                    lambda: found.__class__.delete([found])):
                with refused(AccessError):
                    change()


class ConsentTestCase(TestCase):

    @with_transaction(user=0)
    def test_the_text_is_kept_as_it_stood(self):
        version = self.write("Texto de hoy")
        account = make_account(make_patient())
        with as_patient(account):
            get('web.user').agree({'email': 'none'}, version)
        self.write("Texto de mañana")
        consent, = get('medical.consent').search([])
        self.assertEqual(
            (consent.text, consent.version), ("Texto de hoy", version))
        with as_patient(account), refused(ConsentOutdated):
            get('web.user').agree({'email': 'all'}, version)

    def write(self, text):
        "The version of another consent text"
        Configuration = get('medical.configuration')
        before = Configuration(1).consent_version
        configuration = Configuration(1)
        configuration.consent_text = text
        configuration.save()
        Transaction().counter += 1
        after = Configuration(1).consent_version
        if after == before:
            configuration.consent_version = after = before + 'a'
            configuration.save()
        return after
