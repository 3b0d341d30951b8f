# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI document: what each route answers and who may call it."""
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from .problems import KINDS, PROBLEM, by_status, document
from .schemas.problems import (
    DuplicateProblem,
    LimitProblem,
    Problem,
    SlotTakenProblem,
    StaleProblem,
    ValidationProblem,
)

SHAPES: dict[str, type[Problem]] = {
    'slot-taken': SlotTakenProblem, 'invalid': ValidationProblem,
    'too-many-attempts': LimitProblem, 'stale': StaleProblem,
    'duplicate-patient': DuplicateProblem,
    'duplicate-cedula': DuplicateProblem}
OF_A_BODY = ('malformed', 'too-large', 'unsupported-media-type')
EVERYWHERE = ('internal', 'unavailable')
EXTRA: dict[str, dict[str, Any]] = {
    'slot-taken': {'alternatives': []},
    'invalid': {'errors': [{
                'field': 'start', 'code': 'timezone_aware',
                'detail': "Say the offset of the time."}]},
    'too-many-attempts': {'retry_after': 60},
    'stale': {
        'sequence': 4, 'state': 'booked',
        'start': '2026-11-25T09:30:00-04:00'},
    'duplicate-patient': {'candidates': []},
    'duplicate-cedula': {'candidates': []}}


def answers(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route, from the codes it can answer."""
    grouped = by_status([*codes, *EVERYWHERE])
    return {status: _answer(group) for status, group in grouped.items()}


def _answer(codes: list[str]) -> dict[str, Any]:
    shapes = {SHAPES.get(code, Problem).__name__ for code in codes}
    refs = [{'$ref': f'#/components/schemas/{name}'}
        for name in sorted(shapes)]
    return {
        'description': ' · '.join(
            f'`{code}`: {KINDS[code].title}' for code in codes),
        'content': {PROBLEM: {
                'schema': refs[0] if len(refs) == 1 else {'anyOf': refs},
                'examples': {code: _example(code) for code in codes}}}}


def _example(code: str) -> dict[str, Any]:
    return {
        'summary': KINDS[code].title,
        'value': document(
            code, 'en', '0f8fad5bd9cb469fa16570867728950e',
            **EXTRA.get(code, {}))}


def customise(app: FastAPI) -> None:
    """Add the problem schemas and drop FastAPI's own error schemas."""
    original = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _finish(original())
        return app.openapi_schema
    app.openapi = openapi  # type: ignore[method-assign]


def _finish(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document['components']['schemas']
    for name in ('HTTPValidationError', 'ValidationError'):
        schemas.pop(name, None)
    shapes: list[type[Problem]] = [Problem, *SHAPES.values()]
    for shape in shapes:
        made = shape.model_json_schema(
            ref_template='#/components/schemas/{model}')
        schemas.update(made.pop('$defs', {}))
        schemas[shape.__name__] = made
    for item in document['paths'].values():
        for operation in item.values():
            if 'requestBody' in operation:
                _add(operation, OF_A_BODY)
    document['components']['schemas'] = dict(sorted(schemas.items()))
    return document


def _add(operation: dict[str, Any], codes: Iterable[str]) -> None:
    """What the server itself may answer to an operation of this kind."""
    for status, group in by_status(codes).items():
        known = operation['responses'].get(str(status))
        listed = known['content'][PROBLEM]['examples'] if known else ()
        operation['responses'][str(status)] = _answer(
            list(dict.fromkeys([*listed, *group])))


def text(app: FastAPI) -> str:
    """The document as it is committed."""
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + '\n'


def write(app: FastAPI, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(app), encoding='utf-8')
