# SPDX-License-Identifier: GPL-3.0-or-later
"""The staff's desktop client and the web beside each other, on the same visits.

The desktop client speaks JSON-RPC to a server of its own here: another process.
"""
from __future__ import annotations

import base64

import httpx
import pytest

from tests.callers import People
from tests.world import PASSWORD, build


class Desktop:
    """A Tryton client: signs in, reads and writes as it does."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self.url = f"{url}/{database}/rpc/"
        self.session = ""
        answer = self._post("common.db.login", login, {"password": password}, "es")
        user, token, *_ = answer["result"]
        self.session = base64.b64encode(f"{login}:{user}:{token}".encode()).decode()

    def _post(self, method: str, *params: object) -> dict:
        headers = {"Authorization": f"Session {self.session}"} if self.session else {}
        answer = httpx.post(
            self.url, json={"id": 1, "method": method, "params": params}, headers=headers,
            timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call(self, method: str, *params: object, **context: object):
        answer = self._post(f"model.{method}", *params, context)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def refused(self, method: str, *params: object, **context: object) -> str:
        """The name of the refusal."""
        return str(self._post(f"model.{method}", *params, context)["error"][0])

    def open(self, id: int) -> dict:
        """The visit's form: its fields and the time stamp that goes back with a change."""
        found, = self.call(
            "medical.appointment.read", [id], ["note", "state", "_timestamp"])
        return found


def seen(record: dict) -> dict:
    return {"_timestamp": {f"medical.appointment,{record['id']}": record["_timestamp"]}}


@pytest.fixture(scope="module")
def world(settings):
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    return build(settings.database_name)


@pytest.fixture(scope="module")
def url(live_server, world) -> str:
    return live_server(workers=2, RATE_LIMITS="0")


@pytest.fixture(scope="module")
def desktop(live_server, world, settings):
    other = live_server(RATE_LIMITS="0")
    return lambda login, password=PASSWORD: Desktop(other, settings.database_name, login, password)


@pytest.fixture
def as_(url, world):
    with httpx.Client(base_url=url, timeout=60) as http:
        yield People(http, world)


def test_two_desktop_clients_do_not_overwrite_each_other(desktop, as_, world):
    visit = as_("ana").book(world, world.at(2, "09:00")).json()["id"]
    one, other = desktop("recepcion"), desktop("jefa")
    first, second = one.open(visit), other.open(visit)
    one.call("medical.appointment.write", [visit], {"note": "llega tarde"}, **seen(first))
    assert other.refused(
        "medical.appointment.write", [visit], {"note": "trae estudios"}, **seen(second)
    ) == "ConcurrencyException"
    assert other.refused("medical.appointment.cancel", [visit], **seen(second)) \
        == "ConcurrencyException"
    assert one.open(visit) | {"_timestamp": None} == {
        "id": visit, "note": "llega tarde", "state": "booked", "_timestamp": None}


def test_the_desktop_client_does_not_overwrite_the_web(desktop, as_, world):
    booked = as_("ana").book(world, world.at(2, "10:00")).json()
    client = desktop("recepcion")
    shown = client.open(booked["id"])
    assert as_("ana").act(booked, "reschedule", {"start": world.at(2, "11:00")}).status_code == 200
    assert client.refused("medical.appointment.cancel", [booked["id"]], **seen(shown)) \
        == "ConcurrencyException"
    assert as_("ana").get(f"/appointments/{booked['id']}").json()["state"] == "booked"


def test_the_web_does_not_overwrite_the_desktop_client(desktop, as_, world):
    booked = as_("ana").book(world, world.at(2, "12:00")).json()
    client = desktop("recepcion")
    client.call(
        "medical.appointment.cancel", [booked["id"]], **seen(client.open(booked["id"])))
    late = as_("ana").act(booked, "reschedule", {"start": world.at(2, "13:00")})
    assert late.status_code == 412 and late.json()["type"].endswith("/stale")
