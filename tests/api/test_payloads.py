# SPDX-License-Identifier: GPL-3.0-or-later
"""What people type comes out as the text it is: in JSON, mail, calendar and table."""
import csv
import email
import email.policy
import io
import time

import icalendar
import pytest

from tests.callers import PERSON
from tests.contract.checker import document

LINES = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE party_party; --",
    "1' OR '1'='1", "{{7*7}}${7*7}<%=7*7%>", "{first_name}%s%(x)s", "=HYPERLINK(\"http://e.do\";\"x\")",
    "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1;1)", "%0d%0aSet-Cookie: a=b", "Ana;b,c\\n\\d:e",
    "BEGIN:VEVENT", "\u202eoiram", "../../etc/passwd", "&lt;b&gt; &amp;", "Ñandú 𝒥 👩🏽‍⚕️", "null"]
BROKEN = ["a\r\nBcc: x@e.do", "a\nb", "a\0b", "a\x1b[31m", "\ud800"]
PATIENCE = 60


@pytest.fixture(scope="module")
def hours(world):
    return iter([world.at(day, f"{hour:02}:00") for day in range(3, 40) for hour in range(8, 18)])


def staff_books(as_, world, hours, text: str, number: int) -> tuple[dict, dict]:
    """A patient whose every text is hostile, and a visit with such a reason."""
    made = as_("desk").post("/patients", {
        "name": text, "surname": text, "second_surname": text, "note": text, "insurer_number": None,
        "phone": f"809-555-{1000 + number}", "birth_date": "1980-01-01",
        "email": f"patient{number}@example.do", "override": True})
    assert made.status_code == 201, made.text
    visit = as_("desk").book(
        world, next(hours), patient=made.json()["id"], reason=text)
    assert visit.status_code == 201, visit.text
    return made.json(), visit.json()


@pytest.mark.parametrize("text", LINES)
def test_json_gives_back_what_was_typed(as_, world, hours, text):
    patient, visit = staff_books(as_, world, hours, text, LINES.index(text))
    found = as_("desk").get(f"/patients/{patient['id']}").json()
    assert (found["first_name"], found["surname"], found["note"]) == (text, text, text)
    assert as_("desk").get(f"/appointments/{visit['id']}").json()["reason"] == text
    cancelled = as_("desk").act(visit, "cancel", {"reason": text})
    assert cancelled.json()["cancel_reason"] == text


@pytest.mark.parametrize("text", LINES)
def test_searching_is_not_executing(as_, world, text):
    before = as_("desk").get("/patients", search="Reyes").json()
    answer = as_("desk").get("/patients", search=text[:80])
    assert answer.status_code == 200, answer.text
    assert as_("desk").get("/patients", search="Reyes").json() == before


@pytest.mark.parametrize("text", LINES)
def test_calendar_has_one_event_and_no_foreign_line(as_, world, hours, text):
    _, visit = staff_books(as_, world, hours, text, 100 + LINES.index(text))
    raw = as_("desk").get(f"/appointments/{visit['id']}/calendar.ics").content
    calendar = icalendar.Calendar.from_ical(raw)
    assert len(calendar.walk("VEVENT")) == 1
    names = {line.partition(b":")[0].partition(b";")[0] for line in raw.splitlines() if line[:1] != b" "}
    assert names <= {
        b"BEGIN", b"END", b"VERSION", b"PRODID", b"CALSCALE", b"METHOD", b"UID", b"SEQUENCE",
        b"DTSTAMP", b"DTSTART", b"DTEND", b"SUMMARY", b"DESCRIPTION", b"LOCATION", b"STATUS",
        b"ORGANIZER", b"ATTENDEE", b"TRANSP", b"URL", b"CLASS", b"GEO", b"LAST-MODIFIED"}, names


