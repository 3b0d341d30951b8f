# SPDX-License-Identifier: GPL-3.0-or-later
"""How the clinic does: waiting times, no-shows, occupation and the like.

Each figure is one query, the same for the web and for the reports of the
Tryton clients.  Sums and shares only: nobody's name comes out of here.
Days are those of the location's clock.
"""
import datetime as dt

from trytond.i18n import gettext
from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction

from . import catalog, slot
from .booking import _groups, _now
from .exceptions import NotAllowed
from .identity import ADMINISTRATOR, current

DAY = dt.timedelta(days=1)
DEFAULT_DAYS = 30
THIRD = 3
LOOK_AHEAD_DAYS = 90
# From so many days before the visit it was booked, up to the next step
LEADS = [
    ('0', "The Same Day"),
    ('1', "1 to 2 Days"),
    ('3', "3 to 7 Days"),
    ('8', "8 to 14 Days"),
    ('15', "15 Days or More"),
    ]
_LEAD = """CASE WHEN ahead <= 0 THEN '0' WHEN ahead <= 2 THEN '1'
        WHEN ahead <= 7 THEN '3' WHEN ahead <= 14 THEN '8' ELSE '15' END"""

# The visits of the period; `low` and `high` only let the index be used
_VISITS = """
visits AS (
    SELECT a.*, a.start AT TIME ZONE 'UTC' AT TIME ZONE l.timezone AS local,
        a.booked_at AT TIME ZONE 'UTC' AT TIME ZONE l.timezone AS booked_local
    FROM medical_appointment a
    JOIN medical_location l ON l.id = a.location
    WHERE a.patient IS NOT NULL
        AND a.start >= %(low)s AND a.start < %(high)s
        AND (a.start AT TIME ZONE 'UTC' AT TIME ZONE l.timezone)::date
            BETWEEN %(first)s AND %(last)s
        AND (%(practitioner)s::int IS NULL
            OR a.practitioner = %(practitioner)s)
        AND (%(location)s::int IS NULL OR a.location = %(location)s)
)"""

WAITING = "WITH" + _VISITS + """, waits AS (
    SELECT practitioner, local::date AS day,
        EXTRACT(EPOCH FROM started_at - arrived_at)::float / 60 AS minutes
    FROM visits WHERE started_at >= arrived_at
)
SELECT CASE WHEN GROUPING(practitioner) = 0 THEN 'practitioner'
        WHEN GROUPING(day) = 0 THEN 'day' ELSE 'all' END AS dimension,
    practitioner, day, count(*) AS visits,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes) AS p90
FROM waits GROUP BY GROUPING SETS ((), (practitioner), (day))
ORDER BY practitioner, day
"""

NO_SHOWS = "WITH" + _VISITS + """, due AS (
    SELECT practitioner, EXTRACT(ISODOW FROM local)::int::varchar AS weekday,
        state = 'noshow' AS missed, local::date - booked_local::date AS ahead
    FROM visits
    WHERE origin <> 'walk_in'
        AND state IN ('noshow', 'arrived', 'in_progress', 'fulfilled')
), sorted AS (SELECT *, """ + _LEAD + """ AS lead FROM due)
SELECT CASE WHEN GROUPING(practitioner) = 0 THEN 'practitioner'
        WHEN GROUPING(weekday) = 0 THEN 'weekday'
        WHEN GROUPING(lead) = 0 THEN 'lead' ELSE 'all' END AS dimension,
    practitioner, weekday, lead, count(*) AS visits,
    count(*) FILTER (WHERE missed) AS missed
FROM sorted GROUP BY GROUPING SETS ((), (practitioner), (weekday), (lead))
ORDER BY practitioner, weekday, lead::int
"""

