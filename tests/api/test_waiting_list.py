# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting list: enter, see who fits a freed time, offer it, take it by the link."""
import datetime as dt

import psycopg
import pytest

from tests.api.test_accounts import the_code  # noqa: F401
from tests.callers import PERSON
from tests.links import link_to

DAYS = dt.timedelta(days=1)


@pytest.fixture
def wait(as_, world):
    """`wait("ana")` puts a patient on the list for Carmen, for all days unless told."""
    def enter(who: str, **values) -> dict:
        made = as_(who).post("/waiting-list", {
            "service": world.general, "practitioner": world.carmen,
            "from": world.day(0), "to": world.day(60), **values})
        assert made.status_code == 201, made.text
        return made.json()
    return enter


@pytest.fixture
def link(settings):
    return lambda visit: link_to(settings.database_name, visit)


@pytest.fixture
def change(settings):
    """`change(entry, **values)`: time passes, or another door is used."""
    def write(model: str, id_: int, **values) -> None:
        from trytond.pool import Pool
        from trytond.transaction import Transaction
        with Transaction().start(settings.database_name, 0) as transaction:
            table = Pool().get(model).__table__()
            transaction.connection.cursor().execute(*table.update(
                [getattr(table, name) for name in values], list(values.values()),
                where=table.id == id_))
            transaction.commit()
    return write


def fitting(as_, world, start: str, **query) -> list[int]:
    found = as_("desk").get(
        "/waiting-list", practitioner=world.carmen, fits_start=start, **query)
    assert found.status_code == 200, found.text
    return [entry["patient"] for entry in found.json()["items"]]


def offer(as_, world, entry: dict, start: str):
    return as_("desk").post(
        f"/waiting-list/{entry['id']}/offer",
        {"start": start, "practitioner": world.carmen})


def own(as_, who: str, entry: dict) -> dict:
    found = as_(who).get("/waiting-list", state=["waiting", "offered", "booked", "closed"])
    return next(e for e in found.json()["items"] if e["id"] == entry["id"])


class TestEntering:

    def test_a_guest_learns_nothing_about_the_patient(self, as_, world, wait):
        entry = wait("guest", person=PERSON)
        assert entry["patient_name"] == "Juana"
        assert entry["patient"] is entry["phone"] is entry["birth_date"] is None
        seen = as_("desk").get("/waiting-list").json()["items"]
        assert seen[-1]["patient_name"] == "Juana Peralta"
        assert seen[-1]["phone"] == "+1 809-555-0134"

    def test_asking_again_changes_the_days(self, as_, world, wait):
        first = wait("p0")
        again = wait("p0", to=world.day(9), part_of_day="morning")
        assert (again["id"], again["to"], again["part_of_day"]) == (
            first["id"], world.day(9), "morning")

    def test_a_dependant_and_the_desk_for_anybody(self, as_, world, wait):
        assert wait("ana", patient=world.eva)["patient_name"] == "Eva Reyes"
        assert wait("desk", patient=world.beto)["patient"] == world.beto
        answer = as_("beto").post("/waiting-list", {
            "service": world.general, "patient": world.eva,
            "from": world.day(1), "to": world.day(2)})
        assert answer.status_code == 404

    @pytest.mark.parametrize(("values", "code"), [
        ({"to": "2020-01-01"}, "invalid"),
        ({"from": "2020-01-01", "to": "2020-02-01"}, "waiting-list-invalid"),
        ({"service": 999_999}, "not-found"),
        ({"practitioner": 999_999}, "not-found")])
    def test_what_makes_no_sense(self, as_, world, values, code):
        answer = as_("p1").post("/waiting-list", {
            "service": world.general, "from": world.day(1), "to": world.day(2), **values})
        assert answer.json()["type"].endswith(f"/{code}"), answer.text

    def test_one_sees_the_own_entries_only(self, as_, world, wait):
        entry = wait("p1")
        assert [e["id"] for e in as_("p1").get("/waiting-list").json()["items"]] == [entry["id"]]
        assert as_("p2").get("/waiting-list").json()["items"] == []
        santos = as_("santos").get("/waiting-list").json()["items"]
        assert entry["id"] not in [e["id"] for e in santos]
        assert as_("p2").post(f"/waiting-list/{entry['id']}/close").status_code == 404


