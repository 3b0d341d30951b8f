# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting room in the Tryton clients: columns and wizards."""
from sql.conditionals import Case

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval, If
from trytond.transaction import without_check_access
from trytond.wizard import (
    Button, StateAction, StateTransition, StateView, Wizard)

from . import catalog
from .patient import GENDERS
from .queue import GROUPS
from .queue_room import _waited, local_clock

LAST = 100_000
"The place in lists of who does not wait"
LONG_WAIT, TOO_LONG_WAIT = 20, 45  # minutes
DELAYS = ['15', '30', '60', '90', '120']


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    queue_place = fields.Function(
        fields.Integer("Place",
            help="The place in the calling order of the practitioner."),
        'get_queue')
    queue_reason = fields.Function(
        fields.Char("Why",
            help="Why the patient has that place, and what the staff wrote."),
        'get_queue')
    queue_waited = fields.Function(
        fields.Integer("Waiting (Minutes)",
            help="From the arrival until called, or until now."),
        'get_queue')
    queue_estimate = fields.Function(
        fields.Char("About",
            help="About when the visit begins, on the clinic's clock."),
        'get_queue')

    @classmethod
    def view_attributes(cls):
        waited = Eval('queue_waited', 0)
        return super().view_attributes() + [
            ('/tree/field[@name="queue_reason"]', 'visual',
                If(Eval('priority') == 'emergency', 'danger', '')),
            ('/tree/field[@name="queue_waited"]', 'visual',
                If((Eval('state') != 'arrived') | Bool(Eval('called_at')), '',
                    If(waited >= TOO_LONG_WAIT, 'danger',
                        If(waited >= LONG_WAIT, 'warning', '')))),
            ]

    @classmethod
    def get_queue(cls, appointments, names):
        found = {
            name: dict.fromkeys((a.id for a in appointments))
            for name in names}
        cat = catalog.get()
        for room in cls._rooms_of(appointments):
            told = room.estimates(cat)
            for place, entry in enumerate(room.order, 1):
                room.rows[entry.id].update(
                    place=place, why=_why(room.rows[entry.id], entry))
            for id_ in room.rows.keys() & {a.id for a in appointments}:
                row = room.rows[id_]
                values = {
                    'queue_place': row.get('place'),
                    'queue_reason': row.get('why'),
                    'queue_waited': _waited(row, room.now),
                    'queue_estimate': _clock(row, told.get(id_))}
                for name in names:
                    found[name][id_] = values[name]
        return found

    @classmethod
    def _rooms_of(cls, appointments):
        with without_check_access():
            return cls.rooms(sorted({a.practitioner.id for a in appointments}))

    @classmethod
    def order_queue_place(cls, tables):
        "By the calling order of today, then by the hour"
        table, _ = tables[None]
        with without_check_access():
            rooms = cls.rooms(list(catalog.get().practitioners))
        places = [
            (table.id == place.id, number)
            for room in rooms for number, place in enumerate(room.order, 1)]
        if not places:
            return [table.start]
        return [Case(*places, else_=LAST), table.start]


def _clock(row, moment):
    return local_clock(moment, row['timezone']) if moment else None


def _why(row, place):
    text = gettext('medical_appointment.msg_queue_%s' % place.reason)
    note = row['priority_reason'] if place.reason == 'emergency' else (
        row['moves'][-1][3] if place.reason == 'moved' else None)
    return '%s: %s' % (text, note) if note else text


class WalkInAsk(ModelView):
    "Without an Appointment"
    __name__ = 'medical.queue.walk_in.ask'

    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True,
        domain=[If(Bool(Eval('service')),
                ('services.service', '=', Eval('service', -1)), ())],
        help="Who attends.")
    service = fields.Many2One(
        'medical.service', "Service", required=True,
        help="What the visit is for.")
    location = fields.Many2One(
        'medical.location', "Location",
        help="Where. Empty for the practitioner's place of today.")
    patient = fields.Many2One(
        'medical.patient', "Patient",
        help="Write a surname, the cédula, the phone or the record number. "
        "Leave empty to register a new patient below.")
    first_name = fields.Char(
        "First Name",
        states={
            'required': ~Eval('patient'), 'invisible': Bool(Eval('patient'))},
        help="The given names of the new patient.")
    surname = fields.Char(
        "Surname",
        states={
            'required': ~Eval('patient'), 'invisible': Bool(Eval('patient'))},
        help="The first surname of the new patient.")
    phone = fields.Char(
        "Phone", states={'invisible': Bool(Eval('patient'))},
        help="The phone to reach the patient.")
    birth_date = fields.Date(
        "Birth Date", states={'invisible': Bool(Eval('patient'))},
        help="The day the patient was born.")
    gender = fields.Selection(
        GENDERS, "Gender", sort=False,
        states={'invisible': Bool(Eval('patient'))},
        help="The administrative gender.")
    another = fields.Boolean(
        "Another Person", states={'invisible': Bool(Eval('patient'))},
        help="The patient is not one of those who look alike.")
    priority = fields.Selection(
        'get_priorities', "Priority", required=True, sort=False,
        help="How soon the patient has to be seen.")
    groups = fields.MultiSelection(
        GROUPS, "Priority Groups", sort=False,
        help="Why the patient goes before others who come without an "
        "appointment.")
    reason = fields.Char(
        "Reason",
        states={'required': Eval('priority') == 'emergency'},
        help="Why the patient comes.")

    @staticmethod
    def default_gender():
        return 'unknown'

    @staticmethod
    def default_priority():
        return 'routine'

    @classmethod
    def default_practitioner(cls):
        return Pool().get('medical.agenda.context').default_practitioner()

    @classmethod
    def default_service(cls):
        return Pool().get('medical.book.time').default_service()

    @classmethod
    def get_priorities(cls):
        Appointment = Pool().get('medical.appointment')
        return Appointment.fields_get(['priority'])['priority']['selection']

    def values(self):
        "The values of `Appointment.walk_in`"
        values = {
            'practitioner': self.practitioner.id,
            'service': self.service.id,
            'location': self.location.id if self.location else None,
            'priority': self.priority,
            'groups': list(self.groups or ()),
            'reason': self.reason}
        if self.patient:
            return {**values, 'patient': self.patient.id}
        return {**values, 'person': {
                'name': self.first_name, 'surname': self.surname,
                'phone': self.phone, 'birth_date': self.birth_date,
                'gender': self.gender or 'unknown'}}


