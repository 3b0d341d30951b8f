# SPDX-License-Identifier: GPL-3.0-or-later
"""People who come without an appointment.

They take the next free time of the day, if there is one; else they wait in
the queue and keep no time from anybody (`queue_only`).
"""
import datetime as dt

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, slot
from .appointment import LOCK_PRACTITIONER
from .exceptions import (
    NotAllowed, NotFound, PatientBusy, ReasonRequired, ServiceNotOffered,
    SlotNotOffered, WalkInsNotTaken)
from .identity import ADMINISTRATOR, FRONT_DESK, current
from .queue import GROUPS, PRIORITIES, _reason
from .queue_room import _blocks, _day_of

_LAST_TURN = '''
SELECT COALESCE(MAX(turn), 0) FROM medical_appointment
WHERE practitioner = %s AND start >= %s AND start < %s
'''
_IN_QUEUE = '''
SELECT 1 FROM medical_appointment
WHERE practitioner = %s AND patient = %s AND start >= %s AND start < %s
    AND state IN ('arrived', 'in_progress') LIMIT 1
'''


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(walk_in=RPC(readonly=False))

    @classmethod
    def walk_in(cls, values, override=False):
        """Register somebody who is there without an appointment.

        values: practitioner, service; patient (id) or person {name, surname,
        second_surname, phone, birth_date, gender}; location, priority,
        groups, reason.  With `override` a person who looks like a known
        patient is another one.

        Return {placed: 'gap' or 'queue', entry}.  Raise WalkInsNotTaken,
        SlotNotOffered when nobody attends today, DuplicatePatient,
        PatientBusy, NotAllowed.
        """
        cat, now = catalog.get(), dt.datetime.now().replace(
            second=0, microsecond=0)
        cls._check_walk_in(cat, values)
        practitioner = values['practitioner']
        cls.lock_keys([(LOCK_PRACTITIONER, practitioner)])
        blocks = cls._attended_today(cat, values, now)
        patient = cls._walk_in_patient(values, override)
        with without_check_access():
            place = cls._gap(cat, values, blocks, now)
            visit, = cls.create([{
                        **cls._walk_in_values(cat, values, patient),
                        **(cls._in_gap(place) if place else cls._in_queue(
                                cat, values, patient, blocks, now)),
                        }])
        return {
            'placed': 'gap' if place else 'queue',
            'entry': cls.entry_of(visit.id),
            }

    @classmethod
    def _check_walk_in(cls, cat, values):
        if not current().has(ADMINISTRATOR, FRONT_DESK):
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        if not cat.settings['walk_ins']:
            raise WalkInsNotTaken(
                gettext('medical_appointment.msg_walk_ins_not_taken'))
        groups = set(values.get('groups') or ()) - {g for g, _ in GROUPS}
        if values['practitioner'] not in cat.practitioners or groups or (
                values.get('priority') or 'routine') not in PRIORITIES:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        if not cat.offer(values['service'], values['practitioner']):
            raise ServiceNotOffered(
                gettext('medical_appointment.msg_service_not_offered'))
        if values.get('priority') == 'emergency' and not _reason(
                values.get('reason')):
            raise ReasonRequired(
                gettext('medical_appointment.msg_queue_reason'))

    @classmethod
    def _attended_today(cls, cat, values, now):
        "The practitioner's open hours of today, for the service"
        practitioner, location = values['practitioner'], values.get('location')
        if location is not None and location not in cat.locations:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        day, *_ = _day_of(cat, practitioner, None, location, now)
        blocks = _blocks(
            cat, practitioner, day, location, values['service'])
        if not blocks:
            raise SlotNotOffered(
                gettext('medical_appointment.msg_slot_closed'), why='closed')
        return blocks

    @classmethod
    def _walk_in_patient(cls, values, override):
        "The id of the known patient, or of the one written down now"
        if values.get('patient'):
            with without_check_access():
                return cls._known_patient('p.id = %s', values['patient'])[0]
        person = values.get('person') or {}
        Patient = Pool().get('medical.patient')
        return Patient.add({
                'first_name': person.get('name'),
                **{name: person[name] for name in (
                        'surname', 'second_surname', 'phone', 'birth_date',
                        'gender') if person.get(name)},
                }, override=override)['id']

    @classmethod
    def _gap(cls, cat, values, blocks, now):
        "The next free `slot.Slot` of today, or None"
        practitioner, location = values['practitioner'], values.get('location')
        day, *_ = _day_of(cat, practitioner, None, location, now)
        found = cls._free(
            cat, values['service'], [practitioner], location, day, day)
        return found[0][1] if found else None

    @classmethod
    def _walk_in_values(cls, cat, values, patient):
        caller = current()
        now = dt.datetime.now().replace(microsecond=0)
        reason = _reason(values.get('reason'))
        priority = values.get('priority') or 'routine'
        return {
            'practitioner': values['practitioner'],
            'service': values['service'],
            'patient': patient,
            'location': values.get('location'),
            'origin': 'walk_in',
            'state': 'arrived',
            'arrived_at': now, 'arrived_by': caller.actor,
            'priority': priority,
            'priority_reason': reason if priority != 'routine' else None,
            'groups': tuple(sorted(set(values.get('groups') or ()))),
            'reason': reason,
            }

    @classmethod
    def _in_gap(cls, place):
        return {'start': slot.naive(place.start), '_slot': place}

    @classmethod
    def _in_queue(cls, cat, values, patient, blocks, now):
        practitioner = values['practitioner']
        location = values.get('location') or blocks[0].origin.location
        _, low, high = _day_of(cat, practitioner, None, location, now)
        cursor = Transaction().connection.cursor()
        cursor.execute(_IN_QUEUE, (practitioner, patient, low, high))
        if cursor.fetchone():
            raise PatientBusy(
                gettext('medical_appointment.msg_already_waiting'))
        cursor.execute(_LAST_TURN, (practitioner, low, high))
        last, = cursor.fetchone()
        places = [
            len(slot.arrival_places(b)) for b in blocks
            if b.mode == 'arrival']
        return {
            'start': now, '_slot': None, 'location': location,
            'queue_only': True, '_turn': max([last, *places]) + 1}

    @classmethod
    def _placed(cls, cat, offer, values, *args, **kwargs):
        turn = values.pop('_turn', None)
        values = super()._placed(cat, offer, values, *args, **kwargs)
        if turn:
            values['turn'] = turn
        return values
