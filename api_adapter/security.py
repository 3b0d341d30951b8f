# SPDX-License-Identifier: GPL-3.0-or-later
"""What every request passes through: its id, its size, its headers, its log.

Plain ASGI, so that streams stay streams.
"""
import logging
import re
import secrets
import time
from ipaddress import ip_address
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import metrics
from .languages import language_of
from .logs import frames
from .problems import document, render

API = '/api/'
LARGEST_BODY = 64 * 1024
FRAMES = 12  # of a failure in the log, the innermost
WITH_BODY = {'POST', 'PUT', 'PATCH', 'DELETE'}
JSON_TYPE = re.compile(
    r'application/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?', re.I)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = "default-src 'self'; frame-ancestors 'none'"
ALWAYS = (
    (b'x-content-type-options', b'nosniff'),
    (b'referrer-policy', b'no-referrer'),
    (b'permissions-policy', b'camera=(), microphone=(), geolocation=()'),
    (b'cross-origin-opener-policy', b'same-origin'))
HSTS = (b'strict-transport-security', b'max-age=31536000; includeSubDomains')
access = logging.getLogger('clinica.access')
failures = logging.getLogger('clinica.failures')


class TooLarge(Exception):
    """The body went past the limit while it was read."""


class Guard:
    """The outermost of our middleware."""

    def __init__(self, app: ASGIApp, public_url: str, num_proxies: int):
        self.app = app
        self.public_url = public_url
        self.num_proxies = num_proxies
        self.always = ALWAYS + (
            (HSTS,) if public_url.startswith('https:') else ())

    async def __call__(
            self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] != 'http':
            await self.app(scope, receive, send)
            return
        headers = dict(scope['headers'])
        scope['request_id'] = secrets.token_hex(16)
        scope['address'] = client_address(
            scope, headers, self.num_proxies)
        exchange = Exchange(self, scope, receive, send)
        await exchange.serve(headers)


class Exchange:
    """One request and its answer."""

    def __init__(
            self, guard: Guard, scope: Scope, receive: Receive, send: Send):
        self.guard = guard
        self.scope = scope
        self._receive = receive
        self._send = send
        self.status = 0
        self.route = 'page'
        self.read = 0
        self.too_large = False
        self.started = self.answered = time.perf_counter()

    async def serve(self, headers: dict[bytes, bytes]) -> None:
        try:
            if self.is_api and (code := refusal(self.scope, headers)):
                await self.problem(code)
            else:
                await self.guard.app(self.scope, self.receive, self.send)
        except TooLarge:
            pass
        except Exception as error:
            self.log_failure(error)
            await self.problem('internal')
        finally:
            if self.too_large:
                await self.problem('too-large')
            self.note()
            self.log()

    @property
    def is_api(self) -> bool:
        return bool(self.scope['path'].startswith(API))

    async def receive(self) -> Message:
        message = await self._receive()
        self.read += len(message.get('body', b''))
        if self.is_api and self.read > LARGEST_BODY:
            self.too_large = True
            raise TooLarge
        return message

    async def send(self, message: Message) -> None:
        if self.too_large and not self.status:
            return  # what the application makes of half a body
        if message['type'] == 'http.response.start':
            self.status = message['status']
            self.answered = time.perf_counter()
            message['headers'] = [
                *message.get('headers', ()),
                *self.missing(message.get('headers', ()))]
        await self._send(message)

    def missing(self, headers: Any) -> list[tuple[bytes, bytes]]:
        """The headers that every answer of its kind carries."""
        present = {name.lower() for name, _ in headers}
        wanted = [
            *self.guard.always,
            (b'x-request-id', self.scope['request_id'].encode())]
        if self.is_api:
            wanted += [
                (b'cache-control', b'no-store'), (b'vary', b'Accept-Language'),
                (b'content-security-policy', API_POLICY.encode())]
        elif b'content-security-policy' not in present:
            wanted.append((b'content-security-policy', PAGE_POLICY.encode()))
        return [pair for pair in wanted if pair[0] not in present]

    async def problem(self, code: str) -> None:
        if self.status:
            return
        self.too_large = False
        headers = dict(self.scope['headers'])
        language = language_of(
            headers.get(b'accept-language', b'').decode('latin-1'))
        response = render(document(
                code, language, self.scope['request_id'],
                self.guard.public_url), language)
        await response(self.scope, self._receive, self.send)

    def note(self) -> None:
        """Which route, never which path: a path may hold a token."""
        route = getattr(self.scope.get('route'), 'path', None)
        self.route = (route or '-') if self.is_api else 'page'
        metrics.answered(
            self.scope['method'], self.route, self.status,
            self.answered - self.started)

    def log(self) -> None:
        if not access.isEnabledFor(logging.INFO):
            return
        access.info('%s', {
                'request': self.scope['request_id'],
                'method': self.scope['method'],
                'route': self.route,
                'status': self.status,
                'ms': round((time.perf_counter() - self.started) * 1000, 1)})

    def log_failure(self, error: Exception) -> None:
        """Where it failed, not with which values: they may be personal."""
        where = '\n'.join(frames(error.__traceback__)[-FRAMES:])
        failures.error(
            '%s %s\n%s', self.scope['request_id'], type(error).__name__,
            where, extra={
                'failure': error, 'request': self.scope['request_id']})


def client_address(
        scope: Scope, headers: dict[bytes, bytes], num_proxies: int) -> str:
    """The address that the outermost trusted proxy saw.

    Each proxy appends whom it heard from, so the n-th from the right is
    true; what stands left of it is the client's own invention.
    """
    peer = scope['client'][0] if scope.get('client') else '0.0.0.0'
    if not num_proxies:
        return _address(peer)
    forwarded = headers.get(b'x-forwarded-for', b'').decode('latin-1')
    chain = [part.strip() for part in forwarded.split(',') if part.strip()]
    if len(chain) < num_proxies:
        return _address(peer)
    return _address(chain[-num_proxies])


def _address(text: str) -> str:
    try:
        return str(ip_address(text.strip('[]')))
    except ValueError:
        return '0.0.0.0'


def refusal(scope: Scope, headers: dict[bytes, bytes]) -> str | None:
    """The problem of a body that is not worth reading."""
    length = headers.get(b'content-length', b'0')
    if length.isdigit() and int(length[:20]) > LARGEST_BODY:
        return 'too-large'
    has_body = (
        length not in {b'', b'0'} or b'transfer-encoding' in headers)
    if scope['method'] in WITH_BODY and has_body:
        kind = headers.get(b'content-type', b'').decode('latin-1')
        if not JSON_TYPE.fullmatch(kind.strip()):
            return 'unsupported-media-type'
    return None
