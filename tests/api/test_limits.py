# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a network or a person may ask, whatever the process that answers."""
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import httpx
import psycopg
import pytest

from api_adapter import limits, sessions
from api_adapter.deps import Caller as Asker
from api_adapter.limits import Limit
from api_adapter.problems import ProblemError

NOW = 1_800_000_010
GUESS = {"number": "LV-777777", "birth_date": "1990-01-01"}


class Clock(SimpleNamespace):
    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(settings, monkeypatch, world):
    """Limits are on, nothing was counted, and their windows stand still."""
    clock = Clock(now=NOW)
    monkeypatch.setattr(limits, "enabled", True)
    monkeypatch.setattr(limits, "time", clock)
    forget(settings)
    yield clock
    forget(settings)


def forget(settings) -> None:
    limits._purses.clear()
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("DELETE FROM medical_limit")
        connection.execute("DELETE FROM medical_attempt")


@pytest.fixture
def rule(monkeypatch):
    def change(kind: str, *rule: int) -> None:
        monkeypatch.setitem(limits.LIMITS, kind, Limit(*rule))
    return change


def asker(address: str = "203.0.113.9", **values) -> Asker:
    return Asker("es", address, "test", **values)


def allowed(caller: Asker, kind: str, times: int, subject: str = "") -> int:
    """How many of so many pass."""
    passed = 0
    for _ in range(times):
        try:
            limits.limit(caller, kind, subject)
        except ProblemError as problem:
            assert problem.code == "too-many-attempts"
        else:
            passed += 1
    return passed


# Every place that is limited: (kind, request as nobody or as ana)
LIMITED = {
    "login": ("nobody", "POST", "/auth/login", {"login": "x@example.do", "password": "x"}),
    "code": ("nobody", "POST", "/auth/code", {"email": "x@example.do"}),
    "verify": ("nobody", "POST", "/auth/code/verify", {"email": "x@example.do", "code": "000000"}),
    "register": ("nobody", "POST", "/auth/register", {
        "email": "x@example.do", "password": "corta", "name": "X", "surname": "Y",
        "phone": "809-555-0101", "birth_date": "1990-01-01", "consent_version": "1"}),
    "lookup": ("nobody", "POST", "/appointments/lookup", GUESS),
    "dependant": ("ana", "POST", "/me/dependants/link", {**GUESS, "consent_version": "1"}),
    "proof": ("desk", "POST", "/me/totp", {"password": "x"}),
    "address": ("ana", "POST", "/appointments/999999/email", {"email": "x@example.do"}),
    "test-message": ("boss", "POST", "/notifications/test", {"kind": "reminder"}),
    "export": ("ana", "GET", "/me/export", None),
    "guest": ("nobody", "POST", "/auth/guest", None),
    "hold": ("ana", "POST", "/holds", {
        "service": 999999, "practitioner": 999999, "start": "2027-01-04T09:00:00-04:00"}),
    "book": ("ana", "POST", "/appointments", {
        "service": 999999, "practitioner": 999999, "start": "2027-01-04T09:00:00-04:00"}),
    "availability": ("nobody", "GET",
        "/availability?service=999999&from=2027-01-04&to=2027-01-05", None),
    "feed": ("nobody", "GET", "/feeds/" + "x" * 32 + ".ics", None),
    "link": ("nobody", "GET", "/links/" + "x" * 32, None),
}


def test_every_limit_has_its_place():
    assert set(LIMITED) == set(limits.LIMITS)


@pytest.mark.parametrize("kind", LIMITED)
def test_each_place_is_limited_by_network_and_says_when_to_come_back(as_, clock, rule, kind):
    who, method, path, body = LIMITED[kind]
    rule(kind, 0, 2, 60)
    caller = as_(who)
    answers = [
        caller.call(method, path, json=body, headers={"Idempotency-Key": f"limit-{kind}-{n}"})
        for n in range(3)]
    assert [a.status_code == 429 for a in answers] == [False, False, True], answers[-1].text
    wait = int(answers[-1].headers["retry-after"])
    assert wait == answers[-1].json()["retry_after"] == 60 - NOW % 60


def test_a_subject_is_limited_from_any_network(clock, rule):
    rule("lookup", 3, 100, 60)
    for last in range(3):
        assert allowed(asker(f"203.0.113.{last}"), "lookup", 1, "LV-1") == 1
    assert allowed(asker("198.51.100.1"), "lookup", 1, "LV-1") == 0
    assert allowed(asker("198.51.100.1"), "lookup", 1, "LV-2") == 1


def test_others_are_not_affected(clock, rule):
    rule("guest", 0, 5, 60)
    assert allowed(asker("203.0.113.1"), "guest", 50) == 5
    assert allowed(asker("203.0.113.2"), "guest", 5) == 5


def test_a_network_of_ipv6_counts_as_one(clock, rule):
    rule("guest", 0, 4, 60)
    assert sum(allowed(asker(f"2001:db8::{n}"), "guest", 1) for n in range(1, 9)) == 4
    assert allowed(asker("2001:db8:0:1::1"), "guest", 1) == 1


def test_the_next_window_begins_anew(clock, rule):
    rule("guest", 0, 2, 60)
    assert allowed(asker(), "guest", 3) == 2
    clock.now += 60
    assert allowed(asker(), "guest", 3) == 2


