# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from ..bridge import call
from ..deps import Anyone
from ..limits import limit
from ..openapi import answers
from ..responses import packed
from ..schemas.availability import Availability, AvailabilityQuery, availability

router = APIRouter(tags=['availability'])


@router.get(
    '/availability', operation_id='listAvailability',
    response_model=Availability,
    responses=answers(
        'invalid', 'not-found', 'service-not-offered', 'too-many-attempts'))
def list_availability(
        query: Annotated[AvailabilityQuery, Query()],
        request: Request, caller: Anyone) -> Response:
    """Free times of a service between two days, both included."""
    limit(caller, 'availability')
    found = call(
        caller, 'medical.appointment', 'availability', query.service,
        practitioner=query.practitioner, location=query.location,
        date_from=query.from_, date_to=query.to, insurer=query.insurer,
        first=query.first)
    return packed(availability(found, query.to), request)
