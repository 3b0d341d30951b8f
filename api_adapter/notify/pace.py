# SPDX-License-Identifier: GPL-3.0-or-later
"""Not faster than the provider allows, and silent while it asks for rest."""

import random
import time
from collections.abc import Callable

FAILURES_OF_A_MESSAGE = 2
LONGEST_REST = 60.0


class Pace:
    """`delay()` is how long to wait before the next message may be handed over."""

    def __init__(
            self, rate: float | None,
            clock: Callable[[], float] = time.monotonic) -> None:
        self.gap = 1 / rate if rate else 0.0
        self.clock = clock
        self.free_at = clock()
        self.failures = 0

    def delay(self) -> float:
        return max(self.free_at - self.clock(), 0.0)

    def took(self) -> None:
        self.free_at = max(self.free_at, self.clock() + self.gap)

    def failed(self) -> None:
        """One failure is that message's; from the third in a row the line is down."""
        self.failures += 1
        if self.failures > FAILURES_OF_A_MESSAGE:
            self.rest(min(2.0 ** (self.failures - FAILURES_OF_A_MESSAGE), LONGEST_REST))

    def succeeded(self) -> None:
        self.failures = 0

    def rest(self, seconds: float) -> None:
        """A tenth more by chance, so that several senders do not wake together."""
        seconds *= 1 + random.random() / 10
        self.free_at = max(self.free_at, self.clock() + seconds)
