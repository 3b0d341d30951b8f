# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is told what and when: data that the administrator edits."""

import datetime as dt
import json
from contextlib import contextmanager

import pytest

from tests.notify.test_outbox import DAY, HOUR, MONDAY, a_start, at, sent
from trytond_medical_appointment import outbox
from trytond_medical_appointment.exceptions import NotAllowed

NIGHT = outbox.Quiet(dt.time(21), dt.time(7))
LEADS = {"reminder": DAY, "reminder_today": 3 * HOUR}


@contextmanager
def rule(world, kind, **values):
    """The settings of one kind of message, as they were afterwards."""
    with world.tryton() as get:
        line, = get("medical.notification.rule").search([("kind", "=", kind)])
        before = {name: getattr(line, name) for name in values}
        get("medical.notification.rule").write([line], values)
    yield
    with world.tryton() as get:
        line, = get("medical.notification.rule").search([("kind", "=", kind)])
        get("medical.notification.rule").write([line], before)


def told(world, visit):
    return world.read(visit, "kind", "audience", "recipient")


def test_every_kind_of_a_visit_has_its_line(world):
    with world.tryton() as get:
        lines = get("medical.notification.rule").search([])
        assert [line.kind for line in lines] == [kind for kind, _ in outbox.VISIT_KINDS]
        off = [line.kind for line in lines if not line.enabled]
        assert off == ["reminder_today"]


def test_a_kind_that_is_off_is_not_written(world):
    with at(MONDAY), rule(world, "confirmation", enabled=False):
        assert world.rows(world.book(a_start(3))) == [("reminder", "queued")]


def test_the_reminder_leaves_as_long_before_as_the_rule_says(world):
    start = a_start(4)
    with at(MONDAY), rule(world, "reminder", lead=2 * DAY):
        visit = world.book(start)
        assert world.read(visit, "due_at")[-1] == (start - 2 * DAY,)


def test_a_second_reminder_on_the_day_itself(world):
    start = a_start(3)
    with at(MONDAY), rule(world, "reminder_today", enabled=True):
        visit = world.book(start)
        assert sent(world) == ["confirmation"]
    with at(start - DAY):
        assert sent(world) == ["reminder"]
    with at(start - 3 * HOUR):
        assert sent(world) == ["reminder_today"]
    assert [state for _, state in world.rows(visit)] == ["sent"] * 3


def test_who_books_inside_a_day_gets_the_confirmation_only():
    rows = outbox.rows_for("booked", MONDAY + 23 * HOUR, MONDAY, LEADS)
    assert [row.kind for row in rows] == ["confirmation"]


def test_both_reminders_leave_before_the_quiet_hours():
    start = dt.datetime(2026, 11, 26, 12, 0)  # 08:00 in La Vega
    rows = outbox.rows_for("booked", start, MONDAY, LEADS, NIGHT)
    assert [(row.kind, row.due_at) for row in rows[1:]] == [
        ("reminder", dt.datetime(2026, 11, 25, 12, 0)),
        ("reminder_today", dt.datetime(2026, 11, 26, 1, 0))]  # 21:00 the evening before


def test_quiet_hours_are_kept_unless_the_clinic_says_otherwise(world):
    with world.tryton() as get:
        Configuration = get("medical.configuration")
        assert Configuration.default_quiet_start() == dt.time(21)
        assert Configuration.default_quiet_end() == dt.time(7)
        Configuration.write([Configuration(1)], {
            "quiet_start": dt.time(21), "quiet_end": dt.time(7)})
    start = dt.datetime(2026, 11, 27, 10, 30)  # 06:30 in La Vega
    try:
        with at(MONDAY):
            visit = world.book(start)
            assert world.read(visit, "due_at")[-1] == (dt.datetime(2026, 11, 26, 1, 0),)
    finally:
        with world.tryton() as get:
            Configuration = get("medical.configuration")
            Configuration.write([Configuration(1)], {
                "quiet_start": None, "quiet_end": None})


