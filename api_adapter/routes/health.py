# SPDX-License-Identifier: GPL-3.0-or-later
from fastapi import APIRouter
from fastapi.responses import Response

from ..bridge import readiness
from ..openapi import answers
from ..responses import json
from ..schemas.health import Liveness, Readiness

router = APIRouter(prefix='/health', tags=['operations'])


@router.get(
    '/live', operation_id='getLiveness', response_model=Liveness,
    responses=answers())
async def get_liveness() -> Response:
    """The process answers."""
    return json({'status': 'alive'})


@router.get(
    '/ready', operation_id='getReadiness', response_model=Readiness,
    responses={503: {'model': Readiness, 'description': 'Not ready'}})
def get_readiness() -> Response:
    """The database answers and guards against double bookings."""
    checks = readiness()
    ready = all(checks.values())
    return json(
        {'status': 'ready' if ready else 'not-ready', 'checks': checks},
        200 if ready else 503)
