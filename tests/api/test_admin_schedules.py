# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing when somebody attends: only this day, or from here on; holidays."""
import datetime as dt
import itertools
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.world import PASSWORD

_offsets = itertools.count(0)


@pytest.fixture
def boss(as_):
    return as_("boss")


@pytest.fixture
def doctor(boss, world):
    """A new practitioner without hours: {id, location, first (a coming Monday)}."""
    made = boss.post("/admin/practitioners", {
        "first_name": "Elsa", "surname": f"Mota {next(_offsets)}", "online": True,
        "services": [{"service": world.general}]})
    assert made.status_code == 201, made.text
    day = dt.date.fromisoformat(world.day(1))
    return {
        "practitioner": made.json()["id"], "location": world.place,
        "monday": day + dt.timedelta((7 - day.weekday()) % 7 or 7)}


def line(weekday=1, start="08:00", end="10:00", **more):
    return {"weekday": weekday, "start": start, "end": end, **more}


def change(doctor, day, scope="from", **more):
    return {
        "practitioner": doctor["practitioner"], "location": doctor["location"], "scope": scope,
        "day": day.isoformat(), **more}


def publish(boss, doctor, day, scope="from", **more):
    answer = boss.post("/schedules", change(doctor, day, scope, **more))
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def seen(as_, world, doctor, first, days=7):
    """What visitors see: {date: [hours]}."""
    found = as_("nobody").get("/availability", **{
        "service": world.general, "practitioner": doctor["practitioner"],
        "from": first.isoformat(), "to": (first + dt.timedelta(days - 1)).isoformat()}).json()
    by_day: dict[str, list[str]] = {}
    for slot in found["slots"]:
        by_day.setdefault(slot["start"][:10], []).append(slot["start"][11:16])
    return by_day


PATIENCE = 3


def sees(as_, world, doctor, first, expected, days=7):
    """Processes hear of a change a moment after it: read until it is there."""
    deadline = time.monotonic() + PATIENCE
    while (found := seen(as_, world, doctor, first, days)) != expected:
        if time.monotonic() > deadline:
            break
    assert found == expected


def day_of(boss, doctor, day):
    answer = boss.get(
        "/schedules/day", practitioner=doctor["practitioner"], location=doctor["location"],
        day=day.isoformat())
    assert answer.status_code == 200, answer.text
    return answer.json()


WEEK = dt.timedelta(7)


def test_new_hours_are_offered_from_their_day_on(as_, boss, world, doctor):
    monday = doctor["monday"]
    made, = publish(boss, doctor, monday + WEEK, lines=[line(end="09:00")])
    assert made["valid_from"] == (monday + WEEK).isoformat() and made["valid_to"] is None
    sees(as_, world, doctor, monday, {
        (monday + WEEK).isoformat(): ["08:00", "08:15", "08:30"]}, 14)


def test_from_here_on_leaves_what_came_before(as_, boss, world, doctor):
    monday = doctor["monday"]
    first, = publish(boss, doctor, monday, lines=[line(end="08:30")])
    items = publish(
        boss, doctor, monday + WEEK, schedule=first["id"], version=first["version"],
        lines=[line(start="15:00", end="15:30")])
    assert [(s["valid_from"], s["valid_to"]) for s in items] == [
        (monday.isoformat(), (monday + WEEK - dt.timedelta(1)).isoformat()),
        ((monday + WEEK).isoformat(), None)]
    sees(as_, world, doctor, monday, {
        monday.isoformat(): ["08:00"], (monday + WEEK).isoformat(): ["15:00"],
        (monday + 2 * WEEK).isoformat(): ["15:00"]}, 15)


def test_hours_that_have_not_begun_are_replaced(boss, doctor):
    monday = doctor["monday"]
    first, = publish(boss, doctor, monday + WEEK, lines=[line()])
    items = publish(
        boss, doctor, monday, schedule=first["id"], version=first["version"],
        lines=[line(weekday=2)])
    assert [(s["id"], [n["weekday"] for n in s["lines"]]) for s in items] == [(first["id"], [2])]


