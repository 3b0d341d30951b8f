# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways out. A new channel is one file here and one entry in `registry.py`."""

from typing import Any, Protocol

from ..outcome import Outcome


class Transport(Protocol):
    """Hands one message over and says what became of it; never raises.

    The message is what the channel's `write` made: for e-mail a `Message`.
    `repeatable`: it recognises a message it was given before, by its key.
    `rate`: messages in a second it may be given, None for no limit.
    """

    name: str
    repeatable: bool
    rate: float | None

    def send(self, message: Any) -> Outcome: ...
