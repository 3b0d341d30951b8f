# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting room inside Tryton: who may do what, and what is kept of it."""
import datetime as dt
import json
import unittest
from unittest.mock import patch

import time_machine
from trytond.model.exceptions import AccessButtonError, AccessError
from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    as_guest,
    as_public,
    as_staff,
    at,
    make,
    make_appointment,
    make_hours,
    make_location,
    make_patient,
    make_practitioner,
    make_service,
    make_user,
    open_session,
    refused,
)
from trytond_medical_appointment.exceptions import (
    DuplicatePatient,
    IllegalTransition,
    NobodyWaiting,
    NotAllowed,
    NotFound,
    OutOfTurn,
    PatientBusy,
    ReasonRequired,
    ServiceNotOffered,
    SlotNotOffered,
    StaleAppointment,
    WalkInsNotTaken,
)


def clock(time, days=0):
    "It is that time at the clinic"
    return time_machine.travel(at(days, time), tick=False)


def configure(**values):
    configuration = Pool().get('medical.configuration')(1)
    for name, value in values.items():
        setattr(configuration, name, value)
    configuration.save()


class TestCase(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def build(self, **hours):
        self.Appointment = Pool().get('medical.appointment')
        self.desk = make_user('front_desk')
        self.here = make_location()
        self.service = make_service(30)
        self.doctor = make_practitioner(
            self.service, location=self.here, hours=not hours,
            user=make_user('practitioner'))
        if hours:
            make_hours(self.doctor, self.here, **hours)

    def visit(self, time, **values):
        "Booked for today, a week ago"
        with clock('08:00', -7):
            return make_appointment(
                self.doctor, make_patient(), at(7, time), **values).id

    def arrive(self, *visits):
        for visit in visits:
            self.Appointment.act(visit, 'arrive')

    def walk_in(self, **values):
        values.setdefault('patient', make_patient().id)
        return self.Appointment.walk_in({
                'practitioner': self.doctor.id, 'service': self.service.id,
                **values})

    def room(self, **asked):
        found, = self.Appointment.waiting_room(
            [self.doctor.id], **asked)['practitioners']
        return found

    def order(self):
        return [
            e['id'] for e in self.room()['entries']
            if e['position'] is not None]

    def entry(self, visit):
        return next(e for e in self.room()['entries'] if e['id'] == visit)

    def full_day(self):
        "No free time is left today"
        for hour in range(8, 18):
            for minute in ('00', '30'):
                self.visit(f'{hour:02}:{minute}')

    def events(self, visit):
        "(action, changes) of what the audit holds about a visit"
        Audit = Pool().get('medical.audit')
        return [
            (row.action, json.loads(row.changes or '{}'))
            for row in Audit.search(
                [('record', '=', f'medical.appointment,{visit}')],
                order=[('id', 'ASC')])]


class ArrivalTestCase(TestCase):

    @with_transaction(user=0)
    def test_nobody_arrives_on_another_day(self):
        self.build()
        visit = self.visit('09:00')
        with as_staff(self.desk), clock('23:59', -1), \
                refused(IllegalTransition) as error:
            self.arrive(visit)
        self.assertIn(at(0, '09:00').strftime('%d/%m/%Y'), str(error[0]))
        with as_staff(self.desk), clock('00:00'):
            self.arrive(visit)

    @with_transaction(user=0)
    def test_what_is_offered_agrees(self):
        self.build()
        visit = self.visit('09:00')
        with as_staff(self.desk):
            for time, days, offered in (
                    ('23:59', -1, False), ('00:00', 0, True)):
                with clock(time, days):
                    can = self.Appointment.details(visit)['can']
                    self.assertIs('arrive' in can, offered)

    @with_transaction(user=0)
    def test_self_check_in_near_the_hour(self):
        self.build()
        visit = self.visit('10:00')
        Link = Pool().get('medical.link')
        token = Link.issue(visit, at(0, '11:00'))
        with as_public():
            with clock('08:59'):
                self.assertNotIn(
                    'check_in', self.Appointment.link(token)['can'])
                with refused(IllegalTransition):
                    self.Appointment.link_act(token, 'check_in')
            with clock('09:00'):
                self.assertIn(
                    'check_in', self.Appointment.link(token)['can'])
                done = self.Appointment.link_act(token, 'check_in')
                self.assertTrue(done['queue']['checked_in'])
                self.assertEqual(done['queue']['stage'], 'expected')
                with refused(IllegalTransition):
                    self.Appointment.link_act(token, 'check_in')
        with as_staff(self.desk), clock('09:05'):
            entry = self.entry(visit)
            self.assertEqual(
                (entry['state'], entry['checked_in_at'], entry['position']),
                ('booked', at(0, '09:00'), None))
            self.arrive(visit)
            self.assertEqual(self.entry(visit)['arrived_at'], at(0, '09:05'))
        row = self.Appointment(visit)
        self.assertEqual(row.checked_in_by.__name__, 'medical.link')

    @with_transaction(user=0)
    def test_self_check_in_can_be_switched_off(self):
        self.build()
        configure(check_in_minutes=None)
        visit = self.visit('10:00')
        token = Pool().get('medical.link').issue(visit, at(0, '11:00'))
        with as_public(), clock('09:59'):
            self.assertFalse(
                self.Appointment.link(token)['queue']['check_in'])
            with refused(IllegalTransition):
                self.Appointment.link_act(token, 'check_in')

    @with_transaction(user=0)
    def test_self_check_in_from_the_beginning_of_a_tanda(self):
        self.build(mode='arrival', quota=20)
        visit = self.visit('16:00')
        token = Pool().get('medical.link').issue(visit, at(0, '18:00'))
        with as_public():
            with clock('06:59'), refused(IllegalTransition):
                self.Appointment.link_act(token, 'check_in')
            with clock('07:00'):
                self.Appointment.link_act(token, 'check_in')

    @with_transaction(user=0)
    def test_link_tells_the_turn_on_the_day_only(self):
        self.build(mode='arrival', quota=20)
        visits = [self.visit(t) for t in ('08:00', '08:30', '09:00')]
        token = Pool().get('medical.link').issue(visits[2], at(0, '18:00'))
        with clock('07:00', -1), as_public():
            self.assertIsNone(self.Appointment.link(token)['queue'])
        with clock('08:00'):
            with as_staff(self.desk):
                self.arrive(*visits[:2])
                self.Appointment.act(visits[0], 'call')
            with as_public():
                queue = self.Appointment.link(token)['queue']
        self.assertEqual(
            (queue['turn'], queue['label'], queue['serving'], queue['ahead']),
            (3, '3', '1', 2))
        self.assertEqual(
            queue['estimate'], at(0, '09:00'), "two half hours before")


class TurnTestCase(TestCase):

    def build_two(self):
        self.build()
        self.first, self.second = self.visit('09:00'), self.visit('09:30')
        with as_staff(self.desk), clock('08:50'):
            self.arrive(self.second, self.first)

    @with_transaction(user=0)
    def test_order_with_its_reason(self):
        self.build_two()
        with as_staff(self.desk), clock('08:55'):
            room = self.room()
        self.assertEqual(room['next'], self.first)
        self.assertEqual(
            [(e['id'], e['position'], e['reason']['code'], e['waiting'])
                for e in room['entries']],
            [(self.first, 1, 'scheduled', 5),
                (self.second, 2, 'scheduled', 5)])

    @with_transaction(user=0)
    def test_out_of_turn_needs_a_reason(self):
        self.build_two()
        with as_staff(self.desk), clock('08:55'):
            for verb in ('call', 'start'):
                with refused(OutOfTurn, 'out-of-turn') as error:
                    self.Appointment.act(self.second, verb)
                self.assertEqual(error[0].data, {'next': self.first})
            self.Appointment.act(
                self.second, 'call', values={'reason': "  Le bajó\nla presión"})
        jump, = Pool().get('medical.queue.move').search(
            [('appointment', '=', self.second)])
        self.assertEqual(
            (jump.appointment.id, jump.anchor.id, jump.reason, jump.by),
            (self.second, self.first, "Le bajó la presión", self.desk))
        self.assertIn(
            ('jump', {
                    'before': [None, self.first], 'move': [None, jump.id]}),
            self.events(self.second))

    @with_transaction(user=0)
    def test_buttons_keep_the_turn(self):
        self.build_two()
        with as_staff(self.desk), clock('08:55'):
            second, = self.Appointment.search([('id', '=', self.second)])
            for button in ('call', 'start_visit'):
                with refused(OutOfTurn):
                    getattr(self.Appointment, button)([second])

    @with_transaction(user=0)
    def test_who_was_called_is_called_again_and_goes_in(self):
        self.build_two()
        with as_staff(self.desk), clock('08:55'):
            self.assertEqual(
                self.Appointment.call_next(self.doctor.id)['id'], self.first)
            self.assertEqual(
                self.Appointment.call_next(self.doctor.id)['id'], self.second)
            with refused(NobodyWaiting, 'nobody-waiting'):
                self.Appointment.call_next(self.doctor.id)
        with as_staff(self.desk), clock('08:57'):
            self.Appointment.act(self.second, 'call')
            self.assertEqual(self.entry(self.second)['called_at'],
                at(0, '08:57'))
            self.Appointment.act(self.second, 'start')

    @with_transaction(user=0)
    def test_move_needs_a_reason_and_is_kept(self):
        self.build_two()
        with as_staff(self.desk), clock('08:55'):
            for reason in (None, '', '   '):
                with refused(ReasonRequired, 'reason-required'):
                    self.Appointment.move_in_queue(
                        self.second, self.first, reason)
            self.assertEqual(self.order(), [self.first, self.second])
            self.Appointment.move_in_queue(
                self.second, self.first, "Viene de lejos")
            self.assertEqual(self.order(), [self.second, self.first])
            reason = self.entry(self.second)['reason']
            self.assertEqual(
                (reason['code'], reason['note']), ('moved', "Viene de lejos"))
            self.Appointment.move_in_queue(self.second, None, "Salió")
            self.assertEqual(self.order(), [self.first, self.second])

    @with_transaction(user=0)
    def test_jumps_are_kept_as_they_were(self):
        self.build_two()
        administrator = make_user('administrator')
        with as_staff(self.desk), clock('08:55'):
            self.Appointment.move_in_queue(
                self.second, self.first, "Viene de lejos")
        Move = Pool().get('medical.queue.move')
        with as_staff(administrator):
            move, = Move.search([('appointment', '=', self.second)])
            for change in (
                    lambda: Move.write([move], {'reason': "x"}),
                    lambda: Move.delete([move])):
                with refused(AccessError):
                    change()

    @with_transaction(user=0)
    def test_nobody_before_an_emergency(self):
        self.build_two()
        with as_staff(self.desk), clock('08:55'):
            with refused(ReasonRequired):
                self.Appointment.set_priority(self.second, 'emergency')
            entry = self.Appointment.set_priority(
                self.second, 'emergency', reason="Dolor de pecho")
            self.assertEqual(
                (entry['position'], entry['reason']['code'],
                    entry['reason']['note']),
                (1, 'emergency', "Dolor de pecho"))
            with refused(IllegalTransition):
                self.Appointment.move_in_queue(
                    self.first, self.second, "Tiene prisa")

    @with_transaction(user=0)
    def test_who_has_gone_is_not_moved(self):
        self.build_two()
        with as_staff(self.desk), clock('08:55'):
            self.Appointment.act(self.first, 'call')
            for who, before in (
                    (self.first, self.second), (self.second, self.first)):
                with refused(IllegalTransition):
                    self.Appointment.move_in_queue(who, before, "x")

    @with_transaction(user=0)
    def test_elders_by_their_age(self):
        self.build()
        elder = make_patient(birth_date=at(0, '00:00').date().replace(
                year=at(0, '00:00').year - 65) - dt.timedelta(1))
        with as_staff(self.desk), clock('08:55'):
            young = self.walk_in(patient=make_patient(
                    birth_date=dt.date(1990, 1, 1)).id)['entry']['id']
            old = self.walk_in(patient=elder.id)['entry']['id']
            self.assertEqual(self.order(), [old, young])
            self.assertEqual(self.entry(old)['groups'], ['elder'])
            configure(priority_groups=False)
            self.assertEqual(self.order(), [young, old])

    @with_transaction(user=0)
    def test_a_practitioner_has_the_own_room(self):
        self.build_two()
        other = make_practitioner(user=make_user('practitioner'))
        with clock('08:55'):
            with as_staff(other.user):
                with refused(NotFound):
                    self.room()
                for try_ in (
                        lambda: self.Appointment.call_next(self.doctor.id),
                        lambda: self.Appointment.undo_step(self.first),
                        lambda: self.Appointment.move_in_queue(
                            self.second, self.first, "x"),
                        lambda: self.Appointment.set_priority(
                            self.second, 'urgent')):
                    with refused(NotFound):
                        try_()
                own = self.Appointment.waiting_room()['practitioners']
                self.assertEqual([room['id'] for room in own], [other.id])
            with as_staff(self.doctor.user):
                self.assertEqual(self.order(), [self.first, self.second])
                self.Appointment.call_next(self.doctor.id)

    @with_transaction(user=0)
    def test_strangers_have_none(self):
        self.build_two()
        for caller in (as_public(), as_guest(open_session())):
            with caller, refused(NotFound):
                self.room()

    @with_transaction(user=0)
    def test_one_query(self):
        self.build_two()
        others = [make_practitioner() for _ in range(3)]
        with as_staff(self.desk), clock('08:55'):
            self.room()
            cursor = type(Transaction().connection.cursor())
            seen, execute = [], cursor.execute

            def spy(self, query, params=None, **kwargs):
                seen.append(str(query))
                return execute(self, query, params, **kwargs)
            with patch.object(cursor, 'execute', spy):
                self.Appointment.waiting_room(
                    [self.doctor.id, *(o.id for o in others)])
        reads = [q for q in seen if 'medical_appointment' in q]
        self.assertEqual(len(reads), 1, reads)

    @with_transaction(user=0)
    def test_reading_is_recorded(self):
        self.build_two()
        with as_staff(self.desk), clock('08:55'):
            self.room()
        row = Pool().get('medical.audit').search(
            [('action', '=', 'read')], order=[('id', 'DESC')], limit=1)[0]
        self.assertEqual(row.actor, str(self.desk))
        self.assertEqual(len(json.loads(row.changes)['patients']), 2)


class UndoTestCase(TestCase):
    STEPS = ('arrive', 'call', 'start', 'finish')

    @with_transaction(user=0)
    def test_every_step_back(self):
        self.build()
        visit = self.visit('09:00')
        with as_staff(self.doctor.user), clock('09:00'):
            states = [self.plain(visit)]
            for verb in self.STEPS:
                self.Appointment.act(visit, verb)
                states.append(self.plain(visit))
            for verb, before in zip(reversed(self.STEPS), states[-2::-1]):
                self.assertEqual(self.entry(visit)['undo'], verb)
                self.Appointment.undo_step(visit)
                self.assertEqual(self.plain(visit), before)
            with refused(IllegalTransition):
                self.Appointment.undo_step(visit)

    def plain(self, visit):
        names = (
            'state', 'arrived_at', 'called_at', 'started_at', 'ended_at')
        found = self.Appointment.details(visit)
        return {name: found[name] for name in names}

    @with_transaction(user=0)
    def test_who_and_when_is_kept(self):
        self.build()
        visit = self.visit('09:00')
        with as_staff(self.desk), clock('09:00'):
            self.Appointment.act(visit, 'arrive')
        with as_staff(self.desk), clock('09:03'):
            self.Appointment.undo_step(visit)
        self.assertEqual(
            [e for e in self.events(visit) if e[0] == 'undo'],
            [('undo', {
                        'state': ['arrived', 'booked'],
                        'arrived_at': [str(at(0, '09:00')), None]})])
        history = self.Appointment.__table_history__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*history.select(
                history.arrived_by, where=(history.id == visit)
                & (history.arrived_at == at(0, '09:00'))))
        self.assertEqual(cursor.fetchall(), [(str(self.desk),)])

    @with_transaction(user=0)
    def test_within_ten_minutes(self):
        self.build()
        visit = self.visit('09:00')
        with as_staff(self.desk):
            with clock('09:00'):
                self.Appointment.act(visit, 'arrive')
            with time_machine.travel(
                    at(0, '09:10') + dt.timedelta(seconds=1), tick=False):
                self.assertIsNone(self.entry(visit)['undo'])
                with refused(IllegalTransition):
                    self.Appointment.undo_step(visit)
            with clock('09:10'):
                self.Appointment.undo_step(visit)

    @with_transaction(user=0)
    def test_absence(self):
        self.build()
        visit = self.visit('09:00')
        with as_staff(self.desk), clock('09:30'):
            self.Appointment.act(visit, 'no_show')
            self.assertEqual(self.entry(visit)['undo'], 'no_show')
            self.Appointment.undo_step(visit)
            self.assertEqual(self.entry(visit)['stage'], 'expected')

    @with_transaction(user=0)
    def test_only_who_may_do_the_step(self):
        self.build()
        visit = self.visit('09:00')
        with clock('09:00'):
            with as_staff(self.doctor.user):
                for verb in self.STEPS:
                    self.Appointment.act(visit, verb)
            with as_staff(self.desk):
                self.assertIsNone(self.entry(visit)['undo'])
                with refused(IllegalTransition):
                    self.Appointment.undo_step(visit)

    @with_transaction(user=0)
    def test_button(self):
        self.build()
        visit = self.visit('09:00')
        with as_staff(self.desk):
            with clock('09:00'):
                self.Appointment.act(visit, 'arrive')
                found, = self.Appointment.search([('id', '=', visit)])
                self.assertEqual(found.undoable, 'arrive')
                self.Appointment.undo([found])
            with clock('09:00'):
                found, = self.Appointment.search([('id', '=', visit)])
                with refused(AccessButtonError):
                    self.Appointment.undo([found])

    @with_transaction(user=0)
    def test_stale(self):
        self.build()
        visit = self.visit('09:00')
        with as_staff(self.desk), clock('09:00'):
            self.Appointment.act(visit, 'arrive')
            with refused(StaleAppointment):
                self.Appointment.undo_step(visit, sequence=0)
            self.Appointment.undo_step(visit, sequence=1)


