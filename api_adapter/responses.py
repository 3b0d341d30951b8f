# SPDX-License-Identifier: GPL-3.0-or-later
"""Ready-made responses; plain data goes out without another validation."""
import csv as tables
import gzip
import io
from collections.abc import Iterable
from typing import Any

import orjson
from fastapi import Request
from fastapi.responses import Response

from .calendars import event

FAST = 1
KINDS = {
    b'\x89PNG': 'image/png', b'\xff\xd8\xff': 'image/jpeg',
    b'RIFF': 'image/webp', b'GIF8': 'image/gif'}


def json(body: Any, status: int = 200) -> Response:
    return Response(
        orjson.dumps(body), status, media_type='application/json')


def versioned(body: dict[str, Any]) -> Response:
    """The same with its `sequence` as the ETag that a change must match."""
    answer = json(body)
    answer.headers['ETag'] = f'"{body["sequence"]}"'
    return answer


def packed(body: Any, request: Request) -> Response:
    """The same in a twentieth of the bytes, for lists that are public.

    What holds somebody's data is never compressed: its length would tell of
    it (BREACH).
    """
    answer = json(body)
    answer.headers['Vary'] = 'Accept-Encoding, Accept-Language'
    if 'gzip' in request.headers.get('accept-encoding', ''):
        answer.body = gzip.compress(answer.body, FAST, mtime=0)
        answer.headers['Content-Length'] = str(len(answer.body))
        answer.headers['Content-Encoding'] = 'gzip'
    return answer


def image(picture: bytes) -> Response:
    """A picture under the type that its first bytes say."""
    kind = next(
        (k for magic, k in KINDS.items() if picture.startswith(magic)),
        'application/octet-stream')
    return Response(picture, media_type=kind, headers={
            'Cache-Control': 'public, max-age=3600'})


def calendar(raw: dict[str, Any], language: str) -> Response:
    """An appointment as an iCalendar file."""
    return Response(
        event(raw, language), media_type='text/calendar', headers={
            'Content-Disposition':
            f'attachment; filename="{raw["number"]}.ics"'})


CSV = 'text/csv'
# With the mark Excel reads the file as UTF-8
BYTE_ORDER_MARK = '\ufeff'
_FORMULA = ('=', '+', '-', '@', '\t', '\r', '\n')


def csv_answer(description: str) -> dict[int | str, dict[str, Any]]:
    """The good answer of a route that gives a table to download."""
    return {200: {
        'content': {CSV: {'schema': {'type': 'string'}}}, 'description': description}}


def csv(rows: Iterable[Iterable[Any]], name: str) -> Response:
    """A table to download (RFC 4180) that no spreadsheet takes for formulas."""
    text = io.StringIO()
    tables.writer(text).writerows([csv_safe(cell) for cell in row] for row in rows)
    return Response(
        BYTE_ORDER_MARK + text.getvalue(), media_type=f'{CSV}; charset=utf-8', headers={
            'Content-Disposition': f'attachment; filename="{name}"'})


def csv_safe(value: Any) -> Any:
    """A cell that a spreadsheet shows instead of running it.

    OWASP, CSV Injection: a text that begins like a formula is set off by an apostrophe.
    """
    if value is None:
        return ''
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return value
