# SPDX-License-Identifier: GPL-3.0-or-later
"""Patients as the front desk finds, writes down and corrects them."""
import itertools
import secrets

import pytest
from stdnum import luhn

from tests.callers import PERSON

_numbers = itertools.count(1_000_001)


@pytest.fixture
def tryton(client, settings):
    """A transaction as the system, for what no route does."""
    from contextlib import contextmanager

    from trytond.pool import Pool
    from trytond.transaction import Transaction

    @contextmanager
    def start():
        with Transaction().start(settings.database_name, 0) as transaction:
            yield Pool().get
            transaction.commit()
    return start


def cedula() -> str:
    digits = f"402{next(_numbers):07d}"
    return digits + luhn.calc_check_digit(digits)


def phone() -> str:
    return f"809-{next(_numbers) % 1000 + 220:03d}-{next(_numbers) % 10000:04d}"


def somebody(**values) -> dict:
    word = secrets.token_hex(4)
    return {"name": f"N{word}", "surname": f"S{word}", **values}


def code(answer) -> str:
    return answer.json()["type"].rpartition("/")[2]


@pytest.fixture
def desk(as_):
    return as_("desk")


@pytest.fixture
def jose(desk):
    """José Núñez, whose name, phone and cédula are all his own."""
    made = desk.post("/patients", {
        "name": f"José {secrets.token_hex(3)}", "surname": "Núñez", "second_surname": "Peña",
        "phone": phone(), "birth_date": "1971-08-16", "identifier": cedula(),
        "email": "jose@example.do"})
    assert made.status_code == 201, made.text
    return made.json()


def found(caller, search, **more) -> list[int]:
    answer = caller.get("/patients", search=search, limit=50, **more)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


# Finding


@pytest.mark.parametrize("words", [
    lambda p: p["first_name"], lambda p: p["first_name"].upper(),
    lambda p: f"{p['first_name'].replace('é', 'e')} nunez",
    lambda p: f"pena {p['first_name'].split()[1]}",
    lambda p: f"  Núñez   Peña  {p['first_name']} "],
    ids=["first name", "capitals", "no accents", "second surname", "any order"])
def test_by_any_part_of_the_name(desk, jose, words):
    assert found(desk, words(jose)) == [jose["id"]]


@pytest.mark.parametrize("written", [
    lambda p: p["phone"], lambda p: "".join(c for c in p["phone"] if c.isdigit())[1:],
    lambda p: p["phone"][-8:], lambda p: p["identifier"],
    lambda p: p["identifier"].replace("-", ""), lambda p: p["number"]],
    ids=["phone", "bare phone", "end of the phone", "cédula", "bare cédula", "record number"])
def test_by_a_number(desk, jose, written):
    assert jose["id"] in found(desk, written(jose))


@pytest.mark.parametrize("write", [str, str.lower, lambda n: n.replace("-", "")])
def test_by_the_reference_of_a_visit(as_, world, desk, write):
    visit = as_("ana").book(world, world.at(9, f"08:{secrets.choice(['00', '30'])}")).json()
    assert found(desk, write(visit["number"])) == [world.ana]
    as_("ana").act(visit, "cancel")


@pytest.mark.parametrize("search", ["%", "_", "\\", "'; DROP TABLE medical_patient; --", "%%%__"])
def test_wildcards_and_quotes_mean_themselves(desk, jose, search):
    assert jose["id"] not in found(desk, f"{search}zzzz")
    assert desk.get("/patients", search=search).status_code == 200


def test_the_list_has_pages_in_order_of_names(desk, jose):
    seen, after = [], None
    while True:
        page = desk.get("/patients", limit=7, **({"after": after} if after else {})).json()
        seen += [item["id"] for item in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) and jose["id"] in seen
    whole = desk.get("/patients", limit=50).json()["items"]
    assert seen[:len(whole)] == [item["id"] for item in whole]


def test_a_card_has_the_visits_and_the_contact(as_, world, desk, jose):
    start = world.at(30, "10:00")
    visit = desk.book(world, start, patient=jose["id"]).json()
    changed = change(desk, jose, {"contact": {
        "name": "Marta", "surname": "Peña", "phone": "809-555-0199", "relation": "spouse"}})
    assert changed.status_code == 200
    card = desk.get(f"/patients/{jose['id']}").json()
    assert card["coming_visits"] == 1 and card["past_visits"] == 0
    assert card["next_visit"]["id"] == visit["id"] and card["next_visit"]["start"] == start
    assert card["next_visit"]["practitioner_name"].startswith("Dra. Carmen")
    assert card["contact"] == {
        "name": "Marta Peña", "phone": "+1 809-555-0199", "relation": "spouse"}
    listed = desk.get(f"/patients/{jose['id']}/appointments").json()["items"]
    assert [item["id"] for item in listed] == [visit["id"]]


