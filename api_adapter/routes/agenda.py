# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ..bridge import call
from ..deps import StaffMember
from ..openapi import answers
from ..responses import json
from ..schemas.agenda import (
    Agenda,
    AgendaList,
    AgendaQuery,
    AgendasQuery,
    agenda,
    agendas,
)

router = APIRouter(tags=['agenda'])


@router.get(
    '/agenda', operation_id='getAgenda', response_model=Agenda,
    responses=answers(
        'token-required', 'invalid-token', 'not-allowed', 'invalid',
        'not-found'))
def get_agenda(
        query: Annotated[AgendaQuery, Query()],
        caller: StaffMember) -> Response:
    """A practitioner's appointments, open hours, exceptions and holidays."""
    found = call(
        caller, 'medical.appointment', 'agenda', query.practitioner,
        query.from_, query.to)
    return json(agenda(found))


@router.get(
    '/agendas', operation_id='listAgendas', response_model=AgendaList,
    responses=answers(
        'token-required', 'invalid-token', 'not-allowed', 'invalid',
        'not-found'))
def list_agendas(
        query: Annotated[AgendasQuery, Query()],
        caller: StaffMember) -> Response:
    """The agendas of several practitioners, in the order asked."""
    found = call(
        caller, 'medical.appointment', 'agendas',
        list(dict.fromkeys(query.practitioner)), query.from_, query.to)
    return json(agendas(found))
