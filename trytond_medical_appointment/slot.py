# SPDX-License-Identifier: GPL-3.0-or-later
"""Free hours, computed: open hours - exceptions - blocked ranges.

Pure functions over plain values: no Tryton, no database, no clock of its own.

Units and shapes
* An instant is an ``int``: whole seconds since 1970-01-01 UTC.
* An interval is a half-open ``(start, end)`` pair of instants; a list of
  intervals is *normal* when sorted, disjoint and without empty ones.
* Durations, buffers, steps and notice are whole seconds.
* A zone is an IANA key; wall-clock hours are ``datetime.time``. A line that
  ends at 00:00 ends at midnight, when its day is over.

Clock changes. A line opens the first time the wall clock of its day shows its
start or later, and closes the first time it shows its end or later. Its grid
is counted on the wall clock: times that do not exist that day are not offered,
and times that exist twice are offered once, the first time. Extra hours are
given in absolute time, and so is their grid.

What is built by the hundred (`Slot`, `Block`, `Place`) is a named tuple, which
is several times quicker to make than a frozen dataclass.
"""
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from heapq import nsmallest
from itertools import chain
from operator import attrgetter
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Interval = tuple[int, int]
Mode = Literal['time', 'arrival']
Reason = Literal['past', 'notice', 'horizon', 'closed', 'grid', 'taken']

MINUTE = 60
DAY = 24 * 60 * 60
EPOCH = datetime(1970, 1, 1)
EPOCH_ORDINAL = EPOCH.toordinal()
SECOND = timedelta(seconds=1)
FOREVER = 1 << 62
BY_START = attrgetter('start')


# Values

