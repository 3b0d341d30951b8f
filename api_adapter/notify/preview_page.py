# SPDX-License-Identifier: GPL-3.0-or-later
"""`/plantillas/{token}`: the administrator sees every message before patients do.

The page has no sign-in of its own: the API gives its address to an
administrator, and the address is good for a quarter of an hour. Nothing in it
is about a person.
"""

import hashlib
import hmac
import time
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from ..bridge import call
from ..deps import Anyone, Caller
from ..settings import Settings
from . import pages, wording
from .message import Message
from .render import Letterhead, render
from .row import Clinic
from .samples import SAMPLES, sample

PATH = '/plantillas'
LIFE = 15 * 60
NAMES = {'es': 'Español', 'en': 'English'}
router = APIRouter(prefix=PATH, include_in_schema=False)
Language = Annotated[str, Query(alias='idioma', pattern='^(es|en)$')]


def address(settings: Settings) -> dict[str, Any]:
    return {
        'url': f'{settings.public_url}{PATH}/{_token(settings, int(time.time()) + LIFE)}',
        'expires_in': LIFE}


def _token(settings: Settings, until: int) -> str:
    said = f'templates {until}'.encode()
    mac = hmac.new(settings.token_keys[0].secret, said, hashlib.sha256).hexdigest()
    return f'{until}-{mac}'


def _check(request: Request, token: str) -> None:
    until = token.partition('-')[0]
    good = until.isdecimal() and len(until) < 12 and hmac.compare_digest(
        token.encode(), _token(request.app.state.settings, int(until)).encode())
    if not good or int(until) < time.time():
        raise HTTPException(404)


@router.get('/style.css')
def style() -> Response:
    return pages.style()


@router.get('/{token}')
def index(
        token: str, request: Request, caller: Anyone,
        language: Language = 'es') -> HTMLResponse:
    _check(request, token)
    shown = []
    for name in SAMPLES:
        message = _message(request, caller, name, language)
        shown.append({
            'subject': message.subject, 'preview': preview(message),
            'text': message.text, 'url': f'{PATH}/{token}/{name}?idioma={language}'})
    return pages.page(
        'preview.html.j2', language=language, languages=NAMES, samples=shown,
        words=wording.words(language)['preview'])


@router.get('/{token}/{name}')
def one(
        token: str, name: str, request: Request, caller: Anyone,
        language: Language = 'es') -> HTMLResponse:
    _check(request, token)
    if name not in SAMPLES:
        raise HTTPException(404)
    return pages.message(_message(request, caller, name, language).html)


def _message(request: Request, caller: Caller, name: str, language: str) -> Message:
    settings: Settings = request.app.state.settings
    known = call(caller, 'medical.configuration', 'clinic')
    clinic: Clinic = {
        'name': known['name'] or '', 'phone': known['phone'] or '',
        'email': known['email'] or '', 'colour': known['colour'] or ''}
    return render(
        sample(name, language, clinic), Letterhead(settings.public_url, settings.mail_from))


def preview(message: Message) -> str:
    """The line that a phone shows below the subject."""
    hidden = message.html.partition('overflow:hidden;opacity:0">')[2]
    return hidden.partition('&#8199;')[0].strip()
