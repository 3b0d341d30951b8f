# SPDX-License-Identifier: GPL-3.0-or-later
"""Live events: who sees what, how soon, and what happens when the line is cut."""
from __future__ import annotations

import asyncio
import datetime as dt
import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from api_adapter.events import BEGINNING, Hub, Viewer, parsed
from tests.callers import PERSON, Caller, People
from tests.world import build

PATIENCE = 30  # seconds; how soon events do arrive is in bench/
STREAMS, REQUESTS = 500, 50


class Stream:
    """The events of one open stream, as they arrive."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.found: queue.Queue[dict] = queue.Queue()
        threading.Thread(target=self._read, args=(lines,), daemon=True).start()

    def _read(self, lines: Iterator[str]) -> None:
        event: dict = {}
        try:
            for line in lines:
                name, _, value = line.partition(": ")
                if line:
                    event[name] = value
                elif "event" in event:
                    self.found.put(event)
                    event = {}
        except httpx.HTTPError:
            pass
        self.found.put({"event": "end"})

    def next(self, timeout: float = PATIENCE) -> dict:
        return self.found.get(timeout=timeout)

    def is_quiet(self, seconds: float = 0.5) -> bool:
        try:
            self.found.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


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
    with httpx.Client(base_url=url, timeout=30) as http:
        yield http


@pytest.fixture(scope="module")
def as_(http, world) -> People:
    return People(http, world)


@contextmanager
def listening(caller: Caller, last: str | None = None) -> Iterator[Stream]:
    headers = {**caller.headers, **({"Last-Event-ID": last} if last else {})}
    with caller.http.stream("GET", "/api/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Stream(answer.iter_lines())


def opened(stream: Stream) -> str:
    first = stream.next()
    assert first["event"] == "ready"
    return first["id"]


def test_each_sees_the_own(as_, world):
    guest, names = as_.new_guest(), ("ana", "beto", "carmen", "santos", "desk")
    from contextlib import ExitStack
    with ExitStack() as stack:
        streams = {n: stack.enter_context(listening(as_(n))) for n in names}
        streams["guest"] = stack.enter_context(listening(guest))
        for stream in streams.values():
            opened(stream)
        booked = as_("ana").book(world, world.at(2, "09:00")).json()
        for name in ("ana", "carmen", "desk"):
            event = streams[name].next()
            assert event["event"] == "appointment"
            data = json.loads(event["data"])
            assert (data["id"], data["state"]) == (booked["id"], "booked")
            assert set(data) == {"id", "practitioner", "start", "state", "sequence"}
        assert all(streams[name].is_quiet(0.3) for name in ("beto", "santos", "guest"))
        mine = guest.book(world, world.at(2, "10:00"), person=PERSON).json()
        assert json.loads(streams["guest"].next()["data"])["id"] == mine["id"]


def test_missed_events_are_replayed(as_, world):
    with listening(as_("carmen")) as stream:
        opened(stream)
        as_("ana").book(world, world.at(3, "09:00"))
        last = stream.next()["id"]
    missed = [as_("ana").book(world, world.at(3, hour)).json()["id"] for hour in ("10:00", "11:00")]
    for _ in range(4):  # whichever process answers
        with listening(as_("carmen"), last) as stream:
            assert stream.next()["event"] == "ready"
            assert [json.loads(stream.next()["data"])["id"] for _ in missed] == missed


def test_unknown_place_says_to_read_again(as_):
    with listening(as_("carmen"), "f" * 16) as stream:
        assert stream.next()["event"] == "refresh"


def test_change_in_the_desktop_client_arrives(as_, world, settings):
    booked = as_("ana").book(world, world.at(4, "09:00")).json()
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with listening(as_("carmen")) as stream:
        opened(stream)
        with Transaction().start(settings.database_name, world.desk, context={
                "_check_access": True}) as transaction:
            Appointment = Pool().get("medical.appointment")
            Appointment.cancel(Appointment.search([("id", "=", booked["id"])]))
            transaction.commit()
        event = stream.next()
        assert json.loads(event["data"])["state"] == "cancelled"


@contextmanager
def at_tryton(settings, user: int) -> Iterator:
    """A change made by another program than the API, as its user may."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, user, context={
            "_check_access": True}) as transaction:
        yield Pool().get
        transaction.commit()


def heard(stream: Stream, events: int) -> list[dict]:
    """The next announcements, which must be of hours, as what they say."""
    found = [stream.next() for _ in range(events)]
    assert {event["event"] for event in found} <= {"schedule"}
    return [json.loads(event["data"]) for event in found]


