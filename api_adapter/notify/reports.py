# SPDX-License-Identifier: GPL-3.0-or-later
"""What Resend tells afterwards (https://resend.com/docs/webhooks).

The signature is over the raw body, so nothing may parse it before.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import resend

from .transports.resend import KEY_TAG

OUTCOMES = {
    'email.delivered': 'delivered', 'email.bounced': 'bounced',
    'email.complained': 'complained'}
MAX_ID = 128


class BadSignature(Exception):
    """Not from Resend, altered on the way, or too old."""


class Report(NamedTuple):
    """`event` names the report for ever; `key` is our own name of the message."""

    event: str
    outcome: str
    provider_id: str | None
    key: str | None


def read(raw: bytes, headers: Mapping[str, str], secret: str) -> Report | None:
    """A report that matters, or None; raise `BadSignature`."""
    event = headers.get('svix-id', '')
    body = _verified(raw, headers, secret)
    outcome = OUTCOMES.get(_text(body.get('type')) or '')
    data = body.get('data')
    if outcome is None or not isinstance(data, dict) or len(event) > MAX_ID:
        return None
    return Report(event, outcome, _text(data.get('email_id')), _key(data.get('tags')))


def _verified(raw: bytes, headers: Mapping[str, str], secret: str) -> dict[str, Any]:
    signed = {
        name: headers.get(f'svix-{name}', '') for name in ('id', 'timestamp', 'signature')}
    try:
        body: Any = resend.Webhooks.verify({
            'payload': raw.decode(), 'headers': signed,
            'webhook_secret': secret})
    except ValueError as error:
        raise BadSignature(str(error)) from error
    return body if isinstance(body, dict) else {}


def _key(tags: Any) -> str | None:
    """Tags come back as an object, or as they were sent: a list of pairs."""
    if isinstance(tags, list):
        tags = {t.get('name'): t.get('value') for t in tags if isinstance(t, dict)}
    return _text(tags.get(KEY_TAG)) if isinstance(tags, dict) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= MAX_ID else None
