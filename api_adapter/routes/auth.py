# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and out."""
from fastapi import APIRouter, Request
from fastapi.responses import Response

from .. import sessions
from ..bridge import call
from ..deps import Anyone, Person
from ..limits import limit
from ..openapi import answers
from ..responses import json
from ..schemas import auth as schema

router = APIRouter(prefix='/auth', tags=['auth'])
LIMITED = ('invalid', 'too-many-attempts')


@router.post(
    '/guest', operation_id='openGuestSession', response_model=schema.Token,
    responses=answers(*LIMITED))
def open_guest_session(
        request: Request, caller: Anyone,
        body: schema.GuestRequest | None = None) -> Response:
    """A short-lived token to hold and book once without an account."""
    limit(caller, 'guest')
    opened = call(caller, sessions.MODEL, 'open_guest')
    return sessions.signed_in(request, opened)


@router.post(
    '/login', operation_id='login', response_model=schema.Token,
    responses=answers(*LIMITED, 'invalid-credentials'))
def login(body: schema.Login, request: Request, caller: Anyone) -> Response:
    """Sign in a patient (by e-mail) or a member of the staff (by login)."""
    return sessions.login(request, caller, body.login, body.password)


@router.post(
    '/code', operation_id='requestCode', response_model=schema.Accepted,
    status_code=202, responses=answers(*LIMITED))
def request_code(body: schema.CodeRequest, caller: Anyone) -> Response:
    """Send a one-time code to the account of an e-mail, if there is one."""
    call(caller, 'medical.portal.code', 'request', body.email,
        language=caller.language)
    return json({'status': 'accepted'}, 202)


@router.post(
    '/code/verify', operation_id='verifyCode', response_model=schema.Token,
    responses=answers(*LIMITED, 'invalid-code'))
def verify_code(
        body: schema.CodeAnswer, request: Request,
        caller: Anyone) -> Response:
    """Sign in with the code that was sent."""
    opened = call(
        caller, sessions.MODEL, 'open_verified', body.email, body.code)
    return sessions.signed_in(request, opened)


@router.post(
    '/register', operation_id='register', response_model=schema.Accepted,
    status_code=202, responses=answers(
        *LIMITED, 'weak-password', 'invalid-phone', 'invalid-birth-date',
        'invalid-email'))
def register(body: schema.Registration, caller: Anyone) -> Response:
    """Make a patient's account; a code by e-mail finishes it."""
    limit(caller, 'register', body.email)
    sessions.register(caller, body)
    return json({'status': 'accepted'}, 202)


@router.post(
    '/refresh', operation_id='refreshToken', response_model=schema.Token,
    responses=answers('invalid-token', 'not-allowed'))
def refresh_token(request: Request, caller: Anyone) -> Response:
    """A new access token for the refresh cookie.

    Needs the header `X-Requested-With` and, from a browser, our own `Origin`.
    """
    return sessions.refresh(request, caller)


@router.post(
    '/logout', operation_id='logout', status_code=204,
    response_class=Response,
    responses=answers('token-required', 'invalid-token'))
def logout(request: Request, caller: Person) -> Response:
    """End this session."""
    return sessions.sign_out(request, caller)
