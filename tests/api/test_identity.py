# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty people at once: each answer holds only the caller's data."""
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.callers import Caller
from tests.world import build

REQUESTS, THREADS, PEOPLE = 400, 16, 20


@pytest.fixture(scope="module")
def world(client, settings):
    return build(settings.database_name, patients=PEOPLE)


@pytest.fixture(scope="module")
def tokens(app, as_, world):
    """Sessions opened in the database: twenty password hashes would only take time."""
    import psycopg
    settings = app.state.settings
    tokens = {}
    with psycopg.connect(settings.database_url) as connection:
        for n in range(PEOPLE):
            session, = connection.execute(
                "INSERT INTO medical_portal_session (kind, web_user, expires_at)"
                " VALUES ('patient', %s, now() + interval '1 day') RETURNING id",
                (world.accounts[f"p{n}"],)).fetchone()
            tokens[n] = app.state.tokens.make(session, "patient", 600)
    return tokens


@pytest.fixture(scope="module")
def booked(as_, world, tokens):
    """Each person's appointment."""
    times = [f"{hour:02}:{minute}" for hour in range(8, 18) for minute in ("00", "30")]
    return {
        n: Caller(as_.http, token).book(world, world.at(2, times[n])).json()["id"]
        for n, token in tokens.items()}


def strangers_data(as_, world, tokens, booked, seed: int) -> list[str]:
    """What people saw that is not theirs, over many parallel requests."""
    draw = random.Random(seed)
    asked = [(draw.randrange(PEOPLE), draw.choice(["me", "list", "own", "other"]))
        for _ in range(REQUESTS)]

    def ask(question: tuple[int, str]) -> str | None:
        who, what = question
        caller = Caller(as_.http, tokens[who])
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


def test_nobody_sees_anothers_data(as_, world, tokens, booked):
    assert strangers_data(as_, world, tokens, booked, 1) == []


def test_the_test_bites(as_, world, tokens, booked, settings, monkeypatch):
    """Without the person in the rules' cache key people do see each other."""
    from trytond.ir.rule import Rule
    from trytond.pool import Pool
    in_use = Pool(settings.database_name).get("ir.rule")
    monkeypatch.setattr(in_use, "_get_cache_key", classmethod(Rule._get_cache_key.__func__))
    assert strangers_data(as_, world, tokens, booked, 2) != []
    in_use._domain_get_cache._clear(settings.database_name)
