# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading appointments: one query an answer, only what the rules allow.

Plain values out, moments as naive UTC datetimes.
"""
import datetime as dt
import json
from collections import defaultdict

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, slot
from .audit import READ
from .exceptions import NotFound
from .identity import (
    ADMINISTRATOR, FRONT_DESK, PRACTITIONER, adapter_only, current)
from .life_cycle import STAFF, allowed

MAX_LIMIT = 200
LINK_VERBS = {'confirm', 'cancel', 'reschedule'}

_COLUMNS = [
    'id', 'number', 'state', 'start', 'end', 'mode', 'turn', 'practitioner',
    'service', 'location', 'room', 'patient', 'patient_name', 'reason',
    'price', 'sequence', 'confirmed_at', 'arrived_at', 'called_at',
    'started_at', 'ended_at', 'hold_until', 'requested', 'origin', 'priority',
    'overbooked', 'cancelled_by', 'cancel_reason', 'uid', 'note',
    'birth_date', 'phone', 'to_verify']
_SELECT = '''
SELECT a.id, a.number, a.state, a.start, a."end", a.mode, a.turn,
    a.practitioner, a.service, a.location, a.room, a.patient, party.name,
    a.reason, a.price, a.sequence, a.confirmed_at, a.arrived_at, a.called_at,
    a.started_at, a.ended_at, a.hold_until, COALESCE(a.requested, false),
    a.origin, a.priority, COALESCE(a.overbooked, false), a.cancelled_by,
    a.cancel_reason, a.uid, a.note, patient.birth_date,
    (SELECT c.value FROM party_contact_mechanism c
        WHERE c.party = patient.party AND c.type IN ('phone', 'mobile')
            AND c.active ORDER BY c.sequence NULLS FIRST, c.id LIMIT 1),
    COALESCE(patient.to_verify, false)
FROM medical_appointment a
LEFT JOIN medical_patient patient ON patient.id = a.patient
LEFT JOIN party_party party ON party.id = patient.party
WHERE a.id '''
_DESK_ONLY = ('note', 'birth_date', 'phone', 'to_verify')


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            # Not read-only: what staff read of patients is recorded
            listing=RPC(readonly=False),
            details=RPC(readonly=False),
            changes=RPC(readonly=False),
            agenda=RPC(readonly=False),
            agendas=RPC(readonly=False),
            look_up=RPC(readonly=False),
            link=RPC(),
            link_act=RPC(readonly=False))

    @classmethod
    def _plain_rows(cls, ids, order='', query=None, params=()):
        "Plain appointments by ids, or by a query of ids with its parameters"
        cursor = Transaction().connection.cursor()
        if query is None:
            cursor.execute(_SELECT + '= ANY(%s)' + order, (list(ids),))
        else:
            cursor.execute(
                _SELECT + 'IN (' + query + ')' + order, tuple(params))
        cat, caller = catalog.get(), current()
        role, own = _role(caller), _own_practitioner(cat, caller)
        now = dt.datetime.now()
        return [
            _plain(cat, caller, role, own, now, dict(zip(_COLUMNS, row)))
            for row in cursor]

    @classmethod
    def _plain_of(cls, values):
        "A plain appointment from the values that have just been stored"
        cat, caller = catalog.get(), current()
        return _plain(
            cat, caller, _role(caller), _own_practitioner(cat, caller),
            dt.datetime.now(),
            {name: values.get(name) for name in _COLUMNS})

    @classmethod
    def _visible(cls, domain, order, limit=None):
        "Plain appointments of a domain that the caller's rules let through"
        query = cls.search(
            domain, order=order, limit=limit, query=True)
        sql, params = tuple(query)
        by = ' ORDER BY a.start, a.id'
        if order and order[0][1].startswith('DESC'):
            by = ' ORDER BY a.start DESC, a.id DESC'
        return cls._plain_rows((), by, sql, params)

    @classmethod
    def details(cls, appointment_id):
        "One appointment; raise NotFound if it is missing or hidden."
        found = cls._visible([('id', '=', appointment_id)], [])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        cls._read('medical.appointment', appointment_id, found)
        return found[0]

    @classmethod
    def _read(cls, model, id_, found, **asked):
        "Record that the caller was shown these plain appointments"
        Pool().get('medical.audit').reading(
            '%s,%d' % (model, id_) if id_ else None,
            [plain['patient'] for plain in found], **asked)

    @classmethod
    def listing(
            cls, patient=None, practitioner=None, day_from=None, day_to=None,
            states=None, after=None, limit=50, newest=False):
        """Appointments by start, soonest first, or latest with `newest`.

        day_from and day_to are local days, both included.  `after` is the
        `next` of a former answer.  Return {items, next}.
        """
        cat = catalog.get()
        zone = cls._zone(cat)
        limit = max(1, min(limit, MAX_LIMIT))
        domain = [('patient', '!=', None)]
        if patient is not None:
            domain.append(('patient', '=', patient))
        if practitioner is not None:
            domain.append(('practitioner', '=', practitioner))
        if day_from:
            domain.append(
                ('start', '>=', slot.naive(slot.day_start(zone, day_from))))
        if day_to:
            domain.append(('start', '<', slot.naive(slot.day_start(
                            zone, day_to + dt.timedelta(1)))))
        if states:
            domain.append(('state', 'in', list(states)))
        if after:
            domain.append(_after(after, '<' if newest else '>'))
        direction = 'DESC' if newest else 'ASC'
        found = cls._visible(
            domain, [('start', direction), ('id', direction)], limit + 1)
        rest = len(found) > limit
        items = found[:limit]
        asked = {
            name: day for name, day in (('from', day_from), ('to', day_to))
            if day}
        if patient is None:
            cls._read('medical.practitioner', practitioner, items, **asked)
        else:
            cls._read('medical.patient', patient, items, **asked)
        return {'items': items, 'next': _cursor(items[-1]) if rest else None}

    @classmethod
    def changes(cls, appointment_id):
        """What happened to an appointment, oldest first.

        Return [{at, by (patient, clinic, system), action, timezone,
        changes: [{field, before, after}]}].
        """
        timezone = cls.details(appointment_id)['timezone']
        table = Pool().get('medical.audit').__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.at, table.actor_kind, table.action, table.changes,
                where=(table.record == 'medical.appointment,%d'
                    % appointment_id)
                & (table.action != READ),
                order_by=[table.id.asc]))
        shown = {'state', 'start', 'end', 'practitioner', 'location'}
        return [{
                'at': at, 'by': _side(kind), 'action': action,
                'timezone': timezone,
                'changes': [
                    {'field': name, 'before': _text(before),
                        'after': _text(after)}
                    for name, (before, after) in json.loads(
                        changes or '{}').items() if name in shown],
                } for at, kind, action, changes in cursor]

    @classmethod
    def agenda(cls, practitioner, date_from, date_to):
        """A practitioner's local days, both included.

        Return {timezone, appointments, open: [{start, end, mode}],
        exceptions: [{id, kind, start, end, reason}], holidays: [{date,
        name}]}.  Cancelled visits are left out.
        """
        (agenda,) = cls.agendas([practitioner], date_from, date_to)
        return agenda

    @classmethod
    def agendas(cls, practitioners, date_from, date_to):
        """The agendas of several practitioners, as `agenda` gives each, with
        its practitioner; one query for all their visits."""
        cat, caller = catalog.get(), current()
        for practitioner in practitioners:
            if practitioner not in cat.practitioners or not _may_see(
                    caller, cat, practitioner):
                raise NotFound(gettext('medical_appointment.msg_not_found'))
        spans = {
            p: _span(cls._zone_of(cat, p), date_from, date_to)
            for p in practitioners}
        visits = cls._visits(spans)
        for practitioner in practitioners:
            cls._read(
                'medical.practitioner', practitioner, visits[practitioner],
                **{'from': date_from, 'to': date_to})
        return [
            cls._one_agenda(cat, p, date_from, date_to, spans[p], visits[p])
            for p in practitioners]

    @classmethod
    def _zone_of(cls, cat, practitioner):
        lines = cat.lines_of(practitioner)
        return cat.zone_of(lines[0].location) if lines else cls._zone(cat)

    @classmethod
    def _visits(cls, spans):
        "{practitioner: plain visits} of {practitioner: (zone, start, end)}"
        of_span = defaultdict(list)
        for practitioner, (_, start, end) in spans.items():
            of_span[start, end].append(practitioner)
        domain = [[
                ('practitioner', 'in', ids),
                ('start', '<', end),
                ('start', '>=', start - dt.timedelta(days=1)),
                ('end', '>', start),
                ('state', '!=', 'cancelled'),
                ] for (start, end), ids in of_span.items()]
        found = {practitioner: [] for practitioner in spans}
        for plain in cls._visible(
                ['OR', *domain] if len(domain) > 1 else domain[0],
                [('start', 'ASC'), ('id', 'ASC')]):
            found[plain['practitioner']].append(plain)
        return found

    @classmethod
    def _one_agenda(
            cls, cat, practitioner, date_from, date_to, span, appointments):
        zone, start, end = span
        holidays = cat.holidays_of(practitioner)
        blocks = slot.open_blocks(
            cat.lines_of(practitioner), cat.changes.get(practitioner, ()),
            holidays, date_from, date_to, zone)
        return {
            'practitioner': practitioner,
            'timezone': zone,
            'appointments': appointments,
            'open': [
                {'start': slot.naive(b.start), 'end': slot.naive(b.end),
                    'mode': b.mode}
                for b in blocks],
            'exceptions': cls._exceptions(cat, practitioner, start, end),
            'holidays': [
                {'date': day, 'name': holidays[day]}
                for day in sorted(holidays) if date_from <= day <= date_to],
            }

    @classmethod
    def _exceptions(cls, cat, practitioner, start, end):
        low, high = slot.epoch(start), slot.epoch(end)
        return [
            {'id': c.id, 'kind': c.kind, 'start': slot.naive(c.start),
                'end': slot.naive(c.end),
                'reason': cat.reasons.get(c.id)}
            for c in cat.changes.get(practitioner, ())
            if c.start < high and c.end > low]

    # Without login

    @classmethod
    @adapter_only
    def look_up(cls, number, birth_date):
        """Open a session that sees one appointment, by its reference and the
        patient's birth date.

        Return the session, or {'refused': 'not-found'}: nothing tells which
        of the two was wrong.
        """
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT a.id FROM medical_appointment a '
            'JOIN medical_patient p ON p.id = a.patient '
            'WHERE a.number = %s AND p.birth_date = %s',
            (_reference(number), birth_date))
        row = cursor.fetchone()
        if not row:
            return {'refused': 'not-found', 'retry_after': None}
        opened = Pool().get('medical.portal.session').open_guest()
        cursor.execute(
            'UPDATE medical_appointment SET portal_session = %s '
            'WHERE id = %s', (opened['session'], row[0]))
        return {**opened, 'appointment': row[0]}

    @classmethod
    @adapter_only
    def link(cls, token):
        """What a message's link shows: first name, hour, practitioner and
        place, and nothing else."""
        appointment_id, link_id = cls._linked(token)
        with without_check_access(), \
                Transaction().set_context(_portal_link=link_id):
            return cls._link_view(cls._plain_rows([appointment_id])[0])

    @classmethod
    @adapter_only
    def link_act(
            cls, token, verb, start=None, reason=None, practitioner=None,
            sequence=None):
        "Confirm, cancel or move the visit of a message's link, as it was seen"
        if verb not in LINK_VERBS:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        appointment_id, link_id = cls._linked(token)
        values = {'reason': reason}
        if verb == 'reschedule':
            values = {'start': start, 'practitioner': practitioner}
        with without_check_access(), \
                Transaction().set_context(_portal_link=link_id):
            return cls._link_view(
                cls._act(appointment_id, verb, sequence, values))

    @staticmethod
    def reference(number):
        "A reference as people type it -> as it is stored"
        return _reference(number)

    @classmethod
    def _linked(cls, token):
        return Pool().get('medical.link').find(token)

    @classmethod
    def _link_view(cls, plain):
        cat = catalog.get()
        location = cat.locations[plain['location']]
        names = (
            'id', 'start', 'end', 'timezone', 'turn', 'practitioner',
            'practitioner_name', 'service', 'location', 'location_name',
            'state', 'mode', 'hold_until', 'sequence')
        return {
            **{name: plain[name] for name in names},
            'first_name': _first_name(plain['patient_name']) or '',
            'street': location['street'],
            'map_url': location['map_url'],
            'phone': location['phone'] or cat.settings['clinic_phone'],
            'can': [v for v in plain['can'] if v in LINK_VERBS],
            }


def _span(zone, date_from, date_to):
    "(zone, first moment, last moment) of local days, both included"
    return (
        zone, slot.naive(slot.day_start(zone, date_from)),
        slot.naive(slot.day_start(zone, date_to + dt.timedelta(1))))


def _after(cursor, beyond='>'):
    start, _, id_ = cursor.partition('_')
    try:
        start = slot.naive(int(start))
        id_ = int(id_)
    except (ValueError, OverflowError):
        raise NotFound(gettext('medical_appointment.msg_not_found'))
    return ['OR',
        ('start', beyond, start),
        [('start', '=', start), ('id', beyond, id_)]]


def _cursor(item):
    return '%d_%d' % (slot.epoch(item['start']), item['id'])


def _reference(number):
    "A reference as people type it: any case, blanks or no hyphen"
    text = ''.join(c for c in number.upper() if c.isalnum())
    prefix = (catalog.get().settings['reference_prefix'] or 'C').upper()
    if text.startswith(prefix):
        text = text[len(prefix):]
    return '%s-%s' % (prefix, text)


def _text(value):
    return None if value is None else str(value)


def _side(kind):
    if kind in {'patient', 'guest'}:
        return 'patient'
    return 'clinic' if kind == 'staff' else 'system'


def _role(caller):
    for name, group in (
            ('administrator', ADMINISTRATOR), ('front_desk', FRONT_DESK),
            ('practitioner', PRACTITIONER)):
        if caller.has(group):
            return name
    return caller.kind


def _own_practitioner(cat, caller):
    for practitioner in cat.practitioners.values():
        if practitioner['user'] == caller.user and caller.user:
            return practitioner['id']


def _may_see(caller, cat, practitioner):
    "Whether a staff member may open a practitioner's agenda"
    if caller.kind not in {'staff', 'system'}:
        return False
    if caller.has(ADMINISTRATOR, FRONT_DESK):
        return True
    return caller.has(PRACTITIONER) and (
        cat.settings['staff_reads_all_agendas']
        or cat.practitioners[practitioner]['user'] == caller.user)


def _plain(cat, caller, role, own, now, plain):
    service = cat.services[plain['service']]
    location = cat.locations[plain['location']]
    plain.update(
        practitioner_name=cat.practitioners[plain['practitioner']]['name'],
        service_name=service['name'],
        location_name=location['name'],
        timezone=location['timezone'],
        price=None if plain['price'] is None else str(plain['price']),
        currency=service['currency'],
        instructions=service['instructions'],
        confirmed=plain['confirmed_at'] is not None)
    plain['can'] = _can(service, role, own, now, plain)
    if role not in STAFF:
        for name in _DESK_ONLY:
            plain[name] = None
    if role == 'guest':
        # The rest would tell a stranger of a record that the clinic has
        plain['patient'] = None
        plain['patient_name'] = _first_name(plain['patient_name'])
    return plain


def _first_name(name):
    return name.split(' ')[0] if name else None


def on_earlier_day(zone, now, plain):
    "Nobody arrives before the day of the visit"
    return now < plain['start'] and slot.local_date(
        zone, slot.epoch(now)) < slot.local_date(
        zone, slot.epoch(plain['start']))


def _can(service, role, own, now, plain):
    "Verbs that the caller may do with a plain appointment now"
    if role == 'practitioner' and plain['practitioner'] != own:
        return []
    if plain['patient'] is None:
        return ['cancel'] if plain['state'] == 'pending' else []
    verbs = set(allowed(plain['state'], role))
    if plain['requested']:
        verbs.discard('confirm')
    else:
        verbs.discard('approve')
    if plain['state'] == 'booked' and plain['confirmed_at']:
        verbs.discard('confirm')
    if role not in STAFF and plain['state'] != 'pending':
        for verb, name in (
                ('cancel', 'cancel_cutoff'),
                ('reschedule', 'reschedule_cutoff')):
            if now > plain['start'] - (service[name] or dt.timedelta(0)):
                verbs.discard(verb)
    grace = dt.timedelta(
        minutes=catalog.get().settings['noshow_grace'] or 0)
    if now < plain['start'] + grace:
        verbs.discard('no_show')
    if 'arrive' in verbs and on_earlier_day(plain['timezone'], now, plain):
        verbs.discard('arrive')
    return [v for v in allowed(plain['state'], role) if v in verbs]
