# SPDX-License-Identifier: GPL-3.0-or-later
"""The calling order, by properties and by examples."""
import datetime as dt
import unittest

from hypothesis import assume, given
from hypothesis import strategies as st

from trytond_medical_appointment.queue_rule import (
    CALLED,
    DONE,
    EXPECTED,
    IN_CONSULTATION,
    STAGES,
    WAITING,
    Entry,
    Move,
    Settings,
    calling_order,
    estimates,
    is_late,
    next_call,
    pace,
)

MINUTE = dt.timedelta(minutes=1)
NINE = dt.datetime(2026, 11, 23, 9)
NOW = NINE + 120 * MINUTE
HALF_HOUR = 30 * MINUTE


def at(minutes):
    "So many minutes after nine"
    return NINE + minutes * MINUTE


def waiting(id, start=60, arrived=50, **values):
    return Entry(
        id, WAITING, at(start), HALF_HOUR, arrived_at=at(arrived), **values)


def expected(id, start, **values):
    return Entry(id, EXPECTED, at(start), HALF_HOUR, **values)


def walk_in(id, arrived, **values):
    return waiting(id, start=arrived, arrived=arrived, scheduled=False,
        **values)


def attended(id, begin, end, **values):
    return Entry(
        id, DONE, at(begin), HALF_HOUR, arrived_at=at(begin - 10),
        called_at=at(begin), started_at=at(begin), ended_at=at(end), **values)


def inside(id, begin, **values):
    return Entry(
        id, IN_CONSULTATION, at(begin), HALF_HOUR, arrived_at=at(begin - 10),
        started_at=at(begin), **values)


def ids(places):
    return [place.id for place in places]


@st.composite
def entry(draw, id):
    stage = draw(st.sampled_from(STAGES))
    scheduled = draw(st.booleans())
    start = draw(st.integers(-60, 300))
    arrived = None
    if stage not in {EXPECTED, 'no_show'}:
        arrived = draw(st.integers(-90, 120))
    elif not scheduled:
        scheduled = True
    called = started = ended = None
    if stage in {CALLED, IN_CONSULTATION, DONE}:
        called = at(draw(st.integers(arrived, 120)))
    if stage in {IN_CONSULTATION, DONE}:
        started = called
    if stage == DONE:
        ended = min(NOW, started + draw(st.integers(1, 60)) * MINUTE)
    return Entry(
        id, stage, at(start), draw(st.sampled_from([15, 30, 45])) * MINUTE,
        mode=draw(st.sampled_from(['time', 'arrival'])), scheduled=scheduled,
        priority=draw(st.sampled_from(
                ['routine', 'routine', 'urgent', 'emergency'])),
        group=draw(st.booleans()), extra=draw(st.booleans()),
        arrived_at=None if arrived is None else at(arrived),
        called_at=called, started_at=started, ended_at=ended)


@st.composite
def days(draw, most=12):
    count = draw(st.integers(0, most))
    return [draw(entry(id)) for id in range(1, count + 1)]


all_settings = st.builds(
    Settings,
    grace=st.integers(0, 60).map(lambda m: m * MINUTE),
    longest_wait=st.none() | st.integers(1, 240).map(lambda m: m * MINUTE),
    priority_groups=st.booleans(),
    pace_visits=st.integers(1, 5))


@st.composite
def jumps(draw, entries):
    if len(entries) < 2:
        return []
    known = st.sampled_from([e.id for e in entries])
    return draw(st.lists(st.builds(
                Move, known, known, st.booleans()), max_size=6))