class WalkIn(Wizard):
    "Register a Walk-In"
    __name__ = 'medical.queue.walk_in'

    start = StateView(
        'medical.queue.walk_in.ask',
        'medical_appointment.queue_walk_in_ask_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("To the Waiting Room", 'register', 'tryton-ok',
                default=True),
            ])
    register = StateAction('medical_appointment.act_appointment_booked')

    def do_register(self, action):
        made = Pool().get('medical.appointment').walk_in(
            self.start.values(), override=bool(self.start.another))
        return action, {'res_id': [made['entry']['id']]}


class LateAsk(ModelView):
    "Practitioner Is Late"
    __name__ = 'medical.queue.late.ask'

    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True,
        help="Who is late.")
    minutes = fields.Selection(
        [('0', "On time")] + [(m, "%s minutes" % m) for m in DELAYS],
        "Delay", required=True, sort=False,
        help="The estimates move by it, the appointments do not. Those who "
        "have not arrived are told.")

    @staticmethod
    def default_minutes():
        return '30'

    @classmethod
    def default_practitioner(cls):
        return Pool().get('medical.agenda.context').default_practitioner()


class Late(Wizard):
    "Tell a Delay"
    __name__ = 'medical.queue.late'

    start = StateView(
        'medical.queue.late.ask',
        'medical_appointment.queue_late_ask_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Take Back the Last", 'take_back', 'tryton-undo'),
            Button("Tell", 'tell', 'tryton-ok', default=True),
            ])
    tell = StateTransition()
    take_back = StateTransition()

    def transition_tell(self):
        Pool().get('medical.queue.delay').announce(
            self.start.practitioner.id, int(self.start.minutes))
        return 'end'

    def transition_take_back(self):
        Pool().get('medical.queue.delay').take_back(
            self.start.practitioner.id)
        return 'end'


class JumpAsk(ModelView):
    "Change the Order"
    __name__ = 'medical.queue.jump.ask'

    appointment = fields.Many2One(
        'medical.appointment', "Appointment", readonly=True,
        help="Who is moved.")
    before = fields.Selection(
        'get_before', "Before", sort=False,
        help="Who comes next after that. Empty for the end.")
    reason = fields.Char(
        "Reason", required=True, help="It is kept with your name.")

    @fields.depends('appointment')
    def get_before(self):
        options = [(None, '')]
        if not self.appointment:
            return options
        room = Pool().get('medical.appointment').room_of(
            self.appointment.practitioner.id)
        return options + [
            (str(place.id), room.rows[place.id]['patient_name'])
            for place in room.order if place.id != self.appointment.id]


class Jump(Wizard):
    "Change the Order of the Waiting Room"
    __name__ = 'medical.queue.jump'

    start = StateView(
        'medical.queue.jump.ask',
        'medical_appointment.queue_jump_ask_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Move", 'move', 'tryton-ok', default=True),
            ])
    move = StateTransition()

    def default_start(self, fields):
        room = Pool().get('medical.appointment').room_of(
            self.record.practitioner.id)
        first = next(
            (p.id for p in room.order if p.id != self.record.id), None)
        return {
            'appointment': self.record.id,
            'before': str(first) if first else None}

    def transition_move(self):
        before = self.start.before
        Pool().get('medical.appointment').move_in_queue(
            self.record.id, int(before) if before else None,
            self.start.reason)
        return 'end'

    def end(self):
        return 'reload'


class RankAsk(ModelView):
    "Priority of a Patient"
    __name__ = 'medical.queue.rank.ask'

    priority = fields.Selection(
        'get_priorities', "Priority", required=True, sort=False,
        help="How soon the patient has to be seen.")
    groups = fields.MultiSelection(
        GROUPS, "Priority Groups", sort=False,
        help="Why the patient goes before others who come without an "
        "appointment.")
    reason = fields.Char(
        "Reason",
        states={'required': Eval('priority') == 'emergency'},
        help="It is kept with your name.")

    @classmethod
    def get_priorities(cls):
        return Pool().get('medical.queue.walk_in.ask').get_priorities()


class Rank(Wizard):
    "Change the Priority"
    __name__ = 'medical.queue.rank'

    start = StateView(
        'medical.queue.rank.ask',
        'medical_appointment.queue_rank_ask_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Change", 'change', 'tryton-ok', default=True),
            ])
    change = StateTransition()

    def default_start(self, fields):
        return {
            'priority': self.record.priority,
            'groups': self.record.groups or ()}

    def transition_change(self):
        Pool().get('medical.appointment').set_priority(
            self.record.id, self.start.priority, list(self.start.groups or ()),
            self.start.reason)
        return 'end'

    def end(self):
        return 'reload'


