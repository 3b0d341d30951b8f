# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that did not arrive, for the front desk to work on."""
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from ..bridge import call, identity
from ..deps import ADMINISTRATOR, FRONT_DESK, Caller, allowed
from ..limits import limit
from ..notify import preview_page
from ..openapi import answers
from ..responses import json
from ..schemas import notifications as schema
from ..schemas.common import PathId

router = APIRouter(prefix='/notifications', tags=['notifications'])
MODEL = 'medical.notification'
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
VERB = (*SIGNED, 'invalid', 'not-found', 'illegal-transition')
Desk = Annotated[
    Caller, Depends(allowed(frozenset({FRONT_DESK, ADMINISTRATOR})))]
Administrator = Annotated[Caller, Depends(allowed(frozenset({ADMINISTRATOR})))]


@router.get(
    '', operation_id='listNotifications',
    response_model=schema.NotificationList, responses=answers(*SIGNED, 'invalid'))
def list_notifications(
        query: Annotated[schema.NotificationQuery, Query()],
        caller: Desk) -> Response:
    """The messages, newest first; `state=failed` are those to work on."""
    found = call(
        caller, MODEL, 'listing', states=[s.value for s in query.state],
        kinds=[k.value for k in query.kind], appointment=query.appointment,
        after=query.after, limit=query.limit)
    return json(schema.page(found))


@router.get(
    '/preview', operation_id='previewNotifications',
    response_model=schema.Preview, responses=answers(*SIGNED))
def preview_notifications(request: Request, caller: Administrator) -> Response:
    """A page with every message as patients would get it."""
    identity(caller)
    return json(preview_page.address(request.app.state.settings))


@router.post(
    '/test', operation_id='sendTestMessage', status_code=202,
    response_model=schema.Notification, responses=answers(
        *SIGNED, 'invalid', 'no-own-email', 'too-many-attempts'))
def send_test_message(body: schema.TestMessage, caller: Administrator) -> Response:
    """Send oneself a message as patients get it, about an invented visit."""
    limit(caller, 'test-message')
    return json(schema.notification(call(
        caller, MODEL, 'send_test', body.kind.value, body.language.value)), 202)


@router.post(
    '/{id:id}/retry', operation_id='retryNotification',
    response_model=schema.Notification, responses=answers(*VERB))
def retry_notification(id: PathId, caller: Desk) -> Response:
    """Send again what did not arrive."""
    return json(schema.notification(call(caller, MODEL, 'act', id, 'retry')))


@router.post(
    '/{id:id}/cancel', operation_id='cancelNotification',
    response_model=schema.Notification, responses=answers(*VERB))
def cancel_notification(id: PathId, caller: Desk) -> Response:
    """Do not send what waits."""
    return json(schema.notification(call(caller, MODEL, 'act', id, 'cancel')))
