# SPDX-License-Identifier: GPL-3.0-or-later
"""Fifty people want one time: one gets it, the others hear so within a second."""
from __future__ import annotations

import datetime as dt
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
    return build(settings.database_name, patients=8)


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


# The desktop client's door: a plain create, which looks at nothing before it writes


def desktop_race(settings, world: World, start: str) -> Counter[str]:
    """Eight people at the desk store an appointment at one time; how that ended for them."""
    gate = threading.Barrier(len(world.extra))
    outcomes: Counter[str] = Counter()

    def run(patient: int) -> None:
        gate.wait()
        outcomes[store(settings, world, patient, start)] += 1
    threads = [threading.Thread(target=run, args=(patient,)) for patient in world.extra]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def store(settings, world: World, patient: int, start: str) -> str:
    from trytond.exceptions import UserError
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    context = {"_check_access": True, "language": "es"}
    with Transaction().start(settings.database_name, world.desk, context=context) as transaction:
        try:
            Pool().get("medical.appointment").create([{
                "practitioner": world.santos, "service": world.general, "patient": patient,
                "start": dt.datetime.fromisoformat(start).astimezone(dt.UTC).replace(tzinfo=None)}])
            transaction.commit()
        except UserError as error:
            transaction.rollback()
            return getattr(error, "error_code", type(error).__name__)
    return "stored"


def test_the_desks_race_too(world, settings):
    outcomes = desktop_race(settings, world, world.at(56, "09:00"))
    assert outcomes["stored"] == 1, outcomes
    assert set(outcomes) <= {"stored", "slot-taken", "room-taken"}


@pytest.fixture
def without_constraints(settings):
    """The table as it would be if PostgreSQL did not guard it."""
    def definitions(connection) -> list[tuple[str, str]]:
        return connection.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'"
            " AND conrelid = 'medical_appointment'::regclass").fetchall()
    with psycopg.connect(settings.database_url) as connection:
        known = definitions(connection)
        for name, _ in known:
            connection.execute(f'ALTER TABLE medical_appointment DROP CONSTRAINT "{name}"')
    yield
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "DELETE FROM medical_appointment a USING medical_appointment b WHERE a.id > b.id"
            " AND a.practitioner = b.practitioner AND a.start = b.start")
        for name, definition in known:
            connection.execute(
                f'ALTER TABLE medical_appointment ADD CONSTRAINT "{name}" {definition}')


def test_without_the_constraint_it_goes_wrong(world, settings, without_constraints):
    """The proof that these tests bite: the locks alone do not keep a time for one person."""
    outcomes = desktop_race(settings, world, world.at(57, "09:00"))
    assert outcomes["stored"] > 1
    assert overlaps(settings, "practitioner") > 0
