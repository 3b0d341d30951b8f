# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is called next in a waiting room, why, and about when.

Pure: no Tryton, no database, no clock of its own.  Moments are naive UTC.

The rule: emergencies; whoever has waited beyond the clinic's longest wait;
scheduled patients in their order (fixed hours by their hour, tandas by
arrival); those who came late beyond the grace; priority groups, where the
clinic's rule says so; walk-ins by arrival.  People move others by hand, with
a reason; nobody is moved before an emergency.
"""
import datetime as dt
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

EMERGENCY, WAITED, SCHEDULED, LATE, PRIORITY_GROUP, WALK_IN, MOVED = (
    'emergency', 'waited', 'scheduled', 'late', 'priority_group', 'walk_in',
    'moved')
RANKS = (EMERGENCY, WAITED, SCHEDULED, LATE, PRIORITY_GROUP, WALK_IN)
UNSCHEDULED = frozenset({PRIORITY_GROUP, WALK_IN})
EXPECTED, WAITING, CALLED, IN_CONSULTATION, DONE, NO_SHOW = STAGES = (
    'expected', 'waiting', 'called', 'in_consultation', 'done', 'no_show')
NOTHING = dt.timedelta(0)
SOON = dt.timedelta(seconds=1)
OPENING = dt.timedelta(hours=1)
"A visit begun so long before the hours open belongs to them"
SLOWEST, QUICKEST = 4.0, 0.25


class Entry(NamedTuple):
    """A visit of the day.

    scheduled: has an appointment, as opposed to a walk-in; length: how long
    such a visit usually takes; group: pregnant, elder or disabled.
    """
    id: int
    stage: str
    start: dt.datetime
    length: dt.timedelta
    mode: str = 'time'
    scheduled: bool = True
    priority: str = 'routine'
    group: bool = False
    extra: bool = False
    arrived_at: dt.datetime | None = None
    called_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None


class Move(NamedTuple):
    "Somebody put an entry before another one, or after it"
    entry: int
    anchor: int
    after: bool = False


class Settings(NamedTuple):
    """grace: who comes later than that after the hour is late; longest_wait:
    who waited so long goes first, None for never; pace_visits: so many visits
    have to be over before the day's pace counts."""
    grace: dt.timedelta = dt.timedelta(minutes=15)
    longest_wait: dt.timedelta | None = dt.timedelta(hours=2)
    priority_groups: bool = True
    pace_visits: int = 3


class Place(NamedTuple):
    """A place in the calling order.

    may_call: False for a walk-in while a scheduled patient waits, or when the
    next fixed hour leaves no room."""
    id: int
    reason: str
    may_call: bool


def calling_order(
        entries: Iterable[Entry], now: dt.datetime, settings: Settings,
        moves: Iterable[Move] = ()) -> list[Place]:
    "The waiting patients of one practitioner in calling order, with why."
    entries = list(entries)
    present = {e.id: e for e in entries if e.arrived_at}
    reasons = {
        id: _reason(entry, now, settings) for id, entry in present.items()}
    order = sorted(present, key=lambda id: _key(present[id], reasons[id]))
    moved = _move(order, reasons, moves)
    order.sort(key=lambda id: reasons[id] != EMERGENCY)
    waiting = [present[id] for id in order if present[id].stage == WAITING]
    booked = any(reasons[e.id] in {SCHEDULED, LATE} for e in waiting)
    next_hour = _next_hour(entries, now)
    return [
        Place(e.id, reason, reason not in UNSCHEDULED or not (
                booked or next_hour and now + e.length > next_hour))
        for e in waiting
        for reason in [MOVED if e.id in moved else reasons[e.id]]]


def next_call(order: Sequence[Place]) -> int | None:
    "The id of who is to be called now, None when nobody is."
    return order[0].id if order and order[0].may_call else None


def is_late(entry: Entry, settings: Settings) -> bool:
    "Whether a fixed hour was missed by more than the grace"
    return (
        entry.scheduled and entry.mode == 'time'
        and entry.arrived_at is not None
        and entry.arrived_at > entry.start + settings.grace)


def _reason(entry: Entry, now: dt.datetime, settings: Settings) -> str:
    if entry.priority == EMERGENCY:
        return EMERGENCY
    # Who is not waiting any more is measured by the wait there was
    waited = (entry.called_at or entry.started_at or now) - entry.arrived_at
    if settings.longest_wait and waited >= settings.longest_wait:
        return WAITED
    if entry.scheduled:
        return LATE if is_late(entry, settings) else SCHEDULED
    if entry.group and settings.priority_groups:
        return PRIORITY_GROUP
    return WALK_IN


def _key(entry: Entry, reason: str) -> tuple:
    by_hour = reason == SCHEDULED and entry.mode == 'time'
    return (
        RANKS.index(reason), entry.start if by_hour else entry.arrived_at,
        entry.extra, entry.arrived_at, entry.id)


