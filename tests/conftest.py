# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests that talk to the clinic: a database of their own, the app, a live server.

    settings     the environment of a fresh clinic database, one for each test module
    client       the whole application in this process (httpx interface)
    live_server  the same over real HTTP, in one or more processes
"""
from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from api_adapter.settings import Settings
from tests import cluster
from tests.contract import checker

# Started in the background (`make test &`) a process ignores Ctrl-C, and so would all it starts
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)

checker.watch()
READY_TIMEOUT = 180
STOP_TIMEOUT = 15
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def promises_are_kept() -> Iterator[None]:
    """Every answer in the tests is one that the OpenAPI document lists, also those in threads
    whose failures nobody hears of."""
    checker.broken.clear()
    yield
    assert not checker.broken, checker.broken[:5]


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """A clinic as `clinica init` makes it, for this test module alone."""
    cluster.ensure_clinic_template()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"clinic_{worker}_{os.getpid()}_{next(_numbers)}"
    cluster.clone(os.environ["TEST_DATABASE_URL"], name)
    yield cluster.url_of(name)
    _forget(name)
    cluster.drop(os.environ["TEST_DATABASE_URL"], name)


@pytest.fixture(scope="module")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.load({
        **cluster.test_environ(),
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path_factory.mktemp("data"))})


@pytest.fixture(scope="module")
def app(settings: Settings):
    from api_adapter.main import create_app
    return create_app(settings)


@pytest.fixture(scope="module")
def client(app) -> Iterator[httpx.Client]:
    from starlette.testclient import TestClient
    with TestClient(app, base_url="http://localhost:8000") as client:
        yield client


@pytest.fixture(scope="module")
def live_server(database_url: str, tmp_path_factory: pytest.TempPathFactory
        ) -> Iterator[Callable[..., str]]:
    """`live_server(workers=2, **environ)` starts the clinic over HTTP and returns its address."""
    servers = []

    def start(workers: int = 1, **environ: str) -> str:
        port = free_port()
        data = tmp_path_factory.mktemp("live")
        server = _serve(port, {
            **cluster.test_environ(), "DATABASE_URL": database_url, "DATA_DIR": str(data),
            "PORT": str(port), "WORKERS": str(workers),
            "PUBLIC_URL": f"http://localhost:{port}", **environ}, data / "server.log")
        servers.append(server)
        return f"http://localhost:{port}"

    yield start
    for server in servers:
        stop_process(server)


def _serve(port: int, environ: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "api_adapter.cli", "serve"], stdout=stream, stderr=stream,
            env={**os.environ, **environ})
    try:
        await_ready(f"http://localhost:{port}", server)
    except BaseException as error:
        stop_process(server)
        raise AssertionError(f"The server did not start:\n{log.read_text()}") from error
    return server


def await_ready(url: str, server: subprocess.Popen[bytes], timeout: float = READY_TIMEOUT) -> None:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(f"{url}/api/health/ready").status_code == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{url} is not ready")


def stop_process(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _forget(name: str) -> None:
    """Let this process's Tryton go of a database that will be dropped."""
    from trytond import backend
    from trytond.cache import Cache
    from trytond.pool import Pool
    Cache.drop(name)
    Pool.stop(name)
    if name in backend.Database._databases[os.getpid()]:
        backend.Database(name).close()
