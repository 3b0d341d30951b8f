# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting room over HTTP: in several processes, live, and for those who only look."""
from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from tests.api.test_events import Stream, listening, opened
from tests.callers import Caller, People
from tests.world import build

DESKS = 6


@pytest.fixture(scope="module")
def world(settings):
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    return build(settings.database_name)


@pytest.fixture(scope="module")
def url(live_server, world) -> str:
    return live_server(workers=2, RATE_LIMITS="0")


@pytest.fixture(scope="module")
def http(url) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as http:
        yield http


@pytest.fixture(scope="module")
def as_(http, world) -> People:
    return People(http, world)


def walk_in(as_, practitioner: int, world, **values) -> dict:
    made = as_("desk").post("/walk-ins", {
        "practitioner": practitioner, "service": world.general,
        "person": {"name": f"María {secrets.token_hex(4)}", "surname": secrets.token_hex(4)},
        **values})
    assert made.status_code == 201, made.text
    return made.json()


def emergency(as_, practitioner: int, world) -> dict:
    """Somebody who may be called at any hour."""
    return walk_in(as_, practitioner, world, priority="emergency", reason="Dolor de pecho")


def call_all(as_, practitioner: int) -> None:
    """Whoever other tests left to be called now is called."""
    while as_("desk").post(
            "/queue/call-next", {"practitioner": practitioner}).status_code == 200:
        pass


def column(as_, practitioner: int) -> dict:
    found, = as_("desk").get("/queue", practitioner=practitioner).json()["practitioners"]
    return found


def screen(as_, location: int) -> dict:
    return as_("desk").post("/screens", {"location": location, "name": "Sala"}).json()


@contextmanager
def watching(http: httpx.Client, path: str) -> Iterator[Stream]:
    """A stream that asks for no token."""
    with http.stream("GET", f"/api{path}/events") as answer:
        assert answer.status_code == 200
        stream = Stream(answer.iter_lines())
        opened(stream)
        yield stream


def assert_tick(stream: Stream) -> None:
    """Something changed, and nothing else is told; how soon is in bench/."""
    event = stream.next()
    assert (event["event"], event["data"]) == ("queue", "{}")


def test_order_place_and_reason(as_, world):
    first = walk_in(as_, world.carmen, world)
    urgent = emergency(as_, world.carmen, world)
    found = column(as_, world.carmen)
    order = [
        (e["id"], e["position"], e["reason"]["code"]) for e in found["entries"] if e["position"]]
    assert order == [(urgent["id"], 1, "emergency"), (first["id"], 2, "walk_in")]
    assert found["next"] == urgent["id"]
    refused = as_("desk").act(first, "call", {})
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/out-of-turn")
    assert as_("desk").act(first, "call", {"reason": "Se siente mal"}).status_code == 200


def test_desks_that_call_at_once_call_different_people(as_, world, url):
    waiting = {emergency(as_, world.santos, world)["id"] for _ in range(DESKS)}
    token = as_("desk").headers["Authorization"].removeprefix("Bearer ")

    def call(_: int) -> httpx.Response:
        with httpx.Client(base_url=url, timeout=60) as http:
            return Caller(http, token).post("/queue/call-next", {"practitioner": world.santos})
    with ThreadPoolExecutor(DESKS) as pool:
        answers = list(pool.map(call, range(DESKS)))
    assert Counter(a.status_code for a in answers) == {200: DESKS}, [a.text for a in answers]
    assert {a.json()["id"] for a in answers} == waiting


def test_nobody_waits(as_, world):
    answer = as_("desk").post("/queue/call-next", {"practitioner": world.marte})
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/nobody-waiting")


def test_screen_follows_every_process(as_, http, world):
    address = f"/screens/{screen(as_, world.place)['token']}"
    call_all(as_, world.carmen)
    with watching(http, address) as one, watching(http, address) as other:
        came = emergency(as_, world.carmen, world)
        assert_tick(one)
        assert_tick(other)
        called = as_("desk").post("/queue/call-next", {"practitioner": world.carmen})
        assert called.json()["id"] == came["id"]
        assert_tick(one)
    shown = as_("nobody").get(address).json()
    carmen = next(c for c in shown["practitioners"] if c["id"] == world.carmen)
    assert came["label"] in {c["label"] for c in carmen["called"]}
    assert came["patient_name"] not in json.dumps(shown)


def test_screen_follows_the_desktop_client(as_, http, world, settings):
    """What a button in a Tryton client does, from this process, reaches the servers' streams."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    call_all(as_, world.carmen)
    came = emergency(as_, world.carmen, world)
    with watching(http, f"/screens/{screen(as_, world.place)['token']}") as stream:
        with Transaction().start(settings.database_name, world.desk, context={
                "_check_access": True, "language": "es"}) as transaction:
            Appointment = Pool().get("medical.appointment")
            Appointment.call(Appointment.search([("id", "=", came["id"])]))
            transaction.commit()
        assert_tick(stream)


def test_a_screen_sees_its_own_location_only(as_, http, world):
    with watching(http, f"/screens/{screen(as_, world.other)['token']}") as stream:
        emergency(as_, world.carmen, world)
        assert stream.is_quiet()


def test_a_screen_that_is_switched_off_hears_it_and_ends(as_, http, world):
    made = screen(as_, world.place)
    address = f"/screens/{made['token']}"
    with watching(http, address) as stream:
        assert as_("desk").delete(f"/screens/{made['id']}").status_code == 204
        assert_tick(stream)
    assert as_("nobody").get(address).status_code == 404
    assert http.get(f"/api{address}/events").status_code == 404


def test_boards_hear_of_delays_and_jumps(as_, world):
    one, other = (walk_in(as_, world.rosa, world) for _ in range(2))
    with listening(as_("desk")) as stream:
        opened(stream)
        as_("desk").post("/queue/late", {"practitioner": world.rosa, "minutes": 15})
        event = stream.next()
        assert (event["event"], json.loads(event["data"])) == (
            "queue", {"practitioner": world.rosa})
        moved = as_("desk").post("/queue/move", {
            "appointment": other["id"], "before": one["id"], "reason": "Viene de lejos"})
        assert moved.status_code == 200, moved.text
        assert json.loads(stream.next()["data"]) == {"practitioner": world.rosa}
    with listening(as_("carmen")) as stream:
        opened(stream)
        as_("desk").post("/queue/late/undo", {"practitioner": world.rosa})
        assert stream.is_quiet(), "another's room"


def test_a_patient_follows_the_own_turn(as_, http, world, settings):
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    came = walk_in(as_, world.rosa, world)
    with Transaction().start(settings.database_name, 0) as transaction:
        visit = Pool().get("medical.appointment")(came["id"])
        token = Pool().get("medical.link").issue(visit.id, visit.end)
        transaction.commit()
    told = as_("nobody").get(f"/links/{token}").json()["queue"]
    assert told["stage"] == "waiting"
    if came["turn"]:  # else an hour, which the page says in its reader's words
        assert told["label"] == came["label"].partition(" · ")[0]
    assert told["ahead"] == column(as_, world.rosa)["entries"].index(
        next(e for e in column(as_, world.rosa)["entries"] if e["id"] == came["id"]))
    with watching(http, f"/links/{token}") as stream:
        as_("desk").post("/queue/late", {"practitioner": world.rosa, "minutes": 20})
        assert_tick(stream)
    assert as_("nobody").get(f"/links/{token}").json()["queue"]["late"] == 20
