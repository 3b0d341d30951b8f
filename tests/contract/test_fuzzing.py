# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemathesis against the running application, as each role, with all of its checks.

No server error, no answer that the OpenAPI document does not promise, and what fits its schema is
accepted but for the operations that `schemathesis.toml` lists with the reason.  Two requests are
always on their way, to two processes.  The administrator's run adds every boundary value, the
stateful ones go on with what earlier answers held; `pytest -m long` draws many more.
"""
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest

from tests.callers import People
from tests.contract.checker import document
from tests.world import build

CONFIG = Path(__file__).with_name("schemathesis.toml")
# They end the session they are called with, or that of a colleague: last, with another one
ENDING = {
    "logout", "endSession", "endSessions", "closeAccount", "changePassword", "endStaffSessions",
    "updateStaff", "renewStaffPassword", "beginSecondStep", "confirmSecondStep",
    "removeSecondStep"}
QUICK = "fuzzing"
THOROUGH = "examples,coverage,fuzzing"
# role: (phases, drawn for each operation); together more than LEAST in CI
RUNS = {
    "nobody": (QUICK, 2), "guest": (QUICK, 2), "ana": (QUICK, 3), "carmen": (QUICK, 3),
    "desk": (QUICK, 3), "boss": (THOROUGH, 2)}
LEAST = 5_000
# role: sequences of requests, each with what the one before answered
SEQUENCES = {"guest": 8, "ana": 25, "carmen": 10, "desk": 25, "boss": 25}
WORKERS = 2
SEED = 20_261_123
# Python 3.11 may say so when two threads of the tool read its own source at once
PYTHONS_OWN = "SystemError: AST constructor recursion depth mismatch"
TIMES = 40  # as many in the long run
LIFE = 540  # seconds that a token is good for, with some to spare
tried: dict[str, int] = {}


@pytest.fixture(scope="module")
def url(settings, live_server) -> str:
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    build(settings.database_name, patients=5)
    return live_server(workers=2, RATE_LIMITS="0")


@pytest.fixture(scope="module")
def as_(settings, url):
    from types import SimpleNamespace
    logins = {
        "ana": "ana@example.do", "carmen": "dra.carmen", "desk": "recepcion", "boss": "jefa"}
    with httpx.Client(base_url=url, timeout=60) as http:
        yield People(http, SimpleNamespace(logins=logins))


def run(url: str, token: str | None, folder: Path, *options: str) -> int:
    """One run of the command; how many cases it tried."""
    schema = folder / "openapi.json"
    schema.write_text(json.dumps(document()))
    signed = ["-H", f"Authorization: Bearer {token}"] if token else []
    for workers in (WORKERS, 1):
        done = subprocess.run(
            [Path(sys.executable).with_name("schemathesis"), "--config-file", CONFIG, "--no-color",
                "run", schema, "--url", url, "-H", "Accept-Language: es",
                *signed, "--continue-on-failure", "--request-timeout", "120",
                "--workers", str(workers), *options],
            cwd=folder, capture_output=True, text=True)
        if PYTHONS_OWN not in done.stdout:
            break
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    found = re.search(r"Test cases:\n\s+([\d,]+) generated", done.stdout)
    assert found, done.stdout[-2_000:]
    return int(found[1].replace(",", ""))


def without(operations: set[str]) -> list[str]:
    return [part for name in sorted(operations) for part in ("--exclude-operation-id", name)]


def only(operations: set[str]) -> list[str]:
    return [part for name in sorted(operations) for part in ("--include-operation-id", name)]


def is_signed_in(url: str, token: str) -> bool:
    answer = httpx.get(f"{url}/api/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code == 200


def test_the_lists_name_operations():
    known = {
        operation["operationId"] for item in document()["paths"].values()
        for operation in item.values()}
    excused = tomllib.loads(CONFIG.read_text())["operations"]
    listed = [id_ for entry in excused for id_ in entry["include-operation-id"]]
    assert known >= ENDING | set(listed)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("role", RUNS)
def test_all_operations(as_, url, tmp_path, role):
    phases, examples = RUNS[role]
    token = None if role == "nobody" else as_._sign_in(role)
    tried[role] = run(
        url, token, tmp_path, "--phases", phases, "--max-examples", str(examples),
        "--seed", str(SEED), *without(ENDING))
    assert token is None or is_signed_in(url, token), "the run lost its session"


@pytest.mark.parametrize("role", SEQUENCES)
def test_sequences(as_, url, tmp_path, role):
    token = as_._sign_in(role)
    tried[f"{role} in sequence"] = run(
        url, token, tmp_path, "--phases", "stateful", "--max-examples", str(SEQUENCES[role]),
        "--seed", str(SEED), *without(ENDING))
    assert is_signed_in(url, token), "the run lost its session"


@pytest.mark.parametrize("role", ["desk", "ana"])
def test_operations_that_end_sessions(as_, url, tmp_path, role):
    tried[f"{role} last"] = run(
        url, as_._sign_in(role), tmp_path, "--phases", THOROUGH, "--max-examples", "10",
        "--seed", str(SEED), *only(ENDING))


def test_that_was_enough():
    if len(tried) == len(RUNS) + len(SEQUENCES) + 2:  # all of them ran here
        print(json.dumps(tried))
        assert sum(tried.values()) >= LEAST


@pytest.mark.long
@pytest.mark.parametrize("part", range(5))
@pytest.mark.parametrize("role", RUNS)
def test_many_more(as_, url, tmp_path, role, part):
    token = None if role == "nobody" else as_._sign_in(role)
    run(url, token, tmp_path, "--phases", THOROUGH, "--max-examples", str(TIMES),
        "--max-time", str(LIFE), "--seed", str(SEED + part), *without(ENDING))
    assert token is None or is_signed_in(url, token)
