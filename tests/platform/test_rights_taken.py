# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights that are taken in the desktop client are gone in the API, in each of its processes.

The desktop client speaks to a server of its own. What a session is worth and what a record rule
finds is read in the transaction of each request, so already the first request after the commit
is refused. What Tryton keeps in caches is cleared by a notice of the database, soon: how soon is
measured in bench/, on a machine that does nothing else.
"""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import psutil
import pytest

from tests.callers import People
from tests.cluster import ADMIN_PASSWORD
from tests.platform.test_desktop_and_web import Desktop
from tests.world import build

PATIENCE = 30  # seconds
WORKERS = 2
CONNECTIONS = 200  # the most that are tried until each process has one
REFUSED = {401, 403, 404}


@pytest.fixture(scope="module")
def world(settings):
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    return build(settings.database_name)


@pytest.fixture(scope="module")
def url(live_server, world) -> str:
    return live_server(workers=WORKERS, RATE_LIMITS="0")


@pytest.fixture(scope="module")
def admin(live_server, world, settings) -> Desktop:
    """The administrator at a desktop client, whose server is another process."""
    return Desktop(
        live_server(RATE_LIMITS="0"), settings.database_name, "admin", ADMIN_PASSWORD)


@pytest.fixture(scope="module")
def as_(url, world) -> Iterator[People]:
    with httpx.Client(base_url=url, timeout=60) as http:
        yield People(http, world)


@pytest.fixture(scope="module")
def processes(url) -> Iterator[list[httpx.Client]]:
    """A kept connection to each process of the API: what is asked there is answered there."""
    with ExitStack() as stack:
        found: dict[int, httpx.Client] = {}
        for _ in range(CONNECTIONS):
            http = stack.enter_context(httpx.Client(base_url=url, timeout=60, limits=httpx.Limits(
                max_connections=1, max_keepalive_connections=1, keepalive_expiry=None)))
            found.setdefault(_process(http), http)
            if len(found) == WORKERS:
                yield list(found.values())
                return
        raise AssertionError(f"only {len(found)} of {WORKERS} processes ever answered")


def _process(http: httpx.Client) -> int:
    """The process at the other end of the client's one connection."""
    with http.stream("GET", "/api/health/live") as answer:
        stream = answer.extensions["network_stream"]
        ours = stream.get_extra_info("client_addr")[1]
        answer.read()
        for child in psutil.Process().children(recursive=True):
            for connection in child.net_connections("tcp"):
                if connection.raddr and connection.raddr.port == ours:
                    return child.pid
    raise AssertionError("nobody is at the other end")


class Right:
    """Somebody's right to read an address, and how the administrator takes and gives it."""

    def __init__(
            self, who: str, path: str, take: Callable[[], Any],
            give: Callable[[], Any] = lambda: None) -> None:
        self.who, self.path, self.take, self.give = who, path, take, give


@pytest.fixture
def right(request, admin, as_, world) -> Iterator[Right]:
    found = request.getfixturevalue(request.param)
    yield found
    found.give()


def user_of(admin: Desktop, login: str) -> int:
    found, = admin.call("res.user.search", [("login", "=", login)], 0, 1, None)
    return found


@pytest.fixture
def user_switched_off(admin):
    marte = user_of(admin, "dra.marte")
    return Right(
        "marte", "/me", lambda: admin.call("res.user.write", [marte], {"active": False}),
        lambda: admin.call("res.user.write", [marte], {"active": True}))


@pytest.fixture
def group_taken(admin, world):
    group, = admin.call(
        "res.group.search", [("users", "=", world.desk), ("name", "!=", "")], 0, 1, None)

    def write(what: str) -> None:
        admin.call("res.user.write", [world.desk], {"groups": [(what, [group])]})
    return Right(
        "desk", f"/patients/{world.ana}", lambda: write("remove"), lambda: write("add"))


@pytest.fixture
def session_ended(admin, world):
    def end() -> None:
        open_, = admin.call(
            "medical.portal.session.search",
            [("user", "=", world.boss), ("revoked_at", "=", None)], 0, 1, None)
        admin.call("medical.portal.session.end", [open_])
    return Right("boss", "/patients", end)


@pytest.fixture
def practitioner_unlinked(admin, as_, world):
    """The doctor's own agenda is no longer hers."""
    carmen = user_of(admin, "dra.carmen")
    visit = as_("ana").book(world, world.at(3, "09:00")).json()["id"]

    def link(user: int | None) -> None:
        admin.call("medical.practitioner.write", [world.carmen], {"user": user})
    return Right(
        "carmen", f"/appointments/{visit}", lambda: link(None), lambda: link(carmen))


@pytest.fixture
def account_closed(admin, world):
    account = world.accounts["beto"]
    return Right(
        "beto", "/appointments", lambda: admin.call("web.user.write", [account], {"active": False}),
        lambda: admin.call("web.user.write", [account], {"active": True}))


READ_EACH_TIME = [
    "user_switched_off", "group_taken", "session_ended", "practitioner_unlinked",
    "account_closed"]


@pytest.mark.parametrize("right", READ_EACH_TIME, indirect=True)
def test_the_first_request_after_the_commit_is_refused(right, as_, processes):
    headers = as_(right.who).headers
    as_._tokens.pop(right.who)  # the session may be over after this
    for http in processes:  # every cache is warm
        assert http.get(f"/api{right.path}", headers=headers).status_code == 200
    right.take()  # answers when it is committed
    answers = [http.get(f"/api{right.path}", headers=headers).status_code for http in processes]
    assert set(answers) <= REFUSED and len(answers) == WORKERS, answers


@pytest.fixture
def agendas_closed(admin, world):
    """What doctors see of each other: a setting, which Tryton keeps in a cache."""
    def write(open_: bool) -> None:
        admin.call("medical.configuration.write", [1], {"staff_reads_all_agendas": open_})
    write(True)
    return Right(
        "santos",
        f"/agenda?practitioner={world.carmen}&from={world.day(1)}&to={world.day(2)}",
        lambda: write(False))


def await_status(http: httpx.Client, right: Right, headers: dict[str, str], status: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while http.get(f"/api{right.path}", headers=headers).status_code != status:
        assert time.monotonic() < deadline, f"never {status}"
        time.sleep(0.02)


@pytest.mark.parametrize("right", ["agendas_closed"], indirect=True)
def test_a_setting_is_soon_known_in_every_process(right, as_, processes):
    headers = as_(right.who).headers
    for status, change in ((200, lambda: None), (404, right.take)):
        change()
        for http in processes:
            await_status(http, right, headers, status)
