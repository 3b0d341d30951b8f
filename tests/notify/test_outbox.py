# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger in a real database, with a clock that we set."""

import datetime as dt
import json

import pytest
import time_machine

from tests.notify.world import LINK_KEY
from trytond_medical_appointment import notification, outbox

MONDAY = dt.datetime(2026, 11, 23, 14, 0)  # 10:00 in La Vega
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_used = set()


def at(moment):
    return time_machine.travel(moment.replace(tzinfo=dt.UTC), tick=False)


def a_start(days=2):
    """Every test has its own time, the practitioner is one."""
    start = MONDAY + days * DAY
    while start in _used:
        start += dt.timedelta(minutes=30)
    _used.add(start)
    return start


def sent(world, owner="a"):
    """Claim and accept all that is due; return the kinds."""
    letters = world.claim(owner=owner)
    for letter in letters:
        world.settle(letter, owner=owner, provider_id=f"p{letter['id']}")
    return [letter["kind"] for letter in letters]


# What an event makes


@pytest.mark.parametrize(("event", "away", "kinds"), [
    ("booked", 2 * DAY, ["confirmation", "reminder"]),
    ("booked", 24 * HOUR, ["confirmation"]),
    ("booked", 24 * HOUR + dt.timedelta(seconds=1), ["confirmation", "reminder"]),
    ("booked", -HOUR, ["confirmation"]),
    ("approved", 2 * DAY, ["approved", "reminder"]),
    ("held", 2 * DAY, []),
    ("requested", 2 * DAY, ["request_received"]),
    ("moved", 2 * DAY, ["moved", "reminder"]),
    ("moved", HOUR, ["moved"]),
    ("cancelled_by_patient", 2 * DAY, ["cancelled_by_patient"]),
    ("cancelled_by_clinic", HOUR, ["cancelled_by_clinic"]),
])
def test_each_event_makes_its_rows(event, away, kinds):
    rows = outbox.rows_for(event, MONDAY + away, MONDAY)
    assert [row.kind for row in rows] == kinds
    for row in rows:
        assert row.due_at <= row.expires_at and row.expires_at > MONDAY
    if "reminder" in kinds:
        assert rows[-1].due_at == MONDAY + away - DAY


NIGHT = outbox.Quiet(dt.time(21), dt.time(7))


@pytest.mark.parametrize(("start", "due"), [
    (dt.datetime(2026, 11, 26, 10, 30), dt.datetime(2026, 11, 25, 1, 0)),  # 06:30
    (dt.datetime(2026, 11, 26, 2, 0), dt.datetime(2026, 11, 25, 1, 0)),  # 22:00
    (dt.datetime(2026, 11, 26, 11, 0), dt.datetime(2026, 11, 25, 11, 0)),  # 07:00
    (dt.datetime(2026, 11, 26, 0, 59), dt.datetime(2026, 11, 25, 0, 59)),  # 20:59
])
def test_reminders_leave_before_the_quiet_hours_never_after(start, due):
    rows = outbox.rows_for("booked", start, MONDAY, quiet=NIGHT)
    assert rows[-1] == ("reminder", due, start - HOUR)


def test_backoff_doubles_up_to_two_hours_and_obeys_the_provider():
    waits = [outbox.backoff(n, chance=lambda: 1).total_seconds() for n in range(1, 14)]
    assert waits[:4] == [30, 60, 120, 240] and waits[-1] == 7200
    assert outbox.backoff(1, 900) == dt.timedelta(minutes=15)
    assert outbox.backoff(1, chance=lambda: 0).total_seconds() == 22.5


# Through the life of a visit


def test_booking_confirms_now_and_reminds_a_day_before(world):
    start = a_start(3)
    with at(MONDAY):
        visit = world.book(start)
        assert sent(world) == ["confirmation"]
        assert sent(world) == []
    with at(start - DAY - dt.timedelta(seconds=1)):
        assert sent(world) == []
    with at(start - DAY):
        assert sent(world) == ["reminder"]
    assert world.rows(visit) == [("confirmation", "sent"), ("reminder", "sent")]


def test_a_hold_tells_nothing_until_it_is_confirmed(world):
    with at(MONDAY):
        visit = world.book(a_start(), state="pending", hold_until=MONDAY + HOUR)
        assert world.rows(visit) == []
        world.apply("confirm", visit)
        assert sent(world) == ["confirmation"]
        world.apply("confirm", visit)  # the patient says to come: no message
        assert sent(world) == []
    assert world.rows(visit)[1] == ("reminder", "queued")


def test_a_hold_given_up_tells_nothing(world):
    with at(MONDAY):
        visit = world.book(
            a_start(), state="pending", hold_until=MONDAY + HOUR, origin="web")
        world.apply("cancel", visit)
        assert world.rows(visit) == []


