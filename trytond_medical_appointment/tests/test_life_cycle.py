# SPDX-License-Identifier: GPL-3.0-or-later
"""Every state and every verb: what is allowed is done and stamped, the rest
is refused by name and changes nothing."""
import datetime as dt
import unittest
from contextlib import contextmanager

import time_machine
from trytond.model.exceptions import AccessButtonError, AccessError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    acting,
    as_guest,
    as_patient,
    as_public,
    as_sender,
    as_staff,
    at,
    make_account,
    make_appointment,
    make_patient,
    make_practitioner,
    make_user,
    open_session,
    refused,
)
from trytond_medical_appointment.exceptions import (
    CutOffPassed,
    HoldExpired,
    IllegalTransition,
    NotAllowed,
    NotFound,
    StaleAppointment,
)
from trytond_medical_appointment.identity import current
from trytond_medical_appointment.life_cycle import STATES, VERBS, allowed

# Written by hand from the design, not read from the code under test
ALLOWED = {
    'held': 'confirm cancel reschedule',
    'requested': 'approve cancel reschedule',
    'booked': 'confirm cancel reschedule arrive no_show',
    'arrived': 'call start cancel',
    'in_progress': 'finish',
    'fulfilled': '',
    'noshow': 'reopen',
    'cancelled': '',
    }
WAYS = {
    'held': '', 'requested': '', 'booked': '', 'arrived': 'arrive',
    'in_progress': 'arrive start', 'fulfilled': 'arrive start finish',
    'noshow': 'no_show', 'cancelled': 'cancel'}
ALL = {
    'confirm', 'approve', 'cancel', 'reschedule', 'arrive', 'call', 'start',
    'finish', 'no_show', 'reopen'}
MAY = {
    'administrator': ALL,
    'front_desk': ALL - {'finish'},
    'practitioner': ALL - {'reopen'},
    'patient': {'confirm', 'cancel', 'reschedule'},
    }
TARGETS = {
    'confirm': 'booked', 'approve': 'booked', 'cancel': 'cancelled',
    'arrive': 'arrived', 'start': 'in_progress', 'finish': 'fulfilled',
    'no_show': 'noshow', 'reopen': 'booked'}
STAMPS = {
    'confirm': 'confirmed', 'approve': 'booked', 'cancel': 'cancelled',
    'reschedule': 'moved', 'arrive': 'arrived', 'call': 'called',
    'start': 'started', 'finish': 'ended', 'no_show': 'noshow',
    'reopen': 'booked'}
HOUR = dt.timedelta(hours=1)
PROBE = [
    'practitioner', 'patient', 'service', 'room', 'end', 'state', 'sequence',
    'told_sequence', 'start', 'hold_until', 'requested',
    'cancelled_by_actor', 'cancelled_by',
    *(f'{stamp}_at' for stamp in sorted(set(STAMPS.values()))),
    *(f'{stamp}_by' for stamp in sorted(set(STAMPS.values()) - {
                'cancelled'}))]


class LifeCycleTestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def build(self):
        self.days = iter(range(2, 1000))
        self.doctor = make_practitioner(user=make_user('practitioner'))
        self.patient = make_patient()
        self.account = make_account(self.patient)
        self.callers = {
            'administrator': as_staff_later(make_user('administrator')),
            'front_desk': as_staff_later(make_user('front_desk')),
            'practitioner': as_staff_later(self.doctor.user),
            'patient': lambda: as_patient(self.account),
            }

    def visit(self, state):
        "A visit of its own day in a state"
        values = {}
        if state in {'held', 'requested'}:
            values['state'] = 'pending'
            values['requested'] = state == 'requested'
            if state == 'held':
                values['hold_until'] = dt.datetime.now().replace(
                    microsecond=0) + 100 * 365 * 24 * HOUR
        visit = make_appointment(
            self.doctor, self.patient, at(next(self.days), '09:00'), **values)
        with time_machine.travel(visit.start + HOUR, tick=False):
            for verb in WAYS[state].split():
                visit.apply(verb, [visit])
        return Pool().get('medical.appointment')(visit.id)

    @contextmanager
    def moment_of(self, visit, verb):
        "Late enough for an absence, early enough for the cut-off"
        after = {'no_show': HOUR, 'arrive': -HOUR}.get(verb, -24 * HOUR)
        with time_machine.travel(visit.start + after, tick=False):
            yield dt.datetime.now()

    def do(self, visit, verb, **values):
        Appointment = Pool().get('medical.appointment')
        if verb == 'reschedule':
            values.setdefault('start', visit.start + HOUR)
        Appointment.act(visit.id, verb, values=values)
        return self.read(visit)

    def read(self, visit):
        "The stored row, past every cache"
        Transaction().counter += 1
        table = visit.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                *(getattr(table, name) for name in PROBE),
                where=table.id == visit.id))
        return dict(zip(PROBE, cursor.fetchone()))

    @with_transaction(user=0)
    def test_every_state_and_verb(self):
        self.build()
        self.assertEqual(set(VERBS), ALL)
        self.assertLessEqual({s for s, _ in STATES} - {'pending'}, set(WAYS))
        for role in self.callers:
            for state, verbs in ALLOWED.items():
                done = MAY[role] & set(verbs.split())
                with self.subTest(role=role, state=state):
                    self.try_refused(role, state, ALL - done)
                    self.try_allowed(role, state, done)

    def try_refused(self, role, state, verbs):
        visit = self.visit(state)
        before = self.read(visit)
        for verb in sorted(verbs):
            error = IllegalTransition if verb in MAY[role] else NotAllowed
            with self.moment_of(visit, verb), self.callers[role](), \
                    self.subTest(verb=verb), refused(error) as e:
                self.do(visit, verb)
            self.assertEqual(self.read(visit), before)
            if error is IllegalTransition:
                self.assertEqual(
                    e[0].data, {'state': before['state'], 'verb': verb})

    def try_allowed(self, role, state, verbs):
        for verb in sorted(verbs):
            visit = self.visit(state)
            before = self.read(visit)
            with self.moment_of(visit, verb) as now, self.callers[role](), \
                    self.subTest(verb=verb):
                self.check_done(visit, verb, before, now)

    def check_done(self, visit, verb, before, now):
        after = self.do(visit, verb)
        self.assertEqual(
            after['state'], TARGETS.get(verb, before['state']))
        stamp = STAMPS[verb]
        if verb == 'confirm' and before['state'] == 'pending':
            stamp = 'booked'
        by = 'cancelled_by_actor' if verb == 'cancel' else f'{stamp}_by'
        self.assertEqual(after[f'{stamp}_at'], now.replace(microsecond=0))
        self.assertEqual(after[by], actor())
        self.assertEqual(after['sequence'], before['sequence'] + 1)
        told = after['state'] != before['state'] or verb == 'reschedule'
        self.assertEqual(
            after['told_sequence'],
            after['sequence'] if told else before['told_sequence'])
        if after['state'] != 'pending':
            self.assertIsNone(after['hold_until'])
            self.assertFalse(after['requested'])

    @with_transaction(user=0)
    def test_other_practitioner(self):
        "sees nothing, and may do nothing where agendas are open"
        self.build()
        stranger = make_practitioner(user=make_user('practitioner')).user
        visit = self.visit('booked')
        with as_staff(stranger), refused(NotFound):
            self.do(visit, 'arrive')
        configuration = Pool().get('medical.configuration')(1)
        configuration.staff_reads_all_agendas = True
        configuration.save()
        with as_staff(stranger):
            for verb in ALL:
                with self.subTest(verb=verb), refused(NotAllowed):
                    self.do(visit, verb)

    @with_transaction(user=0)
    def test_strangers(self):
        "Another patient, a visitor and the sender are told that it is not"
        self.build()
        visit = self.visit('booked')
        other = make_account(make_patient())
        session = open_session()
        for caller in (
                lambda: as_patient(other), as_public, as_sender,
                lambda: acting(
                    self.account_user(), _portal_session=session)):
            for verb in ALL:
                with caller(), refused(NotFound, 'not-found'):
                    self.do(visit, verb)

    def account_user(self):
        with as_patient(self.account):
            return Transaction().user

    @with_transaction(user=0)
    def test_guest_has_the_patients_verbs(self):
        self.build()
        session = open_session()
        for verb in sorted(MAY['patient'] & set(ALLOWED['booked'].split())):
            visit = make_appointment(
                self.doctor, self.patient, at(next(self.days), '09:00'),
                portal_session=session)
            before = self.read(visit)
            with self.moment_of(visit, verb) as now, as_guest(session):
                self.check_done(visit, verb, before, now)

    @with_transaction(user=0)
    def test_unknown_verb(self):
        self.build()
        visit = self.visit('booked')
        with refused(NotFound):
            self.do(visit, 'explode')

    @with_transaction(user=0)
    def test_who_cancelled(self):
        self.build()
        for role, side in (('patient', 'patient'), ('front_desk', 'clinic')):
            visit = self.visit('booked')
            with self.moment_of(visit, 'cancel'), self.callers[role]():
                after = self.do(visit, 'cancel', reason="Viaje")
            self.assertEqual(after['cancelled_by'], side)
            self.assertEqual(visit.__class__(visit.id).cancel_reason, "Viaje")

    @with_transaction(user=0)
    def test_cut_off_binds_patients_only(self):
        self.build()
        for verb in ('cancel', 'reschedule'):
            visit = self.visit('booked')
            late = visit.start - HOUR
            with time_machine.travel(late, tick=False):
                before = self.read(visit)
                with self.callers['patient'](), refused(CutOffPassed) as e:
                    self.do(visit, verb)
                self.assertIn('late', str(e[0]))
                self.assertEqual(self.read(visit), before)
                with self.callers['front_desk']():
                    self.do(visit, verb, start=visit.start + 2 * HOUR)

    @with_transaction(user=0)
    def test_cut_off_ends_at_the_second(self):
        self.build()
        for off, allowed_ in ((0, True), (1, False)):
            visit = self.visit('booked')
            moment = visit.start - 2 * HOUR + dt.timedelta(seconds=off)
            with time_machine.travel(moment, tick=False), \
                    self.callers['patient']():
                if allowed_:
                    self.do(visit, 'cancel')
                else:
                    with refused(CutOffPassed, 'cut-off'):
                        self.do(visit, 'cancel')

    @with_transaction(user=0)
    def test_absence_waits_for_the_grace(self):
        self.build()
        visit = self.visit('booked')
        with self.callers['front_desk']():
            with time_machine.travel(
                    visit.start + dt.timedelta(minutes=29), tick=False), \
                    refused(IllegalTransition):
                self.do(visit, 'no_show')
            with time_machine.travel(
                    visit.start + dt.timedelta(minutes=30), tick=False):
                self.do(visit, 'no_show')

    @with_transaction(user=0)
    def test_reopened_absence_is_no_absence(self):
        self.build()
        visit = self.visit('noshow')
        with self.callers['front_desk']():
            after = self.do(visit, 'reopen')
        self.assertIsNone(after['noshow_at'])
        self.assertEqual(after['noshow_by'], None)

    @with_transaction(user=0)
    def test_hold_that_ran_out_is_not_confirmed(self):
        self.build()
        visit = self.visit('held')
        visit.hold_until = dt.datetime.now().replace(microsecond=0)
        visit.save()
        with refused(HoldExpired, 'hold-expired'):
            self.do(visit, 'confirm')

    @with_transaction(user=0)
    def test_hold_without_patient_is_not_confirmed(self):
        self.build()
        visit = make_appointment(
            self.doctor, None, at(2, '09:00'), state='pending',
            hold_until=at(2, '09:00'))
        with refused(IllegalTransition):
            self.do(visit, 'confirm')

    @with_transaction(user=0)
    def test_stale_view_is_refused(self):
        self.build()
        Appointment = Pool().get('medical.appointment')
        visit = self.visit('booked')
        with refused(StaleAppointment, 'stale') as e:
            Appointment.act(visit.id, 'arrive', sequence=7)
        self.assertEqual(e[0].data, {
                'sequence': 0, 'state': 'booked', 'start': visit.start,
                'timezone': visit.location.timezone})
        with time_machine.travel(visit.start, tick=False):
            Appointment.act(visit.id, 'arrive', sequence=0)

    @with_transaction(user=0)
    def test_state_is_never_written(self):
        self.build()
        visit = self.visit('booked')
        for role in ('administrator', 'front_desk', 'practitioner'):
            with self.callers[role](), refused(AccessError):
                visit.write([visit], {'state': 'fulfilled'})
        self.assertEqual(self.read(visit)['state'], 'booked')

    @with_transaction(user=0)
    def test_never_deleted_nor_copied(self):
        self.build()
        visit = self.visit('cancelled')
        with refused(AccessError):
            visit.delete([visit])
        with refused(AccessError):
            visit.copy([visit])
        with self.callers['administrator'](), refused(AccessError):
            visit.delete([visit])

    @with_transaction(user=0)
    def test_buttons(self):
        "The clients' buttons are the verbs"
        self.build()
        Appointment = Pool().get('medical.appointment')
        visit = self.visit('booked')
        with time_machine.travel(visit.start, tick=False), \
                self.callers['practitioner']():
            for button, state in (
                    ('confirm', 'booked'), ('arrive', 'arrived'),
                    ('call', 'arrived'), ('start_visit', 'in_progress'),
                    ('finish', 'fulfilled')):
                visit, = Appointment.search([('id', '=', visit.id)])
                getattr(Appointment, button)([visit])
                self.assertEqual(self.read(visit)['state'], state)

    @with_transaction(user=0)
    def test_button_of_another_role_or_state(self):
        self.build()
        Appointment = Pool().get('medical.appointment')
        running = self.visit('in_progress')
        with self.callers['front_desk'](), refused(AccessButtonError):
            Appointment.finish([running])
        over = self.visit('fulfilled')
        with self.callers['administrator'](), refused(AccessButtonError):
            Appointment.arrive([over])

    def test_allowed(self):
        "What the screens show agrees with what is done"
        for state, verbs in ALLOWED.items():
            if state in {'held', 'requested'}:
                verbs = 'confirm approve cancel reschedule'
                state = 'pending'
            for role, may in MAY.items():
                self.assertEqual(
                    set(allowed(state, role)), set(verbs.split()) & may)


