# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody overwrites what another did meanwhile: every route that changes a visit.

The routes are read from the OpenAPI document, so that a new one is tried as well or named in
`ELSEWHERE` with its reason.
"""
from __future__ import annotations

import datetime as dt
import itertools
import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest

from api_adapter.main import create_app
from tests.links import link_to
from tests.world import PASSWORD, World, build

JUMP = {"reason": "Viene de lejos"}
# Routes below these paths that need no sequence, and why
ELSEWHERE = {
    "createAppointment": "makes a visit",
    "lookupAppointment": "reads",
    "requestAppointmentEmail": "sends a code and changes no visit",
}




class Clinic:
    """A live clinic with two desks at work."""

    def __init__(self, url: str, world: World, settings: Any) -> None:
        self.url, self.world, self.settings = url, world, settings
        self.desks = [self.signed_in("jefa"), self.signed_in("jefa")]
        self.minutes = itertools.count()

    def signed_in(self, login: str) -> httpx.Client:
        answer = httpx.post(
            f"{self.url}/api/auth/login", json={"login": login, "password": PASSWORD})
        return httpx.Client(base_url=f"{self.url}/api", timeout=60, headers={
            "Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"})

    def post(self, path: str, body: Any, sequence: int | None, desk: int = 0) -> httpx.Response:
        headers = {} if sequence is None else {"If-Match": f'"{sequence}"'}
        return self.desks[desk].post(path, json=body, headers=headers)

    def free(self) -> str:
        """A start that nobody has, two days ahead or more."""
        number = next(self.minutes)
        return self.world.at(2 + number // 18, f"{8 + number % 18 // 2:02}:{number % 2 * 3}0")

    def visit(self) -> dict[str, Any]:
        made = self.desks[0].post("/appointments", headers={
            "Idempotency-Key": secrets.token_hex(8)}, json={
            "service": self.world.general, "practitioner": self.world.carmen,
            "patient": self.world.ana, "start": self.free()})
        return made.raise_for_status().json()

    def walk_in(self) -> dict[str, Any]:
        """Somebody who waits today, at whatever hour the test runs."""
        made = self.desks[0].post("/walk-ins", json={
            "service": self.world.general, "practitioner": self.world.santos,
            "person": {"name": secrets.token_hex(6), "surname": secrets.token_hex(6)}})
        return made.raise_for_status().json()

    def request(self) -> dict[str, Any]:
        """A visit that waits for approval."""
        ana = self.signed_in("ana@example.do")
        made = ana.post("/appointments", headers={"Idempotency-Key": secrets.token_hex(8)}, json={
            "service": self.world.asked, "practitioner": self.world.carmen,
            "start": self.free()})
        ana.close()
        return made.raise_for_status().json()

    def stored(self, id: int) -> tuple[Any, ...]:
        with psycopg.connect(self.settings.database_url) as connection:
            row = connection.execute(
                "SELECT to_jsonb(a), (SELECT count(*) FROM medical_audit"
                " WHERE record = 'medical.appointment,' || a.id AND action NOT IN ('read', 'list'))"
                " FROM medical_appointment a WHERE id = %s", (id,)).fetchone()
        assert row
        return row

    def began(self, id: int) -> None:
        """The visit's hour was an hour ago."""
        start = dt.datetime.now(dt.UTC).replace(
            second=0, microsecond=0, tzinfo=None) - dt.timedelta(
            hours=1, minutes=next(self.minutes))
        with psycopg.connect(self.settings.database_url) as connection:
            connection.execute(
                "UPDATE medical_appointment SET start = %(at)s, blocked_start = %(at)s,"
                ' "end" = %(end)s, blocked_end = %(end)s, overbooked = true WHERE id = %(id)s', {
                    "id": id, "at": start, "end": start + dt.timedelta(seconds=30)})

    def code(self, id: int) -> str:
        """The code that an address got, as its message carries it."""
        self.desks[0].post(
            f"/appointments/{id}/email", json={"email": f"v{id}@example.do"}).raise_for_status()
        with psycopg.connect(self.settings.database_url) as connection:
            row = connection.execute(
                "SELECT payload::json ->> 'code' FROM medical_notification WHERE recipient = %s"
                " ORDER BY id DESC LIMIT 1", (f"v{id}@example.do",)).fetchone()
        assert row
        return str(row[0])


Prepared = tuple[int, str, Any]
Make = Callable[[Clinic], Prepared]


def booked(verb: str, body: Any = None) -> Make:
    def make(clinic: Clinic) -> Prepared:
        visit = clinic.visit()
        made = body(clinic, visit["id"]) if callable(body) else body
        return visit["id"], f"/appointments/{visit['id']}/{verb}", made
    return make


