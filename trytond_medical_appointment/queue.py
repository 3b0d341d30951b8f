# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting room: arriving, being called in turn, jumps and steps back.

`queue_rule.py` says who is next and why; `queue_room.py` reads the day.
"""
import datetime as dt

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, slot
from .appointment import LOCK_PRACTITIONER, _by, _roles
from .exceptions import (
    IllegalTransition, NobodyWaiting, NotAllowed, NotFound, OutOfTurn,
    ReasonRequired)
from .identity import ADMINISTRATOR, FRONT_DESK, PRACTITIONER, current
from .life_cycle import UNDO, VERBS
from .queue_rule import EMERGENCY, next_call

UNDO_TIME = dt.timedelta(minutes=10)
GROUPS = [
    ('pregnant', "Pregnant"),
    ('elder', "Elder"),
    ('disabled', "Disabled"),
    ]
PRIORITIES = {'routine', 'urgent', 'emergency'}


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    groups = fields.MultiSelection(
        GROUPS, "Priority Groups", sort=False,
        help="Why the patient goes before others who come without an "
        "appointment, where the clinic's rule says so.")
    checked_in_at = fields.DateTime(
        "Said to Be There At", readonly=True,
        help="When the patient said by the message's link to have arrived. "
        "The front desk confirms it.")
    checked_in_by = _by("Said to Be There By", "Who said so.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'undo': {
                    'invisible': ~Eval('undoable'),
                    'icon': 'tryton-undo',
                    'depends': ['undoable'],
                    },
                })
        cls.__rpc__.update(
            undo_step=RPC(readonly=False),
            set_priority=RPC(readonly=False),
            call_next=RPC(readonly=False),
            move_in_queue=RPC(readonly=False),
            )

    undoable = fields.Function(
        fields.Char("Last Step", help="The step that can still be undone."),
        'get_undoable')

    @classmethod
    def get_undoable(cls, appointments, name):
        caller, now = current(), dt.datetime.now()
        return {a.id: cls._last_step(a, caller, now) for a in appointments}

    # Checks of the verbs

    @classmethod
    def _check_arrive(cls, caller, appointment, now):
        "Nobody arrives on another day than the visit's"
        zone = catalog.get().zone_of(appointment.location.id)
        today, day = (
            slot.local_date(zone, slot.epoch(moment))
            for moment in (now, appointment.start))
        if today < day:
            raise IllegalTransition(
                gettext('medical_appointment.msg_arrive_too_early',
                    day=day.strftime('%d/%m/%Y')),
                state=appointment.state, verb='arrive')

    @classmethod
    def _check_call(cls, caller, appointment, now):
        if not appointment.called_at:
            cls._check_turn(appointment)

    @classmethod
    def _check_start(cls, caller, appointment, now):
        if not appointment.called_at:
            cls._check_turn(appointment)

    @classmethod
    def _check_turn(cls, appointment):
        """Refuse whoever is not next, unless the jump has a reason.

        What is written down afterwards, of another day, has no turn.
        """
        cls.lock_queue(appointment.practitioner.id)
        room = cls.room_of(appointment.practitioner.id)
        places = [place.id for place in room.order]
        if appointment.id not in places:
            return
        expected = next_call(room.order)
        if expected == appointment.id:
            return
        reason = Transaction().context.get('_queue_reason')
        if not reason:
            raise OutOfTurn(cls._turn_message(room, expected), next=expected)
        cls._jump(room, appointment.id, places[0], reason)

    @classmethod
    def _turn_message(cls, room, expected):
        if expected is None:
            return gettext('medical_appointment.msg_walk_in_must_wait')
        return gettext('medical_appointment.msg_out_of_turn',
            patient=room.rows[expected]['patient_name'])

    @classmethod
    def lock_queue(cls, practitioner):
        "Wait for whoever changes the same waiting room"
        cls.lock_keys([(LOCK_PRACTITIONER, practitioner)])

    @classmethod
    def _act(cls, appointment_id, verb, sequence, values):
        if verb in {'call', 'start', 'arrive'}:
            # Before the row is locked: always in this order
            cursor = Transaction().connection.cursor()
            cursor.execute(
                'SELECT pg_advisory_xact_lock(%s, practitioner) '
                'FROM medical_appointment WHERE id = %s',
                (LOCK_PRACTITIONER, appointment_id))
        with Transaction().set_context(
                _queue_reason=_reason(values.get('reason'))):
            return super()._act(appointment_id, verb, sequence, values)

    # Jumps

    @classmethod
    def _jump(cls, room, entry, anchor, reason, after=False):
        "Record that an entry goes before (or after) another one, and why"
        if entry == anchor:
            return
        Move = Pool().get('medical.queue.move')
        with without_check_access():
            Move.create([{
                        'appointment': entry,
                        'anchor': anchor,
                        'after': after,
                        'reason': reason,
                        'by': current().actor,
                        }])

    @classmethod
    def move_in_queue(cls, appointment_id, before, reason):
        """Put a waiting patient before another one, or last with None.

        A reason is required; it is recorded with who and when.  Return the
        practitioner's waiting room.
        """
        appointment = cls._of_queue(appointment_id)
        reason = _reason(reason)
        if not reason:
            raise ReasonRequired(
                gettext('medical_appointment.msg_queue_reason'))
        practitioner = appointment.practitioner.id
        cls.lock_queue(practitioner)
        room = cls.room_of(practitioner)
        places = {place.id: place for place in room.order}
        if appointment_id not in places or (
                before is not None and before not in places):
            raise IllegalTransition(
                gettext('medical_appointment.msg_not_waiting'),
                state=appointment.state, verb='move')
        if before is not None and places[before].reason == EMERGENCY and (
                places[appointment_id].reason != EMERGENCY):
            raise IllegalTransition(
                gettext('medical_appointment.msg_before_emergency'),
                state=appointment.state, verb='move')
        cls._jump(
            room, appointment_id, before or room.order[-1].id, reason,
            after=before is None)
        cls.announce_queue(practitioner)
        return cls.waiting_room([practitioner])

    @classmethod
    def _of_queue(cls, appointment_id):
        "The visit that the caller may change in the waiting room"
        found = cls.search([('id', '=', appointment_id)])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        with without_check_access():
            appointment = cls(appointment_id)
            if not _roles(current(), appointment) & VERBS['call'].roles:
                raise NotAllowed(
                    gettext('medical_appointment.msg_not_allowed'))
        return appointment

    @classmethod
    def call_next(cls, practitioner, location=None):
        """Call who is next and return the entry; raise NobodyWaiting.

        Two desks that ask at the same moment call two patients.
        """
        cls.check_queue_of(practitioner)
        cls.lock_queue(practitioner)
        room = cls.room_of(practitioner, location)
        called = next_call(room.order)
        if called is None:
            raise NobodyWaiting(gettext(
                    'medical_appointment.msg_walk_in_must_wait'
                    if room.order else
                    'medical_appointment.msg_nobody_waiting'))
        with without_check_access():
            cls.apply('call', [cls(called)])
        return cls.entry_of(called)

    @classmethod
    def check_queue_of(cls, practitioner):
        "Raise unless the caller may work in the practitioner's waiting room"
        known = catalog.get().practitioners.get(practitioner)
        caller = current()
        own = known and known['user'] == caller.user
        if not known or not (
                caller.has(ADMINISTRATOR, FRONT_DESK)
                or caller.has(PRACTITIONER) and own):
            raise NotFound(gettext('medical_appointment.msg_not_found'))

    @classmethod
    def set_priority(
            cls, appointment_id, priority, groups=(), reason=None,
            sequence=None):
        """Say how soon a patient has to be seen, and why.

        Return the entry of the waiting room.
        """
        appointment = cls._of_queue(appointment_id)
        groups = tuple(sorted(set(groups or ())))
        if priority not in PRIORITIES or set(groups) - {g for g, _ in GROUPS}:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        reason = _reason(reason)
        if priority == EMERGENCY and not reason:
            raise ReasonRequired(
                gettext('medical_appointment.msg_queue_reason'))
        if appointment.state not in {'booked', 'arrived'}:
            raise cls._illegal(appointment, 'priority')
        practitioner = appointment.practitioner.id
        cls.lock_queue(practitioner)
        with without_check_access():
            cls._check_fresh(appointment_id, sequence)
            cls.write([cls(appointment_id)], {
                    'priority': priority, 'groups': groups,
                    **({'priority_reason': reason} if reason else {}),
                    })
        return cls.entry_of(appointment_id)

    priority_reason = fields.Char(
        "Reason of the Priority", readonly=True,
        help="Why the patient goes first.")

    # One step back

    @classmethod
    @ModelView.button
    def undo(cls, appointments):
        "Take the last step back, within ten minutes"
        caller = current()
        now = dt.datetime.now().replace(microsecond=0)
        with without_check_access():
            for appointment in cls.browse(appointments):
                cls._undo(appointment, caller, now)
        return 'reload'

    @classmethod
    def _undo(cls, appointment, caller, now):
        step = cls._last_step(appointment, caller, now)
        if not step:
            raise IllegalTransition(
                gettext('medical_appointment.msg_nothing_to_undo',
                    minutes=int(UNDO_TIME.total_seconds() // 60)),
                state=appointment.state, verb='undo')
        stamp = VERBS[step].stamp
        values = {stamp + '_at': None, stamp + '_by': None}
        if UNDO[step] != appointment.state:
            values['state'] = UNDO[step]
        cls.write([appointment], {**values, '_event': 'undo'})

    @classmethod
    def _last_step(cls, appointment, caller, now):
        "The verb that the caller may still take back, or None"
        step = last_step({
                'state': appointment.state, 'origin': appointment.origin,
                **{stamp + '_at': getattr(appointment, stamp + '_at')
                    for stamp in ('arrived', 'called', 'started', 'ended',
                        'noshow')},
                }, now)
        if step and _roles(caller, appointment) & VERBS[step].roles:
            return step
        return None

    @classmethod
    def undo_step(cls, appointment_id, sequence=None):
        "Take the last step back; return the appointment as `details` does"
        cls._of_queue(appointment_id)
        with without_check_access():
            cls._check_fresh(appointment_id, sequence)
            cls._undo(
                cls(appointment_id), current(),
                dt.datetime.now().replace(microsecond=0))
            return cls._plain_rows([appointment_id])[0]


def last_step(plain, now):
    """The verb that led to where a plain appointment is, within ten minutes.

    Who came without an appointment did not arrive by a step.
    """
    step = {
        'fulfilled': 'finish', 'in_progress': 'start', 'noshow': 'no_show',
        }.get(plain['state'])
    if plain['state'] == 'arrived':
        step = 'call' if plain['called_at'] else 'arrive'
    if not step or (step == 'arrive' and plain['origin'] == 'walk_in'):
        return None
    at = plain[VERBS[step].stamp + '_at']
    return step if at and at >= now - UNDO_TIME else None


def _reason(text):
    return ' '.join((text or '').split()) or None
