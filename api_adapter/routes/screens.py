# SPDX-License-Identifier: GPL-3.0-or-later
"""The screens in waiting rooms: made by the desk, open to everybody there."""
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response, StreamingResponse

from ..bridge import READ_COMMITTED, call
from ..deps import Anyone, Desk
from ..events import TICKS, watch
from ..limits import limit
from ..openapi import answers
from ..responses import json
from ..schemas import screens as schema
from ..schemas.common import PathId, Secret

router = APIRouter(prefix='/screens', tags=['queue'])
MODEL = 'medical.queue.screen'
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
Token = Annotated[Secret, Path()]


@router.post(
    '', operation_id='createScreen', response_model=schema.NewScreen,
    status_code=201, responses=answers(*SIGNED, 'invalid', 'not-found'))
def create_screen(body: schema.ScreenRequest, caller: Desk) -> Response:
    """A screen of a location; its address is told only now."""
    return json(schema.new_screen(call(
            caller, MODEL, 'issue', body.location, body.name,
            practitioners=body.practitioners,
            _isolation=READ_COMMITTED)), 201)


@router.get(
    '', operation_id='listScreens', response_model=schema.ScreenList,
    responses=answers(*SIGNED))
def list_screens(caller: Desk) -> Response:
    """The screens that are on."""
    found = call(caller, MODEL, 'listing')
    return json({
            'items': [schema.screen(raw) for raw in found], 'next': None})


@router.delete(
    '/{id:id}', operation_id='revokeScreen', status_code=204,
    responses=answers(*SIGNED, 'invalid', 'not-found', 'method-not-allowed'))
def revoke_screen(id: PathId, caller: Desk) -> Response:
    """Switch a screen off: its address opens nothing any more."""
    call(caller, MODEL, 'withdraw', id)
    return Response(status_code=204)


@router.get(
    '/{token:secret}', operation_id='getScreen', response_model=schema.ScreenView,
    responses=answers(
        'invalid', 'not-found', 'too-many-attempts', 'method-not-allowed'))
def get_screen(token: Token, caller: Anyone) -> Response:
    """Turns and initials, rooms and delays; nothing of who anybody is."""
    limit(caller, 'link')
    return json(schema.view(
            call(caller, MODEL, 'show', token), caller.language))


@router.get(
    '/{token:secret}/events', operation_id='streamScreen',
    response_class=StreamingResponse, responses={
        **TICKS, **answers('invalid', 'not-found', 'too-many-attempts')})
async def stream_screen(
        request: Request, token: Token, caller: Anyone) -> StreamingResponse:
    """Tells when the screen has to be read again."""
    return await watch(request, caller, MODEL, token)
