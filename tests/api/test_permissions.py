# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: every operation × every role × one's own, another's and a missing thing.

The table is in `permissions/`; a route that is not in it fails the first test.
"""
import itertools

import psycopg
import pytest

from tests.api.permissions import TABLE
from tests.api.permissions.auth import ENDS_SESSION
from tests.api.permissions.table import MIRROR, MISSING, ROLES, Stage, Statuses
from tests.callers import Caller
from tests.contract.checker import document

THINGS = ("own", "other's", "missing")


def operations() -> dict[str, tuple[str, str]]:
    return {
        operation["operationId"]: (method.upper(), path.removeprefix("/api"))
        for path, item in document()["paths"].items() for method, operation in item.items()}


def test_every_operation_is_in_the_table():
    assert set(operations()) == set(TABLE)


def statuses(operation: str, thing: str) -> Statuses | None:
    found = TABLE[operation]
    if thing == "missing":
        return found.missing
    if thing == "own" or found.own is None:
        return found.own
    return {role: found.own[MIRROR.get(role, role)] for role in ROLES}


@pytest.fixture(scope="module")
def times(world):
    """Times that nobody else in this module takes."""
    hours = [f"{hour:02}:{minute}" for hour in range(8, 17) for minute in ("00", "30")]
    return itertools.starmap(
        lambda day, hour: world.at(day, hour), itertools.product(range(2, 59), hours))


@pytest.fixture(scope="module")
def send(as_, world, times):
    def send(operation: str, role: str, thing: str, token: str | None = None):
        stage = Stage(as_, world, times, role, thing)
        ask = TABLE[operation].ask(stage)
        method, path = operations()[operation]
        caller = stage.caller()
        if operation in ENDS_SESSION and role != "nobody":
            caller = Caller(as_.http, as_._sign_in(role))
        if token:
            caller = Caller(as_.http, token)
        return caller.call(
            method, path.format(**ask.path), params=ask.query, json=ask.body,
            headers=ask.headers)
    return send


CASES = [
    (operation, thing, role) for operation, row in TABLE.items() if row.sent
    for thing in THINGS if statuses(operation, thing) for role in ROLES]


@pytest.mark.parametrize(("operation", "thing", "role"), CASES)
def test_permission(send, operation, role, thing):
    answer = send(operation, role, thing)
    assert answer.status_code == statuses(operation, thing)[role], answer.text


HIDDEN = [
    (operation, thing, role) for operation, row in TABLE.items() if row.sent and row.missing
    for thing in ("own", "other's") if statuses(operation, thing) for role in ROLES
    if statuses(operation, thing)[role] == row.missing[role] == 404]


@pytest.mark.parametrize(("operation", "thing", "role"), HIDDEN)
def test_hidden_and_missing_answer_alike(send, operation, thing, role):
    hidden, missing = (send(operation, role, which) for which in (thing, "missing"))
    assert comparable(hidden) == comparable(missing)


def comparable(answer) -> tuple:
    """All that a caller can see, but the name of the request."""
    body = {name: value for name, value in answer.json().items() if name != "instance"}
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, body, headers


def needs_token(operation: str) -> bool:
    method, path = operations()[operation]
    return "security" in document()["paths"]["/api" + path][method.lower()]


WITH_TOKEN = [name for name in operations() if needs_token(name)]


@pytest.fixture(scope="module")
def useless(app, as_, world, settings):
    """Tokens that were good once, or were never ours: of a patient and of the staff."""
    revoked = as_._sign_in("beto")
    Caller(as_.http, revoked).post("/auth/logout")
    disabled = {
        "disabled patient": as_._sign_in("p7"), "removed patient": as_._sign_in("p8"),
        "disabled staff": as_._sign_in("marte")}
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE web_user SET active = false WHERE email = 'p7@example.do'")
        connection.execute("DELETE FROM web_user WHERE email = 'p8@example.do'")
        connection.execute("UPDATE res_user SET active = false WHERE login = 'dra.marte'")
        over, = connection.execute(
            "INSERT INTO medical_portal_session (kind, web_user, expires_at) VALUES"
            " ('patient', %s, timezone('UTC', now()) - interval '1 second') RETURNING id",
            (world.accounts["ana"],)).fetchone()
    tokens = app.state.tokens
    return {
        **disabled, "revoked": revoked, "expired": tokens.make(1, "patient", -1),
        "of a session that is over": tokens.make(over, "patient", 600),
        "of another kind": tokens.make(over - 1, "guest", 600),
        "of no session": tokens.make(MISSING, "staff", 600), "garbage": "x.y.z"}


@pytest.mark.parametrize("operation", WITH_TOKEN)
def test_useless_tokens(send, useless, operation):
    for kind, token in useless.items():
        answer = send(operation, "ana", "missing", token)
        assert answer.status_code == 401, kind
        assert answer.json()["type"].endswith("/invalid-token"), kind
