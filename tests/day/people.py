# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who act on the simulated day: over HTTP, and from a Tryton client."""
from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import time_machine
from trytond.backend import DatabaseOperationalError

from tests.callers import Caller
from tests.world import PASSWORD, World

ZONE = ZoneInfo("America/Santo_Domingo")
DAY = dt.date(2027, 3, 2)
TOKEN_LIFE = 600
TRIES = 8


class Clock:
    """The clock of the whole process, which stands still between the steps."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self.traveller = traveller
        self.minute = 0

    def set(self, minute: int, day: dt.date = DAY) -> None:
        self.minute = minute
        self.traveller.move_to(utc(minute, day))

    @property
    def now(self) -> dt.datetime:
        return moment(self.minute)


def utc(minute: int, day: dt.date = DAY) -> dt.datetime:
    """For the traveller: a moment with a named zone would move the process to that zone."""
    return moment(minute, day).astimezone(dt.UTC)


def moment(minute: int, day: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE) + dt.timedelta(minutes=minute)


class Actor:
    """Somebody with a session whose short tokens are renewed by the clock."""

    def __init__(self, http: httpx.Client, tokens: Any, world: World, name: str) -> None:
        self.http, self.tokens = http, tokens
        answer = http.post("/api/auth/login", json={
            "login": world.logins[name], "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        http.cookies.clear()
        self.session = tokens.read(answer.json()["access_token"]).session

    @property
    def caller(self) -> Caller:
        return Caller(self.http, self.tokens.make(self.session, "staff", TOKEN_LIFE))

    def get(self, path: str, **params: Any) -> Any:
        return good(self.caller.get(path, **params))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return good(self.caller.post(path, body, **headers))

    def act(self, id: int, verb: str, body: Any = None) -> Any:
        seen = self.get(f"/appointments/{id}")
        return good(self.caller.act(seen, verb, body))


def good(answer: httpx.Response) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


class ClientDesk:
    """A second front desk, in a Tryton client, in a thread of its own."""

    def __init__(self, database_url: str, login: str) -> None:
        self.thread = ThreadPoolExecutor(1)
        self.environ = os.environ.get("TRYTOND_DATABASE_URI")
        self.thread.submit(self._connect, database_url, login).result()
        self.did = 0

    def _connect(self, database_url: str, login: str) -> None:
        from proteus import config
        self.config = config.set_trytond(database_url, login)
        self.config.skip_warning = True

    def close(self) -> None:
        self.thread.shutdown()
        if self.environ is None:
            os.environ.pop("TRYTOND_DATABASE_URI", None)
        else:
            os.environ["TRYTOND_DATABASE_URI"] = self.environ

    def press(self, button: str, id: int) -> Future[None]:
        """Press a button of an appointment's form."""
        def work() -> None:
            from proteus import Model
            Model.get("medical.appointment")(id).click(button)
        return self._submit(work)

    def wizard(self, name: str, state: str, records: list[int], **values: Any) -> Future[None]:
        def work() -> None:
            from proteus import Model, Wizard
            opened = [Model.get("medical.appointment")(id) for id in records]
            wizard = Wizard(name, opened)
            for field, value in values.items():
                if field in {"practitioner", "service"}:
                    value = Model.get(f"medical.{field}")(value)
                setattr(wizard.form, field, value)
            wizard.execute(state)
        return self._submit(work)

    def _submit(self, work: Callable[[], None]) -> Future[None]:
        self.did += 1
        return self.thread.submit(_again_if_asked, work)


def _again_if_asked(work: Callable[[], None]) -> None:
    """As Tryton's own dispatcher: once more when somebody changed the same row."""
    for left in reversed(range(TRIES)):
        try:
            work()
            return
        except DatabaseOperationalError:
            if not left:
                raise