class WalkInTestCase(TestCase):

    @with_transaction(user=0)
    def test_into_a_gap(self):
        self.build()
        with as_staff(self.desk), clock('09:10'):
            made = self.walk_in()
            entry = made['entry']
            self.assertEqual(made['placed'], 'gap')
            self.assertEqual(
                (entry['start'], entry['state'], entry['origin'],
                    entry['queue_only']),
                (at(0, '09:30'), 'arrived', 'walk_in', False))
            self.assertEqual(
                self.walk_in()['entry']['start'], at(0, '10:00'))

    @with_transaction(user=0)
    def test_into_the_queue_when_the_day_is_full(self):
        self.build()
        self.full_day()
        with as_staff(self.desk), clock('09:10'):
            made = self.walk_in()
            entry = made['entry']
            self.assertEqual(made['placed'], 'queue')
            self.assertEqual(
                (entry['start'], entry['turn'], entry['queue_only']),
                (at(0, '09:10'), 1, True))
            self.assertEqual(self.walk_in()['entry']['turn'], 2)
            self.assertFalse(self.Appointment(entry['id']).overbooked)

    @with_transaction(user=0)
    def test_keeps_no_time_from_others(self):
        self.build()
        self.full_day()
        with as_staff(self.desk), clock('09:10'):
            self.walk_in()
            other = self.visit_to_cancel()
            self.Appointment.act(other, 'cancel')
            free = self.Appointment.availability(
                self.service.id, self.doctor.id,
                date_from=at(0, '12:00').date(),
                date_to=at(0, '12:00').date())['slots']
            self.assertEqual(len(free), 1)

    def visit_to_cancel(self):
        return self.Appointment.search([
                ('practitioner', '=', self.doctor.id),
                ('start', '=', at(0, '09:30'))])[0].id

    @with_transaction(user=0)
    def test_takes_a_place_of_the_tanda(self):
        self.build(mode='arrival', quota=20)
        self.visit('08:00')
        with as_staff(self.desk), clock('07:50'):
            entry = self.walk_in()['entry']
            self.assertEqual((entry['turn'], entry['mode']), (2, 'arrival'))

    @with_transaction(user=0)
    def test_after_the_last_turn_of_a_full_tanda(self):
        self.build(mode='arrival', quota=3)
        for time in ('08:00', '11:20', '14:40'):
            self.visit(time)
        with as_staff(self.desk), clock('07:50'):
            made = self.walk_in()
            self.assertEqual(
                (made['placed'], made['entry']['turn']), ('queue', 4))

    @with_transaction(user=0)
    def test_new_patient_with_few_fields(self):
        self.build()
        with as_staff(self.desk), clock('09:10'):
            entry = self.walk_in(patient=None, person={
                    'name': "Juana", 'surname': "Peralta"})['entry']
            self.assertEqual(entry['patient_name'], "Juana Peralta")
            self.assertEqual(entry['label'], '9:30\xa0AM · J.')

    @with_transaction(user=0)
    def test_who_may_be_known_already(self):
        self.build()
        person = {
            'name': "Juana", 'surname': "Peralta", 'phone': '809-555-0134',
            'birth_date': dt.date(1984, 5, 17)}
        with as_staff(self.desk), clock('09:10'):
            known = self.walk_in(patient=None, person=person)['entry']
            with refused(DuplicatePatient) as error:
                self.walk_in(patient=None, person=person)
            self.assertEqual(
                [c['id'] for c in error[0].data['candidates']],
                [known['patient']])
            other = self.Appointment.walk_in({
                    'practitioner': self.doctor.id,
                    'service': self.service.id, 'person': person},
                override=True)['entry']
            self.assertNotEqual(other['patient'], known['patient'])

    @with_transaction(user=0)
    def test_not_twice_in_a_queue(self):
        self.build()
        self.full_day()
        ana = make_patient().id
        with as_staff(self.desk), clock('09:10'):
            self.walk_in(patient=ana)
            with refused(PatientBusy):
                self.walk_in(patient=ana)

    @with_transaction(user=0)
    def test_no_confirmation_is_written(self):
        self.build()
        with as_staff(self.desk), clock('09:10'):
            made = self.walk_in(patient=make_patient(
                    email='ana@example.com').id)['entry']['id']
        self.assertFalse(Pool().get('medical.notification').search(
                [('appointment', '=', made)]))

    @with_transaction(user=0)
    def test_refusals(self):
        self.build()
        elsewhere = make_service(30)
        away = make_practitioner(
            self.service, location=self.here, hours=False)
        with clock('09:10'):
            with as_staff(self.desk):
                with refused(ServiceNotOffered):
                    self.walk_in(service=elsewhere.id)
                with refused(SlotNotOffered):
                    self.walk_in(practitioner=away.id)
                with refused(ReasonRequired):
                    self.walk_in(priority='emergency')
                with refused(NotFound):
                    self.walk_in(patient=999_999)
                configure(walk_ins=False)
                with refused(WalkInsNotTaken, 'walk-ins-not-taken'):
                    self.walk_in()
            with as_staff(self.doctor.user), refused(NotAllowed):
                self.walk_in()

    @with_transaction(user=0)
    def test_waits_for_those_who_booked(self):
        self.build()
        booked = self.visit('09:30')
        with as_staff(self.desk):
            with clock('09:10'):
                came = self.walk_in()['entry']['id']
                self.assertIsNone(self.room()['next'])
                with refused(NobodyWaiting):
                    self.Appointment.call_next(self.doctor.id)
                with refused(OutOfTurn) as error:
                    self.Appointment.act(came, 'call')
                self.assertEqual(error[0].data, {'next': None})
            with clock('09:15'):
                self.arrive(booked)
                self.assertEqual(self.order(), [booked, came])
                self.Appointment.act(booked, 'call')
                self.assertEqual(
                    self.Appointment.call_next(self.doctor.id)['id'], came)

    @with_transaction(user=0)
    def test_registering_is_no_step_to_undo(self):
        self.build()
        with as_staff(self.desk), clock('09:10'):
            came = self.walk_in()['entry']['id']
            with refused(IllegalTransition):
                self.Appointment.undo_step(came)
            self.Appointment.act(came, 'cancel')
            self.assertEqual(self.order(), [])


