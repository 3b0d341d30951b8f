# SPDX-License-Identifier: GPL-3.0-or-later
"""One sender among several, and what it does with each message."""

import threading
import time
from dataclasses import replace

import pytest

from api_adapter.notify.pace import FAILURES_OF_A_MESSAGE, Pace
from api_adapter.notify.sender import BridgeOutbox, Sender
from tests.fakes.resend import API_KEY, FakeResend
from tests.notify.rows import a_row
from tests.notify.test_outbox import a_start

QUICK = 0.5


class ListOutbox:
    """Rows from a list; remembers what was settled."""

    def __init__(self, *rows):
        self.rows = list(rows)
        self.settled = []
        self.lock = threading.Lock()

    def claim(self, limit, lease_seconds, owner, link_key, repeatable, channels):
        with self.lock:
            taken, self.rows = self.rows[:limit], self.rows[limit:]
        return taken

    def announce(self, channels):
        self.announced = channels

    def settle(self, row_id, owner, outcome, provider_id, error, after, counted):
        self.settled.append((row_id, outcome, counted))


def wait_for(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def sender_of():
    started = []

    def start(settings, outbox=None, **options):
        sender = Sender(settings, outbox, poll_seconds=QUICK, **options)
        started.append(sender)
        sender.start()
        return sender
    yield start
    for sender in started:
        sender.stop()


def test_one_of_two_is_elected_and_the_other_takes_over(settings, sender_of):
    first = sender_of(settings, ListOutbox())
    wait_for(first.elected.is_set)
    second = sender_of(settings, ListOutbox())
    time.sleep(QUICK)
    assert not second.elected.is_set()
    first.stop()
    wait_for(second.elected.is_set)


def test_a_sender_whose_connection_dies_stands_again(settings, sender_of):
    import psycopg
    sender = sender_of(settings, ListOutbox())
    wait_for(sender.elected.is_set)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'clinica-sender' "
            "AND datname = current_database()")
    wait_for(lambda: not sender.elected.is_set())
    wait_for(sender.elected.is_set)


def test_a_booking_wakes_the_sender(settings, world, sender_of):
    sender = Sender(settings, BridgeOutbox(), poll_seconds=60)
    sender.start()
    try:
        wait_for(sender.elected.is_set)
        time.sleep(QUICK)
        started = time.monotonic()
        visit = world.book(a_start(400))
        wait_for(lambda: world.rows(visit)[0][1] == "sent", 5)
        assert time.monotonic() - started < 3
    finally:
        sender.stop()
    assert [p.suffix for p in settings.mailbox_dir.iterdir()] == [".eml"]


def test_a_message_that_can_not_be_written_stops_no_other(settings):
    outbox = ListOutbox(
        a_row(id=1, recipient="a@b.co\nBcc: c@d.co"), a_row(id=2, kind="nonsense"),
        a_row(id=3))
    Sender(settings, outbox).deliver_due()
    assert [(i, o) for i, o, _ in outbox.settled] == [
        (1, "refused"), (2, "refused"), (3, "accepted")]


def test_a_rate_limit_rests_the_channel_and_costs_no_try(settings):
    with FakeResend() as fake:
        fake.next("rate", None)
        outbox = ListOutbox(a_row(id=1, key="k1"), a_row(id=2, key="k2"))
        sender = Sender(replace(
            settings, resend_api_key=API_KEY, resend_api_url=fake.url), outbox)
        started = time.monotonic()
        sender.deliver_due()
        assert outbox.settled == [(1, "retry", False), (2, "accepted", True)]
        assert time.monotonic() - started >= 1


def test_resend_hears_two_in_a_second_and_never_complains(settings):
    with FakeResend(rate=2) as fake:
        outbox = ListOutbox(*(a_row(id=n, key=f"k{n}") for n in range(5)))
        Sender(replace(settings, resend_api_key=API_KEY, resend_api_url=fake.url),
            outbox).deliver_due()
        assert [outcome for _, outcome, _ in outbox.settled] == ["accepted"] * 5
        assert len(fake.deliveries) == 5


def test_a_line_that_is_down_is_left_alone_for_longer_and_longer():
    now = [0.0]
    pace = Pace(None, clock=lambda: now[0])
    waits = []
    for _ in range(FAILURES_OF_A_MESSAGE + 8):
        pace.failed()
        waits.append(round(pace.delay()))
        now[0] += pace.delay()
    assert waits[:FAILURES_OF_A_MESSAGE] == [0] * FAILURES_OF_A_MESSAGE
    assert waits[FAILURES_OF_A_MESSAGE] >= 2 and 60 <= waits[-1] <= 66


def test_logs_name_nobody(settings, caplog):
    caplog.set_level("DEBUG")
    outbox = ListOutbox(a_row(id=1), a_row(id=2, recipient="a b@c.co"))
    Sender(settings, outbox).deliver_due()
    assert "message 1" in caplog.text
    for word in ("ana@example.com", "Ana", "tok3n", "b@c.co", "Pérez"):
        assert word not in caplog.text
