# SPDX-License-Identifier: GPL-3.0-or-later
"""After an erase the whole database holds nothing that tells who it was."""
import datetime as dt
import unittest

from trytond.model import fields
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction, without_check_access

from tests.builders import (
    as_guest,
    as_public,
    as_staff,
    at,
    free_slot,
    make,
    make_account,
    make_appointment,
    make_cedula,
    make_messages,
    make_patient,
    make_practitioner,
    make_user,
    open_session,
)

NAME, SURNAME, SECOND = "Zoraída", "Xicotencatl", "Quetzalpopoca"
EMAIL = 'zoraida.xq@example.com'
PHONE = '809-573-4321'
PASSWORD = 'mango-guayaba-2026'
DAY = dt.timedelta(days=1)
MODELS = {
    'medical.appointment', 'medical.audit', 'medical.idempotency',
    'medical.link', 'medical.notification',
    'medical.notification.preference', 'medical.patient',
    'medical.portal.code', 'medical.portal.session', 'medical.attempt',
    'medical.portal.recovery', 'medical.portal.totp', 'medical.consent',
    'medical.account.closure', 'medical.feed', 'medical.limit',
    'medical.affected', 'medical.waiting_list', 'medical.queue.move',
    'party.party', 'party.identifier', 'party.contact_mechanism'}
# Columns of text that hold no words of a person, each looked at
IMPERSONAL = {
    'medical.appointment': {
        'number', 'uid', 'consent_version'},
    'medical.audit': {'actor', 'action', 'record', 'request_id'},
    'medical.attempt': {'kind', 'subject', 'network'},
    'medical.affected': {'offers'},
    'medical.waiting_list': {'requested_by'},
    'medical.queue.move': set(),
    'medical.idempotency': {'subject', 'route', 'key', 'body_hash'},
    'medical.link': {'token_hash'},
    'medical.notification': {
        'language', 'lease_owner', 'provider_id', 'provider_key'},
    'medical.notification.preference': {'by', 'consent_version'},
    'medical.patient': {'number'},
    'medical.portal.code': {'subject', 'code_hash'},
    'medical.portal.session': {'refresh_hash', 'refresh_previous'},
    'medical.portal.recovery': {'code_hash'},
    'medical.portal.totp': {'secret'},
    'medical.consent': {'version', 'text', 'language', 'by'},
    'medical.account.closure': set(),
    'medical.feed': {'token_hash'},
    'medical.limit': {'key'},
    'party.party': {'code', 'code_alnum'},
    'party.identifier': set(),
    'party.contact_mechanism': set(),
    }
EMPTIED = {
    'medical.appointment': {
        'reason', 'note', 'cancel_reason', 'overbook_reason',
        'priority_reason', 'email'},
    'medical.waiting_list': {'email'},
    'medical.queue.move': {'reason'},
    'medical.audit': {'changes', 'network'},
    'medical.idempotency': {'response'},
    'medical.notification': {'recipient', 'payload', 'error'},
    'medical.patient': {'insurer_number', 'note'},
    'medical.portal.session': {'network', 'device'},
    'medical.portal.code': {'payload'},
    'medical.consent': {'network'},
    'medical.account.closure': {'reason', 'answer'},
    'party.party': {
        'name', 'first_name', 'surname', 'second_surname', 'name_folded'},
    'party.identifier': {'code', 'code_compact'},
    'party.contact_mechanism': {'value', 'value_compact', 'name', 'comment'},
    }


class EraseTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def build(self):
        self.desk = make_user('front_desk')
        self.doctor = make_practitioner()
        self.cedula = make_cedula()
        self.traces = [
            'zoraida', 'zoraída', SURNAME, SECOND, '5734321', '573-4321',
            EMAIL, self.cedula, self.cedula[3:10]]
        with as_staff(self.desk):
            self.patient, = Pool().get('medical.patient').create([{
                        'first_name': NAME, 'surname': SURNAME,
                        'second_surname': SECOND, 'phone': PHONE,
                        'email': EMAIL, 'identifier': self.cedula,
                        'birth_date': dt.date(1961, 2, 3),
                        'note': f"{NAME} hears badly"}])
        self.party = self.patient.party

    def leave_traces(self):
        "An ordinary past: desk, portal, guest, messages, audit, wizards"
        get = Pool().get
        self.account = make_account(self.patient, password=PASSWORD)
        self.account.write([self.account], {'email': EMAIL})
        self.book_at_the_desk()
        self.book_as_guest()
        with as_staff(self.desk):
            get('medical.patient').write([self.patient], {
                    'phone': '829-573-4321', 'surname': SURNAME + "a"})
            get('medical.patient').write([self.patient], {
                    'phone': PHONE, 'surname': SURNAME})
        with as_public():
            get('medical.portal.code').request(EMAIL)
        open_session(
            kind='patient', web_user=self.account.id, network='10.1.2.3',
            device=f"phone of {NAME}")
        make(
            'medical.account.closure', web_user=self.account, party=self.party,
            reason=f"{NAME} moves away", answer=f"{SURNAME} was told")
        self.notify()
        self.talk()

    def book_at_the_desk(self):
        Appointment = Pool().get('medical.appointment')
        with as_staff(self.desk):
            self.visit = make_appointment(
                self.doctor, self.patient, at(2, '09:00'),
                reason=f"{NAME} coughs", note=f"call {PHONE}")
            Appointment.write([self.visit], {'note': f"mail {EMAIL}"})
            Appointment.set_priority(
                self.visit.id, 'emergency', reason=f"{NAME} faints")
            other = make_appointment(
                self.doctor, make_patient(), at(2, '10:00'))
            for moved, next_to in (
                    (self.visit, other), (other, self.visit)):
                Appointment._jump(
                    None, moved.id, next_to.id, f"{SURNAME} feels ill")
            Appointment.act(self.visit.id, 'cancel', values={
                    'reason': f"{NAME} {SURNAME} is away"})

    def book_as_guest(self):
        Appointment = Pool().get('medical.appointment')
        with as_guest(open_session()):
            booked = Appointment.book({
                    'service': self.doctor.services[0].service.id,
                    'practitioner': self.doctor.id,
                    'start': free_slot(self.doctor, days=3),
                    'reason': f"{SURNAME} again",
                    'person': {
                        'name': NAME, 'surname': SURNAME, 'phone': PHONE,
                        'birth_date': dt.date(1961, 2, 3), 'email': EMAIL}},
                idempotency={
                    'key': 'k1', 'body_hash': 'h', 'route': 'book',
                    'subject': 'guest'})
        id_ = booked['response']['id']
        self.booked, = Appointment.browse([id_])
        Appointment.act(id_, 'cancel', values={'reason': EMAIL})

    def notify(self):
        "A message of the person in each state, one to her for another"
        other = make_appointment(
            self.doctor, make_patient("Luis"), at(4, '09:00'))
        for visit in (self.visit, other):
            make_messages(
                visit, recipient=EMAIL, payload=f'{{"name": "{NAME}"}}',
                error=f"no mailbox {EMAIL}")
        Pool().get('medical.notification.bounce').add(
            'email', EMAIL, 'bounced')

    def talk(self):
        get = Pool().get
        note = f"{NAME} {SURNAME}, {PHONE}"
        for record in (self.patient, self.party, self.visit):
            make('ir.note', resource=record, message=note)
            make('ir.attachment', resource=record, name=f"{NAME}.txt",
                data=note.encode(), type='data')
            make('ir.email', resource=record, recipients=EMAIL, subject=NAME)
        today = dt.date.today()
        make('medical.waiting_list', patient=self.patient, email=EMAIL,
            service=self.doctor.services[0].service, date_from=today,
            date_to=today)
        get('ir.session.wizard').create([
                {'data': f'{{"ask": {{"first_name": "{NAME}", '
                    f'"surname": "{SURNAME}"}}}}'},
                {'data': '{"ask": {"phone": "809-573-4321"}}'}])

    def erase(self):
        get = Pool().get
        Patient = get('medical.patient')
        with as_staff(self.desk):
            Patient.write([self.patient], {'active': False})
            self.party.active = False
            self.party.save()
            wizard = get('party.erase', type='wizard')
            session_id, _, _ = wizard.create()
            with without_check_access():  # as its RPC runs
                wizard.execute(session_id, {
                        'ask': {'party': self.party.id}}, 'erase')

    @with_transaction(user=0)
    def test_nothing_is_left_in_the_database(self):
        self.build()
        self.leave_traces()
        for trace in self.traces:
            if trace != 'zoraida':
                self.assertTrue(tables_with(trace), trace)
        self.erase()
        for trace in self.traces:
            with self.subTest(trace=trace):
                self.assertEqual(tables_with(trace), [])

    @with_transaction(user=0)
    def test_what_stays(self):
        "The visits, for the clinic's figures, and who did what when"
        self.build()
        self.leave_traces()
        Audit = Pool().get('medical.audit')
        before = {
            r.id: (r.at, r.actor, r.action, r.record)
            for r in Audit.search([])}
        self.erase()
        after = {
            r.id: (r.at, r.actor, r.action, r.record)
            for r in Audit.search([])}
        self.assertEqual(before, {k: after[k] for k in before})
        erased, = Audit.search([('action', '=', 'erase')])
        self.assertEqual(erased.actor, str(self.desk))
        visit = Pool().get('medical.appointment')(self.visit.id)
        self.assertEqual(
            (visit.state, visit.patient), ('cancelled', self.patient))

    @with_transaction(user=0)
    def test_nobody_comes_in_and_nothing_goes_out(self):
        self.build()
        self.leave_traces()
        self.erase()
        get = Pool().get
        with as_public():
            refused = get('medical.portal.session').login(EMAIL, PASSWORD)
        self.assertEqual(refused.get('refused'), 'invalid-credentials')
        self.assertFalse(get('medical.portal.session').search([
                    ('web_user', '=', self.account.id),
                    ('revoked_at', '=', None)]))
        self.assertFalse(get('medical.portal.code').search([
                    ('web_user', '=', self.account.id)]))
        self.assertFalse(get('medical.notification').search([
                    ('recipient', '=', '****'),
                    ('state', 'in', ['queued', 'sending'])]))

    @with_transaction(user=0)
    def test_others_keep_theirs(self):
        self.build()
        Pool().get('medical.patient')
        other = make_patient("Bienvenida", note="Bienvenida sings")
        make_account(other)
        self.leave_traces()
        self.erase()
        other = type(other)(other.id)
        self.assertEqual(other.note, "Bienvenida sings")
        self.assertIn("Bienvenida", other.name)
        row, = Pool().get('medical.audit').search([
                ('record', '=', str(other)), ('action', '=', 'create')])
        self.assertTrue(row.changes)

    @with_transaction(user=0)
    def test_merged_duplicates_are_erased_too(self):
        self.build()
        self.leave_traces()
        kept = make_patient("Zoraida")
        kept.party.write([kept.party], {
                'first_name': NAME, 'surname': SURNAME,
                'second_surname': SECOND})
        replace = Pool().get('party.replace', type='wizard')
        replace = replace(replace.create()[0])
        replace.ask.source, replace.ask.destination = self.party, kept.party
        replace.transition_replace()
        self.patient, self.party = kept, type(kept.party)(kept.party.id)
        self.erase()
        for trace in self.traces:
            with self.subTest(trace=trace):
                self.assertEqual(tables_with(trace), [])

    @with_transaction(user=0)
    def test_every_column_of_text_was_thought_of(self):
        "A new column fails here until it is erased or said to be impersonal"
        get = Pool().get
        for name in MODELS:
            known = IMPERSONAL[name] | EMPTIED.get(name, set())
            texts = {
                field_name for field_name, field in get(name)._fields.items()
                if field.sql_type() and field._type in {'char', 'text'}
                and not isinstance(field, fields.Function)}
            with self.subTest(model=name):
                self.assertEqual(texts, known)


def tables_with(text):
    "The tables of the database that hold the text anywhere"
    cursor = Transaction().connection.cursor()
    cursor.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
    found = []
    escaped = text.encode('ascii', 'backslashreplace').decode()
    for table, in cursor.fetchall():
        for form in {text, escaped.replace('\\xed', '\\u00ed')}:
            cursor.execute(
                f'SELECT 1 FROM "{table}" AS t '
                'WHERE position(lower(%s) IN lower(t::text)) > 0 LIMIT 1',
                (form,))
            if cursor.fetchone():
                found.append(table)
    return found
