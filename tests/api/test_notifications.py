# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's list of messages, the reports of the provider, the preview of the templates."""
from __future__ import annotations

import time

import pytest

from tests.fakes.resend import WEBHOOK_SECRET, FakeResend

RESEND = "/api/webhooks/resend"


@pytest.fixture(scope="module")
def settings(settings):
    from dataclasses import replace
    return replace(settings, resend_webhook_secret=WEBHOOK_SECRET)


@pytest.fixture(scope="module")
def tryton(client, settings):
    """A transaction as the system, for what no route does yet."""
    from contextlib import contextmanager

    from trytond.pool import Pool
    from trytond.transaction import Transaction

    @contextmanager
    def start():
        with Transaction().start(settings.database_name, 0) as transaction:
            yield Pool().get
            transaction.commit()
    return start


@pytest.fixture
def message(as_, world, tryton):
    """`message("failed")` is a reminder that waits for its day, put in that state."""

    def make(state: str, **values) -> int:
        with tryton() as get:
            Patient = get("medical.patient")
            Patient.write([Patient(world.ana)], {"email": "ana@example.do"})
        day = next(_days)
        booked = as_("ana").book(world, world.at(day, "09:00"))
        assert booked.status_code == 201, booked.text
        with tryton() as get:
            Notification = get("medical.notification")
            row, = Notification.search([
                ("appointment", "=", booked.json()["id"]), ("kind", "=", "reminder")])
            if state != "queued":
                Notification.write([row], {"state": state, "next_try_at": None, **values})
            return row.id
    return make


_days = iter(range(3, 59))


def test_the_desk_finds_what_did_not_arrive(as_, message):
    failed, waiting = message("failed", error="resend 500"), message("queued")
    listed = as_("desk").get("/notifications", state=["failed", "refused"]).json()
    assert failed in [item["id"] for item in listed["items"]]
    assert waiting not in [item["id"] for item in listed["items"]]
    item = next(i for i in listed["items"] if i["id"] == failed)
    assert item["error"] == "resend 500" and item["can"] == ["retry"]
    assert item["patient_name"] == "Ana Reyes" and item["number"]
    assert item["due_at"].endswith("-04:00") and "payload" not in item


def test_the_list_has_pages(as_, message):
    made = [message("queued") for _ in range(3)]
    first = as_("boss").get("/notifications", limit=2, kind="reminder").json()
    assert [i["id"] for i in first["items"]] == made[:0:-1]
    rest = as_("boss").get(
        "/notifications", limit=2, kind="reminder", after=first["next"]).json()
    assert rest["items"][0]["id"] == made[0]


def test_the_desk_sends_again(as_, message):
    failed = message("failed", error="resend 500")
    answer = as_("desk").post(f"/notifications/{failed}/retry").json()
    assert answer["state"] == "queued" and answer["error"] is None
    assert answer["can"] == ["cancel"]


def test_the_desk_stops_what_waits(as_, message):
    waiting = message("queued")
    desk = as_("desk")
    assert desk.post(f"/notifications/{waiting}/cancel").json()["state"] == "cancelled"
    refused = desk.post(f"/notifications/{waiting}/cancel")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/illegal-transition")


def test_what_the_desk_does_is_recorded(as_, message, tryton):
    waiting = message("queued")
    as_("desk").post(f"/notifications/{waiting}/cancel")
    with tryton() as get:
        entry, = get("medical.audit").search([
            ("record", "=", f"medical.notification,{waiting}")])
        assert entry.action == "cancel" and entry.actor_kind == "staff"


# Reports of the provider


def post(client, headers, raw):
    return client.post(RESEND, content=raw, headers=headers)


@pytest.fixture
def sent(message):
    return message("sent", provider_id=f"re-{time.time_ns()}")


def state(tryton, row):
    with tryton() as get:
        return get("medical.notification")(row).state


def provider_id(tryton, row):
    with tryton() as get:
        return get("medical.notification")(row).provider_id


