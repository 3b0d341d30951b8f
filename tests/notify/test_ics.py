# SPDX-License-Identifier: GPL-3.0-or-later
"""The calendar part: RFC 5545, 5546 and 6047."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from api_adapter.notify.render import CALENDAR_METHODS, render
from tests.notify.rows import KINDS, LETTERHEAD, a_row


def event_of(row):
    calendar = Calendar.from_ical(render(row, LETTERHEAD).calendar)
    event, = calendar.walk("VEVENT")
    return calendar, event


@pytest.mark.parametrize("kind", KINDS)
def test_new_and_moved_request_cancelled_cancel_others_nothing(kind):
    message = render(a_row(kind), LETTERHEAD)
    assert message.calendar_method == CALENDAR_METHODS.get(kind, "")
    assert bool(message.calendar) == bool(message.calendar_method)


def test_uid_sequence_and_utc_times():
    calendar, event = event_of(a_row())
    assert calendar["METHOD"] == "REQUEST" and event["STATUS"] == "CONFIRMED"
    assert event["UID"] == "5b1f3c9a-2b7e-4b53-9d8e-0d3f4c1a7e11"
    assert event["SEQUENCE"] == 3
    assert event.decoded("DTSTART") == datetime(2026, 11, 25, 13, 30, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    raw = render(a_row(), LETTERHEAD).calendar
    assert b"DTSTART:20261125T133000Z" in raw and b"VTIMEZONE" not in raw


def test_a_cancel_keeps_the_uid_and_frees_the_time():
    calendar, event = event_of(a_row("cancelled_by_clinic", visit={"sequence": 4}))
    assert calendar["METHOD"] == "CANCEL" and event["STATUS"] == "CANCELLED"
    assert event["UID"] == "5b1f3c9a-2b7e-4b53-9d8e-0d3f4c1a7e11"
    assert event["SEQUENCE"] == 4 and event["TRANSP"] == "TRANSPARENT"


def test_organizer_is_the_clinic_and_one_attendee_has_accepted():
    _, event = event_of(a_row())
    assert event["ORGANIZER"] == "mailto:hola@clinica.test"
    assert event["ORGANIZER"].params["CN"] == "Clínica La Vega"
    assert event["ATTENDEE"] == "mailto:ana@example.com"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_the_title_is_neutral_and_no_link_is_shared_with_a_calendar():
    _, event = event_of(a_row())
    assert event["SUMMARY"] == "Cita — Clínica La Vega"
    assert "tok3n" not in render(a_row(), LETTERHEAD).calendar.decode()


def test_line_breaks_in_names_add_no_property():
    evil = "x\r\nATTENDEE:mailto:thief@example.com\r\nBEGIN:VALARM"
    row = a_row(visit={"location_name": evil, "first_name": evil, "number": evil})
    row["clinic"]["name"] = evil
    calendar, event = event_of(row)
    assert event["ATTENDEE"] == "mailto:ana@example.com"
    assert not calendar.walk("VALARM")


def test_long_lines_are_folded():
    row = a_row(visit={"location_name": "ñ" * 300})
    assert all(len(line) <= 75 for line in
        render(row, LETTERHEAD).calendar.split(b"\r\n"))
