# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing when somebody attends: from a day on, or on one day only.

A change is looked at before it is published: it is made, what it does to the
booked visits and to the times on offer is read, and all of it is undone.  So
what is shown is what will be.
"""
import datetime as dt
import math
from zoneinfo import ZoneInfo

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, inactive_records

from . import catalog, slot
from .admin import administrator_only, check_version, version_of
from .exceptions import NotFound, ScheduleInvalid
from .holiday import dominican_holidays
from .identity import API_PUBLIC, xml_id

DAY = dt.timedelta(days=1)
DAYS = 7
PREVIEW_DAYS = 14
LOCK = 0x5C4ED
"The first key of the locks on a practitioner's hours"
LIVE = ['pending', 'booked', 'arrived', 'in_progress']
_LINE = (
    'weekday', 'start', 'end', 'every_n_weeks', 'mode', 'step', 'quota',
    'overbook_quota', 'room')


class Schedule(metaclass=PoolMeta):
    __name__ = 'medical.schedule'

    counted_from = fields.Date(
        "Weeks Counted From",
        help="In which week the lines of every other week begin. Empty for "
        "the week in which the schedule begins.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            weekly=RPC(),
            day=RPC(),
            # Made and undone
            preview=RPC(readonly=False),
            publish=RPC(readonly=False))

    @classmethod
    @administrator_only
    def weekly(cls, practitioner=None):
        "The schedules that are in force or will be, with their lines"
        today = Pool().get('ir.date').today()
        domain = ['OR', ('valid_to', '=', None), ('valid_to', '>=', today)]
        if practitioner is not None:
            domain = [domain, ('practitioner', '=', practitioner)]
        found = sorted(
            cls.search(domain),
            key=lambda s: (
                s.practitioner.rec_name, s.valid_from or dt.date.min, s.id))
        return [s._plain_schedule() for s in found]

    def _plain_schedule(self):
        return {
            'id': self.id,
            'version': version_of(self),
            'practitioner': self.practitioner.id,
            'location': self.location.id,
            'valid_from': self.valid_from,
            'valid_to': self.valid_to,
            'lines': [line.plain_line() for line in sorted(
                    self.lines, key=lambda n: (n.weekday, n.start, n.id))],
            }

    @classmethod
    @administrator_only
    def day(cls, practitioner, location, day):
        """The hours of a practitioner at a location on one local day.

        Return {timezone, holiday, blocks: [{start, end (wall clock), mode,
        quota, room, extra}]}.
        """
        cat = catalog.get()
        _check_known(cat, practitioner, location)
        zone = cat.zone_of(location)
        holidays = cat.holidays_of(practitioner)
        return {
            'timezone': zone,
            'holiday': holidays.get(day),
            'blocks': [
                {'start': _clock(zone, b.start), 'end': _clock(zone, b.end),
                    'mode': b.mode, 'quota': b.origin.quota,
                    'room': b.origin.room, 'extra': b.line is None}
                for b in _blocks(cat, practitioner, location, day, day)],
            }

    # Changing

    @classmethod
    @administrator_only
    def publish(cls, change):
        """Make a change and return the schedules of the practitioner.

        change: {practitioner, location, scope: 'from' or 'day', day} and
        for 'from' {schedule, version, until, lines}: the schedule in question,
        or None for a new one, and all lines of the week from that day on; for
        'day' {blocks: [{start, end, mode, quota, room}]}: all hours of the day.
        """
        _lock(change['practitioner'])
        cat = _fresh()
        _check_known(cat, change['practitioner'], change['location'])
        zone = cat.zone_of(change['location'])
        today = slot.local_date(zone, slot.epoch(dt.datetime.now()))
        if change['day'] < today:
            raise ScheduleInvalid(
                gettext('medical_appointment.msg_change_past'))
        if change['scope'] == 'day':
            _DayChange(zone, change).make()
        else:
            cls._change_week(change)
        return cls.weekly(change['practitioner'])

    @classmethod
    @administrator_only
    def preview(cls, change, service=None):
        """What a change would do; nothing of it is kept.

        Return {affected: [plain appointments that fit now and would not],
        timezone, offered: [{date, before, after: [starts (epoch)]}]}.
        """
        Appointment = Pool().get('medical.appointment')
        practitioner, location = change['practitioner'], change['location']
        _lock(practitioner)
        before = _fresh()
        _check_known(before, practitioner, location)
        offered = cls._offered(change, service)
        try:
            cls.publish(change)
            after = _fresh()
            affected = [
                visit for visit in cls._coming(change)
                if _fits(before, visit) and not _fits(after, visit)]
            would = cls._offered(change, service)
        finally:
            Transaction().rollback()
        Appointment._read(
            'medical.practitioner', practitioner, affected,
            **{'from': change['day']})
        return {
            'timezone': before.zone_of(location),
            'affected': affected,
            'offered': _compare(before.zone_of(location), offered, would),
            }

    @classmethod
    def _change_week(cls, change):
        day, until = change['day'], change.get('until')
        lines = [('create', [_line(line) for line in change['lines']])]
        if change.get('schedule') is None:
            if change['lines']:
                cls.create([{
                            'practitioner': change['practitioner'],
                            'location': change['location'],
                            'valid_from': day, 'valid_to': until,
                            'lines': lines}])
            return
        known = cls._known(change)
        begun = not known.valid_from or known.valid_from < day
        until = until or known.valid_to
        if begun:
            cls.write([known], {'valid_to': day - DAY})
        if begun and change['lines']:
            cls.create([{
                        'practitioner': known.practitioner.id,
                        'location': known.location.id,
                        'valid_from': day, 'valid_to': until,
                        'counted_from': known._counted_from(day),
                        'lines': lines}])
        elif not begun:
            cls.write([known], {
                    'valid_to': until, 'active': bool(change['lines']),
                    'lines': [('delete', [n.id for n in known.lines]), *lines],
                    })

    def _counted_from(self, day):
        "The week from which the same lines count when they go on from day"
        if anchor := self.counted_from or self.valid_from:
            return anchor
        # Without one slot.py counts from the week of year 1
        weeks = math.lcm(*(line.every_n_weeks for line in self.lines))
        if weeks <= 1:
            return None
        week = (day.toordinal() - 1) // DAYS // weeks * weeks
        return dt.date.fromordinal(week * DAYS + 1)

    @classmethod
    def _known(cls, change):
        found = cls.search([
                ('id', '=', change['schedule']),
                ('practitioner', '=', change['practitioner']),
                ('location', '=', change['location'])])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        check_version(found[0], change.get('version'))
        return found[0]

    @classmethod
    def _coming(cls, change):
        "The live visits that the change may reach"
        zone = catalog.get().zone_of(change['location'])
        domain = [
            ('practitioner', '=', change['practitioner']),
            ('location', '=', change['location']),
            ('patient', '!=', None),
            ('state', 'in', LIVE),
            ('end', '>', dt.datetime.now()),
            ('start', '>=', slot.naive(slot.day_start(zone, change['day']))),
            ]
        if change['scope'] == 'day':
            domain.append(('start', '<', slot.naive(
                        slot.day_start(zone, change['day'] + DAY))))
        return Pool().get('medical.appointment')._visible(
            domain, [('start', 'ASC'), ('id', 'ASC')])

    @classmethod
    def _offered(cls, change, service):
        "The starts (epoch) that a visitor would see in the next days"
        cat = catalog.get()
        offers = cat.practitioners[change['practitioner']]['offers']
        service = service or next(
            (s for s in offers if cat.services[s]['online']
                and cat.offer(s, change['practitioner'])), None)
        if service is None or not cat.practitioners[
                change['practitioner']]['online']:
            return []
        with Transaction().set_user(xml_id(API_PUBLIC)):
            found = Pool().get('medical.appointment').availability(
                service, change['practitioner'], change['location'],
                change['day'], change['day'] + DAY * (PREVIEW_DAYS - 1))
        return [s['start'] for s in found['slots']]


class Line(metaclass=PoolMeta):
    __name__ = 'medical.schedule.line'

    def plain_line(self):
        return {
            'id': self.id,
            **{name: getattr(self, name) for name in _LINE},
            'weekday': int(self.weekday),
            'room': self.room.id if self.room else None,
            'services': [s.id for s in self.services],
            }


def _line(values):
    "The values of a line to create"
    line = {name: values.get(name) for name in _LINE}
    line.update(
        weekday=str(values['weekday']),
        every_n_weeks=values.get('every_n_weeks') or 1,
        overbook_quota=values.get('overbook_quota') or 0,
        services=[('add', values.get('services') or [])])
    if line['mode'] == 'arrival':
        line['step'] = None
    else:
        line['quota'] = None
    return line


class _DayChange:
    """The hours of one day, as absences and extra hours of that day alone.

    What was decided before for that day only is taken back first: the hours
    that are wanted are all that counts.
    """

    def __init__(self, zone, change):
        self.practitioner = change['practitioner']
        self.location = change['location']
        self.zone = zone
        self.today = change['day']
        self.begin = slot.day_start(self.zone, self.today)
        self.end = slot.day_start(self.zone, self.today + DAY)
        self.wanted = change['blocks']

    def make(self):
        Exception_ = Pool().get('medical.schedule.exception')
        self._check()
        Exception_.delete(self._former())
        blocks = _blocks(
            _fresh(), self.practitioner, self.location, self.today,
            self.today)
        open_ = slot.normalise(
            (max(b.start, self.begin), min(b.end, self.end)) for b in blocks)
        wanted = [(self._at(w['start']), self._at(w['end']), w)
            for w in self.wanted]
        hours = slot.normalise((start, end) for start, end, _ in wanted)
        rows = [self._row('absence', *gone)
            for gone in slot.subtract(open_, hours)]
        for start, end, values in wanted:
            rows += [
                self._row('extra', *more, values)
                for more in slot.subtract([(start, end)], open_)]
        Exception_.create(rows)

    def _check(self):
        last = None
        for block in sorted(self.wanted, key=lambda b: b['start']):
            ends = block['end'] == dt.time() or block['end'] > block['start']
            if not ends:
                raise ScheduleInvalid(gettext(
                        'medical_appointment.msg_line_end_after_start'))
            if last is not None and block['start'] < last:
                raise ScheduleInvalid(
                    gettext('medical_appointment.msg_change_overlap'))
            last = block['end']

    def _at(self, clock):
        if clock == dt.time() and any(
                w['end'] == clock for w in self.wanted):
            return self.end
        return slot.instant(self.zone, self.today, clock)

    def _former(self):
        "What was changed for this day alone"
        return Pool().get('medical.schedule.exception').search([
                ('practitioner', '=', self.practitioner),
                ['OR', ('location', '=', self.location),
                    [('location', '=', None), ('kind', '=', 'absence')]],
                ('kind', 'in', ['absence', 'extra']),
                ('start', '>=', slot.naive(self.begin)),
                ('end', '<=', slot.naive(self.end)),
                ])

    def _row(self, kind, start, end, values=None):
        row = {
            'kind': kind,
            'practitioner': self.practitioner,
            'location': self.location,
            'start': slot.naive(start),
            'end': slot.naive(end),
            }
        if values:
            mode = values.get('mode') or 'time'
            row.update(
                mode=mode, room=values.get('room'),
                quota=values.get('quota') if mode == 'arrival' else None)
        return row


def _lock(practitioner):
    """One after the other: who changes, or looks at changing, the hours of a
    practitioner.  Bookings do not wait for it."""
    Transaction().connection.cursor().execute(
        'SELECT pg_advisory_xact_lock(%s, %s)', (LOCK, practitioner))


def _fresh():
    "The catalogue as it is now: it may have changed a moment ago"
    catalog.clear()
    return catalog.get()


def _check_known(cat, practitioner, location):
    if (practitioner not in cat.practitioners
            or location not in cat.locations):
        raise NotFound(gettext('medical_appointment.msg_not_found'))


def _blocks(cat, practitioner, location, first, last):
    changes = [
        c for c in cat.changes.get(practitioner, ())
        if c.kind != 'extra' or c.location == location]
    return slot.open_blocks(
        cat.lines_of(practitioner, location), changes,
        cat.holidays_of(practitioner), first, last, cat.zone_of(location))


def _fits(cat, visit):
    "Whether a visit lies in the open hours of its day"
    zone = cat.zone_of(visit['location'])
    start, end = slot.epoch(visit['start']), slot.epoch(visit['end'])
    day = slot.local_date(zone, start)
    open_ = slot.normalise(
        (b.start, b.end) for b in _blocks(
            cat, visit['practitioner'], visit['location'], day, day))
    return not slot.subtract([(start, end)], open_)


def _clock(zone, instant):
    return dt.datetime.fromtimestamp(instant, ZoneInfo(zone)).time()


def _compare(zone, before, after):
    "The starts on offer by local day, before and after"
    days = sorted({slot.local_date(zone, s) for s in [*before, *after]})
    return [{
            'date': day,
            'before': [s for s in before if slot.local_date(zone, s) == day],
            'after': [s for s in after if slot.local_date(zone, s) == day],
            } for day in days]


class Holiday(metaclass=PoolMeta):
    __name__ = 'medical.holiday'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            year=RPC(),
            close=RPC(readonly=False),
            open=RPC(readonly=False),
            close_year=RPC(readonly=False))

    @classmethod
    @administrator_only
    def year(cls, year):
        """The holidays of a year, and those of the country that are missing.

        Return [{id (None when only proposed), date, name, original}].
        """
        known = {h.date: h for h in cls._of_year(year)}
        items = [
            {'id': h.id, 'date': h.date, 'name': h.name, 'original': None}
            for h in known.values()]
        spanish = (Transaction().language or '').startswith('es')
        for one in dominican_holidays(year):
            if one.date not in known:
                items.append({
                        'id': None, 'date': one.date,
                        'name': one.spanish if spanish else one.english,
                        'original': one.original
                        if one.original != one.date else None})
        return sorted(items, key=lambda item: item['date'])

    @classmethod
    def _of_year(cls, year):
        return cls.search([
                ('date', '>=', dt.date(year, 1, 1)),
                ('date', '<=', dt.date(year, 12, 31))])

    @classmethod
    @administrator_only
    def close(cls, date, name):
        "Nobody attends on that day"
        with inactive_records():
            known = cls.search([('date', '=', date)], limit=1)
        if known:
            cls.write(known, {'name': name.strip(), 'active': True})
        else:
            cls.create([{
                        'date': date, 'name': name.strip(),
                        'company': cls._company()}])
        return cls.year(date.year)

    @classmethod
    @administrator_only
    def open(cls, id):
        "The day is like any other"
        found = cls.search([('id', '=', id)])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        year = found[0].date.year
        cls.delete(found)
        return cls.year(year)

    @classmethod
    @administrator_only
    def close_year(cls, year):
        "Every holiday of the country, with its name in both languages"
        with inactive_records():
            known = {h.date for h in cls._of_year(year)}
        new = [h for h in dominican_holidays(year) if h.date not in known]
        company = cls._company()
        with Transaction().set_context(language='en'):
            created = cls.create([
                    {'date': h.date, 'name': h.english, 'company': company}
                    for h in new])
        with Transaction().set_context(language='es'):
            for holiday, one in zip(cls.browse(created), new):
                cls.write([holiday], {'name': one.spanish})
        return cls.year(year)

    @classmethod
    def _company(cls):
        return Transaction().context.get('company') or Pool().get(
            'company.company').search([], limit=1)[0].id
