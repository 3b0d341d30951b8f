# SPDX-License-Identifier: GPL-3.0-or-later
from fastapi import APIRouter
from fastapi.responses import Response

from ..bridge import call
from ..deps import Anyone
from ..openapi import answers
from ..responses import json
from ..schemas.clinic import Clinic, clinic

router = APIRouter(tags=['clinic'])


@router.get(
    '/clinic', operation_id='getClinic', response_model=Clinic,
    responses=answers())
def get_clinic(caller: Anyone) -> Response:
    """The clinic's name, places, languages and consent text."""
    return json(clinic(call(caller, 'medical.configuration', 'clinic')))
