# SPDX-License-Identifier: GPL-3.0-or-later
"""Ready-made responses; plain data goes out without another validation."""
from typing import Any

import orjson
from fastapi.responses import Response

from .calendars import event

KINDS = {
    b'\x89PNG': 'image/png', b'\xff\xd8\xff': 'image/jpeg',
    b'RIFF': 'image/webp', b'GIF8': 'image/gif'}


def json(body: Any, status: int = 200) -> Response:
    return Response(
        orjson.dumps(body), status, media_type='application/json')


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
