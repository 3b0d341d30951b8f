# SPDX-License-Identifier: GPL-3.0-or-later
"""Any mail server: smtp://user:password@host:587 or smtps://…:465.

SMTP has no idempotency key. When the line is cut after the message was handed
over nobody knows whether it was taken: that is `Unknown`, for a person to
decide, not a second copy.
"""

import smtplib
import ssl
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from ..message import Message
from ..outcome import Accepted, Outcome, Refused, Retry, Unknown

TIMEOUT = 30
LOCAL = {'localhost', '127.0.0.1', '::1'}


@dataclass(frozen=True)
class Server:
    """`tls`: 'implicit' (smtps), 'starttls' or 'none'."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def parse(url: str) -> Server:
    """`?tls=none` allows a clear line; to this machine it is clear anyway."""
    parts = urlsplit(url)
    if parts.scheme not in {'smtp', 'smtps'} or not parts.hostname:
        raise ValueError('SMTP_URL must be written smtp://host:587 or smtps://host:465')
    implicit = parts.scheme == 'smtps'
    default = 'implicit' if implicit else (
        'none' if parts.hostname in LOCAL else 'starttls')
    return Server(
        parts.hostname, parts.port or (465 if implicit else 587),
        unquote(parts.username or ''), unquote(parts.password or ''),
        parse_qs(parts.query).get('tls', [default])[0])


class SmtpTransport:
    name = 'smtp'
    repeatable = False

    def __init__(
            self, url: str, rate: float | None = None, timeout: float = TIMEOUT) -> None:
        self.server = parse(url)
        self.rate = rate
        self.timeout = timeout

    def send(self, message: Message) -> Outcome:
        try:
            line = self._connect()
        except smtplib.SMTPAuthenticationError:
            return Retry('smtp: the server refuses user or password', channel=True)
        except (OSError, smtplib.SMTPException) as error:
            return Retry(f'smtp: no connection ({type(error).__name__})', channel=True)
        with closing(line):
            return _deliver(line, message)

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        secure = ssl.create_default_context()
        if server.tls == 'implicit':
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self.timeout, context=secure)
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=self.timeout)
        if server.tls == 'starttls':
            line.starttls(context=secure)
        if server.user:
            line.login(server.user, server.password)
        return line


def _deliver(line: smtplib.SMTP, message: Message) -> Outcome:
    """Envelope, then content: only a cut during the content leaves doubt."""
    try:
        line.ehlo_or_helo_if_needed()
        for code, answer in (line.mail(message.sender), line.rcpt(message.to)):
            if code >= 400:
                return _rejected(code, answer)
    except (OSError, smtplib.SMTPException) as error:
        return Retry(f'smtp: {type(error).__name__}')
    return _hand_over(line, message.as_email())


def _hand_over(line: smtplib.SMTP, mail: EmailMessage) -> Outcome:
    try:
        code, answer = line.data(mail.as_bytes())
    except smtplib.SMTPDataError as error:
        return _rejected(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Unknown(f'smtp: cut while sending ({type(error).__name__})')
    return Accepted(str(mail['Message-ID'])) if code == 250 else _rejected(code, answer)


def _rejected(code: int, answer: bytes | str) -> Outcome:
    """4xx is for later, 5xx for ever (RFC 5321, 4.2.1)."""
    text = answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer
    reason = f'smtp {code}: {text}'
    return Retry(reason) if code < 500 else Refused(reason)