def test_a_request_is_received_then_approved(world):
    with at(MONDAY):
        visit = world.book(a_start(), state="pending", requested=True)
        assert sent(world) == ["request_received"]
        world.apply("approve", visit)
        assert sent(world) == ["approved"]


def test_moving_sends_moved_and_one_reminder_for_the_new_day(world):
    tuesday, friday = a_start(1), a_start(4)
    with at(MONDAY - DAY):
        visit = world.book(tuesday)
        assert sent(world) == ["confirmation"]
    with at(MONDAY - 2 * HOUR):
        world.apply("reschedule", visit, start=friday)
        letter, = world.claim()
        assert letter["kind"] == "moved" and letter["visit"]["start"] == friday
        assert letter["payload"] == {"previous_start": tuesday.isoformat()}
        world.settle(letter)
    with at(tuesday):
        assert sent(world) == []
    with at(friday - DAY):
        letter, = world.claim()
        assert letter["kind"] == "reminder" and letter["visit"]["start"] == friday
        world.settle(letter)
    assert ("reminder", "cancelled") in world.rows(visit)


def test_no_reminder_of_a_visit_that_will_not_be(world):
    start = a_start(3)
    with at(MONDAY):
        visit = world.book(start)
        sent(world)
        world.apply("cancel", visit)
        assert sent(world) == ["cancelled_by_clinic"]
    with at(start - HOUR):
        assert sent(world) == []


def test_no_reminder_to_who_is_there(world):
    """The sender was down since the day before."""
    start = a_start(3)
    with at(MONDAY):
        visit = world.book(start)
        sent(world)
    with at(start - 3 * HOUR):
        world.apply("arrive", visit)
        assert sent(world) == []


def test_a_cancel_while_the_reminder_is_on_its_way_out_stops_it(world):
    """The row is `sending`, so `close` leaves it: reading again must catch it."""
    start = a_start(3)
    with at(MONDAY):
        visit = world.book(start)
        sent(world)
    with at(start - DAY):
        letter, = world.claim(lease=30)
        world.apply("cancel", visit)
    with at(start - DAY + HOUR):
        assert sent(world) == ["cancelled_by_clinic"]
    assert (letter["kind"], "cancelled") in world.rows(visit)


def test_a_changed_room_leaves_the_reminder_true(world):
    start = a_start(3)
    with at(MONDAY):
        visit = world.book(start)
        sent(world)
        with world.tryton() as get:
            room, = get("medical.room").create(
                [{"name": "1", "location": world.location}])
            get("medical.appointment").write(
                [get("medical.appointment")(visit)], {"room": room.id})
    with at(start - DAY):
        assert sent(world) == ["reminder"]


def test_a_sender_that_was_down_for_three_hours_catches_up(world):
    starts = [a_start(3) for _ in range(3)]
    with at(MONDAY):
        for start in starts:
            world.book(start)
        sent(world)
    with at(max(starts) - DAY + 3 * HOUR):
        assert sent(world) == ["reminder"] * 3


def test_a_reminder_that_is_no_more_use_expires(world):
    start = a_start(3)
    with at(MONDAY):
        visit = world.book(start)
        sent(world)
    with at(start - dt.timedelta(minutes=59)):
        assert sent(world) == []
    assert world.rows(visit)[-1] == ("reminder", "expired")


# Whom


def test_nobody_without_an_address_and_nobody_who_wants_none(world):
    with at(MONDAY):
        for patient in (world.patient(None), world.patient(preferred_channel="none")):
            assert world.rows(world.book(a_start(), patient)) == []


def test_a_childs_messages_go_to_the_contact_person(world):
    with at(MONDAY):
        patient = world.patient("mother@example.com")
        with world.tryton() as get:
            mother = get("medical.patient")(patient).party.id
        child = world.patient(None, contact_party=mother)
        visit = world.book(a_start(), child)
        assert world.read(visit, "recipient")[0] == ("mother@example.com",)


def test_many_visits_are_told_by_one_statement(world):
    with at(MONDAY):
        patients = [world.patient() for _ in range(5)]
        visits = [world.book(a_start(), p) for p in patients]
        world.forget()
        rows = [{"appointment": v, "sequence": 9, "start": a_start(), "patient": p,
            "minutes": 30} for v, p in zip(visits, patients, strict=True)]
        with world.tryton() as get:
            get("medical.notification").enqueue("late", rows)
            get("medical.notification").enqueue("late", rows)  # once is enough
        assert world.rows(*visits) == [("late", "queued")] * 5
        assert json.loads(world.read(visits[0], "payload")[0][0]) == {"minutes": 30}


