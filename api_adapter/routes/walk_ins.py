# SPDX-License-Identifier: GPL-3.0-or-later
"""People who come without an appointment."""
from fastapi import APIRouter
from fastapi.responses import Response

from ..bridge import READ_COMMITTED, call
from ..deps import Desk
from ..openapi import answers
from ..responses import json
from ..schemas import walk_ins as schema

router = APIRouter(prefix='/walk-ins', tags=['queue'])


@router.post(
    '', operation_id='createWalkIn', response_model=schema.WalkInEntry,
    status_code=201, responses=answers(
        'token-required', 'invalid-token', 'not-allowed', 'invalid',
        'not-found', 'walk-ins-not-taken', 'duplicate-patient',
        'service-not-offered', 'slot-not-offered', 'patient-busy',
        'room-taken', 'reason-required', 'invalid-phone',
        'invalid-birth-date'))
def create_walk_in(body: schema.WalkIn, caller: Desk) -> Response:
    """Into the next free time of the day, else into the queue."""
    values = body.model_dump(
        exclude_none=True, exclude={'override'}, mode='python')
    values['priority'] = body.priority.value
    values['groups'] = [group.value for group in body.groups]
    return json(schema.walk_in(call(
            caller, 'medical.appointment', 'walk_in', values,
            override=body.override, _isolation=READ_COMMITTED)), 201)