def test_daylight_saving_between_booking_and_visit_keeps_the_wall_time(world):
    """Booked in summer time for winter time: the reminder keeps to the clinic's clock."""
    with world.tryton() as get:
        Location = get("medical.location")
        Location.write([Location(world.location)], {"timezone": "America/New_York"})
    summer, start = dt.datetime(2026, 10, 29, 14, 0), dt.datetime(2026, 11, 2, 14, 0)
    try:
        with at(summer):
            visit = world.book(start)
            world.settle(world.claim()[0])
        with at(start - DAY):
            letter, = world.claim()
            assert letter["kind"] == "reminder" and letter["visit"]["start"] == start
        rows = outbox.rows_for(
            "booked", dt.datetime(2026, 11, 2, 11, 30), summer, quiet=NIGHT,
            zone="America/New_York")  # 06:30; 24 hours before it is 06:30 too
        assert rows[-1].due_at == dt.datetime(2026, 11, 1, 1, 0)  # 21:00 in summer time
        assert world.read(visit, "visit_start")[-1] == (start,)
    finally:
        with world.tryton() as get:
            Location = get("medical.location")
            Location.write([Location(world.location)], {
                "timezone": "America/Santo_Domingo"})


def test_the_contact_person_is_told_too_when_the_rule_says_so(world):
    with at(MONDAY), rule(world, "confirmation", to_contact=True):
        daughter = world.party_of(world.patient("d@example.com"))
        elder = world.patient("e@example.com", contact_party=daughter)
        visit = world.book(a_start(), elder)
        assert told(world, visit)[:2] == [
            ("confirmation", "patient", "e@example.com"),
            ("confirmation", "contact", "d@example.com")]


def test_nobody_is_told_twice_at_one_address(world):
    with at(MONDAY), rule(world, "confirmation", to_contact=True):
        mother = world.party_of(world.patient("m@example.com"))
        visit = world.book(a_start(), world.patient(None, contact_party=mother))
        assert told(world, visit)[0][2] == "m@example.com"
        assert [row[0] for row in told(world, visit)].count("confirmation") == 1


def test_the_practitioner_is_told_even_if_the_patient_wants_nothing(world):
    with world.tryton() as get:
        Practitioner = get("medical.practitioner")
        get("party.contact_mechanism").create([{
            "party": Practitioner(world.practitioner).party.id, "type": "email",
            "value": "carmen@example.com"}])
    with at(MONDAY), rule(world, "confirmation", to_practitioner=True):
        visit = world.book(a_start(), world.patient(preferred_channel="none"))
        assert told(world, visit) == [
            ("confirmation", "practitioner", "carmen@example.com")]
        letter, = world.claim()
        assert letter["audience"] == "practitioner" and letter["link"] == ""


def test_a_request_that_staff_refuse_is_declined(world):
    with at(MONDAY):
        visit = world.book(a_start(), state="pending", requested=True)
        assert sent(world) == ["request_received"]
        world.apply("cancel", visit)
        assert sent(world) == ["declined"]


# The doctor is late


def late(world, minutes):
    with world.tryton() as get:
        return get("medical.notification").tell_late(world.practitioner, minutes)


def test_who_is_still_at_home_is_told_that_the_doctor_is_late(world):
    today = a_start(0)
    with at(MONDAY - 2 * DAY):
        waiting, coming = world.book(today + HOUR), world.book(today + 2 * HOUR)
        tomorrow = world.book(a_start(1))
        sent(world)
    with at(today):
        sent(world)
        world.apply("arrive", waiting)
        assert late(world, 30) == 1
        assert late(world, 30) == 1
        assert sent(world) == ["late"]  # the same delay once
        late(world, 60)
        letter, = world.claim()
        assert letter["payload"] == {"minutes": 60}
        assert [kind for kind, _ in world.rows(coming)].count("late") == 2
        assert "late" not in [kind for kind, _ in world.rows(waiting, tomorrow)]


def test_late_news_is_of_no_use_an_hour_later(world):
    today = a_start(0) + 5 * HOUR
    with at(MONDAY - 2 * DAY):
        world.book(today)
        sent(world)
    with at(today - HOUR):
        sent(world)
        late(world, 30)
    with at(today + dt.timedelta(minutes=1)):
        assert "late" not in sent(world)


