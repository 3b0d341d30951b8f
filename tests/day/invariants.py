# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be true of the clinic at any moment of the day."""
from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import psycopg

Entry = dict[str, Any]
GRACE = dt.timedelta(minutes=15)
LONGEST_WAIT = dt.timedelta(minutes=120)
STAGES = {
    "booked": {"expected"}, "arrived": {"waiting", "called"}, "in_progress": {"in_consultation"},
    "fulfilled": {"done"}, "noshow": {"no_show"}}


def check(queue: dict[str, Any], known: set[int], screen: dict[str, Any]) -> None:
    now = at(queue["now"])
    entries = [e for column in queue["practitioners"] for e in column["entries"]]
    assert Counter(e["id"] for e in entries) == Counter(known), "everybody once"
    for entry in entries:
        check_steps(entry, now)
    for column in queue["practitioners"]:
        order = waiting(column)
        check_places(column, order)
        check_order(order, now)
        check_calls(column, order, now)
        check_estimates(column, now)
        check_screen(column, order, screen)


def at(text: str | None) -> dt.datetime:
    assert text
    return dt.datetime.fromisoformat(text)


def waiting(column: dict[str, Any]) -> list[Entry]:
    found = [e for e in column["entries"] if e["stage"] == "waiting"]
    return sorted(found, key=lambda e: e["position"])


def check_steps(entry: Entry, now: dt.datetime) -> None:
    """The state follows the steps, and the steps follow each other."""
    assert entry["stage"] in STAGES[entry["state"]], entry
    steps = [
        at(entry[name]) for name in ("arrived_at", "called_at", "started_at", "ended_at")
        if entry[name]]
    assert steps == sorted(steps), entry
    assert all(step <= now for step in steps), entry
    assert bool(entry["arrived_at"]) == (entry["state"] not in {"booked", "noshow"}), entry
    assert bool(entry["called_at"]) or entry["stage"] != "called", entry
    assert bool(entry["ended_at"]) == (entry["stage"] == "done"), entry


def check_places(column: dict[str, Any], order: list[Entry]) -> None:
    assert [e["position"] for e in order] == list(range(1, len(order) + 1))
    for entry in column["entries"]:
        assert (entry["reason"] is not None) == (entry["stage"] == "waiting"), entry
        assert entry["stage"] == "waiting" or entry["position"] is None, entry
    inside = [e for e in column["entries"] if e["stage"] == "in_consultation"]
    assert len(inside) <= 1, "one patient inside at a time"


def check_order(order: list[Entry], now: dt.datetime) -> None:
    """As the rule is told to people; written anew, not taken from the code.

    Who was moved stands where somebody said, and is left out.
    """
    plain = [e for e in order if e["reason"]["code"] != "moved"]
    assert plain == sorted(plain, key=lambda e: rank(e, now)), [
        (e["reason"]["code"], e["start"], e["arrived_at"]) for e in plain]
    for entry in order:
        if entry["reason"]["code"] in {"moved", "emergency"}:
            assert entry["reason"]["note"], "every jump has a reason"
    urgent = [e["priority"] == "emergency" for e in order]
    assert urgent == sorted(urgent, reverse=True), "emergencies first"
    seen_walk_in = False
    for entry in plain:
        if entry["reason"]["code"] in {"walk_in", "priority_group"}:
            seen_walk_in = True
        elif entry["reason"]["code"] == "scheduled":
            assert not seen_walk_in, "no walk-in before a booked patient on time"


def rank(entry: Entry, now: dt.datetime) -> tuple[Any, ...]:
    arrived, start = at(entry["arrived_at"]), at(entry["start"])
    booked = entry["origin"] != "walk_in"
    by_clock = booked and entry["mode"] == "time"
    if entry["priority"] == "emergency":
        return (0, arrived, entry["id"])
    if now - arrived >= LONGEST_WAIT:
        return (1, arrived, entry["id"])
    if by_clock and arrived > start + GRACE:
        return (3, arrived, entry["id"])
    if booked:
        return (2, start if by_clock else arrived, arrived, entry["id"])
    return (4 if entry["groups"] else 5, arrived, entry["id"])


def check_calls(column: dict[str, Any], order: list[Entry], now: dt.datetime) -> None:
    """Who would be called next, and that walk-ins wait for room."""
    first = order[0]["id"] if order and order[0]["may_call"] else None
    assert column["next"] == first
    booked = any(e["reason"]["code"] in {"scheduled", "late"} for e in order)
    hours = [
        at(e["start"]) for e in column["entries"]
        if e["stage"] == "expected" and e["mode"] == "time" and at(e["start"]) > now]
    for entry in order:
        if entry["reason"]["code"] in {"walk_in", "priority_group"}:
            fits = not hours or now + dt.timedelta(minutes=30) <= min(hours)
            assert entry["may_call"] == (fits and not booked)


def check_estimates(column: dict[str, Any], now: dt.datetime) -> None:
    late = dt.timedelta(minutes=column["late"])
    for entry in column["entries"]:
        told = entry["stage"] in {"expected", "waiting"}
        assert (entry["estimate"] is not None) == told, entry
        if told:
            assert at(entry["estimate"]) >= now.replace(microsecond=0)
        if entry["stage"] == "expected":
            assert at(entry["estimate"]) >= at(entry["start"]) + late


def check_screen(column: dict[str, Any], order: list[Entry], screen: dict[str, Any]) -> None:
    """The screen says the same by turns and initials, and no name."""
    shown = next(c for c in screen["practitioners"] if c["id"] == column["id"])
    assert shown["waiting"] == [e["label"] for e in order]
    assert shown["late"] == column["late"]
    assert {c["label"] for c in shown["called"]} == {
        e["label"] for e in column["entries"] if e["stage"] == "called"}
    assert not any("Persona" in label for label in shown["waiting"])


def check_rows(database_url: str) -> None:
    """What PostgreSQL holds: no double booking, turns without gaps or doubles."""
    with psycopg.connect(database_url) as connection:
        assert connection.execute("""
            SELECT count(*) FROM medical_appointment a JOIN medical_appointment b
            ON a.id < b.id AND a.practitioner = b.practitioner
                AND tsrange(a.blocked_start, a.blocked_end)
                    && tsrange(b.blocked_start, b.blocked_end)
            WHERE a.state NOT IN ('cancelled', 'noshow') AND NOT a.queue_only
                AND b.state NOT IN ('cancelled', 'noshow') AND NOT b.queue_only
            """).fetchone() == (0,)
        turns = [turn for turn, in connection.execute(
            "SELECT turn FROM medical_appointment WHERE mode = 'arrival' ORDER BY turn")]
        assert turns == list(range(1, len(turns) + 1))
        assert connection.execute(
            "SELECT count(*) FROM medical_queue_move WHERE coalesce(reason, '') = ''"
            ).fetchone() == (0,)
