# SPDX-License-Identifier: GPL-3.0-or-later
"""Move or cancel together the visits that an absence or closure affects.

What would happen is shown first.  The patients are told by the outbox, as by
any other move or cancellation.
"""
import datetime as dt
from collections import defaultdict
from itertools import chain, islice, zip_longest

from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval, If
from trytond.transaction import check_access
from trytond.wizard import Button, StateTransition, StateView, Wizard

from . import catalog, slot
from .booking import _groups, _now
from .life_cycle import BLOCKING, MOVABLE

DEFAULT_DAYS = 30
DAY = dt.timedelta(days=1)


class Exception_(metaclass=PoolMeta):
    __name__ = 'medical.schedule.exception'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'resolve': {
                    'invisible': ~Eval('affected', []),
                    'icon': 'tryton-forward',
                    'depends': ['affected'],
                    },
                })

    @classmethod
    @ModelView.button_action('medical_appointment.wizard_absence_resolve')
    def resolve(cls, exceptions):
        pass


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    @classmethod
    def free_beside(
            cls, service, practitioner, location, date_from, date_to, taken):
        """Free `slot.Slot`s of staff as if `taken` were booked too.

        taken: {('practitioner' or 'room', id): [interval]}.
        """
        cat = catalog.get()
        groups = _groups(cat, practitioner, location)
        if not (groups and cat.offer(service, practitioner)):
            return []
        rooms = {room for _, room, _, _ in groups if room}
        by_person, by_room = cls._busy(
            [practitioner], rooms, date_from, date_to, groups[0][0])
        found = []
        for zone, room, lines, changes in groups:
            busy = (
                by_person.get(practitioner, [])
                + taken.get(('practitioner', practitioner), [])
                + by_room.get(room, []) + taken.get(('room', room), []))
            found += slot.free_slots(
                lines, changes, cat.holidays_of(practitioner), busy,
                cat.offer(service, practitioner)['timeless'],
                date_from, date_to, zone, _now(), service)
        return sorted(found, key=lambda s: s.start)


class Proposals:
    "New times for visits, one after the other, so that none clashes"

    def __init__(self, appointments, date_from, date_to):
        self.days = date_from, date_to
        self.taken = defaultdict(list)
        self.of_patient = self._other_visits(appointments)

    def _other_visits(self, appointments):
        "{patient: [interval]} of the visits that stay"
        Appointment = Pool().get('medical.appointment')
        visits = defaultdict(list)
        date_from, date_to = self.days
        for visit in Appointment.search([
                    ('patient', 'in', [
                            a.patient.id for a in appointments if a.patient]),
                    ('id', 'not in', [a.id for a in appointments]),
                    ('state', 'in', list(BLOCKING)),
                    ('end', '>=', dt.datetime.combine(date_from, dt.time())),
                    ('start', '<', dt.datetime.combine(
                            date_to + 2 * DAY, dt.time())),
                    ]):
            visits[visit.patient.id].append(
                (slot.epoch(visit.start), slot.epoch(visit.end)))
        return visits

    def next(self, appointment, practitioner, location):
        "The next free `slot.Slot` for a visit, kept for it; or None"
        for found in self._suitable(appointment, practitioner, location):
            self._keep(found, appointment, practitioner)
            return found
        return None

    def several(self, appointment, practitioner, location, count):
        """That many free `slot.Slot`s to choose from, kept for the visit:
        on different days as far as there are, near its hour of the day."""
        zone = catalog.get().zone_of(appointment.location.id)
        wanted = _clock(zone, slot.epoch(appointment.start))
        by_day = defaultdict(list)
        for found in self._suitable(appointment, practitioner, location):
            by_day[slot.local_date(zone, found.start)].append(found)
        for free in by_day.values():
            free.sort(key=lambda s: (
                    abs(_clock(zone, s.start) - wanted), s.start))
        rounds = zip_longest(*(by_day[day] for day in sorted(by_day)))
        chosen = list(islice(filter(None, chain.from_iterable(rounds)), count))
        for found in chosen:
            self._keep(found, appointment, practitioner)
        return sorted(chosen, key=lambda s: s.start)

    def leave_out(self, offered):
        "Do not propose these [(practitioner, interval)]"
        for practitioner, interval in offered:
            self.taken['practitioner', practitioner].append(interval)

    def _suitable(self, appointment, practitioner, location):
        "The free `slot.Slot`s at which the patient is free too"
        patient = appointment.patient.id if appointment.patient else None
        busy = self.of_patient[patient] if patient else []
        for found in Pool().get('medical.appointment').free_beside(
                appointment.service.id, practitioner.id, location,
                *self.days, self.taken):
            if not any(found.start < end and start < found.end
                    for start, end in busy):
                yield found

    def _keep(self, found, appointment, practitioner):
        before = after = 0
        if found.mode == 'time':
            terms = catalog.get().offer(
                appointment.service.id, practitioner.id)['terms']
            before, after = terms.buffer_before, terms.buffer_after
        interval = found.start - before, found.end + after
        self.taken['practitioner', practitioner.id].append(interval)
        if found.room:
            self.taken['room', found.room].append(interval)
        if appointment.patient:
            self.of_patient[appointment.patient.id].append(
                (found.start, found.end))


