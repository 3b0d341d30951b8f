# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocking time over HTTP, and rescuing the visits of a day that falls."""
import csv
import datetime as dt
import io

import pytest

from api_adapter.responses import csv_safe
from tests.links import link_to


def absence(world, day: int, **values):
    return {
        "kind": "absence", "practitioner": world.carmen, "start": world.at(day, "00:00"),
        "end": world.at(day + 1, "00:00"), "reason": "Congreso", **values}


def booked(as_, world, day: int, time: str, who: str = "ana", **values) -> dict:
    made = as_(who).book(world, world.at(day, time), **values)
    assert made.status_code == 201, made.text
    return made.json()


def block(as_, world, day: int, **values) -> dict:
    made = as_("desk").post("/exceptions", absence(world, day, **values))
    assert made.status_code == 201, made.text
    return made.json()


def free(as_, world, day: int) -> list[str]:
    found = as_("nobody").get(
        "/availability", practitioner=world.carmen, service=world.general,
        **{"from": world.day(day), "to": world.day(day)})
    return [slot["start"] for slot in found.json()["slots"]]


def affected(as_, made: dict) -> dict:
    answer = as_("desk").get(f"/exceptions/{made['id']}/affected")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def link(settings):
    """`link(visit)` is the token of a message about it."""
    return lambda visit: link_to(settings.database_name, visit["id"])


@pytest.fixture
def email(settings, world):
    """`email("ana")` gives a patient of the world an address for messages."""
    def write(name: str) -> None:
        from trytond.pool import Pool
        from trytond.transaction import Transaction
        with Transaction().start(settings.database_name, 0) as transaction:
            patient = Pool().get("medical.patient")(getattr(world, name))
            patient.email = f"{name}@example.do"
            patient.save()
            transaction.commit()
    return write


class TestBlocking:

    def test_who_is_affected_is_shown_before_saving(self, as_, world):
        visit = booked(as_, world, 2, "09:00")
        seen = as_("carmen").get(
            "/exceptions/preview", practitioner=world.carmen, start=world.at(2, "00:00"),
            end=world.at(3, "00:00")).json()["items"]
        assert [(v["id"], v["patient_name"]) for v in seen] == [(visit["id"], "Ana Reyes")]
        days = {"from": world.day(2), "to": world.day(2)}
        assert as_("desk").get("/exceptions", **days).json()["items"] == []
        assert block(as_, world, 2)["affected"] == 1
        listed, = as_("carmen").get("/exceptions", **days).json()["items"]
        assert (listed["kind"], listed["reason"]) == ("absence", "Congreso")

    def test_blocked_hours_are_not_offered_until_taken_back(self, as_, world):
        assert free(as_, world, 3)
        made = block(as_, world, 3)
        assert free(as_, world, 3) == []
        assert as_("carmen").delete(f"/exceptions/{made['id']}").status_code == 204
        assert free(as_, world, 3)

    def test_every_week_at_the_same_hours(self, as_, world):
        made = block(as_, world, 60, repeat={"weeks": 3})
        assert len(made["repeats"]) == 2
        found = as_("desk").get("/exceptions", **{
            "practitioner": world.carmen, "from": world.day(60), "to": world.day(80)}).json()
        starts = [dt.datetime.fromisoformat(e["start"]) for e in found["items"]]
        assert [(s - starts[0]).days for s in starts] == [0, 7, 14]
        assert {s.hour for s in starts} == {0}

    def test_extra_hours_are_offered(self, as_, world):
        night = world.at(4, "20:00")
        assert night not in free(as_, world, 4)
        made = as_("carmen").post("/exceptions", {
            "kind": "extra", "practitioner": world.carmen, "location": world.place,
            "start": night, "end": world.at(4, "22:00")})
        assert made.status_code == 201, made.text
        assert night in free(as_, world, 4)

    @pytest.mark.parametrize(("values", "code"), [
        ({"kind": "absence", "practitioner": None}, "exception-incomplete"),
        ({"kind": "extra"}, "exception-incomplete"),
        ({"kind": "closure", "practitioner": None}, "exception-incomplete"),
        ({"end": "2020-01-01T00:00:00-04:00"}, "invalid"),
        ({"practitioner": 999_999}, "not-found"),
        ({"location": 999_999}, "not-found")])
    def test_what_makes_no_sense(self, as_, world, values, code):
        body = {k: v for k, v in absence(world, 5, **values).items() if v is not None}
        answer = as_("desk").post("/exceptions", body)
        assert answer.json()["type"].endswith(f"/{code}"), answer.text

    def test_a_practitioner_closes_no_location(self, as_, world):
        body = absence(world, 5, kind="closure", location=world.place)
        del body["practitioner"]
        assert as_("carmen").post("/exceptions", body).status_code == 403
        answer = as_("boss").post("/exceptions", body)
        assert answer.status_code == 201
        assert as_("carmen").delete(f"/exceptions/{answer.json()['id']}").status_code == 404
        assert as_("boss").delete(f"/exceptions/{answer.json()['id']}").status_code == 204


