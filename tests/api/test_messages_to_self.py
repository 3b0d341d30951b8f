# SPDX-License-Identifier: GPL-3.0-or-later
"""An administrator has a message sent to the own address, by the way of all messages."""
from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.callers import People
from tests.fakes.resend import API_KEY, FakeResend
from tests.world import build

OWN = "jefa@example.do"


@pytest.fixture(scope="module")
def world(settings):
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    return build(settings.database_name)


@pytest.fixture(scope="module")
def resend() -> Iterator[FakeResend]:
    with FakeResend() as fake:
        yield fake


@pytest.fixture(scope="module")
def as_(live_server, world, resend) -> Iterator[People]:
    url = live_server(RESEND_API_KEY=API_KEY, RESEND_API_URL=resend.url, RATE_LIMITS="0")
    with httpx.Client(base_url=url, timeout=30) as http:
        yield People(http, world)


@pytest.fixture
def email(settings, world):
    """`email("x@example.do")` is the administrator's own from now on."""
    def write(address: str | None) -> None:
        from trytond.pool import Pool
        from trytond.transaction import Transaction
        with Transaction().start(settings.database_name, 0) as transaction:
            user = Pool().get("res.user")(world.boss)
            user.email = address
            user.save()
            transaction.commit()
    yield write
    write(None)


def arrived(resend: FakeResend, count: int) -> list[dict]:
    deadline = time.monotonic() + 30
    while len(resend.deliveries) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return [delivery["message"] for delivery in resend.deliveries[-count:]]


def test_it_arrives_at_the_own_address_and_says_that_it_is_a_test(as_, resend, email):
    email(OWN)
    before = len(resend.deliveries)
    asked = [("reminder", "es"), ("affected", "en"), ("moved", "es"), ("code", "en")]
    for kind, language in asked:
        answer = as_("boss").post("/notifications/test", {"kind": kind, "language": language})
        assert answer.status_code == 202, answer.text
        sent = answer.json()
        assert (sent["recipient"], sent["kind"], sent["state"]) == (OWN, kind, "queued")
        assert sent["appointment"] is None and sent["patient_name"] is None
    mails = arrived(resend, before + len(asked))[before:]
    assert [mail["to"] for mail in mails] == [[OWN]] * len(asked)
    by_subject = {mail["subject"]: mail for mail in mails}  # codes overtake the others
    assert sorted(s.partition(" ")[0] for s in by_subject) == ["[Prueba]"] * 2 + ["[Test]"] * 2
    reminder, = (s for s in by_subject if s.startswith("[Prueba] Recordatorio de su cita: "))
    assert "Dra. Carmen Pérez" in by_subject[reminder]["html"]
    assert "Clínica de Prueba" in by_subject[reminder]["text"]


def test_the_list_shows_what_became_of_it(as_, resend, email):
    email(OWN)
    made = as_("boss").post("/notifications/test", {"kind": "confirmation"}).json()
    arrived(resend, len(resend.deliveries) + 1)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        listed = as_("boss").get("/notifications", kind="confirmation").json()["items"]
        if listed[0]["state"] == "sent":
            break
        time.sleep(0.05)
    assert (listed[0]["id"], listed[0]["state"]) == (made["id"], "sent")


def test_without_an_address_it_says_what_to_do(as_, email):
    email(None)
    refused = as_("boss").post("/notifications/test", {"kind": "reminder"})
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/no-own-email")
    assert "página del personal" in refused.json()["detail"]


def test_no_other_address_can_be_asked_for(as_, email):
    email(OWN)
    for extra in ({"recipient": "x@example.do"}, {"kind": "nonsense"}, {"language": "fr"}):
        refused = as_("boss").post("/notifications/test", {"kind": "reminder", **extra})
        assert refused.status_code == 422, refused.text