# Who sees whom


def test_practitioners_find_their_own_patients_only(as_, world, desk, jose):
    desk.book(world, world.at(31, "11:00"), patient=jose["id"], practitioner=world.santos)
    assert found(as_("santos"), jose["first_name"]) == [jose["id"]]
    assert found(as_("carmen"), jose["first_name"]) == []
    assert as_("carmen").get(f"/patients/{jose['id']}").status_code == 404
    assert as_("carmen").get("/patients/999999").status_code == 404


def test_a_practitioner_is_not_told_of_visits_at_others(as_, world, desk, jose):
    for doctor, hour in (("santos", "09:00"), ("carmen", "12:00")):
        booked = desk.book(
            world, world.at(32, hour), patient=jose["id"],
            practitioner=getattr(world, doctor))
        assert booked.status_code == 201, booked.text
    card = as_("carmen").get(f"/patients/{jose['id']}").json()
    assert card["coming_visits"] == 1
    assert card["next_visit"]["practitioner_name"].startswith("Dra. Carmen")
    seen = as_("carmen").get(f"/patients/{jose['id']}/appointments").json()["items"]
    assert {item["practitioner"] for item in seen} == {world.carmen}


def test_a_page_can_not_begin_after_a_hidden_patient(as_, world, desk, jose):
    last = desk.post("/patients", somebody(name=f"Zz{secrets.token_hex(3)}")).json()
    desk.book(world, world.at(34, "16:00"), patient=last["id"])
    assert found(as_("carmen"), last["first_name"]) == [last["id"]]
    page = as_("carmen").get("/patients", after=jose["id"]).json()
    assert page == {"items": [], "next": None}


def test_what_was_read_is_recorded(desk, jose, tryton, world):
    desk.get("/patients", search=jose["first_name"])
    desk.get(f"/patients/{jose['id']}")
    with tryton() as get:
        card, search = get("medical.audit").search([
            ("action", "=", "read"), ("actor", "=", f"res.user,{world.desk}"),
            ("changes", "like", f'%[{jose["id"]}]%')], limit=2, order=[("id", "DESC")])
        assert card.record == f"medical.patient,{jose['id']}"
        assert '"searched":true' in search.changes
        assert jose["first_name"] not in search.changes  # nothing of the person outlives them


# Writing down


def test_the_desk_writes_down_a_patient(desk):
    made = desk.post("/patients", somebody(
        second_surname="Díaz", phone="(809) 555 0171", birth_date="1990-02-28", gender="female"))
    assert made.status_code == 201
    card = made.json()
    assert card["number"] and card["phone"] == "+1 809-555-0171" and card["gender"] == "female"
    assert card["name"].endswith(" Díaz") and card["to_verify"] is False
    assert desk.get(f"/patients/{card['id']}").json() == card


@pytest.mark.parametrize("change", [
    {"birth_date": "1971-08-16", "phone": None}, {"birth_date": None}, {"name": "Otro"}],
    ids=["name and birth date", "name and phone", "phone and birth date"])
def test_who_may_be_the_same_is_named_first(desk, jose, change):
    twin = {
        "name": jose["first_name"].replace("é", "e"), "surname": "NUÑEZ", "phone": jose["phone"],
        "birth_date": "1971-08-16", **change}
    if change.get("name"):
        twin["surname"] = "Distinto"
    refused = desk.post("/patients", twin)
    assert refused.status_code == 409 and code(refused) == "duplicate-patient"
    candidate, = refused.json()["candidates"]
    assert candidate["id"] == jose["id"] and len(candidate["same"]) >= 2
    made = desk.post("/patients", {**twin, "override": True})
    assert made.status_code == 201 and made.json()["id"] != jose["id"]


@pytest.mark.parametrize("override", [False, True])
def test_the_same_cedula_is_always_refused(desk, jose, override):
    refused = desk.post(
        "/patients", somebody(identifier=jose["identifier"], override=override))
    assert refused.status_code == 409 and code(refused) == "duplicate-cedula"
    assert [c["id"] for c in refused.json()["candidates"]] == [jose["id"]]


