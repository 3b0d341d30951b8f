# SPDX-License-Identifier: GPL-3.0-or-later
"""What people agreed to be told, by which channel."""

import httpx
import pytest
from starlette.testclient import TestClient

from api_adapter import main
from tests.notify.test_outbox import DAY, MONDAY, a_start, at, sent
from tests.notify.world import LINK_KEY
from trytond_medical_appointment import outbox

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Nobody:
    """The test is the sender."""

    def __init__(self, settings):
        pass

    def start(self):
        pass

    stop = start


@pytest.fixture(scope="module")
def web(clinic, settings):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "Sender", Nobody)
        with TestClient(main.create_app(settings), base_url="http://localhost:8000") as client:
            yield client


def reminded(world, patient):
    """The token of the unsubscribe link in a reminder that just left."""
    start = a_start(3)
    with at(MONDAY):
        world.book(start, patient)
        sent(world)
    with at(start - DAY):
        letter, = world.claim()
        world.settle(letter)
    assert letter["unsubscribe"] != letter["link"]
    return letter["unsubscribe"]


def wants(world, patient):
    with world.tryton() as get:
        return [
            (p.channel, p.wants, p.source, p.by.partition(",")[0])
            for p in get("medical.patient")(patient).preferences]


def kinds(world, patient):
    with at(MONDAY):
        return [kind for kind, _ in world.rows(world.book(a_start(3), patient))]


def test_one_click_stops_the_reminders_and_nothing_else(world, web):
    patient = world.patient()
    token = reminded(world, patient)
    for _ in range(2):  # mail programs repeat themselves
        answer = web.post(f"/baja/{token}", data=ONE_CLICK)
        assert answer.status_code == 200 and "no le enviaremos más" in answer.text
    assert wants(world, patient) == [("email", "no_reminders", "link", "medical.link")]
    assert kinds(world, patient) == ["confirmation"]


def test_a_reminder_written_before_does_not_leave_after(world, web):
    patient = world.patient()
    later = a_start(5)
    with at(MONDAY):
        visit = world.book(later, patient)
        sent(world)
    web.post(f"/baja/{reminded(world, patient)}", data=ONE_CLICK)
    with at(later - DAY):
        assert sent(world) == []
    assert world.rows(visit)[-1] == ("reminder", "cancelled")


def test_looking_changes_nothing(world, web):
    patient = world.patient()
    token = reminded(world, patient)
    for method in ("GET", "HEAD"):
        answer = web.request(method, f"/baja/{token}")
        assert answer.status_code in {200, 405}
    page: httpx.Response = web.get(f"/baja/{token}", headers={"Accept-Language": "en"})
    assert '<form method="post">' in page.text and "Stop receiving reminders" in page.text
    assert "script" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert wants(world, patient) == []


def test_other_tokens_are_of_no_use(world, web):
    with at(MONDAY):
        patient = world.patient()
        world.book(a_start(), patient)
        letter, = world.claim()
    assert letter["unsubscribe"] == ""  # a confirmation can not be stopped
    for token in (letter["link"], "x" * 32, "x" * 500, "%00", "..%2f"):
        assert web.post(f"/baja/{token}", data=ONE_CLICK).status_code == 404
    assert wants(world, patient) == []


def test_the_link_of_the_reminder_does_not_open_the_visit(world, web):
    token = reminded(world, world.patient())
    assert web.get(f"/api/links/{token}").status_code == 404


def test_tokens_of_different_purposes_differ():
    assert outbox.link_token(LINK_KEY, "k") != outbox.link_token(
        LINK_KEY, "k", "unsubscribe")


@pytest.mark.parametrize(("decided", "expected"), [
    ("all", ["confirmation", "reminder"]), ("no_reminders", ["confirmation"]),
    ("none", [])])
def test_what_the_desk_writes_down_is_honoured(world, decided, expected):
    patient = world.patient()
    with world.tryton() as get:
        get("medical.notification.preference").create([
            {"patient": patient, "channel": "email", "wants": "none"},
            {"patient": patient, "channel": "sms", "wants": "none"},
            {"patient": patient, "channel": "email", "wants": decided}])
    assert kinds(world, patient) == expected


def test_a_decision_is_kept_for_ever(world):
    from trytond.model.exceptions import AccessError
    patient = world.patient()
    with world.tryton() as get:
        user, = get("res.user").search([("login", "=", "admin")])
        made, = get("medical.notification.preference").create([
            {"patient": patient, "channel": "email", "wants": "none"}])
        assert made.consent_version == "1" and made.at
        audit = get("medical.audit").search([("record", "=", f"medical.patient,{patient}")])
        assert "messages" in [a.action for a in audit]
    for change in (lambda P: P.write([P(made.id)], {"wants": "all"}),
            lambda P: P.delete([P(made.id)])):
        with world.tryton(user.id, _check_access=True) as get, pytest.raises(AccessError):
            change(get("medical.notification.preference"))


def test_consent_follows_a_merged_patient(world):
    silent, kept = world.patient(preferred_channel="none"), world.patient()
    stopped = world.patient()
    with world.tryton() as get:
        Patient = get("medical.patient")
        get("medical.notification.preference").create([
            {"patient": stopped, "channel": "email", "wants": "no_reminders"}])
        Patient.merge(Patient(stopped), Patient(kept))
    assert kinds(world, kept) == ["confirmation"]
    with world.tryton() as get:
        Patient = get("medical.patient")
        Patient.merge(Patient(silent), Patient(kept))
    assert kinds(world, kept) == []
