# SPDX-License-Identifier: GPL-3.0-or-later
"""Visits in somebody's own calendar program (RFC 5545)."""
import datetime as dt

import psycopg
import pytest
from icalendar import Calendar

SECRETS = ("Consulta general", "dolor secreto", "Reyes")


@pytest.fixture
def visit(as_, world):
    """Ana at Carmen's, with a reason, at a time of its own for each test."""
    times = iter(visit.times)
    made = as_("ana").book(world, next(times), reason="dolor secreto")
    visit.times = list(times)
    assert made.status_code == 201, made.text
    return made.json()


@pytest.fixture(scope="module", autouse=True)
def free_times(world):
    visit.times = [
        world.at(day, hour) for day in range(30, 36) for hour in ("09:00", "10:00", "11:00")]


@pytest.fixture
def feed(as_):
    def feed(who: str = "ana", **body) -> dict:
        kind = "patient" if who in {"ana", "beto"} else "practitioner"
        made = as_(who).post("/feeds", {"kind": kind, "busy_only": False, **body})
        assert made.status_code == 201, made.text
        as_.made.append((who, made.json()["id"]))
        return made.json()
    as_.made = []
    yield feed
    for who, id_ in as_.made:
        as_(who).delete(f"/feeds/{id_}")


@pytest.fixture
def read(as_):
    def read(made: dict, **headers):
        return as_("nobody").call(
            "GET", f"/feeds/{made['token']}.ics", headers={
                name.replace("_", "-"): value for name, value in headers.items()})
    return read


def events(answer) -> dict:
    assert answer.status_code == 200, answer.text
    calendar = Calendar.from_ical(answer.content)
    assert (calendar["version"], calendar["prodid"]) == ("2.0", "-//clinica//appointments//ES")
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def of(visit: dict, found: dict):
    return next((e for e in found.values() if visit["number"] in str(e.get("description"))), None)


def test_a_patients_feed_shows_hour_place_and_practitioner(feed, read, visit):
    answer = read(feed())
    assert answer.headers["content-type"].startswith("text/calendar")
    event = of(visit, events(answer))
    start = dt.datetime.fromisoformat(visit["start"])
    assert event["dtstart"].dt == start and event["dtstart"].dt.utcoffset() == dt.timedelta(0)
    assert event["dtend"].dt == dt.datetime.fromisoformat(visit["end"])
    assert b"DTSTART:" in answer.content and b"VTIMEZONE" not in answer.content
    assert (event["status"], event["class"]) == ("CONFIRMED", "PRIVATE")
    assert visit["practitioner_name"] in str(event["summary"])
    assert str(event["location"]) == "Centro"


def test_specialty_and_reason_are_in_none(feed, read, visit):
    for made in (feed(), feed("carmen"), feed("desk", practitioner=1, busy_only=True)):
        text = read(made).text
        for secret in SECRETS:
            assert secret not in text


def test_a_practitioners_feed_names_patients_by_first_name_and_initial(feed, read, visit):
    event = of(visit, events(read(feed("carmen"))))
    assert str(event["summary"]) == "Cita: Ana R."


def test_busy_only_tells_when_and_nothing_else(feed, read, visit):
    full, busy = events(read(feed("carmen"))), events(read(feed("carmen", busy_only=True)))
    assert set(full) == set(busy)
    for event in busy.values():
        assert str(event["summary"]) == "Ocupado"
        assert "description" not in event and "location" not in event


def test_busy_only_is_the_default(as_, feed):
    made = as_("carmen").post("/feeds", {"kind": "practitioner"}).json()
    as_.made.append(("carmen", made["id"]))
    assert made["busy_only"] is True


def test_the_uid_stays_and_the_sequence_rises(as_, feed, read, visit, world):
    made = feed()
    before = of(visit, events(read(made)))
    moved = as_("ana").act(visit, "reschedule", {"start": world.at(36, "15:00")})
    assert moved.status_code == 200, moved.text
    after = of(visit, events(read(made)))
    assert str(after["uid"]) == str(before["uid"])
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == dt.datetime.fromisoformat(moved.json()["start"])


def test_a_cancelled_visit_is_shown_as_cancelled(as_, feed, read, visit):
    made = feed()
    assert as_("ana").act(visit, "cancel").status_code == 200
    event = of(visit, events(read(made)))
    assert (event["status"], event["transp"]) == ("CANCELLED", "TRANSPARENT")


def test_a_request_is_tentative(as_, feed, read, world):
    asked = as_("ana").book(world, world.at(37, "09:00"), service=world.asked).json()
    assert of(asked, events(read(feed())))["status"] == "TENTATIVE"


