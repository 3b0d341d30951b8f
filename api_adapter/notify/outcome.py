# SPDX-License-Identifier: GPL-3.0-or-later
"""The four answers a transport can give; the outbox knows no others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """The provider took the message (`provider_id` is its name for it)."""

    provider_id: str = ''


@dataclass(frozen=True)
class Retry:
    """Not now. `after` seconds is the provider's wish, if it gave one.

    `channel` tells that the provider, not this message, is in trouble (rate,
    quota, key, outage): the sender then rests and the try is not counted.
    """

    reason: str
    after: float | None = None
    channel: bool = False


@dataclass(frozen=True)
class Refused:
    """This message will never be taken (bad address, bad content)."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """It may or may not have left, and asking again could repeat it."""

    reason: str


Outcome = Accepted | Retry | Refused | Unknown