def test_absence_by_the_api_is_announced_to_whom_it_concerns(as_, world):
    from contextlib import ExitStack
    guest = as_.new_guest()
    with ExitStack() as stack:
        streams = {n: stack.enter_context(listening(as_(n))) for n in (
            "ana", "carmen", "santos", "desk", "boss")}
        streams["guest"] = stack.enter_context(listening(guest))
        for stream in streams.values():
            opened(stream)
        body = {"kind": "absence", "practitioner": world.carmen,
            "start": world.at(30, "09:00"), "end": world.at(30, "12:00"), "reason": "Congreso"}
        made = as_("carmen").post("/exceptions", body)
        assert made.status_code == 201, made.text
        for name in ("carmen", "desk", "boss"):
            said, = heard(streams[name], 1)
            assert said["practitioner"] == world.carmen
            assert set(said) == {"practitioner", "from", "to"}
            assert [dt.datetime.fromisoformat(said[n]) for n in ("from", "to")] == [
                dt.datetime.fromisoformat(body[n]) for n in ("start", "end")]
        agenda = as_("carmen").get("/agenda", **{
            "practitioner": world.carmen, "from": world.day(30), "to": world.day(30)})
        assert "Congreso" in agenda.text
        assert as_("carmen").delete(f"/exceptions/{made.json()['id']}").status_code == 204
        assert heard(streams["carmen"], 1)[0]["practitioner"] == world.carmen
        assert all(streams[n].is_quiet(0.3) for n in ("ana", "santos", "guest"))


def test_closure_made_in_the_desktop_client_reaches_the_staff_only(as_, world, settings):
    with listening(as_("ana")) as patient, listening(as_("santos")) as doctor:
        opened(patient)
        last = opened(doctor)
        with at_tryton(settings, world.boss) as get:
            start = dt.datetime(2031, 3, 3, 12)
            get("medical.schedule.exception").create([{
                "kind": "closure", "location": world.place,
                "start": start, "end": start + dt.timedelta(hours=4)}])
        assert heard(doctor, 1) == [{"practitioner": None,
            "from": "2031-03-03T12:00:00+00:00", "to": "2031-03-03T16:00:00+00:00"}]
        with at_tryton(settings, world.boss) as get:
            company, = get("company.company").search([])
            get("medical.holiday").create([
                {"name": "Fiesta", "date": dt.date(2031, 5, day), "company": company.id} for day in (5, 6)])
        assert [said["from"] for said in heard(doctor, 2)] == [
            f"2031-05-0{day}T04:00:00+00:00" for day in (5, 6)]
        assert patient.is_quiet()
    with listening(as_("santos"), last) as again:
        assert again.next()["event"] == "ready"
        assert len(heard(again, 3)) == 3


def test_weekly_hours_are_announced_once_for_each_change(as_, world, settings):
    """Many lines of one schedule are one event; the old owner hears of a loss too."""
    with listening(as_("carmen")) as carmen, listening(as_("santos")) as santos:
        opened(carmen)
        opened(santos)
        with at_tryton(settings, world.boss) as get:
            Schedule = get("medical.schedule")
            schedule, = Schedule.create([{
                "practitioner": world.carmen, "location": world.other,
                "valid_from": dt.date(2032, 1, 5),
                "lines": [("create", [
                    {"weekday": day, "start": dt.time(20), "end": dt.time(21)}
                    for day in "123"])]}])
        assert heard(carmen, 1) == [{
            "practitioner": world.carmen, "from": "2032-01-05T04:00:00+00:00", "to": None}]
        with at_tryton(settings, world.boss) as get:
            get("medical.schedule.line").write(list(get("medical.schedule.line").search([
                ("schedule", "=", schedule.id)])), {"end": dt.time(22)})
        assert len(heard(carmen, 1)) == 1
        assert santos.is_quiet(0.3)
        with at_tryton(settings, world.boss) as get:
            get("medical.schedule").write(
                [get("medical.schedule")(schedule.id)], {"practitioner": world.santos})
        assert heard(carmen, 1)[0]["practitioner"] == world.carmen
        assert heard(santos, 1)[0]["practitioner"] == world.santos
        with at_tryton(settings, world.boss) as get:
            get("medical.schedule").delete([get("medical.schedule")(schedule.id)])
        assert heard(santos, 1)[0]["practitioner"] == world.santos
        assert carmen.is_quiet()


def test_rolled_back_booking_is_not_announced(as_, world):
    start = world.at(5, "09:00")
    as_("ana").book(world, start)
    with listening(as_("carmen")) as stream:
        opened(stream)
        assert as_("beto").book(world, start).status_code == 409
        assert stream.is_quiet()


def test_cut_listener_comes_back(as_, world, settings):
    with listening(as_("carmen")) as stream:
        opened(stream)
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'clinica events' AND datname = current_database()")
        assert stream.next()["event"] == "end"
    time.sleep(0.5)
    with listening(as_("carmen")) as stream:
        opened(stream)
        as_("ana").book(world, world.at(6, "09:00"))
        assert stream.next()["event"] == "appointment"


