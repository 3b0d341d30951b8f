# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo` as a person uses it: it gets ready, keeps its data, and ends when told to."""
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from api_adapter.demo import ACCOUNTS, PASSWORD
from tests.cluster import ROOT
from tests.conftest import free_port

FIRST_START, NEXT_START, END = 300, 15, 20
LOAD_ALLOWANCE = 4  # the tests run beside each other on two cores

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


class Demo:
    """A running `make demo` in a session of its own, as in a terminal of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.url = folder, f"http://localhost:{port}"
        self.log = folder.parent / f"demo-{time.monotonic_ns()}.log"
        environ = {name: value for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DATA_DIR", "PORT", "WORKERS"}}
        with self.log.open("wb") as log:
            self.make = psutil.Popen(
                ["make", "-s", "demo", f"PORT={port}", f"DATA_DIR={folder}"], cwd=ROOT,
                env=environ, stdout=log, stderr=log, start_new_session=True)

    def await_ready(self, seconds: float) -> float:
        started = time.monotonic()
        while f"Ready: {self.url}" not in self.log.read_text().splitlines():
            assert self.make.poll() is None, self.log.read_text()
            assert time.monotonic() - started < seconds, self.log.read_text()
            time.sleep(0.1)
        return time.monotonic() - started

    @property
    def clinica(self) -> psutil.Process:
        child, = (child for child in self.make.children() if "demo" in child.cmdline())
        return child

    def processes(self) -> list[psutil.Process]:
        return [self.make, *self.make.children(recursive=True)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[[], Demo]]:
    demos: list[Demo] = []

    def begin() -> Demo:
        demos.append(Demo(folder, free_port()))
        return demos[-1]

    yield begin
    for demo in demos:
        with suppress(ProcessLookupError):
            os.killpg(demo.make.pid, signal.SIGKILL)
        demo.make.wait()


def login(demo: Demo, account: str) -> httpx.Response:
    return httpx.post(f"{demo.url}/api/auth/login", timeout=30,
        json={"login": account, "password": PASSWORD})


def test_the_first_start_makes_a_clinic(start, folder):
    demo = start()
    demo.await_ready(FIRST_START)
    said = demo.log.read_text()
    for account, *_ in ACCOUNTS:
        assert account in said
        assert login(demo, account).status_code == 200
    assert httpx.get(f"{demo.url}/api/health/ready").status_code == 200
    for path in ("/", "/clinica", "/tryton/", "/mailbox"):
        assert httpx.get(demo.url + path).status_code == 200, path
    running = demo.processes()
    demo.make.send_signal(signal.SIGTERM)
    _, alive = psutil.wait_procs(running, timeout=END)
    assert not alive


@pytest.mark.parametrize(("target", "number"), [
    ("make", signal.SIGINT), ("make", signal.SIGTERM), ("clinica", signal.SIGTERM),
    ("group", signal.SIGINT)])  # the last is Ctrl-C
def test_the_next_starts_are_quick_and_every_way_to_end_is_complete(start, target, number):
    demo = start()
    assert demo.await_ready(NEXT_START * LOAD_ALLOWANCE)
    assert login(demo, "recepcion").status_code == 200  # the data is still there
    running = demo.processes()
    assert len(running) > 3
    if target == "group":
        os.killpg(demo.make.pid, number)
    else:
        (demo.make if target == "make" else demo.clinica).send_signal(number)
    _, alive = psutil.wait_procs(running, timeout=END)
    assert not alive


def test_a_port_in_use_is_a_sentence(start):
    first = start()
    first.await_ready(NEXT_START * LOAD_ALLOWANCE)
    port = first.url.rpartition(":")[2]
    second = subprocess.run(
        ["make", "-s", "demo", f"PORT={port}", f"DATA_DIR={first.folder}-other"], cwd=ROOT,
        capture_output=True, text=True, timeout=60)
    assert second.returncode != 0
    assert f"Port {port} is in use by another program" in second.stderr
    assert "Traceback" not in second.stderr
