# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting rooms of a day as plain data: one query for all of them."""
import datetime as dt
from zoneinfo import ZoneInfo

from trytond.i18n import gettext
from trytond.pool import PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, queue_rule, slot
from .agenda import (
    LINK_VERBS, _can, _may_see, _own_practitioner, _role)
from .exceptions import IllegalTransition, NotFound
from .identity import adapter_only, current
from .life_cycle import VERBS
from .queue import last_step

MINUTE = dt.timedelta(minutes=1)
ELDER = 65
"Ley 352-98 on the protection of the elder"
CHECK_IN_LIFE = dt.timedelta(hours=6)
SHOWN = ('booked', 'arrived', 'in_progress', 'fulfilled', 'noshow')
STAGES = {
    'booked': 'expected', 'in_progress': 'in_consultation',
    'fulfilled': 'done', 'noshow': 'no_show'}

_COLUMNS = (
    'late', 'practitioner', 'id', 'number', 'sequence', 'state', 'start',
    'end', 'mode', 'turn', 'origin', 'priority', 'priority_reason', 'groups',
    'overbooked', 'queue_only', 'requested', 'confirmed_at', 'service',
    'location', 'room', 'patient', 'patient_name', 'first_name', 'birth_date',
    'to_verify', 'checked_in_at', 'arrived_at', 'called_at', 'started_at',
    'ended_at', 'noshow_at', 'moves')
_QUERY = '''
SELECT d.minutes, who.practitioner, a.id, a.number, a.sequence, a.state,
    a.start, a."end", a.mode, a.turn, a.origin, a.priority, a.priority_reason,
    a.groups, COALESCE(a.overbooked, false), COALESCE(a.queue_only, false),
    COALESCE(a.requested, false), a.confirmed_at, a.service, a.location,
    a.room, a.patient, party.name, party.first_name, patient.birth_date,
    COALESCE(patient.to_verify, false), a.checked_in_at, a.arrived_at,
    a.called_at, a.started_at, a.ended_at, a.noshow_at,
    (SELECT json_agg(json_build_array(m.id, m.anchor, m.after, m.reason)
            ORDER BY m.id)
        FROM medical_queue_move m WHERE m.appointment = a.id)
FROM unnest(%s::int[], %s::date[], %s::timestamp[], %s::timestamp[])
    AS who(practitioner, day, low, high)
LEFT JOIN LATERAL (
    SELECT minutes FROM medical_queue_delay
    WHERE practitioner = who.practitioner AND day = who.day
        AND undone_at IS NULL
    ORDER BY id DESC LIMIT 1) d ON true
LEFT JOIN medical_appointment a ON a.practitioner = who.practitioner
    AND a.start >= who.low AND a.start < who.high
    AND a.state = ANY(%s) {rules}
LEFT JOIN medical_patient patient ON patient.id = a.patient
LEFT JOIN party_party party ON party.id = patient.party
ORDER BY a.start, a.id
'''


