# SPDX-License-Identifier: GPL-3.0-or-later
"""Fifty people want a place in a tanda of twenty: twenty get one, in turn."""
from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg
import pytest

from tests.races.test_races import CONTENDERS, Crowd, overlaps, person, report
from tests.world import World, build

PLACES, EXTRA = 20, 2


@pytest.fixture(scope="module")
def world(settings) -> World:
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    world = build(settings.database_name)
    widen(settings, world)
    return world


def widen(settings, world: World) -> None:
    """Rosa's mornings take twenty, and two sobreturnos."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, 0) as transaction:
        Line = Pool().get("medical.schedule.line")
        lines = Line.search([("schedule.practitioner", "=", world.rosa)])
        Line.write(lines, {"quota": PLACES, "overbook_quota": EXTRA})
        transaction.commit()


@pytest.fixture(scope="module")
def crowd(live_server, world):
    crowd = Crowd(live_server(workers=2, RATE_LIMITS="0", THREADS="16"), world)
    yield crowd
    crowd.close()


def body(world: World, start: str, number: int, **values: Any) -> dict[str, Any]:
    return {
        "service": world.general, "practitioner": world.rosa, "start": start,
        "person": person(number), **values}


def turns(settings, world: World, start: str) -> list[int]:
    """The turns of a local day, as they are stored."""
    with psycopg.connect(settings.database_url) as connection:
        return [turn for turn, in connection.execute(
            "SELECT turn FROM medical_appointment WHERE practitioner = %s AND state = 'booked'"
            " AND (start AT TIME ZONE 'UTC')::date = %s::timestamptz::date"
            " AND NOT overbooked ORDER BY turn", (world.rosa, start))]


@pytest.mark.parametrize("day", [2, 3, 4])
def test_fifty_for_twenty_places(crowd, world, settings, day):
    start = world.at(day, "08:00")
    answers = crowd.race([body(world, start, n) for n in range(CONTENDERS)])
    report("a tanda of twenty", answers)
    assert Counter(a.status for a in answers) == {201: PLACES, 409: CONTENDERS - PLACES}
    assert {a.code for a in answers if a.status == 409} == {"slot-taken"}
    assert turns(settings, world, start) == list(range(1, PLACES + 1))
    assert overlaps(settings, "practitioner") == 0


def test_a_place_that_comes_free_is_the_next_turn(crowd, world, settings):
    """What is given back in the middle is given again, once."""
    start = world.at(5, "08:00")
    crowd.race([body(world, start, n) for n in range(CONTENDERS)])
    with psycopg.connect(settings.database_url) as connection:
        seventh, sequence = connection.execute(
            "SELECT id, sequence FROM medical_appointment WHERE practitioner = %s AND turn = 7"
            " AND state = 'booked' AND start > %s AND start < %s",
            (world.rosa, world.at(5, "00:00"), world.at(6, "00:00"))).fetchone()
    crowd.desk.post(
        f"/appointments/{seventh}/cancel", headers={"If-Match": f'"{sequence}"'}
        ).raise_for_status()
    answers = crowd.race([body(world, start, n) for n in range(100, 100 + CONTENDERS)])
    assert Counter(a.status for a in answers)[201] == 1
    assert turns(settings, world, start) == list(range(1, PLACES + 1))


def test_sobreturnos_of_a_tanda_have_their_quota(crowd, world, settings):
    """Ten desks squeeze somebody in at once: two get through."""
    start = world.at(6, "08:00")
    desks = [crowd._signed_in("recepcion") for _ in range(10)]
    values = {"service": world.general, "practitioner": world.rosa, "start": start}
    patients = [
        made.json()["id"] for n in range(len(desks))
        for made in [crowd.desk.post("/patients", json={"name": f"Extra{n}", "surname": "Mota"})]]
    answers = crowd.race([
        {**values, "patient": patient, "overbook_reason": "Dolor"} for patient in patients], desks)
    for desk in desks:
        desk.close()
    assert Counter((a.status, a.code) for a in answers) == {
        (201, ""): EXTRA, (409, "overbooking-refused"): len(desks) - EXTRA}