class TestWhoFits:

    def test_by_day_part_of_day_and_practitioner(self, as_, world, wait):
        wait("p3", **{"from": world.day(20), "to": world.day(22)})
        wait("p4", **{"from": world.day(20), "to": world.day(22)}, part_of_day="afternoon")
        wait("p5", **{"from": world.day(21), "to": world.day(22)})
        wait("p6", **{"from": world.day(20), "to": world.day(22)}, practitioner=world.santos)
        ids = {n: world.extra[n] for n in range(3, 7)}
        morning = fitting(as_, world, world.at(20, "09:00"))
        assert ids[3] in morning
        assert not {ids[4], ids[5], ids[6]} & set(morning)
        afternoon = fitting(as_, world, world.at(21, "15:00"))
        assert [p for p in afternoon if p in ids.values()] == [ids[3], ids[4], ids[5]]

    def test_nobody_fits_a_time_that_is_not_free(self, as_, world, wait):
        wait("p7", **{"from": world.day(23), "to": world.day(23)})
        assert world.extra[7] in fitting(as_, world, world.at(23, "10:00"))
        as_("ana").book(world, world.at(23, "10:00"))
        assert fitting(as_, world, world.at(23, "10:00")) == []

    def test_who_has_a_visit_then_does_not_fit(self, as_, world, wait):
        wait("p8", service=world.long, **{"from": world.day(24), "to": world.day(24)})
        start = world.at(24, "10:00")
        assert world.extra[8] in fitting(as_, world, start)
        as_("p8").book(world, start, practitioner=world.marte, service=world.general)
        assert world.extra[8] not in fitting(as_, world, start)


class TestTheEmailOfAVisitor:

    @pytest.fixture
    def mail(self, settings):
        """`mail(address)` is what was written to it, by kind."""
        def kinds(address: str) -> set[str]:
            with psycopg.connect(settings.database_url) as connection:
                return {kind for kind, in connection.execute(
                    "SELECT kind FROM medical_notification WHERE recipient = %s", (address,))}
        return kinds

    def enter(self, as_, world, number: int) -> tuple:
        guest = as_.new_guest()
        email = f"espera{number}@example.do"
        made = guest.post("/waiting-list", {
            "service": world.general, "practitioner": world.carmen, "from": world.day(0),
            "to": world.day(60), "person": {
                **PERSON, "surname": f"Espera{number}", "phone": f"809-555-01{number}",
                "email": email}})
        assert made.status_code == 201, made.text
        return guest, made.json(), email

    def test_unproven_it_gets_nothing_but_its_code(self, as_, world, mail):
        _, entry, email = self.enter(as_, world, 71)
        assert offer(as_, world, entry, world.at(41, "09:00")).status_code == 200
        assert mail(email) == {"email_verification"}

    def test_proven_it_gets_the_offer(self, as_, world, mail, the_code):  # noqa: F811
        guest, entry, email = self.enter(as_, world, 72)
        wrong = guest.post(f"/waiting-list/{entry['id']}/email/verify", {"code": "654321"})
        assert (wrong.status_code, wrong.json()["type"][-13:]) == (401, "/invalid-code")
        proven = guest.post(f"/waiting-list/{entry['id']}/email/verify", {"code": the_code})
        assert (proven.status_code, proven.json()) == (200, {"email": email})
        assert offer(as_, world, entry, world.at(42, "09:00")).status_code == 200
        assert mail(email) == {"email_verification", "offered"}

    def test_another_address_is_proven_instead(self, as_, world, mail, the_code):  # noqa: F811
        guest, entry, email = self.enter(as_, world, 73)
        asked = guest.post(f"/waiting-list/{entry['id']}/email", {"email": "otra73@example.do"})
        assert (asked.status_code, asked.json()) == (202, {"status": "accepted"})
        guest.post(f"/waiting-list/{entry['id']}/email/verify", {"code": the_code})
        assert offer(as_, world, entry, world.at(43, "09:00")).status_code == 200
        assert (mail("otra73@example.do"), mail(email)) == (
            {"email_verification", "offered"}, {"email_verification"})

    def test_a_stranger_proves_nothing_for_it(self, as_, world, mail, the_code):  # noqa: F811
        """Not even with a code of the own address; and is not told why."""
        _, entry, _ = self.enter(as_, world, 74)
        stranger, address = as_.new_guest(), "extrana74@example.do"
        for id_ in (entry["id"], 999_999):
            asked = stranger.post(f"/waiting-list/{id_}/email", {"email": address})
            assert (asked.status_code, asked.json()) == (202, {"status": "accepted"})
            refused = stranger.post(f"/waiting-list/{id_}/email/verify", {"code": the_code})
            assert refused.status_code == 401
        assert offer(as_, world, entry, world.at(44, "09:00")).status_code == 200
        assert mail(address) == set()