# Claim and settle


def test_a_letter_carries_the_visit_as_it_is_now_and_nothing_clinical(world):
    with at(MONDAY):
        visit = world.book(a_start(), reason="CANARY-reason", note="CANARY-note")
        letter, = world.claim()
    assert "CANARY" not in str(letter)
    assert letter["visit"]["practitioner_name"] == "Dra. Carmen Pérez"
    assert letter["visit"]["first_name"] == "Ana"
    assert letter["clinic"]["name"] == "Clínica La Vega"
    assert letter["visit"]["instructions"] == "Come rested."
    assert letter["link"] == outbox.link_token(LINK_KEY, letter["key"])
    assert world.read(visit, "state", "attempts")[0] == ("sending", 1)


def test_the_link_opens_the_visit_and_only_its_digest_is_stored(world):
    with at(MONDAY):
        visit = world.book(a_start())
        letter, = world.claim()
        with world.tryton() as get:
            assert get("medical.link").find(letter["link"])[0] == visit
            assert letter["link"] not in [
                link.token_hash for link in get("medical.link").search([])]


def test_a_message_tried_again_is_the_same_message(world):
    with at(MONDAY):
        world.book(a_start())
        first, = world.claim()
        world.settle(first, "retry", error="resend 500")
    with at(MONDAY + HOUR):
        second, = world.claim(owner="b")
    assert {**second, "attempts": 1} == first


def test_two_senders_share_and_never_both_hold(world):
    with at(MONDAY):
        for _ in range(6):
            world.book(a_start())
        mine, yours = world.claim(3, "a"), world.claim(10, "b")
    ids = {row["id"] for row in mine}, {row["id"] for row in yours}
    assert len(ids[0]) == len(ids[1]) == 3 and not ids[0] & ids[1]


def test_an_abandoned_message_is_taken_over_after_its_lease(world):
    with at(MONDAY):
        world.book(a_start())
        lost, = world.claim(owner="dead", lease=60)
        assert world.claim(owner="b") == []
    with at(MONDAY + dt.timedelta(seconds=61)):
        found, = world.claim(owner="b")
        assert found["id"] == lost["id"]
        world.settle(lost, "retry", owner="dead", error="too late to say")
        world.settle(found, owner="b")


def test_in_doubt_a_person_decides_when_the_transport_can_not_tell(world):
    with at(MONDAY):
        visit = world.book(a_start())
        world.claim(owner="dead", lease=60)
    with at(MONDAY + HOUR):
        assert world.claim(owner="b", repeatable=False) == []
        assert world.rows(visit)[0] == ("confirmation", "unknown")


def test_who_lost_the_lease_may_still_say_it_was_accepted(world):
    with at(MONDAY):
        visit = world.book(a_start())
        letter, = world.claim(owner="slow", lease=1)
    with at(MONDAY + HOUR):
        world.claim(owner="b")
        world.settle(letter, owner="slow", provider_id="p9")
        assert world.read(visit, "state", "provider_id")[0] == ("sent", "p9")


@pytest.mark.parametrize(("outcome", "state"), [
    ("accepted", "sent"), ("refused", "refused"), ("unknown", "unknown"),
    ("retry", "queued")])
def test_each_outcome_has_its_state(world, outcome, state):
    with at(MONDAY):
        visit = world.book(a_start())
        letter, = world.claim()
        world.settle(letter, outcome, error="why")
        assert world.rows(visit)[0] == ("confirmation", state)


def test_a_message_that_never_gets_through_ends_at_the_desk(world):
    visit, moment, tries = None, MONDAY, 0
    with at(moment):
        visit = world.book(a_start(9))
    while world.rows(visit)[0][1] in {"queued", "sending"}:
        with at(moment):
            for letter in world.claim():
                tries += 1
                world.settle(letter, "retry", error="resend 500")
        moment += 2 * HOUR
    assert world.rows(visit)[0] == ("confirmation", "failed")
    assert tries == outbox.MAX_ATTEMPTS


def test_a_provider_in_trouble_costs_the_message_no_try(world):
    with at(MONDAY):
        visit = world.book(a_start())
        letter, = world.claim()
        world.settle(letter, "retry", after=60, counted=False, error="429")
        (attempts, next_try), *_ = world.read(visit, "attempts", "next_try_at")
        assert attempts == 0 and next_try >= MONDAY + dt.timedelta(seconds=60)


def test_after_a_day_of_tries_a_person_decides(world):
    """The provider forgets the key after 24 hours: trying on could repeat."""
    with at(MONDAY):
        visit = world.book(a_start(5))
        letter, = world.claim()
        world.settle(letter, "retry", counted=False, error="429")
    with at(MONDAY + 23 * HOUR + dt.timedelta(minutes=1)):
        assert sent(world) == []
    assert world.rows(visit)[0] == ("confirmation", "unknown")


