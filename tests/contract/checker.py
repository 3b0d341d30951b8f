# SPDX-License-Identifier: GPL-3.0-or-later
"""Does an answer match what the OpenAPI document promises?

`watch()` asks it of every answer that any httpx client gets in the tests, whoever made the client.
"""
from __future__ import annotations

import json
import re
from functools import cache, wraps
from typing import Any

import httpx
import jsonschema_rs

from api_adapter.main import describe

PROBLEM = "application/problem+json"
API = "/api/"
PAGES = ("/api/docs", "/api/openapi.json")  # for people and generators, not operations
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
EVENTS = "text/event-stream"
broken: list[str] = []  # promises broken in this test, in whichever thread


@cache
def document() -> dict[str, Any]:
    return describe().openapi()


@cache
def _operations() -> list[tuple[re.Pattern[str], str, dict[str, Any]]]:
    found = []
    for path, item in document()["paths"].items():
        pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))
        found += [(pattern, method.upper(), op) for method, op in item.items()]
    return sorted(found, key=lambda entry: "[^/]+" in entry[0].pattern)


def operation(method: str, path: str) -> dict[str, Any] | None:
    """The operation that serves a path below `/api`."""
    full = f"/api{path}".partition("?")[0]
    for pattern, verb, found in _operations():
        if verb == method and pattern.fullmatch(full):
            return found
    return None


@cache
def _validator(schema: str) -> jsonschema_rs.Validator:
    whole = {**json.loads(schema), "components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def check(method: str, path: str, answer: httpx.Response) -> None:
    """Raise AssertionError when the answer is not one that the document lists."""
    found = operation(method, path)
    if method not in METHODS:  # a server that does not know the name asks no application
        assert answer.status_code in {400, 405}, f"{method} is no method"
        return None
    if found is None:
        assert answer.status_code in {404, 405}, f"{method} {path} is not documented"
        return _check_general_problem(answer) if method != "HEAD" else None
    status = str(answer.status_code)
    if answer.status_code in {400, 405, 413, 415} and status not in found["responses"]:
        return _check_general_problem(answer)
    assert status in found["responses"], f"{method} {path} may not answer {status}: {answer.text}"
    promised = found["responses"][status].get("content", {})
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if not promised:
        assert not answer.content
        return None
    assert kind in promised or any(k.endswith("/*") for k in promised), kind
    if kind == EVENTS:
        return None
    if kind.endswith("json"):
        _validator(json.dumps(promised[kind]["schema"])).validate(answer.json())
    if kind == PROBLEM:
        _check_problem(answer, promised[kind]["examples"])
    return None


def watch() -> None:
    """From now on httpx looks at every answer from below `/api`, module functions included."""
    send, asend = httpx.Client.send, httpx.AsyncClient.send

    @wraps(send)
    def checked(self: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
        answer = send(self, request, **options)
        if _is_ours(request):
            if not _is_endless(answer):
                answer.read()
            _judge(request, answer)
        return answer

    @wraps(asend)
    async def achecked(
            self: httpx.AsyncClient, request: httpx.Request, **options: Any) -> httpx.Response:
        answer = await asend(self, request, **options)
        if _is_ours(request):
            if not _is_endless(answer):
                await answer.aread()
            _judge(request, answer)
        return answer

    httpx.Client.send = checked  # type: ignore[method-assign]
    httpx.AsyncClient.send = achecked  # type: ignore[method-assign]


def _is_ours(request: httpx.Request) -> bool:
    path = request.url.path
    return path.startswith(API) and not path.startswith(PAGES) and request.method != "OPTIONS"


def _is_endless(answer: httpx.Response) -> bool:
    return answer.headers.get("content-type", "").startswith(EVENTS)


def _judge(request: httpx.Request, answer: httpx.Response) -> None:
    try:
        check(request.method, request.url.path.removeprefix(API.rstrip("/")), answer)
    except Exception as error:
        broken.append(f"{request.method} {request.url.path}: {error}")
        raise


def _check_general_problem(answer: httpx.Response) -> None:
    assert answer.headers["content-type"] == PROBLEM, answer.text
    assert answer.json()["status"] == answer.status_code


def _check_problem(answer: httpx.Response, promised: dict[str, Any]) -> None:
    body = answer.json()
    code = body["type"].rpartition("/")[2]
    assert code in promised, f"{code} is not promised there: {answer.text}"
    assert body["status"] == answer.status_code
    assert answer.headers["content-language"] in {"es", "en"}