@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Weekly open hours of one practitioner at one location.

    `every_n_weeks` counts from the ISO week of `anchor`, else of
    `valid_from`. `valid_from` and `valid_to` are both included. No `services`
    means all of them. `location`, `room` and `id` are only passed on.
    """
    weekday: int  # ISO: Monday 1 ... Sunday 7
    start: time
    end: time
    every_n_weeks: int = 1
    anchor: date | None = None
    mode: Mode = 'time'
    step_seconds: int | None = None
    quota: int | None = None
    overbook_quota: int = 0
    room: int | None = None
    services: frozenset[int] | None = None
    location: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A schedule exception, in absolute time.

    Absences and closures close whatever they cover, extra hours included; with
    a `location` they touch only that one. Extra hours ignore holidays and are
    open for every service; `mode` to `step_seconds` are theirs only.
    """
    kind: Literal['absence', 'closure', 'extra']
    start: int
    end: int
    location: int | None = None
    mode: Mode = 'time'
    quota: int | None = None
    room: int | None = None
    step_seconds: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a service asks of a visit, in seconds (the horizon in days).

    No `step` means the duration, no `maximum_horizon_days` means no limit.
    Buffers may lie outside the open hours, never over a blocked range.
    """
    duration: int
    buffer_before: int = 0
    buffer_after: int = 0
    step: int | None = None
    minimum_notice: int = 0
    maximum_horizon_days: int | None = None

    def __post_init__(self) -> None:
        if self.duration <= 0 or (self.step or 1) < 0:
            raise ValueError("a visit needs a positive duration and step")


class Block(NamedTuple):
    """An open interval, all of it in one line or one extra.

    `whole` is what the line or extra opens before anything closed part of it:
    the grid and the places stay anchored there. `day` is None for extras.
    """
    start: int
    end: int
    mode: Mode
    whole: Interval
    origin: Line | Change
    zone: str
    day: date | None

    @property
    def line(self) -> Line | None:
        return self.origin if isinstance(self.origin, Line) else None


class Place(NamedTuple):
    """A place in an arrival block; turns count from 1."""
    turn: int
    start: int
    end: int


class Slot(NamedTuple):
    """A start on offer. `turn` and `left` (places) are None in mode time."""
    start: int
    end: int
    mode: Mode
    line: Line | None  # None for extra hours
    turn: int | None
    left: int | None
    block_start: int
    block_end: int
    room: int | None
    location: int | None


# Instants

def epoch(moment: datetime) -> int:
    "The instant of a naive UTC datetime (Tryton's), fractions dropped."
    return (moment - EPOCH) // SECOND


def naive(instant: int) -> datetime:
    "The naive UTC datetime (Tryton's) of an instant."
    return EPOCH + timedelta(seconds=instant)


def local_date(zone: str, instant: int) -> date:
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).date()


def day_start(zone: str, day: date) -> int:
    "The first instant of a local day, which need not be at 00:00."
    return _instant(zone, day, 0)


def instant(zone: str, day: date, clock: time) -> int:
    """When a local day first shows a wall-clock time or, where the clock jumps
    over it, a later one."""
    return _instant(zone, day, _since_midnight(clock))


def _since_midnight(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _instant(zone: str, day: date, seconds: int) -> int:
    midnight, offset = _day(zone, day)
    if offset is not None:
        return midnight + seconds - offset
    shown = _shown(zone, midnight + seconds)
    return _jump(zone, midnight + seconds) if shown is None else shown


@lru_cache(maxsize=8192)
def _day(zone: str, day: date) -> tuple[int, int | None]:
    """The day's midnight as if it were UTC, and the offset in seconds the day
    keeps from start to end, or None if it changes."""
    midnight = (day.toordinal() - EPOCH_ORDINAL) * DAY
    offset = _offset(zone, midnight, 0)
    changes = offset != _offset(zone, midnight + DAY, 0)
    return midnight, None if changes else offset


def _offset(zone: str, wall: int, fold: int) -> int:
    "Seconds east of UTC at a wall-clock time written as if it were UTC."
    moment = naive(wall).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return (moment.utcoffset() or timedelta()) // SECOND


def _wall(zone: str, instant: int) -> int:
    "What the clock shows at an instant, written as if it were UTC."
    return epoch(datetime.fromtimestamp(
            instant, ZoneInfo(zone)).replace(tzinfo=None))


def _shown(zone: str, wall: int) -> int | None:
    "When the clock first shows a time; None if it jumps over it."
    first = wall - _offset(zone, wall, 0)
    return first if _wall(zone, first) == wall else None


def _jump(zone: str, wall: int) -> int:
    "When the clock jumps over a time it never shows."
    before, after = (wall - _offset(zone, wall, fold) for fold in (1, 0))
    while after - before > 1:
        middle = (before + after) // 2
        if _wall(zone, middle) < wall:
            before = middle
        else:
            after = middle
    return after


# Intervals

def normalise(intervals: Iterable[Interval]) -> list[Interval]:
    "The same instants as a normal list; intervals that touch become one."
    result: list[Interval] = []
    last_start, last_end = 0, -FOREVER
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if start > last_end:
            result.append((start, end))
            last_start, last_end = start, end
        elif end > last_end:
            last_end = end
            result[-1] = last_start, end
    return result


def overlapping(
        intervals: Sequence[Interval], start: int, end: int
        ) -> Sequence[Interval]:
    "Those of a normal list that share an instant with [start, end)."
    low = bisect_left(intervals, (start,))
    if low and intervals[low - 1][1] > start:
        low -= 1
    return intervals[low:bisect_left(intervals, (end,), low)]


def overlaps(intervals: Sequence[Interval], start: int, end: int) -> bool:
    return start < end and bool(overlapping(intervals, start, end))


def subtract(
        a: Iterable[Interval], b: Sequence[Interval]) -> list[Interval]:
    "The instants of a that are not in b; both normal."
    result = []
    for start, end in a:
        for low, high in overlapping(b, start, end):
            if start < low:
                result.append((start, low))
            start = high
        if start < end:
            result.append((start, end))
    return result


def intersect(
        a: Iterable[Interval], b: Sequence[Interval]) -> list[Interval]:
    "The instants in both a and b; both normal."
    return [
        (max(start, low), min(end, high))
        for start, end in a for low, high in overlapping(b, start, end)]


# Open hours

def open_blocks(
        lines: Collection[Line], changes: Collection[Change],
        holidays: Collection[date], date_from: date, date_to: date,
        zone: str, service: int | None = None) -> list[Block]:
    """The open hours of the local days from date_from to date_to, both
    included, sorted by start. Extra hours that cross the first or last
    midnight come whole. Without a service, whatever the service."""
    blocks = chain(
        _line_blocks(lines, holidays, date_from, date_to, zone, service),
        _extra_blocks(changes, date_from, date_to, zone))
    return sorted(_without_closed(blocks, changes), key=BY_START)


def _line_blocks(
        lines: Collection[Line], holidays: Collection[date],
        date_from: date, date_to: date, zone: str, service: int | None
        ) -> Iterator[Block]:
    by_weekday: dict[int, list[Line]] = {}
    for line in lines:
        if not line.services or service is None or service in line.services:
            by_weekday.setdefault(line.weekday, []).append(line)
    for ordinal in range(date_from.toordinal(), date_to.toordinal() + 1):
        due = by_weekday.get((ordinal - 1) % 7 + 1, ())
        day = date.fromordinal(ordinal)
        for line in due:
            if day not in holidays and _is_due(line, day):
                whole = _whole(zone, day, line.start, line.end)
                yield Block(*whole, line.mode, whole, line, zone, day)


def _is_due(line: Line, day: date) -> bool:
    "Whether a line is in force in the week of a day."
    if line.valid_from and day < line.valid_from:
        return False
    if line.valid_to and day > line.valid_to:
        return False
    if line.every_n_weeks <= 1:
        return True
    anchor = line.anchor or line.valid_from or date.min
    return (_week(day) - _week(anchor)) % line.every_n_weeks == 0


def _week(day: date) -> int:
    "Number of the ISO week counted from year 1, which began on a Monday."
    return (day.toordinal() - 1) // 7


@lru_cache(maxsize=8192)
def _whole(zone: str, day: date, start: time, end: time) -> Interval:
    return (
        _instant(zone, day, _since_midnight(start)),
        _instant(zone, day, _since_midnight(end) or DAY))


def _extra_blocks(
        changes: Collection[Change], date_from: date, date_to: date,
        zone: str) -> Iterator[Block]:
    extras = [change for change in changes if change.kind == 'extra']
    if not extras:
        return
    start, end = _days(zone, date_from, date_to)
    for extra in extras:
        if extra.start < end and extra.end > start:
            whole = extra.start, extra.end
            yield Block(*whole, extra.mode, whole, extra, zone, None)


def _days(zone: str, date_from: date, date_to: date) -> Interval:
    return day_start(zone, date_from), day_start(zone, date_to + timedelta(1))


def _without_closed(
        blocks: Iterable[Block], changes: Collection[Change]
        ) -> Iterator[Block]:
    "The blocks without what absences and closures of their location cover."
    closing = [change for change in changes if change.kind != 'extra']
    if not closing:
        yield from blocks
        return
    closed: dict[int | None, list[Interval]] = {}
    for block in blocks:
        where = block.origin.location
        if where not in closed:
            closed[where] = normalise(
                (change.start, change.end) for change in closing
                if change.location in {None, where})
        for start, end in subtract([block.whole], closed[where]):
            yield block._replace(start=start, end=end)


# Mode time: fixed hours on a grid

def time_slots(
        blocks: Iterable[Block], busy: Iterable[Interval], terms: Terms,
        now: int) -> list[Slot]:
    """Every free start of the `time` blocks, sorted, each start once.

    Starts lie on the grid: the wall-clock start of the line plus a multiple of
    its step, even where the block begins later. The visit lies inside one
    block, it and its buffers overlap no busy range (any order, may overlap).
    """
    blocks = [block for block in blocks if block.mode == 'time']
    taken = normalise(
        (start - terms.duration - terms.buffer_after + 1,
            end + terms.buffer_before)
        for start, end in busy if start < end) if blocks else []
    return _each_once(chain.from_iterable(
        _block_slots(block, taken, terms, now) for block in blocks))


def _block_slots(
        block: Block, taken: Sequence[Interval], terms: Terms, now: int
        ) -> list[Slot]:
    "The slots of the grid that fit in the block and start out of `taken`."
    earliest, latest = _bookable(block.zone, terms, now)
    first = max(block.start, earliest)
    last = min(block.end - terms.duration + 1, latest)
    grid, length, line = _grid(block, terms), terms.duration, block.line
    opens, closes, origin = block.start, block.end, block.origin
    room, location = origin.room, origin.location
    return [
        Slot(
            start, start + length, 'time', line, None, None,
            opens, closes, room, location)
        for low, high in subtract([(first, last)], taken)
        for start in grid[bisect_left(grid, low):bisect_left(grid, high)]]


def _each_once(slots: Iterable[Slot]) -> list[Slot]:
    "Sorted by start; of those that start together, the first."
    first: dict[int, Slot] = {}
    for slot in slots:
        first.setdefault(slot.start, slot)
    return sorted(first.values(), key=BY_START)


def _grid(block: Block, terms: Terms) -> Sequence[int]:
    "The starts a block's line or extra may offer, closed hours included."
    step = block.origin.step_seconds or terms.step or terms.duration
    if block.day is None or _day(block.zone, block.day)[1] is not None:
        return range(*block.whole, step)
    origin = block.origin
    return _changing_grid(
        block.zone, block.day, origin.start, origin.end, step)


@lru_cache(maxsize=1024)
def _changing_grid(
        zone: str, day: date, start: time, end: time, step: int
        ) -> Sequence[int]:
    "The grid of a line on a day when the clock changes."
    midnight, _ = _day(zone, day)
    clock = range(_since_midnight(start), _since_midnight(end) or DAY, step)
    shown = (_shown(zone, midnight + seconds) for seconds in clock)
    return tuple(start for start in shown if start is not None)


def _bookable(zone: str, terms: Terms, now: int) -> Interval:
    "The starts that notice and horizon allow."
    return (
        now + terms.minimum_notice,
        _horizon(zone, terms.maximum_horizon_days, now))


@lru_cache(maxsize=128)
def _horizon(zone: str, days: int | None, now: int) -> int:
    "The end of the last local day that can be booked."
    if days is None:
        return FOREVER
    return day_start(zone, local_date(zone, now) + timedelta(days + 1))


# Mode arrival: a block (tanda) with a quota of places

def arrival_places(block: Block) -> list[Place]:
    """The places of an arrival block.

    The whole block is shared out in `quota` places of equal length, rounded
    down to whole minutes (what is left over closes the block); a quota above
    one place a minute is cut to that. Where part of the block is closed only
    the places wholly in the open part remain, with the turns they had.
    """
    return [
        _place(block, turn)
        for turn in _turns(block, [], (-FOREVER, FOREVER))]


def free_places(
        block: Block, busy: Iterable[Interval], terms: Terms, now: int
        ) -> list[Place]:
    """The places no busy range overlaps and that may still be booked: those
    whose nominal start keeps the notice and is not beyond the horizon, so a
    block under way offers the places to come. Duration and buffers play no
    part."""
    allowed = _bookable(block.zone, terms, now)
    return [
        _place(block, turn)
        for turn in _turns(block, normalise(busy), allowed)]


def next_place(
        block: Block, busy: Iterable[Interval], terms: Terms, now: int
        ) -> Place | None:
    return next(iter(free_places(block, busy, terms, now)), None)


def arrival_slots(
        blocks: Iterable[Block], busy: Iterable[Interval], terms: Terms,
        now: int) -> list[Slot]:
    "The next free place of each `arrival` block that has one."
    blocks = [block for block in blocks if block.mode == 'arrival']
    taken = normalise(busy) if blocks else []
    slots = []
    for block in blocks:
        turns = _turns(block, taken, _bookable(block.zone, terms, now))
        if turns:
            slots.append(_arrival_slot(block, turns))
    return slots


def _arrival_slot(block: Block, turns: Sequence[int]) -> Slot:
    turn, start, end = _place(block, turns[0])
    origin = block.origin
    return Slot(
        start, end, 'arrival', block.line, turn, len(turns),
        block.start, block.end, origin.room, origin.location)


def _turns(
        block: Block, taken: Sequence[Interval], allowed: Interval
        ) -> list[int]:
    "The turns of the places in the open part, not taken, that may be booked."
    count, length = _sharing(block)
    if not count:
        return []
    origin = block.whole[0]
    earliest, latest = allowed
    turns: list[int] = []
    for low, high in subtract(
            [(max(block.start, earliest), block.end)], taken):
        first = -((origin - low) // length) + 1
        last = min((high - origin) // length, count)
        turns += range(first, last + 1)
    return [turn for turn in turns if origin + (turn - 1) * length < latest]


def _place(block: Block, turn: int) -> Place:
    _, length = _sharing(block)
    end = block.whole[0] + turn * length
    return Place(turn, end - length, end)


def _sharing(block: Block) -> tuple[int, int]:
    "How many places the whole block has, and the seconds each one lasts."
    start, end = block.whole
    count = min(block.origin.quota or 0, (end - start) // MINUTE)
    if count <= 0:
        return 0, 0
    return count, (end - start) // count // MINUTE * MINUTE


# Both modes

def free_slots(
        lines: Collection[Line], changes: Collection[Change],
        holidays: Collection[date], busy: Collection[Interval], terms: Terms,
        date_from: date, date_to: date, zone: str, now: int,
        service: int | None = None) -> list[Slot]:
    """What is on offer and free from date_from to date_to, both included,
    sorted by start. Busy are the blocked ranges, in any order."""
    blocks = open_blocks(
        lines, changes, holidays, date_from, date_to, zone, service)
    slots = time_slots(blocks, busy, terms, now)
    slots += arrival_slots(blocks, busy, terms, now)
    slots.sort(key=BY_START)
    low, high = (
        bisect_left(slots, edge, key=BY_START)
        for edge in _days(zone, date_from, date_to))
    return slots[low:high]


def is_offered(
        lines: Collection[Line], changes: Collection[Change],
        holidays: Collection[date], terms: Terms, start: int, zone: str,
        now: int, service: int | None = None,
        busy: Collection[Interval] = ()) -> Slot | None:
    """The slot a wanted start stands for, or None if it is not on offer.

    In mode time the start must be the slot's own. Any start inside an arrival
    block stands for the block's next place, which the slot gives. Busy ranges
    are ignored unless given.
    """
    blocks = _blocks_at(lines, changes, holidays, start, zone, service)
    for slot in time_slots(blocks, busy, terms, now):
        if slot.start == start:
            return slot
    return next(iter(arrival_slots(blocks, busy, terms, now)), None)


def why_not(
        lines: Collection[Line], changes: Collection[Change],
        holidays: Collection[date], terms: Terms, start: int, zone: str,
        now: int, service: int | None = None,
        busy: Collection[Interval] = ()) -> Reason | None:
    """Why a start is not on offer; None if it is. An arrival block is past, or
    too near, when its last place is."""
    if is_offered(
            lines, changes, holidays, terms, start, zone, now, service, busy):
        return None
    blocks = _blocks_at(lines, changes, holidays, start, zone, service)
    return (_wrong_moment(blocks, terms, start, zone, now)
        or _wrong_place(blocks, terms, start))


def _blocks_at(
        lines: Collection[Line], changes: Collection[Change],
        holidays: Collection[date], start: int, zone: str,
        service: int | None) -> list[Block]:
    "The open blocks an instant lies in."
    day = local_date(zone, start)
    blocks = open_blocks(lines, changes, holidays, day, day, zone, service)
    return [block for block in blocks if block.start <= start < block.end]


def _wrong_moment(
        blocks: Iterable[Block], terms: Terms, start: int, zone: str,
        now: int) -> Reason | None:
    places = chain.from_iterable(
        arrival_places(block) for block in blocks if block.mode == 'arrival')
    start = max((place.start for place in places), default=start)
    earliest, latest = _bookable(zone, terms, now)
    if start < now:
        return 'past'
    if start < earliest:
        return 'notice'
    return 'horizon' if start >= latest else None


def _wrong_place(
        blocks: Collection[Block], terms: Terms, start: int) -> Reason:
    if any(block.mode == 'arrival' for block in blocks):
        has_places = any(map(arrival_places, blocks))
        return 'taken' if has_places else 'closed'
    fitting = [
        block for block in blocks if start + terms.duration <= block.end]
    if not fitting:
        return 'closed'
    on_grid = any(start in _grid(block, terms) for block in fitting)
    return 'taken' if on_grid else 'grid'


def nearest(slots: Iterable[Slot], wanted: int, n: int = 3) -> list[Slot]:
    "The n slots that start nearest to an instant, nearest first."
    return nsmallest(
        n, slots, key=lambda slot: (abs(slot.start - wanted), slot.start))
