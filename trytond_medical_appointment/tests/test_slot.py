# SPDX-License-Identifier: GPL-3.0-or-later
"""Free hours against a slow oracle that walks the clock minute by minute."""
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from trytond_medical_appointment.slot import (
    Change,
    Line,
    Place,
    Slot,
    Terms,
    arrival_places,
    arrival_slots,
    day_start,
    epoch,
    free_places,
    free_slots,
    instant,
    intersect,
    is_offered,
    local_date,
    naive,
    nearest,
    next_place,
    normalise,
    open_blocks,
    overlapping,
    overlaps,
    subtract,
    time_slots,
    why_not,
)

MINUTE, HOUR, DAY = 60, 3600, 86400
SANTO_DOMINGO = 'America/Santo_Domingo'
MADRID = 'Europe/Madrid'
NEW_YORK = 'America/New_York'
ZONES = [
    SANTO_DOMINGO, NEW_YORK, MADRID, 'Australia/Lord_Howe',
    'Asia/Kathmandu', 'America/Havana', 'America/Santiago',
    'America/Asuncion']
DAYS = [  # when some of these zones change their clocks, and a plain day
    date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 9, 6),
    date(2026, 10, 4), date(2026, 10, 25), date(2026, 11, 1),
    date(2024, 3, 24), date(2024, 10, 6), date(2026, 11, 25)]
MONDAY = date(2026, 11, 23)
LONG_AGO = epoch(datetime(2020, 1, 1))
VISIT = Terms(duration=30 * MINUTE)

quick = settings(
    max_examples=100, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow])
thorough = settings(quick, max_examples=300)


# The oracle: everything is a set of minutes

@lru_cache(maxsize=256)
def clock(zone, day):
    "(instant, what the clock shows) for each minute a zone spends in a day."
    first = epoch(datetime.combine(day, time()))
    shown = (
        (at, datetime.fromtimestamp(at, ZoneInfo(zone)))
        for at in range(first - DAY, first + 2 * DAY, MINUTE))
    return [(at, now.time()) for at, now in shown if now.date() == day]


def opens(zone, day, line):
    "The minutes from the first showing of the start to that of the end."
    started = ended = False
    result = set()
    for at, now in clock(zone, day):
        started = started or now >= line.start
        ended = ended or time() < line.end <= now
        if started and not ended:
            result.add(at)
    return result


def hand(zone, day, line, step):
    "Where the line's grid falls, counting on the clock's first showings."
    offset = line.start.hour * 60 + line.start.minute
    seen, starts = set(), set()
    for at, now in clock(zone, day):
        minutes = now.hour * 60 + now.minute - offset
        if now not in seen and minutes >= 0 and minutes % step == 0:
            starts.add(at)
        seen.add(now)
    return starts


def minutes_of(start, end):
    return set(range(start, end, MINUTE))


def oracle(case):
    "The starts that must be on offer, by brute force."
    taken = set().union(*(minutes_of(*pair) for pair in case.busy))
    starts = set()
    for grid, opened in oracle_blocks(case):
        for start in grid & opened:
            end = start + case.terms.duration
            with_buffers = minutes_of(
                start - case.terms.buffer_before,
                end + case.terms.buffer_after)
            if (minutes_of(start, end) <= opened
                    and not with_buffers & taken
                    and in_time(case, start)):
                starts.add(start)
    return starts


def oracle_blocks(case):
    closed = set().union(*(
        minutes_of(change.start, change.end)
        for change in case.changes if change.kind != 'extra'))
    step = (case.terms.step or case.terms.duration) // MINUTE
    day = case.first
    while day <= case.last:
        for line in case.lines:
            if line.weekday == day.isoweekday() and day not in case.holidays:
                own = (line.step_seconds or step * MINUTE) // MINUTE
                yield (
                    hand(case.zone, day, line, own),
                    opens(case.zone, day, line) - closed)
        day += timedelta(1)
    for extra in case.changes:
        if extra.kind == 'extra':
            own = (extra.step_seconds or step * MINUTE)
            starts = set(range(extra.start, extra.end, own))
            yield (
                {at for at in starts
                    if case.first <= here(case.zone, at) <= case.last},
                minutes_of(extra.start, extra.end) - closed)


def here(zone, at):
    return datetime.fromtimestamp(at, ZoneInfo(zone)).date()