def test_table_runs_no_formula(as_, world):
    days, hours = set(), iter([
        world.at(day, f"{hour:02}:00") for day in range(41, 50) for hour in range(8, 18)])
    for number, text in enumerate(LINES):
        _, visit = staff_books(as_, world, hours, text, 200 + number)
        days.add(visit["start"][:10])
    cells = []
    for day in sorted(days):
        made = as_("desk").post("/exceptions", {
            "kind": "absence", "practitioner": world.carmen, "start": f"{day}T00:00:00-04:00",
            "end": f"{day}T23:59:00-04:00", "reason": "=1+1"})
        assert made.status_code == 201, made.text
        raw = as_("desk").get(f"/exceptions/{made.json()['id']}/affected.csv").text
        cells += [cell for row in csv.reader(io.StringIO(raw.lstrip("\ufeff"))) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))]


def mails_to(settings, address: str) -> list:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in settings.mailbox_dir.rglob("*.eml")]
        if mine := [mail for mail in found if address in str(mail["to"])]:
            return mine
        time.sleep(0.1)
    raise AssertionError(f"no message to {address}")


@pytest.mark.parametrize("text", LINES)
def test_mail_shows_it_and_nothing_more(as_, world, settings, hours, text):
    number = 300 + LINES.index(text)
    staff_books(as_, world, hours, text, number)
    for mail in mails_to(settings, f"patient{number}@example.do"):
        assert mail["bcc"] is None and mail["cc"] is None and mail["set-cookie"] is None
        assert len(mail.get_all("to")) == len(mail.get_all("subject")) == 1
        page = mail.get_body(("html",)).get_content()
        assert "<script" not in page and "onerror=alert" not in page.replace("&", "<")
        assert "49" not in page or "{{7*7}}" not in text or "{{7*7}}" in page


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("field", ["name", "surname", "second_surname"])
def test_a_line_has_no_line_breaks(as_, world, hours, text, field):
    import json
    guest = as_.new_guest()
    body = {
        "service": world.general, "practitioner": world.carmen, "start": next(hours),
        "person": {**PERSON, field: text}}
    answer = guest.http.post("/api/appointments", content=json.dumps(body), headers={
        **guest.headers, "Content-Type": "application/json", "Idempotency-Key": "broken-line-1"})
    assert answer.status_code == 422 and answer.json()["type"].endswith("/invalid")


# Mass assignment

FOREIGN = {
    "state": "fulfilled", "sequence": 99, "company": 1, "create_uid": 1, "write_date": None,
    "password_hash": "x", "groups_": [1], "role": "administrator", "_context": {"_check_access": 0},
    "__class__": "x", "is_admin": True, "origin_": "desk", "overbooked_": True}


def bodies() -> list[tuple[str, str, str, dict]]:
    """(operation, method, path, schema of the body) of all that take one."""
    found = []
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                found.append((
                    operation["operationId"], method.upper(), path.removeprefix("/api"),
                    content["application/json"]["schema"]))
    return found


def properties(schema: dict) -> set[str]:
    """The names that a body may have."""
    for part in schema.get("anyOf", []):
        schema = part if "$ref" in part else schema
    name = schema["$ref"].rpartition("/")[2]
    return set(document()["components"]["schemas"][name].get("properties", {}))


@pytest.mark.parametrize(
    ("operation", "method", "path", "schema"), bodies(), ids=[b[0] for b in bodies()])
def test_no_foreign_field_gets_in(as_, operation, method, path, schema):
    unknown = {name: value for name, value in FOREIGN.items() if name not in properties(schema)}
    answer = as_("boss").call(
        method, path.format(id=1, token="x" * 32), json=unknown,
        headers={"If-Match": '"0"', "Idempotency-Key": "mass-assignment"})
    if operation == "receiveResendReport":
        assert answer.status_code == 404
        return
    assert answer.status_code == 422, answer.text
    refused = {
        error["field"] for error in answer.json()["errors"] if error["code"] == "extra_forbidden"}
    assert refused == set(unknown)
