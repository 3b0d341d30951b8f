# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting list: who wants to be told when a time comes free.

FHIR keeps such people as appointments in the state `waitlist`; here they are
requests of their own, as they have no time yet.  A freed time is offered to
one of them at a time: held, with a message that takes it in one tap.
"""
import datetime as dt

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, If
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, slot
from .agenda import MAX_LIMIT, _first_name
from .appointment import LOCK_PATIENT, LOCK_PERSON
from .audit import Audited
from .booking import _hash, _now
from .exceptions import (
    IllegalTransition, NotAllowed, NotFound, ServiceNotOffered,
    TooManyBookings, WaitingListInvalid)
from .identity import ADMINISTRATOR, FRONT_DESK, PRACTITIONER, current
from .notification import _row
from .party import forget_read_records

NOON = 12
OFFER_MINUTES = 120
LONGEST = dt.timedelta(days=180)
STATES = [
    ('waiting', "Waiting"),
    ('offered', "Offered"),
    ('booked', "Booked"),
    ('closed', "Closed"),
    ]
OPEN = ('waiting', 'offered')
REASONS = [
    (None, ""),
    ('withdrawn', "No Longer Wanted"),
    ('unreachable', "Could Not Be Reached"),
    ('expired', "The Days Are Over"),
    ('other', "Other"),
    ]
PARTS = [
    ('any', "Any Time"),
    ('morning', "Morning"),
    ('afternoon', "Afternoon"),
    ]
CLOSE_REASONS = ('withdrawn', 'unreachable', 'other')

# What time and other doors have settled since the list was last looked at
_SETTLE = """
WITH booked AS (
    SELECT w.id, min(a.id) AS appointment FROM medical_waiting_list w
    JOIN medical_appointment a ON a.patient = w.patient
        AND a.service = w.service AND a.booked_at >= w.requested_at
        AND a.state IN ('booked', 'arrived', 'in_progress', 'fulfilled')
    WHERE w.state IN ('waiting', 'offered') GROUP BY w.id
), taken AS (
    UPDATE medical_waiting_list w
    SET state = 'booked', appointment = booked.appointment, closed_at = %(now)s
    FROM booked WHERE booked.id = w.id RETURNING w.id
), returned AS (
    UPDATE medical_waiting_list w SET state = 'waiting', appointment = NULL
    FROM medical_appointment a
    WHERE w.state = 'offered' AND a.id = w.appointment
        AND w.date_to >= %(today)s AND w.id NOT IN (SELECT id FROM taken)
        AND (a.state = 'cancelled'
            OR a.state = 'pending' AND a.hold_until < %(now)s)
    RETURNING w.id)
UPDATE medical_waiting_list
SET state = 'closed', closed_reason = 'expired', closed_at = %(now)s,
    appointment = NULL
WHERE state IN ('waiting', 'offered') AND date_to < %(today)s
    AND id NOT IN (SELECT id FROM taken)