class TestOffers:

    def test_three_times_each_and_none_twice(self, as_, world, email):
        """Both want the same hour; so does who is offered times later."""
        email("ana")
        email("beto")
        first = [
            booked(as_, world, 6, "09:00")["id"], booked(as_, world, 7, "09:00", "beto")["id"]]
        last = booked(as_, world, 7, "08:30", "p0")
        made = block(as_, world, 6, end=world.at(8, "00:00"))
        assert affected(as_, made)["counts"]["none"] == 3
        done = as_("desk").post(
            f"/exceptions/{made['id']}/offer", {"appointments": first}).json()
        assert (len(done["done"]), done["failed"]) == (2, [])
        told = {i["appointment"]["id"] for i in affected(as_, made)["items"] if i["told"]}
        assert told == set(first)
        as_("desk").post(f"/exceptions/{made['id']}/offer", {"appointments": [last["id"]]})
        found = affected(as_, made)
        assert found["counts"]["offered"] == 3
        offers = [offer["start"] for item in found["items"] for offer in item["proposals"]]
        assert len(offers) == len(set(offers)) == 9
        assert {start[:10] for start in offers} == {world.day(day) for day in (8, 9, 10)}
        messages = as_("desk").get("/notifications", kind="affected").json()["items"]
        assert {m["recipient"] for m in messages} == {"ana@example.do", "beto@example.do"}

    def test_whom_no_message_reaches_has_to_be_called(self, as_, world):
        visit = booked(as_, world, 14, "09:00", "p1")
        made = block(as_, world, 14)
        done = as_("desk").post(f"/exceptions/{made['id']}/offer").json()
        assert done["failed"] == [{"appointment": visit["id"], "problem": "no-address"}]
        item, = affected(as_, made)["items"]
        assert len(item["proposals"]) == 3 and not item["told"]

    def test_taken_in_one_act(self, as_, world, link):
        visit = booked(as_, world, 11, "09:00", "p2")
        made = block(as_, world, 11)
        as_("desk").post(f"/exceptions/{made['id']}/offer")
        page = as_("nobody").get(f"/links/{link(visit)}").json()
        assert page["affected"] and page["can"] == ["cancel", "reschedule"]
        offered = [o["start"] for o in affected(as_, made)["items"][0]["proposals"]]
        assert [o["start"] for o in page["offers"]] == offered
        taken = as_("nobody").tap(link(visit), {
            "action": "reschedule", "start": offered[1], "practitioner": world.carmen})
        assert taken.status_code == 200, taken.text
        after = taken.json()
        assert (after["start"], after["affected"], after["offers"]) == (offered[1], False, [])
        found = affected(as_, made)
        assert found["counts"]["moved"] == 1
        assert found["items"][0]["answered_at"]
        as_("desk").delete(f"/exceptions/{made['id']}")
        assert world.at(11, "09:00") in free(as_, world, 11)

    def test_an_offer_is_given_once(self, as_, world, link):
        first = booked(as_, world, 24, "09:00", "p3")
        second = booked(as_, world, 24, "09:30", "p4")
        made = block(as_, world, 24)
        as_("desk").post(f"/exceptions/{made['id']}/offer")
        wanted = affected(as_, made)["items"][0]["proposals"][0]["start"]
        move = {"action": "reschedule", "start": wanted}
        assert as_("nobody").tap(link(first), move).status_code == 200
        lost = as_("nobody").tap(link(second), move)
        assert lost.status_code == 409
        assert lost.json()["type"].endswith("/slot-taken")
        assert len(lost.json()["alternatives"]) == 3
        page = as_("nobody").get(f"/links/{link(second)}").json()
        assert len(page["offers"]) == 3
        assert wanted not in [o["start"] for o in page["offers"]]

    def test_the_notice_binds_nobody_whom_the_clinic_moves(self, as_, world, link, settings):
        visit = booked(as_, world, 1, "08:00", "p5")
        made = block(as_, world, 1)
        about_to_begin(settings.database_name, visit["id"])
        page = as_("nobody").get(f"/links/{link(visit)}").json()
        assert "reschedule" in page["can"]
        moved = as_("nobody").tap(link(visit), {
            "action": "reschedule", "start": page["offers"][0]["start"]})
        assert moved.status_code == 200, moved.text
        assert made["affected"] >= 1


