# SPDX-License-Identifier: GPL-3.0-or-later
"""Free times and bookings: what the web, and any other client, asks for.

Plain values in, plain values out.  Moments are naive UTC datetimes, except
the slots' `start` and `end`, which are whole seconds since 1970 UTC (a free
list has hundreds).
"""
import datetime as dt
import hashlib
import json
from collections import defaultdict

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.protocols.jsonrpc import JSONDecoder, JSONEncoder
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, slot
from .appointment import LOCK_PERSON, LOCK_PRACTITIONER, LOCK_REQUEST
from .exceptions import (
    IdempotencyConflict,
    NotAllowed,
    NotFound,
    PersonIncomplete,
    ServiceNotOffered,
    SlotNotOffered,
    SlotTaken,
    StaleAppointment,
    TooManyBookings,
)
from .identity import (
    ADMINISTRATOR, FRONT_DESK, PRACTITIONER, adapter_only, current)
from .life_cycle import VERBS

MAX_DAYS = 62
NEAREST_DAYS = 14

_BUSY = '''
SELECT practitioner, room,
    EXTRACT(EPOCH FROM blocked_start)::bigint,
    EXTRACT(EPOCH FROM blocked_end)::bigint
FROM medical_appointment
WHERE state IN ('pending', 'booked', 'arrived', 'in_progress', 'fulfilled')
    AND (state <> 'pending' OR hold_until IS NULL OR hold_until > %(now)s)
    AND NOT COALESCE(overbooked, false) AND NOT COALESCE(queue_only, false)
    AND blocked_start > %(low)s AND blocked_start < %(high)s
    AND blocked_end > %(from)s
    AND '''