class OrderTestCase(unittest.TestCase):
    "Whatever the day is like"

    @given(days(), all_settings, st.data())
    def test_everybody_who_waits_once(self, entries, settings, data):
        moves = data.draw(jumps(entries))
        order = calling_order(entries, NOW, settings, moves)
        self.assertEqual(
            sorted(ids(order)),
            [e.id for e in entries if e.stage == WAITING])

    @given(days(), all_settings)
    def test_no_walk_in_before_a_booked_patient_on_time(
            self, entries, settings):
        by_id = {e.id: e for e in entries}
        seen_walk_in = False
        for place in calling_order(entries, NOW, settings):
            one = by_id[place.id]
            if place.reason in {'emergency', 'waited'}:
                continue
            if not one.scheduled:
                seen_walk_in = True
            elif not is_late(one, settings):
                self.assertFalse(seen_walk_in)

    @given(days(), all_settings)
    def test_no_walk_in_is_called_while_a_booked_patient_waits(
            self, entries, settings):
        by_id = {e.id: e for e in entries}
        booked = any(
            e.scheduled for e in entries
            if e.stage == WAITING and e.priority != 'emergency'
            and not self.waited(e, settings))
        for place in calling_order(entries, NOW, settings):
            if booked and place.reason in {'walk_in', 'priority_group'}:
                self.assertFalse(place.may_call, by_id[place.id])

    @given(days(), all_settings)
    def test_no_walk_in_is_called_without_room(self, entries, settings):
        by_id = {e.id: e for e in entries}
        hours = [
            e.start for e in entries
            if e.stage == EXPECTED and e.mode == 'time' and e.start > NOW]
        for place in calling_order(entries, NOW, settings):
            if place.may_call and place.reason in {
                    'walk_in', 'priority_group'}:
                for hour in hours:
                    self.assertLessEqual(
                        NOW + by_id[place.id].length, hour)

    @given(days(), all_settings, st.data())
    def test_emergencies_first(self, entries, settings, data):
        by_id = {e.id: e for e in entries}
        moves = data.draw(jumps(entries))
        order = calling_order(entries, NOW, settings, moves)
        urgent = [by_id[p.id].priority == 'emergency' for p in order]
        self.assertEqual(urgent, sorted(urgent, reverse=True))

    @given(days(), all_settings)
    def test_emergencies_by_arrival(self, entries, settings):
        by_id = {e.id: e for e in entries}
        found = [
            by_id[p.id].arrived_at
            for p in calling_order(entries, NOW, settings)
            if p.reason == 'emergency']
        self.assertEqual(found, sorted(found))

    @given(days(), all_settings, st.data())
    def test_the_same_whatever_the_order_they_are_read_in(
            self, entries, settings, data):
        moves = data.draw(jumps(entries))
        mixed = data.draw(st.permutations(entries))
        self.assertEqual(
            calling_order(entries, NOW, settings, moves),
            calling_order(mixed, NOW, settings, moves))

    @given(days(), all_settings)
    def test_stable_for_equals(self, entries, settings):
        "Of two who differ in nothing, the one who was written down first"
        order = ids(calling_order([
                    same for e in entries
                    for same in (e, e._replace(id=e.id + 100))],
                NOW, settings))
        for first in order:
            if first < 100:
                self.assertLess(
                    order.index(first), order.index(first + 100))

    @given(days(), all_settings)
    def test_nobody_starves(self, entries, settings):
        """Who has waited beyond the limit is behind emergencies and those
        who wait longer, and nobody else"""
        assume(settings.longest_wait)
        by_id = {e.id: e for e in entries}
        order = [by_id[i] for i in ids(
                calling_order(entries, NOW, settings))]
        for index, one in enumerate(order):
            if self.waited(one, settings):
                for before in order[:index]:
                    self.assertTrue(
                        before.priority == 'emergency'
                        or before.arrived_at <= one.arrived_at)

    @given(days(), all_settings)
    def test_who_waited_too_long_may_be_called(self, entries, settings):
        by_id = {e.id: e for e in entries}
        for place in calling_order(entries, NOW, settings):
            if self.waited(by_id[place.id], settings):
                self.assertTrue(place.may_call)

    @staticmethod
    def waited(entry, settings):
        return bool(
            settings.longest_wait and entry.arrived_at
            and NOW - entry.arrived_at >= settings.longest_wait)

    @given(days(), all_settings)
    def test_booked_patients_in_their_order(self, entries, settings):
        by_id = {e.id: e for e in entries}
        for mode, key in (
                ('time', lambda e: e.start),
                ('arrival', lambda e: e.arrived_at)):
            found = [
                key(by_id[p.id])
                for p in calling_order(entries, NOW, settings)
                if p.reason == 'scheduled' and by_id[p.id].mode == mode]
            self.assertEqual(found, sorted(found))

    @given(days(), all_settings)
    def test_late_ones_after_those_on_time(self, entries, settings):
        reasons = [
            p.reason for p in calling_order(entries, NOW, settings)
            if p.reason in {'scheduled', 'late'}]
        self.assertEqual(reasons, sorted(reasons, reverse=True))

    @given(days(), all_settings)
    def test_priority_groups_before_other_walk_ins(self, entries, settings):
        by_id = {e.id: e for e in entries}
        groups = [
            by_id[p.id].group for p in calling_order(entries, NOW, settings)
            if p.reason in {'priority_group', 'walk_in'}]
        if settings.priority_groups:
            self.assertEqual(groups, sorted(groups, reverse=True))

    @given(days(), all_settings)
    def test_without_the_clinics_rule_groups_are_nothing(
            self, entries, settings):
        settings = settings._replace(priority_groups=False)
        self.assertEqual(
            calling_order(entries, NOW, settings),
            calling_order(
                [e._replace(group=False) for e in entries], NOW, settings))

    @given(days(), all_settings, st.data())
    def test_every_jump_has_a_reason(self, entries, settings, data):
        "Without moves nobody is out of the rule's order"
        moves = data.draw(jumps(entries))
        moved = {m.entry for m in moves}
        plain = [
            i for i in ids(calling_order(entries, NOW, settings))
            if i not in moved]
        order = calling_order(entries, NOW, settings, moves)
        self.assertEqual(plain, [i for i in ids(order) if i not in moved])
        for place in order:
            if place.reason == 'moved':
                self.assertIn(place.id, moved)

    @given(days(), all_settings, st.data(), st.booleans())
    def test_a_jump_lands_where_it_was_said(
            self, entries, settings, data, after):
        entries += [walk_in(101, 20), waiting(102, 90), waiting(103, 30)]
        order = [
            p.id for p in calling_order(entries, NOW, settings)
            if p.reason != 'emergency']
        one, anchor = data.draw(st.permutations(order))[:2]
        moved = ids(calling_order(
                entries, NOW, settings, [Move(one, anchor, after)]))
        self.assertEqual(
            moved.index(one), moved.index(anchor) + (1 if after else -1))

    @given(days(), all_settings)
    def test_next_is_the_first_who_may_be_called(self, entries, settings):
        order = calling_order(entries, NOW, settings)
        first = next_call(order)
        self.assertEqual(
            first, order[0].id if order and order[0].may_call else None)