@pytest.mark.parametrize(("kind", "expected"), [
    ("email.delivered", "delivered"), ("email.bounced", "bounced"),
    ("email.complained", "complained"), ("email.opened", "sent"), ("email.sent", "sent")])
def test_a_signed_report_changes_the_state(client, tryton, sent, kind, expected):
    answer = post(client, *FakeResend.webhook(kind, provider_id(tryton, sent)))
    assert answer.status_code == 204
    assert state(tryton, sent) == expected
    with tryton() as get:
        bounces = get("medical.notification.bounce")
        bounces.lift(["ana@example.do"])


def tampered(change):
    headers, raw = FakeResend.webhook("email.bounced", change.pop("email_id"), **{
        k: change.pop(k) for k in ("at", "secret") if k in change})
    raw = change.pop("raw", lambda raw: raw)(raw)
    headers.update(change)
    return {k: v for k, v in headers.items() if v is not None}, raw


@pytest.mark.parametrize("change", [
    {"svix-signature": "v1,AAAA"}, {"svix-signature": None}, {"svix-signature": "ñ,ñ"},
    {"svix-id": "msg_other"}, {"svix-id": None}, {"svix-timestamp": "1"},
    {"svix-timestamp": "now"}, {"at": time.time() - 3600}, {"at": time.time() + 3600},
    {"secret": "whsec_bm90IHRoZSBzZWNyZXQ="}, {"raw": lambda raw: raw + b" "},
    {"raw": lambda raw: raw.replace(b"bounced", b"delivered")},
    {"raw": lambda raw: b""}, {"raw": lambda raw: b"\xff\xfe"}],
    ids=lambda change: next(iter(change)))
def test_a_report_that_is_not_signed_has_no_effect(client, tryton, sent, change):
    if change.get("svix-signature") == "ñ,ñ":
        change = {"svix-signature": "v1,%C3%B1"}
    headers, raw = tampered({**change, "email_id": provider_id(tryton, sent)})
    answer = post(client, headers, raw)
    assert answer.status_code == 401, answer.text
    assert answer.json()["type"].endswith("/invalid-signature")
    assert state(tryton, sent) == "sent"


def test_a_replayed_report_has_no_effect(client, tryton, sent):
    signed = FakeResend.webhook("email.bounced", provider_id(tryton, sent))
    assert post(client, *signed).status_code == 204
    with tryton() as get:
        get("medical.notification.bounce").lift(["ana@example.do"])
    assert post(client, *signed).status_code == 204
    with tryton() as get:
        assert not get("medical.notification.bounce").reasons("email", ["ana@example.do"])


def test_reports_out_of_order_do_not_go_back(client, tryton, sent):
    for kind in ("email.bounced", "email.delivered"):
        post(client, *FakeResend.webhook(kind, provider_id(tryton, sent)))
    assert state(tryton, sent) == "bounced"
    with tryton() as get:
        get("medical.notification.bounce").lift(["ana@example.do"])


# The preview of the templates


def test_the_administrator_sees_every_template(as_, client, world):
    from api_adapter.notify.samples import SAMPLES
    url = as_("boss").get("/notifications/preview").json()["url"]
    path = url.partition("8000")[2]
    for language, word in (("es", "Recordatorio"), ("en", "Reminder")):
        page = client.get(path, params={"idioma": language})
        assert page.status_code == 200 and word in page.text
        assert page.text.count("<iframe") == len(SAMPLES)
        assert "Clínica de Prueba" in client.get(f"{path}/reminder").text
    assert "unsafe-inline" not in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", [
    "/plantillas/x", "/plantillas/9999999999-00", "/plantillas/1-00/reminder",
    "/plantillas/9999999999-ñ"])
def test_nobody_else_sees_the_templates(client, path):
    assert client.get(path).status_code == 404


def test_an_address_of_the_preview_ends(as_, client, monkeypatch):
    from api_adapter.notify import preview_page
    url = as_("boss").get("/notifications/preview").json()["url"]
    later = time.time() + preview_page.LIFE + 1
    monkeypatch.setattr(preview_page.time, "time", lambda: later)
    assert client.get(url.partition("8000")[2]).status_code == 404
