# SPDX-License-Identifier: GPL-3.0-or-later
"""What the provider reports, and addresses that are left alone."""

import pytest

from api_adapter import bridge
from tests.notify.test_outbox import DAY, MONDAY, a_start, at, sent

_numbers = iter(range(10_000))


def report(outcome, provider_id=None, key=None, event=None):
    return bridge.call_as_sender(
        "medical.notification", "report", event or f"msg_{next(_numbers)}", outcome,
        provider_id, key)


@pytest.fixture
def sent_row(world):
    """(visit, patient, provider id) of a confirmation that the provider took."""
    patient = world.patient()
    with at(MONDAY):
        visit = world.book(a_start(3), patient)
        letter, = world.claim()
        provider_id = f"p-{letter['id']}"
        world.settle(letter, provider_id=provider_id)
    return visit, patient, provider_id


def state(world, visit):
    return world.rows(visit)[0][1]


@pytest.mark.parametrize(("reports", "end"), [
    (["delivered"], "delivered"), (["bounced"], "bounced"), (["complained"], "complained"),
    (["bounced", "delivered"], "bounced"), (["delivered", "bounced"], "bounced"),
    (["delivered", "complained"], "complained"),
    (["complained", "bounced", "delivered"], "complained"), (["delivered"] * 2, "delivered")])
def test_states_only_move_forward(world, sent_row, reports, end):
    visit, _, provider_id = sent_row
    for outcome in reports:
        report(outcome, provider_id)
    assert state(world, visit) == end


def test_a_copy_of_a_report_has_no_effect(world, sent_row):
    visit, patient, provider_id = sent_row
    assert report("bounced", provider_id, event="msg_once")
    edit(world, patient)
    assert not report("bounced", provider_id, event="msg_once")
    with at(MONDAY):
        assert len(world.rows(world.book(a_start(), patient))) == 2


def test_a_report_about_a_message_whose_answer_was_lost(world):
    """The provider took it, we never heard: our key in the report says which."""
    with at(MONDAY):
        visit = world.book(a_start())
        letter, = world.claim()
        world.settle(letter, "retry", error="resend: half an answer")
        assert report("delivered", "p-lost", letter["key"])
        assert state(world, visit) == "delivered"
        assert world.claim() == []
        assert world.read(visit, "provider_id")[0] == ("p-lost",)


def test_a_report_about_nothing_of_ours_has_no_effect(world):
    assert not report("bounced", "of-another-clinic")


@pytest.mark.parametrize("reason", ["bounced", "complained"])
def test_the_address_is_left_alone_until_somebody_edits_it(world, sent_row, reason):
    visit, patient, provider_id = sent_row
    with at(MONDAY):
        report(reason, provider_id)
        assert world.rows(world.book(a_start(), patient)) == []
        with world.tryton() as get:
            get("medical.notification").enqueue_code(
                get("medical.patient")(patient).email, "482913", "login")
            assert not get("medical.notification").search([("kind", "=", "code")])
        edit(world, patient)
        assert len(world.rows(world.book(a_start(), patient))) == 2


def test_what_waits_for_that_address_does_not_leave_either(world, sent_row):
    visit, _, provider_id = sent_row
    report("bounced", provider_id)
    start, = world.read(visit, "visit_start")[0]
    with at(start - DAY):
        assert sent(world) == []
    assert world.read(visit, "state", "error")[1] == ("refused", "address-given-back")


def test_the_desk_sees_it_on_the_patient(world, sent_row):
    _, patient, provider_id = sent_row
    assert seen(world, patient) == (None, False)
    report("bounced", provider_id)
    assert seen(world, patient) == ("bounced", True)
    with world.tryton() as get:
        Patient = get("medical.patient")
        view = Patient.fields_view_get(view_type="form")
        assert 'name="email_state"' in view["arch"]
        assert not Patient.search([
            ("id", "=", patient), ("email_state", "=", "complained")])
    edit(world, patient)
    assert seen(world, patient) == (None, False)


def seen(world, patient):
    with world.tryton() as get:
        Patient = get("medical.patient")
        found = Patient.search([("id", "=", patient), ("email_state", "!=", None)])
        return Patient(patient).email_state, bool(found)


def edit(world, patient):
    """The desk looks at the address and saves it."""
    with world.tryton() as get:
        Patient = get("medical.patient")
        Patient.write([Patient(patient)], {"email": Patient(patient).email})


def test_a_visitor_of_the_web_can_not_open_the_address_again(world, sent_row):
    _, patient, provider_id = sent_row
    report("bounced", provider_id)
    with world.tryton() as get:
        user, = get("res.user").search([("login", "=", "api_public")])
    with world.tryton(user.id, _check_access=False) as get:
        Patient = get("medical.patient")
        Patient.write([Patient(patient)], {"email": Patient(patient).email})
    assert seen(world, patient)[0] == "bounced"


def test_no_trace_of_the_address_is_kept(world, sent_row):
    _, patient, provider_id = sent_row
    report("bounced", provider_id)
    with world.tryton() as get:
        kept, = get("medical.notification.bounce").search([])
        assert "@" not in kept.address and len(kept.address) == 64


@pytest.mark.parametrize("method", ["report", "announce"])
def test_only_the_sender_reports(world, method):
    from trytond_medical_appointment.exceptions import NotAllowed
    with world.tryton() as get:
        user, = get("res.user").search([("login", "=", "admin")])
    arguments = {"report": ("x", "bounced", "p"), "announce": (["email"],)}[method]
    with world.tryton(user.id, _check_access=True) as get, pytest.raises(NotAllowed):
        getattr(get("medical.notification"), method)(*arguments)


def test_old_reports_are_forgotten(world):
    with at(MONDAY - 60 * DAY):
        report("delivered", "nothing", event="msg_old")
    with world.tryton() as get:
        Event = get("medical.notification.event")
        Event.clean()
        assert not Event.search([("event", "=", "msg_old")])