class ExampleTestCase(unittest.TestCase):

    def order(self, *entries, moves=(), **settings):
        return [
            (p.id, p.reason) for p in calling_order(
                entries, NOW, Settings(**settings), moves)]

    def test_all_reasons(self):
        self.assertEqual(self.order(
                walk_in(1, 30), walk_in(2, 40, group=True),
                waiting(3, start=60, arrived=76), waiting(4, start=90),
                waiting(5, start=60, arrived=75), walk_in(6, -1),
                walk_in(7, 100, priority='emergency'),
                waiting(8, start=120, mode='arrival', arrived=45)),
            [(7, 'emergency'), (6, 'waited'), (8, 'scheduled'),
                (5, 'scheduled'), (4, 'scheduled'), (3, 'late'),
                (2, 'priority_group'), (1, 'walk_in')])

    def test_grace_ends_at_the_minute(self):
        for arrived, reason in ((75, 'scheduled'), (76, 'late')):
            self.assertEqual(
                self.order(waiting(1, start=60, arrived=arrived)),
                [(1, reason)])

    def test_tanda_knows_no_late(self):
        self.assertEqual(
            self.order(
                waiting(1, start=0, arrived=110, mode='arrival'),
                waiting(2, start=60, arrived=100, mode='arrival')),
            [(2, 'scheduled'), (1, 'scheduled')])

    def test_extra_place_after_the_regular_one_of_the_hour(self):
        self.assertEqual(
            self.order(waiting(1, extra=True, arrived=40), waiting(2)),
            [(2, 'scheduled'), (1, 'scheduled')])

    def test_a_walk_in_waits_for_room(self):
        def may(*entries):
            return calling_order(
                [walk_in(1, 100), *entries], NOW, Settings())[0].may_call
        self.assertTrue(may())
        self.assertTrue(may(expected(2, 150)))
        self.assertFalse(may(expected(2, 149)))
        self.assertTrue(may(expected(2, 149, mode='arrival')))
        self.assertTrue(may(expected(2, 110)))

    def test_nobody_is_next_while_walk_ins_must_wait(self):
        order = calling_order(
            [walk_in(1, 100), expected(2, 149)], NOW, Settings())
        self.assertEqual(ids(order), [1])
        self.assertIsNone(next_call(order))
        self.assertIsNone(next_call([]))

    def test_a_walk_in_waits_for_who_booked(self):
        for booked in (waiting(2), waiting(2, arrived=80)):
            first, second = calling_order(
                [walk_in(1, 40), booked], NOW, Settings())
            self.assertEqual((first.id, first.may_call), (2, True))
            self.assertEqual((second.id, second.may_call), (1, False))

    def test_twins_in_the_order_they_were_written_down(self):
        twins = [walk_in(2, 40), walk_in(1, 40)]
        for entries in (twins, twins[::-1]):
            self.assertEqual(
                ids(calling_order(entries, NOW, Settings())), [1, 2])

    def test_a_moved_walk_in_may_be_called(self):
        place, = calling_order(
            [walk_in(1, 100), waiting(2)], NOW, Settings(),
            [Move(1, 2)])[:1]
        self.assertEqual(place, (1, 'moved', True))

    def test_a_move_holds_when_the_other_has_gone_in(self):
        gone = inside(2, 60)
        self.assertEqual(
            self.order(waiting(1, start=100), gone, waiting(3, start=80),
                moves=[Move(1, 2)]),
            [(1, 'moved'), (3, 'scheduled')])

    def test_a_moved_emergency_is_still_one(self):
        self.assertEqual(
            self.order(
                walk_in(1, 90, priority='emergency'),
                walk_in(2, 80, priority='emergency'), moves=[Move(1, 2)]),
            [(1, 'emergency'), (2, 'emergency')])

    def test_who_has_gone_in_is_measured_by_the_wait_there_was(self):
        "Put behind somebody who now is in for long, not to the front"
        gone = attended(2, -60, 0)._replace(start=at(90))
        self.assertEqual(
            self.order(waiting(1, 100), waiting(3, 80), gone,
                moves=[Move(1, 2, True)]),
            [(3, 'scheduled'), (1, 'moved')])

    def test_later_moves_win(self):
        entries = [waiting(1, 60), waiting(2, 70), waiting(3, 80)]
        self.assertEqual(
            self.order(*entries, moves=[Move(3, 1), Move(1, 3)]),
            [(1, 'moved'), (3, 'moved'), (2, 'scheduled')])