class Room:
    """One practitioner's day: `rows` by id, `order` (`queue_rule.Place`),
    `estimates` by id, `pace`, `late`."""

    def __init__(self, cat, practitioner, day, rows, now, settings):
        self.practitioner, self.day, self.now = practitioner, day, now
        self.settings = settings
        self.late = (rows[0]['late'] if rows else None) or 0
        self.rows = {row['id']: row for row in rows if row['id']}
        letters = _letters(cat, practitioner, day, self.rows.values())
        for row in self.rows.values():
            row['tanda'] = letters.get(row['id'], '')
            row['stage'] = _stage(row)
            row['timezone'] = cat.zone_of(row['location'])
            row['groups'] = _groups(row, day)
        self.entries = [_entry(row) for row in self.rows.values()]
        self.moves = [
            queue_rule.Move(id, anchor, after) for _, id, anchor, after
            in sorted(
                (m[0], row['id'], m[1], m[2])
                for row in self.rows.values() for m in row['moves'] or ())]
        self.order = queue_rule.calling_order(
            self.entries, now, settings, self.moves)
        self.pace = queue_rule.pace(self.entries, settings)

    @property
    def next(self):
        return queue_rule.next_call(self.order)

    def estimates(self, cat):
        return queue_rule.estimates(
            self.entries, self.now, self.settings,
            dt.timedelta(minutes=self.late), self._opens(cat), self.moves)

    def _opens(self, cat):
        "When the hours under way or the next ones of the day begin"
        blocks = _blocks(cat, self.practitioner, self.day)
        return next((
                slot.naive(b.start) for b in blocks
                if slot.naive(b.end) > self.now), None)

    def inside(self):
        "The row of who is with the practitioner, else of who was called"
        for stage, stamp in (
                ('in_consultation', 'started_at'), ('called', 'called_at')):
            found = [r for r in self.rows.values() if r['stage'] == stage]
            if found:
                return max(found, key=lambda row: row[stamp])


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # Not read-only: what staff read of patients is recorded
        cls.__rpc__.update(
            waiting_room=RPC(readonly=False),
            watched=RPC())

    @classmethod
    def rooms(cls, practitioners, day=None, location=None):
        "The `Room` of each practitioner on a local day, by one query"
        cat = catalog.get()
        now = dt.datetime.now().replace(microsecond=0)
        who = [
            (p, *_day_of(cat, p, day, location, now)) for p in practitioners]
        if not who:
            return []
        rules, params = cls._queue_rules(location)
        cursor = Transaction().connection.cursor()
        cursor.execute(
            _QUERY.format(rules=rules),
            (*map(list, zip(*who)), list(SHOWN), *params))
        rows = {p: [] for p in practitioners}
        for values in cursor:
            row = dict(zip(_COLUMNS, values))
            rows[row['practitioner']].append(row)
        settings = rule_settings(cat)
        return [
            Room(cat, p, day_, rows[p], now, settings)
            for p, day_, *_ in who]

    @classmethod
    def _queue_rules(cls, location):
        "What the record rules leave of the day, as SQL"
        sql, params = '', []
        if location is not None:
            sql, params = ' AND a.location = %s', [location]
        if Transaction().check_access:
            query, values = tuple(cls.search([], order=[], query=True))
            sql += ' AND a.id IN (%s)' % query
            params += values
        return sql, params

    @classmethod
    def room_of(cls, practitioner, location=None):
        "A practitioner's room of today, whoever asks"
        with without_check_access():
            return cls.rooms([practitioner], location=location)[0]

    @classmethod
    def waiting_room(cls, practitioners=None, location=None, day=None):
        """The waiting rooms of a local day, today without one.

        Without practitioners: those whom the caller may see and who attend or
        have visits that day.  Return {now, date, timezone, walk_ins,
        practitioners: [{id, name, colour, late, pace, serving,
        serving_label, next, entries}]}.
        """
        cat, caller = catalog.get(), current()
        seen = [p for p in cat.practitioners if _may_see(caller, cat, p)]
        if practitioners and set(practitioners) - set(seen):
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        zone = cls._zone(cat, location)
        now = dt.datetime.now().replace(microsecond=0)
        today = slot.local_date(zone, slot.epoch(now))
        rooms = cls.rooms(practitioners or seen, day, location)
        if not practitioners:
            rooms = [
                room for room in rooms if room.rows
                or _blocks(cat, room.practitioner, room.day, location)]
        cls._read('medical.practitioner', None, [
                row for room in rooms for row in room.rows.values()],
            queue=True)
        return {
            'now': now,
            'date': day or today,
            'timezone': zone,
            'walk_ins': bool(cat.settings['walk_ins']),
            'practitioners': [
                plain_room(cat, caller, room) for room in rooms],
            }

    @classmethod
    def entry_of(cls, appointment_id):
        "The entry of a visit in the waiting room of its day"
        cat = catalog.get()
        with without_check_access():
            visit = cls(appointment_id)
            zone = cat.zone_of(visit.location.id)
            room, = cls.rooms(
                [visit.practitioner.id],
                slot.local_date(zone, slot.epoch(visit.start)))
        if appointment_id not in room.rows:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        plain = plain_room(cat, current(), room)
        return next(
            e for e in plain['entries'] if e['id'] == appointment_id)

    # The patient's own page

    @classmethod
    @adapter_only
    def watched(cls, token):
        "Ids of the practitioners whose changes a link's page follows"
        appointment_id, _ = cls._linked(token)
        with without_check_access():
            return [cls(appointment_id).practitioner.id]

    @classmethod
    def _link_view(cls, plain):
        view = super()._link_view(plain)
        view['queue'] = queue = cls.link_queue(plain)
        if queue and queue['check_in']:
            view['can'] = [*view['can'], 'check_in']
        return view

    @classmethod
    def link_queue(cls, plain):
        """How the patient's turn is coming on the day of the visit, or None.

        Return {stage, turn, label, serving, ahead, estimate, late, check_in,
        now}: nothing tells who the others are.
        """
        cat = catalog.get()
        now = dt.datetime.now().replace(microsecond=0)
        zone = plain['timezone']
        if plain['state'] not in SHOWN or slot.local_date(
                zone, slot.epoch(now)) != slot.local_date(
                zone, slot.epoch(plain['start'])):
            return None
        room = cls.room_of(plain['practitioner'])
        row = room.rows.get(plain['id'])
        if row is None:
            return None
        told = room.estimates(cat)
        mine, inside = told.get(row['id']), room.inside()
        return {
            'stage': row['stage'],
            'turn': row['turn'],
            'label': _ticket(row),
            'serving': _ticket(inside) if inside else None,
            'ahead': None if mine is None else sum(
                at < mine for at in told.values()) + sum(
                r['stage'] == 'called' for r in room.rows.values()),
            'estimate': mine,
            'late': room.late,
            'check_in': may_check_in(cat, row, now),
            'checked_in': bool(row['checked_in_at']),
            'now': now,
            }

    @classmethod
    def _act(cls, appointment_id, verb, sequence, values):
        if verb != 'check_in':
            return super()._act(appointment_id, verb, sequence, values)
        cls._check_fresh(appointment_id, sequence)
        cls.check_in(cls(appointment_id))
        return cls._plain_rows([appointment_id])[0]

    @classmethod
    def check_in(cls, appointment):
        "The patient says to be there; the front desk confirms it"
        now = dt.datetime.now().replace(microsecond=0)
        if not may_check_in(catalog.get(), {
                    'practitioner': appointment.practitioner.id,
                    'location': appointment.location.id,
                    **{name: getattr(appointment, name) for name in (
                            'state', 'start', 'mode', 'checked_in_at')},
                    }, now):
            raise IllegalTransition(
                gettext('medical_appointment.msg_check_in_later'),
                state=appointment.state, verb='check_in')
        cls.write([appointment], {
                'checked_in_at': now, 'checked_in_by': current().actor,
                '_event': 'check_in'})


