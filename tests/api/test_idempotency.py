# SPDX-License-Identifier: GPL-3.0-or-later
"""A request that is sent twice books once."""
from concurrent.futures import ThreadPoolExecutor

import psycopg


def rows(settings, key: str) -> int:
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute(
            "SELECT count(*) FROM medical_idempotency WHERE key = %s", (key,)).fetchone()[0]


def test_same_key_and_body_replays(as_, world, settings):
    start = world.at(2, "09:00")
    first = as_("ana").book(world, start, key="replay-0001")
    again = as_("ana").book(world, start, key="replay-0001")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert rows(settings, "replay-0001") == 1


def test_same_meaning_in_another_spelling_replays(as_, world):
    start = world.at(2, "10:00")
    first = as_("ana").book(world, start, key="replay-0002")
    other = start[:-6]  # the same moment in UTC
    hour = int(other[11:13]) + 4
    again = as_("ana").book(world, f"{other[:11]}{hour:02}{other[13:]}Z", key="replay-0002")
    assert again.status_code == 201, again.text
    assert first.json()["id"] == again.json()["id"]


def test_same_key_with_another_body(as_, world):
    as_("ana").book(world, world.at(2, "11:00"), key="replay-0003")
    other = as_("ana").book(world, world.at(2, "12:00"), key="replay-0003")
    assert other.status_code == 422
    assert other.json()["type"].endswith("/idempotency-conflict")


def test_keys_of_different_people_do_not_meet(as_, world):
    first = as_("ana").book(world, world.at(2, "13:00"), key="replay-0004")
    other = as_("beto").book(world, world.at(2, "14:00"), key="replay-0004")
    assert first.status_code == other.status_code == 201
    assert first.json()["id"] != other.json()["id"]


def test_refused_booking_leaves_no_row(as_, world, settings):
    start = world.at(2, "15:00")
    as_("ana").book(world, start, key="replay-0005")
    assert as_("beto").book(world, start, key="replay-0006").status_code == 409
    assert rows(settings, "replay-0006") == 0


def test_parallel_replays_book_once(as_, world, settings):
    ana, start = as_("ana"), world.at(2, "16:00")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(
            lambda _: ana.book(world, start, key="replay-0007"), range(24)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["id"] for a in answers}) == 1
    assert rows(settings, "replay-0007") == 1


def test_parallel_other_bodies_are_refused(as_, world):
    ana = as_("ana")
    starts = [world.at(3, f"{hour:02}:00") for hour in range(8, 16)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(
            lambda start: ana.book(world, start, key="replay-0008"), starts))
    assert sorted(a.status_code for a in answers) == [201] + [422] * 7
