# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job over HTTP: find a time, book it, move it through its life."""
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from tests.callers import PERSON, People


def test_guest_books_and_sees_the_appointment(as_, world):
    guest = as_.new_guest()
    start = world.at(2, "09:00")
    answer = guest.book(world, start, person=PERSON, reason="Dolor de cabeza")
    assert answer.status_code == 201, answer.text
    booked = answer.json()
    assert booked["state"] == "booked"
    assert booked["start"] == start
    assert booked["practitioner"] == world.carmen
    assert booked["price"] == {"amount": "1500.00", "currency": "DOP"}
    assert booked["number"].count("-") == 1
    seen = guest.get(f"/appointments/{booked['id']}")
    assert seen.status_code == 200
    assert seen.json() == booked
    assert {"cancel", "reschedule", "confirm"} <= set(booked["can"])


def test_taken_time_answers_with_three_others(as_, world):
    start = world.at(3, "10:00")
    assert as_.new_guest().book(world, start, person=PERSON).status_code == 201
    answer = as_("beto").book(world, start)
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"].endswith("/problems/slot-taken")
    assert len(problem["alternatives"]) == 3
    assert start not in {other["start"] for other in problem["alternatives"]}
    again = as_("beto").book(world, problem["alternatives"][0]["start"])
    assert again.status_code == 201


def test_patient_books_for_a_child(as_, world):
    answer = as_("ana").book(world, world.at(4, "09:00"), patient=world.eva)
    assert answer.status_code == 201, answer.text
    assert answer.json()["patient"] == world.eva


def test_desk_books_for_a_patient(as_, world):
    answer = as_("desk").book(world, world.at(4, "11:00"), patient=world.beto)
    assert answer.status_code == 201, answer.text
    assert answer.json()["origin"] == "desk"


def test_practitioner_books_for_own_patients_only(as_, world):
    desk, carmen = as_("desk"), as_("carmen")
    person = {**PERSON, "name": "Ajena", "phone": "809-555-0166"}
    stranger = desk.book(
        world, world.at(23, "09:00"), practitioner=world.santos, person=person).json()["patient"]
    free = world.at(23, "11:00")
    hidden, missing = (
        carmen.book(world, free, patient=patient) for patient in (stranger, stranger + 10_000))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == {**missing.json(), "instance": hidden.json()["instance"]}
    assert carmen.get(f"/patients/{stranger}").status_code == 404
    # Who stands before her is registered anew, for the desk to compare
    anew = carmen.book(world, free, person=person)
    assert anew.status_code == 201, anew.text
    assert anew.json()["patient"] != stranger
    assert carmen.get(f"/patients/{stranger}").status_code == 404
    again = carmen.book(world, world.at(23, "12:00"), patient=anew.json()["patient"])
    assert again.status_code == 201, again.text


def test_desk_says_that_the_patient_called(as_, world):
    answer = as_("desk").book(world, world.at(4, "12:00"), patient=world.beto, origin="phone")
    assert answer.status_code == 201, answer.text
    assert answer.json()["origin"] == "phone"


def test_desk_gives_an_extra_place_with_its_reason(as_, world):
    start = world.at(4, "14:00")
    assert as_("ana").book(world, start).status_code == 201
    assert as_("desk").book(world, start, patient=world.beto).status_code == 409
    answer = as_("desk").book(
        world, start, patient=world.beto, overbook_reason="Fiebre alta desde anoche")
    assert answer.status_code == 201, answer.text
    assert answer.json()["overbooked"] is True
    quota = as_("desk").book(
        world, world.at(4, "14:30"), patient=world.eva, overbook_reason="Otra más")
    assert quota.status_code == 409
    assert quota.json()["type"].endswith("/problems/overbooking-refused")


@pytest.mark.parametrize("values", [{"origin": "phone"}, {"overbook_reason": "Soy yo"}])
def test_patients_give_no_extra_places(as_, world, values):
    answer = as_("ana").book(world, world.at(4, "15:00"), **values)
    assert answer.status_code == 403