def test_500_streams_of_one_process_starve_nobody(as_, world, live_server, settings):
    """All are told of a change, and requests are answered as long as they are open."""
    url = live_server(workers=1, RATE_LIMITS="0")
    with httpx.Client(base_url=url, timeout=60) as http:
        headers = {n: People(http, world)(n).headers for n in ("desk", "ana", "santos")}

    async def many() -> list[int]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=url, limits=limits, timeout=PATIENCE) as http:
            opened, told = asyncio.Semaphore(0), asyncio.Semaphore(0)

            async def listen() -> None:
                async with http.stream("GET", "/api/events", headers=headers["desk"]) as answer:
                    async for line in answer.aiter_lines():
                        if line == "event: ready":
                            opened.release()
                        if line == "event: appointment":
                            told.release()

            async def all_of(count: asyncio.Semaphore) -> None:
                for _ in range(STREAMS):
                    await asyncio.wait_for(count.acquire(), PATIENCE)

            streams = [asyncio.create_task(listen()) for _ in range(STREAMS)]
            await all_of(opened)
            asked = [http.get(path, headers=headers["ana"]) for path in (
                "/api/clinic", "/api/appointments", "/api/me") for _ in range(REQUESTS)]
            answers = await asyncio.gather(*asked)
            booked = await http.post("/api/appointments", json={
                "service": world.general, "practitioner": world.carmen,
                "start": world.at(20, "09:00")},
                headers={**headers["ana"], "Idempotency-Key": "while-500-listen"})
            await all_of(told)
            for stream in streams:
                stream.cancel()
            await asyncio.gather(*streams, return_exceptions=True)
            return [answer.status_code for answer in [*answers, booked]]
    assert asyncio.run(many()) == [200] * 3 * REQUESTS + [201]


# The hub alone

ALL = Viewer(None, frozenset(), None)


def payload(id: int = 1, **values) -> str:
    return json.dumps({
        "a": id, "p": 3, "t": 5, "g": None, "s": 0, "st": "booked", "at": "2026-11-25T13:30:00",
        **values})


def test_who_sees_what():
    event = parsed(payload(g=9))
    assert ALL.sees(event)
    assert Viewer(frozenset({3}), frozenset(), None).sees(event)
    assert Viewer(frozenset(), frozenset({5}), None).sees(event)
    assert Viewer(frozenset(), frozenset(), 9).sees(event)
    assert not Viewer(frozenset({4}), frozenset({6}), 8).sees(event)
    assert not Viewer(frozenset(), frozenset(), None).sees(parsed(payload(t=None)))
    assert b"2026-11-25T13:30:00+00:00" in event.text


def hours(practitioner: int | None) -> str:
    return json.dumps({"h": practitioner, "from": "2026-11-25T13:30:00", "to": None, "at": "1"})


def test_who_hears_of_hours():
    own, all_of_them = parsed(hours(3)), parsed(hours(None))
    carmen, santos = (Viewer(frozenset({id}), frozenset(), None) for id in (3, 4))
    patient = Viewer(frozenset(), frozenset({3}), 3)
    screen = Viewer(frozenset({3}), frozenset(), None, bare=True)
    assert [v.sees(own) for v in (ALL, carmen, santos, patient, screen)] == [
        True, True, False, False, False]
    assert [v.sees(all_of_them) for v in (ALL, carmen, santos, patient, screen)] == [
        True, True, True, False, False]


def collect(hub: Hub, until: float, last: str | None = None) -> list[bytes]:
    async def run() -> list[bytes]:
        return [frame async for frame in hub.feed(ALL, last, until)]
    return asyncio.run(run())


def test_stream_ends_with_its_token():
    started = time.time()
    frames = collect(Hub(""), started + 0.3)
    assert [f.split(b"\n")[1] for f in frames if f.startswith(b"id")] == [b"event: ready"]
    assert time.time() - started < 2


def test_heartbeat(monkeypatch):
    monkeypatch.setattr("api_adapter.events.HEARTBEAT", 0.1)
    assert b": alive\n\n" in collect(Hub(""), time.time() + 0.35)


def test_rights_are_asked_again_while_the_stream_is_open(monkeypatch):
    """Who may see less from now on, sees less; who may see nothing is let go."""
    monkeypatch.setattr("api_adapter.events.RENEWAL", 0)
    monkeypatch.setattr("api_adapter.events.HEARTBEAT", 0.05)
    rights: list[Viewer | None] = [ALL, Viewer(frozenset({8}), frozenset(), None), None]

    async def renew() -> Viewer | None:
        return rights.pop(0) if len(rights) > 1 else rights[0]

    async def run() -> list[bytes]:
        hub = Hub("")
        feed = hub.feed(ALL, None, time.time() + PATIENCE, renew)
        seen = [await anext(feed)]
        hub._publish(payload(1))
        seen.append(await anext(feed))
        hub._publish(payload(2))  # queued for who might see it then
        return seen + [frame async for frame in feed if frame.startswith(b"id")]
    seen = asyncio.run(run())
    assert [frame.split(b"\n")[1] for frame in seen] == [b"event: ready", b"event: appointment"]


def test_slow_reader_is_let_go():
    async def run() -> int:
        hub = Hub("")
        feed = hub.feed(ALL, None, time.time() + 5)
        await anext(feed)
        for n in range(500):
            hub._publish(payload(n))
        return len([frame async for frame in feed])
    assert asyncio.run(run()) < 500


def test_unreadable_announcement_is_skipped():
    hub = Hub("")
    for text in ("", "{", "[]", "{}", payload(at="x")):
        hub._publish(text)
    assert hub.last_id == BEGINNING