def about_to_begin(database: str, visit: int) -> None:
    """Its service asks for more notice than is left."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(database, 0) as transaction:
        service = Pool().get("medical.appointment")(visit).service
        service.reschedule_cutoff = dt.timedelta(days=10)
        service.save()
        transaction.commit()


class TestBulk:

    def test_move_all_that_can_be_moved(self, as_, world, email):
        early = booked(as_, world, 29, "09:00", "p6")
        late = booked(as_, world, 29, "17:00", "p7")
        made = block(as_, world, 29)
        outcome = as_("desk").post(f"/exceptions/{made['id']}/move").json()
        assert outcome == {"done": [early["id"], late["id"]], "failed": []}
        found = affected(as_, made)
        assert found["counts"]["moved"] == 2
        assert {i["appointment"]["start"][:10] for i in found["items"]} == {world.day(30)}

    def test_what_cannot_be_moved_stays_and_says_why(self, as_, world):
        there = booked(as_, world, 34, "08:00", "p8")
        other = booked(as_, world, 34, "09:00", "p9")
        block(as_, world, 35, end=world.at(70, "00:00"))
        made = block(as_, world, 34)
        outcome = as_("desk").post(
            f"/exceptions/{made['id']}/move", {"appointments": [there["id"]]}).json()
        assert outcome["done"] == []
        assert outcome["failed"] == [
            {"appointment": there["id"], "problem": "no-free-time"}]
        outcome = as_("desk").post(f"/exceptions/{made['id']}/cancel", {
            "appointments": [other["id"]], "reason": "Médica enferma"}).json()
        assert outcome == {"done": [other["id"]], "failed": []}
        counts = affected(as_, made)["counts"]
        assert (counts["none"], counts["cancelled"]) == (1, 1)
        seen = as_("p9").get(f"/appointments/{other['id']}").json()
        assert (seen["cancelled_by"], seen["cancel_reason"]) == ("clinic", "Médica enferma")


class TestCallList:

    def test_those_who_did_not_answer(self, as_, world, settings):
        silent = booked(as_, world, 33, "09:00", "p10")
        gone = booked(as_, world, 33, "10:00", "p11")
        rename(settings.database_name, silent["patient"], "=HYPERLINK(1)", "@Cruz")
        made = block(as_, world, 33)
        as_("desk").post(
            f"/exceptions/{made['id']}/cancel", {"appointments": [gone["id"]]})
        answer = as_("desk").get(f"/exceptions/{made['id']}/affected.csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer.headers["content-disposition"]
        head, row = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
        assert head == ["Paciente", "Teléfono", "Día", "Hora", "Médico", "Avisado"]
        assert row == [
            "'=HYPERLINK(1) @Cruz", "1 809-555-0155", world.day(33), "09:00",
            "Dra. Carmen Pérez", "No"]


def rename(database: str, patient: int, name: str, surname: str) -> None:
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(database, 0) as transaction:
        found = Pool().get("medical.patient")(patient)
        found.party.first_name, found.party.surname = name, surname
        found.party.save()
        found.phone = "809-555-0155"
        found.save()
        transaction.commit()


@pytest.mark.parametrize("text", [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_no_cell_is_a_formula(text):
    assert csv_safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Ana", "a=1", "", 5, -5, 1.5])
def test_other_cells_stay(value):
    assert csv_safe(value) == value