class ResolveAsk(ModelView):
    "What to Do with the Affected Visits"
    __name__ = 'medical.absence.resolve.ask'

    action = fields.Selection([
            ('move', "Move to the next free times"),
            ('other', "Move to another practitioner"),
            ('cancel', "Cancel"),
            ], "Do", required=True, sort=False,
        help="What happens to the appointments below.")
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner",
        domain=[If(Eval('action') == 'other',
                ('id', '!=', Eval('absent', -1)), ())],
        states={
            'invisible': Eval('action') != 'other',
            'required': Eval('action') == 'other',
            },
        help="Who attends the patients instead.")
    absent = fields.Many2One('medical.practitioner', "Absent", readonly=True)
    any_location = fields.Boolean(
        "Also at Other Locations",
        states={'invisible': Eval('action') == 'cancel'},
        help="Offer free times at other locations than the one that the "
        "patient knows.")
    date_from = fields.Date(
        "From",
        states={
            'invisible': Eval('action') == 'cancel',
            'required': Eval('action') != 'cancel',
            },
        help="The first day for the new times.")
    date_to = fields.Date(
        "To",
        domain=[If(Bool(Eval('date_to')) & Bool(Eval('date_from')),
                ('date_to', '>=', Eval('date_from', None)), ())],
        states={
            'invisible': Eval('action') == 'cancel',
            'required': Eval('action') != 'cancel',
            },
        help="The last day for the new times.")
    reason = fields.Char(
        "Reason",
        states={
            'invisible': Eval('action') != 'cancel',
            'required': Eval('action') == 'cancel',
            },
        help="Why the visits are cancelled.")
    appointments = fields.Many2Many(
        'medical.appointment', None, None, "Appointments",
        domain=[('id', 'in', Eval('affected', []))],
        help="The appointments in the way. Remove those that stay.")
    affected = fields.Many2Many(
        'medical.appointment', None, None, "Affected", readonly=True)


class ResolveLine(ModelView):
    "What Happens to a Visit"
    __name__ = 'medical.absence.resolve.line'

    appointment = fields.Many2One(
        'medical.appointment', "Appointment", readonly=True)
    sequence = fields.Integer("Sequence", readonly=True)
    patient = fields.Many2One(
        'medical.patient', "Patient", readonly=True, help="Who is told.")
    phone = fields.Char("Phone", readonly=True, help="The patient's phone.")
    start = fields.DateTime(
        "Start", format='%H:%M', readonly=True, help="When the visit was.")
    new_start = fields.DateTime(
        "New Start", format='%H:%M', readonly=True,
        help="When the visit will be. Empty when it stays.")
    new_practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", readonly=True,
        help="Who attends then.")
    new_location = fields.Many2One(
        'medical.location', "Location", readonly=True,
        help="Where the visit will be.")
    outcome = fields.Selection([
            ('move', "Is moved"),
            ('cancel', "Is cancelled"),
            ('no_time', "Stays: no free time"),
            ('arrived', "Stays: already here"),
            ], "Outcome", readonly=True, sort=False,
        help="What happens to the appointment.")


class ResolvePreview(ModelView):
    "What Would Happen"
    __name__ = 'medical.absence.resolve.preview'

    lines = fields.One2Many(
        'medical.absence.resolve.line', None, "Appointments",
        help="Remove a line to leave its appointment as it is.")


