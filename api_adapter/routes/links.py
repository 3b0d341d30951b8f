# SPDX-License-Identifier: GPL-3.0-or-later
"""What the buttons of a message open, without signing in."""
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response, StreamingResponse

from .. import booking
from ..bridge import call
from ..deps import Anyone
from ..events import TICKS, watch
from ..limits import limit
from ..openapi import answers
from ..responses import json
from ..schemas.common import Secret
from ..schemas.links import Link, LinkAction, link

router = APIRouter(prefix='/links', tags=['links'])
Token = Annotated[Secret, Path()]


@router.get(
    '/{token}', operation_id='getLink', response_model=Link,
    responses=answers('invalid', 'not-found', 'too-many-attempts'))
def get_link(token: Token, caller: Anyone) -> Response:
    """First name, hour, practitioner and place, and nothing else."""
    limit(caller, 'link')
    return json(link(call(caller, 'medical.appointment', 'link', token)))


@router.post(
    '/{token}', operation_id='actOnLink', response_model=Link,
    responses=answers(
        'invalid', 'not-found', 'too-many-attempts', 'illegal-transition',
        'cut-off', 'hold-expired', 'slot-taken', 'slot-not-offered', 'service-not-offered',
        'patient-busy', 'room-taken'))
def act_on_link(token: Token, body: LinkAction, caller: Anyone) -> Response:
    """Confirm, cancel or move the visit."""
    limit(caller, 'link')
    return json(link(booking.act_on_link(caller, token, body)))


@router.get(
    '/{token}/events', operation_id='streamLink',
    response_class=StreamingResponse, responses={
        **TICKS, **answers('invalid', 'not-found', 'too-many-attempts')})
async def stream_link(
        request: Request, token: Token, caller: Anyone) -> StreamingResponse:
    """Tells when the turn has to be read again."""
    return await watch(request, caller, 'medical.appointment', token)