LINK_VERBS.add('check_in')


def may_check_in(cat, row, now):
    "Near the hour, or near the beginning of a tanda, and on the day"
    window = cat.settings['check_in_minutes']
    if not window or row['state'] != 'booked' or row['checked_in_at']:
        return False
    return (
        _expected_from(cat, row) - window * MINUTE <= now
        <= row['start'] + CHECK_IN_LIFE)


def _expected_from(cat, row):
    "The hour, or when the tanda of a place begins"
    if row['mode'] == 'arrival':
        day = slot.local_date(
            cat.zone_of(row['location']), slot.epoch(row['start']))
        for block in _blocks(
                cat, row['practitioner'], day, row['location']):
            if block.start <= slot.epoch(row['start']) < block.end:
                return slot.naive(block.start)
    return row['start']


def rule_settings(cat):
    "The clinic's settings as `queue_rule.Settings`"
    settings = cat.settings
    longest = settings['longest_wait']
    return queue_rule.Settings(
        grace=(settings['late_grace'] or 0) * MINUTE,
        longest_wait=longest * MINUTE if longest else None,
        priority_groups=bool(settings['priority_groups']),
        pace_visits=settings['pace_visits'] or 1)


def _day_of(cat, practitioner, day, location, now):
    "(local day, its first moment, the next day's) at the practitioner's place"
    if location is None:
        lines = cat.lines_of(practitioner)
        location = lines[0].location if lines else next(
            iter(cat.locations), None)
    zone = cat.zone_of(location)
    day = day or slot.local_date(zone, slot.epoch(now))
    return (
        day, slot.naive(slot.day_start(zone, day)),
        slot.naive(slot.day_start(zone, day + dt.timedelta(1))))


def _blocks(cat, practitioner, day, location=None, service=None):
    "The practitioner's open hours of a local day"
    lines = cat.lines_of(practitioner, location)
    changes = [
        c for c in cat.changes.get(practitioner, ())
        if location is None or c.location in {None, location}]
    places = [hours.location for hours in (*lines, *changes) if hours.location]
    if not places:
        return []
    return slot.open_blocks(
        lines, changes, cat.holidays_of(practitioner), day, day,
        cat.zone_of(places[0]), service)


def _letters(cat, practitioner, day, rows):
    """{visit: letter} of those in a second block of the day, B, or a third.

    Turns begin again at 1 in each block, and who missed the morning's 7 may
    still sit there when the afternoon's 7 comes.  The number stays the one
    that the patient was told.  Absences move no letter.
    """
    turns = [row for row in rows if row['turn']]
    if not turns:
        return {}
    extras = [
        c for c in cat.changes.get(practitioner, ()) if c.kind == 'extra']
    blocks = [
        block for block in slot.open_blocks(
            cat.lines_of(practitioner), extras,
            cat.holidays_of(practitioner), day, day,
            cat.zone_of(turns[0]['location']))
        if block.mode == 'arrival']
    # Extra hours come last: they may be added when labels are given already
    blocks.sort(key=lambda block: (block.line is None, block.start))
    found = {}
    for number, block in enumerate(blocks[1:], 1):
        for row in turns:
            if block.start <= slot.epoch(row['start']) < block.end:
                found[row['id']] = chr(ord('A') + number)
    return found


def _stage(row):
    if row['state'] == 'arrived':
        return 'called' if row['called_at'] else 'waiting'
    return STAGES[row['state']]


