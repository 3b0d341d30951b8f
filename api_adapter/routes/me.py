# SPDX-License-Identifier: GPL-3.0-or-later
"""The person behind the token: data, dependants, consents, second step."""
import datetime as dt
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from .. import sessions
from ..bridge import call, identity
from ..deps import Caller, PatientOnly, Person, StaffMember
from ..limits import limit
from ..openapi import answers
from ..qr import squares
from ..responses import json
from ..schemas import me as schema
from ..schemas.common import PathId
from ..schemas.times import utc

router = APIRouter(prefix='/me', tags=['me'])
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
ACCOUNT = 'web.user'
TOTP = 'medical.portal.totp'


@router.get(
    '', operation_id='getMe', response_model=schema.Me,
    responses=answers('token-required', 'invalid-token'))
def get_me(caller: Person) -> Response:
    """Who is signed in."""
    return json(schema.me(*identity(caller), caller.language))


@router.patch(
    '', operation_id='updateMe', response_model=schema.Me,
    responses=answers(
        *SIGNED, 'invalid', 'person-verified', 'invalid-phone',
        'invalid-birth-date'))
def update_me(body: schema.Correction, caller: PatientOnly) -> Response:
    """Correct the own data."""
    call(caller, ACCOUNT, 'update_profile', _said(body))
    return json(schema.me(*identity(caller), caller.language))


def _said(body: schema.Correction) -> dict[str, Any]:
    """What was sent; a null changes nothing but the second surname."""
    return {
        name: getattr(value, 'value', value)
        for name, value in body.model_dump(exclude_unset=True).items()
        if value is not None or name == 'second_surname'}


@router.get(
    '/dependants', operation_id='listDependants',
    response_model=schema.DependantList, responses=answers(*SIGNED))
def list_dependants(caller: PatientOnly) -> Response:
    """The people whom the caller answers for."""
    _, profile = identity(caller)
    return json({'items': profile['dependants']})


@router.post(
    '/dependants', operation_id='addDependant',
    response_model=schema.Dependant, status_code=201, responses=answers(
        *SIGNED, 'invalid', 'consent-outdated', 'too-many-dependants',
        'invalid-phone', 'invalid-birth-date', 'person-incomplete',
        'too-many-attempts'))
def add_dependant(body: schema.NewDependant, caller: PatientOnly) -> Response:
    """Answer for somebody whom the clinic does not know yet.

    The clinic checks it at the first visit.
    """
    limit(caller, 'dependant')
    person = body.model_dump(exclude={'relation', 'consent_version'})
    return json(call(
            caller, ACCOUNT, 'add_dependant', person, body.relation.value,
            body.consent_version), 201)


@router.post(
    '/dependants/link', operation_id='linkDependant',
    response_model=schema.Dependant, status_code=201, responses=answers(
        *SIGNED, 'invalid', 'not-found', 'consent-outdated',
        'too-many-dependants', 'too-many-attempts'))
def link_dependant(body: schema.KnownChild, caller: PatientOnly) -> Response:
    """Answer for a child whom the clinic knows, with proof."""
    limit(caller, 'dependant')
    return json(call(
            caller, ACCOUNT, 'link_dependant', body.number, body.birth_date,
            body.relation.value, body.consent_version), 201)


@router.delete(
    '/dependants/{id:id}', operation_id='removeDependant', status_code=204,
    response_class=Response,
    responses=answers(*SIGNED, 'invalid', 'not-found'))
def remove_dependant(id: PathId, caller: PatientOnly) -> Response:
    """Answer no more for a dependant, named by the patient's id."""
    call(caller, ACCOUNT, 'remove_dependant', id)
    return Response(status_code=204)


@router.get(
    '/consents', operation_id='getConsents', response_model=schema.Consents,
    responses=answers(*SIGNED, 'invalid', 'not-found'))
def get_consents(
        query: Annotated[schema.ConsentQuery, Query()],
        caller: PatientOnly) -> Response:
    """What was agreed, by channel and text, with its history."""
    return json(schema.consents(
            call(caller, ACCOUNT, 'consents', query.patient)))


@router.put(
    '/consents', operation_id='setConsents', response_model=schema.Consents,
    responses=answers(*SIGNED, 'invalid', 'not-found', 'consent-outdated'))
def set_consents(
        body: schema.ConsentChange, caller: PatientOnly) -> Response:
    """Say what may be sent by which channel."""
    chosen = {c.channel.value: c.wants.value for c in body.channels}
    return json(schema.consents(call(
                caller, ACCOUNT, 'agree', chosen, body.consent_version,
                body.patient)))


@router.get(
    '/export', operation_id='exportMe', response_model=schema.Export,
    responses=answers(*SIGNED, 'too-many-attempts'))
def export_me(caller: PatientOnly) -> Response:
    """Everything that the clinic keeps about the caller and dependants."""
    limit(caller, 'export')
    copy = {
        'generated_at': utc(dt.datetime.now(dt.UTC)),
        'records': call(caller, ACCOUNT, 'export')}
    return Response(
        orjson.dumps(copy, option=orjson.OPT_NAIVE_UTC),
        media_type='application/json')


@router.post(
    '/close', operation_id='closeAccount', status_code=204,
    response_class=Response, responses=answers(*SIGNED, 'invalid'))
def close_account(
        request: Request, caller: PatientOnly,
        body: schema.Closing | None = None) -> Response:
    """End the account and ask the clinic to erase what it need not keep."""
    call(caller, ACCOUNT, 'close', body.reason if body else None)
    return sessions.signed_out(request)


@router.get(
    '/totp', operation_id='getSecondStep', response_model=schema.SecondStep,
    responses=answers(*SIGNED))
def get_second_step(caller: StaffMember) -> Response:
    """Whether the sign-in asks for a code of the phone."""
    return json(call(caller, TOTP, 'state'))


@router.post(
    '/totp', operation_id='beginSecondStep',
    response_model=schema.NewSecondStep, responses=answers(
        *SIGNED, 'invalid', 'invalid-credentials', 'already-done',
        'too-many-attempts', 'sealed'))
def begin_second_step(
        body: schema.PasswordProof, caller: StaffMember) -> Response:
    """A secret for the phone, to be confirmed by a code."""
    made = _proven(caller, body, 'begin')
    return json({**made, 'qr': squares(made['uri'])})


@router.post(
    '/totp/confirm', operation_id='confirmSecondStep',
    response_model=schema.RecoveryCodes, responses=answers(
        *SIGNED, 'invalid', 'invalid-code', 'already-done',
        'too-many-attempts', 'sealed'))
def confirm_second_step(
        body: schema.SecondStepCode, caller: StaffMember) -> Response:
    """The sign-in asks for a code from now on; codes for a lost phone."""
    limit(caller, 'proof')
    return json(call(caller, TOTP, 'confirm', body.code))


@router.post(
    '/totp/remove', operation_id='removeSecondStep', status_code=204,
    response_class=Response, responses=answers(
        *SIGNED, 'invalid', 'invalid-credentials', 'too-many-attempts'))
def remove_second_step(
        body: schema.PasswordProof, caller: StaffMember) -> Response:
    """Sign in without the second step again."""
    _proven(caller, body, 'remove')
    return Response(status_code=204)


def _proven(caller: Caller, body: schema.PasswordProof, method: str) -> Any:
    limit(caller, 'proof')
    with sessions.hashing():
        return call(caller, TOTP, method, body.password)
