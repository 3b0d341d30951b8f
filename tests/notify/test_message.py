# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing a person typed can add a header, an address or a message."""

from datetime import UTC, datetime

import pytest

from api_adapter.notify.message import Message, UnsafeMessage
from api_adapter.notify.render import render
from tests.notify.rows import LETTERHEAD, a_row

BREAKS = ("\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u2029")


def a_message(**changes) -> Message:
    return Message(**{
        "key": "k1", "sender": "citas@clinica.test", "sender_name": "Clínica",
        "to": "ana@example.com", "subject": "Cita", "text": "Hola", "html": "<p>Hola",
        "date": datetime(2026, 11, 20, 12, tzinfo=UTC), **changes})


@pytest.mark.parametrize("line_break", BREAKS)
@pytest.mark.parametrize("field", ["subject", "sender_name", "key", "to", "sender",
    "reply_to"])
def test_a_line_break_is_refused_before_any_transport(field, line_break):
    value = f"a@b.co{line_break}Bcc: thief@example.com"
    with pytest.raises(UnsafeMessage):
        a_message(**{field: value})


@pytest.mark.parametrize("headers", [
    {"X-A": "b\nBcc: thief@example.com"}, {"X-A\r\nBcc": "b"}, {"": "b"}])
def test_extra_headers_are_checked_too(headers):
    with pytest.raises(UnsafeMessage):
        a_message(headers=headers)


@pytest.mark.parametrize("address", [
    "a@b.co, c@d.co", "A <a@b.co>", "a@b.co;c@d.co", "a b@c.co", "@b.co", "a@", "",
    "a@b.co ", '"a b"@c.co', "a@b..co", "x" * 65 + "@b.co", "a@" + "b" * 260 + ".co"])
def test_a_recipient_is_exactly_one_plain_address(address):
    with pytest.raises(UnsafeMessage):
        a_message(to=address)


@pytest.mark.parametrize("line_break", BREAKS)
def test_names_and_settings_cannot_inject(line_break):
    evil = f"Ana{line_break}Bcc: thief@example.com{line_break}{line_break}<b>body"
    row = a_row(visit={"first_name": evil, "practitioner_name": evil,
        "location_name": evil, "number": evil, "street": evil})
    row["clinic"]["name"] = evil
    mail = render(row, LETTERHEAD).as_email()
    assert mail["Bcc"] is None and mail["To"] == "ana@example.com"
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version",
        "Content-Type"}


def test_the_mail_has_text_page_calendar_and_attachment():
    mail = render(a_row(), LETTERHEAD).as_email()
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
        "text/calendar", "application/ics"]
    calendar = mail.get_body(("calendar",)) or next(
        p for p in mail.walk() if p.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert mail["Reply-To"] == "hola@clinica.test"


def test_a_repeat_has_the_same_message_id():
    first, second = (render(a_row(), LETTERHEAD).message_id for _ in range(2))
    assert first == second != a_message().message_id
