# SPDX-License-Identifier: GPL-3.0-or-later
"""The appointment: its fields, its constraints and its life cycle.

Two people can never hold the same time because PostgreSQL refuses: see
`_sql_constraints`.  Everything else here only makes the refusal rare and
clear.
"""
import datetime as dt
import json
import secrets
from uuid import uuid4
from zoneinfo import ZoneInfo

from sql import Literal, Null
from sql.conditionals import Coalesce
from sql.operators import Or

from trytond import backend
from trytond.i18n import gettext
from trytond.model import (
    Check, Exclude, Index, ModelSQL, ModelView, Unique, Workflow, fields)
from trytond.model.exceptions import AccessError, SQLConstraintError
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.sql.functions import NumRange, TSRange
from trytond.sql.operators import RangeOverlap
from trytond.transaction import (
    Transaction, check_access, without_check_access)

from . import catalog, slot
from .constraint import renew_constraints
from .exceptions import (
    CutOffPassed, HoldExpired, IllegalTransition, NotAllowed, NotFound,
    OutsideHoursWarning, OverbookingRefused, PatientBusy, RoomTaken,
    ServiceNotOffered, SlotTaken)
from .identity import ADMINISTRATOR, FRONT_DESK, PRACTITIONER, current
from .life_cycle import BLOCKING, MOVABLE, STATES, TRANSITIONS, VERBS
from .schedule import MODES

# Crockford's base 32 without the letters that are read as digits or rude
REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
REFERENCE_LENGTH = 6
# Advisory lock classes, always taken in this order
LOCK_REQUEST, LOCK_PRACTITIONER, LOCK_PERSON, LOCK_PATIENT, LOCK_ROOM = (
    range(701, 706))
PLACE_FIELDS = {
    'start', 'practitioner', 'service', 'location', 'room', 'overbooked'}
# What follows from those
PLACED_FIELDS = {'end', 'blocked_start', 'blocked_end', 'mode', 'turn'}
AUDITED = [
    'state', 'start', 'end', 'practitioner', 'patient', 'service', 'location',
    'room', 'overbooked', 'overbook_reason', 'cancelled_by', 'priority',
    'groups', 'queue_only']
# Of these it is told as well that they were emptied or written again
STEPS = {
    'checked_in_at', 'arrived_at', 'called_at', 'started_at', 'ended_at',
    'noshow_at'}
_LOCKED = Eval('state').in_(
    ['arrived', 'in_progress', 'fulfilled', 'noshow', 'cancelled'])
_ACTORS = [
    (None, ""),
    ('res.user', "User"),
    ('web.user', "Web User"),
    ('medical.portal.session', "Visitor"),
    ('medical.link', "Link"),
    ]


def _at(string, help):
    return fields.DateTime(string, readonly=True, help=help)


def _by(string, help):
    return fields.Reference(string, _ACTORS, readonly=True, help=help)


_REFUSALS = {
    'practitioner_no_overlap': SlotTaken,
    'room_no_overlap': RoomTaken,
    'patient_no_overlap': PatientBusy,
    }