def test_a_cedula_is_not_taken_by_correcting_either(desk, jose):
    other = desk.post("/patients", somebody()).json()
    refused = change(desk, other, {"identifier": jose["identifier"]})
    assert refused.status_code == 409 and code(refused) == "duplicate-cedula"


@pytest.mark.parametrize(("values", "expected"), [
    ({"phone": "123-4567"}, "invalid-phone"), ({"identifier": "402-0000000-0"}, "invalid-cedula"),
    ({"birth_date": "2199-01-01"}, "invalid-birth-date"), ({"name": " "}, "invalid"),
    ({"email": "a..b@example.do"}, "invalid-email"), ({"contact": {}}, "invalid"),
    ({"gender": "robot"}, "invalid"), ({"birth_date": "16/08/1971"}, "invalid")])
def test_mistakes_are_said(desk, values, expected):
    refused = desk.post("/patients", somebody(**values))
    assert refused.status_code == 422 and code(refused) == expected, refused.text


@pytest.mark.parametrize("name", [
    "id", "number", "party", "active", "replaced_by", "version", "to_verify", "company",
    "create_uid", "_timestamp", "preferred_channel", "contact_party", "appointments"])
def test_nothing_else_can_be_written(desk, name):
    refused = desk.post("/patients", somebody(**{name: 1}))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == name


def test_the_module_itself_takes_no_other_field(desk, tryton, jose, world):
    from trytond.transaction import Transaction
    with tryton() as get:
        Patient = get("medical.patient")
        with Transaction().set_user(world.desk), Transaction().set_context(_check_access=True):
            Patient.change(jose["id"], {"number": "X", "active": False, "party": 1, "note": "ok"})
    card = desk.get(f"/patients/{jose['id']}").json()
    assert card["number"] == jose["number"] and card["active"] and card["note"] == "ok"


# Correcting


def change(caller, card, values, version=None):
    return caller.call(
        "PATCH", f"/patients/{card['id']}", json=values,
        headers={"If-Match": f'"{version or card["version"]}"'})


def test_only_what_is_sent_changes(desk, jose):
    changed = change(desk, jose, {"phone": "849-555-0112", "insurer_number": "77"}).json()
    assert changed["phone"] == "+1 849-555-0112"
    kept = ("name", "identifier", "email", "birth_date", "number")
    assert {k: changed[k] for k in kept} == {k: jose[k] for k in kept}
    emptied = change(desk, changed, {"email": None, "identifier": None}).json()
    assert emptied["email"] is None and emptied["identifier"] is None
    assert emptied["phone"] == changed["phone"]


def test_the_identity_is_checked_once(desk, as_, world, tryton):
    guest = as_.new_guest()
    booked = guest.book(world, world.at(33, "15:30"), person={**PERSON, "name": "Verifica"})
    assert booked.status_code == 201, booked.text
    mine = desk.get("/patients", search="Verifica Peralta").json()["items"][0]
    assert mine["to_verify"] is True
    assert change(desk, mine, {"to_verify": False}).json()["to_verify"] is False


@pytest.mark.parametrize("first", [
    {"phone": "829-555-0101"}, {"surname": "Nueva"}, {"note": "x"}, {"identifier": None}])
def test_two_desks_do_not_overwrite_each_other(desk, jose, first):
    assert change(desk, jose, first).status_code == 200
    stale = change(desk, jose, {"note": "mine"})
    assert stale.status_code == 412 and code(stale) == "stale-record"
    assert desk.get(f"/patients/{jose['id']}").json()["note"] != "mine"


def test_a_change_says_what_it_saw(desk, jose):
    refused = desk.call("PATCH", f"/patients/{jose['id']}", json={"note": "x"})
    assert refused.status_code == 428


def test_a_contact_that_is_a_patient_is_linked_not_rewritten(desk, jose, world):
    child = desk.post("/patients", somebody(
        birth_date="2020-01-05", contact={"patient": jose["id"], "relation": "parent"})).json()
    assert child["contact"] == {
        "name": jose["name"], "phone": jose["phone"], "relation": "parent"}
    other = {"name": "Otra", "surname": "Tía", "relation": "other"}
    changed = change(desk, child, {"contact": other}).json()
    assert changed["contact"]["name"] == "Otra Tía"
    assert desk.get(f"/patients/{jose['id']}").json()["name"] == jose["name"]
    assert change(desk, changed, {"contact": None}).json()["contact"] is None