def test_a_hold_is_in_no_feed(as_, feed, read, world):
    made = feed("carmen")
    before = set(events(read(made)))
    held = as_("ana").post("/holds", {
        "service": world.general, "practitioner": world.carmen, "start": world.at(37, "11:00")})
    assert held.status_code == 201
    assert set(events(read(made))) == before


def test_dependants_are_in_the_feed_and_others_are_not(as_, feed, read, world):
    child = as_("ana").book(world, world.at(38, "09:00"), patient=world.eva).json()
    other = as_("beto").book(world, world.at(38, "10:00")).json()
    found = events(read(feed()))
    assert of(child, found) and not of(other, found)


def test_unchanged_answers_304(as_, feed, read, visit):
    made = feed()
    first = read(made)
    tag = first.headers["etag"]
    same = read(made, If_None_Match=tag)
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert read(made, If_None_Match='"other", ' + tag).status_code == 304
    as_("ana").act(visit, "cancel")
    changed = read(made, If_None_Match=tag)
    assert changed.status_code == 200 and changed.headers["etag"] != tag


def test_nobody_keeps_a_copy_on_the_way(feed, read, visit):
    assert read(feed()).headers["cache-control"] == "private, no-store"


def test_lines_are_folded_at_75_octets(as_, feed, read, visit, settings):
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "UPDATE party_party SET first_name = %s WHERE name = 'Ana Reyes'", ("Ñandúcóñ" * 20,))
    content = read(feed("carmen")).content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert "Ñandúcóñ" * 20 in str(of(visit, events(read(feed("carmen"))))["summary"])
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE party_party SET first_name = 'Ana' WHERE name = 'Ana Reyes'")


@pytest.mark.parametrize("name", [
    "Eva\r\nATTENDEE:mailto:x@y.z", "a;b,c\\n\\d", "<script>alert(1)</script>"])
def test_hostile_names_stay_text(feed, read, visit, settings, name):
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "UPDATE party_party SET first_name = %s WHERE name = 'Ana Reyes'", (name,))
    answer = read(feed("carmen"))
    assert b"\nATTENDEE" not in answer.content
    assert name.split(" ")[0].replace("\r\n", "\n") in str(
        of(visit, events(answer))["summary"]).replace("\r\n", "\n")
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE party_party SET first_name = 'Ana' WHERE name = 'Ana Reyes'")


def test_english_by_the_address(as_, feed, visit):
    token = feed("carmen", busy_only=True)["token"]
    answer = as_("nobody").get(f"/feeds/{token}.ics", lang="en")
    assert "Busy" in answer.text and "Ocupado" not in answer.text


def test_an_ended_feed_is_not_found(as_, feed, read, visit):
    made = feed()
    assert [f["id"] for f in as_("ana").get("/feeds").json()["items"]][0] == made["id"]
    assert as_("ana").delete(f"/feeds/{made['id']}").status_code == 204
    assert read(made).status_code == 404
    assert as_("ana").delete(f"/feeds/{made['id']}").status_code == 404
    assert made["id"] not in [f["id"] for f in as_("ana").get("/feeds").json()["items"]]


def test_only_the_digest_is_stored_and_listed_never(as_, feed, settings):
    made = feed()
    assert len(made["token"]) >= 43 and made["url"].endswith(f"/api/feeds/{made['token']}.ics")
    assert made["token"] not in as_("ana").get("/feeds").text
    with psycopg.connect(settings.database_url) as connection:
        rows = connection.execute("SELECT medical_feed::text FROM medical_feed").fetchall()
    assert rows and all(made["token"] not in row for row, in rows)


def test_the_last_reading_is_noted(as_, feed, read):
    made = feed()
    assert as_("ana").get("/feeds").json()["items"][0]["read_at"] is None
    read(made)
    assert as_("ana").get("/feeds").json()["items"][0]["read_at"]


def test_rights_are_those_of_now(feed, read, settings):
    """Who lost the right to an agenda lost it in the calendar program too."""
    made = feed("desk", practitioner=1)
    assert read(made).status_code == 200
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE res_user SET active = false WHERE login = 'recepcion'")
    gone = read(made)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE res_user SET active = true WHERE login = 'recepcion'")
    assert gone.status_code == 404


def test_no_more_than_ten(as_):
    made = [as_("beto").post("/feeds", {"kind": "patient"}) for _ in range(11)]
    assert [m.status_code for m in made] == [201] * 10 + [409]
    for one in made[:10]:
        as_("beto").delete(f"/feeds/{one.json()['id']}")
