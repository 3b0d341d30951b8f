# SPDX-License-Identifier: GPL-3.0-or-later
"""No answer escapes the comparison with the OpenAPI document, and the comparison bites."""
import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api_adapter.main import describe
from tests.contract import checker

BASE = "http://localhost:8000"
PATH = "/api/auth/code"  # answers 202 {"status": "accepted"}
GOOD: dict[str, Any] = {"status": "accepted"}
PROMISED = 202
WRONG = {
    "a status that is not listed": (200, GOOD),
    "a success that is listed elsewhere": (201, GOOD),
    "a field that is not listed": (PROMISED, {**GOOD, "known": True}),
    "a field that is missing": (PROMISED, {}),
    "a field of another type": (PROMISED, {"status": 1}),
    "no JSON object": (PROMISED, []),
    "a problem that is no problem": (429, GOOD)}


def app(status: int, body: Any) -> Starlette:
    async def answer(request: Request) -> JSONResponse:
        return JSONResponse(body, status)
    return Starlette(routes=[Route("/{path:path}", answer, methods=["POST", "GET"])])


def by_test_client(status: int, body: Any) -> httpx.Response:
    return TestClient(app(status, body), base_url=BASE).post(PATH)


def by_client(status: int, body: Any) -> httpx.Response:
    transport = httpx.MockTransport(lambda request: httpx.Response(status, json=body))
    with httpx.Client(transport=transport, base_url=BASE) as http:
        return http.post(PATH)


def by_stream(status: int, body: Any) -> httpx.Response:
    transport = httpx.MockTransport(lambda request: httpx.Response(status, json=body))
    with httpx.Client(transport=transport, base_url=BASE) as http:
        with http.stream("POST", PATH) as answer:
            return answer


def by_async_client(status: int, body: Any) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app(status, body))
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
            return await http.post(PATH)
    return asyncio.run(ask())


WAYS: list[Callable[[int, Any], httpx.Response]] = [
    by_test_client, by_client, by_stream, by_async_client]


@pytest.fixture
def forgiven() -> Iterator[None]:
    """What is broken on purpose."""
    yield
    checker.broken.clear()


@pytest.mark.parametrize("way", WAYS)
def test_what_is_promised_passes(way):
    assert way(PROMISED, GOOD).status_code == PROMISED


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_not_promised_fails(way, name, forgiven):
    with pytest.raises((AssertionError, ValueError, KeyError)):
        way(*WRONG[name])
    assert len(checker.broken) == 1


def test_a_thread_that_dies_of_it_is_noticed(forgiven, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    thread = threading.Thread(target=by_client, args=WRONG["a field that is missing"])
    thread.start()
    thread.join()
    assert len(checker.broken) == 1


def test_an_address_that_is_not_documented_must_not_answer(forgiven):
    with pytest.raises(AssertionError, match="not documented"):
        TestClient(app(200, GOOD), base_url=BASE).get("/api/secret")


def test_module_functions_are_watched_too():
    assert httpx.Client.send.__wrapped__ and httpx.AsyncClient.send.__wrapped__


def test_every_operation_is_found_by_its_path():
    for path, item in describe().openapi()["paths"].items():
        for method, operation in item.items():
            plain = path.removeprefix("/api").replace("{id}", "7").replace("{token}", "x" * 32)
            assert checker.operation(method.upper(), plain) == operation