def in_time(case, start):
    if start < case.now + case.terms.minimum_notice:
        return False
    days = case.terms.maximum_horizon_days
    return days is None or (
        here(case.zone, start) - here(case.zone, case.now)).days <= days


# The cases

class Case(NamedTuple):
    zone: str
    first: date
    last: date
    lines: list[Line]
    changes: list[Change]
    holidays: set[date]
    busy: list[tuple[int, int]]
    terms: Terms
    now: int

    def slots(self, **changes):
        case = self._replace(**changes)
        return free_slots(
            case.lines, case.changes, case.holidays, case.busy, case.terms,
            case.first, case.last, case.zone, case.now)

    def offered(self, start, **changes):
        return is_offered(
            self.lines, self.changes, self.holidays, self.terms, start,
            self.zone, self.now, **changes)

    def why_not(self, start, **changes):
        return why_not(
            self.lines, self.changes, self.holidays, self.terms, start,
            self.zone, self.now, **changes)


def minutes(low, high, unit=1):
    return st.integers(low // unit, high // unit).map(
        lambda n: n * unit * MINUTE)


def steps(unit):
    return st.none() | minutes(unit, 75, unit)


@st.composite
def hours_of_a_day(draw, longest=8 * 60, unit=5):
    start = draw(minutes(0, 23 * 60, unit)) // MINUTE
    length = draw(minutes(unit, longest, unit)) // MINUTE
    end = min(start + length, 24 * 60)
    return time(start // 60, start % 60), time(end // 60 % 24, end % 60)


@st.composite
def lines_on(draw, days, unit):
    start, end = draw(hours_of_a_day(unit=unit))
    return Line(
        weekday=draw(st.sampled_from(days)).isoweekday(),
        start=start, end=end, step_seconds=draw(steps(unit)))


@st.composite
def intervals_in(draw, start, end, unit=1, longest=300):
    low = start + draw(minutes(0, (end - start) // MINUTE, unit))
    return low, low + draw(minutes(unit, longest, unit))


@st.composite
def changes_in(draw, start, end, unit):
    low, high = draw(intervals_in(start, end, unit))
    return Change(
        kind=draw(st.sampled_from(['absence', 'closure', 'extra'])),
        start=low, end=high, step_seconds=draw(steps(unit)))


def terms(unit, limits):
    return st.builds(
        Terms,
        duration=minutes(unit, 150, unit), step=steps(unit),
        buffer_before=minutes(0, 30, unit),
        buffer_after=minutes(0, 30, unit),
        minimum_notice=minutes(0, 300, unit) if limits else st.just(0),
        maximum_horizon_days=(
            st.none() | st.integers(0, 3) if limits else st.none()))


@st.composite
def cases(draw):
    "A few lines, changes and visits crowded around one day."
    zone = draw(st.sampled_from(ZONES))
    day = draw(st.sampled_from(DAYS))
    first = day - timedelta(draw(st.integers(0, 1)))
    last = day + timedelta(draw(st.integers(0, 1)))
    unit = draw(st.sampled_from([1, 5, 15, 30]))
    start = day_start(zone, day)
    around = start - 4 * HOUR, start + 28 * HOUR, unit
    limits = draw(st.booleans())
    return Case(
        zone, first, last,
        draw(st.lists(
                lines_on([day, day, first, last], unit),
                min_size=1, max_size=4)),
        draw(st.lists(changes_in(*around), max_size=3)),
        draw(st.sets(st.sampled_from([first, last]), max_size=1)),
        draw(st.lists(intervals_in(*around, longest=90), max_size=12)),
        draw(terms(unit, limits)),
        start + draw(minutes(-4 * 24 * 60, 24 * 60, unit))
        if limits else LONG_AGO)


# Mode time

@thorough
@given(cases())
def test_offers_exactly_what_the_oracle_offers(case):
    starts = [slot.start for slot in case.slots()]
    assert starts == sorted(oracle(case))


@quick
@given(cases())
def test_each_slot_tells_its_block(case):
    for slot in case.slots():
        assert slot.end - slot.start == case.terms.duration
        assert slot.block_start <= slot.start
        assert slot.end <= slot.block_end
        assert (slot.mode, slot.turn, slot.left) == ('time', None, None)


@quick
@given(cases(), st.data())
def test_a_booked_slot_is_no_longer_free(case, data):
    slots = case.slots()
    assume(slots)
    slot = data.draw(st.sampled_from(slots))
    after = case.slots(busy=[*case.busy, (slot.start, slot.end)])
    assert slot not in after
    assert {each.start for each in after} < {each.start for each in slots}


@quick
@given(cases(), st.data())
def test_is_offered_agrees_with_free_slots(case, data):
    slots = {slot.start: slot for slot in case.slots(busy=[])}
    low = day_start(case.zone, case.first)
    anywhere = minutes(0, 2 * 24 * 60).map(lambda seconds: low + seconds)
    start = data.draw(
        st.sampled_from(sorted(slots)) | anywhere if slots else anywhere)
    assume(case.first <= local_date(case.zone, start) <= case.last)
    assert case.offered(start) == slots.get(start)
    assert (case.why_not(start) is None) == (start in slots)


@quick
@given(cases())
def test_is_offered_can_count_the_busy(case):
    free = {slot.start for slot in case.slots()}
    for slot in case.slots(busy=[])[:20]:
        found = case.offered(slot.start, busy=case.busy)
        assert (found is not None) == (slot.start in free)
        assert case.why_not(slot.start, busy=case.busy) == (
            None if found else 'taken')


@quick
@given(cases(), st.randoms(use_true_random=False))
def test_busy_needs_no_order_and_may_be_empty(case, random):
    nothing = [(slot.start + MINUTE,) * 2 for slot in case.slots()]
    busy = case.busy + nothing
    random.shuffle(busy)
    assert case.slots(busy=busy) == case.slots()


def test_seconds_count():
    slots = on(
        SANTO_DOMINGO, MONDAY, time(8, 0, 15), time(8, 1),
        busy=[(at(time(8, 0, 50)), at(time(8, 0, 51)))],
        terms=Terms(duration=5, step=1, buffer_before=1, buffer_after=2))
    starts = [slot.start - at(time(8)) for slot in slots]
    assert starts == [*range(15, 44), *range(52, 56)]


def test_where_lines_overlap_the_first_offers():
    lines = [
        Line(weekday=1, start=time(8), end=time(10), room=1),
        Line(weekday=1, start=time(9), end=time(11), room=2)]
    slots = free_slots(
        lines, [], set(), [], Terms(duration=HOUR), MONDAY, MONDAY,
        SANTO_DOMINGO, LONG_AGO)
    assert [slot.room for slot in slots] == [1, 1, 2]


# Wall clock

def walls(slots, zone):
    return [
        datetime.fromtimestamp(slot.start, ZoneInfo(zone)).strftime('%H:%M%z')
        for slot in slots]


def on(zone, day, start, end, busy=(), terms=VISIT, **values):
    "The free slots of one line on one day."
    line = Line(weekday=day.isoweekday(), start=start, end=end, **values)
    return free_slots(
        [line], [], set(), busy, terms, day, day, zone, LONG_AGO)


def test_a_gap_hour_offers_nothing():
    slots = on(NEW_YORK, date(2026, 3, 8), time(1), time(4))
    assert walls(slots, NEW_YORK) == [
        '01:00-0500', '01:30-0500', '03:00-0400', '03:30-0400']


def test_a_line_inside_a_gap_is_empty():
    assert on(NEW_YORK, date(2026, 3, 8), time(2), time(3)) == []


def test_a_line_that_starts_in_a_gap_keeps_its_grid():
    slots = on(NEW_YORK, date(2026, 3, 8), time(2, 15), time(4))
    assert walls(slots, NEW_YORK) == ['03:15-0400']
    assert slots[0].block_start == instant(
        NEW_YORK, date(2026, 3, 8), time(3))


def test_a_repeated_hour_is_offered_once():
    slots = on(NEW_YORK, date(2026, 11, 1), time(0, 30), time(3))
    assert walls(slots, NEW_YORK) == [
        '00:30-0400', '01:00-0400', '01:30-0400', '02:00-0500', '02:30-0500']


def test_a_half_hour_change():
    zone = 'Australia/Lord_Howe'
    spring = on(zone, date(2026, 10, 4), time(1, 30), time(3))
    assert walls(spring, zone) == ['01:30+1030', '02:30+1100']
    autumn = on(zone, date(2026, 4, 5), time(1), time(2, 30))
    assert walls(autumn, zone) == ['01:00+1100', '01:30+1100', '02:00+1030']


def test_a_day_that_starts_at_one():
    zone, day = 'America/Havana', date(2026, 3, 8)
    assert day_start(zone, day) == epoch(datetime(2026, 3, 8, 5))
    assert walls(on(zone, day, time(0), time(2)), zone) == [
        '01:00-0400', '01:30-0400']


def test_a_last_hour_that_repeats_before_midnight():
    zone, day = 'America/Santiago', date(2026, 4, 4)
    slots = on(zone, day, time(22, 30), time())
    assert walls(slots, zone) == ['22:30-0300', '23:00-0300', '23:30-0300']
    assert slots[0].block_end == day_start(zone, date(2026, 4, 5))


def test_a_day_that_never_was():
    assert on('Pacific/Apia', date(2011, 12, 30), time(8), time(12)) == []


@pytest.mark.parametrize('zone', ZONES)
@pytest.mark.parametrize('day', DAYS)
def test_first_showing_of_each_minute(zone, day):
    seen = {}
    for at, now in clock(zone, day):
        seen.setdefault(now, at)
    later = min(clock(zone, day + timedelta(1)))[0]
    assert day_start(zone, day) == min(seen.values())
    for minute in reversed(range(24 * 60)):
        wall = time(minute // 60, minute % 60)
        later = seen.get(wall, later)
        assert instant(zone, day, wall) == later


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_epoch_and_naive(moment):
    assert epoch(moment) == int(moment.replace(
        tzinfo=UTC, microsecond=0).timestamp())
    assert naive(epoch(moment)) == moment.replace(microsecond=0)


def test_local_date():
    at = epoch(datetime(2026, 11, 25, 3))
    assert local_date(SANTO_DOMINGO, at) == date(2026, 11, 24)
    assert local_date('Asia/Kathmandu', at) == date(2026, 11, 25)


# Open hours

@pytest.mark.parametrize('weekday', range(1, 8))
def test_each_weekday(weekday):
    line = Line(weekday=weekday, start=time(8), end=time(9))
    slots = free_slots(
        [line], [], set(), [], VISIT, MONDAY, MONDAY + timedelta(13),
        SANTO_DOMINGO, LONG_AGO)
    assert [
        local_date(SANTO_DOMINGO, slot.start).isoweekday()
        for slot in slots] == [weekday] * 4


def open_days(line, first=MONDAY, weeks=8, service=None, holidays=()):
    blocks = open_blocks(
        [line], [], holidays, first, first + timedelta(weeks * 7 - 1),
        SANTO_DOMINGO, service)
    return [block.day for block in blocks]


@given(st.integers(1, 6), st.integers(0, 6), st.integers(1, 7))
def test_every_n_weeks_counts_iso_weeks(every, days, weekday):
    line = Line(
        weekday=weekday, start=time(8), end=time(9), every_n_weeks=every,
        anchor=MONDAY + timedelta(days))
    weeks = [
        (day - MONDAY).days // 7
        for day in open_days(line, MONDAY - timedelta(weeks=12), 24)]
    assert weeks == [week for week in range(-12, 12) if week % every == 0]


@pytest.mark.parametrize('week', range(3))
def test_every_n_weeks_counts_from_valid_from(week):
    start = MONDAY + timedelta(2, weeks=week)
    line = Line(
        weekday=4, start=time(8), end=time(9), every_n_weeks=3,
        valid_from=start)
    assert open_days(line, weeks=6) == [
        start + timedelta(1), start + timedelta(1, weeks=3)]


def test_blocks_are_sorted():
    blocks = blocks_of(
        Change(kind='extra', start=at(time(6)), end=at(time(7))),
        Change(kind='extra', start=at(time(5)), end=at(time(6))))
    assert hours(blocks) == [(5, 6), (6, 7), (8, 12)]


def test_validity_includes_both_ends():
    week = timedelta(weeks=1)
    line = Line(
        weekday=1, start=time(8), end=time(9),
        valid_from=MONDAY + week, valid_to=MONDAY + 3 * week)
    assert open_days(line) == [MONDAY + n * week for n in (1, 2, 3)]


@pytest.mark.parametrize('services, service, is_open', [
        (None, None, True), (None, 1, True), (frozenset(), 1, True),
        (frozenset({1, 2}), 1, True), (frozenset({2}), 1, False),
        (frozenset({2}), None, True)])
def test_services(services, service, is_open):
    line = Line(weekday=1, start=time(8), end=time(9), services=services)
    assert bool(open_days(line, service=service)) == is_open


def at(clock, day=MONDAY, zone=SANTO_DOMINGO):
    return instant(zone, day, clock)


def blocks_of(*changes, holidays=(), **values):
    line = Line(weekday=1, start=time(8), end=time(12), **values)
    return open_blocks(
        [line], changes, holidays, MONDAY, MONDAY, SANTO_DOMINGO)


def hours(blocks):
    return [
        tuple((edge - at(time())) // HOUR for edge in block[:2])
        for block in blocks]


def change(kind, start, end, **values):
    return Change(kind=kind, start=at(start), end=at(end), **values)


@pytest.mark.parametrize('kind', ['absence', 'closure'])
def test_closing_splits_a_block_and_keeps_its_grid(kind):
    blocks = blocks_of(
        change(kind, time(9), time(10)), step_seconds=40 * MINUTE)
    assert hours(blocks) == [(8, 9), (10, 12)]
    slots = time_slots(blocks, [], VISIT, LONG_AGO)
    assert walls(slots, SANTO_DOMINGO) == [
        '08:00-0400', '10:00-0400', '10:40-0400', '11:20-0400']


def test_a_holiday_closes_all_but_extra_hours():
    extra = change('extra', time(14), time(16), room=3)
    blocks = blocks_of(extra, holidays={MONDAY})
    assert hours(blocks) == [(14, 16)]
    assert (blocks[0].line, blocks[0].origin) == (None, extra)


def test_an_absence_closes_extra_hours_too():
    assert hours(blocks_of(
        change('extra', time(14), time(16)),
        change('absence', time(11), time(15)))) == [(8, 11), (15, 16)]


@pytest.mark.parametrize('where, left', [
        (None, []), (1, []), (2, [(8, 12)])])
def test_a_closure_may_be_of_one_location(where, left):
    closure = change('closure', time(7), time(13), location=where)
    assert hours(blocks_of(closure, location=1)) == left


def test_extra_hours_across_midnight_are_found_from_both_days():
    sunday = MONDAY - timedelta(1)
    extra = Change(
        kind='extra', start=at(time(22), sunday), end=at(time(2)))
    for day, count in [(sunday, 4), (MONDAY, 4)]:
        slots = free_slots(
            [], [extra], set(), [], VISIT, day, day, SANTO_DOMINGO, LONG_AGO)
        assert len(slots) == count
        assert {local_date(SANTO_DOMINGO, s.start) for s in slots} == {day}


def test_a_slot_tells_room_location_and_line():
    line = Line(
        weekday=1, start=time(8), end=time(9), room=5, location=7, id=9)
    slot = free_slots(
        [line], [], set(), [], VISIT, MONDAY, MONDAY, SANTO_DOMINGO,
        LONG_AGO)[0]
    assert slot == Slot(
        at(time(8)), at(time(8, 30)), 'time', line, None, None,
        at(time(8)), at(time(9)), 5, 7)


# Mode arrival

@st.composite
def tandas(draw):
    zone, day = draw(st.sampled_from(ZONES)), draw(st.sampled_from(DAYS))
    start, end = draw(hours_of_a_day(6 * 60))
    line = Line(
        weekday=day.isoweekday(), start=start, end=end, mode='arrival',
        quota=draw(st.integers(1, 40)))
    blocks = open_blocks([line], [], set(), day, day, zone)
    assume(blocks and blocks[0].start < blocks[0].end)
    return blocks[0]


@quick
@given(tandas())
def test_a_quota_gives_as_many_places_inside_the_block(block):
    places = arrival_places(block)
    length = (block.end - block.start) // MINUTE
    assert len(places) == min(block.origin.quota, length)
    assert [place.turn for place in places] == list(
        range(1, len(places) + 1))
    assert places[0].start == block.start
    assert places[-1].end <= block.end
    for place, following in zip(places, places[1:], strict=False):
        assert place.start < place.end == following.start
        assert (place.start - block.start) % MINUTE == 0


@quick
@given(tandas())
def test_booking_the_next_place_fills_the_block_in_turn(block):
    places, busy = arrival_places(block), []
    for place in places:
        slot, = arrival_slots([block], busy, VISIT, LONG_AGO)
        assert slot[:2] == place[1:]
        assert (slot.turn, slot.left) == (
            place.turn, len(places) - len(busy))
        assert next_place(block, busy, VISIT, LONG_AGO) == place
        busy.append((slot.start, slot.end))
    assert arrival_slots([block], busy, VISIT, LONG_AGO) == []
    assert next_place(block, busy, VISIT, LONG_AGO) is None


@quick
@given(tandas(), st.data())
def test_free_places_are_those_nothing_overlaps(block, data):
    edges = intervals_in(block.start - HOUR, block.end, longest=90)
    busy = data.draw(st.lists(edges, max_size=6))
    now = data.draw(st.integers(-90, 400)) * MINUTE + block.start
    notice = data.draw(minutes(0, 60))
    days = data.draw(st.none() | st.integers(0, 1))
    terms = Terms(
        duration=HOUR, buffer_after=HOUR, minimum_notice=notice,
        maximum_horizon_days=days)
    taken = set().union(*(minutes_of(*pair) for pair in busy))
    limit = here(block.zone, now) + timedelta(days or 0)
    assert free_places(block, busy, terms, now) == [
        place for place in arrival_places(block)
        if not minutes_of(place.start, place.end) & taken
        and place.start >= now + notice
        and (days is None or here(block.zone, place.start) <= limit)]


@quick
@given(tandas(), st.data())
def test_a_closed_part_keeps_the_turns_of_the_rest(block, data):
    closed = data.draw(intervals_in(block.start - HOUR, block.end))
    rest = [
        block._replace(start=start, end=end)
        for start, end in subtract([block[:2]], [closed])]
    left = [place for part in rest for place in arrival_places(part)]
    assert left == [
        place for place in arrival_places(block)
        if place.end <= closed[0] or place.start >= closed[1]]


def tanda(quota, *changes):
    return blocks_of(*changes, mode='arrival', quota=quota)


def test_places_are_rounded_down_to_minutes():
    block, = tanda(7)
    assert [
        (place.start - block.start) // MINUTE
        for place in arrival_places(block)] == [
            0, 34, 68, 102, 136, 170, 204]
    assert arrival_places(block)[-1] == Place(
        7, block.start + 204 * MINUTE, block.start + 238 * MINUTE)


@pytest.mark.parametrize('quota', [None, 0])
def test_no_quota_no_places(quota):
    assert arrival_places(tanda(quota)[0]) == []
    assert arrival_slots(tanda(quota), [], VISIT, LONG_AGO) == []


def test_a_quota_means_nothing_in_mode_time():
    assert arrival_slots(blocks_of(quota=4), [], VISIT, LONG_AGO) == []


def test_an_absence_offers_each_part_of_the_tanda():
    slots = arrival_slots(
        tanda(12, change('absence', time(9), time(10))), [], VISIT, LONG_AGO)
    assert [(slot.turn, slot.left) for slot in slots] == [(1, 3), (7, 6)]
    assert [slot.block_start for slot in slots] == [
        at(time(8)), at(time(10))]


def test_a_tanda_under_way_offers_its_future_places():
    slot, = arrival_slots(tanda(12), [], VISIT, at(time(9, 50)))
    assert (slot.turn, slot.left, slot.start) == (7, 6, at(time(10)))


def test_extra_hours_may_be_a_tanda():
    extra = change(
        'extra', time(14), time(16), mode='arrival', quota=4, room=2,
        location=6)
    slot = arrival_slots(blocks_of(extra), [], VISIT, LONG_AGO)[0]
    assert slot == Slot(
        at(time(14)), at(time(14, 30)), 'arrival', None, 1, 4,
        at(time(14)), at(time(16)), 2, 6)


def test_both_modes_come_sorted():
    lines = [
        Line(weekday=1, start=time(14), end=time(15)),
        Line(weekday=1, start=time(8), end=time(12), mode='arrival', quota=4),
        Line(weekday=1, start=time(7), end=time(8))]
    slots = free_slots(
        lines, [], set(), [], VISIT, MONDAY, MONDAY, SANTO_DOMINGO, LONG_AGO)
    assert [slot.mode for slot in slots] == [
        'time', 'time', 'arrival', 'time', 'time']
    assert slots == sorted(slots, key=lambda slot: slot.start)


# One start

DESK = Terms(
    duration=30 * MINUTE, minimum_notice=2 * HOUR, maximum_horizon_days=7)


def monday_case(now, **values):
    line = Line(weekday=1, start=time(8), end=time(12), **values)
    return Case(
        SANTO_DOMINGO, MONDAY, MONDAY, [line], [], set(), [], DESK, now)


@pytest.mark.parametrize('start, reason', [
        (at(time(6)), 'past'), (at(time(8)), 'past'),
        (at(time(9)), 'notice'), (at(time(10, 59)), 'notice'),
        (at(time(11)), None), (at(time(11, 30)), None),
        (at(time(11, 20)), 'grid'), (at(time(11, 31)), 'closed'),
        (at(time(12)), 'closed'),
        (at(time(11), MONDAY + timedelta(7)), None),
        (at(time(11), MONDAY + timedelta(14)), 'horizon')])
def test_why_not(start, reason):
    case = monday_case(now=at(time(9)))
    assert case.why_not(start) == reason
    assert (case.offered(start) is None) == (reason is not None)


def test_any_start_in_a_tanda_stands_for_its_next_place():
    case = monday_case(now=at(time(6, 30)), mode='arrival', quota=12)
    for start in (time(8), time(9, 7), time(11, 59)):
        assert case.offered(at(start)).turn == 3
        assert case.why_not(at(start)) is None
    assert case.offered(at(time(12))) is None
    busy = [(at(time(8, 40)), at(time(9)))]
    assert case.offered(at(time(8)), busy=busy).turn == 4


@pytest.mark.parametrize('now, busy, reason', [
        (at(time(9)), [], None),
        (at(time(10)), [], 'notice'),
        (at(time(11, 41)), [], 'past'),
        (at(time(9), MONDAY - timedelta(8)), [], 'horizon'),
        (at(time(7)), [(at(time(8)), at(time(12)))], 'taken')])
def test_why_not_a_tanda(now, busy, reason):
    case = monday_case(now=now, mode='arrival', quota=12)
    assert case.why_not(at(time(8)), busy=busy) == reason


def test_a_tanda_without_quota_is_closed():
    case = monday_case(now=at(time(5)), mode='arrival')
    assert case.why_not(at(time(8))) == 'closed'


def test_service_and_holiday_close():
    case = monday_case(now=at(time(5)), services=frozenset({1}))
    assert case.offered(at(time(8)), service=1)
    assert case.offered(at(time(8)), service=2) is None
    assert case.why_not(at(time(8)), service=2) == 'closed'
    assert case._replace(
        holidays={MONDAY}).why_not(at(time(8))) == 'closed'


def test_nearest():
    slots = on(SANTO_DOMINGO, MONDAY, time(8), time(12))
    found = nearest(slots, at(time(9, 30)))
    assert walls(found, SANTO_DOMINGO) == [
        '09:30-0400', '09:00-0400', '10:00-0400']
    assert nearest([], at(time(9))) == []
    assert len(nearest(slots, at(time(20)), n=99)) == 8


@pytest.mark.parametrize('values', [
        {'duration': 0}, {'duration': -60}, {'duration': 60, 'step': -60}])
def test_terms_need_a_duration(values):
    with pytest.raises(ValueError):
        Terms(**values)


# Intervals

pairs = st.lists(
    st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=5)


def points(intervals):
    return set().union(*(range(*pair) for pair in intervals))


def is_normal(intervals):
    edges = [edge for pair in intervals for edge in pair]
    return edges == sorted(set(edges))


@given(pairs)
def test_normalise(intervals):
    normal = normalise(intervals)
    assert points(normal) == points(intervals)
    assert is_normal(normal)
    assert normalise(normal) == normal


@given(pairs, pairs)
def test_subtract_and_intersect(a, b):
    a, b = normalise(a), normalise(b)
    assert points(subtract(a, b)) == points(a) - points(b)
    assert points(intersect(a, b)) == points(a) & points(b)
    assert normalise(subtract(a, b)) == subtract(a, b)
    assert normalise(intersect(a, b)) == intersect(a, b)


@given(pairs, st.integers(0, 15), st.integers(0, 15))
def test_overlapping(intervals, start, end):
    normal = normalise(intervals)
    shared = points(normal) & set(range(start, end))
    assert overlaps(normal, start, end) == bool(shared)
    if start < end:
        assert list(overlapping(normal, start, end)) == [
            pair for pair in normal if points([pair]) & shared]