def test_hold_then_book(as_, world):
    guest = as_.new_guest()
    start = world.at(5, "09:00")
    held = guest.post("/holds", {
        "service": world.general, "practitioner": world.carmen, "start": start})
    assert held.status_code == 201, held.text
    assert held.json()["state"] == "pending" and held.json()["hold_until"]
    assert as_("beto").book(world, start).status_code == 409
    booked = guest.book(world, start, hold=held.json()["id"], person=PERSON)
    assert booked.status_code == 201, booked.text
    assert booked.json()["id"] == held.json()["id"]


def test_released_hold_is_free_again(as_, world):
    guest = as_.new_guest()
    start = world.at(5, "11:00")
    held = guest.post("/holds", {
        "service": world.general, "practitioner": world.carmen, "start": start}).json()
    assert guest.delete(f"/holds/{held['id']}").status_code == 204
    assert as_("beto").book(world, start).status_code == 201


def test_whole_life(as_, world):
    start = world.at(6, "09:00")
    booked = as_("ana").book(world, start).json()
    confirmed = as_("ana").act(booked, "confirm")
    assert confirmed.status_code == 200 and confirmed.json()["confirmed"]
    seen = confirmed.json()
    assert as_("carmen").act(seen, "arrive").status_code == 409, "on another day"
    with time_machine.travel(dt.datetime.fromisoformat(start).astimezone(dt.UTC)):
        on_the_day = People(as_.http, world)
        for verb, state in (
                ("arrive", "arrived"), ("call", "arrived"), ("start", "in_progress"),
                ("finish", "fulfilled")):
            answer = on_the_day("carmen").act(seen, verb)
            assert answer.status_code == 200, (verb, answer.text)
            seen = answer.json()
            assert seen["state"] == state
    refused = as_("ana").act(seen, "cancel", {"reason": "x"})
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/illegal-transition")


def test_history_tells_who_did_what(as_, world):
    booked = as_("ana").book(world, world.at(6, "11:00")).json()
    as_("desk").act(booked, "cancel", {"reason": "Feriado"})
    entries = as_("ana").get(f"/appointments/{booked['id']}/history").json()["items"]
    assert [(e["by"], e["action"]) for e in entries] == [("patient", "book"), ("clinic", "cancel")]


def test_reschedule_moves_and_frees(as_, world):
    old, new = world.at(7, "09:00"), world.at(7, "15:00")
    booked = as_("ana").book(world, old).json()
    moved = as_("ana").act(booked, "reschedule", {"start": new})
    assert moved.status_code == 200, moved.text
    assert moved.json()["start"] == new and moved.json()["sequence"] > booked["sequence"]
    assert as_("beto").book(world, old).status_code == 201
    back = as_("ana").act(moved.json(), "reschedule", {"start": old})
    assert back.status_code == 409
    assert len(back.json()["alternatives"]) == 3


def test_stale_view_is_refused(as_, world):
    booked = as_("ana").book(world, world.at(8, "09:00")).json()
    path = f"/appointments/{booked['id']}/cancel"
    stale = as_("desk").post(path, {}, If_Match='"41"')
    assert stale.status_code == 412 and stale.json()["type"].endswith("/stale")
    fresh = as_("desk").post(path, {}, If_Match=f'"{booked["sequence"]}"')
    assert fresh.status_code == 200
    assert fresh.json()["cancelled_by"] == "clinic"


def test_a_change_must_say_what_was_seen(as_, world):
    booked = as_("ana").book(world, world.at(8, "10:00")).json()
    for verb in ("confirm", "cancel", "arrive", "call", "start", "finish", "no-show", "reopen",
            "approve", "reschedule"):
        answer = as_("boss").post(
            f"/appointments/{booked['id']}/{verb}",
            {"start": world.at(8, "11:00")} if verb == "reschedule" else None)
        assert answer.status_code == 428, verb
        assert answer.json()["type"].endswith("/precondition-required")
    assert as_("ana").get(f"/appointments/{booked['id']}").json() == booked