def _groups(row, day):
    "What the desk marked, and elder by age"
    groups = set(row['groups'] or ())
    birth = row['birth_date']
    if birth and (day.year - birth.year) - (
            (day.month, day.day) < (birth.month, birth.day)) >= ELDER:
        groups.add('elder')
    return [g for g in ('pregnant', 'elder', 'disabled') if g in groups]


def _entry(row):
    return queue_rule.Entry(
        id=row['id'], stage=row['stage'], start=row['start'],
        length=row['end'] - row['start'],
        mode=row['mode'], scheduled=row['origin'] != 'walk_in',
        priority=row['priority'], group=bool(row['groups']),
        extra=row['overbooked'], arrived_at=row['arrived_at'],
        called_at=row['called_at'], started_at=row['started_at'],
        ended_at=row['ended_at'])


def _ticket(row):
    "The turn, or the hour of who has none"
    if row['turn']:
        return '%s%d' % (row['tanda'], row['turn'])
    return local_clock(row['start'], row['timezone'])


def local_clock(moment, zone):
    "What a clock at the place shows, as 09:30"
    return dt.datetime.fromtimestamp(
        slot.epoch(moment), ZoneInfo(zone)).strftime('%H:%M')


def spoken_clock(moment, zone):
    "What people at the place call it, as 9:30 a. m."
    local = dt.datetime.fromtimestamp(slot.epoch(moment), ZoneInfo(zone))
    am, pm = (
        ('a.\xa0m.', 'p.\xa0m.') if Transaction().language == 'es'
        else ('AM', 'PM'))
    return '%d:%02d\xa0%s' % (
        local.hour % 12 or 12, local.minute, am if local.hour < 12 else pm)


def label(row):
    "What a screen in public shows: the turn and the name's initial"
    name = row['first_name'] or row['patient_name'] or ''
    what = _ticket(row) if row['turn'] else spoken_clock(
        row['start'], row['timezone'])
    return '%s · %s.' % (what, name[:1].upper())


def plain_room(cat, caller, room):
    "A practitioner's waiting room as plain data"
    known = cat.practitioners[room.practitioner]
    told = room.estimates(cat)
    places = {
        place.id: (number, place)
        for number, place in enumerate(room.order, 1)}
    inside = room.inside()
    return {
        'id': room.practitioner,
        'name': known['name'],
        'colour': known['colour'],
        'late': room.late,
        'pace': room.pace and round(room.pace / MINUTE, 1),
        'serving': inside['turn'] if inside else None,
        'serving_label': label(inside) if inside else None,
        'next': room.next,
        'entries': [
            _plain_entry(cat, caller, room, row, told, places)
            for row in sorted(
                room.rows.values(), key=lambda row: (
                    places[row['id']][0] if row['id'] in places else 0,
                    row['start'], row['id']))],
        }


def _plain_entry(cat, caller, room, row, told, places):
    names = (
        'id', 'number', 'sequence', 'state', 'stage', 'patient',
        'patient_name', 'start', 'mode', 'turn', 'origin', 'priority',
        'groups', 'to_verify', 'queue_only', 'checked_in_at', 'arrived_at',
        'called_at', 'started_at', 'ended_at')
    number, place = places.get(row['id'], (None, None))
    return {
        **{name: row[name] for name in names},
        'practitioner': room.practitioner,
        'timezone': row['timezone'],
        'label': label(row),
        'service_name': cat.services[row['service']]['name'],
        'room_name': cat.rooms[row['room']]['name'] if row['room'] else None,
        'waiting': _waited(row, room.now),
        'position': number,
        'may_call': bool(place and place.may_call),
        'reason': _plain_reason(row, place),
        'estimate': told.get(row['id']),
        **_verbs(cat, caller, room, row),
        }


def _waited(row, now):
    if not row['arrived_at']:
        return None
    until = row['called_at'] or row['started_at'] or now
    return max(0, int((until - row['arrived_at']) / MINUTE))


def _plain_reason(row, place):
    if place is None:
        return None
    note = None
    if place.reason == queue_rule.MOVED:
        note = row['moves'][-1][3]
    elif place.reason == queue_rule.EMERGENCY:
        note = row['priority_reason']
    return {
        'code': place.reason,
        'text': gettext('medical_appointment.msg_queue_%s' % place.reason),
        'note': note,
        }


def _verbs(cat, caller, room, row):
    role, own = _role(caller), _own_practitioner(cat, caller)
    service = cat.services[row['service']]
    can = _can(service, role, own, room.now, row)
    step = last_step(row, room.now)
    mine = role != 'practitioner' or room.practitioner == own
    return {
        'can': can,
        'undo': step if step and mine and (
            role in VERBS[step].roles) else None,
        }