class EstimateTestCase(unittest.TestCase):

    def told(self, *entries, now=NOW, late=0, opens=None, **settings):
        found = estimates(
            entries, now, Settings(**settings), late * MINUTE,
            at(opens) if opens is not None else None)
        return {
            id: int((moment - NINE) / MINUTE) for id, moment in found.items()}

    def test_one_after_another(self):
        self.assertEqual(
            self.told(waiting(1, 90), waiting(2, 120), expected(3, 150)),
            {1: 120, 2: 150, 3: 180})

    def test_behind_who_is_inside(self):
        self.assertEqual(
            self.told(inside(1, 110), waiting(2, 120)), {2: 140})

    def test_who_is_inside_too_long_is_about_to_leave(self):
        self.assertEqual(
            self.told(inside(1, 60), waiting(2, 120)), {2: 120})

    def test_who_is_to_come_is_not_told_an_earlier_hour(self):
        self.assertEqual(self.told(expected(1, 200)), {1: 200})

    def test_who_is_there_goes_before_who_should_be(self):
        self.assertEqual(
            self.told(expected(1, 110), waiting(2, 115), waiting(3, 130)),
            {2: 120, 1: 150, 3: 180})

    def test_a_walk_in_goes_into_the_gap_that_is_long_enough(self):
        self.assertEqual(
            self.told(walk_in(1, 100), expected(2, 140), expected(3, 170),
                expected(4, 240)),
            {2: 140, 3: 170, 1: 200, 4: 240})

    def test_the_pace_of_the_day(self):
        "Three visits of an hour: the rest will take as long"
        day = [attended(n, -180 + n * 60, -120 + n * 60) for n in (1, 2, 3)]
        self.assertEqual(pace(day, Settings()), dt.timedelta(hours=1))
        self.assertEqual(
            self.told(*day, waiting(7, 90), waiting(8, 120)),
            {7: 120, 8: 180})

    def test_no_pace_before_enough_visits(self):
        day = [attended(n, -180 + n * 60, -120 + n * 60) for n in (1, 2)]
        self.assertIsNone(pace(day, Settings()))
        self.assertEqual(
            self.told(*day, waiting(7, 90), waiting(8, 120)),
            {7: 120, 8: 150})

    def test_the_pace_is_the_median(self):
        "One visit that took all morning says little"
        day = [
            attended(1, -200, -180), attended(2, -180, -160),
            attended(3, -160, 100)]
        self.assertEqual(pace(day, Settings()), 20 * MINUTE)

    def test_hours_that_have_not_begun(self):
        self.assertEqual(
            self.told(waiting(1, 180, arrived=100, mode='arrival'), opens=180),
            {1: 180})
        self.assertEqual(
            self.told(waiting(1, 180, arrived=100, mode='arrival'), opens=180,
                late=30), {1: 210})

    def test_behind_who_was_called(self):
        called = waiting(1)._replace(stage=CALLED, called_at=at(119))
        self.assertEqual(self.told(called, waiting(2, 90)), {2: 150})

    def test_a_walk_in_fits_to_the_minute(self):
        self.assertEqual(
            self.told(walk_in(1, 100), expected(2, 150)), {1: 120, 2: 150})

    def test_late_hours_begin_late_for_walk_ins_too(self):
        self.assertEqual(
            self.told(walk_in(1, 100), opens=180, late=30), {1: 210})

    def test_late_moves_those_to_come(self):
        self.assertEqual(
            self.told(waiting(1, 120), expected(2, 150), expected(3, 240),
                late=30), {1: 150, 2: 180, 3: 270})

    @given(days(8), all_settings, st.integers(0, 240), st.integers(0, 240))
    def test_more_delay_is_never_sooner(self, entries, settings, one, other):
        "For those who are to come, who can only be told by it"
        less, more = sorted((one, other))
        coming = [e for e in entries if e.stage == EXPECTED]
        sooner, later = (
            estimates(coming, NOW, settings, minutes * MINUTE)
            for minutes in (less, more))
        for id in sooner:
            self.assertLessEqual(sooner[id], later[id])

    @given(days(), all_settings, st.integers(0, 240), st.data())
    def test_everybody_who_waits_or_comes_is_told(
            self, entries, settings, late, data):
        moves = data.draw(jumps(entries))
        found = estimates(
            entries, NOW, settings, late * MINUTE, moves=moves)
        self.assertEqual(set(found), {
                e.id for e in entries if e.stage in {WAITING, EXPECTED}})
        for entry in entries:
            if entry.id in found:
                self.assertGreaterEqual(found[entry.id], NOW)
            if entry.stage == EXPECTED:
                self.assertGreaterEqual(
                    found[entry.id],
                    max(NOW, entry.start + late * MINUTE))

    @given(days(), all_settings)
    def test_nobody_is_told_the_same_moment(self, entries, settings):
        found = sorted(estimates(entries, NOW, settings).values())
        self.assertEqual(len(found), len(set(found)))
