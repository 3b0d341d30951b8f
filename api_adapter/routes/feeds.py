# SPDX-License-Identifier: GPL-3.0-or-later
"""Visits in somebody's own calendar program (RFC 5545)."""
import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response

from .. import calendars
from ..bridge import call
from ..deps import Account, Anyone
from ..languages import LANGUAGES
from ..limits import limit
from ..openapi import answers
from ..responses import json
from ..schemas import feeds as schema
from ..schemas.common import PathId, Secret

router = APIRouter(prefix='/feeds', tags=['feeds'])
MODEL = 'medical.feed'
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
PRIVATE = 'private, no-store'


@router.post(
    '', operation_id='createFeed', response_model=schema.NewFeed,
    status_code=201,
    responses=answers(*SIGNED, 'invalid', 'not-found', 'too-many-feeds'))
def create_feed(
        body: schema.FeedRequest, request: Request,
        caller: Account) -> Response:
    """A new address of the caller's visits, or of a practitioner's."""
    made = call(
        caller, MODEL, 'open', body.kind.value, busy_only=body.busy_only,
        practitioner=body.practitioner)
    return json(schema.new_feed(made, request.app.state.public_url), 201)


@router.get(
    '', operation_id='listFeeds', response_model=schema.FeedList,
    responses=answers(*SIGNED))
def list_feeds(caller: Account) -> Response:
    """The caller's addresses, newest first, without their tokens."""
    return json({'items': [
                schema.feed(raw) for raw in call(caller, MODEL, 'own')]})


@router.delete(
    '/{id:id}', operation_id='endFeed', status_code=204,
    response_class=Response,
    responses=answers(*SIGNED, 'invalid', 'not-found'))
def end_feed(id: PathId, caller: Account) -> Response:
    """The address answers no more."""
    call(caller, MODEL, 'end', id)
    return Response(status_code=204)


@router.get(
    '/{token}.ics', operation_id='readFeed', response_class=Response,
    responses={
        200: {
            'content': {'text/calendar': {'schema': {'type': 'string'}}},
            'description': 'An iCalendar file (RFC 5545)',
            'headers': {'ETag': {'schema': {'type': 'string'}}}},
        304: {'description': 'Nothing has changed'},
        **answers('invalid', 'not-found', 'too-many-attempts')})
def read_feed(
        token: Annotated[Secret, Path()], caller: Anyone,
        known: Annotated[str | None, Header(
                alias='If-None-Match', max_length=200)] = None,
        lang: Annotated[str | None, Query(max_length=2)] = None) -> Response:
    """The visits from two months ago to a year ahead, cancelled ones too."""
    limit(caller, 'feed')
    language = lang if lang in LANGUAGES else caller.language
    body = calendars.feed(call(caller, MODEL, 'events', token), language)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {'ETag': tag, 'Cache-Control': PRIVATE}
    if known and tag in (part.strip() for part in known.split(',')):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type='text/calendar', headers=headers)