class TestOffering:

    def test_held_told_and_taken_by_the_link(self, as_, world, wait, link):
        entry = wait("p9")
        start = world.at(25, "09:00")
        offered = offer(as_, world, entry, start)
        assert offered.status_code == 200, offered.text
        held = offered.json()
        assert (held["state"], held["offered_start"], held["offers"]) == ("offered", start, 1)
        assert held["hold_until"] > held["offered_at"]
        lost = as_("p10").book(world, start)
        assert lost.json()["type"].endswith("/slot-taken")
        token = link(held["appointment"])
        page = as_("nobody").get(f"/links/{token}").json()
        assert (page["state"], page["hold_until"]) == ("pending", held["hold_until"])
        taken = as_("nobody").tap(token, {"action": "confirm"})
        assert taken.json()["state"] == "booked"
        assert own(as_, "p9", entry)["state"] == "booked"

    def test_the_message(self, as_, world, wait, settings):
        from trytond.pool import Pool
        from trytond.transaction import Transaction
        with Transaction().start(settings.database_name, 0) as transaction:
            patient = Pool().get("medical.patient")(world.extra[11])
            patient.email = "p11@example.do"
            patient.save()
            transaction.commit()
        entry = wait("p11")
        held = offer(as_, world, entry, world.at(26, "09:00")).json()
        message, = [
            item for item in as_("desk").get("/notifications", kind="offered").json()["items"]
            if item["appointment"] == held["appointment"]]
        assert message["recipient"] == "p11@example.do"

    def test_refused_the_patient_waits_on(self, as_, world, wait, link):
        entry = wait("p12")
        held = offer(as_, world, entry, world.at(27, "09:00")).json()
        refused = as_("nobody").tap(link(held['appointment']), {"action": "cancel"})
        assert refused.status_code == 200, refused.text
        back = own(as_, "p12", entry)
        assert (back["state"], back["appointment"], back["offers"]) == ("waiting", None, 1)
        assert offer(as_, world, entry, world.at(27, "10:00")).status_code == 200

    def test_unanswered_the_time_comes_free_and_the_patient_waits_on(
            self, as_, world, wait, change, link):
        entry = wait("p13")
        start = world.at(28, "09:00")
        held = offer(as_, world, entry, start).json()
        change("medical.appointment", held["appointment"],
            hold_until=dt.datetime.now() - dt.timedelta(minutes=1))
        late = as_("nobody").tap(link(held['appointment']), {"action": "confirm"})
        assert late.json()["type"].endswith("/hold-expired")
        assert own(as_, "p13", entry)["state"] == "waiting"
        assert as_("p14").book(world, start).status_code == 201

    def test_a_taken_time_is_not_offered(self, as_, world, wait):
        entry = wait("p15")
        as_("beto").book(world, world.at(29, "09:00"))
        answer = offer(as_, world, entry, world.at(29, "09:00"))
        assert answer.json()["type"].endswith("/slot-taken")
        assert len(answer.json()["alternatives"]) == 3
        assert own(as_, "p15", entry)["state"] == "waiting"

    def test_one_offer_at_a_time(self, as_, world, wait):
        entry = wait("p16")
        assert offer(as_, world, entry, world.at(30, "09:00")).status_code == 200
        again = offer(as_, world, entry, world.at(30, "10:00"))
        assert again.json()["type"].endswith("/illegal-transition")


class TestClosing:

    def test_booked_by_any_door(self, as_, world, wait):
        entry = wait("p17")
        booked = as_("desk").book(world, world.at(31, "09:00"), patient=world.extra[17])
        closed = own(as_, "p17", entry)
        assert (closed["state"], closed["appointment"]) == ("booked", booked.json()["id"])

    def test_the_days_are_over(self, as_, world, wait, change):
        entry = wait("p18")
        change("medical.waiting_list", entry["id"],
            date_from=dt.date.today() - 5 * DAYS, date_to=dt.date.today() - 2 * DAYS)
        closed = own(as_, "p18", entry)
        assert (closed["state"], closed["closed_reason"]) == ("closed", "expired")

    def test_withdrawn_the_held_time_comes_free(self, as_, world, wait):
        entry = wait("p19")
        start = world.at(32, "09:00")
        offer(as_, world, entry, start)
        closed = as_("p19").post(f"/waiting-list/{entry['id']}/close")
        assert closed.json()["closed_reason"] == "withdrawn"
        assert as_("ana").book(world, start).status_code == 201
        again = as_("p19").post(f"/waiting-list/{entry['id']}/close")
        assert again.json()["type"].endswith("/illegal-transition")

    def test_by_the_desk_with_a_reason(self, as_, world, wait):
        entry = wait("p2")
        closed = as_("desk").post(
            f"/waiting-list/{entry['id']}/close", {"reason": "unreachable"})
        assert closed.json()["closed_reason"] == "unreachable"
