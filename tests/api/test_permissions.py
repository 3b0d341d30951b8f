# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: every operation × every role, on one's own, another's and a missing thing.

A route that is not in the table fails the first test. The appointment in question is Ana's, at
Carmen's: hers are `ana` and `carmen`, others' `beto` and `santos`.
"""
import itertools
import secrets

import pytest

from tests.callers import PERSON, Caller
from tests.contract.checker import document

ROLES = ("nobody", "guest", "ana", "beto", "carmen", "santos", "desk", "boss")
MISSING = 999_999
ANYBODY = dict.fromkeys(ROLES, 200)


def row(text: str) -> dict[str, int]:
    """Statuses in the order of ROLES."""
    return dict(zip(ROLES, map(int, text.split()), strict=True))


# operation: (status by role, status by role when the thing is missing or None)
#             nobody guest ana  beto carmen santos desk boss
READ_ONE = row("401 404  200  404  200    404    200  200")
CHANGE = READ_ONE
STAFF_CHANGE = row("401 403  403  403  200    404    200  200")
GONE = row("    401 404  404  404  404    404    404  404")
STAFF_GONE = row("401 403  403  403  404    404    404  404")
TABLE = {
    "getClinic": (ANYBODY, None),
    "listSpecialties": (ANYBODY, None),
    "listInsurers": (ANYBODY, None),
    "listServices": (ANYBODY, None),
    "listPractitioners": (ANYBODY, None),
    "listAvailability": (ANYBODY, dict.fromkeys(ROLES, 404)),
    "getPractitionerPhoto": (dict.fromkeys(ROLES, 404), dict.fromkeys(ROLES, 404)),
    "getLiveness": (ANYBODY, None),
    "getReadiness": (ANYBODY, None),
    "openGuestSession": (ANYBODY, None),
    "login": (dict.fromkeys(ROLES, 401), None),
    "requestCode": (dict.fromkeys(ROLES, 202), None),
    "verifyCode": (dict.fromkeys(ROLES, 401), None),
    "register": (dict.fromkeys(ROLES, 422), None),
    "refreshToken": (dict.fromkeys(ROLES, 403), None),
    "logout": (row("401 204 204 204 204 204 204 204"), None),
    "getMe": (row("401 200 200 200 200 200 200 200"), None),
    "createHold": (row("401 201 201 201 403 403 403 403"), row("401 404 404 404 403 403 403 403")),
    "releaseHold": (row("401 404 204 404 403 403 403 403"), row("401 404 404 404 403 403 403 403")),
    "createAppointment": (
        row("401 201 201 201 201 201 201 201"), row("401 404 404 404 404 404 404 404")),
    "listAppointments": (row("401 200 200 200 200 200 200 200"), None),
    "lookupAppointment": (dict.fromkeys(ROLES, 200), dict.fromkeys(ROLES, 404)),
    "getAppointment": (READ_ONE, GONE),
    "getAppointmentHistory": (READ_ONE, GONE),
    "getAppointmentCalendar": (READ_ONE, GONE),
    "confirmAppointment": (CHANGE, GONE),
    "cancelAppointment": (CHANGE, GONE),
    "rescheduleAppointment": (CHANGE, GONE),
    "arriveAppointment": (STAFF_CHANGE, STAFF_GONE),
    "callAppointment": (STAFF_CHANGE, STAFF_GONE),
    "startAppointment": (STAFF_CHANGE, STAFF_GONE),
    "finishAppointment": (row("401 403 403 403 200 404 403 200"), STAFF_GONE),
    "noShowAppointment": (row("401 403 403 403 409 404 409 409"), STAFF_GONE),
    "reopenAppointment": (row("401 403 403 403 403 404 409 409"), STAFF_GONE),
    "approveAppointment": (STAFF_CHANGE, STAFF_GONE),
    "getAgenda": (
        row("401 403 403 403 200 404 200 200"), row("401 403 403 403 404 404 404 404")),
    "getLink": (None, dict.fromkeys(ROLES, 404)),
    "actOnLink": (None, dict.fromkeys(ROLES, 404)),
    "listNotifications": (row("401 403 403 403 403 403 200 200"), None),
    "previewNotifications": (row("401 403 403 403 403 403 403 200"), None),
    "retryNotification": (None, row("401 403 403 403 403 403 404 404")),
    "cancelNotification": (None, row("401 403 403 403 403 403 404 404")),
    # Without the provider's secret nobody can report: see test_notifications.py
    "receiveResendReport": (dict.fromkeys(ROLES, 404), None),
    "streamEvents": (row("401 200 200 200 200 200 200 200"), None),
}
ELSEWHERE = {"streamEvents"}  # an endless answer: see test_events.py
PREPARE = {
    "callAppointment": ["arrive"], "startAppointment": ["arrive"],
    "finishAppointment": ["arrive", "start"]}


def operations() -> dict[str, tuple[str, str]]:
    return {
        operation["operationId"]: (method.upper(), path.removeprefix("/api"))
        for path, item in document()["paths"].items() for method, operation in item.items()}


def test_every_operation_is_in_the_table():
    assert set(operations()) == set(TABLE)


@pytest.fixture(scope="module")
def times(world):
    """Times that nobody else in this module takes."""
    hours = [f"{hour:02}:{minute}" for hour in range(8, 17) for minute in ("00", "30")]
    return itertools.starmap(
        lambda day, hour: world.at(day, hour), itertools.product(range(2, 59), hours))


class Stage:
    """Makes what an operation is tried on, and the request."""

    def __init__(self, as_, world, times) -> None:
        self.as_, self.world, self.times = as_, world, times

    def appointment(self, operation: str) -> dict:
        service = self.world.asked if operation == "approveAppointment" else self.world.general
        made = self.as_("ana").book(self.world, next(self.times), service=service)
        assert made.status_code == 201, made.text
        for verb in PREPARE.get(operation, ()):
            assert self.as_("boss").post(f"/appointments/{made.json()['id']}/{verb}").status_code == 200
        return made.json()

    def hold(self) -> int:
        made = self.as_("ana").post("/holds", {
            "service": self.world.general, "practitioner": self.world.carmen,
            "start": next(self.times)})
        return made.json()["id"]

    def body(self, operation: str, missing: bool, role: str) -> dict | None:
        if operation in {"createHold", "createAppointment", "rescheduleAppointment"}:
            return self.place(operation, missing, role)
        return {
            "login": {"login": secrets.token_hex(4), "password": "x"},
            "requestCode": {"email": f"{secrets.token_hex(4)}@example.do"},
            "verifyCode": {"email": "nadie@example.do", "code": "000000"},
            "register": {},
            "actOnLink": {"action": "confirm"},
        }.get(operation)

    def place(self, operation: str, missing: bool, role: str) -> dict:
        practitioner = MISSING if missing else self.world.carmen
        wanted = {
            "service": self.world.general, "practitioner": practitioner, "start": next(self.times)}
        patient = {"desk": self.world.beto, "boss": self.world.beto, "carmen": self.world.ana,
            "santos": self.world.ana}
        who = {"patient": patient[role]} if role in patient else (
            {"person": PERSON} if role == "guest" else {})
        return {
            "createHold": wanted,
            "createAppointment": {**wanted, **who},
            "rescheduleAppointment": {"start": wanted["start"]},
        }[operation]

    def send(self, operation: str, role: str, missing: bool):
        method, path = operations()[operation]
        caller = self.as_.new_guest() if role == "guest" else self.as_(role)
        if operation == "logout" and role != "nobody":
            caller = Caller(self.as_.http, self.as_._sign_in(role))
        target, query, body = MISSING, None, self.body(operation, missing, role)
        if not missing and operation == "releaseHold":
            target = self.hold()
        elif not missing and "{id}" in path and "photo" not in path:
            target = self.appointment(operation)["id"]
        if operation == "lookupAppointment":
            number = "LV-222222" if missing else self.appointment(operation)["number"]
            body = {"number": number, "birth_date": "1990-01-01"}
        days = {"from": self.world.day(2), "to": self.world.day(3)}
        practitioner = MISSING if missing else self.world.carmen
        if operation == "getAgenda":
            query = {"practitioner": practitioner, **days}
        if operation == "listAvailability":
            query = {"practitioner": practitioner, "service": self.world.general, **days}
        return caller.call(
            method, path.format(id=target, token="x" * 32), params=query, json=body,
            headers={"Idempotency-Key": secrets.token_hex(8)})


CASES = [
    (operation, role, missing)
    for operation, statuses in TABLE.items() if operation not in ELSEWHERE
    for missing in (False, True) if statuses[missing] is not None
    for role in ROLES]


@pytest.mark.parametrize(("operation", "role", "missing"), CASES)
def test_permission(as_, world, times, operation, role, missing):
    answer = Stage(as_, world, times).send(operation, role, missing)
    assert answer.status_code == TABLE[operation][missing][role], answer.text


WITH_TOKEN = [
    name for name, (statuses, _) in TABLE.items()
    if statuses and statuses["nobody"] == 401 and name not in {"login", "verifyCode"}]


@pytest.fixture(scope="module")
def useless(app, as_, world):
    """Tokens that were good once, or were never ours."""
    revoked = as_._sign_in("beto")
    Caller(as_.http, revoked).post("/auth/logout")
    tokens = app.state.tokens
    return {
        "revoked": revoked, "expired": tokens.make(1, "patient", -1),
        "of no session": tokens.make(MISSING, "staff", 600), "garbage": "x.y.z"}


@pytest.mark.parametrize("kind", ["revoked", "expired", "of no session", "garbage"])
@pytest.mark.parametrize("operation", WITH_TOKEN)
def test_useless_token(as_, world, times, useless, operation, kind):
    method, path = operations()[operation]
    body = {
        "createHold": {"service": 1, "practitioner": 1, "start": world.at(2, "09:00")},
        "createAppointment": {"service": 1, "practitioner": 1, "start": world.at(2, "09:00")},
        "rescheduleAppointment": {"start": world.at(2, "09:00")}}.get(operation)
    query = {"practitioner": 1, "from": world.day(1), "to": world.day(2)}
    answer = Caller(as_.http, useless[kind]).call(
        method, path.format(id=1), json=body, params=query if operation == "getAgenda" else None,
        headers={"Idempotency-Key": secrets.token_hex(8)})
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/invalid-token")