class LabelTestCase(TestCase):

    @with_transaction(user=0)
    def test_two_tandas_of_a_day(self):
        "and extra hours: nobody carries another's label, turns begin at 1"
        self.build(start='08:00', end='10:00', mode='arrival', quota=4)
        make_hours(
            self.doctor, self.here, '14:00', '16:00', mode='arrival', quota=4)
        make('medical.schedule.exception',
            kind='extra', practitioner=self.doctor, location=self.here,
            start=at(0, '11:00'), end=at(0, '12:00'), mode='arrival', quota=2)
        visits = [self.visit(time) for time in (
                '08:00', '08:30', '11:00', '14:00', '14:30')]
        turns = [v.turn for v in self.Appointment.browse(visits)]
        self.assertEqual(turns, [1, 2, 1, 1, 2])
        with as_staff(self.desk), clock('07:30'):
            self.assertEqual(self.labels(visits), ['1', '2', 'C1', 'B1', 'B2'])
        make('medical.schedule.exception',
            kind='absence', practitioner=self.doctor,
            start=at(0, '08:00'), end=at(0, '10:00'))
        with as_staff(self.desk), clock('07:30'):
            self.assertEqual(self.labels(visits), ['1', '2', 'C1', 'B1', 'B2'])

    def labels(self, visits):
        room, = self.Appointment.waiting_room(
            [self.doctor.id])['practitioners']
        labels = {e['id']: e['label'] for e in room['entries']}
        self.assertEqual(len(set(labels.values())), len(visits))
        return [labels[id].partition(' · ')[0] for id in visits]

    @with_transaction(user=0)
    def test_hours_as_people_say_them(self):
        self.build()
        visits = [self.visit(time) for time in ('09:30', '12:00', '16:05')]
        for language, said in (
                ('es', ['9:30 a. m.', '12:00 p. m.', '4:05 p. m.']),
                ('en', ['9:30 AM', '12:00 PM', '4:05 PM'])):
            with as_staff(self.desk), clock('08:00'), \
                    Transaction().set_context(language=language):
                self.assertEqual(
                    [text.replace('\xa0', ' ') for text
                        in self.labels(visits)], said)