"""


class Configuration(metaclass=PoolMeta):
    __name__ = 'medical.configuration'

    offer_minutes = fields.Integer(
        "Offers Are Held (Minutes)",
        domain=['OR', ('offer_minutes', '=', None), [
                ('offer_minutes', '>=', 5), ('offer_minutes', '<=', 2880)]],
        help="How long a freed time is kept for whom it was offered to from "
        "the waiting list.")

    @staticmethod
    def default_offer_minutes():
        return OFFER_MINUTES


class WaitingList(Audited, ModelSQL, ModelView):
    "Waiting List"
    __name__ = 'medical.waiting_list'

    patient = fields.Many2One(
        'medical.patient', "Patient", required=True, ondelete='CASCADE',
        states={'readonly': Eval('id', -1) >= 0},
        help="Who waits.")
    service = fields.Many2One(
        'medical.service', "Service", required=True, ondelete='CASCADE',
        help="What the visit is for.")
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", ondelete='CASCADE',
        help="With whom. Empty for anybody who offers the service.")
    location = fields.Many2One(
        'medical.location', "Location", ondelete='CASCADE',
        help="Where. Empty for anywhere.")
    date_from = fields.Date(
        "From", required=True, help="The first day that suits.")
    date_to = fields.Date(
        "To", required=True,
        domain=[If(Eval('date_from') & Eval('date_to'),
                ('date_to', '>=', Eval('date_from')), ())],
        help="The last day that suits.")
    part_of_day = fields.Selection(
        PARTS, "Part of the Day", required=True, sort=False,
        help="The hours that suit.")
    requested_at = fields.DateTime(
        "Since", required=True, readonly=True,
        help="When the patient was put on the list. Who waits longest comes "
        "first.")
    requested_by = fields.Char(
        "By", readonly=True, help="Who wrote it down, as 'model,id'.")
    state = fields.Selection(
        STATES, "State", required=True, readonly=True, sort=False,
        help="Whether the patient still waits.")
    appointment = fields.Many2One(
        'medical.appointment', "Appointment", readonly=True,
        ondelete='SET NULL',
        states={'invisible': ~Eval('appointment')},
        help="The time that was offered, or booked.")
    offers = fields.Integer(
        "Offers", required=True, readonly=True,
        help="How many freed times the patient was offered so far.")
    offered_at = fields.DateTime(
        "Offered At", readonly=True, help="When a time was last offered.")
    closed_at = fields.DateTime(
        "Closed At", readonly=True, help="When the waiting was over.")
    closed_reason = fields.Selection(
        REASONS, "Closed Because", readonly=True, sort=False,
        states={'invisible': Eval('state') != 'closed'},
        help="Why the waiting was over.")
    phone = fields.Function(
        fields.Char("Phone", help="The patient's phone."), 'get_phone')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        open_ = t.state.in_(list(OPEN))
        cls._sql_indexes.update({
                Index(t, (t.service, Index.Range()), where=open_),
                Index(t, (t.patient, Index.Range())),
                })
        cls._order = [('requested_at', 'ASC'), ('id', 'ASC')]
        cls._buttons.update(
            withdraw={
                'invisible': ~Eval('state').in_(list(OPEN)),
                'icon': 'tryton-close',
                'depends': ['state'],
                },
            unreachable={
                'invisible': ~Eval('state').in_(list(OPEN)),
                'icon': 'tryton-close',
                'depends': ['state'],
                })
        cls.__rpc__.update(
            enter=RPC(readonly=False),
            # Not read-only: what staff read of patients is recorded
            listing=RPC(readonly=False),
            wish=RPC(),
            offer=RPC(readonly=False),
            close=RPC(readonly=False))

    @staticmethod
    def default_date_from():
        return Pool().get('ir.date').today()

    @staticmethod
    def default_part_of_day():
        return 'any'

    @staticmethod
    def default_state():
        return 'waiting'

    @staticmethod
    def default_offers():
        return 0

    @staticmethod
    def default_requested_at():
        return dt.datetime.now().replace(microsecond=0)

    @staticmethod
    def default_requested_by():
        return current().actor

    def get_rec_name(self, name):
        return '%s, %s' % (self.patient.rec_name, self.service.rec_name)

    @classmethod
    def search_rec_name(cls, name, clause):
        return ['OR',
            ('patient.rec_name', *clause[1:]),
            ('service.rec_name', *clause[1:])]

    def get_phone(self, name):
        return self.patient.phone

    # On and off the list

    @classmethod
    def enter(cls, values):
        """Put a patient on the list.

        values: service, from, to, and optionally practitioner, location,
        part_of_day, and patient or person as for a booking.  Who waits for
        the same already is not put there twice.
        """
        Appointment = Pool().get('medical.appointment')
        cat, caller = catalog.get(), current()
        Appointment._check_may_book(caller, values)
        cls._check_wish(cat, values)
        cls.settle()
        if person := values.get('person'):
            Appointment.lock_keys([(LOCK_PERSON, _hash(
                            person.get('phone'), person.get('birth_date')))])
        with without_check_access():
            patient, name, _ = Appointment._patient_of(values, caller)
            Appointment.lock_keys([(LOCK_PATIENT, patient)])
            entry = cls._same(patient, values) or cls._add(
                cat, caller, patient, values)
            return entry._plain(cat, caller, name)

    @classmethod
    def _check_wish(cls, cat, values):
        Appointment = Pool().get('medical.appointment')
        Appointment._check_service(cat, values['service'])
        if not Appointment._offering(
                cat, values['service'], values.get('practitioner')):
            raise ServiceNotOffered(
                gettext('medical_appointment.msg_service_not_offered'))
        zone = Appointment._zone(cat, values.get('location'))
        first, last = values['from'], values['to']
        today = slot.local_date(zone, _now())
        if last < max(first, today) or last > today + LONGEST:
            raise WaitingListInvalid(
                gettext('medical_appointment.msg_waiting_list_days'))

    @classmethod
    def _same(cls, patient, values):
        found = cls.search([
                ('patient', '=', patient),
                ('service', '=', values['service']),
                ('practitioner', '=', values.get('practitioner')),
                ('location', '=', values.get('location')),
                ('state', 'in', OPEN),
                ], limit=1)
        if not found:
            return None
        entry, = found
        cls.write([entry], {
                'date_from': values['from'], 'date_to': values['to'],
                'part_of_day': values.get('part_of_day') or 'any'})
        return entry

    @classmethod
    def _add(cls, cat, caller, patient, values):
        limit = cat.settings['max_open_bookings']
        if not caller.is_staff and limit and cls.search_count([
                    ('patient', '=', patient), ('state', 'in', OPEN)]) >= limit:
            raise TooManyBookings(gettext(
                    'medical_appointment.msg_too_many_bookings', limit=limit,
                    phone=cat.settings['clinic_phone'] or ''))
        entry, = cls.create([{
                    'patient': patient,
                    'service': values['service'],
                    'practitioner': values.get('practitioner'),
                    'location': values.get('location'),
                    'date_from': values['from'],
                    'date_to': values['to'],
                    'part_of_day': values.get('part_of_day') or 'any',
                    }])
        return entry

    @classmethod
    def close(cls, id_, reason='withdrawn'):
        """Take a patient off the list, by the desk or by the patient.

        A time that is held for the patient comes free.
        """
        entry = cls._found(id_)
        if reason not in CLOSE_REASONS or not current().is_staff:
            reason = 'withdrawn'
        with without_check_access():
            entry._close(reason)
            return cls(entry.id)._plain(catalog.get(), current())

    def _close(self, reason):
        Appointment = Pool().get('medical.appointment')
        if self.state not in OPEN:
            raise IllegalTransition(
                gettext('medical_appointment.msg_waiting_list_over'),
                state=self.state, verb='close')
        held = self.appointment
        self.write([self], {
                'state': 'closed', 'closed_reason': reason,
                'closed_at': dt.datetime.now().replace(microsecond=0),
                'appointment': None})
        if held and held.state == 'pending':
            Appointment.expire([held.id])

    @classmethod
    @ModelView.button
    def withdraw(cls, entries):
        for entry in entries:
            entry._close('withdrawn')

    @classmethod
    @ModelView.button
    def unreachable(cls, entries):
        for entry in entries:
            entry._close('unreachable')

    @classmethod
    def _found(cls, id_):
        "The entry that the caller may work on, kept from others; NotFound"
        cls.settle()
        found = cls.search([('id', '=', id_)])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        Transaction().connection.cursor().execute(
            'SELECT id FROM medical_waiting_list WHERE id = %s FOR UPDATE',
            (id_,))
        return found[0]

    @classmethod
    def settle(cls):
        "Close what was booked or is over, take back what was not answered"
        cat = catalog.get()
        today = slot.local_date(
            Pool().get('medical.appointment')._zone(cat), _now())
        Transaction().connection.cursor().execute(_SETTLE, {
                'now': dt.datetime.now().replace(microsecond=0),
                'today': today})
        forget_read_records()

    # At the desk

    @classmethod
    def listing(
            cls, service=None, practitioner=None, location=None, start=None,
            states=OPEN, after=None, limit=50):
        """Who waits, longest first, as far as the caller may see them.

        With `start` (naive UTC) only those whom a time of a practitioner,
        freed then, suits; it is checked that the time is really free.
        `after` is the `next` of a former answer.  Return {items, next}.
        """
        cat, caller = catalog.get(), current()
        cls.settle()
        limit = max(1, min(limit, MAX_LIMIT))
        domain = cls._domain(cat, service, practitioner, location, start)
        domain.append(('state', 'in', list(states or OPEN)))
        if after is not None:
            domain.append(('id', '>', after))
        # Who waits longer has the lower id
        found = cls.search(domain, order=[('id', 'ASC')], limit=limit + 1)
        rest, found = len(found) > limit, found[:limit]
        last = found[-1].id if found else None
        with without_check_access():
            found = cls.browse([entry.id for entry in found])
            if start is not None:
                found = _fitting(cat, found, practitioner, location, start)
            items = [entry._plain(cat, caller) for entry in found]
        Pool().get('medical.audit').reading(
            'medical.waiting_list', [item['patient'] for item in items])
        return {'items': items, 'next': last if rest else None}

    @classmethod
    def _domain(cls, cat, service, practitioner, location, start):
        domain = []
        if service is not None:
            domain.append(('service', '=', service))
        for name, value in (
                ('practitioner', practitioner), ('location', location)):
            if value is not None:
                domain.append((name, 'in', [value, None]))
        if start is not None:
            zone = Pool().get('medical.appointment')._zone(cat, location)
            local = _local(zone, start)
            part = 'morning' if local.hour < NOON else 'afternoon'
            domain += [
                ('state', '=', 'waiting'),
                ('date_from', '<=', local.date()),
                ('date_to', '>=', local.date()),
                ('part_of_day', 'in', ['any', part])]
        return domain

    @classmethod
    def wish(cls, id_):
        "The service that a patient of the list waits for"
        found = cls.search([('id', '=', id_)])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return found[0].service.id

    @classmethod
    def offer(cls, id_, start, practitioner, location=None):
        """Hold a time for the patient and send the message that takes it.

        Return the entry; its appointment is pending until `hold_until`.
        """
        Appointment = Pool().get('medical.appointment')
        if not current().has(ADMINISTRATOR, FRONT_DESK, PRACTITIONER):
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        entry = cls._found(id_)
        cat, caller = catalog.get(), current()
        if entry.state != 'waiting':
            raise IllegalTransition(
                gettext('medical_appointment.msg_waiting_list_over'),
                state=entry.state, verb='offer')
        wish = {
            'service': entry.service.id, 'practitioner': practitioner,
            'start': start, 'location': location}
        Appointment._lock_request(wish, None)
        offered = Appointment._check_bookable(cat, wish, caller)
        with without_check_access():
            Appointment._check_free(cat, wish, offered, caller)
            held, values = Appointment.insert({
                    **Appointment._placing(cat, wish, offered),
                    'patient': entry.patient.id, 'state': 'pending',
                    'hold_until': _until(start)})
            cls._offered(entry, held)
            return cls(entry.id)._plain(cat, caller)

    @classmethod
    def _offered(cls, entry, held):
        pool = Pool()
        visit = pool.get('medical.appointment')(held)
        cls.write([entry], {
                'state': 'offered', 'appointment': held,
                'offers': entry.offers + 1,
                'offered_at': dt.datetime.now().replace(microsecond=0)})
        pool.get('medical.notification').enqueue('offered', [{
                    **_row(visit), 'until': visit.hold_until.isoformat()}])

    def _plain(self, cat, caller, name=None):
        held = self.appointment
        staff = caller.is_staff
        guest = caller.kind == 'guest'
        practitioner = self.practitioner and self.practitioner.id
        location = self.location and self.location.id
        zone = Pool().get('medical.appointment')._zone(cat, location)
        name = name or self.patient.rec_name
        return {
            'id': self.id,
            'state': self.state,
            'patient': None if guest else self.patient.id,
            'patient_name': _first_name(name) if guest else name,
            'phone': self.patient.phone if staff else None,
            'birth_date': self.patient.birth_date if staff else None,
            'service': self.service.id,
            'service_name': cat.services[self.service.id]['name'],
            'practitioner': practitioner,
            'practitioner_name': (
                cat.practitioners[practitioner]['name']
                if practitioner else None),
            'location': location,
            'location_name': (
                cat.locations[location]['name'] if location else None),
            'timezone': zone,
            'from': self.date_from,
            'to': self.date_to,
            'part_of_day': self.part_of_day,
            'requested_at': self.requested_at,
            'offers': self.offers,
            'offered_at': self.offered_at,
            'appointment': held.id if held and not guest else None,
            'offered_start': held.start if held else None,
            'hold_until': held.hold_until if held else None,
            'closed_at': self.closed_at,
            'closed_reason': self.closed_reason,
            }


def _local(zone, moment):
    return dt.datetime.fromtimestamp(
        slot.epoch(moment), slot.ZoneInfo(zone))


def _until(start):
    "Until when an offer is held: a while, and not beyond the visit itself"
    minutes = (
        Pool().get('medical.configuration')(1).offer_minutes or OFFER_MINUTES)
    now = dt.datetime.now().replace(microsecond=0)
    return min(now + dt.timedelta(minutes=minutes), start)


def _fitting(cat, entries, practitioner, location, start):
    "Those for whose service the time is free, and who are free themselves"
    Appointment = Pool().get('medical.appointment')
    day = slot.local_date(
        Appointment._zone(cat, location), slot.epoch(start))
    wanted, starts = slot.epoch(start), {}
    for service in {entry.service.id for entry in entries}:
        who = Appointment._offering(cat, service, practitioner)
        starts[service] = {
            s.start: s.end for _, s in Appointment._free(
                cat, service, who, location, day, day)}
    fitting = [e for e in entries if wanted in starts[e.service.id]]
    busy = {
        visit.patient.id for visit in Appointment.search([
                ('patient', 'in', [e.patient.id for e in fitting]),
                ('state', 'in', ['pending', 'booked', 'arrived']),
                ('start', '<', start + dt.timedelta(minutes=30)),
                ('end', '>', start)])}
    return [e for e in fitting if e.patient.id not in busy]


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection.append(
            ('medical.waiting_list|settle', "Settle the Waiting List"))