class Appointment(Workflow, ModelSQL, ModelView):
    __name__ = 'medical.appointment'
    _history = True
    _insert_queries = {}

    number = fields.Char(
        "Reference", readonly=True, required=True,
        help="What the patient quotes.")
    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT',
        states={'readonly': Bool(Eval('id', -1) >= 0)},
        help="The clinic.")
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True,
        ondelete='RESTRICT', states={'readonly': _LOCKED},
        help="Who attends the patient.")
    patient = fields.Many2One(
        'medical.patient', "Patient", ondelete='RESTRICT',
        states={
            'required': ~Eval('state').in_(['pending', 'cancelled']),
            'readonly': Bool(Eval('id', -1) >= 0) & Bool(Eval('patient')),
            },
        help="Who is attended. Unknown while a time is held on the web.")
    service = fields.Many2One(
        'medical.service', "Service", required=True, ondelete='RESTRICT',
        states={'readonly': _LOCKED},
        help="What the visit is for. It gives the duration and the price.")
    location = fields.Many2One(
        'medical.location', "Location", required=True, ondelete='RESTRICT',
        states={'readonly': _LOCKED},
        help="Where the visit takes place.")
    room = fields.Many2One(
        'medical.room', "Room", ondelete='RESTRICT',
        domain=[('location', '=', Eval('location', -1))],
        states={'readonly': _LOCKED},
        help="The room of the visit. Nobody else can use it then.")
    start = fields.DateTime(
        "Start", required=True, format='%H:%M',
        states={'readonly': _LOCKED},
        help="When the visit begins.")
    end = fields.DateTime(
        "End", required=True, readonly=True, format='%H:%M',
        help="When the visit ends: the start and the service's duration.")
    blocked_start = fields.DateTime(
        "Blocked From", required=True, readonly=True,
        help="The start less the service's time before.")
    blocked_end = fields.DateTime(
        "Blocked Until", required=True, readonly=True,
        help="The end and the service's time after.")
    mode = fields.Selection(
        MODES, "Mode", required=True, readonly=True,
        help="A promised time, or a place in the order of arrival.")
    turn = fields.Integer(
        "Turn", readonly=True,
        states={'invisible': Eval('mode') != 'arrival'},
        help="The place in the block attended by order of arrival.")
    state = fields.Selection(
        STATES, "State", required=True, readonly=True, sort=False,
        help="How far the appointment is.")
    origin = fields.Selection([
            ('web', "Web"),
            ('desk', "Front Desk"),
            ('phone', "Phone"),
            ('walk_in', "Walk-In"),
            ('import', "Import"),
            ], "Origin", required=True, sort=False,
        help="How the appointment was made.")
    priority = fields.Selection([
            ('routine', "Routine"),
            ('urgent', "Urgent"),
            ('emergency', "Emergency"),
            ], "Priority", required=True, sort=False,
        help="How soon the patient has to be seen.")
    reason = fields.Text(
        "Reason", help="Why the patient comes, in the patient's own words.")
    note = fields.Text(
        "Desk Note", help="What the front desk should know. Not clinical.")
    hold_until = fields.DateTime(
        "Held Until", readonly=True,
        states={'invisible': Eval('state') != 'pending'},
        help="Until when the time is kept while the patient identifies.")
    requested = fields.Boolean(
        "Waiting for Approval", readonly=True,
        states={'invisible': Eval('state') != 'pending'},
        help="The clinic has to approve before the time is promised.")

    booked_at = _at("Booked At", "When the appointment was made.")
    booked_by = _by("Booked By", "Who made the appointment.")
    confirmed_at = _at("Confirmed At", "When the patient said to come.")
    confirmed_by = _by("Confirmed By", "Who said that the patient comes.")
    moved_at = _at("Moved At", "When it was last moved.")
    moved_by = _by("Moved By", "Who moved it last.")
    arrived_at = _at("Arrived At", "When the patient arrived.")
    arrived_by = _by("Arrived By", "Who recorded the arrival.")
    called_at = _at("Called At", "When the patient was called in.")
    called_by = _by("Called By", "Who called the patient in.")
    started_at = _at("Started At", "When the visit began.")
    started_by = _by("Started By", "Who began the visit.")
    ended_at = _at("Ended At", "When the visit was over.")
    ended_by = _by("Ended By", "Who ended the visit.")
    noshow_at = _at("No-Show At", "When the absence was recorded.")
    noshow_by = _by("No-Show By", "Who recorded the absence.")
    cancelled_at = _at("Cancelled At", "When it was cancelled.")
    cancelled_by_actor = _by("Cancelled By", "Who cancelled it.")
    cancelled_by = fields.Selection([
            (None, ""),
            ('patient', "Patient"),
            ('clinic', "Clinic"),
            ], "Cancelled From", readonly=True, sort=False,
        states={'invisible': Eval('state') != 'cancelled'},
        help="From which side it was cancelled.")
    cancel_reason = fields.Char(
        "Cancel Reason",
        states={
            'invisible': Eval('state') != 'cancelled',
            'readonly': Eval('state') == 'cancelled',
            },
        help="Why it was cancelled.")

    overbooked = fields.Boolean(
        "Extra Place", states={'readonly': Bool(Eval('id', -1) >= 0)},
        help="Added beyond the regular places (sobreturno). "
        "Needs a reason and room in the day's extra places.")
    overbook_reason = fields.Char(
        "Reason of the Extra Place",
        states={
            'invisible': ~Eval('overbooked'),
            'required': Bool(Eval('overbooked')),
            },
        help="Why the extra place was given.")
    overbooked_by = _by("Extra Place By", "Who gave the extra place.")
    queue_only = fields.Boolean(
        "Without a Time", readonly=True,
        help="Came without an appointment when no time was free: waits for a "
        "gap and keeps no time from others.")
    sequence = fields.Integer(
        "Sequence", required=True, readonly=True,
        help="Goes up with every change, so that a change of what others "
        "have changed meanwhile is refused.")
    told_sequence = fields.Integer(
        "Sequence of the Messages", readonly=True,
        help="The sequence since which the time, the place and the state are "
        "as they are: messages of it are still true.")
    uid = fields.Char(
        "Identifier", required=True, readonly=True,
        help="The identifier in calendars, the same for life.")
    portal_session = fields.Many2One(
        'medical.portal.session', "Visitor Session", readonly=True,
        ondelete='SET NULL',
        help="The visit to the website in which it was booked.")
    booked_by_party = fields.Many2One(
        'party.party', "Booked For By", readonly=True, ondelete='RESTRICT',
        help="The person who booked for the patient.")
    relation = fields.Selection([
            (None, ""),
            ('self', "The Patient"),
            ('child', "Son or Daughter"),
            ('parent', "Mother or Father"),
            ('other', "Other"),
            ], "Booked For", sort=False,
        help="What the patient is to the person who booked.")
    price = fields.Numeric(
        "Price", digits=(16, 2), readonly=True,
        help="The price at the time of booking.")
    currency = fields.Many2One(
        'currency.currency', "Currency", readonly=True, ondelete='RESTRICT',
        help="The currency of the price.")

    summary = fields.Function(
        fields.Char("Summary", help="The short text in calendars."),
        'get_summary')
    colour = fields.Function(
        fields.Char("Colour", help="The practitioner's colour."),
        'get_colour')
    phone = fields.Function(
        fields.Char("Phone", help="The patient's phone."), 'get_phone')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._transitions |= TRANSITIONS
        cls._order = [('start', 'ASC'), ('id', 'ASC')]
        cls.__setup_constraints__()
        cls.__setup_buttons__()

    @classmethod
    def __register__(cls, module_name):
        handler = cls.__table_handler__(module_name)
        untold = not handler.column_exist('told_sequence')
        super().__register__(module_name)
        if untold:
            # Until now it was the same number
            t = cls.__table__()
            Transaction().connection.cursor().execute(
                *t.update([t.told_sequence], [t.sequence]))
        renew_constraints(cls, module_name)

    @classmethod
    def __setup_constraints__(cls):
        t = cls.__table__()
        blocks = t.state.in_(list(BLOCKING))
        regular = (
            (Coalesce(t.overbooked, Literal(False)) == Literal(False))
            & (Coalesce(t.queue_only, Literal(False)) == Literal(False)))
        # NumRange instead of Equal: no btree_gist needed
        cls._sql_constraints += [
            ('practitioner_no_overlap',
                Exclude(t,
                    (NumRange(t.practitioner, t.practitioner, '[]'),
                        RangeOverlap),
                    (TSRange(t.blocked_start, t.blocked_end), RangeOverlap),
                    where=blocks & regular),
                'medical_appointment.msg_slot_taken'),
            ('room_no_overlap',
                Exclude(t,
                    (NumRange(t.room, t.room, '[]'), RangeOverlap),
                    (TSRange(t.blocked_start, t.blocked_end), RangeOverlap),
                    where=blocks & regular & (t.room != Null)),
                'medical_appointment.msg_room_taken'),
            ('patient_no_overlap',
                Exclude(t,
                    (NumRange(t.patient, t.patient, '[]'), RangeOverlap),
                    (TSRange(t.start, t.end), RangeOverlap),
                    where=blocks & (t.patient != Null)
                    & (Coalesce(t.queue_only, Literal(False))
                        == Literal(False))),
                'medical_appointment.msg_patient_busy'),
            ('patient_known',
                Check(t,
                    (t.patient != Null)
                    | t.state.in_(['pending', 'cancelled'])),
                'medical_appointment.msg_patient_required'),
            ('end_after_start',
                Check(t,
                    (t.end > t.start)
                    & (t.blocked_start <= t.start)
                    & (t.blocked_end >= t.end)),
                'medical_appointment.msg_end_after_start'),
            ('number_unique', Unique(t, t.number),
                'medical_appointment.msg_number_unique'),
            ]
        cls._sql_indexes.update({
                Index(t, (t.practitioner, Index.Range()),
                    (t.start, Index.Range())),
                Index(t, (t.practitioner, Index.Range()),
                    (t.blocked_start, Index.Range()), where=blocks),
                Index(t, (t.room, Index.Range()),
                    (t.blocked_start, Index.Range()),
                    where=blocks & (t.room != Null)),
                Index(t, (t.patient, Index.Range()),
                    (t.start, Index.Range())),
                Index(t, (t.start, Index.Range())),
                Index(t, (t.portal_session, Index.Range()),
                    where=t.portal_session != Null),
                Index(t, (t.hold_until, Index.Range()),
                    where=t.state == 'pending'),
                })

    @classmethod
    def __setup_buttons__(cls):
        icons = {
            'confirm': 'tryton-ok', 'approve': 'tryton-ok',
            'cancel': 'tryton-cancel', 'arrive': 'tryton-forward',
            'call': 'tryton-notification', 'start': 'tryton-launch',
            'finish': 'tryton-ok', 'no_show': 'tryton-close',
            'reopen': 'tryton-undo'}
        for name, icon in icons.items():
            button = 'start_visit' if name == 'start' else name
            hidden = ~Eval('state').in_(list(VERBS[name].sources))
            if name == 'approve':
                hidden |= ~Eval('requested', False)
            elif name == 'confirm':
                hidden |= (
                    Eval('requested', False) | Bool(Eval('confirmed_at')))
            elif name == 'call':
                hidden |= Bool(Eval('called_at'))
            cls._buttons[button] = {
                'invisible': hidden,
                'icon': icon,
                'depends': ['state', 'requested', 'confirmed_at', 'called_at'],
                }

    # Defaults

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @staticmethod
    def default_state():
        return 'booked'

    @staticmethod
    def default_origin():
        return 'desk'

    @staticmethod
    def default_priority():
        return 'routine'

    @staticmethod
    def default_mode():
        return 'time'

    @staticmethod
    def default_sequence():
        return 0

    @staticmethod
    def default_overbooked():
        return False

    @staticmethod
    def default_queue_only():
        return False

    @classmethod
    def default_practitioner(cls):
        return Transaction().context.get('practitioner')

    # What people read

    def get_rec_name(self, name):
        if not self.patient:
            return self.number
        return '%s %s' % (self.number, self.patient.rec_name)

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, operand, *extra = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        return [bool_op,
            ('number', operator, operand, *extra),
            ('patient.rec_name', operator, operand, *extra),
            ]

    @classmethod
    def get_summary(cls, appointments, name):
        cat = catalog.get()
        summaries = {}
        for appointment in appointments:
            zone = cat.zone_of(appointment.location.id)
            local = appointment.start.replace(tzinfo=dt.UTC).astimezone(
                ZoneInfo(zone))
            patient = appointment.patient
            summaries[appointment.id] = '%s %s' % (
                local.strftime('%H:%M'), patient.rec_name if patient else '')
        return summaries

    @classmethod
    def get_colour(cls, appointments, name):
        practitioners = catalog.get().practitioners
        return {
            a.id: practitioners[a.practitioner.id]['colour']
            for a in appointments}

    @classmethod
    def get_phone(cls, appointments, name):
        return {
            a.id: a.patient.phone if a.patient else None
            for a in appointments}

    @fields.depends('service', 'practitioner', 'start')
    def on_change_with_end(self):
        if not (self.service and self.practitioner and self.start):
            return None
        offer = catalog.get().offer(self.service.id, self.practitioner.id)
        return self.start + offer['duration'] if offer else None

    # Writing: complete, lock, store, tell

    @classmethod
    def create(cls, vlist):
        external = Transaction().check_access
        if external:
            cls._check_born(vlist)
        vlist = [cls._complete(values, external) for values in vlist]
        cls.lock_for(vlist)
        cls.release_expired(vlist)
        try:
            appointments = super().create(vlist)
        except SQLConstraintError as exception:
            raise cls._named(exception) from exception
        cls._after(appointments, {
                a.id: {'state': (None, v['state']), 'start': (None, v['start'])}
                for a, v in zip(appointments, vlist)},
            [_creation_event(v) for v in vlist])
        return appointments

    @classmethod
    def write(cls, appointments, values, *args):
        actions = iter((appointments, values, *args))
        external = Transaction().check_access
        flat, plans = [], []
        for records, new in zip(actions, actions):
            if external:
                cls._check_written(new)
            new = new.copy()
            # An event tells which messages the change is worth
            event = new.pop('_event', None)
            for record in records:
                stored = cls._replaced(record, new, external)
                flat += [[record], stored]
                plans.append((record, _changed(record, stored), event))
        taken = [
            {**_keys(r), **v} for (r,), v in zip(flat[::2], flat[1::2])
            if PLACE_FIELDS & v.keys() or v.get('state') in BLOCKING]
        cls.lock_for(taken)
        cls.release_expired(taken, but=[p[0].id for p in plans])
        try:
            super().write(*flat)
        except SQLConstraintError as exception:
            raise cls._named(exception) from exception
        cls._after(
            [p[0] for p in plans],
            {p[0].id: p[1] for p in plans},
            [p[2] or _change_event(p[1]) for p in plans])

    @classmethod
    def check_modification(
            cls, mode, appointments, values=None, external=False):
        super().check_modification(
            mode, appointments, values=values, external=external)
        if mode == 'delete':
            raise AccessError(
                gettext('medical_appointment.msg_appointment_no_delete'))

    @classmethod
    def _check_born(cls, vlist):
        "By hand only booked visits are made"
        if any(v.get('state', 'booked') != 'booked' or '_slot' in v
                for v in vlist):
            raise AccessError(
                gettext('medical_appointment.msg_state_by_button'))

    @classmethod
    def _check_written(cls, values):
        "By hand the state is not written, nor what follows from the rest"
        if 'state' in values:
            raise AccessError(
                gettext('medical_appointment.msg_state_by_button'))
        forced = {
            name for name in values
            if name not in cls._fields or cls._fields[name].readonly}
        if PLACE_FIELDS & values.keys():
            forced -= PLACED_FIELDS
        if forced:
            raise AccessError(gettext(
                    'medical_appointment.msg_follows_from_others',
                    fields=', '.join(sorted(forced))))

    @classmethod
    def _complete(cls, values, external=False):
        """The values of a new appointment with all that follows from them.

        Computed values always replace what the caller sent.
        """
        cat = catalog.get()
        now = dt.datetime.now().replace(microsecond=0)
        offer = cls._offer(cat, values)
        caller = current()
        cls._check_own_patient(caller, values.get('patient'))
        actor = caller.actor
        values = {
            'origin': 'desk', 'priority': 'routine', 'state': 'booked',
            'overbooked': False, 'queue_only': False, 'reason': None,
            'note': None,
            'hold_until': None, 'requested': False, 'relation': None,
            'portal_session': None, 'booked_by_party': None,
            'overbook_reason': None, 'mode': 'time', 'turn': None,
            **values,
            'number': cls._new_number(cat),
            'uid': str(uuid4()),
            'sequence': 0,
            'told_sequence': 0,
            'company': cat.practitioners[values['practitioner']]['company'],
            'price': offer['price'],
            'currency': cat.services[values['service']]['currency_id'],
            'booked_at': now, 'booked_by': actor,
            }
        values = cls._placed(cat, offer, values, external)
        if values['overbooked']:
            cls._check_overbooking(cat, values)
            values['overbooked_by'] = actor
        return values

    @classmethod
    def _check_own_patient(cls, caller, patient):
        """Practitioners book for the patients that they see already.

        A visit opens the patient's card to its practitioner: who is unknown
        to them comes by the front desk, or is registered by themselves.
        A patient that is hidden is answered like one that is not there.
        """
        if patient is not None and not cls._may_name(caller, patient):
            raise NotFound(gettext('medical_appointment.msg_not_found'))

    @classmethod
    def _may_name(cls, caller, patient):
        "Whether the caller may write a visit for a patient (its id)"
        if (caller.kind != 'staff' or not caller.has(PRACTITIONER)
                or caller.has(FRONT_DESK, ADMINISTRATOR)):
            return True  # decided elsewhere
        with check_access():
            return bool(Pool().get('medical.patient').search(
                    [('id', '=', patient)], limit=1))

    @classmethod
    def _offer(cls, cat, values):
        offer = cat.offer(values['service'], values['practitioner'])
        if offer is None:
            raise ServiceNotOffered(
                gettext('medical_appointment.msg_service_not_offered'))
        return offer

    @classmethod
    def _placed(
            cls, cat, offer, values, external=False, usual_location=None):
        "The values with end, blocked range, location, room, mode and turn"
        start = values['start'] = values['start'].replace(
            second=0, microsecond=0)
        if '_slot' in values:
            place = values.pop('_slot')
        else:
            place = cls._place_at(cat, offer, values)
            if place is None and external:
                cls._warn_outside_hours(values)
        terms = offer['terms']
        seconds = terms.duration
        before, after = terms.buffer_before, terms.buffer_after
        values['turn'] = None
        if place:
            values['mode'] = place.mode
            values['location'] = place.location
            values.setdefault('room', place.room)
            if place.mode == 'arrival' and not values['overbooked']:
                seconds, before, after = place.end - place.start, 0, 0
                start = values['start'] = slot.naive(place.start)
                values['turn'] = place.turn
        else:
            values['mode'] = 'time'
            values.setdefault('room', None)
        if not values.get('location'):
            values['location'] = usual_location or cls._usual_location(
                cat, values['practitioner'])
        values['end'] = start + dt.timedelta(seconds=seconds)
        values['blocked_start'] = start - dt.timedelta(seconds=before)
        values['blocked_end'] = values['end'] + dt.timedelta(seconds=after)
        return values

    @classmethod
    def _place_at(cls, cat, offer, values, busy=()):
        "The `slot.Slot` on offer at a start, whatever the notice, or None"
        practitioner = values['practitioner']
        lines = cat.lines_of(practitioner, values.get('location'))
        if not lines and not cat.changes.get(practitioner):
            return None
        location = values.get('location') or (
            lines[0].location if lines else None)
        if location is None:
            return None
        return slot.is_offered(
            lines, cat.changes.get(practitioner, ()),
            cat.holidays_of(practitioner), offer['timeless'], slot.epoch(values['start']),
            cat.zone_of(location), slot.epoch(values['start']),
            values['service'], busy)

    @classmethod
    def _usual_location(cls, cat, practitioner):
        for line in cat.lines.get(practitioner, ()):
            return line.location
        for location in cat.locations.values():
            if location['active']:
                return location['id']
        raise ServiceNotOffered(
            gettext('medical_appointment.msg_service_not_offered'))

    @classmethod
    def _warn_outside_hours(cls, values):
        Warning_ = Pool().get('res.user.warning')
        key = 'outside_hours_%s_%s' % (
            values['practitioner'], values['start'].isoformat())
        if Warning_.check(key):
            raise OutsideHoursWarning(
                key, gettext('medical_appointment.msg_outside_hours'))

    @classmethod
    def _check_overbooking(cls, cat, values):
        "A sobreturno needs the right, a reason and a free extra place."
        if not current().has(ADMINISTRATOR, FRONT_DESK, PRACTITIONER):
            raise OverbookingRefused(
                gettext('medical_appointment.msg_overbook_right'))
        if not (values.get('overbook_reason') or '').strip():
            raise OverbookingRefused(
                gettext('medical_appointment.msg_overbook_reason'))
        quota = cls._overbook_quota(cat, values)
        if cls._overbooked_of_day(cat, values) >= quota:
            raise OverbookingRefused(gettext(
                    'medical_appointment.msg_overbook_quota', quota=quota))

    @classmethod
    def _overbook_quota(cls, cat, values):
        "Extra places of the practitioner's lines of that local day"
        zone = cat.zone_of(values['location'])
        day = slot.local_date(zone, slot.epoch(values['start']))
        blocks = slot.open_blocks(
            cat.lines_of(values['practitioner'], values['location']), (),
            cat.holidays_of(values['practitioner']), day, day, zone)
        return sum(b.line.overbook_quota for b in blocks if b.line)

    @classmethod
    def _overbooked_of_day(cls, cat, values):
        zone = cat.zone_of(values['location'])
        day = slot.local_date(zone, slot.epoch(values['start']))
        with without_check_access():
            return cls.search_count([
                    ('practitioner', '=', values['practitioner']),
                    ('location', '=', values['location']),
                    ('overbooked', '=', True),
                    ('state', 'in', list(BLOCKING)),
                    ('start', '>=', slot.naive(slot.day_start(zone, day))),
                    ('start', '<', slot.naive(slot.day_start(
                                zone, day + dt.timedelta(1)))),
                    ])

    @classmethod
    def _new_number(cls, cat):
        code = ''.join(
            secrets.choice(REFERENCE_ALPHABET)
            for _ in range(REFERENCE_LENGTH))
        return '%s-%s' % (cat.settings['reference_prefix'] or 'C', code)

    @classmethod
    def _replaced(cls, record, new, external=False):
        "The values to write on a record, with what follows from them"
        new = new.copy()
        cls._check_own_patient(current(), new.get('patient'))
        if PLACE_FIELDS & new.keys():
            if record.state not in MOVABLE:
                raise cls._illegal(record, 'reschedule')
            cat = catalog.get()
            values = {**_keys(record), 'overbooked': record.overbooked, **new}
            if 'room' not in new:
                del values['room']  # the new hours' own
            placed = cls._placed(
                cat, cls._offer(cat, values), values, external,
                usual_location=record.location.id)
            new.pop('_slot', None)
            new.update(
                (name, placed[name]) for name in (
                    'start', 'end', 'blocked_start', 'blocked_end', 'mode',
                    'turn', 'location', 'room'))
            now = dt.datetime.now().replace(microsecond=0)
            new.update(
                moved_at=now, moved_by=current().actor, confirmed_at=None,
                confirmed_by=None)
        new['sequence'] = record.sequence + 1
        if PLACE_FIELDS & new.keys() or 'state' in new:
            new['told_sequence'] = new['sequence']
        return new

    @classmethod
    def lock_for(cls, vlist):
        """Take the advisory locks of what is going to be written.

        Without them contenders for one time wait for each other inside the
        exclusion constraint and PostgreSQL ends one pair per
        deadlock_timeout.  Always in the same order, released at commit.
        """
        locks = sorted({
                (LOCK_PRACTITIONER, v['practitioner']) for v in vlist} | {
                (LOCK_PATIENT, v['patient']) for v in vlist
                if v.get('patient')} | {
                (LOCK_ROOM, v['room']) for v in vlist if v.get('room')})
        cls.lock_keys(locks)

    @classmethod
    def lock_keys(cls, locks):
        if locks:
            cursor = Transaction().connection.cursor()
            cursor.execute('SELECT ' + ', '.join(
                    ['pg_advisory_xact_lock(%s, %s)'] * len(locks)),
                [part for lock in locks for part in lock])

    @classmethod
    def release_expired(cls, vlist, but=()):
        "Cancel the holds that ran out and stand in the way"
        if not vlist:
            return
        table = cls.__table__()
        now = dt.datetime.now()
        in_the_way = [Literal(False)]
        for values in vlist:
            in_the_way.append(
                (table.practitioner == values['practitioner'])
                & (table.blocked_start < values['blocked_end'])
                & (table.blocked_end > values['blocked_start']))
            if values.get('patient'):
                in_the_way.append(
                    (table.patient == values['patient'])
                    & (table.start < values['end'])
                    & (table.end > values['start']))
            if values.get('room'):
                in_the_way.append(
                    (table.room == values['room'])
                    & (table.blocked_start < values['blocked_end'])
                    & (table.blocked_end > values['blocked_start']))
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.id,
                where=(table.state == 'pending') & (table.hold_until < now)
                & Or(in_the_way)))
        cls.expire([id_ for id_, in cursor if id_ not in but])

    @classmethod
    def expire(cls, ids):
        if ids:
            now = dt.datetime.now().replace(microsecond=0)
            with without_check_access():
                cls.write(cls.browse(ids), {
                        'state': 'cancelled', 'cancelled_at': now,
                        'cancel_reason': gettext(
                            'medical_appointment.msg_hold_expired_reason'),
                        '_event': 'expired',
                        })

    @classmethod
    def expire_holds(cls):
        "Cancel every hold that ran out (scheduled task)."
        with without_check_access():
            cls.expire([a.id for a in cls.search([
                            ('state', '=', 'pending'),
                            ('hold_until', '<', dt.datetime.now()),
                            ])])

    @classmethod
    def _named(cls, exception):
        "The named refusal behind a violated constraint"
        text = str(exception.__cause__)
        for name in _REFUSALS:
            if name in text:
                return cls._refusal(name, exception.message)
        return exception

    @classmethod
    def _refusal(cls, constraint, message):
        return _REFUSALS.get(constraint, SQLConstraintError)(message)

    @classmethod
    def _after(cls, appointments, changes, events):
        "Messages, audit and live events, in the transaction of the change"
        pool = Pool()
        Audit = pool.get('medical.audit')
        Notification = pool.get('medical.notification')
        changed = [
            (a, e) for a, e in zip(appointments, events) if changes[a.id]]
        if not changed:
            return
        with without_check_access():
            Notification.follow(changed)
            Audit.append([
                    Audit.row(event or 'write',
                        'medical.appointment,%d' % appointment.id,
                        changes[appointment.id])
                    for appointment, event in changed])
            cls._announce([a for a, _ in changed])

    @classmethod
    def _announce(cls, appointments):
        """NOTIFY each change to the processes that hold live calendars.

        Ids, a time and a state only: the channel is readable by every role
        of the database.
        """
        cursor = Transaction().connection.cursor()
        for appointment in appointments:
            session = appointment.portal_session
            patient = appointment.patient
            cursor.execute('SELECT pg_notify(%s, %s)', (
                    'clinic_events', json.dumps({
                            'a': appointment.id,
                            'p': appointment.practitioner.id,
                            't': patient.id if patient else None,
                            'g': session.id if session else None,
                            's': appointment.sequence,
                            'st': appointment.state,
                            'at': appointment.start.isoformat(),
                            }, separators=(',', ':'))))

    # The fast path of online bookings

    @classmethod
    def insert(cls, values, idempotency=None):
        """Store a new appointment like `create`, by two statements.

        For values that this module made itself: `create` reads each record
        back to validate it, which is most of the time of a booking.  Row,
        history, audit, stored answer and live event go in one statement, the
        messages in another; the table's constraints decide as always.

        idempotency: {subject, route, key, body_hash, response} with
        `@id@` in the response where the new id belongs.  Return
        (id, values).
        """
        values = cls._complete(values)
        cls.lock_for([values])
        cls.release_expired([values])
        event = _creation_event(values)
        row = Pool().get('medical.audit').row(event, changes={
                'state': (None, values['state']),
                'start': (None, values['start'])})
        kept = idempotency(values) if idempotency else None
        transaction = Transaction()
        cursor = transaction.connection.cursor()
        try:
            cursor.execute(cls._insert_query(kept is not None), {
                    **dict.fromkeys(cls._stored_names()),
                    **values, 'create_uid': transaction.user,
                    'create_date': dt.datetime.now(),
                    **{'audit_' + name: row[name] for name in row},
                    **{'kept_' + name: kept[name] for name in kept or ()},
                    })
            id_, _ = cursor.fetchone()
        except backend.DatabaseIntegrityError as exception:
            raise cls._refused(exception) from exception
        cls._tell(id_, values, event)
        return id_, values

    @classmethod
    def _stored_names(cls):
        return [
            name for name, field in cls._fields.items()
            if name != 'id' and not isinstance(field, fields.Function)
            and field.sql_type()]

    @classmethod
    def _insert_query(cls, keep):
        query = cls._insert_queries.get(keep)
        if query is None:
            query = cls._insert_queries[keep] = _insert_query(
                cls._stored_names(), keep)
        return query

    @classmethod
    def _refused(cls, exception):
        "The named refusal behind a violated constraint of the database"
        for name, _, message in cls._sql_constraints:
            if '%s_%s' % (cls._table, name) in str(exception):
                with Transaction().new_transaction(readonly=True):
                    return cls._refusal(name, gettext(message))
        return exception

    @classmethod
    def _tell(cls, id_, values, event):
        happened = {'book': 'booked', 'request': 'requested'}.get(event)
        if happened:
            Pool().get('medical.notification').enqueue(happened, [{
                        'appointment': id_,
                        'sequence': values['sequence'],
                        'start': values['start'],
                        'patient': values['patient'],
                        'timezone': catalog.get().zone_of(values['location']),
                        }])

    # Life cycle

    @classmethod
    def apply(cls, verb, appointments, **values):
        """Do a verb of the life cycle, or raise and change nothing.

        Stamps who and when.  Values are further fields to write.
        """
        rule = VERBS[verb]
        caller = current()
        now = dt.datetime.now().replace(microsecond=0)
        for appointment in appointments:
            cls._check_verb(verb, rule, caller, appointment, now)
        with without_check_access():
            for appointment in appointments:
                cls.write([appointment], {
                        **cls._verb_values(
                            verb, rule, caller, appointment, now),
                        **values,
                        '_event': _event(verb, appointment),
                        })

    @classmethod
    def _check_verb(cls, verb, rule, caller, appointment, now):
        if not _roles(caller, appointment) & rule.roles:
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        if appointment.state not in rule.sources:
            raise cls._illegal(appointment, verb)
        check = getattr(cls, '_check_%s' % verb, None)
        if check:
            check(caller, appointment, now)

    @classmethod
    def _illegal(cls, appointment, verb):
        return IllegalTransition(
            gettext('medical_appointment.msg_illegal_transition',
                number=appointment.number,
                state=dict(cls.state.get_selection(
                        cls, 'state', appointment))[appointment.state]),
            state=appointment.state, verb=verb)

    @classmethod
    def _check_confirm(cls, caller, appointment, now):
        if appointment.state == 'booked':
            return
        if appointment.requested or not appointment.patient:
            raise cls._illegal(appointment, 'confirm')
        if appointment.hold_until and appointment.hold_until <= now:
            raise HoldExpired(gettext('medical_appointment.msg_hold_expired'))

    @classmethod
    def _check_approve(cls, caller, appointment, now):
        if not appointment.requested:
            raise cls._illegal(appointment, 'approve')

    @classmethod
    def _check_cancel(cls, caller, appointment, now):
        cls._check_cut_off(caller, appointment, now, 'cancel_cutoff')

    @classmethod
    def _check_reschedule(cls, caller, appointment, now):
        cls._check_cut_off(caller, appointment, now, 'reschedule_cutoff')

    @classmethod
    def _check_cut_off(cls, caller, appointment, now, name):
        "Patients may not change a visit that is about to begin."
        if caller.is_staff or appointment.state == 'pending':
            return
        cat = catalog.get()
        cut_off = cat.services[appointment.service.id][name] or dt.timedelta(0)
        if now > appointment.start - cut_off:
            raise CutOffPassed(gettext(
                    'medical_appointment.msg_cut_off',
                    phone=cat.settings['clinic_phone'] or ''))

    @classmethod
    def _check_no_show(cls, caller, appointment, now):
        grace = dt.timedelta(
            minutes=catalog.get().settings['noshow_grace'] or 0)
        if now < appointment.start + grace:
            raise IllegalTransition(
                gettext('medical_appointment.msg_noshow_too_early',
                    minutes=int(grace.total_seconds() // 60)),
                state=appointment.state, verb='no_show')

    @classmethod
    def _verb_values(cls, verb, rule, caller, appointment, now):
        actor = caller.actor
        by = rule.stamp + '_by'
        if rule.stamp == 'cancelled':
            by = 'cancelled_by_actor'
        values = {rule.stamp + '_at': now, by: actor}
        if rule.target and rule.target != appointment.state:
            values['state'] = rule.target
            values['hold_until'] = None
            values['requested'] = False
        if verb == 'cancel':
            values['cancelled_by'] = (
                'clinic' if caller.is_staff else 'patient')
        elif verb == 'confirm' and appointment.state == 'pending':
            values.update(
                booked_at=now, booked_by=actor,
                confirmed_at=None, confirmed_by=None)
        elif verb == 'reopen':
            values.update(noshow_at=None, noshow_by=None)
        return values

    @classmethod
    @ModelView.button
    def confirm(cls, appointments):
        cls.apply('confirm', appointments)
        return 'reload'

    @classmethod
    @ModelView.button
    def approve(cls, appointments):
        cls.apply('approve', appointments)
        return 'reload'

    @classmethod
    @ModelView.button
    def cancel(cls, appointments):
        cls.apply('cancel', appointments)
        return 'reload'

    @classmethod
    @ModelView.button
    def arrive(cls, appointments):
        cls.apply('arrive', appointments)
        return 'reload'

    @classmethod
    @ModelView.button
    def call(cls, appointments):
        cls.apply('call', appointments)
        return 'reload'

    @classmethod
    @ModelView.button
    def start_visit(cls, appointments):
        cls.apply('start', appointments)
        return 'reload'

    @classmethod
    @ModelView.button
    def finish(cls, appointments):
        cls.apply('finish', appointments)
        return 'reload'

    @classmethod
    @ModelView.button
    def no_show(cls, appointments):
        cls.apply('no_show', appointments)
        return 'reload'

    @classmethod
    @ModelView.button
    def reopen(cls, appointments):
        cls.apply('reopen', appointments)
        return 'reload'

    @classmethod
    def mark_no_shows(cls):
        """Record yesterday's absences (scheduled task).

        Never for a practitioner of whom nothing was recorded that day: the
        clinic was closed, or nobody used the system.
        """
        grace = dt.timedelta(hours=12)
        limit = dt.datetime.now() - grace
        with without_check_access():
            late = cls.search([
                    ('state', '=', 'booked'),
                    ('start', '<', limit),
                    ('start', '>=', limit - dt.timedelta(days=7)),
                    ])
            recorded = {
                (a.practitioner.id, a.start.date()) for a in cls.search([
                        ('start', '>=', limit - dt.timedelta(days=8)),
                        ('start', '<', limit + dt.timedelta(days=1)),
                        ('arrived_at', '!=', None),
                        ])}
            cls.apply('no_show', [
                    a for a in late
                    if (a.practitioner.id, a.start.date()) in recorded])

    @classmethod
    def copy(cls, appointments, default=None):
        if not appointments:
            return []
        raise AccessError(
            gettext('medical_appointment.msg_appointment_no_copy'))


class Patient(metaclass=PoolMeta):
    __name__ = 'medical.patient'
    appointments = fields.One2Many(
        'medical.appointment', 'patient', "Appointments", readonly=True,
        help="Every appointment of the patient.")


def _insert_query(names, keep):
    """One statement that stores a row with its history, its audit entry, its
    live event and, with `keep`, the answer to a repeated request."""
    columns = ', '.join('"%s"' % name for name in names)
    values = ', '.join('%%(%s)s' % name for name in names)
    audit = (
        'at', 'actor', 'actor_kind', 'action', 'changes', 'request_id',
        'network')
    parts = [
        'new AS (INSERT INTO medical_appointment (%s) VALUES (%s)'
        ' RETURNING id, %s)' % (columns, values, columns),
        'history AS (INSERT INTO medical_appointment__history (id, %s)'
        ' SELECT id, %s FROM new)' % (columns, columns),
        'audit AS (INSERT INTO medical_audit (record, %s)'
        " SELECT 'medical.appointment,' || id, %s FROM new)" % (
            ', '.join(audit), ', '.join('%%(audit_%s)s' % n for n in audit)),
        ]
    if keep:
        parts.append(
            'kept AS (INSERT INTO medical_idempotency (subject, route, key,'
            ' body_hash, create_date, appointment, response)'
            ' SELECT %(kept_subject)s, %(kept_route)s, %(kept_key)s,'
            ' %(kept_body_hash)s, %(create_date)s, id,'
            " replace(%(kept_response)s, '\"@id@\"', id::text) FROM new)")
    return 'WITH ' + ',\n'.join(parts) + (
        '\nSELECT id, pg_notify(\'clinic_events\', json_build_object('
        "'a', id, 'p', practitioner, 't', patient, 'g', portal_session,"
        " 's', sequence, 'st', state, 'at', start)::text) FROM new")


def _keys(record):
    "The plain values by which an appointment's place is found"
    return {
        'practitioner': record.practitioner.id,
        'patient': record.patient.id if record.patient else None,
        'service': record.service.id,
        'start': record.start,
        'end': record.end,
        'blocked_start': record.blocked_start,
        'blocked_end': record.blocked_end,
        'room': record.room.id if record.room else None,
        }


def _roles(caller, appointment):
    "Names of the roles in which the caller may touch the appointment"
    if caller.kind == 'system':
        return {'administrator', 'front_desk', 'practitioner'}
    if caller.kind in {'patient', 'guest'}:
        return {caller.kind}
    roles = {
        name for name, group in (
            ('administrator', ADMINISTRATOR), ('front_desk', FRONT_DESK))
        if caller.has(group)}
    if caller.has(PRACTITIONER):
        user = appointment.practitioner.user
        if user and user.id == caller.user:
            roles.add('practitioner')
    return roles


def _changed(record, stored):
    "{field: (before, after)} of the audited fields that really change"
    changes = {}
    for name in AUDITED:
        if name in stored:
            before = getattr(record, name)
            before = getattr(before, 'id', before)
            if before != stored[name]:
                changes[name] = (before, stored[name])
    for name in stored:
        if name.endswith('_at') and name not in {'moved_at', 'booked_at'}:
            before = getattr(record, name)
            if (stored[name] and not before
                    or name in STEPS and stored[name] != before):
                changes[name] = (before, stored[name])
    return changes


def _event(verb, appointment):
    """What a verb amounts to: a hold that is confirmed is a booking, one that
    is given up was never a visit, and staff decline a request."""
    if appointment.state != 'pending':
        return verb
    if verb == 'confirm':
        return 'book'
    if verb == 'cancel' and not appointment.requested:
        return 'release'
    if verb == 'cancel' and current().is_staff:
        return 'decline'
    return verb


def _creation_event(values):
    if values['state'] == 'pending':
        return 'request' if values['requested'] else 'hold'
    return 'book' if values['state'] == 'booked' else 'walk_in'


def _change_event(changes):
    "What a change made by hand in a client amounts to"
    moved = {'start', 'practitioner', 'location', 'service'}
    return 'reschedule' if moved & changes.keys() else None