def test_one_row_that_can_not_be_prepared_stops_no_other(world, monkeypatch):
    with at(MONDAY):
        broken, good = world.book(a_start()), world.book(a_start())
        read = notification._visit
        monkeypatch.setattr(notification, "_visit", lambda visit:
            read(visit) if visit.id != broken else 1 / 0)
        assert len(world.claim()) == 1
        assert world.rows(broken)[0] == ("confirmation", "failed")
        assert world.rows(good)[0] == ("confirmation", "sending")


def test_codes_go_first_and_leave_no_trace(world):
    with at(MONDAY):
        world.book(a_start())
        with world.tryton() as get:
            Notification = get("medical.notification")
            Notification.enqueue_code("a@example.com", "111111", "login", "es")
            Notification.enqueue_code("a@example.com", "482913", "login", "es")
        letter, *_ = world.claim(1)
        assert letter["payload"] == {"code": "482913", "purpose": "login", "minutes": 10}
        world.settle(letter)
        with world.tryton() as get:
            rows = get("medical.notification").search([("kind", "=", "code")])
            assert {r.payload for r in rows} == {None}
            assert {r.state for r in rows} == {"cancelled", "sent"}


def test_a_code_that_ran_out_is_not_sent_and_wiped(world):
    with at(MONDAY), world.tryton() as get:
        get("medical.notification").enqueue_code("b@example.com", "482913", "login")
    with at(MONDAY + dt.timedelta(minutes=11)):
        assert sent(world) == []
        with world.tryton() as get:
            row, = get("medical.notification").search([])
            assert (row.state, row.payload) == ("expired", None)


# The desk


def test_the_desk_sends_again_or_not_at_all(world):
    with at(MONDAY):
        visit = world.book(a_start())
        letter, = world.claim()
        world.settle(letter, "refused", error="smtp 550")
        with world.tryton() as get:
            Notification = get("medical.notification")
            failed, waiting = Notification.search(
                [("appointment", "=", visit)], order=[("id", "ASC")])
            Notification.retry([failed])
            Notification.cancel([waiting])
        assert sent(world) == ["confirmation"]
        assert world.rows(visit) == [("confirmation", "sent"), ("reminder", "cancelled")]


def test_health_tells_how_long_the_oldest_waits(world):
    with at(MONDAY):
        world.book(a_start())
    with at(MONDAY + HOUR), world.tryton() as get:
        assert get("medical.notification").health() == {
            "queued": 2, "late": 3600, "stuck": 0}


@pytest.mark.parametrize("login", ["api_patient", "api_public", "admin"])
@pytest.mark.parametrize("method", ["claim", "settle"])
def test_only_the_sender_may_claim_and_settle(world, login, method):
    from trytond_medical_appointment.exceptions import NotAllowed
    with world.tryton() as get:
        user, = get("res.user").search([("login", "=", login)])
    arguments = {"claim": (1, 60, "x"), "settle": (1, "x", "accepted")}[method]
    with world.tryton(user.id, _check_access=True) as get, pytest.raises(NotAllowed):
        getattr(get("medical.notification"), method)(*arguments)


def a_member(world, group):
    """The id of a new user of the staff."""
    with world.tryton() as get:
        user, = get("res.user").create([{
            "name": group, "login": f"{group} {len(_used)}", "companies": [
                ("add", [world.company])], "company": world.company,
            "groups": [("add", [get("ir.model.data").get_id(
                "medical_appointment", group)])]}])
        return user.id


def test_the_desk_works_on_messages_in_tryton(world):
    with at(MONDAY):
        visit = world.book(a_start())
        world.settle(world.claim()[0], "refused", error="smtp 550")
    desk = a_member(world, "group_front_desk")
    with world.tryton(desk, _check_access=True) as get:
        Notification = get("medical.notification")
        failed, = Notification.search([
            ("appointment", "=", visit), ("state", "in", outbox.WORKABLE)])
        waiting, = Notification.search([
            ("appointment", "=", visit), ("state", "=", "queued")])
        Notification.retry([failed])
        Notification.cancel([waiting])
    assert {state for _, state in world.rows(visit)} == {"queued", "cancelled"}


def test_a_practitioner_does_not_see_the_messages_of_others(world):
    from trytond.model.exceptions import AccessError
    with at(MONDAY):
        world.book(a_start())
    doctor = a_member(world, "group_practitioner")
    with world.tryton(doctor, _check_access=True) as get, pytest.raises(AccessError):
        get("medical.notification").search([])
