# SPDX-License-Identifier: GPL-3.0-or-later
"""Fifty people want one time: one gets it, the others hear so within a second."""
from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from typing import Any, NamedTuple

import httpx
import psycopg
import pytest

from tests.callers import PERSON
from tests.world import PASSWORD, World, build

CONTENDERS = 50
ROUNDS = 20
ONE_SECOND = 1.0
TIMES = [f"{hour:02}:{minute}" for hour in range(8, 17) for minute in ("00", "30")]


class Answer(NamedTuple):
    status: int
    code: str
    seconds: float


class Crowd:
    """Fifty guests with open connections, let loose at the same moment."""

    def __init__(self, url: str, world: World) -> None:
        self.url, self.world = url, world
        self.clients = [self._guest() for _ in range(CONTENDERS)]
        self.desk = self._signed_in("recepcion")

    def _guest(self) -> httpx.Client:
        return self._with(httpx.post(f"{self.url}/api/auth/guest"))

    def _signed_in(self, login: str) -> httpx.Client:
        return self._with(httpx.post(
            f"{self.url}/api/auth/login", json={"login": login, "password": PASSWORD}))

    def _with(self, opened: httpx.Response) -> httpx.Client:
        token = opened.raise_for_status().json()["access_token"]
        client = httpx.Client(
            base_url=f"{self.url}/api", headers={"Authorization": f"Bearer {token}"}, timeout=60)
        client.get("/health/live")
        return client

    def close(self) -> None:
        for client in [*self.clients, self.desk]:
            client.close()

    def race(self, bodies: list[dict[str, Any]], clients: list[httpx.Client] | None = None
            ) -> list[Answer]:
        clients = clients or self.clients
        gate = threading.Barrier(len(bodies))
        answers: list[Answer] = []

        def run(client: httpx.Client, body: dict[str, Any]) -> None:
            headers = {"Idempotency-Key": secrets.token_hex(8)}
            gate.wait()
            started = time.perf_counter()
            answer = client.post("/appointments", json=body, headers=headers)
            took = time.perf_counter() - started
            code = answer.json().get("type", "").rpartition("/")[2]
            answers.append(Answer(answer.status_code, code, took))
        threads = [
            threading.Thread(target=run, args=pair)
            for pair in zip(clients, bodies, strict=False)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


@pytest.fixture(scope="module")
def world(settings) -> World:
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    return build(settings.database_name)


@pytest.fixture(scope="module")
def crowd(live_server, world):
    crowd = Crowd(live_server(workers=2, RATE_LIMITS="0", THREADS="16"), world)
    yield crowd
    crowd.close()


def person(number: int) -> dict[str, str]:
    return {**PERSON, "name": f"Persona {number}", "phone": f"809-555-{number:04}"}


def moments(world: World, count: int, first_day: int) -> list[str]:
    return [world.at(first_day + n // len(TIMES), TIMES[n % len(TIMES)]) for n in range(count)]


def rows(settings, where: str = "true", *params: Any) -> int:
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute(
            f"SELECT count(*) FROM medical_appointment WHERE state <> 'cancelled' AND {where}",
            params).fetchone()[0]


def overlaps(settings, column: str, start: str = "blocked_start", end: str = '"blocked_end"') -> int:
    """Pairs of live rows that share a practitioner, patient or room and a moment."""
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute(f"""
            SELECT count(*) FROM medical_appointment a JOIN medical_appointment b
            ON a.id < b.id AND a.{column} = b.{column}
                AND tsrange(a.{start}, a.{end}) && tsrange(b.{start}, b.{end})
            WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'""").fetchone()[0]


def report(name: str, answers: list[Answer]) -> None:
    times = sorted(a.seconds for a in answers)
    print(
        f"\n{name}: {Counter((a.status, a.code) for a in answers)}"
        f" median {times[len(times) // 2]:.3f} s, p95 {times[int(len(times) * 0.95)]:.3f} s,"
        f" slowest {times[-1]:.3f} s")


def assert_one_winner(answers: list[Answer], losers: set[str]) -> None:
    assert Counter(a.status for a in answers) == {201: 1, 409: len(answers) - 1}, answers
    assert {a.code for a in answers if a.status == 409} <= losers
    assert max(a.seconds for a in answers) < ONE_SECOND


def test_one_time(crowd, world, settings):
    everything = []
    for start in moments(world, ROUNDS, 2):
        answers = crowd.race([
            {"service": world.general, "practitioner": world.carmen, "start": start,
                "person": person(n)} for n in range(CONTENDERS)])
        everything += answers
        assert_one_winner(answers, {"slot-taken"})
    report(f"{CONTENDERS} for one time, {ROUNDS} rounds", everything)
    assert rows(settings) == ROUNDS
    assert overlaps(settings, "practitioner") == 0


def test_overlapping_times(crowd, world, settings):
    """09:00-09:30 and 09:15-09:45 can not both be."""
    everything = []
    for day in range(10, 10 + ROUNDS):
        starts = [world.at(day, "09:00"), world.at(day, "09:15")]
        answers = crowd.race([
            {"service": world.general, "practitioner": world.carmen, "start": starts[n % 2],
                "person": person(n)} for n in range(CONTENDERS)])
        everything += answers
        assert_one_winner(answers, {"slot-taken"})
    report("overlapping times", everything)
    assert overlaps(settings, "practitioner") == 0


def test_one_patient_at_two_practitioners(crowd, world, settings):
    """Rosa and Marte attend in no room, Carmen in one: only the patient is contended for."""
    desks = [crowd._signed_in("recepcion") for _ in range(10)]
    everything = []
    for day in range(31, 31 + ROUNDS):
        who = [world.carmen, world.marte]
        answers = crowd.race([
            {"service": world.general, "practitioner": who[n % 2], "start": world.at(day, "10:00"),
                "patient": world.ana} for n in range(len(desks))], desks)
        everything += answers
        assert_one_winner(answers, {"patient-busy", "slot-taken"})
    report("one patient at two practitioners", everything)
    assert overlaps(settings, "patient", "start", '"end"') == 0
    for desk in desks:
        desk.close()


def test_one_room(crowd, world, settings):
    """Carmen and Santos share a room."""
    everything = []
    for day in range(31, 31 + ROUNDS):
        who = [world.carmen, world.santos]
        answers = crowd.race([
            {"service": world.general, "practitioner": who[n % 2], "start": world.at(day, "15:00"),
                "person": person(n)} for n in range(CONTENDERS)])
        everything += answers
        assert_one_winner(answers, {"slot-taken", "room-taken"})
    report("one room", everything)
    assert overlaps(settings, "room") == 0