def begun(verb: str, *before: str) -> Make:
    """A visit whose hour has come, after some verbs."""
    def make(clinic: Clinic) -> Prepared:
        id = clinic.visit()["id"]
        clinic.began(id)
        for step in before:
            done(clinic, id, step)
        return id, f"/appointments/{id}/{verb}", None
    return make


def waiting(verb: str, *before: str, body: Any = None) -> Make:
    def make(clinic: Clinic) -> Prepared:
        id = clinic.walk_in()["id"]
        for step in before:
            done(clinic, id, step)
        return id, f"/appointments/{id}/{verb}", body
    return make


def done(clinic: Clinic, id: int, verb: str) -> None:
    seen = clinic.desks[0].get(f"/appointments/{id}").json()
    clinic.post(f"/appointments/{id}/{verb}", JUMP if verb in {"call", "start"} else None,
        seen["sequence"]).raise_for_status()


def asked(clinic: Clinic) -> Prepared:
    id = clinic.request()["id"]
    return id, f"/appointments/{id}/approve", None


def linked(action: str) -> Make:
    def make(clinic: Clinic) -> Prepared:
        id = clinic.visit()["id"]
        body = {"action": action}
        if action == "reschedule":
            body["start"] = clinic.free()
        if action == "check_in":
            clinic.began(id)
        return id, f"/links/{link_to(clinic.settings.database_name, id)}", body
    return make


VERBS: dict[str, Make] = {
    "confirmAppointment": booked("confirm"),
    "cancelAppointment": booked("cancel", {"reason": "Viaja"}),
    "rescheduleAppointment": booked(
        "reschedule", lambda clinic, id: {"start": clinic.free()}),
    "approveAppointment": asked,
    "arriveAppointment": begun("arrive"),
    "noShowAppointment": begun("no-show"),
    "reopenAppointment": begun("reopen", "no-show"),
    "callAppointment": waiting("call", body=JUMP),
    "startAppointment": waiting("start", body=JUMP),
    "finishAppointment": waiting("finish", "start"),
    "undoAppointment": waiting("undo", "call"),
    "setPriority": waiting("priority", body={"priority": "urgent", "groups": ["elder"]}),
    "verifyAppointmentEmail": booked(
        "email/verify", lambda clinic, id: {"code": clinic.code(id)}),
    "actOnLink": linked("confirm"),
    "actOnLink cancel": linked("cancel"),
    "actOnLink reschedule": linked("reschedule"),
    "actOnLink check_in": linked("check_in"),
}


@pytest.fixture(scope="module")
def clinic(live_server, settings) -> Iterator[Clinic]:
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    world = build(settings.database_name)
    clinic = Clinic(live_server(workers=2, RATE_LIMITS="0"), world, settings)
    yield clinic
    for desk in clinic.desks:
        desk.close()


def test_every_route_is_tried(settings):
    document = create_app(settings).openapi()
    changing = {
        operation["operationId"]
        for path, item in document["paths"].items() for method, operation in item.items()
        if method != "get" and path.startswith(("/api/appointments", "/api/links"))}
    assert changing - ELSEWHERE.keys() == {name.partition(" ")[0] for name in VERBS}
    for path, item in document["paths"].items():
        for operation in item.values():
            if operation["operationId"] in VERBS:
                header, = [p for p in operation["parameters"] if p["name"] == "If-Match"]
                assert header["required"], path
                assert {"412", "428"} <= operation["responses"].keys(), path


@pytest.mark.parametrize("name", VERBS)
def test_only_what_was_seen_is_changed(clinic, name):
    id, path, body = VERBS[name](clinic)
    before = clinic.stored(id)
    sequence = before[0]["sequence"]
    for stale, status, code in (
            (None, 428, "precondition-required"), (sequence + 1, 412, "stale"),
            (sequence - 1 if sequence else 999, 412, "stale")):
        refused = clinic.post(path, body, stale)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (
            status, code), refused.text
        assert clinic.stored(id) == before
    assert refused.json()["sequence"] == sequence
    assert refused.json()["state"] == before[0]["state"]
    answer = clinic.post(path, body, sequence)
    assert answer.status_code == 200, answer.text
    after = clinic.stored(id)[0]
    assert after["sequence"] > sequence
    assert answer.json().get("sequence", after["sequence"]) == after["sequence"]


@pytest.mark.parametrize("name", VERBS)
def test_of_two_desks_one_is_first(clinic, name):
    id, path, body = VERBS[name](clinic)
    sequence = clinic.stored(id)[0]["sequence"]
    gate, answers = threading.Barrier(2), []

    def press(desk: int) -> None:
        clinic.desks[desk].get("/health/live")
        gate.wait()
        answers.append(clinic.post(path, body, sequence, desk))
    threads = [threading.Thread(target=press, args=(desk,)) for desk in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(a.status_code for a in answers) == [200, 412], [a.text for a in answers]
    assert clinic.stored(id)[0]["sequence"] > sequence
