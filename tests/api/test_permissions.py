# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: every operation × every role × one's own, another's and a missing thing.

The table is in `permissions/`; a route that is not in it fails the first test.
"""
import itertools

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


def needs_token(operation: str) -> bool:
    method, path = operations()[operation]
    return "security" in document()["paths"]["/api" + path][method.lower()]


WITH_TOKEN = [name for name in operations() if needs_token(name)]


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
def test_useless_token(send, useless, operation, kind):
    answer = send(operation, "ana", "missing", useless[kind])
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/invalid-token")