_TAKEN = '''
SELECT id, CASE WHEN state = 'pending' THEN portal_session END
FROM medical_appointment
WHERE practitioner = %(practitioner)s
    AND state IN ('pending', 'booked', 'arrived', 'in_progress', 'fulfilled')
    AND (state <> 'pending' OR hold_until IS NULL OR hold_until > %(now)s)
    AND NOT COALESCE(overbooked, false) AND NOT COALESCE(queue_only, false)
    AND blocked_start < %(end)s AND blocked_end > %(start)s
    AND blocked_start > %(start)s::timestamp - interval '1 day'
LIMIT 1
'''


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            availability=RPC(),
            nearest=RPC(),
            book=RPC(readonly=False),
            hold=RPC(readonly=False),
            release=RPC(readonly=False),
            act=RPC(readonly=False),
            )

    # Free times

    @classmethod
    def availability(
            cls, service, practitioner=None, location=None, date_from=None,
            date_to=None, insurer=None, first=False):
        """What is free between two local days, both included.

        Return {timezone, slots: [{start, end (epoch seconds), practitioner,
        location, mode, turn, left, block_start, block_end}]}.  With `first`
        only the first slot of each practitioner.
        """
        cat = catalog.get()
        cls._check_service(cat, service)
        today = slot.local_date(cls._zone(cat, location), _now())
        date_from = max(date_from or today, today)
        date_to = min(
            date_to or date_from + dt.timedelta(13),
            date_from + dt.timedelta(MAX_DAYS))
        who = cls._offering(cat, service, practitioner, insurer)
        found = cls._free(cat, service, who, location, date_from, date_to)
        if first:
            found = _first_of_each(found)
        return {
            'timezone': cls._zone(cat, location),
            'slots': [_slot_dict(p, s) for p, s in found],
            }

    @classmethod
    def nearest(cls, service, practitioner, start, location=None, count=3):
        "The free slots nearest to a moment (naive UTC), soonest first."
        cat = catalog.get()
        zone = cls._zone(cat, location)
        wanted = slot.epoch(start)
        day = slot.local_date(zone, wanted)
        today = slot.local_date(zone, _now())
        found = cls._free(
            cat, service, [practitioner], location,
            max(today, day - dt.timedelta(2)),
            day + dt.timedelta(NEAREST_DAYS))
        chosen = slot.nearest([s for _, s in found], wanted, count)
        return {
            'timezone': zone,
            'slots': [
                _slot_dict(practitioner, s)
                for s in sorted(chosen, key=lambda s: s.start)],
            }

    @classmethod
    def _check_service(cls, cat, service):
        known = cat.services.get(service)
        if not known or not known['active'] or not (
                known['online'] or current().is_staff):
            raise NotFound(gettext('medical_appointment.msg_not_found'))

    @classmethod
    def _offering(cls, cat, service, practitioner=None, insurer=None):
        "Ids of the practitioners that offer a service to the caller"
        staff = current().is_staff
        if practitioner is not None and (
                practitioner not in cat.practitioners):
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        chosen = [practitioner] if practitioner else cat.practitioners
        return [
            p for p in chosen
            if cat.offer(service, p)
            and (staff or cat.practitioners[p]['online'])
            and (insurer is None
                or insurer in cat.practitioners[p]['insurers'])]

    @classmethod
    def _zone(cls, cat, location=None):
        if location is not None:
            if location not in cat.locations:
                raise NotFound(gettext('medical_appointment.msg_not_found'))
            return cat.zone_of(location)
        for known in cat.locations.values():
            if known['active']:
                return known['timezone']
        raise ServiceNotOffered(
            gettext('medical_appointment.msg_service_not_offered'))

    @classmethod
    def _free(cls, cat, service, who, location, date_from, date_to):
        "[(practitioner, slot.Slot)] sorted by start; one query"
        groups = [
            (practitioner, *group)
            for practitioner in who
            for group in _groups(cat, practitioner, location)]
        if not groups:
            return []
        rooms = {room for _, _, room, _, _ in groups if room}
        by_person, by_room = cls._busy(
            who, rooms, date_from, date_to, groups[0][1])
        timeless = current().is_staff
        found, now = [], _now()
        for practitioner, zone, room, lines, changes in groups:
            offer = cat.offer(service, practitioner)
            busy = by_person.get(practitioner, [])
            if room in by_room:
                busy = busy + by_room[room]
            found += [
                (practitioner, s) for s in slot.free_slots(
                    lines, changes, cat.holidays_of(practitioner), busy,
                    offer['timeless' if timeless else 'terms'],
                    date_from, date_to, zone, now, service)]
        if len(groups) > 1:
            found.sort(key=lambda pair: (pair[1].start, pair[0]))
        return found

    @classmethod
    def _busy(cls, who, rooms, date_from, date_to, zone):
        "({practitioner: [interval]}, {room: [interval]})"
        low = slot.naive(slot.day_start(zone, date_from))
        where = 'practitioner = ANY(%(who)s)'
        if rooms:
            where = '(%s OR room = ANY(%%(rooms)s))' % where
        cursor = Transaction().connection.cursor()
        cursor.execute(_BUSY + where, {
                'now': dt.datetime.now(),
                'low': low - dt.timedelta(days=1),
                'from': low - dt.timedelta(hours=12),
                'high': slot.naive(slot.day_start(
                        zone, date_to + dt.timedelta(2))),
                'who': list(who),
                'rooms': list(rooms),
                })
        by_person, by_room = defaultdict(list), defaultdict(list)
        for practitioner, room, start, end in cursor.fetchall():
            by_person[practitioner].append((start, end))
            if room in rooms:
                by_room[room].append((start, end))
        return by_person, by_room

    # Booking

    @classmethod
    def book(cls, values, idempotency=None):
        """Book a time in one transaction.

        values: service, practitioner, start (naive UTC), and optionally
        location, reason, hold (id of the caller's hold), person {name,
        surname, second_surname, phone, birth_date, email, relation}, patient
        (id), origin, overbook_reason.  idempotency: {subject, route, key,
        body_hash}.

        Return {replay, response}: the appointment as `details` gives it.
        Raise SlotTaken, PatientBusy, RoomTaken, SlotNotOffered,
        ServiceNotOffered, TooManyBookings, PersonIncomplete,
        IdempotencyConflict, NotFound.
        """
        caller, cat = current(), catalog.get()
        cls._check_may_book(caller, values)
        cls._lock_request(values, idempotency)
        if stored := cls._replay(idempotency):
            return {'replay': True, 'response': stored}
        offered = cls._check_bookable(cat, values, caller)
        with without_check_access():
            held = cls._take_hold(values, caller) or cls._check_free(
                cat, values, offered, caller)
            patient, name, party = cls._patient_of(values, caller)
            cls._check_open_bookings(cat, patient, caller)
            stored = cls._to_store(cat, values, caller, patient, party)
            if held:
                response = cls._fill_hold(held, stored, caller)
                cls._remember(idempotency, held.id, response)
            else:
                stored.update(cls._placing(cat, values, offered))
                response = cls._insert_booking(stored, name, idempotency)
        return {'replay': False, 'response': response}

    @classmethod
    def _check_may_book(cls, caller, values):
        """Visitors with a session, patients and those who work with agendas.

        Only the last say how a booking came and give extra places."""
        if caller.is_staff:
            may = caller.has(ADMINISTRATOR, FRONT_DESK, PRACTITIONER)
        else:
            may = caller.kind not in {'public', 'sender'} and not (
                values.get('origin') or values.get('overbook_reason'))
        if not may:
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))

    @classmethod
    def _lock_request(cls, values, idempotency):
        """Wait for whoever asks for the same practitioner, is the same person
        or repeats the same request: what is read afterwards is theirs."""
        locks = []
        if idempotency:
            locks.append((LOCK_REQUEST, _hash(
                        idempotency['subject'], idempotency['key'])))
        locks.append((LOCK_PRACTITIONER, values['practitioner']))
        if person := values.get('person'):
            locks.append((LOCK_PERSON, _hash(
                        person.get('phone'), person.get('birth_date'))))
        cls.lock_keys(locks)

    @classmethod
    def _replay(cls, idempotency):
        "The stored answer of the same request, or None"
        if not idempotency:
            return None
        table = Pool().get('medical.idempotency').__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.body_hash, table.response,
                where=(table.subject == idempotency['subject'])
                & (table.route == idempotency['route'])
                & (table.key == idempotency['key'])))
        row = cursor.fetchone()
        if row is None:
            return None
        if row[0] != idempotency['body_hash']:
            raise IdempotencyConflict(
                gettext('medical_appointment.msg_idempotency_conflict'))
        if row[1] is None:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return json.loads(row[1], object_hook=JSONDecoder())

    @classmethod
    def _remember(cls, idempotency, booked, response):
        if not idempotency:
            return
        table = Pool().get('medical.idempotency').__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.insert(
                [table.subject, table.route, table.key, table.body_hash,
                    table.appointment, table.response, table.create_date],
                [[idempotency['subject'], idempotency['route'],
                        idempotency['key'], idempotency['body_hash'],
                        booked, json.dumps(response, cls=JSONEncoder),
                        dt.datetime.now()]]))

    @classmethod
    def _check_bookable(cls, cat, values, caller):
        "The `slot.Slot` that is asked for; refuse what is not on offer"
        cls._check_service(cat, values['service'])
        if values['practitioner'] not in cls._offering(
                cat, values['service'], values['practitioner']):
            raise ServiceNotOffered(
                gettext('medical_appointment.msg_service_not_offered'))
        if (location := values.get('location')) is not None:
            cls._zone(cat, location)
        if values.get('overbook_reason'):
            return None
        offered, why = cls._offered(cat, values, caller)
        if not offered:
            raise SlotNotOffered(
                gettext('medical_appointment.msg_slot_%s' % why), why=why)
        return offered

    @classmethod
    def _check_free(cls, cat, values, offered, caller):
        """Refuse a time that is already taken before more is done for it.

        Only a shortcut, which makes losing cheap: the constraint decides.
        Return the hold of that very time if it is the caller's own."""
        if not offered or offered.mode != 'time':
            return None
        terms = cat.offer(values['service'], values['practitioner'])['terms']
        cursor = Transaction().connection.cursor()
        cursor.execute(_TAKEN, {
                'practitioner': values['practitioner'],
                'start': slot.naive(offered.start - terms.buffer_before),
                'end': slot.naive(offered.end + terms.buffer_after),
                'now': dt.datetime.now(),
                })
        for id_, session in cursor.fetchall():
            if session and session == caller.portal_session:
                return cls._take_hold({**values, 'hold': id_}, caller)
            raise SlotTaken(
                gettext('medical_appointment.msg_slot_taken'),
                alternatives=cls.nearest(
                    values['service'], values['practitioner'],
                    values['start'], values.get('location')))

    @classmethod
    def _offered(cls, cat, values, caller):
        """(slot or None, why not), busy times aside.

        Staff are not bound by the notice and the horizon, but by the clock:
        a time that has passed is offered to nobody.
        """
        practitioner = values['practitioner']
        offer = cat.offer(values['service'], practitioner)
        terms = offer['timeless' if caller.is_staff else 'terms']
        why = 'closed'
        for zone, _, lines, changes in _groups(
                cat, practitioner, values.get('location')):
            args = (
                lines, changes, cat.holidays_of(practitioner), terms,
                slot.epoch(values['start']), zone, _now(), values['service'])
            if found := slot.is_offered(*args):
                return found, None
            reason = slot.why_not(*args)
            if reason != 'closed':
                why = reason
        return None, why

    @classmethod
    def _next_place(cls, cat, values, offered):
        """The slot to write for a start: the offered one in mode time, the
        next free place of the block in mode arrival."""
        if offered and offered.mode == 'time':
            return offered
        practitioner = values['practitioner']
        day = None
        offer = cat.offer(values['service'], practitioner)
        for zone, room, lines, changes in _groups(
                cat, practitioner, values.get('location')):
            args = (
                lines, changes, cat.holidays_of(practitioner),
                offer['timeless'], slot.epoch(values['start']), zone, _now(),
                values['service'])
            found = slot.is_offered(*args)
            if not found or found.mode == 'time':
                if found:
                    return found
                continue
            day = slot.local_date(zone, found.start)
            rooms = {room} if room else set()
            by_person, by_room = cls._busy(
                [practitioner], rooms, day, day, zone)
            busy = by_person[practitioner] + by_room.get(room, [])
            if free := slot.is_offered(*args, busy=busy):
                return free
        if day:
            raise SlotTaken(gettext('medical_appointment.msg_block_full'))
        return None

    @classmethod
    def _patient_of(cls, values, caller):
        "(patient id, its name, party id of who books) of a booking"
        own = caller.parties[0] if caller.parties else None
        if caller.is_staff and values.get('patient'):
            found = cls._known_patient('p.id = %s', values['patient'])
        elif caller.kind == 'patient' and not values.get('person'):
            found = cls._known_patient(
                'p.party = ANY(%s) AND p.id = COALESCE(%s, p.id)',
                list(caller.parties if values.get('patient') else [own]),
                values.get('patient'))
        elif (values.get('patient') and values.get('person')
                and not caller.is_staff):
            # Not theirs to name, and never dropped in silence
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        else:
            found = cls._patient_of_person(values.get('person'))
        return (*found, own)

    @classmethod
    def _known_patient(cls, where, *params):
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT p.id, party.name FROM medical_patient p '
            'JOIN party_party party ON party.id = p.party '
            'WHERE p.active AND ' + where, params)
        if found := cursor.fetchone():
            return found
        raise NotFound(gettext('medical_appointment.msg_not_found'))

    @classmethod
    def _patient_of_person(cls, person):
        """The patient that a person seems to be, else a new one.

        The name stays as it was typed: who books must not learn how the
        clinic knows the patient."""
        Patient = Pool().get('medical.patient')
        if not person or not all(
                person.get(n) for n in ('name', 'phone', 'birth_date')):
            raise PersonIncomplete(
                gettext('medical_appointment.msg_person_incomplete'))
        matched = Patient.match(
            person['name'], person.get('surname'), person['phone'],
            person['birth_date'])
        # A practitioner who may not see that patient registers one of their
        # own, which the desk is to verify
        if matched and not cls._may_name(current(), matched):
            matched = None
        names = ('name', 'surname', 'second_surname')
        return (
            matched or Patient.register(person).id,
            ' '.join(person[n].strip() for n in names if person.get(n)))

    @classmethod
    def _check_open_bookings(cls, cat, patient, caller):
        limit = cat.settings['max_open_bookings']
        if caller.is_staff or not limit:
            return
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.id,
                where=(table.patient == patient)
                & table.state.in_(['pending', 'booked'])
                & (table.start > dt.datetime.now()),
                limit=limit))
        if len(cursor.fetchall()) >= limit:
            raise TooManyBookings(gettext(
                    'medical_appointment.msg_too_many_bookings',
                    limit=limit, phone=cat.settings['clinic_phone'] or ''))

    @classmethod
    def _take_hold(cls, values, caller):
        """The caller's live hold of that very place, or None.

        Any other hold of the caller is let go."""
        if not values.get('hold'):
            return None
        held = cls._own_hold(values['hold'], caller)
        if not held:
            return None
        same = (
            held.practitioner.id == values['practitioner']
            and held.service.id == values['service']
            and held.state == 'pending'
            and held.hold_until and held.hold_until > dt.datetime.now()
            and (held.start == values['start'] or held.mode == 'arrival'))
        if same:
            return held
        if held.state == 'pending':
            cls.expire([held.id])
        return None

    @classmethod
    def _own_hold(cls, hold_id, caller):
        mine = [('portal_session', '=', caller.portal_session or -1)]
        if caller.is_staff:
            mine = [('booked_by', '=', caller.actor)]
        found = cls.search([('id', '=', hold_id), mine])
        return found[0] if found else None

    @classmethod
    def _to_store(cls, cat, values, caller, patient, party):
        "The values of who comes and why, for a new visit or to fill a hold"
        service = cat.services[values['service']]
        requested = service['needs_approval'] and not caller.is_staff
        return {
            'patient': patient,
            'reason': values.get('reason'),
            'booked_by_party': party,
            'relation': (values.get('person') or {}).get('relation'),
            'origin': cls._origin(values, caller),
            'portal_session': caller.portal_session,
            'state': 'pending' if requested else 'booked',
            'requested': requested,
            }

    @classmethod
    def _placing(cls, cat, values, offered):
        "The values of when and where"
        placing = {
            'service': values['service'],
            'practitioner': values['practitioner'],
            'location': values.get('location'),
            'start': values['start'],
            }
        if reason := values.get('overbook_reason'):
            return {**placing, 'overbooked': True, 'overbook_reason': reason}
        return {**placing, '_slot': cls._next_place(cat, values, offered)}

    @classmethod
    def _insert_booking(cls, stored, patient_name, idempotency):
        "Store a booking and its answer; return the answer"
        def response(values, id_='@id@'):
            return cls._plain_of({
                    **values, 'id': id_, 'patient_name': patient_name})

        def kept(values):
            return {
                **idempotency,
                'response': json.dumps(response(values), cls=JSONEncoder)}
        id_, values = cls.insert(stored, idempotency and kept)
        return response(values, id_)

    @classmethod
    def _fill_hold(cls, held, stored, caller):
        now = dt.datetime.now().replace(microsecond=0)
        cls.write([held], {
                **stored,
                'hold_until': None,
                'booked_at': now,
                'booked_by': caller.actor,
                '_event': 'request' if stored['requested'] else 'book',
                })
        return cls._response(held.id)

    @classmethod
    def _origin(cls, values, caller):
        if not caller.is_staff:
            return 'web'
        return values.get('origin') or 'desk'

    @classmethod
    def _response(cls, appointment_id):
        with without_check_access():
            return cls._plain_rows([appointment_id])[0]

    # Holds

    @classmethod
    @adapter_only
    def hold(cls, service, practitioner, start, location=None):
        """Keep a time for some minutes while the person identifies.

        A person has one hold: the former is let go.
        """
        caller, cat = current(), catalog.get()
        values = {
            'service': service, 'practitioner': practitioner, 'start': start,
            'location': location}
        if caller.kind not in {'guest', 'patient'}:
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        cls._lock_request(values, None)
        offered = cls._check_bookable(cat, values, caller)
        until = dt.datetime.now().replace(microsecond=0) + dt.timedelta(
            minutes=cat.settings['hold_minutes'] or 10)
        with without_check_access():
            cls.expire([a.id for a in cls.search([
                            ('portal_session', '=', caller.portal_session),
                            ('state', '=', 'pending'),
                            ('hold_until', '!=', None),
                            ])])
            cls._check_free(cat, values, offered, caller)
            return cls._insert_booking({
                    **cls._placing(cat, values, offered),
                    'patient': None,
                    'state': 'pending',
                    'hold_until': until,
                    'origin': 'web',
                    'portal_session': caller.portal_session,
                    }, None, None)

    @classmethod
    @adapter_only
    def release(cls, hold_id):
        "Let a hold of the caller go."
        with without_check_access():
            held = cls._own_hold(hold_id, current())
            if not held:
                raise NotFound(gettext('medical_appointment.msg_not_found'))
            if held.state != 'pending' or not held.hold_until:
                raise cls._illegal(held, 'release')
            cls.expire([held.id])

    # Verbs

    @classmethod
    def act(cls, appointment_id, verb, sequence=None, values=None):
        """Do a verb of the life cycle as the caller.

        sequence: the one the caller saw, None not to check.  values: for
        cancel {reason}; for reschedule {start, practitioner, location}.
        Return the appointment as `details` gives it.
        """
        found = cls.search([('id', '=', appointment_id)])
        if not found or verb not in VERBS:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        with without_check_access():
            return cls._act(appointment_id, verb, sequence, values or {})

    @classmethod
    def _act(cls, appointment_id, verb, sequence, values):
        cls._check_fresh(appointment_id, sequence)
        appointment = cls(appointment_id)
        if verb == 'reschedule':
            cls._reschedule(appointment, values)
        elif verb == 'cancel':
            cls.apply(
                'cancel', [appointment],
                cancel_reason=(values.get('reason') or None))
        else:
            cls.apply(verb, [appointment])
        return cls._plain_rows([appointment_id])[0]

    @classmethod
    def _check_fresh(cls, appointment_id, sequence):
        "Keep others from changing it meanwhile; refuse a stale view of it"
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT sequence, state, start, location FROM medical_appointment '
            'WHERE id = %s FOR UPDATE', (appointment_id,))
        stored, state, start, location = cursor.fetchone()
        if sequence is not None and sequence != stored:
            raise StaleAppointment(
                gettext('medical_appointment.msg_stale'), sequence=stored,
                state=state, start=start,
                timezone=catalog.get().zone_of(location))

    @classmethod
    def _reschedule(cls, appointment, values):
        caller, cat = current(), catalog.get()
        place = {
            'service': appointment.service.id,
            'practitioner': (
                values.get('practitioner') or appointment.practitioner.id),
            'location': values.get('location'),
            'start': values['start'],
            }
        cls.lock_keys([(LOCK_PRACTITIONER, place['practitioner'])])
        if caller.is_staff:
            cls._offer(cat, place)
        else:
            offered = cls._check_bookable(cat, place, caller)
            place['_slot'] = cls._next_place(cat, place, offered)
        if not place['location']:
            del place['location']
        del place['service']
        cls.apply('reschedule', [appointment], **place)


