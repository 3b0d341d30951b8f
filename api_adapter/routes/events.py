# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from ..deps import Person
from ..events import stream
from ..openapi import answers

router = APIRouter(tags=['events'])


@router.get(
    '/events', operation_id='streamEvents',
    response_class=StreamingResponse, responses={
        200: {'content': {'text/event-stream': {
                    'schema': {'type': 'string'}}},
            'description': 'Events `appointment` with '
            '{id, practitioner, start, state, sequence}; `queue` with '
            '{practitioner} when the order or the delay of a waiting room '
            'changed; `schedule` with {practitioner, from, to} when hours, '
            'absences, closures or holidays changed (for the staff; null '
            'for everybody, for no beginning, for no end); `ready` when the '
            'stream is open; `refresh` when something may have been missed '
            'and everything must be read again'},
        **answers('token-required', 'invalid-token', 'not-allowed',
            'invalid')})
async def stream_events(
        request: Request, caller: Person,
        last_event_id: Annotated[str, Header(
                pattern=r'^([0-9a-f]{16})?$',
                alias='Last-Event-ID')] = '') -> StreamingResponse:
    """Changes of the appointments that the caller may see, as they happen."""
    return await stream(request, caller, last_event_id)
