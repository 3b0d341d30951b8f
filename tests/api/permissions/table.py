# SPDX-License-Identifier: GPL-3.0-or-later
"""What a row of the permission table is made of, and the stage on which it is tried."""
from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.callers import Caller, People
from tests.world import World

# nobody has no token; a guest owns nothing here; ana and beto are patients, carmen and
# santos practitioners, desk is the front desk and boss the administrator
ROLES = ("nobody", "guest", "ana", "beto", "carmen", "santos", "desk", "boss")
MIRROR = {"ana": "beto", "beto": "ana", "carmen": "santos", "santos": "carmen"}
MISSING = 999_999
Statuses = dict[str, int]


def row(text: str) -> Statuses:
    """Statuses in the order of ROLES."""
    return dict(zip(ROLES, map(int, text.split()), strict=True))


def all_get(status: int) -> Statuses:
    return dict.fromkeys(ROLES, status)


#                nobody guest ana  beto carmen santos desk boss
ANYBODY = all_get(200)
SIGNED_IN = row("401 200  200  200  200    200    200  200")
PATIENTS = row(" 401 403  200  200  403    403    403  403")
STAFF = row("    401 403  403  403  200    200    200  200")
COUNTER = row("  401 403  403  403  403    403    200  200")
BOSS = row("     401 403  403  403  403    403    403  200")
READ_ONE = row("401 404  200  404  200    404    200  200")
STAFF_ONE = row("401 403  403  403  200    404    200  200")
GONE = row("    401 404  404  404  404    404    404  404")
STAFF_GONE = row("401 403  403  403  404    404    404  404")
COUNTER_GONE = row("401 403 403 403 403   403    404  404")
BOSS_GONE = row("401 403  403  403  403    403    403  404")


@dataclass
class Ask:
    """A request: what stands in the path's braces, the query, the body and more headers."""

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Try:
    """One operation: who gets what, and how to ask."""

    own: Statuses | None
    missing: Statuses | None = None
    ask: Callable[[Stage], Ask] = lambda stage: stage.one()
    sent: bool = True  # False: an endless answer, tried elsewhere


@dataclass
class Stage:
    """Who asks for what, and the means to make it.

    `thing` is "own" (Ana's, at Carmen's), "other's" (Beto's, at Santos') or "missing".
    """

    as_: People
    world: World
    times: Iterator[str]
    role: str
    thing: str

    @property
    def is_missing(self) -> bool:
        return self.thing == "missing"

    @property
    def owner(self) -> str:
        return "beto" if self.thing == "other's" else "ana"

    @property
    def doctor(self) -> str:
        return MIRROR["carmen"] if self.thing == "other's" else "carmen"

    @property
    def patient(self) -> int:
        """The patient in question."""
        return MISSING if self.is_missing else getattr(self.world, self.owner)

    @property
    def practitioner(self) -> int:
        """The practitioner in question."""
        return MISSING if self.is_missing else getattr(self.world, self.doctor)

    def time(self) -> str:
        """A start that nobody else takes."""
        return next(self.times)

    def days(self) -> dict[str, str]:
        return {"from": self.world.day(2), "to": self.world.day(3)}

    def appointment(self, *verbs: str, service: int | None = None) -> dict[str, Any]:
        """A new appointment of the owner with the doctor, after some verbs of the staff."""
        made = self.as_(self.owner).book(
            self.world, self.time(), service=service or self.world.general,
            practitioner=getattr(self.world, self.doctor))
        assert made.status_code == 201, made.text
        found = made.json()
        for verb in verbs:
            done = self.as_("boss").act(found, verb)
            assert done.status_code == 200, done.text
            found = done.json()
        return found

    def one(self, *verbs: str, service: int | None = None, body: Any = None) -> Ask:
        """An appointment in the path, with the sequence that was seen."""
        if self.is_missing:
            return Ask({"id": MISSING}, body=body, headers={"If-Match": '"1"'})
        found = self.appointment(*verbs, service=service)
        return Ask({"id": found["id"]}, body=body, headers={"If-Match": f'"{found["sequence"]}"'})

    def caller(self) -> Caller:
        return self.as_.new_guest() if self.role == "guest" else self.as_(self.role)


def with_key(ask: Ask) -> Ask:
    """With a fresh Idempotency-Key."""
    ask.headers["Idempotency-Key"] = secrets.token_hex(8)
    return ask


def as_seen(ask: Callable[[Stage], Ask]) -> Callable[[Stage], Ask]:
    """With the sequence of a visit that nobody changed yet."""
    def asked(stage: Stage) -> Ask:
        found = ask(stage)
        found.headers.setdefault("If-Match", '"0"')
        return found
    return asked


def body(make: Callable[[Stage], Any]) -> Callable[[Stage], Ask]:
    """`ask` of an operation that needs no more than a body."""
    return lambda stage: Ask(body=make(stage))


def missing_id(stage: Stage) -> Ask:
    """`ask` of an operation on a thing that never exists here."""
    return Ask({"id": MISSING, "token": "x" * 32})


def missing_id_with(body: Any) -> Callable[[Stage], Ask]:
    return lambda stage: Ask({"id": MISSING, "token": "x" * 32}, body=body)


def nothing(stage: Stage) -> Ask:
    """`ask` of an operation without parameters."""
    return Ask()
