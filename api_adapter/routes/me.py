# SPDX-License-Identifier: GPL-3.0-or-later
from fastapi import APIRouter
from fastapi.responses import Response

from ..bridge import identity
from ..deps import Person
from ..openapi import answers
from ..responses import json
from ..schemas.me import Me, me

router = APIRouter(tags=['me'])


@router.get(
    '/me', operation_id='getMe', response_model=Me,
    responses=answers('token-required', 'invalid-token'))
def get_me(caller: Person) -> Response:
    """Who is signed in."""
    return json(me(*identity(caller), caller.language))
