# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody learns here who is a patient: status, body, headers, and how long it takes."""
import itertools
import math
import statistics
import time

import psycopg
import pytest

from tests.callers import Caller

ROUNDS = 200  # of each kind
TRIES = 3  # noise passes, a leak stays
SURE = 2.6  # Welch's t at p = 0.01 with so many degrees of freedom
TRIMMED = 0.1  # of the slowest are left out
NEW = {
    "password": "tres tristes tigres", "name": "Nueva", "surname": "Persona",
    "phone": "809-555-0199", "birth_date": "1991-02-03", "consent_version": "1"}


def login(email: str) -> tuple[str, dict]:
    return "/auth/login", {"login": email, "password": "wrong-password-1"}


def code(email: str) -> tuple[str, dict]:
    return "/auth/code", {"email": email}


def register(email: str) -> tuple[str, dict]:
    return "/auth/register", {**NEW, "email": email}


def reset(email: str) -> tuple[str, dict]:
    return "/auth/password/reset", {"email": email}


def wrong_code(email: str) -> tuple[str, dict]:
    return "/auth/code/verify", {"email": email, "code": "000000"}


def wrong_reset(email: str) -> tuple[str, dict]:
    return "/auth/password/confirm", {
        "email": email, "code": "000000", "password": "tres tristes tigres"}


DOORS = [login, code, register, reset, wrong_code, wrong_reset]
TIMED = [login, code, register, reset]


@pytest.fixture
def forget(settings):
    def forget() -> None:
        with psycopg.connect(settings.database_url) as connection:
            connection.execute("DELETE FROM medical_attempt")
            connection.execute("UPDATE medical_notification SET state = 'cancelled'"
                " WHERE state = 'queued'")
    forget()
    return forget


def comparable(answer) -> tuple:
    body = {name: value for name, value in answer.json().items() if name != "instance"}
    headers = {
        name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, body, headers


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_answer_alike(as_, client, world, forget, door, language):
    stranger = Caller(client, None, language)
    known = stranger.post(*door("p3@example.do"))
    unknown = stranger.post(*door("nadie@example.do"))
    assert comparable(known) == comparable(unknown)


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_are_limited_alike(client, world, forget, monkeypatch, door):
    from api_adapter import limits
    monkeypatch.setattr(limits, "enabled", True)
    stranger = Caller(client)
    statuses = {
        email: [stranger.post(*door(email)).status_code for _ in range(8)]
        for email in (
            f"p{10 + DOORS.index(door)}@example.do", f"nadie-{door.__name__}@example.do")}
    known, unknown = statuses.values()
    assert known == unknown


def test_lookup_of_a_foreign_reference_answers_like_a_missing_one(as_, world):
    booked = as_("ana").book(world, world.at(2, "09:00")).json()
    day = {"birth_date": "1955-05-05"}
    wrong = as_("nobody").post("/appointments/lookup", {"number": booked["number"], **day})
    missing = as_("nobody").post("/appointments/lookup", {"number": "LV-222222", **day})
    assert comparable(wrong) == comparable(missing)


def test_a_guest_is_not_told_of_a_match(as_, world):
    """Whoever types a known patient's data gets the same answer as with unknown data."""
    person = {"name": "Ana", "surname": "Reyes", "birth_date": "1990-01-01"}
    known = as_.new_guest().book(world, world.at(3, "09:00"), person={
        **person, "phone": "809-555-0101"})
    unknown = as_.new_guest().book(world, world.at(3, "10:00"), person={
        **person, "name": "Zoe", "phone": "809-555-0102"})
    differ = {"id", "number", "start", "end", "patient", "patient_name", "phone"}
    first, second = (
        {k: v for k, v in answer.json().items() if k not in differ} for answer in (known, unknown))
    assert known.status_code == unknown.status_code == 201
    assert first == second


def welch(one: list[float], other: list[float]) -> float:
    """Welch's t of two samples, without the slowest of each."""
    kept = [sorted(sample)[:int(len(sample) * (1 - TRIMMED))] for sample in (one, other)]
    means = [statistics.fmean(sample) for sample in kept]
    errors = [statistics.variance(sample) / len(sample) for sample in kept]
    return (means[0] - means[1]) / math.sqrt(sum(errors))


def test_welch_sees_a_difference():
    base = [1 + n % 7 / 100 for n in range(100)]
    assert abs(welch(base, [x + 0.03 for x in base])) > SURE
    assert abs(welch(base, base)) < SURE


@pytest.mark.long
@pytest.mark.parametrize("door", TIMED)
def test_known_and_unknown_take_as_long(client, world, forget, door, capsys):
    numbers = itertools.count()
    stranger = Caller(client)

    def took(email: str) -> float:
        path, body = door(email)
        started = time.perf_counter()
        stranger.post(path, body)
        return time.perf_counter() - started

    def measure() -> float:
        times: tuple[list[float], list[float]] = ([], [])
        for n in range(ROUNDS):
            emails = f"p{n % 20}@example.do", f"nadie{next(numbers)}@example.do"
            for which in (0, 1) if n % 2 else (1, 0):  # neither is always the first
                times[which].append(took(emails[which]))
            forget()
        with capsys.disabled():
            print(f" {door.__name__}: known {statistics.median(times[0]) * 1000:.1f} ms,"
                f" unknown {statistics.median(times[1]) * 1000:.1f} ms, t = {welch(*times):.2f}",
                end="", flush=True)
        return abs(welch(*times))
    measure()  # warm
    assert any(measure() < SURE for _ in range(TRIES))