class DelayTestCase(TestCase):

    def build_day(self):
        self.build()
        self.Delay = Pool().get('medical.queue.delay')
        self.here_ = self.visit('09:30')
        self.home, self.later = [
            self.visit_with_email(time) for time in ('10:00', '10:30')]
        with as_staff(self.desk), clock('09:00'):
            self.arrive(self.here_)

    def visit_with_email(self, time):
        with clock('08:00', -7):
            patient = make_patient(email=f'p{time[:2]}{time[3:]}@example.com')
            return make_appointment(self.doctor, patient, at(7, time)).id

    def announce(self, minutes, time='09:00'):
        with as_staff(self.desk), clock(time):
            return self.Delay.announce(self.doctor.id, minutes)

    def take_back(self, time='09:05'):
        with as_staff(self.desk), clock(time):
            return self.Delay.take_back(self.doctor.id)

    def messages(self):
        "(visit, kind, minutes) of what is or was to be sent about delays"
        return sorted(
            (m.appointment.id, m.kind, m.delay)
            for m in Pool().get('medical.notification').search([
                    ('kind', 'in', ['late', 'late_over']),
                    ('state', '!=', 'cancelled')]))

    def send(self):
        Notification = Pool().get('medical.notification')
        cursor = Transaction().connection.cursor()
        table = Notification.__table__()
        cursor.execute(*table.update(
                [table.state], ['sent'], where=table.state == 'queued'))
        Transaction().counter += 1

    @with_transaction(user=0)
    def test_estimates_move_and_appointments_do_not(self):
        self.build_day()
        with as_staff(self.desk), clock('09:00'):
            before = {e['id']: e for e in self.room()['entries']}
        self.announce(30)
        with as_staff(self.desk), clock('09:00'):
            room = self.room()
        self.assertEqual(room['late'], 30)
        for entry in room['entries']:
            old = before[entry['id']]
            self.assertEqual(entry['start'], old['start'])
            self.assertGreaterEqual(
                entry['estimate'], entry['start'] + dt.timedelta(minutes=30))

    @with_transaction(user=0)
    def test_only_who_has_not_arrived_is_told(self):
        self.build_day()
        self.assertEqual(self.announce(30), {'late': 30, 'told': 2})
        self.assertEqual(self.messages(), [
                (self.home, 'late', 30), (self.later, 'late', 30)])

    @with_transaction(user=0)
    def test_said_again_nobody_is_told_twice(self):
        self.build_day()
        self.announce(30)
        self.assertEqual(self.announce(30), {'late': 30, 'told': 0})
        self.assertEqual(len(self.messages()), 2)

    @with_transaction(user=0)
    def test_a_longer_one_replaces_what_was_not_sent(self):
        self.build_day()
        self.announce(30)
        self.announce(60)
        self.assertEqual(self.messages(), [
                (self.home, 'late', 60), (self.later, 'late', 60)])

    @with_transaction(user=0)
    def test_taken_back_before_it_was_sent_nobody_hears(self):
        self.build_day()
        self.announce(30)
        self.assertEqual(self.take_back(), {'late': 0, 'told': 0})
        self.assertEqual(self.messages(), [])

    @with_transaction(user=0)
    def test_taken_back_those_who_were_told_are_told(self):
        self.build_day()
        self.announce(30)
        self.send()
        with as_staff(self.desk), clock('09:04'):
            self.arrive(self.home)
            new = self.visit_with_email('11:00')
        self.assertEqual(self.take_back(), {'late': 0, 'told': 1})
        self.assertIn((self.later, 'late_over', 0), self.messages())
        self.assertFalse([m for m in self.messages() if m[0] == new])

    @with_transaction(user=0)
    def test_taken_back_to_the_one_before(self):
        self.build_day()
        self.announce(30)
        self.send()
        self.announce(60)
        self.send()
        self.assertEqual(self.take_back(), {'late': 30, 'told': 2})
        self.assertEqual(
            [m for m in self.messages() if m[0] == self.home],
            [(self.home, 'late', 30), (self.home, 'late', 30),
                (self.home, 'late', 60)])

    @with_transaction(user=0)
    def test_said_anew_they_are_told_anew(self):
        self.build_day()
        self.announce(30)
        self.send()
        self.take_back()
        self.send()
        self.assertEqual(
            self.announce(30, '09:10'), {'late': 30, 'told': 2})

    @with_transaction(user=0)
    def test_nothing_to_take_back(self):
        self.build_day()
        with refused(IllegalTransition):
            self.take_back()

    @with_transaction(user=0)
    def test_the_day_after_it_is_over(self):
        self.build_day()
        self.announce(30)
        with as_staff(self.desk), clock('09:00', 1):
            self.assertEqual(self.room()['late'], 0)

    @with_transaction(user=0)
    def test_who_and_when(self):
        self.build_day()
        self.announce(30)
        self.take_back()
        delay, = self.Delay.search(
            [('practitioner', '=', self.doctor.id)])
        self.assertEqual(
            (delay.by, delay.at, delay.undone_by, delay.undone_at),
            (self.desk, at(0, '09:00'), self.desk, at(0, '09:05')))

    @with_transaction(user=0)
    def test_not_at_others(self):
        self.build_day()
        other = make_practitioner(user=make_user('practitioner'))
        with as_staff(other.user):
            for try_ in (
                    lambda: self.Delay.announce(self.doctor.id, 30),
                    lambda: self.Delay.take_back(self.doctor.id)):
                with refused(NotFound):
                    try_()
        with as_staff(self.doctor.user), clock('09:00'):
            self.Delay.announce(self.doctor.id, 15)


