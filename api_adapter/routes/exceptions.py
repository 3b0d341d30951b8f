# SPDX-License-Identifier: GPL-3.0-or-later
"""Block time, and rescue the visits of a day that falls."""
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ..bridge import READ_COMMITTED, call
from ..deps import StaffMember
from ..openapi import answers
from ..responses import csv, csv_answer, json
from ..schemas import exceptions as schema
from ..schemas.common import PathId
from ..schemas.times import naive

router = APIRouter(prefix='/exceptions', tags=['agenda'])
MODEL = 'medical.schedule.exception'
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
ONE = (*SIGNED, 'invalid', 'not-found')
NEW = (*ONE, 'exception-incomplete')


@router.get(
    '', operation_id='listExceptions', response_model=schema.ExceptionList,
    responses=answers(*ONE))
def list_exceptions(
        query: Annotated[schema.ExceptionQuery, Query()], caller: StaffMember) -> Response:
    """Absences, closures and extra hours; a practitioner's own ones and the closures."""
    found = call(
        caller, MODEL, 'listing', practitioner=query.practitioner,
        location=query.location, date_from=query.from_, date_to=query.to)
    return json(schema.listed(found))


@router.get(
    '/preview', operation_id='previewException', response_model=schema.AffectedPreview,
    responses=answers(*NEW))
def preview_exception(
        query: Annotated[schema.PreviewQuery, Query()], caller: StaffMember) -> Response:
    """Whom an absence or a closure would affect, before it is saved."""
    found = call(
        caller, MODEL, 'preview', naive(query.start), naive(query.end),
        practitioner=query.practitioner, location=query.location)
    return json(schema.preview(found))


@router.post(
    '', operation_id='createException', response_model=schema.MadeException,
    status_code=201, responses=answers(*NEW))
def create_exception(body: schema.NewException, caller: StaffMember) -> Response:
    """Block time or add hours; an absence is never refused for the visits in its way."""
    values = body.model_dump(exclude={'repeat'}, exclude_none=True, mode='json')
    values |= {'start': naive(body.start), 'end': naive(body.end)}
    made = call(
        caller, MODEL, 'plan', values, weeks=body.repeat.weeks if body.repeat else 1)
    return json(schema.exception(made), 201)


@router.delete(
    '/{id:id}', operation_id='deleteException', status_code=204,
    response_class=Response, responses=answers(*ONE))
def delete_exception(id: PathId, caller: StaffMember) -> Response:
    """Take it back: the hours are as if it had never been."""
    call(caller, MODEL, 'withdraw', id)
    return Response(status_code=204)


@router.get(
    '/{id:id}/affected', operation_id='listAffected', response_model=schema.AffectedList,
    responses=answers(*ONE))
def list_affected(id: PathId, caller: StaffMember) -> Response:
    """The visits in the way, what was offered and what became of each."""
    return json(schema.affected(call(caller, MODEL, 'affected_visits_of', id)))


@router.get(
    '/{id:id}/affected.csv', operation_id='downloadCallList',
    response_class=Response, responses={**csv_answer('Whom to call'), **answers(*ONE)})
def download_call_list(id: PathId, caller: StaffMember) -> Response:
    """The phones of those who have not answered."""
    found = call(caller, MODEL, 'affected_visits_of', id, silent=True)
    return csv(schema.call_list(found, caller.language), f'por-llamar-{id}.csv')


@router.post(
    '/{id:id}/offer', operation_id='offerOtherTimes', response_model=schema.Outcome,
    responses=answers(*ONE))
def offer_other_times(
        id: PathId, caller: StaffMember, body: schema.Chosen | None = None) -> Response:
    """Send each patient a link with three other times to choose from."""
    return json(call(
        caller, MODEL, 'offer_times', id, appointments=body and body.appointments,
        _isolation=READ_COMMITTED))


@router.post(
    '/{id:id}/move', operation_id='moveAffected', response_model=schema.Outcome,
    responses=answers(*ONE))
def move_affected(
        id: PathId, caller: StaffMember, body: schema.Chosen | None = None) -> Response:
    """Move each visit to the next free time; the patients are told."""
    return json(call(
        caller, MODEL, 'move_visits', id, appointments=body and body.appointments,
        _isolation=READ_COMMITTED))


@router.post(
    '/{id:id}/cancel', operation_id='cancelAffected', response_model=schema.Outcome,
    responses=answers(*ONE))
def cancel_affected(
        id: PathId, caller: StaffMember, body: schema.CancelChosen | None = None) -> Response:
    """Cancel each visit; the patients are told."""
    return json(call(
        caller, MODEL, 'cancel_visits', id, appointments=body and body.appointments,
        reason=body and body.reason, _isolation=READ_COMMITTED))
