# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens: JSON Web Tokens (RFC 7519, 8725, 9068) with python-jose.

Its defaults accept what they should not, so everything that can be refused
is refused before it decodes, and everything it might overlook after.
"""
import base64
import binascii
import json
import re
import secrets
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from jose import JWTError, jwt

from .problems import ProblemError

ALGORITHM = 'HS256'
TYPE = 'at+jwt'
AUDIENCE = 'clinica-api'
LONGEST = 2048
LIFE = 600
GUEST_LIFE = 1800
SKEW = 5
REMEMBERED = 4096
KINDS = ('guest', 'patient', 'staff')
HEADER = {'alg', 'typ', 'kid'}
CLAIMS = {'iss', 'aud', 'sub', 'sid', 'iat', 'nbf', 'exp', 'jti'}
TIMES = ('iat', 'nbf', 'exp')
SHAPE = re.compile(r'[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}')
SUBJECT = re.compile(r'(guest|patient|staff):[1-9][0-9]{0,9}')
OPTIONS = {
    f'require_{claim}': True
    for claim in ('iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'jti')}


class Key(NamedTuple):
    kid: str
    secret: bytes


class Claims(NamedTuple):
    """What a good token says: which session, until when."""
    session: int
    kind: str
    issued_at: int
    not_before: int
    expires_at: int


class Tokens:
    """Makes and reads access tokens; the first key signs, all verify."""

    def __init__(self, keys: Sequence[Any], issuer: str):
        self._keys = {key.kid: key.secret for key in keys}
        self._signing = keys[0].kid
        self._issuer = issuer
        # What was signed stays signed: only the clock is asked again
        self._verified = lru_cache(REMEMBERED)(self._verify)

    def make(self, session: int, kind: str, life: int) -> str:
        """A signed token for a session, good for `life` seconds."""
        now = int(time.time())
        return str(jwt.encode(
                {'iss': self._issuer, 'aud': AUDIENCE,
                    'sub': f'{kind}:{session}', 'sid': session, 'iat': now,
                    'nbf': now, 'exp': now + life,
                    'jti': secrets.token_urlsafe(12)},
                self._keys[self._signing], ALGORITHM,
                headers={'typ': TYPE, 'kid': self._signing}))

    def read(self, token: str) -> Claims:
        """The claims of a good token; `invalid-token` for any other."""
        if len(token) > LONGEST:
            _refuse()
        claims = self._verified(token)
        return claims if _timely(claims) else _refuse()

    def _verify(self, token: str) -> Claims:
        header, payload = _parts(token)
        secret = self._keys.get(_kid(header))
        if secret is None:
            _refuse()
        try:
            claims = jwt.decode(
                token, secret, [ALGORITHM], OPTIONS, AUDIENCE, self._issuer)
        except (JWTError, ValueError, TypeError, OverflowError):
            _refuse()
        if claims != payload:
            _refuse()
        return _checked(claims)


def _refuse() -> NoReturn:
    raise ProblemError('invalid-token')


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if not SHAPE.fullmatch(token):
        _refuse()
    header, payload, signature = token.split('.')
    _decoded(signature)
    return _object(header), _object(payload)


def _decoded(part: str) -> bytes:
    """Strict base64url: one text for each sequence of bytes."""
    try:
        raw = base64.urlsafe_b64decode(part + '=' * (-len(part) % 4))
    except (binascii.Error, ValueError):
        _refuse()
    if base64.urlsafe_b64encode(raw).rstrip(b'=') != part.encode():
        _refuse()
    return raw


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_decoded(part), object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        _refuse()
    if not isinstance(value, dict):
        _refuse()
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("the same key twice")
    return value


def _kid(header: dict[str, Any]) -> str:
    good = (
        set(header) == HEADER and header['alg'] == ALGORITHM
        and header['typ'] == TYPE and isinstance(header['kid'], str))
    return str(header['kid']) if good else _refuse()


def _checked(claims: dict[str, Any]) -> Claims:
    if set(claims) != CLAIMS or claims['aud'] != AUDIENCE:
        _refuse()
    if not isinstance(claims['jti'], str):
        _refuse()
    if not all(type(claims[name]) is int for name in (*TIMES, 'sid')):
        _refuse()
    subject = claims['sub']
    if not isinstance(subject, str) or not SUBJECT.fullmatch(subject):
        _refuse()
    kind, _, session = subject.partition(':')
    if int(session) != claims['sid']:
        _refuse()
    return Claims(
        claims['sid'], kind, claims['iat'], claims['nbf'], claims['exp'])


def _timely(claims: Claims) -> bool:
    now = int(time.time())
    life = GUEST_LIFE if claims.kind == 'guest' else LIFE
    return (
        max(claims.issued_at, claims.not_before) <= now + SKEW
        and now < claims.expires_at <= claims.issued_at + life)