class ScreenTestCase(TestCase):

    @with_transaction(user=0)
    def test_turns_and_initials_only(self):
        self.build()
        visits = [self.visit(t) for t in ('09:00', '09:30', '10:00')]
        Screen = Pool().get('medical.queue.screen')
        with as_staff(self.desk), clock('09:00'):
            self.arrive(*visits)
            self.Appointment.act(visits[0], 'start')
            self.Appointment.act(visits[1], 'call')
            token = Screen.issue(self.here.id, "Sala")['token']
        with as_public(), clock('09:10'):
            shown = Screen.show(token)
        column, = shown['practitioners']
        self.assertEqual(
            (column['serving'], [c['label'] for c in column['called']],
                column['waiting']),
            (['9:00\xa0AM · A.'], ['9:30\xa0AM · A.'],
                ['10:00\xa0AM · A.']))
        self.assertNotIn('Reyes', json.dumps(shown, default=str))

    @with_transaction(user=0)
    def test_token_is_not_stored_and_can_be_revoked(self):
        self.build()
        Screen = Pool().get('medical.queue.screen')
        with as_staff(self.desk):
            made = Screen.issue(self.here.id, "Sala")
            self.assertNotIn('token', Screen.listing()[0])
        row = Screen(made['id'])
        self.assertNotIn(made['token'], (row.token_hash, row.name))
        with as_public():
            Screen.show(made['token'])
            with refused(NotFound):
                Screen.show('x' * 32)
        with as_staff(self.desk):
            Screen.withdraw(made['id'])
            self.assertEqual(Screen.listing(), [])
            with refused(NotFound):
                Screen.withdraw(made['id'])
        with as_public(), refused(NotFound):
            Screen.show(made['token'])

    @with_transaction(user=0)
    def test_staff_makes_them_the_public_only_looks(self):
        self.build()
        Screen = Pool().get('medical.queue.screen')
        with as_staff(self.doctor.user):
            for try_ in (
                    lambda: Screen.issue(self.here.id, "Sala"),
                    Screen.listing, lambda: Screen.withdraw(1)):
                with refused(NotAllowed):
                    try_()
        with as_staff(self.desk), refused(NotAllowed):
            Screen.show('x' * 32)

    @with_transaction(user=0)
    def test_other_locations_are_not_shown(self):
        self.build()
        there = make_location()
        Screen = Pool().get('medical.queue.screen')
        with as_staff(self.desk):
            token = Screen.issue(there.id, "Otra")['token']
        with as_public():
            self.assertEqual(Screen.show(token)['practitioners'], [])
            self.assertEqual(Screen.watched(token), [])
