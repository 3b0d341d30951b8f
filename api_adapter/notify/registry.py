# SPDX-License-Identifier: GPL-3.0-or-later
"""Which transport carries which channel, from the environment."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

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


def email(settings: TransportSettings) -> Transport:
    """Resend when there is a key, else SMTP when there is a server, else files."""
    rate = getattr(settings, 'mail_rate', None)
    if settings.resend_api_key:
        return ResendTransport(
            settings.resend_api_key, settings.resend_api_url, rate or RATE)
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url, rate)
    return MailboxTransport(settings.mailbox_dir)


CHANNELS: dict[str, Callable[[TransportSettings], Transport]] = {'email': email}


def transports(settings: TransportSettings) -> dict[str, Transport]:
    return {channel: choose(settings) for channel, choose in CHANNELS.items()}
