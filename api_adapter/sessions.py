# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening, renewing and closing sessions on the wire."""
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from .bridge import READ_COMMITTED, call
from .deps import Caller
from .problems import ProblemError
from .responses import json
from .schemas.auth import Login, PasswordChange, PasswordReset, Registration
from .tokens import GUEST_LIFE, LIFE, Tokens

MODEL = 'medical.portal.session'
COOKIE = 'refresh'
COOKIE_LIFE = 14 * 24 * 3600
# argon2id takes 64 MiB for each verification
HASHES_AT_ONCE = 2
PATIENCE = 5
LONGEST_DEVICE = 120
_hashes = threading.BoundedSemaphore(HASHES_AT_ONCE)


@contextmanager
def hashing() -> Iterator[None]:
    """A place among the few password hashes that run at once."""
    if not _hashes.acquire(timeout=PATIENCE):
        raise ProblemError('unavailable')
    try:
        yield
    finally:
        _hashes.release()


def login(request: Request, caller: Caller, body: Login) -> Response:
    with hashing():
        opened = call(
            caller, MODEL, 'login', body.login, body.password,
            device=device(request), otp=body.otp, _isolation=READ_COMMITTED)
    return signed_in(request, opened)


def register(caller: Caller, body: Registration) -> None:
    person = body.model_dump(
        include={'name', 'surname', 'second_surname', 'phone', 'birth_date'})
    with hashing():
        call(caller, 'web.user', 'register', body.email, body.password,
            person, consent_version=body.consent_version,
            language=caller.language)


def reset(caller: Caller, body: PasswordReset) -> None:
    with hashing():
        answer = call(
            caller, 'web.user', 'reset_with_code', body.email, body.code,
            body.password)
    if code := answer['refused']:
        raise ProblemError(code)


def change_password(
        request: Request, caller: Caller, body: PasswordChange) -> Response:
    with hashing():
        opened = call(
            caller, MODEL, 'change_password', body.current, body.password,
            device=device(request), _isolation=READ_COMMITTED)
    return signed_in(request, opened)


def device(request: Request) -> str | None:
    """What the browser calls itself, for the list of sessions."""
    said = request.headers.get('user-agent', '')
    return ''.join(c for c in said if c.isprintable())[:LONGEST_DEVICE] or None


def signed_in(request: Request, opened: dict[str, Any]) -> Response:
    """The token for an opened session, or the problem that refused it."""
    if code := opened.get('refused'):
        wait = opened['retry_after']
        raise ProblemError(code, **({'retry_after': wait} if wait else {}))
    role = opened.get('role') or opened['kind']
    response = _token(
        request, opened['session'], opened['kind'], role, opened.get('name'))
    if token := opened.get('refresh_token'):
        _set_cookie(request, response, token)
    return response


def _token(
        request: Request, session: int, kind: str, role: str,
        name: str | None) -> Response:
    tokens: Tokens = request.app.state.tokens
    life = GUEST_LIFE if kind == 'guest' else LIFE
    return json({
            'access_token': tokens.make(session, kind, life),
            'token_type': 'bearer', 'expires_in': life, 'role': role,
            'name': name})


def refresh(request: Request, caller: Caller) -> Response:
    """A new token for the cookie's refresh token, which is replaced."""
    if not _sent_by_our_pages(request):
        raise ProblemError('not-allowed')
    token = request.cookies.get(_cookie(request))
    renewed = token and call(caller, MODEL, 'refresh', token[:200])
    if not renewed:
        raise ProblemError('invalid-token')
    role = renewed['role']
    response = _token(
        request, renewed['session'],
        'patient' if role == 'patient' else 'staff', role, renewed['name'])
    _set_cookie(request, response, renewed['refresh_token'])
    return response


def _sent_by_our_pages(request: Request) -> bool:
    origin = request.headers.get('origin', '')
    known = origin in request.app.state.origins or (
        urlsplit(origin).netloc == request.headers.get('host'))
    return known and 'x-requested-with' in request.headers


def sign_out(request: Request, caller: Caller) -> Response:
    """End the caller's session; staff are themselves when they do it."""
    call(caller, MODEL, 'revoke' if caller.kind == 'staff' else 'logout',
        caller.session)
    return signed_out(request)


def sign_out_everywhere(request: Request, caller: Caller) -> Response:
    """End all sessions of the person, of staff those of Tryton as well."""
    call(caller, MODEL, 'revoke_all')
    return signed_out(request)


def signed_out(request: Request) -> Response:
    """No content, and no refresh cookie any more."""
    response = Response(status_code=204)
    response.delete_cookie(
        _cookie(request), path='/', secure=_secure(request), httponly=True,
        samesite='strict')
    return response


def _set_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        _cookie(request), token, max_age=COOKIE_LIFE, path='/',
        secure=_secure(request), httponly=True, samesite='strict')


def _cookie(request: Request) -> str:
    """`__Host-` binds the cookie to this host; browsers want https for it."""
    return f'__Host-{COOKIE}' if _secure(request) else COOKIE


def _secure(request: Request) -> bool:
    return bool(request.app.state.public_url.startswith('https:'))
