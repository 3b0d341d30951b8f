# SPDX-License-Identifier: GPL-3.0-or-later
"""Senders killed at random points while the provider misbehaves.

``pytest tests/notify/test_kill.py -m slow`` does it with 1,000 messages and 20
kills; every message must reach the provider once and no row may be left.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests import cluster
from tests.fakes.resend import TRANSIENT, FakeResend
from tests.notify.test_outbox import a_start

LEASE_SECONDS = 3
SENDERS = 2
# A request that hangs costs a second each: keep them few
FAULTS = [*TRANSIENT, *[f for f in TRANSIENT if not f.startswith("hang")] * 4]


class Senders:
    """Processes that are killed and started again."""

    def __init__(self, settings, fake):
        self.environ = {
            **os.environ, **cluster.test_environ(),
            "DATABASE_URL": settings.database_url}
        self.command = [
            sys.executable, "-m", "tests.notify.sender_process", fake.url]
        self.processes = [self._start() for _ in range(SENDERS)]

    def _start(self):
        return subprocess.Popen(
            self.command, env=self.environ, cwd=cluster.ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill_one(self, chance):
        index = chance.randrange(SENDERS)
        self.processes[index].kill()
        self.processes[index].wait()
        self.processes[index] = self._start()

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.mark.parametrize(("messages", "kills"), [
    (40, 3), pytest.param(1000, 20, marks=pytest.mark.slow)])
def test_each_message_is_delivered_once(
        settings, world, tmp_path, record_property, messages, kills):
    patient = world.patient()
    visits = [world.book(a_start(500), patient) for _ in range(messages)]
    chance = random.Random(messages)
    with FakeResend(tmp_path / "journal", hang_seconds=2) as fake:
        fake.make_trouble(messages, share=0.2, faults=FAULTS)
        senders = Senders(settings, fake)
        try:
            spread_kills(senders, fake, chance, messages, kills)
            wait_until_all(world, visits, "sent", 60 + messages / 2)
        finally:
            senders.stop()
    keys = Counter(delivery["key"] for delivery in fake.deliveries)
    record_property("deliveries", len(keys))
    assert len(keys) == messages and set(keys.values()) == {1}


def spread_kills(senders, fake, chance, messages, kills):
    """One after each share of the deliveries, at a moment nobody chose."""
    for number in range(kills):
        goal = messages * (number + chance.random()) / (kills + 1)
        deadline = time.monotonic() + 60
        while len(fake.deliveries) < goal and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random() / 20)
        senders.kill_one(chance)


def wait_until_all(world, visits, state, seconds):
    deadline = time.monotonic() + seconds
    while True:
        states = Counter(
            state for kind, state in world.rows(*visits) if kind == "confirmation")
        if states == {state: len(visits)}:
            return
        assert time.monotonic() < deadline, states
        time.sleep(0.5)
