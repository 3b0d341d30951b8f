# SPDX-License-Identifier: GPL-3.0-or-later
"""Which transport carries which channel, from the environment.

A new channel is one file beside `transports/smtp.py` and one entry in
`CHANNELS`. Tryton knows the names of e-mail, SMS and WhatsApp already and
offers at the desk what is registered here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from .render import Letterhead, render
from .row import Row
from .transports import Transport
from .transports.mailbox import MailboxTransport
from .transports.resend import RATE, ResendTransport
from .transports.smtp import SmtpTransport


class TransportSettings(Protocol):
    """The part of `api_adapter.settings.Settings` that chooses."""

    @property
    def resend_api_key(self) -> str | None: ...
    @property
    def resend_api_url(self) -> str: ...
    @property
    def smtp_url(self) -> str | None: ...
    @property
    def mailbox_dir(self) -> Path: ...
    @property
    def mail_rate(self) -> float | None: ...


class Channel(NamedTuple):
    """`open` the way out, once; `write` each message in the form it takes.

    `write` raises `UnsafeMessage` for what must not leave.
    """

    open: Callable[[TransportSettings], Transport]
    write: Callable[[Row, Letterhead], Any]


def email(settings: TransportSettings) -> Transport:
    """Resend when there is a key, else SMTP when there is a server, else files."""
    rate = settings.mail_rate
    if settings.resend_api_key:
        return ResendTransport(
            settings.resend_api_key, settings.resend_api_url, rate or RATE)
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url, rate)
    return MailboxTransport(settings.mailbox_dir)


CHANNELS: dict[str, Channel] = {
    'email': Channel(email, render),
}


def transports(settings: TransportSettings) -> dict[str, Transport]:
    return {name: channel.open(settings) for name, channel in CHANNELS.items()}
