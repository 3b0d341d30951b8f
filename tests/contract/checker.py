# SPDX-License-Identifier: GPL-3.0-or-later
"""Does an answer match what the OpenAPI document promises?"""
from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import httpx
import jsonschema_rs

from api_adapter.main import describe

PROBLEM = "application/problem+json"


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
    if found is None:
        assert answer.status_code in {404, 405}, f"{method} {path} is not documented"
        return None
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
    if kind.endswith("json"):
        _validator(json.dumps(promised[kind]["schema"])).validate(answer.json())
    if kind == PROBLEM:
        _check_problem(answer, promised[kind]["examples"])
    return None


def _check_general_problem(answer: httpx.Response) -> None:
    assert answer.headers["content-type"] == PROBLEM, answer.text
    assert answer.json()["status"] == answer.status_code


def _check_problem(answer: httpx.Response, promised: dict[str, Any]) -> None:
    body = answer.json()
    code = body["type"].rpartition("/")[2]
    assert code in promised, f"{code} is not promised there: {answer.text}"
    assert body["status"] == answer.status_code
    assert answer.headers["content-language"] in {"es", "en"}
