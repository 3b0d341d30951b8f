# SPDX-License-Identifier: GPL-3.0-or-later
"""A new channel is one file (`sms_channel.py` here) and one entry in the registry."""

import datetime as dt

import pytest

from api_adapter.notify import registry
from api_adapter.notify.sender import Sender
from tests.notify import sms_channel
from tests.notify.test_outbox import MONDAY, a_start, at
from tests.notify.test_sender import wait_for


@pytest.fixture
def sender(world, settings, monkeypatch):
    """With the one entry; the mails of the others go to the mailbox."""
    monkeypatch.setitem(registry.CHANNELS, "sms", sms_channel.CHANNEL)
    sms_channel.GATEWAY.clear()
    sender = Sender(settings, poll_seconds=0.2)
    yield sender
    sender.stop()
    with world.tryton() as get:
        Configuration = get("medical.configuration")
        Configuration.write([Configuration(1)], {"channels": "email"})


def choices(world):
    with world.tryton() as get:
        field = get("medical.patient").fields_get(["preferred_channel"])
        method = field["preferred_channel"]["selection"]
        return [name for name, _ in getattr(get("medical.patient"), method)()]


def test_the_desk_may_choose_what_is_registered(world, sender):
    assert choices(world) == ["email", "none"]
    sender.start()
    wait_for(lambda: choices(world) == ["email", "sms", "none"])


def test_a_patient_is_told_by_the_new_channel(world, sender):
    sender.start()
    wait_for(lambda: "sms" in choices(world))
    patient = world.patient("s@example.com", preferred_channel="sms")
    with world.tryton() as get:
        get("party.contact_mechanism").create([{
            "party": get("medical.patient")(patient).party.id, "type": "mobile",
            "value": "809-555-0199"}])
    visit = world.book(far_away(), patient)
    with world.tryton() as get:
        get("medical.notification").retry([])  # wakes the sender
    wait_for(lambda: world.rows(visit)[0] == ("confirmation", "sent"))
    (number, text), = sms_channel.GATEWAY
    assert number == "+18095550199"
    assert "Clínica La Vega. Cita confirmada" in text and "/l/" in text
    assert world.read(visit, "channel", "provider_id")[0] == ("sms", "sms-1")


def far_away():
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0, second=0)
    return now + dt.timedelta(days=300)


def test_what_no_transport_carries_waits_and_expires(world):
    patient = world.patient("w@example.com", preferred_channel="email")
    with at(MONDAY):
        visit = world.book(a_start(), patient)
        assert world.claim(channels=["sms"]) == []
    (start,), *_ = world.read(visit, "visit_start")
    with at(start):
        assert world.claim(channels=["sms"]) == []
    assert {state for _, state in world.rows(visit)} == {"expired"}
