# SPDX-License-Identifier: GPL-3.0-or-later
"""Senders killed at random points while the provider misbehaves.

Every message must reach the provider once and no row may be left. `make faults`
does it with 1,000 messages and 20 kills and prints its figures.
"""

import json
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
from tests.notify.world import World

MESSAGES = int(os.environ.get("FAULT_MESSAGES", "40"))
KILLS = int(os.environ.get("FAULT_KILLS", "3"))
SEED = MESSAGES
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
            sys.executable, "-m", "tests.faults.sender_process", fake.url]
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


@pytest.fixture
def world(settings):
    return World(settings)


def test_each_message_is_delivered_once(settings, world, tmp_path):
    patient = world.patient()
    visits = [world.book(a_start(500), patient) for _ in range(MESSAGES)]
    chance = random.Random(SEED)
    with FakeResend(tmp_path / "journal", hang_seconds=2) as fake:
        fake.make_trouble(SEED, share=0.2, faults=FAULTS)
        senders, started = Senders(settings, fake), time.monotonic()
        try:
            spread_kills(senders, fake, chance, MESSAGES, KILLS)
            wait_until_all(world, visits, "sent", 60 + MESSAGES / 2)
        finally:
            senders.stop()
        seconds = time.monotonic() - started
    figures = count(world, visits, fake, seconds)
    print("\n" + json.dumps(figures, indent=2))
    assert figures["delivered"] == MESSAGES
    assert figures["duplicates"] == figures["stuck"] == 0


def count(world, visits, fake, seconds):
    keys = Counter(delivery["key"] for delivery in fake.deliveries)
    states = Counter(
        state for kind, state in world.rows(*visits) if kind == "confirmation")
    return {
        "messages": len(visits), "senders": SENDERS, "kills": KILLS,
        "requests": sum(fake.requests.values()),
        "faults": dict(sorted(fake.served.items())),
        "delivered": len(keys),
        "duplicates": sum(keys.values()) - len(keys),
        "stuck": len(visits) - states["sent"],
        "seconds": round(seconds)}


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