# Open hours as `slot.py` counts them, in one statement: the weekly lines and
# the extra hours, less holidays, absences and closures.  Of them the share
# that visits fill which took place or are to come.
OCCUPATION = "WITH" + _VISITS + """, days AS (
    SELECT day::date FROM generate_series(
        %(first)s::timestamp, %(last)s::timestamp, interval '1 day') AS day
), hours AS (
    SELECT s.practitioner, s.location, line.weekday,
        (day + line.start) AT TIME ZONE l.timezone AT TIME ZONE 'UTC' AS low,
        (day + line."end") AT TIME ZONE l.timezone AT TIME ZONE 'UTC' AS high
    FROM medical_schedule_line line
    JOIN medical_schedule s ON s.id = line.schedule AND s.active
    JOIN medical_location l ON l.id = s.location AND l.active
    JOIN medical_practitioner p ON p.id = s.practitioner
    JOIN days ON EXTRACT(ISODOW FROM day) = line.weekday::int
    WHERE (s.valid_from IS NULL OR day >= s.valid_from)
        AND (s.valid_to IS NULL OR day <= s.valid_to)
        AND ((day - date '0001-01-01') / 7
            - (COALESCE(s.valid_from, date '0001-01-01')
                - date '0001-01-01') / 7) %% line.every_n_weeks = 0
        AND NOT EXISTS (SELECT FROM medical_holiday h WHERE h.active
            AND h.date = day AND h.company = p.company)
    UNION ALL
    SELECT e.practitioner, e.location, EXTRACT(ISODOW FROM
            e.start AT TIME ZONE 'UTC' AT TIME ZONE l.timezone)::int::varchar,
        e.start, e."end"
    FROM medical_schedule_exception e
    JOIN medical_location l ON l.id = e.location
    WHERE e.kind = 'extra' AND e.practitioner IS NOT NULL
        AND (e.start AT TIME ZONE 'UTC' AT TIME ZONE l.timezone)::date
            BETWEEN %(first)s AND %(last)s
), open AS (
    SELECT practitioner, location, weekday,
        range_agg(tsrange(low, high)) - COALESCE((
            SELECT range_agg(tsrange(e.start, e."end"))
            FROM medical_schedule_exception e
            WHERE e.kind <> 'extra'
                AND (e.practitioner IS NULL
                    OR e.practitioner = hours.practitioner)
                AND (e.location IS NULL OR e.location = hours.location)
            ), '{}'::tsmultirange) AS hours
    FROM hours
    WHERE high > low
        AND (%(practitioner)s::int IS NULL OR practitioner = %(practitioner)s)
        AND (%(location)s::int IS NULL OR location = %(location)s)
    GROUP BY practitioner, location, weekday
), used AS (
    SELECT practitioner, location, range_agg(tsrange(start, "end")) AS hours
    FROM visits
    WHERE state IN ('booked', 'arrived', 'in_progress', 'fulfilled')
    GROUP BY practitioner, location
), each AS (
    SELECT open.practitioner, open.weekday,
        (SELECT COALESCE(sum(EXTRACT(EPOCH FROM upper(r) - lower(r))), 0)
            FROM unnest(open.hours) r) AS open_seconds,
        (SELECT COALESCE(sum(EXTRACT(EPOCH FROM upper(r) - lower(r))), 0)
            FROM unnest(open.hours * used.hours) r) AS used_seconds
    FROM open LEFT JOIN used USING (practitioner, location)
)
SELECT CASE WHEN GROUPING(practitioner) = 0 THEN 'practitioner'
        WHEN GROUPING(weekday) = 0 THEN 'weekday' ELSE 'all' END AS dimension,
    practitioner, weekday,
    sum(open_seconds)::float / 3600 AS open_hours,
    sum(used_seconds)::float / 3600 AS used_hours
FROM each GROUP BY GROUPING SETS ((), (practitioner), (weekday))
ORDER BY practitioner, weekday
"""

OVERBOOKED = "WITH" + _VISITS + """
SELECT CASE WHEN GROUPING(practitioner) = 0 THEN 'practitioner'
        ELSE 'all' END AS dimension,
    practitioner, count(*) AS visits,
    count(*) FILTER (WHERE overbooked) AS overbooked
FROM visits WHERE state <> 'cancelled' AND state <> 'pending'
GROUP BY GROUPING SETS ((), (practitioner)) ORDER BY practitioner
"""

# By the day on which they were made, whatever became of them
CHANNELS = """
SELECT origin, count(*) AS visits FROM medical_appointment a
JOIN medical_location l ON l.id = a.location
WHERE a.patient IS NOT NULL
    AND (a.booked_at AT TIME ZONE 'UTC' AT TIME ZONE l.timezone)::date
        BETWEEN %(first)s AND %(last)s
    AND (%(practitioner)s::int IS NULL OR a.practitioner = %(practitioner)s)
    AND (%(location)s::int IS NULL OR a.location = %(location)s)
GROUP BY origin ORDER BY visits DESC, origin
"""

# What patients did themselves after the first reminder that reached them
REMINDERS = "WITH" + _VISITS + """, reminded AS (
    SELECT v.id, v.practitioner, min(n.sent_at) AS at
    FROM visits v JOIN medical_notification n ON n.appointment = v.id
    WHERE n.kind IN ('reminder', 'reminder_today')
        AND n.audience <> 'practitioner' AND n.sent_at IS NOT NULL
        AND n.state IN ('sent', 'delivered')
    GROUP BY v.id, v.practitioner
), answers AS (
    SELECT r.id, CASE
        WHEN v.cancelled_at >= r.at AND v.cancelled_by = 'patient'
            THEN 'cancelled'
        WHEN v.moved_at >= r.at
            AND COALESCE(v.moved_by, '') NOT LIKE 'res.user,%%' THEN 'moved'
        WHEN v.confirmed_at >= r.at
            AND COALESCE(v.confirmed_by, '') NOT LIKE 'res.user,%%'
            THEN 'confirmed'
        ELSE 'silent' END AS answer
    FROM reminded r JOIN visits v ON v.id = r.id
)
SELECT answer, count(*) AS visits FROM answers
GROUP BY answer ORDER BY visits DESC, answer
"""


def rows(query, period):
    "The rows of a figure as dicts"
    cursor = Transaction().connection.cursor()
    cursor.execute(query, period)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor]


