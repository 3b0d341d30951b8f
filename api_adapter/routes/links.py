# SPDX-License-Identifier: GPL-3.0-or-later
"""What the buttons of a message open, without signing in."""
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response, StreamingResponse

from .. import booking
from ..bridge import call
from ..deps import Anyone, Sequence
from ..events import TICKS, watch
from ..limits import limit
from ..openapi import answers
from ..responses import versioned
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
    return _shown(call(caller, 'medical.appointment', 'link', token))


@router.post(
    '/{token}', operation_id='actOnLink', response_model=Link,
    responses=answers(
        'invalid', 'not-found', 'too-many-attempts', 'illegal-transition',
        'cut-off', 'hold-expired', 'slot-taken', 'slot-not-offered', 'service-not-offered',
        'patient-busy', 'room-taken', 'stale', 'precondition-required'))
def act_on_link(
        token: Token, body: LinkAction, caller: Anyone,
        sequence: Sequence) -> Response:
    """Confirm, cancel or move the visit, or say to be there."""
    limit(caller, 'link')
    return _shown(booking.act_on_link(caller, token, body, sequence))


def _shown(raw: dict[str, Any]) -> Response:
    return versioned(link(raw))


@router.get(
    '/{token}/events', operation_id='streamLink',
    response_class=StreamingResponse, responses={
        **TICKS, **answers('invalid', 'not-found', 'too-many-attempts')})
async def stream_link(
        request: Request, token: Token, caller: Anyone) -> StreamingResponse:
    """Tells when the turn has to be read again."""
    return await watch(request, caller, 'medical.appointment', token)
