# SPDX-License-Identifier: GPL-3.0-or-later
"""All that a new channel is: how a message is written and how it leaves."""

from api_adapter.notify.outcome import Accepted, Outcome
from api_adapter.notify.registry import Channel
from api_adapter.notify.render import sentence

GATEWAY: list[tuple[str, str]] = []


def write(row, letterhead):
    return row["recipient"], sentence(row, letterhead)


class SmsTransport:
    name = "sms"
    repeatable = True
    rate = None

    def send(self, message) -> Outcome:
        GATEWAY.append(message)
        return Accepted(f"sms-{len(GATEWAY)}")


CHANNEL = Channel(lambda settings: SmsTransport(), write)
