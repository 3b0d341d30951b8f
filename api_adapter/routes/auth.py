# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and out."""
from fastapi import APIRouter, Request
from fastapi.responses import Response

from .. import sessions
from ..bridge import call
from ..deps import Account, Anyone, Person
from ..limits import limit
from ..openapi import answers
from ..problems import ProblemError
from ..responses import json
from ..schemas import auth as schema
from ..schemas.common import PathId

router = APIRouter(prefix='/auth', tags=['auth'])
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
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
    responses=answers(
        *LIMITED, 'invalid-credentials', 'otp-required', 'invalid-code', 'sealed'))
def login(body: schema.Login, request: Request, caller: Anyone) -> Response:
    """Sign in a patient (by e-mail) or a member of the staff (by login).

    Staff with a second step send `otp` as well: `otp-required` asks for it.
    """
    limit(caller, 'login', body.login)
    return sessions.login(request, caller, body)


@router.post(
    '/code', operation_id='requestCode', response_model=schema.Accepted,
    status_code=202, responses=answers(*LIMITED))
def request_code(body: schema.CodeRequest, caller: Anyone) -> Response:
    """Send a one-time code to the account of an e-mail, if there is one."""
    limit(caller, 'code', body.email)
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
    limit(caller, 'verify', body.email)
    opened = call(
        caller, sessions.MODEL, 'open_verified', body.email, body.code,
        device=sessions.device(request))
    return sessions.signed_in(request, opened)


@router.post(
    '/register', operation_id='register', response_model=schema.Accepted,
    status_code=202, responses=answers(
        *LIMITED, 'weak-password', 'invalid-phone', 'invalid-birth-date',
        'invalid-email', 'person-incomplete', 'consent-outdated'))
def register(body: schema.Registration, caller: Anyone) -> Response:
    """Ask for a patient's account; the code in the mail finishes it."""
    limit(caller, 'register', body.email)
    sessions.register(caller, body)
    return json({'status': 'accepted'}, 202)


@router.post(
    '/email/verify', operation_id='verifyEmail', response_model=schema.Token,
    responses=answers(*LIMITED, 'invalid-code'))
def verify_email(
        body: schema.CodeAnswer, request: Request,
        caller: Anyone) -> Response:
    """Make the account that the code was sent for, and sign in."""
    limit(caller, 'verify', body.email)
    opened = call(
        caller, sessions.MODEL, 'open_registered', body.email, body.code,
        device=sessions.device(request))
    return sessions.signed_in(request, opened)


@router.post(
    '/password/reset', operation_id='requestPasswordReset',
    response_model=schema.Accepted, status_code=202,
    responses=answers(*LIMITED))
def request_password_reset(
        body: schema.CodeRequest, caller: Anyone) -> Response:
    """Send a patient a code to choose another password.

    Staff ask their administrator.
    """
    limit(caller, 'code', body.email)
    call(caller, 'medical.portal.code', 'request', body.email,
        purpose='reset', language=caller.language)
    return json({'status': 'accepted'}, 202)


@router.post(
    '/password/confirm', operation_id='confirmPasswordReset',
    status_code=204, response_class=Response,
    responses=answers(*LIMITED, 'invalid-code', 'weak-password'))
def confirm_password_reset(
        body: schema.PasswordReset, caller: Anyone) -> Response:
    """Choose another password; every session of the account ends."""
    limit(caller, 'verify', body.email)
    sessions.reset(caller, body)
    return Response(status_code=204)


@router.post(
    '/password', operation_id='changePassword', response_model=schema.Token,
    responses=answers(
        *SIGNED, *LIMITED, 'invalid-credentials', 'weak-password'))
def change_password(
        body: schema.PasswordChange, request: Request,
        caller: Account) -> Response:
    """Another password for the caller; all sessions end but a new one."""
    return sessions.change_password(request, caller, body)


@router.get(
    '/sessions', operation_id='listSessions',
    response_model=schema.SessionList, responses=answers(*SIGNED))
def list_sessions(caller: Account) -> Response:
    """Where the caller is signed in, newest first."""
    found = call(caller, sessions.MODEL, 'listing')
    return json(schema.sessions(found, caller.session))


@router.delete(
    '/sessions', operation_id='endSessions', status_code=204,
    response_class=Response, responses=answers(*SIGNED))
def end_sessions(request: Request, caller: Account) -> Response:
    """Sign out everywhere, of staff in Tryton's own clients as well."""
    return sessions.sign_out_everywhere(request, caller)


@router.delete(
    '/sessions/{id:id}', operation_id='endSession', status_code=204,
    response_class=Response,
    responses=answers(*SIGNED, 'invalid', 'not-found'))
def end_session(id: PathId, caller: Account) -> Response:
    """Sign out in one place."""
    if not call(caller, sessions.MODEL, 'revoke', id):
        raise ProblemError('not-found')
    return Response(status_code=204)


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
