# SPDX-License-Identifier: GPL-3.0-or-later
"""The one builder every e-mail passes, whatever transport carries it.

Python's own ``EmailMessage`` refuses line breaks in headers, but the Resend SDK
passes them on: so they are refused here, before any transport is chosen.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

CALENDAR_NAME = 'cita.ics'
MAX_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
MAX_HEADER = 900  # below the 998 characters of RFC 5322, 2.1.1
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\x85\u2028\u2029]')
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r'@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*'
    r'[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])')


class UnsafeMessage(ValueError):
    """A header value that could smuggle in another header or address."""


@dataclass(frozen=True)
class Message:
    """A checked e-mail. `key` names it for life: same key, same message."""

    key: str
    sender: str
    sender_name: str
    to: str
    subject: str
    text: str
    html: str
    date: datetime
    reply_to: str = ''
    calendar: bytes = b''
    calendar_method: str = ''
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for address in (self.sender, self.to, self.reply_to or self.sender):
            check_address(address)
        for value in (self.subject, self.sender_name, self.key):
            check_header(value)
        for name, value in self.headers.items():
            if not re.fullmatch(r'[A-Za-z][A-Za-z0-9-]*', name):
                raise UnsafeMessage('unsafe header name')
            check_header(value)
        if self.calendar_method not in {'', 'REQUEST', 'CANCEL'}:
            raise UnsafeMessage('unknown calendar method')

    @property
    def from_header(self) -> str:
        return str(self._address(self.sender_name, self.sender))

    @property
    def message_id(self) -> str:
        """The same for every try, so that readers drop a repeated delivery."""
        return f'<{digest(self.key)}@{self.sender.rpartition("@")[2]}>'

    def as_email(self) -> EmailMessage:
        """RFC 5322 form: text, HTML and calendar as alternatives, .ics attached."""
        mail = EmailMessage(policy=SMTP)
        mail['From'] = self._address(self.sender_name, self.sender)
        mail['To'] = self.to
        mail['Subject'] = self.subject
        mail['Date'] = format_datetime(self.date)
        mail['Message-ID'] = self.message_id
        if self.reply_to:
            mail['Reply-To'] = self.reply_to
        for name, value in self.headers.items():
            mail[name] = value
        mail.set_content(self.text)
        mail.add_alternative(self.html, subtype='html')
        if self.calendar:
            self._add_calendar(mail)
        return mail

    def _add_calendar(self, mail: EmailMessage) -> None:
        mail.add_alternative(
            self.calendar.decode(), subtype='calendar',
            params={'method': self.calendar_method})
        mail.add_attachment(
            self.calendar, maintype='application', subtype='ics',
            filename=CALENDAR_NAME)

    @staticmethod
    def _address(name: str, address: str) -> Address:
        return Address(display_name=name, addr_spec=address)


def check_address(value: str) -> str:
    """Return the plain address or raise: exactly one, no name, no comment."""
    if len(value) > MAX_ADDRESS or not _ADDRESS.fullmatch(value):
        raise UnsafeMessage('not one plain e-mail address')
    return value


def check_header(value: str) -> str:
    """Return the value or raise when it could end the header line."""
    if len(value) > MAX_HEADER or _UNSAFE.search(value):
        raise UnsafeMessage('control character or overlong header')
    return value


def one_line(value: str | None) -> str:
    """A name or a setting as header text: control characters become spaces."""
    return ' '.join(_UNSAFE.sub(' ', value or '').split())[:MAX_HEADER]


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
