# SPDX-License-Identifier: GPL-3.0-or-later
"""What the mail provider reports about messages it took."""
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from ..bridge import call_as_sender
from ..notify import reports
from ..openapi import answers
from ..problems import ProblemError

router = APIRouter(prefix='/webhooks', tags=['webhooks'])


async def raw_body(request: Request) -> bytes:
    return await request.body()


@router.post(
    '/resend', operation_id='receiveResendReport', status_code=204,
    response_class=Response,
    responses=answers('invalid-signature', 'not-found'))
def receive_resend_report(
        request: Request, raw: Annotated[bytes, Depends(raw_body)]) -> Response:
    """Delivered, bounced or marked as spam, signed by Resend.

    A copy of a report has no effect, and states only move forward.
    """
    secret = request.app.state.settings.resend_webhook_secret
    if not secret:
        raise ProblemError('not-found')
    try:
        report = reports.read(raw, request.headers, secret)
    except reports.BadSignature as error:
        raise ProblemError('invalid-signature') from error
    if report:
        call_as_sender('medical.notification', 'report', *report)
    return Response(status_code=204)
