# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty people at once: each answer holds only the caller's data."""
import random
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from api_adapter.tokens import Tokens
from tests.callers import Caller
from tests.world import build

REQUESTS, THREADS, PEOPLE = 400, 16, 20
# What a server is started with that lost the person in the cache key of its record rules
WITHOUT_KEY = """
from trytond_medical_appointment.ir import Rule
del Rule._get_cache_key
"""


@pytest.fixture(scope="module")
def world(client, settings):
    return build(settings.database_name, patients=PEOPLE)


@pytest.fixture(scope="module")
def sessions(settings, world):
    """Opened in the database: twenty password hashes would only take time."""
    with psycopg.connect(settings.database_url) as connection:
        return [connection.execute(
            "INSERT INTO medical_portal_session (kind, web_user, expires_at)"
            " VALUES ('patient', %s, now() + interval '1 day') RETURNING id",
            (world.accounts[f"p{n}"],)).fetchone()[0] for n in range(PEOPLE)]


@pytest.fixture(scope="module")
def people(client, app, sessions):
    return [Caller(client, app.state.tokens.make(session, "patient", 600)) for session in sessions]


@pytest.fixture(scope="module")
def booked(world, people):
    """Each person's appointment."""
    times = [f"{hour:02}:{minute}" for hour in range(8, 18) for minute in ("00", "30")]
    return [
        person.book(world, world.at(2, time)).json()["id"]
        for person, time in zip(people, times, strict=True)]


@pytest.fixture
def served(settings, sessions, live_server):
    """`served(**environ)`: the people as callers of two processes."""
    clients = []

    def served(**environ: str) -> list[Caller]:
        url = live_server(workers=2, RATE_LIMITS="0", **environ)
        clients.append(httpx.Client(
            base_url=url, timeout=60, limits=httpx.Limits(max_keepalive_connections=0)))
        tokens = Tokens(settings.token_keys, url)
        return [
            Caller(clients[-1], tokens.make(session, "patient", 600)) for session in sessions]

    yield served
    for http in clients:
        http.close()


def strangers_data(people, world, booked, seed: int) -> list[str]:
    """What people saw that is not theirs, over many parallel requests."""
    draw = random.Random(seed)
    asked = [(draw.randrange(PEOPLE), draw.choice(["me", "list", "own", "other"]))
        for _ in range(REQUESTS)]

    def ask(question: tuple[int, str]) -> str | None:
        who, what = question
        caller = people[who]
        other = booked[(who + 1) % PEOPLE]
        if what == "me":
            return None if caller.get("/me").json()["patient"] == world.extra[who] else what
        if what == "list":
            seen = [a["id"] for a in caller.get("/appointments").json()["items"]]
            return None if seen == [booked[who]] else f"{what} {seen}"
        if what == "own":
            seen = caller.get(f"/appointments/{booked[who]}").json().get("patient")
            return None if seen == world.extra[who] else what
        return None if caller.get(f"/appointments/{other}").status_code == 404 else what
    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for answer in pool.map(ask, asked) if answer]


def test_nobody_sees_anothers_data(people, world, booked):
    assert strangers_data(people, world, booked, 1) == []


def test_nobody_sees_anothers_data_of_two_processes(served, world, booked):
    assert strangers_data(served(), world, booked, 2) == []


def test_the_test_bites(served, world, booked, tmp_path):
    """Without the person in the rules' cache key people do see each other."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_KEY)
    assert strangers_data(served(PYTHONPATH=str(tmp_path)), world, booked, 3) != []
