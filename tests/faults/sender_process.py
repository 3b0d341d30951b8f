# SPDX-License-Identifier: GPL-3.0-or-later
"""A sender in a process of its own, to be killed: `DATABASE_URL` and the fake's address."""

import datetime as dt
import signal
import sys

from api_adapter import bridge
from api_adapter.notify.sender import Sender
from api_adapter.notify.transports.resend import ResendTransport
from api_adapter.settings import Settings
from api_adapter.tryton_wsgi import configure_trytond, start_pool
from tests.fakes.resend import API_KEY
from tests.faults.test_messages import LEASE_SECONDS
from trytond_medical_appointment import outbox


def main(fake_url: str) -> None:
    outbox.FIRST_BACKOFF = dt.timedelta(seconds=1)
    outbox.LONGEST_BACKOFF = dt.timedelta(seconds=4)
    outbox.MAX_ATTEMPTS = 1000
    settings = Settings.load()
    configure_trytond(settings)
    start_pool(settings)
    bridge.start(settings.database_name)
    transport = ResendTransport(API_KEY, fake_url, rate=None, timeout=1)
    sender = Sender(
        settings, poll_seconds=0.5, lease_seconds=LEASE_SECONDS,
        channels={"email": transport})
    sender.start()
    print("Ready", flush=True)
    signal.pause()


if __name__ == "__main__":
    main(sys.argv[1])
