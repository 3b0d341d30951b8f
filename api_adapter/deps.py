# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls: the dependencies that routes name in their signature."""
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.convertors import Convertor, register_url_convertor

from .languages import language_of
from .problems import ProblemError



class IdConvertor(Convertor[str]):
    """`{id:id}` in a path: what cannot be an id is another address."""
    regex = '[0-9]{1,10}'

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class SecretConvertor(IdConvertor):
    """`{token:secret}`: never mistaken for an id."""
    regex = '[A-Za-z0-9_-]{16,128}'


register_url_convertor('id', IdConvertor())
register_url_convertor('secret', SecretConvertor())
GUEST, PATIENT, PRACTITIONER, FRONT_DESK, ADMINISTRATOR = (
    'guest', 'patient', 'practitioner', 'front_desk', 'administrator')
STAFF = frozenset({PRACTITIONER, FRONT_DESK, ADMINISTRATOR})
ACCOUNTS = STAFF | {PATIENT}
PERSONS = ACCOUNTS | {GUEST}
bearer = HTTPBearer(auto_error=False, bearerFormat='JWT', scheme_name='token')


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends this request, as far as the request itself can say.

    `session` is what the token names; what it is worth is looked up in the
    transaction that serves the request.
    """
    language: str
    address: str
    request_id: str
    roles: frozenset[str] = frozenset()
    session: int | None = None
    kind: str = 'public'
    expires_at: int = 0


def _caller(request: Request, **known: Any) -> Caller:
    return Caller(
        language=language_of(request.headers.get('accept-language')),
        address=request.scope['address'],
        request_id=request.scope['request_id'], **known)


async def anyone(request: Request) -> Caller:
    """A visitor: the public routes ask for no token and read none."""
    return _caller(request)


def allowed(roles: frozenset[str]) -> Callable[..., Awaitable[Caller]]:
    """A dependency: a caller with a good token, for these roles only."""
    async def check(
            request: Request, credentials: Annotated[
                HTTPAuthorizationCredentials | None, Depends(bearer)],
            ) -> Caller:
        if credentials is None:
            raise ProblemError('token-required')
        claims = request.app.state.tokens.read(credentials.credentials)
        return _caller(
            request, roles=roles, session=claims.session,
            kind=claims.kind, expires_at=claims.expires_at)
    check.roles = roles  # type: ignore[attr-defined]
    return check


Anyone = Annotated[Caller, Depends(anyone)]
Person = Annotated[Caller, Depends(allowed(PERSONS))]
Account = Annotated[Caller, Depends(allowed(ACCOUNTS))]
PatientOnly = Annotated[Caller, Depends(allowed(frozenset({PATIENT})))]
StaffMember = Annotated[Caller, Depends(allowed(STAFF))]
Desk = Annotated[
    Caller, Depends(allowed(frozenset({FRONT_DESK, ADMINISTRATOR})))]
Administrator = Annotated[Caller, Depends(allowed(frozenset({ADMINISTRATOR})))]


async def _sequence(
        if_match: Annotated[str, Header(
                alias='If-Match', pattern=r'^"[0-9]{1,9}"$', examples=['"3"'],
                description='The sequence you saw, in quotes')],
        ) -> int:
    return int(if_match.strip('"'))


# What a change of an appointment must name, so that nobody overwrites what
# another did meanwhile: `stale` when it is not the last one
Sequence = Annotated[int, Depends(_sequence)]


async def _version(
        if_match: Annotated[str, Header(
                alias='If-Match', pattern=r'^"[0-9]{1,18}"$',
                examples=['"1764000000000000"'],
                description='The version you saw, in quotes')],
        ) -> int:
    return int(if_match.strip('"'))


# The same of any other record: `stale-record`
Version = Annotated[int, Depends(_version)]
IdempotencyKey = Annotated[str, Header(
        alias='Idempotency-Key', min_length=8, max_length=128,
        pattern=r'^[A-Za-z0-9_.:-]+$',
        examples=['0d2f6a52-8b1e-4f7c-a9a5-3c1d7a64f0b2'])]
