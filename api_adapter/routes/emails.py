# SPDX-License-Identifier: GPL-3.0-or-later
"""The e-mail of a visit: nothing is told there before a code came back."""
from fastapi import APIRouter
from fastapi.responses import Response

from ..bridge import READ_COMMITTED, call
from ..deps import Person, Sequence
from ..limits import limit
from ..openapi import answers
from ..problems import ProblemError
from ..responses import json
from ..schemas import emails as schema
from ..schemas.auth import Accepted
from ..schemas.common import PathId

router = APIRouter(prefix='/appointments', tags=['appointments'])
MODEL = 'medical.appointment'
ONE = (
    'token-required', 'invalid-token', 'not-allowed', 'invalid', 'not-found',
    'too-many-attempts')


@router.post(
    '/{id:id}/email', operation_id='requestAppointmentEmail',
    response_model=Accepted, status_code=202, responses=answers(*ONE, 'invalid-email'))
def request_appointment_email(
        id: PathId, body: schema.EmailRequest, caller: Person) -> Response:
    """Send a code to an address that wants the messages of this visit."""
    limit(caller, 'address')
    call(caller, MODEL, 'ask_email', id, body.email, caller.language)
    return json({'status': 'accepted'}, 202)


@router.post(
    '/{id:id}/email/verify', operation_id='verifyAppointmentEmail',
    response_model=schema.VerifiedEmail,
    responses=answers(
        *ONE, 'invalid-code', 'stale', 'precondition-required'))
def verify_appointment_email(
        id: PathId, body: schema.EmailCode, caller: Person,
        sequence: Sequence) -> Response:
    """The code came back: the confirmation and what follows go there."""
    limit(caller, 'verify', str(id))
    answer = call(
        caller, MODEL, 'verify_email', id, body.code, sequence=sequence,
        _isolation=READ_COMMITTED)
    if code := answer['refused']:
        raise ProblemError(code)
    return json({'email': answer['email']})