def _now():
    return slot.epoch(dt.datetime.now().replace(microsecond=0))


def _hash(*parts):
    "A signed 32-bit number for an advisory lock"
    raw = hashlib.sha256(repr(parts).encode()).digest()[:4]
    return int.from_bytes(raw, 'big', signed=True)


def _groups(cat, practitioner, location=None):
    """[(zone, room, lines, changes)]: the hours that share a zone and a room.

    Extra hours go with their own room; closures and absences with all.
    """
    changes = cat.changes.get(practitioner, ())
    lines = cat.lines_of(practitioner, location)
    extras = [
        c for c in changes if c.kind == 'extra'
        and (location is None or c.location == location)]
    closing = [c for c in changes if c.kind != 'extra']
    keys = {}
    for hours in (*lines, *extras):
        key = cat.zone_of(hours.location), hours.room
        keys.setdefault(key, ([], []))[hours in extras].append(hours)
    return [
        (zone, room, own, closing + more)
        for (zone, room), (own, more) in keys.items()]


def _first_of_each(found):
    seen = {}
    for practitioner, one in found:
        seen.setdefault(practitioner, one)
    return list(seen.items())


def _slot_dict(practitioner, s):
    arrival = s.mode == 'arrival'
    return {
        'start': s.start,
        'end': s.end,
        'practitioner': practitioner,
        'location': s.location,
        'mode': s.mode,
        'turn': s.turn,
        'left': s.left,
        'block_start': s.block_start if arrival else None,
        'block_end': s.block_end if arrival else None,
        }