class Resolve(Wizard):
    "Move or Cancel the Affected Visits"
    __name__ = 'medical.absence.resolve'

    start_state = 'ask'
    ask = StateView(
        'medical.absence.resolve.ask',
        'medical_appointment.absence_resolve_ask_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Preview", 'preview', 'tryton-forward', default=True),
            ])
    preview = StateView(
        'medical.absence.resolve.preview',
        'medical_appointment.absence_resolve_preview_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Back", 'ask', 'tryton-back'),
            Button("Do It and Tell the Patients", 'resolve', 'tryton-ok',
                default=True),
            ])
    resolve = StateTransition()

    def default_ask(self, fields):
        exception = self.record
        affected = self._affected_ids()
        begin = max(Pool().get('ir.date').today(), self._last_day())
        values = {
            'action': 'move', 'reason': exception.reason,
            'date_from': begin, 'date_to': begin + DEFAULT_DAYS * DAY,
            'appointments': affected}
        values.update(
            (name, _id(getattr(self.ask, name))) for name in (
                'action', 'practitioner', 'any_location', 'date_from',
                'date_to', 'reason')
            if getattr(self.ask, name, None))
        absent = exception.practitioner
        return {
            **values, 'affected': affected,
            'absent': absent.id if absent else None}

    def _last_day(self):
        "The local day on which it ends, which may have hours left"
        cat, exception = catalog.get(), self.record
        location = exception.location.id if exception.location else (
            Pool().get('medical.appointment')._usual_location(
                cat, exception.practitioner.id))
        return slot.local_date(
            cat.zone_of(location), slot.epoch(exception.end))

    def default_preview(self, fields):
        chosen = sorted(
            self._affected(), key=lambda a: (a.start, a.id))
        proposals = None
        if self.ask.action != 'cancel':
            proposals = Proposals(
                chosen, self.ask.date_from, self.ask.date_to)
        return {'lines': [self._line(a, proposals) for a in chosen]}

    def _affected(self):
        "The chosen ones, as far as they are still in the way"
        affected = set(self._affected_ids())
        return [a for a in self.ask.appointments if a.id in affected]

    def _affected_ids(self):
        "Practitioners see and touch their own visits only"
        with check_access():
            return self.record.get_affected(None)

    def _line(self, appointment, proposals):
        line = {
            'appointment': appointment.id,
            'appointment.': {'rec_name': appointment.rec_name},
            'sequence': appointment.sequence,
            'start': appointment.start,
            'phone': appointment.phone,
            }
        if patient := appointment.patient:
            line.update({
                    'patient': patient.id,
                    'patient.': {'rec_name': patient.rec_name}})
        return {**line, **self._outcome(appointment, proposals)}

    def _outcome(self, appointment, proposals):
        if not proposals:
            return {'outcome': 'cancel'}
        if appointment.state not in MOVABLE:
            return {'outcome': 'arrived'}
        practitioner = (
            self.ask.practitioner if self.ask.action == 'other'
            else appointment.practitioner)
        location = (
            None if self.ask.any_location else appointment.location.id)
        found = proposals.next(appointment, practitioner, location)
        if not found:
            return {'outcome': 'no_time'}
        name = catalog.get().locations[found.location]['name']
        return {
            'outcome': 'move',
            'new_start': slot.naive(found.start),
            'new_practitioner': practitioner.id,
            'new_practitioner.': {'rec_name': practitioner.rec_name},
            'new_location': found.location,
            'new_location.': {'rec_name': name},
            }

    def transition_resolve(self):
        """All or nothing: a visit that was changed meanwhile, or a time that
        was taken, is refused by name and nothing is done."""
        Appointment = Pool().get('medical.appointment')
        for line in self.preview.lines:
            appointment = Appointment(line.appointment.id)
            if line.outcome in {'move', 'cancel'}:
                Appointment._check_fresh(appointment.id, line.sequence)
            if line.outcome == 'cancel':
                Appointment.apply(
                    'cancel', [appointment], cancel_reason=self.ask.reason)
            elif line.outcome == 'move':
                Appointment._reschedule(appointment, {
                        'start': line.new_start,
                        'practitioner': line.new_practitioner.id,
                        'location': line.new_location.id,
                        })
        return 'end'

    def end(self):
        return 'reload'


def _clock(zone, instant):
    "Seconds since midnight on the clock of a zone"
    return (instant - slot.day_start(zone, slot.local_date(zone, instant)))


def _id(value):
    return getattr(value, 'id', value)