def parameters(first, last, practitioner=None, location=None):
    return {
        'first': first, 'last': last, 'practitioner': practitioner,
        'location': location, 'low': dt.datetime.combine(first, dt.time()) - DAY,
        'high': dt.datetime.combine(last, dt.time()) + 2 * DAY}


class Figures(Model):
    "Figures of the Clinic"
    __name__ = 'medical.figures'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(all=RPC())

    @classmethod
    def all(cls, date_from, date_to, practitioner=None, location=None):
        """Every figure of some local days, both included.

        Shares are from 0 to 1, None when there is nothing to divide by.
        """
        if not current().has(ADMINISTRATOR):
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        period = parameters(date_from, date_to, practitioner, location)
        return {
            'timezone': Pool().get('medical.appointment')._zone(
                catalog.get(), location),
            'waiting': _split(
                [_waiting(row) for row in rows(WAITING, period)]),
            'no_shows': _split(
                [_no_shows(row) for row in rows(NO_SHOWS, period)]),
            'occupation': _split(
                [_occupation(row) for row in rows(OCCUPATION, period)]),
            'overbooked': _split(
                [_overbooked(row) for row in rows(OVERBOOKED, period)]),
            'third_next': third_next(practitioner, location),
            'by_channel': _shares(rows(CHANNELS, period)),
            'reminders': _shares(rows(REMINDERS, period)),
            }


def third_next(practitioner=None, location=None):
    """Days until the third next free time of each practitioner and service.

    The usual measure of how long people wait for a visit: a single freed
    time by chance does not change it.  One query for all practitioners.
    """
    Appointment = Pool().get('medical.appointment')
    cat, now = catalog.get(), _now()
    who = [
        p for p, known in cat.practitioners.items() if known['active']
        and practitioner in {None, p} and _groups(cat, p, location)]
    if not who:
        return []
    zone = Appointment._zone(cat, location)
    today = slot.local_date(zone, now)
    last = today + LOOK_AHEAD_DAYS * DAY
    rooms = {g[1] for p in who for g in _groups(cat, p, location) if g[1]}
    busy = Appointment._busy(who, rooms, today, last, zone)
    return [
        _third_of(cat, p, service, location, busy, (today, last))
        for p in who for service in sorted(cat.practitioners[p]['offers'])
        if cat.offer(service, p)]


def _third_of(cat, practitioner, service, location, busy, days):
    start = _third_free(cat, practitioner, service, location, busy, days)
    return {
        'practitioner': practitioner,
        'practitioner_name': cat.practitioners[practitioner]['name'],
        'service': service,
        'service_name': cat.services[service]['name'],
        'days': None if start is None else (start - days[0]).days,
        'date': start}


def _third_free(cat, practitioner, service, location, busy, days):
    "The local day of the third free place, or None"
    by_person, by_room = busy
    today, last = days
    terms = cat.offer(service, practitioner)['timeless']
    found, day = 0, today
    while day <= last:
        until = min(day + 6 * DAY, last)
        for start, places in sorted(
                (slot.local_date(zone, s.start), s.left or 1)
                for zone, room, lines, changes in _groups(
                    cat, practitioner, location)
                for s in slot.free_slots(
                    lines, changes, cat.holidays_of(practitioner),
                    by_person.get(practitioner, []) + by_room.get(room, []),
                    terms, day, until, zone, _now(), service)):
            found += places
            if found >= THIRD:
                return start
        day = until + DAY
    return None


def _name_of(practitioner):
    known = catalog.get().practitioners.get(practitioner)
    return known['name'] if known else None


def _split(found):
    "The total, and the parts by dimension"
    parts = {}
    for row in found:
        parts.setdefault(row.pop('dimension'), []).append(row)
    total = parts.pop('all', [{}])[0]
    return {**total, 'by': parts}


def _keyed(row):
    key = {'dimension': row['dimension']}
    if row['dimension'] == 'practitioner':
        key.update(
            practitioner=row['practitioner'],
            practitioner_name=_name_of(row['practitioner']))
    elif row['dimension'] != 'all':
        key[row['dimension']] = row[row['dimension']]
    return key


def _waiting(row):
    return {
        **_keyed(row), 'visits': row['visits'],
        'median': _minutes(row['median']), 'p90': _minutes(row['p90'])}


def _no_shows(row):
    return {
        **_keyed(row), 'visits': row['visits'], 'missed': row['missed'],
        'share': share(row['missed'], row['visits'])}


def _occupation(row):
    opened, used = row['open_hours'] or 0, row['used_hours'] or 0
    return {
        **_keyed(row), 'open_hours': round(opened, 2),
        'used_hours': round(used, 2), 'share': share(used, opened)}


def _overbooked(row):
    return {
        **_keyed(row), 'visits': row['visits'],
        'overbooked': row['overbooked'],
        'share': share(row['overbooked'], row['visits'])}


def _shares(found):
    total = sum(row['visits'] for row in found)
    return [
        {**row, 'share': share(row['visits'], total)} for row in found]


def share(part, whole):
    return round(part / whole, 4) if whole else None


def _minutes(value):
    return None if value is None else round(value, 1)