def _move(
        order: list[int], reasons: dict[int, str], moves: Iterable[Move]
        ) -> set[int]:
    "Play the moves in the order they were made; return who was moved"
    moved = set()
    for move in moves:
        if (move.entry not in reasons or move.anchor not in reasons
                or move.entry == move.anchor):
            continue
        order.remove(move.entry)
        order.insert(order.index(move.anchor) + move.after, move.entry)
        moved.add(move.entry)
    return {id for id in moved if reasons[id] != EMERGENCY}


def _next_hour(
        entries: Iterable[Entry], now: dt.datetime) -> dt.datetime | None:
    "The next promised hour of somebody who is still to come"
    return min((
            e.start for e in entries if e.stage == EXPECTED
            and e.scheduled and e.mode == 'time' and e.start > now),
        default=None)


# The pace of the day and what may be told of it

def pace(
        entries: Iterable[Entry], settings: Settings) -> dt.timedelta | None:
    "What a visit takes today, None before enough of them are over"
    lengths = [e.ended_at - e.started_at for e in _over(entries)]
    if len(lengths) < max(settings.pace_visits, 1):
        return None
    return median(lengths)


def _over(entries: Iterable[Entry]) -> list[Entry]:
    return [
        e for e in entries
        if e.started_at and e.ended_at and e.ended_at > e.started_at]


def _stretch(entries: Iterable[Entry], settings: Settings) -> float:
    "How much longer than usual the visits of today take"
    over = _over(entries)
    if len(over) < max(settings.pace_visits, 1):
        return 1.0
    found = median((e.ended_at - e.started_at) / e.length for e in over)
    return min(max(found, QUICKEST), SLOWEST)


def estimates(
        entries: Iterable[Entry], now: dt.datetime, settings: Settings,
        late: dt.timedelta = NOTHING, opens: dt.datetime | None = None,
        moves: Iterable[Move] = ()) -> dict[int, dt.datetime]:
    """About when each one who waits or is to come will be attended.

    The day is played on: one after another in calling order, each as long as
    today's pace says.  late: how much the practitioner is behind, which fixed
    hours still to come are moved by; opens: when the hours under way, or the
    next ones, begin.
    """
    entries = list(entries)
    day = _Day(entries, now, settings, late, opens)
    by_id = {e.id: e for e in entries}
    waiting = [
        (place.reason, by_id[place.id])
        for place in calling_order(entries, now, settings, moves)]
    coming = sorted(
        (e for e in entries if e.stage == EXPECTED),
        key=lambda e: (day.ready(e), e.extra, e.id))
    return _play(day, waiting, coming)


class _Day:
    "How long things take and when the practitioner is free"

    def __init__(self, entries, now, settings, late, opens):
        self.now, self.late = now, late
        self.stretch = _stretch(entries, settings)
        self.free = self._free(entries, opens)

    def length(self, entry: Entry) -> dt.timedelta:
        return entry.length * self.stretch

    def ready(self, entry: Entry) -> dt.datetime:
        """When somebody who is still to come can be attended.

        Who should be there and is not lets one go before who is."""
        hour = entry.start + self.late
        return hour if hour > self.now else self.now + SOON

    def _free(self, entries, opens):
        free = self._begins(entries, opens)
        for entry in entries:
            if entry.stage == IN_CONSULTATION:
                free = max(free, entry.started_at + self.length(entry))
        for entry in entries:
            if entry.stage == CALLED:
                free += self.length(entry)
        return free

    def _begins(self, entries, opens):
        "Not before the late hours begin, nor the next late visit"
        moments = [self.now]
        if opens and not any(
                e.started_at >= opens - OPENING
                for e in entries if e.started_at):
            moments.append(opens + self.late)
        inside = any(e.stage in {IN_CONSULTATION, CALLED} for e in entries)
        hours = [
            e.start for e in entries if e.scheduled and (
                e.stage == WAITING
                or e.stage == EXPECTED and e.start >= self.now)]
        if self.late and hours and not inside:
            moments.append(min(hours) + self.late)
        return max(moments)


def _play(day, waiting, coming):
    found, free = {}, day.free
    while waiting or coming:
        while coming and day.ready(coming[0]) <= free:
            _join(waiting, coming.pop(0))
        if not waiting or not _fits(day, waiting[0], coming, free):
            free = day.ready(coming[0])
            continue
        _, entry = waiting.pop(0)
        found[entry.id] = free
        free += day.length(entry)
    return found


def _join(waiting, comer):
    "Put somebody who will have come in time behind those called before"
    key = _key(comer._replace(arrived_at=comer.start), SCHEDULED)
    place = next((
            index for index, (reason, e) in enumerate(waiting)
            if RANKS.index(reason if reason != MOVED else WAITED)
            > RANKS.index(SCHEDULED)
            or reason == SCHEDULED and _key(e, SCHEDULED) > key),
        len(waiting))
    waiting.insert(place, (SCHEDULED, comer._replace(arrived_at=comer.start)))


def _fits(day, first, coming, free):
    reason, entry = first
    hour = next((
            day.ready(e) for e in coming
            if e.scheduled and e.mode == 'time'), None)
    return (
        reason not in UNSCHEDULED or hour is None
        or free + day.length(entry) <= hour)
