# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works in the clinic: roles, access, open sessions, and the record of what they did."""
import secrets

import pytest

from tests.callers import Caller


@pytest.fixture
def boss(as_):
    return as_("boss")


@pytest.fixture
def tryton(client, settings):
    from contextlib import contextmanager

    from trytond.pool import Pool
    from trytond.transaction import Transaction

    @contextmanager
    def start():
        with Transaction().start(settings.database_name, 0) as transaction:
            yield Pool().get
            transaction.commit()
    return start


def login() -> str:
    return f"u{secrets.token_hex(5)}"


def sign_in(http, name, password):
    answer = http.post("/api/auth/login", json={"login": name, "password": password})
    http.cookies.clear()
    return answer


@pytest.fixture
def member(boss):
    made = boss.post("/admin/staff", {
        "name": "Nueva Persona", "login": login(), "role": "front_desk", "email": "n@example.do"})
    assert made.status_code == 201, made.text
    return made.json()


@pytest.fixture
def inside(as_, member):
    """The new member, signed in."""
    answer = sign_in(as_.http, member["login"], member["password"])
    assert answer.status_code == 200, answer.text
    return Caller(as_.http, answer.json()["access_token"])


def one(boss, id) -> dict:
    return next(s for s in boss.get("/admin/staff").json()["items"] if s["id"] == id)


def change(boss, member, values):
    return boss.call("PATCH", f"/admin/staff/{member['id']}", json=values, headers={
        "If-Match": f'"{one(boss, member["id"])["version"]}"'})


def test_the_list_has_roles_and_no_technical_user(boss, world, tryton):
    staff = boss.get("/admin/staff").json()["items"]
    by_login = {s["login"]: s for s in staff}
    assert by_login["recepcion"]["role"] == "front_desk"
    assert by_login["dra.carmen"]["role"] == "practitioner"
    assert by_login["dra.carmen"]["practitioner"] == world.carmen
    assert by_login["jefa"]["oneself"] and by_login["jefa"]["last_login"]
    assert by_login["admin"]["protected"]
    assert not any(name.startswith("api_") or name in {"root", "user_cron"} for name in by_login)
    assert not any("hash" in key or key == "password" for s in staff for key in s)


def test_somebody_new_signs_in_with_the_password_told_once(as_, boss, member, inside):
    assert inside.get("/queue").status_code in {200, 422, 404}
    assert inside.get("/patients").status_code == 200
    assert inside.get("/admin/staff").status_code == 403
    seen = one(boss, member["id"])
    assert "password" not in seen and seen["has_password"] and seen["last_login"]


def test_the_role_counts_at_once(boss, member, inside):
    assert inside.get("/admin/settings").status_code == 403
    changed = change(boss, member, {"role": "administrator"})
    assert changed.json()["role"] == "administrator"
    assert inside.get("/admin/settings").status_code == 200
    change(boss, member, {"role": "front_desk"})
    assert inside.get("/admin/settings").status_code == 403


def test_who_is_locked_out_is_out_at_once(as_, boss, member, inside):
    assert change(boss, member, {"active": False}).json()["active"] is False
    assert inside.get("/patients").status_code == 401
    assert sign_in(as_.http, member["login"], member["password"]).status_code == 401


def test_sessions_are_ended_everywhere(as_, boss, member, inside, tryton):
    with tryton() as get:
        from trytond.transaction import Transaction
        with Transaction().set_user(member["id"]):
            get("ir.session").create([{}])
    assert one(boss, member["id"])["sessions"] == 2
    assert boss.delete(f"/admin/staff/{member['id']}/sessions").json() == {"ended": 2}
    assert inside.get("/patients").status_code == 401
    assert one(boss, member["id"])["sessions"] == 0
    assert sign_in(as_.http, member["login"], member["password"]).status_code == 200


def test_a_new_password_ends_the_old_one(as_, boss, member, inside):
    told = boss.post(f"/admin/staff/{member['id']}/password").json()["password"]
    assert inside.get("/patients").status_code == 401
    assert sign_in(as_.http, member["login"], member["password"]).status_code == 401
    assert sign_in(as_.http, member["login"], told).status_code == 200


def test_a_practitioner_gets_the_own_agenda(as_, boss, world, member, inside):
    changed = change(boss, member, {"role": "practitioner", "practitioner": world.rosa})
    assert changed.json()["practitioner"] == world.rosa
    assert inside.get("/me").json()["practitioner"] == world.rosa
    assert change(boss, member, {"practitioner": None}).json()["practitioner"] is None
    change(boss, member, {"role": "front_desk"})


# What nobody may do here


