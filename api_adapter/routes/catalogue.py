# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clinic offers."""
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ..bridge import call
from ..deps import Anyone, Caller
from ..openapi import answers
from ..problems import ProblemError
from ..responses import image, json
from ..schemas import catalogue as schema
from ..schemas.common import PathId

router = APIRouter(tags=['catalogue'])


def _catalogue(caller: Caller, model: str, *filters: int | None) -> Any:
    return call(caller, model, 'catalogue', *filters)


@router.get(
    '/specialties', operation_id='listSpecialties',
    response_model=schema.NamedList, responses=answers())
def list_specialties(caller: Anyone) -> Response:
    """The specialties that can be booked."""
    found = _catalogue(caller, 'medical.specialty')
    return json(schema.listed(map(schema.named, found)))


@router.get(
    '/insurers', operation_id='listInsurers',
    response_model=schema.NamedList, responses=answers())
def list_insurers(caller: Anyone) -> Response:
    """The insurers (ARS) that the clinic knows."""
    found = _catalogue(caller, 'medical.insurer')
    return json(schema.listed(map(schema.named, found)))


@router.get(
    '/services', operation_id='listServices',
    response_model=schema.ServiceList, responses=answers('invalid'))
def list_services(
        query: Annotated[schema.ServiceQuery, Query()],
        caller: Anyone) -> Response:
    """The services that can be booked online."""
    found = _catalogue(
        caller, 'medical.service', query.practitioner, query.specialty)
    return json(schema.listed(map(schema.service, found)))


@router.get(
    '/practitioners', operation_id='listPractitioners',
    response_model=schema.PractitionerList, responses=answers('invalid'))
def list_practitioners(
        query: Annotated[schema.PractitionerQuery, Query()],
        caller: Anyone) -> Response:
    """The practitioners that can be booked online."""
    found = _catalogue(caller, 'medical.practitioner', query.service)
    return json(schema.listed(map(schema.practitioner, found)))


@router.get(
    '/practitioners/{id:id}/photo', operation_id='getPractitionerPhoto',
    response_class=Response, responses={
        200: {'content': {'image/*': {}}, 'description': 'The picture'},
        **answers('invalid', 'not-found')})
def get_practitioner_photo(id: PathId, caller: Anyone) -> Response:
    """A practitioner's picture."""
    picture = call(caller, 'medical.practitioner', 'picture', id)
    if not picture:
        raise ProblemError('not-found')
    return image(picture)
