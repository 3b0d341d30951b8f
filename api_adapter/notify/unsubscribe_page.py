# SPDX-License-Identifier: GPL-3.0-or-later
"""`/baja/{token}`: no more reminders.

A mail program's one click (RFC 8058) is a `POST`, with a form as body and no
cookies. A `GET` changes nothing: link checkers follow every address of a
mail, so the page only asks.
"""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from ..bridge import call
from ..deps import Anyone, Caller
from ..limits import limit
from ..problems import ProblemError, code_of
from . import pages, wording
from .render import UNSUBSCRIBE_PATH

MODEL = 'medical.notification.preference'
MAX_TOKEN = 128
router = APIRouter(prefix=UNSUBSCRIBE_PATH, include_in_schema=False)


@router.get('/style.css')
def style() -> Response:
    return pages.style()


@router.api_route('/{token}', methods=['GET', 'HEAD'])
def ask(token: str, caller: Anyone) -> HTMLResponse:
    return _page(caller, 'reminders', token)


@router.post('/{token}')
def stop(token: str, caller: Anyone) -> HTMLResponse:
    return _page(caller, 'stop_reminders', token)


def _page(caller: Caller, method: str, token: str) -> HTMLResponse:
    words = wording.words(wording.language_of(caller.language))['unsubscribe']
    known = {'language': caller.language, 'words': words, 'style': f'{UNSUBSCRIBE_PATH}/style.css'}
    try:
        limit(caller, 'link')
        found = _call(caller, method, token)
    except ProblemError as error:
        return pages.page(
            'unsubscribe.html.j2', _status(error), problem=words['unknown'], **known)
    return pages.page('unsubscribe.html.j2', problem='', **found, **known)


def _call(caller: Caller, method: str, token: str) -> dict[str, Any]:
    if len(token) > MAX_TOKEN:
        raise ProblemError('not-found')
    try:
        found: dict[str, Any] = call(caller, MODEL, method, token)
    except Exception as error:
        if code_of(error) != 'not-found':
            raise
        raise ProblemError('not-found') from error
    return found


def _status(error: ProblemError) -> int:
    return 429 if error.code == 'too-many-attempts' else 404