def test_technical_users_are_not_there(boss, tryton):
    with tryton() as get:
        data = get("ir.model.data")
        technical = [data.get_id("medical_appointment", f"user_api_{n}") for n in (
            "public", "patient", "sender")]
    for id in [*technical, 0, 999_999]:
        version = {"If-Match": '"1"'}
        answers = [
            boss.call("PATCH", f"/admin/staff/{id}", json={"active": False}, headers=version),
            boss.post(f"/admin/staff/{id}/password"), boss.delete(f"/admin/staff/{id}/sessions")]
        assert {a.status_code for a in answers} <= {404, 422}


def test_those_who_administer_tryton_are_out_of_reach(boss):
    admin = next(s for s in boss.get("/admin/staff").json()["items"] if s["login"] == "admin")
    for answer in (
            change(boss, admin, {"active": False}), boss.post(f"/admin/staff/{admin['id']}/password"),
            boss.delete(f"/admin/staff/{admin['id']}/sessions")):
        assert answer.status_code == 403 and "Tryton" in answer.json()["detail"]


@pytest.mark.parametrize("values", [{"active": False}, {"role": "front_desk"}])
def test_nobody_locks_themselves_out(boss, world, values):
    refused = change(boss, {"id": world.boss}, values)
    assert refused.status_code == 422 and boss.get("/admin/staff").status_code == 200


@pytest.mark.parametrize("values", [
    {"login": "UPPER"}, {"login": "a b"}, {"login": "x"}, {"role": "root"}, {"groups": [1]},
    {"password": "x" * 20}, {"active": True}, {"email": "nope"}, {"menu": 1}])
def test_new_staff_that_is_refused(boss, values):
    made = boss.post(
        "/admin/staff", {"name": "N", "login": login(), "role": "front_desk", **values})
    assert made.status_code == 422


def test_a_login_is_taken_once(boss, member):
    again = boss.post(
        "/admin/staff", {"name": "N", "login": member["login"], "role": "front_desk"})
    assert again.status_code == 409


def test_two_administrators_do_not_overwrite_each_other(boss, member):
    path, seen = f"/admin/staff/{member['id']}", {"If-Match": f'"{member["version"]}"'}
    assert boss.call("PATCH", path, json={"name": "A"}, headers=seen).status_code == 200
    assert boss.call("PATCH", path, json={"name": "B"}, headers=seen).status_code == 412


# The record


def audit(boss, **query) -> list[dict]:
    answer = boss.get("/admin/audit", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_who_did_what_is_found(as_, boss, member, world):
    change(boss, member, {"name": "Otro Nombre", "email": "otro@example.do"})
    entry = audit(boss, model="res.user", record=member["id"], action="write")[0]
    assert entry["actor_name"] == "jefa" and entry["actor"] == f"res.user,{world.boss}"
    assert {"email"} <= {c["field"] for c in entry["changes"]}
    email = next(c for c in entry["changes"] if c["field"] == "email")
    assert (email["before"], email["after"]) == ("n@example.do", "otro@example.do")
    assert email["label"] and entry["record_name"] == "Otro Nombre" and entry["at"].endswith("-04:00")


def test_no_secret_is_in_it(boss, member):
    told = boss.post(f"/admin/staff/{member['id']}/password").json()["password"]
    text = boss.get("/admin/audit", limit=200).text
    assert told not in text and "argon2" not in text


def test_the_filters_agree(as_, boss, world):
    as_("desk").get("/patients")
    reads = audit(boss, user=world.desk, action="read", limit=5)
    assert reads and all(
        e["actor"] == f"res.user,{world.desk}" and e["read"] and e["actor_kind"] == "staff"
        for e in reads)
    assert not audit(boss, to=world.day(-1)) and audit(boss, **{"from": world.day(0)})
    assert all(e["actor_kind"] == "system" for e in audit(boss, kind="system", limit=20))


def test_the_record_has_pages(boss):
    first = boss.get("/admin/audit", limit=3).json()
    second = boss.get("/admin/audit", limit=3, after=first["next"]).json()
    ids = [e["id"] for e in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True) and len(set(ids)) == 6


def test_who_looks_at_the_record_is_in_it(boss, world):
    audit(boss)
    assert audit(boss, user=world.boss, action="read", limit=1)


def test_the_record_is_read_in_words_and_on_the_clinics_clock(as_, boss, world):
    start = world.at(40, "09:00")
    visit = as_("desk").book(world, start, patient=world.extra[5]).json()
    entry = audit(boss, model="medical.appointment", record=visit["id"])[-1]
    assert entry["record_name"] == visit["number"] and entry["model_name"]
    said = {c["field"]: c["after"] for c in entry["changes"]}
    assert said["start"] == start[:16].replace("T", " ") and said["state"] == "Reservada"
    boss.call("PATCH", f"/admin/practitioners/{world.marte}", json={"licence": "9-99"}, headers={
        "If-Match": '"{}"'.format(next(
            p["version"] for p in boss.get("/admin/practitioners").json()["items"]
            if p["id"] == world.marte))})
    named = audit(boss, model="medical.practitioner", record=world.marte)[0]
    assert named["record_name"] == "Dra. Marta Marte"
