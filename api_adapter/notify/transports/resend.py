# SPDX-License-Identifier: GPL-3.0-or-later
"""Resend, through its own SDK.

Its batch endpoint is not used: one idempotency key covers a whole batch, so
after a crash a batch of other rows could neither be repeated nor told apart.
"""

import base64
import threading
from typing import Any

import resend
from resend.exceptions import ResendError

from ..message import CALENDAR_NAME, Message
from ..outcome import Accepted, Outcome, Refused, Retry

KEY_TAG = 'key'
RATE = 2.0  # of a new account, in a second
TIMEOUT = 20
QUOTA_REST = 15 * 60.0
KEY_REST = 60.0
_MODULE = threading.Lock()


class ResendTransport:
    name = 'resend'
    repeatable = True

    def __init__(
            self, api_key: str, api_url: str, rate: float | None = RATE,
            timeout: int = TIMEOUT) -> None:
        self.api_key = api_key
        self.api_url = api_url.rstrip('/')
        self.rate = rate
        self.timeout = timeout

    def send(self, message: Message) -> Outcome:
        try:
            answer = self._call(message)
        except ResendError as error:
            return _outcome(error)
        except Exception as error:  # the SDK lets odd answers through as they come
            return Retry(f'resend: {type(error).__name__}')
        provider_id = answer.get('id') if isinstance(answer, dict) else None
        if not isinstance(provider_id, str):
            return Retry('resend: half an answer')
        return Accepted(provider_id)

    def _call(self, message: Message) -> Any:
        """The SDK keeps key and address in its module: set them for each call."""
        with _MODULE:
            resend.api_key = self.api_key
            resend.api_url = self.api_url
            resend.default_http_client = resend.RequestsClient(self.timeout)
            return resend.Emails.send(
                _parameters(message), {'idempotency_key': message.key})


def _parameters(message: Message) -> Any:
    parameters: dict[str, Any] = {
        'from': message.from_header,
        'to': [message.to],
        'subject': message.subject,
        'html': message.html,
        'text': message.text,
        'headers': dict(message.headers),
        # Comes back with each report, also of a message whose answer was lost
        'tags': [{'name': KEY_TAG, 'value': message.key}],
    }
    if message.reply_to:
        parameters['reply_to'] = message.reply_to
    if message.calendar:
        parameters['attachments'] = [_calendar(message)]
    return parameters


def _calendar(message: Message) -> dict[str, str]:
    return {
        'filename': CALENDAR_NAME,
        'content': base64.b64encode(message.calendar).decode(),
        'content_type':
            f'text/calendar; charset=utf-8; method={message.calendar_method}',
    }


def _outcome(error: ResendError) -> Outcome:
    """https://resend.com/docs/api-reference/errors"""
    code, kind = int(error.code), str(error.error_type)
    reason = f'resend {code} {kind}: {error.message}'
    if code == 409 and kind == 'invalid_idempotent_request':
        # Only this row has this key: an earlier try of it was taken
        return Accepted('')
    if code in {401, 403} and 'api_key' in kind:
        return Retry(reason, after=KEY_REST, channel=True)
    if code == 429:
        rest = QUOTA_REST if 'quota' in kind else 1.0
        return Retry(reason, after=_retry_after(error, rest), channel=True)
    if code >= 500 or code in {408, 409, 425}:
        return Retry(reason)
    return Refused(reason)


def _retry_after(error: ResendError, default: float) -> float:
    headers = {name.lower(): value for name, value in error.headers.items()}
    try:
        return max(float(headers.get('retry-after', default)), 0.5)
    except ValueError:
        return default
