# SPDX-License-Identifier: GPL-3.0-or-later
from fastapi import APIRouter
from fastapi.responses import Response

from .. import booking
from ..bridge import call
from ..deps import Person
from ..limits import limit
from ..openapi import answers
from ..responses import json
from ..schemas.appointments import Appointment, HoldRequest, appointment
from ..schemas.common import PathId

router = APIRouter(prefix='/holds', tags=['appointments'])
SIGNED = ('token-required', 'invalid-token', 'not-allowed')


@router.post(
    '', operation_id='createHold', response_model=Appointment,
    status_code=201, responses=answers(
        *SIGNED, 'invalid', 'slot-taken', 'slot-not-offered',
        'service-not-offered', 'room-taken', 'not-found',
        'too-many-attempts'))
def create_hold(body: HoldRequest, caller: Person) -> Response:
    """Keep a time for ten minutes while the patient identifies."""
    limit(caller, 'hold')
    return json(appointment(booking.hold(caller, body)), 201)


@router.delete(
    '/{id:id}', operation_id='releaseHold', status_code=204,
    response_class=Response, responses=answers(
        *SIGNED, 'invalid', 'not-found', 'illegal-transition'))
def release_hold(id: PathId, caller: Person) -> Response:
    """Give back a held time."""
    call(caller, 'medical.appointment', 'release', id)
    return Response(status_code=204)