class AbsencesTestCase(unittest.TestCase):
    "The nightly job"

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def states_after(self, visits):
        Appointment = Pool().get('medical.appointment')
        Transaction().counter += 1
        Appointment.mark_no_shows()
        return [v.state for v in Appointment.browse(visits)]

    @with_transaction(user=0)
    def test_marked_where_somebody_was_recorded(self):
        doctor, ana = make_practitioner(), make_patient()
        came, absent = (
            make_appointment(doctor, p, at(-1, time)) for p, time in (
                (ana, '09:00'), (make_patient(), '10:00')))
        came.apply('arrive', [came])
        self.assertEqual(
            self.states_after([came, absent]), ['arrived', 'noshow'])

    @with_transaction(user=0)
    def test_not_where_nothing_was_recorded(self):
        visit = make_appointment(
            make_practitioner(), make_patient(), at(-1, '09:00'))
        self.assertEqual(self.states_after([visit]), ['booked'])

    @with_transaction(user=0)
    def test_not_while_the_day_lasts(self):
        doctor = make_practitioner()
        now = dt.datetime.now().replace(second=0, microsecond=0)
        came = make_appointment(doctor, make_patient(), now - 3 * HOUR)
        late = make_appointment(doctor, make_patient(), now - HOUR)
        came.apply('arrive', [came])
        self.assertEqual(
            self.states_after([came, late]), ['arrived', 'booked'])


class HoldsTestCase(unittest.TestCase):
    "The job that lets holds go"

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    @with_transaction(user=0)
    def test_only_those_that_ran_out(self):
        Appointment = Pool().get('medical.appointment')
        doctor = make_practitioner()
        now = dt.datetime.now().replace(microsecond=0)
        gone, live = (
            make_appointment(
                doctor, None, at(2, time), state='pending', hold_until=until)
            for time, until in (
                ('09:00', now - HOUR), ('10:00', now + HOUR)))
        asked = make_appointment(
            doctor, make_patient(), at(2, '11:00'), state='pending',
            requested=True)
        Appointment.expire_holds()
        Transaction().counter += 1
        self.assertEqual(
            [v.state for v in Appointment.browse([gone, live, asked])],
            ['cancelled', 'pending', 'pending'])


def actor():
    return current().actor


def as_staff_later(user):
    return lambda: as_staff(user)