def test_no_lines_ends_the_hours(as_, boss, world, doctor):
    monday = doctor["monday"]
    first, = publish(boss, doctor, monday, lines=[line(end="08:30")])
    publish(boss, doctor, monday + WEEK, schedule=first["id"], version=first["version"], lines=[])
    sees(as_, world, doctor, monday, {monday.isoformat(): ["08:00"]}, 15)


def test_every_other_week_keeps_its_weeks(as_, boss, world, doctor):
    monday = doctor["monday"]
    first, = publish(boss, doctor, monday, lines=[line(end="08:30", every_n_weeks=2)])
    before = {
        (monday + n * WEEK).isoformat(): ["08:00"] for n in (0, 2, 4)}
    sees(as_, world, doctor, monday, before, 36)
    items = publish(
        boss, doctor, monday + WEEK, schedule=first["id"], version=first["version"],
        lines=[line(end="08:30", every_n_weeks=2)])
    assert len(items) == 2
    sees(as_, world, doctor, monday, before, 36)


def test_a_tanda_is_kept_as_one(boss, doctor):
    made, = publish(boss, doctor, doctor["monday"], lines=[
        line(mode="arrival", quota=12, overbook_quota=2)])
    kept, = made["lines"]
    assert (kept["mode"], kept["quota"], kept["overbook_quota"]) == ("arrival", 12, 2)


# Only this day


def test_only_this_day_changes_that_day_alone(as_, boss, world, doctor):
    monday = doctor["monday"]
    publish(boss, doctor, monday, lines=[line(end="09:00")])
    publish(boss, doctor, monday, "day", blocks=[
        {"start": "08:30", "end": "09:00"}, {"start": "16:00", "end": "16:30"}])
    sees(as_, world, doctor, monday, {
        monday.isoformat(): ["08:30", "16:00"],
        (monday + WEEK).isoformat(): ["08:00", "08:15", "08:30"]}, 8)
    day = day_of(boss, doctor, monday)
    assert [(b["start"], b["end"], b["extra"]) for b in day["blocks"]] == [
        ("08:30", "09:00", False), ("16:00", "16:30", True)]


def test_a_day_is_changed_again_and_taken_back(as_, boss, world, doctor):
    monday = doctor["monday"]
    publish(boss, doctor, monday, lines=[line(end="08:30")])
    publish(boss, doctor, monday, "day", blocks=[])
    sees(as_, world, doctor, monday, {})
    publish(boss, doctor, monday, "day", blocks=[{"start": "10:00", "end": "10:30"}])
    sees(as_, world, doctor, monday, {monday.isoformat(): ["10:00"]})
    publish(boss, doctor, monday, "day", blocks=[{"start": "08:00", "end": "08:30"}])
    sees(as_, world, doctor, monday, {monday.isoformat(): ["08:00"]})
    assert [b["extra"] for b in day_of(boss, doctor, monday)["blocks"]] == [False]


def test_hours_of_a_day_do_not_overlap(boss, doctor):
    refused = boss.post("/schedules", change(doctor, doctor["monday"], "day", blocks=[
        {"start": "08:00", "end": "10:00"}, {"start": "09:00", "end": "11:00"}]))
    assert refused.status_code == 422 and refused.json()["detail"].startswith("Dos de las horas")


@pytest.mark.parametrize(("block", "field"), [
    ({"start": "10:00", "end": "09:00"}, "blocks.0"), ({"start": "25:00", "end": "26:00"}, "blocks.0.start"),
    ({"start": "08:00", "end": "10:00", "mode": "arrival"}, "blocks.0")])
def test_mistakes_are_said_at_their_field(boss, doctor, block, field):
    refused = boss.post("/schedules", change(doctor, doctor["monday"], "day", blocks=[block]))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("scope", ["day", "from"])
