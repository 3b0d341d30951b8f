# SPDX-License-Identifier: GPL-3.0-or-later
from fastapi import APIRouter, Request
from fastapi.responses import Response

from .. import metrics
from ..bridge import call_as_sender, readiness
from ..openapi import answers
from ..problems import ProblemError
from ..responses import json
from ..schemas.health import Liveness, Readiness

# Seconds that a message may wait beyond its time before somebody should look
LONGEST_WAIT = 600

router = APIRouter(tags=['operations'])


@router.get(
    '/health/live', operation_id='getLiveness', response_model=Liveness,
    responses=answers())
async def get_liveness() -> Response:
    """The process answers."""
    return json({'status': 'alive'})


@router.get(
    '/health/ready', operation_id='getReadiness', response_model=Readiness,
    responses={503: {'model': Readiness, 'description': 'Not ready'}})
def get_readiness() -> Response:
    """The database answers, is up to date and refuses double bookings.

    A sender that is behind is told and does not close the doors: patients
    book while the mail provider is down.
    """
    checks, late = readiness()
    ready = all(checks.values())
    return json({
            'status': 'ready' if ready else 'not-ready', 'checks': checks,
            'sender': {
                'late': late,
                'ok': late is not None and late <= LONGEST_WAIT}},
        200 if ready else 503)


@router.get(
    '/metrics', operation_id='getMetrics', response_class=Response, responses={
        200: {'content': {'text/plain': {'schema': {'type': 'string'}}},
            'description': 'Figures in the text format of Prometheus'},
        **answers('not-found')})
def get_metrics(request: Request) -> Response:
    """Figures for Prometheus.

    With `METRICS_TOKEN` set, for who shows it as a bearer token; without it
    for who asks on this machine. For anybody else there is nothing here.
    """
    token = request.app.state.settings.metrics_token
    if not metrics.readable_by(request, token):
        raise ProblemError('not-found')
    outbox = call_as_sender('medical.notification', 'health')
    return Response(
        metrics.text(outbox), media_type=metrics.CONTENT_TYPE)