def test_another_process_goes_on_counting(clock, rule):
    """What this process has not spent is not given twice."""
    rule("guest", 0, 25, 60, 10)
    assert allowed(asker(), "guest", 7) == 7
    limits._purses.clear()  # as another process would begin
    assert allowed(asker(), "guest", 30) == 15


def test_a_block_costs_one_query(clock, rule, monkeypatch):
    rule("book", 0, 1000, 60, 50, 20)
    asked = []
    real = limits.call
    monkeypatch.setattr(
        limits, "call", lambda *args, **kwargs: asked.append(args) or real(*args, **kwargs))
    assert allowed(asker(session=7), "book", 20) == 20
    assert len(asked) == 0
    assert allowed(asker(session=7), "book", 50) == 50
    assert len(asked) == 1


def test_a_closed_window_costs_none(clock, rule, monkeypatch):
    rule("guest", 0, 1, 60)
    assert allowed(asker(), "guest", 2) == 1
    monkeypatch.setattr(limits, "call", lambda *args, **kwargs: pytest.fail("asked again"))
    assert allowed(asker(), "guest", 1000) == 0


def test_exact_under_concurrency(clock, rule):
    rule("lookup", 10, 100, 60)
    start = threading.Barrier(8)

    def hammer(_: int) -> int:
        start.wait()
        return allowed(asker(), "lookup", 20, "LV-1")
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(hammer, range(8))) == 10


def test_staff_are_not_limited_in_their_work(as_, world, clock, rule):
    rule("book", 1, 1, 60)
    for hour in ("09:00", "09:30", "10:00"):
        answer = as_("desk").book(world, world.at(3, hour), patient=world.beto)
        assert answer.status_code == 201, answer.text


def test_only_digests_are_stored(clock, settings):
    allowed(asker(), "lookup", 1, "ana@example.do")
    with psycopg.connect(settings.database_url) as connection:
        keys = connection.execute("SELECT key FROM medical_limit").fetchall()
    assert len(keys) == 2
    assert all(len(key) == 64 and "ana" not in key for key, in keys)


def test_the_table_is_unlogged_and_cleaned(clock, settings):
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    allowed(asker(), "lookup", 1, "x")
    with Transaction().start(settings.database_name, 0) as transaction:
        cursor = transaction.connection.cursor()
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'medical_limit'")
        assert cursor.fetchone()[0] in {"u", b"u"}
        cursor.execute("UPDATE medical_limit SET ends_at = now() - interval '1 day'")
        Pool().get("medical.portal.session").clean_all()
        cursor.execute("SELECT count(*) FROM medical_limit")
        assert cursor.fetchone() == (0,)


def test_little_is_remembered(clock, rule):
    rule("guest", 0, 5, 60, 1, 1)
    for n in range(limits.REMEMBERED + 10):
        limits._take(f"guest/{n}", limits.LIMITS["guest"], NOW)
    assert len(limits._purses) == limits.REMEMBERED


def test_forged_addresses_do_not_help(as_, clock, rule):
    """Without a trusted proxy the header is the client's own invention."""
    rule("guest", 0, 3, 60)
    statuses = [
        as_("nobody").post("/auth/guest", X_Forwarded_For=f"203.0.113.{n}").status_code
        for n in range(6)]
    assert statuses == [200] * 3 + [429] * 3


def test_failed_sign_ins_of_one_account_are_exact_in_parallel(client, world, clock, monkeypatch):
    """Five, however many try at once; the module counts by itself."""
    monkeypatch.setattr(sessions, "PATIENCE", 60)  # a busy machine hashes slowly
    def attempt(_: int) -> int:
        return client.post("/api/auth/login", json={
            "login": "beto@example.do", "password": "no-es-esta"}).status_code
    with ThreadPoolExecutor(8) as threads:
        assert Counter(threads.map(attempt, range(12))) == {401: 5, 429: 7}


class TestTwoProcesses:
    """The same over HTTP with two workers, one of them behind a proxy of ours."""

    def guesses(self, url: str, count: int, number: str, **headers: str) -> Counter[int]:
        def guess(_: int) -> int:
            return httpx.post(
                f"{url}/api/appointments/lookup", json={**GUESS, "number": number},
                headers=headers).status_code
        with ThreadPoolExecutor(6) as threads:
            return Counter(threads.map(guess, range(count)))

    def test_share_their_limits(self, live_server):
        url = live_server(workers=2)
        most = limits.LIMITS["lookup"].per_subject
        assert self.guesses(url, 24, "LV-777777") == {404: most, 429: 24 - most}
        assert self.guesses(url, 1, "LV-888888") == {404: 1}

    def test_trust_only_the_last_proxy(self, live_server):
        url = live_server(workers=2, NUM_PROXIES="1")
        most = limits.LIMITS["lookup"].per_network
        for n in range(most):
            forged = {"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.50"}
            assert self.guesses(url, 1, f"LV-33{n:04}", **forged) == {404: 1}
        forged = {"X-Forwarded-For": "198.51.100.77, 203.0.113.50"}
        assert self.guesses(url, 3, "LV-444444", **forged) == {429: 3}
        other = {"X-Forwarded-For": "198.51.100.77, 203.0.113.51"}
        assert self.guesses(url, 3, "LV-555555", **other) == {404: 3}