def test_the_past_stays_as_it_was(boss, doctor, world, scope):
    refused = boss.post("/schedules", change(
        doctor, dt.date.fromisoformat(world.day(-1)), scope, lines=[line()]))
    assert refused.status_code == 422 and "pasados" in refused.json()["detail"]


# Before it is published


@pytest.fixture
def booked(as_, world, boss, doctor):
    """Two visits on the first Monday, at 08:00 and at 09:00."""
    monday = doctor["monday"]
    kept, = publish(boss, doctor, monday, lines=[line()])
    visits = [
        as_("desk").book(
            world, f"{monday}T{hour}:00-04:00", patient=somebody(as_("desk")),
            practitioner=doctor["practitioner"]).json() for hour in ("08:00", "09:00")]
    return kept, visits


def somebody(desk) -> int:
    made = desk.post("/patients", {"name": secrets.token_hex(4), "surname": secrets.token_hex(4)})
    return int(made.json()["id"])


def preview(boss, body, **more):
    answer = boss.post("/schedules/preview", {"change": body, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_affected_visits_are_shown_before(as_, world, boss, doctor, booked):
    kept, (early, late) = booked
    body = change(
        doctor, doctor["monday"], schedule=kept["id"], version=kept["version"],
        lines=[line(end="09:00")])
    found = preview(boss, body)
    assert [a["id"] for a in found["affected"]] == [late["id"]]
    assert found["affected"][0]["patient_name"]
    alone = preview(boss, change(
        doctor, doctor["monday"], "day", blocks=[{"start": "08:30", "end": "10:00"}]))
    assert [a["id"] for a in alone["affected"]] == [early["id"]]


def test_looking_changes_nothing(as_, world, boss, doctor, booked):
    kept, _ = booked
    before = boss.get("/schedules", practitioner=doctor["practitioner"]).json()
    offered = {doctor["monday"].isoformat(): ["08:30", "09:30"]}
    sees(as_, world, doctor, doctor["monday"], offered)
    for body in (
            change(doctor, doctor["monday"], "day", blocks=[]),
            change(doctor, doctor["monday"], schedule=kept["id"], lines=[])):
        assert len(preview(boss, body)["affected"]) == 2
    assert boss.get("/schedules", practitioner=doctor["practitioner"]).json() == before
    assert seen(as_, world, doctor, doctor["monday"]) == offered
    assert boss.get("/appointments", practitioner=doctor["practitioner"]).json()["items"]


def test_what_patients_would_see_is_what_they_see(as_, world, boss, doctor, booked):
    kept, _ = booked
    body = change(
        doctor, doctor["monday"], schedule=kept["id"], version=kept["version"],
        lines=[line(start="09:30", end="11:00"), line(weekday=3, end="08:30")])
    promised = preview(boss, body, service=world.general)["offered"]
    before, after = (
        {d["date"]: [s[11:16] for s in d[name]] for d in promised if d[name]}
        for name in ("before", "after"))
    sees(as_, world, doctor, doctor["monday"], before, 14)
    assert len(before) == 2 and len(after) == 4
    assert boss.post("/schedules", body).status_code == 200
    sees(as_, world, doctor, doctor["monday"], after, 14)


def test_a_visit_out_of_hours_today_is_not_blamed_on_the_change(as_, world, boss, doctor, booked):
    kept, (_, late) = booked
    publish(
        boss, doctor, doctor["monday"], schedule=kept["id"], version=kept["version"],
        lines=[line(end="09:00")])
    again = boss.get("/schedules", practitioner=doctor["practitioner"]).json()["items"][0]
    found = preview(boss, change(
        doctor, doctor["monday"], schedule=again["id"], lines=[line(end="08:30", weekday=1)]))
    assert late["id"] not in [a["id"] for a in found["affected"]]


def test_who_looked_at_the_affected_is_recorded(boss, as_, world, doctor, booked):
    preview(boss, change(doctor, doctor["monday"], "day", blocks=[]))
    read = boss.get("/admin/audit", action="read", limit=5).json()["items"]
    assert {visit["patient"] for visit in booked[1]} in [set(e["patients"]) for e in read]


# Two administrators


def test_two_administrators_do_not_overwrite_each_other(boss, doctor):
    kept, = publish(boss, doctor, doctor["monday"], lines=[line()])
    body = change(doctor, doctor["monday"], schedule=kept["id"], version=kept["version"],
        lines=[line(end="11:00")])
    assert boss.post("/schedules", body).status_code == 200
    refused = boss.post("/schedules", {**body, "lines": [line(end="12:00")]})
    assert refused.status_code == 412 and refused.json()["type"].endswith("/stale-record")


def test_a_schedule_of_somebody_else_is_not_found(boss, doctor, world):
    other = boss.get("/schedules", practitioner=world.carmen).json()["items"][0]
    refused = boss.post("/schedules", change(
        doctor, doctor["monday"], schedule=other["id"], lines=[]))
    assert refused.status_code == 404


# Holidays


def test_the_holidays_of_the_country_are_proposed_then_kept(boss):
    proposed = boss.get("/holidays", year=2031).json()["items"]
    assert len(proposed) == 12 and not any(h["id"] for h in proposed)
    moved = [h for h in proposed if h["original"]]
    assert all(dt.date.fromisoformat(h["date"]).weekday() == 0 for h in moved) and moved
    kept = boss.post("/holidays/generate", {"year": 2031}).json()["items"]
    assert [h["date"] for h in kept] == [h["date"] for h in proposed]
    assert all(h["id"] for h in kept)
    assert boss.post("/holidays/generate", {"year": 2031}).json()["items"] == kept


def test_holidays_have_names_in_both_languages(as_, boss):
    boss.post("/holidays/generate", {"year": 2032})
    names = [
        {h["date"]: h["name"] for h in as_("boss", language).get("/holidays", year=2032).json()["items"]}
        for language in ("es", "en")]
    assert names[0]["2032-12-25"] == "Día de Navidad" or "Navidad" in names[0]["2032-12-25"]
    assert "Christmas" in names[1]["2032-12-25"]


def test_nobody_is_offered_a_holiday(as_, boss, world, doctor):
    monday = doctor["monday"]
    publish(boss, doctor, monday, lines=[line(end="08:30")])
    kept = boss.post("/holidays", {"date": monday.isoformat(), "name": "Patronales"}).json()
    sees(as_, world, doctor, monday, {})
    assert day_of(boss, doctor, monday)["holiday"] == "Patronales"
    mine = next(h for h in kept["items"] if h["date"] == monday.isoformat())
    boss.delete(f"/holidays/{mine['id']}")
    sees(as_, world, doctor, monday, {monday.isoformat(): ["08:00"]})


def test_many_at_once_wait_for_each_other(live_server, world):
    """Who looks and who publishes touch the same rows: nobody is turned away."""
    day = world.day(50)
    with httpx.Client(base_url=f"{live_server()}/api", timeout=60) as http:
        signed = http.post("/auth/login", json={"login": "jefa", "password": PASSWORD}).json()
        http.headers["Authorization"] = f"Bearer {signed['access_token']}"

        def ask(number: int) -> int:
            body = {
                "practitioner": world.santos, "location": world.place, "scope": "day", "day": day,
                "blocks": [{"start": f"{8 + number:02}:00", "end": "18:00"}]}
            if number % 4 == 0:
                return http.post("/schedules/preview", json={"change": body}).status_code
            return http.post("/schedules", json=body).status_code

        with ThreadPoolExecutor(4) as threads:
            assert set(threads.map(ask, range(1, 9))) == {200}
        kept = http.get("/exceptions", params={
            "practitioner": world.santos, "from": day, "to": day}).json()
        assert len(kept["items"]) == 1  # the last word, alone
