# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI document is complete, strict and fresh."""
import json
import re
from pathlib import Path

import pytest

from api_adapter import openapi
from api_adapter.main import describe
from tests.contract.checker import PROBLEM, document

COMMITTED = Path(__file__).resolve().parents[2] / "frontend" / "openapi.json"
OPERATIONS = [
    (method, path, operation)
    for path, item in document()["paths"].items() for method, operation in item.items()]
IDS = [operation["operationId"] for _, _, operation in OPERATIONS]


def inputs() -> set[str]:
    """What clients send: the schemas that a request body leads to."""
    found: set[str] = set()
    waiting = [json.dumps(operation.get("requestBody", {})) for _, _, operation in OPERATIONS]
    while waiting:
        names = set(re.findall(r'"#/components/schemas/(\w+)"', waiting.pop())) - found
        found |= names
        waiting += [json.dumps(schemas()[name]) for name in names]
    return {name for name in found if "properties" in schemas()[name]}


def schemas() -> dict:
    return document()["components"]["schemas"]


INPUTS = inputs()


def test_committed_document_is_fresh():
    assert json.loads(COMMITTED.read_text()) == describe().openapi(), "run `clinica openapi`"
    assert COMMITTED.read_text() == openapi.text(describe())


def test_operation_ids_are_unique():
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=IDS)
def test_operation_lists_its_problems(method, path, operation):
    assert operation.get("description") or operation.get("summary")
    for status, answer in operation["responses"].items():
        if int(status) >= 400 and path != "/api/health/ready":
            content = answer["content"][PROBLEM]
            assert content["examples"] and content["schema"]
    if operation.get("security"):
        assert "401" in operation["responses"]
    if method == "post" and "requestBody" in operation:
        assert "422" in operation["responses"]


def test_outputs_have_every_field_and_no_defaults():
    for name, schema in schemas().items():
        if name in INPUTS or "properties" not in schema:
            continue
        assert set(schema["required"]) == set(schema["properties"]), name
        assert not any("default" in p for p in schema["properties"].values()), name


def test_inputs_are_closed_and_their_texts_limited():
    def texts(schema):
        if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
            yield schema
        for part in schema.get("anyOf", []):
            yield from texts(part)
    for name in INPUTS:
        schema = schemas()[name]
        assert schema["additionalProperties"] is False, name
        for field, property in schema["properties"].items():
            for text in texts(property):
                assert "maxLength" in text or "pattern" in text, (name, field)


def test_every_schema_is_used():
    text = json.dumps(document())
    for name in schemas():
        assert f'#/components/schemas/{name}"' in text, name
