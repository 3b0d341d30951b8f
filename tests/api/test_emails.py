# SPDX-License-Identifier: GPL-3.0-or-later
"""The e-mail of a visit: nothing but a code goes to an address before the code comes back."""
import psycopg
import pytest

from tests.api.test_accounts import forget_attempts, the_code  # noqa: F401
from tests.callers import PERSON


@pytest.fixture
def messages(settings):
    """The kinds of the messages to an address, oldest first."""
    def messages(address: str) -> list[str]:
        with psycopg.connect(settings.database_url) as connection:
            rows = connection.execute(
                "SELECT kind FROM medical_notification WHERE recipient = %s "
                "AND state <> 'cancelled' ORDER BY due_at, id", (address,)).fetchall()
        return [kind for kind, in rows]
    return messages


@pytest.fixture
def mechanisms(settings):
    def mechanisms(address: str) -> int:
        with psycopg.connect(settings.database_url) as connection:
            return connection.execute(
                "SELECT count(*) FROM party_contact_mechanism WHERE value = %s",
                (address,)).fetchone()[0]
    return mechanisms


def book(guest, world, start: str, **person):
    made = guest.book(world, start, person={**PERSON, **person})
    assert made.status_code == 201, made.text
    return made.json()


def verify(caller, visit, code):
    seen = caller.get(f"/appointments/{visit['id']}").json()
    return caller.post(f"/appointments/{visit['id']}/email/verify", {"code": code},
        If_Match=f'"{seen.get("sequence", 0)}"')


def test_an_unproven_address_gets_only_the_code(as_, world, messages, mechanisms):
    book(as_.new_guest(), world, world.at(40, "09:00"), email="una@example.do", name="Una")
    assert messages("una@example.do") == ["email_verification"]
    assert mechanisms("una@example.do") == 0


def test_the_code_brings_the_confirmation_and_what_follows(
        as_, world, messages, mechanisms, the_code):  # noqa: F811
    guest = as_.new_guest()
    visit = book(guest, world, world.at(40, "10:00"), email="Dos@Example.do",
        name="Dos", phone="809-555-0142")
    wrong = verify(guest, visit, "111111")
    assert wrong.status_code == 401 and messages("dos@example.do") == ["email_verification"]
    right = verify(guest, visit, the_code)
    assert (right.status_code, right.json()) == (200, {"email": "dos@example.do"})
    assert messages("dos@example.do")[:2] == ["email_verification", "confirmation"]
    assert "reminder" in messages("dos@example.do")
    assert verify(guest, visit, the_code).status_code == 401
    assert mechanisms("dos@example.do") == 1
    assert guest.act(visit, "cancel").status_code == 412
    visit = guest.get(f"/appointments/{visit['id']}").json()
    assert guest.act(visit, "cancel").status_code == 200
    assert messages("dos@example.do")[-1] == "cancelled_by_patient"


def test_five_wrong_codes_close_it(as_, world, the_code):  # noqa: F811
    guest = as_.new_guest()
    visit = book(guest, world, world.at(40, "11:00"), email="tres@example.do",
        name="Tres", phone="809-555-0143")
    assert [verify(guest, visit, "111111").status_code for _ in range(5)] == [401] * 5
    assert verify(guest, visit, the_code).status_code == 401


def test_ask_later_for_another_address(as_, world, messages, the_code):  # noqa: F811
    guest = as_.new_guest()
    visit = book(guest, world, world.at(40, "12:00"), name="Cuatro", phone="809-555-0144")
    asked = guest.post(f"/appointments/{visit['id']}/email", {"email": "cuatro@example.do"})
    assert asked.status_code == 202 and messages("cuatro@example.do") == ["email_verification"]
    assert verify(guest, visit, the_code).status_code == 200
    assert "confirmation" in messages("cuatro@example.do")


def test_only_who_sees_the_visit_may(as_, world, the_code):  # noqa: F811
    visit = as_("ana").book(world, world.at(40, "13:00")).json()
    for caller in (as_.new_guest(), as_("beto")):
        answer = caller.post(f"/appointments/{visit['id']}/email", {"email": "x@example.do"})
        assert answer.status_code == 404
        assert verify(caller, visit, the_code).status_code == 404


def test_who_knows_the_patients_data_does_not_divert_the_messages(
        as_, world, messages, mechanisms, settings, the_code):  # noqa: F811
    """A guest who is matched to a patient gets this visit's messages; the patient keeps getting
    them, and no other visit's go to the guest."""
    desk = as_("desk").post("/patients", {
        "name": "Quina", "surname": "Peralta", "phone": "809-555-0145",
        "birth_date": "1984-05-17", "email": "quina@example.do"})
    assert desk.status_code == 201, desk.text
    guest = as_.new_guest()
    visit = book(guest, world, world.at(40, "14:00"), email="intrusa@example.do",
        name="Quina", phone="809-555-0145")
    assert "confirmation" in messages("quina@example.do")
    assert verify(guest, visit, the_code).status_code == 200
    assert "confirmation" in messages("intrusa@example.do")
    assert mechanisms("intrusa@example.do") == 0
    other = as_("desk").book(world, world.at(41, "14:00"), patient=desk.json()["id"]).json()
    before = len(messages("intrusa@example.do"))
    assert as_("desk").act(other, "cancel").status_code == 200
    assert len(messages("intrusa@example.do")) == before
    assert messages("quina@example.do").count("cancelled_by_clinic") == 1
    visit = as_("desk").get(f"/appointments/{visit['id']}").json()
    assert as_("desk").act(visit, "cancel").status_code == 200
    assert messages("quina@example.do").count("cancelled_by_clinic") == 2
    assert messages("intrusa@example.do")[-1] == "cancelled_by_clinic"


def test_what_the_desk_writes_down_needs_no_code(as_, world, messages):
    made = as_("desk").post("/patients", {
        "name": "Seis", "surname": "Delgado", "phone": "809-555-0146",
        "birth_date": "1970-01-01", "email": "seis@example.do"})
    as_("desk").book(world, world.at(40, "15:00"), patient=made.json()["id"])
    assert "confirmation" in messages("seis@example.do")


def test_codes_to_one_address_are_limited(as_, world):
    visit = as_("ana").book(world, world.at(40, "16:00")).json()
    statuses = [
        as_("ana").post(f"/appointments/{visit['id']}/email", {"email": "siete@example.do"}).status_code
        for _ in range(6)]
    assert statuses == [202] * 5 + [429]