def test_of_two_desks_at_once_one_is_told(as_, world):
    """Both saw the visit as booked; what one did the other does not overwrite."""
    hours = [f"{hour:02}:{minute}" for hour in (14, 15, 16, 17) for minute in ("00", "30")]
    for hour in hours:
        booked = as_("ana").book(world, world.at(10, hour)).json()
        moved = {"start": world.at(11, hour)}
        with ThreadPoolExecutor(2) as desks:
            answers = list(desks.map(
                lambda change, seen=booked: as_(change[0]).act(seen, *change[1:]),
                [("desk", "cancel", {"reason": "x"}), ("boss", "reschedule", moved)]))
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        stored = as_("desk").get(f"/appointments/{booked['id']}").json()
        done = next(answer.json() for answer in answers if answer.status_code == 200)
        assert stored == done and stored["sequence"] == booked["sequence"] + 1


def test_approval(as_, world):
    asked = as_("ana").book(world, world.at(9, "09:00"), service=world.asked).json()
    assert asked["state"] == "pending" and asked["requested"]
    approved = as_("desk").act(asked, "approve")
    assert approved.status_code == 200, approved.text
    assert approved.json()["state"] == "booked"


def test_tanda_gives_the_next_turn(as_, world):
    start = world.at(2, "08:00")
    turns = []
    for n in range(3):
        answer = as_(f"p{n}").book(world, start, practitioner=world.rosa)
        assert answer.status_code == 201, answer.text
        turns.append((answer.json()["mode"], answer.json()["turn"]))
    assert turns == [("arrival", 1), ("arrival", 2), ("arrival", 3)]


def test_listing_pages(as_, world):
    for hour in ("08:00", "09:00", "10:00"):
        assert as_("p5").book(world, world.at(12, hour)).status_code == 201
    page = as_("p5").get("/appointments", limit=2).json()
    assert len(page["items"]) == 2 and page["next"]
    rest = as_("p5").get("/appointments", limit=2, after=page["next"]).json()
    assert len(rest["items"]) == 1 and rest["next"] is None
    starts = [a["start"] for a in page["items"] + rest["items"]]
    assert starts == sorted(starts)


def test_listing_filters(as_, world):
    day = world.day(12)
    found = as_("desk").get(
        "/appointments", patient=world.extra[5], **{"from": day, "to": day, "state": "booked"})
    assert found.status_code == 200
    assert {a["patient"] for a in found.json()["items"]} == {world.extra[5]}


def test_calendar_file(as_, world):
    booked = as_("ana").book(world, world.at(13, "09:00"), reason="Secreto").json()
    answer = as_("ana").get(f"/appointments/{booked['id']}/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert b"Secreto" not in answer.content and b"Consulta" not in answer.content
    assert b"DTSTART:" in answer.content and b"SEQUENCE:0" in answer.content


def test_lookup_by_reference_and_birth_date(as_, world):
    booked = as_.new_guest().book(world, world.at(14, "09:00"), person=PERSON).json()
    found = as_("nobody").post(
        "/appointments/lookup",
        {"number": booked["number"].lower(), "birth_date": PERSON["birth_date"]})
    assert found.status_code == 200, found.text
    from tests.callers import Caller
    caller = Caller(as_.http, found.json()["access_token"])
    assert caller.get(f"/appointments/{booked['id']}").status_code == 200
    wrong = as_("nobody").post(
        "/appointments/lookup", {"number": booked["number"], "birth_date": "1984-05-18"})
    missing = as_("nobody").post(
        "/appointments/lookup", {"number": "LV-999999", "birth_date": "1984-05-18"})
    assert wrong.status_code == missing.status_code == 404
    assert wrong.json()["detail"] == missing.json()["detail"]


@pytest.mark.parametrize("caller", ["beto", "other guest", "santos"])
def test_hidden_and_missing_answer_alike(as_, world, caller):
    booked = as_("ana").book(world, world.at(20, "09:00")).json()
    hidden = as_(caller).get(f"/appointments/{booked['id']}")
    missing = as_(caller).get("/appointments/999999")
    assert hidden.status_code == missing.status_code == 404
    drop = {"instance"}
    assert {k: v for k, v in hidden.json().items() if k not in drop} == {
        k: v for k, v in missing.json().items() if k not in drop}
    as_("ana").act(booked, "cancel")