@pytest.mark.parametrize("group", ["group_practitioner", None])
def test_others_may_not_say_that_a_doctor_is_late(world, group):
    with world.tryton() as get:
        data = get("ir.model.data")
        groups = [data.get_id("medical_appointment", group)] if group else []
        user, = get("res.user").create([{
            "name": "x", "login": f"late {group}", "groups": [("add", groups)]}])
    with world.tryton(user.id, _check_access=True) as get, pytest.raises(NotAllowed):
        get("medical.notification").tell_late(world.practitioner, 30)


# An absence is in the way


@pytest.fixture
def schedule(world):
    """Every day from 8 to 18, so that there is something to offer."""
    with world.tryton() as get:
        Schedule = get("medical.schedule")
        if not Schedule.search([("practitioner", "=", world.practitioner)]):
            Schedule.create([{
                "practitioner": world.practitioner, "location": world.location,
                "lines": [("create", [{
                    "weekday": str(day), "start": dt.time(8), "end": dt.time(18)}
                    for day in range(1, 8)])]}])


@pytest.fixture
def absence(world, schedule):
    made = []

    def make(start, end):
        with world.tryton() as get:
            record, = get("medical.schedule.exception").create([{
                "practitioner": world.practitioner, "kind": "absence",
                "start": start, "end": end}])
            made.append(record.id)
            get("medical.schedule.exception").tell_affected([record])
        return made[-1]
    yield make
    with world.tryton() as get:
        Exception_ = get("medical.schedule.exception")
        Exception_.delete(Exception_.search([("id", "in", made)]))


def test_the_affected_are_offered_three_other_times(world, absence):
    start = dt.datetime(2026, 12, 1, 14, 0)
    with at(MONDAY):
        visit, other = world.book(start), world.book(start + 2 * DAY)
        sent(world)
        absence(start - HOUR, start + HOUR)
        letter, = world.claim()
        offers = [dt.datetime.fromisoformat(o) for o in letter["payload"]["offers"]]
        assert letter["kind"] == "affected" and len(offers) == 3
        assert not any(start - HOUR <= o < start + HOUR for o in offers)
        assert "affected" not in [kind for kind, _ in world.rows(other)]
        world.settle(letter, "retry", error="500")
    with at(MONDAY + HOUR):
        again, = world.claim()
        assert {**again, "attempts": 1} == letter  # tried again, the same message
        assert ("affected", "sending") in world.rows(visit)


def test_an_absence_taken_back_says_nothing(world, absence):
    start = dt.datetime(2026, 12, 8, 14, 0)
    with at(MONDAY):
        visit = world.book(start)
        sent(world)
        record = absence(start - HOUR, start + HOUR)
        with world.tryton() as get:
            Exception_ = get("medical.schedule.exception")
            Exception_.delete([Exception_(record)])
        assert sent(world) == []
        assert ("affected", "cancelled") in world.rows(visit)


def test_no_reminder_of_a_visit_that_the_absence_affects(world, absence):
    start = dt.datetime(2026, 12, 9, 14, 0)
    with at(MONDAY):
        world.book(start)
        sent(world)
        absence(start - HOUR, start + HOUR)
        assert sent(world) == ["affected"]
    with at(start - DAY):
        assert sent(world) == []


# Names of messages


def test_the_providers_key_follows_from_what_the_message_is(world):
    with at(MONDAY):
        visit = world.book(a_start())
        keys = [key for key, in world.read(visit, "provider_key")]
        world.forget()
        with world.tryton() as get:
            record = get("medical.appointment")(visit)
            get("medical.notification").enqueue("booked", [{
                "appointment": visit, "sequence": record.sequence,
                "start": record.start, "patient": record.patient.id}])
        assert [key for key, in world.read(visit, "provider_key")] == keys
        assert len(set(keys)) == 2


def test_content_kept_for_the_message_is_no_secret_of_the_desk(world):
    with at(MONDAY), world.tryton() as get:
        get("medical.notification").enqueue_code("v@example.com", "482913", "verify")
        row, = get("medical.notification").search([])
        assert row.kind == "email_verification"
        assert json.loads(row.payload)["purpose"] == "verify"
