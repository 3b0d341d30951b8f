# SPDX-License-Identifier: GPL-3.0-or-later
"""How the clinic does, for the administrator."""
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from ..bridge import call
from ..deps import ADMINISTRATOR, Caller, allowed
from ..openapi import answers
from ..responses import csv, csv_answer, json
from ..schemas import figures as schema

router = APIRouter(tags=['figures'])
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
Administrator = Annotated[Caller, Depends(allowed(frozenset({ADMINISTRATOR})))]


def _all(caller: Caller, query: schema.FiguresQuery) -> dict[str, Any]:
    return call(  # type: ignore[no-any-return]
        caller, 'medical.figures', 'all', query.from_, query.to,
        practitioner=query.practitioner, location=query.location)


@router.get(
    '/figures', operation_id='getFigures', response_model=schema.Figures,
    responses=answers(*SIGNED, 'invalid', 'not-found'))
def get_figures(
        query: Annotated[schema.FiguresQuery, Query()], caller: Administrator) -> Response:
    """Waiting times, no-shows, occupation and the like of some days."""
    return json(schema.figures(_all(caller, query)))


@router.get(
    '/figures.csv', operation_id='downloadFigure', response_class=Response,
    responses={**csv_answer('One figure as a table'),
        **answers(*SIGNED, 'invalid', 'not-found')})
def download_figure(
        query: Annotated[schema.FigureQuery, Query()], caller: Administrator) -> Response:
    """One figure as a table for a spreadsheet."""
    found = schema.table(_all(caller, query), query.figure, caller.language)
    return csv(found, f'{query.figure.value}-{query.from_}-{query.to}.csv')
