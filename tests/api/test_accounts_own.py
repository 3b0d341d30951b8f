# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do with their own account: passwords, sessions, dependants, consents, the copy of
their data and the end of it; and the second step of the staff."""
import base64
import re
import secrets
import time
from contextlib import contextmanager

import psycopg
import pyotp
import pytest

from tests.api.test_accounts import forget_attempts, login, the_code  # noqa: F401
from tests.callers import Caller
from tests.world import PASSWORD

OTHER = "guineo-platano-1844"
CONSENT = {"consent_version": "1"}
EVA_BORN = "2019-03-02"


def code_of(answer) -> str:
    return answer.json()["type"].rsplit("/", 1)[1]


def signed_in(client, name: str, password: str = PASSWORD, **body) -> Caller:
    answer = client.post("/api/auth/login", json={"login": name, "password": password, **body})
    assert answer.status_code == 200, answer.text
    client.cookies.clear()
    return Caller(client, answer.json()["access_token"])


@pytest.fixture
def query(settings):
    def query(sql: str, *params) -> list[tuple]:
        with psycopg.connect(settings.database_url) as connection:
            found = connection.execute(sql, params)
            return found.fetchall() if found.description else []
    return query


@pytest.fixture
def newcomer(as_, client, the_code):  # noqa: F811
    """A new account of its own for each test: (e-mail, caller)."""
    email = f"{secrets.token_hex(4)}@example.do"
    asked = as_("nobody").post("/auth/register", {
        "email": email, "password": PASSWORD, "name": "Nadia", "surname": "Ortiz",
        "phone": f"809-555-{int(secrets.token_hex(2), 16) % 9000 + 1000}", "birth_date": "1985-05-05",
        **CONSENT})
    assert asked.status_code == 202, asked.text
    made = as_("nobody").post("/auth/email/verify", {"email": email, "code": the_code})
    client.cookies.clear()
    return email, Caller(client, made.json()["access_token"])


@pytest.fixture
def as_tryton(settings):
    """A transaction of another program, as the system."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    @contextmanager
    def start():
        with Transaction().start(settings.database_name, 0) as transaction:
            yield Pool().get
            transaction.commit()
    return start


# Passwords

def test_reset_by_code_ends_every_session(as_, client, newcomer, the_code):  # noqa: F811
    email, before = newcomer
    asked = as_("nobody").post("/auth/password/reset", {"email": email})
    assert asked.status_code == 202 and asked.json() == {"status": "accepted"}
    body = {"email": email, "code": the_code, "password": OTHER}
    wrong = as_("nobody").post("/auth/password/confirm", {**body, "code": "111111"})
    assert (wrong.status_code, code_of(wrong)) == (401, "invalid-code")
    assert as_("nobody").post("/auth/password/confirm", body).status_code == 204
    assert before.get("/me").status_code == 401
    assert login(client, email).status_code == 401
    assert login(client, email, OTHER).status_code == 200
    again = as_("nobody").post("/auth/password/confirm", body)
    assert (again.status_code, code_of(again)) == (401, "invalid-code")


def test_reset_answers_alike_for_everybody(as_, newcomer):
    known = as_("nobody").post("/auth/password/reset", {"email": newcomer[0]})
    unknown = as_("nobody").post("/auth/password/reset", {"email": "nadie@example.do"})
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content


def test_reset_writes_nothing_to_the_unknown(as_, query):
    as_("nobody").post("/auth/password/reset", {"email": "nadie2@example.do"})
    assert query(
        "SELECT count(*) FROM medical_notification WHERE recipient = %s",
        "nadie2@example.do") == [(0,)]


def test_change_ends_the_other_sessions(client, newcomer):
    email, first = newcomer
    second = signed_in(client, email)
    wrong = second.post("/auth/password", {"current": "no-es-esta", "password": OTHER})
    assert (wrong.status_code, code_of(wrong)) == (401, "invalid-credentials")
    changed = second.post("/auth/password", {"current": PASSWORD, "password": OTHER})
    assert changed.status_code == 200 and changed.json()["role"] == "patient"
    assert first.get("/me").status_code == second.get("/me").status_code == 401
    assert Caller(client, changed.json()["access_token"]).get("/me").status_code == 200
    assert login(client, email, OTHER).status_code == 200


def test_staff_change_theirs_and_need_twelve(client, world):
    caller = signed_in(client, "dra.marte")
    short = caller.post("/auth/password", {"current": PASSWORD, "password": "guineo-1844"})
    assert (short.status_code, code_of(short)) == (422, "weak-password")
    changed = caller.post("/auth/password", {"current": PASSWORD, "password": OTHER})
    assert changed.status_code == 200 and changed.json()["role"] == "practitioner"
    back = Caller(client, changed.json()["access_token"])
    assert back.post("/auth/password", {"current": OTHER, "password": PASSWORD}).status_code == 200


WEAK = [
    "corta", "1234567890", "qwertyuiop", "password1234", "aaaaaaaaaaaa", "abcdefghij",
    "nadiaortiz1", "ortiz-nadia", "clinica de prueba", "Clínica12345", "santodomingo"]


@pytest.mark.parametrize("password", WEAK)
def test_one_policy_on_every_path(as_, client, newcomer, the_code, password):  # noqa: F811
    email, caller = newcomer
    changed = caller.post("/auth/password", {"current": PASSWORD, "password": password})
    as_("nobody").post("/auth/password/reset", {"email": email})
    confirmed = as_("nobody").post(
        "/auth/password/confirm", {"email": email, "code": the_code, "password": password})
    registered = as_("nobody").post("/auth/register", {
        "email": "otra@example.do", "password": password, "name": "Nadia", "surname": "Ortiz",
        "phone": "809-555-0101", "birth_date": "1985-05-05", **CONSENT})
    for answer in (changed, confirmed, registered):
        assert (answer.status_code, code_of(answer)) == (422, "weak-password"), answer.text


@pytest.mark.parametrize("password", [
    "todo en minusculas y espacios", "sinnumerosnisimbolosperolarga", "ñandú árbol ámbar"])
def test_no_rules_of_composition(newcomer, password):
    _, caller = newcomer
    answer = caller.post("/auth/password", {"current": PASSWORD, "password": password})
    assert answer.status_code == 200, answer.text


# Sessions

def test_sessions_are_listed_and_ended_one_by_one(client, newcomer):
    email, first = newcomer
    second = signed_in(client, email)
    shown = second.get("/auth/sessions").json()["items"]
    assert [s["current"] for s in shown] == [True, False]
    assert all(s["device"] and s["network"] and s["opened_at"] for s in shown)
    assert second.delete(f"/auth/sessions/{shown[1]['id']}").status_code == 204
    assert first.get("/me").status_code == 401
    assert second.get("/me").status_code == 200
    assert second.delete(f"/auth/sessions/{shown[1]['id']}").status_code == 404


def test_a_strangers_session_is_not_found(as_, client, newcomer, query):
    _, caller = newcomer
    caller.get("/me")
    mine = caller.get("/auth/sessions").json()["items"][0]["id"]
    hidden, missing = (as_("beto").delete(f"/auth/sessions/{id}") for id in (mine, 999_999))
    drop = {"instance"}
    assert hidden.status_code == missing.status_code == 404
    assert {k: v for k, v in hidden.json().items() if k not in drop} == {
        k: v for k, v in missing.json().items() if k not in drop}
    assert caller.get("/me").status_code == 200


def test_sign_out_everywhere(client, newcomer):
    email, first = newcomer
    second = signed_in(client, email)
    answer = second.delete("/auth/sessions")
    assert answer.status_code == 204 and 'refresh=""' in answer.headers["set-cookie"]
    assert first.get("/me").status_code == second.get("/me").status_code == 401


def test_staff_sign_out_everywhere_ends_tryton_s_clients_too(client, world, query):
    caller = signed_in(client, "dra.marte")
    user, = query("SELECT id FROM res_user WHERE login = 'dra.marte'")[0]
    query("INSERT INTO ir_session (create_uid, create_date, key) VALUES (%s, now(), 'k') "
        "RETURNING id", user)
    assert caller.delete("/auth/sessions").status_code == 204
    assert query("SELECT count(*) FROM ir_session WHERE create_uid = %s", user) == [(0,)]
    assert caller.get("/me").status_code == 401


def test_a_disabled_account_is_out_at_once(newcomer, query):
    email, caller = newcomer
    query("UPDATE web_user SET active = false WHERE email = %s RETURNING id", email)
    assert caller.get("/me").status_code == 401


# The own data

def test_correct_the_own_data_until_the_clinic_has_verified_it(newcomer, query):
    email, caller = newcomer
    changed = caller.call("PATCH", "/me", json={
        "name": "Nadja", "phone": "829-555-0123", "language": "en"})
    assert changed.status_code == 200, changed.text
    person = changed.json()["person"]
    assert (person["name"], person["surname"], person["phone"]) == (
        "Nadja", "Ortiz", "+1 829-555-0123")
    assert changed.json()["language"] == "en" and not person["verified"]
    query("UPDATE medical_patient SET to_verify = false WHERE id = %s RETURNING id",
        changed.json()["patient"])
    kept = caller.call("PATCH", "/me", json={"name": "Otra"})
    assert (kept.status_code, code_of(kept)) == (409, "person-verified")
    phone = caller.call("PATCH", "/me", json={"phone": "829-555-0199", "name": "Nadja"})
    assert phone.status_code == 200, phone.text


@pytest.mark.parametrize("extra", [
    {"to_verify": False}, {"patient": 1}, {"role": "administrator"}, {"note": "x"},
    {"email": "otra@example.do"}])
def test_nothing_else_is_assigned(newcomer, extra):
    _, caller = newcomer
    assert caller.call("PATCH", "/me", json=extra).status_code == 422


# Dependants

CHILD = {
    "name": "Sol", "surname": "Ortiz", "birth_date": "2020-02-02", "relation": "child", **CONSENT}


def test_answer_for_a_child_and_book_for_it(as_, world, newcomer, query):
    _, caller = newcomer
    added = caller.post("/me/dependants", CHILD)
    assert added.status_code == 201, added.text
    child = added.json()
    assert (child["name"], child["relation"], child["until"]) == ("Sol Ortiz", "child", "2038-02-02")
    assert caller.get("/me/dependants").json()["items"] == [child]
    booked = caller.book(world, world.at(20, "09:00"), patient=child["patient"])
    assert booked.status_code == 201, booked.text
    assert booked.json()["patient"] == child["patient"]
    assert as_("beto").get(f"/appointments/{booked.json()['id']}").status_code == 404
    assert query(
        "SELECT purpose, relation, version FROM medical_consent WHERE patient = %s",
        child["patient"]) == [("dependant", "child", "1")]


def test_reading_a_dependants_data_leaves_a_row(as_, world, query):
    made = as_("ana").book(world, world.at(21, "09:00"), patient=world.eva).json()
    own = as_("ana").book(world, world.at(21, "10:00")).json()
    count = "SELECT count(*) FROM medical_audit WHERE action = 'read' AND record = %s"
    for id_, rows in ((made["id"], 1), (own["id"], 0)):
        record = f"medical.appointment,{id_}"
        assert as_("ana").get(f"/appointments/{id_}").status_code == 200
        assert query(count, record) == [(rows,)]
    reader, = query(
        "SELECT actor, changes FROM medical_audit WHERE action = 'read' AND record = %s",
        f"medical.appointment,{made['id']}")
    assert reader[0] == f"web.user,{world.accounts['ana']}"
    assert str(world.eva) in reader[1]


def test_link_a_known_child_with_proof_only(as_, world, newcomer):
    _, caller = newcomer
    visit = as_("ana").book(world, world.at(22, "09:00"), patient=world.eva).json()
    proof = {"number": visit["number"], "birth_date": EVA_BORN, **CONSENT}
    wrong = [
        caller.post("/me/dependants/link", {**proof, **change}) for change in (
            {"birth_date": "2019-03-03"}, {"number": "LV-222222"},
            {"number": "LV-222222", "birth_date": "2019-03-03"})]
    drop = {"instance"}
    assert {a.status_code for a in wrong} == {404}
    assert len({str({k: v for k, v in a.json().items() if k not in drop}) for a in wrong}) == 1
    assert caller.get(f"/appointments/{visit['id']}").status_code == 404
    linked = caller.post("/me/dependants/link", proof)
    assert linked.status_code == 201 and linked.json()["patient"] == world.eva
    assert caller.get(f"/appointments/{visit['id']}").status_code == 200
    assert caller.delete(f"/me/dependants/{world.eva}").status_code == 204
    assert caller.get(f"/appointments/{visit['id']}").status_code == 404
    assert caller.delete(f"/me/dependants/{world.eva}").status_code == 404


def test_an_adults_record_is_not_opened_by_a_reference(as_, world, newcomer):
    _, caller = newcomer
    visit = as_("beto").book(world, world.at(22, "11:00")).json()
    answer = caller.post("/me/dependants/link", {
        "number": visit["number"], "birth_date": "1990-01-01", "relation": "parent", **CONSENT})
    assert answer.status_code == 404


def test_an_adult_is_nobodys_child(newcomer):
    _, caller = newcomer
    answer = caller.post("/me/dependants", {**CHILD, "birth_date": "1990-01-01"})
    assert (answer.status_code, code_of(answer)) == (422, "invalid-birth-date")
    parent = caller.post("/me/dependants", {
        **CHILD, "birth_date": "1950-01-01", "relation": "parent"})
    assert parent.status_code == 201 and parent.json()["until"] is None


def test_who_comes_of_age_leaves_the_account(world, newcomer, query):
    _, caller = newcomer
    child = caller.post("/me/dependants", CHILD).json()
    booked = caller.book(world, world.at(23, "09:00"), patient=child["patient"]).json()
    query("UPDATE medical_patient SET birth_date = current_date - interval '18 years' "
        "WHERE id = %s RETURNING id", child["patient"])
    assert caller.get("/me/dependants").json()["items"] == []
    again = caller.book(world, world.at(24, "09:00"), patient=child["patient"])
    assert again.status_code == 404
    # What one booked oneself stays visible: one may have to cancel it
    assert caller.get(f"/appointments/{booked['id']}").status_code == 200


def test_consent_to_an_old_text_is_refused(newcomer):
    _, caller = newcomer
    for answer in (
            caller.post("/me/dependants", {**CHILD, "consent_version": "0"}),
            caller.call("PUT", "/me/consents", json={"channels": [], "consent_version": "0"})):
        assert (answer.status_code, code_of(answer)) == (409, "consent-outdated")


# Consents

def test_consents_by_channel_with_history(as_, world, newcomer):
    _, caller = newcomer
    before = caller.get("/me/consents").json()
    assert before["accepted"]["version"] == "1"
    assert [(c["channel"], c["wants"]) for c in before["channels"]] == [("email", "all")]
    for wants in ("no_reminders", "none", "none"):
        after = caller.call("PUT", "/me/consents", json={
            "channels": [{"channel": "email", "wants": wants}], **CONSENT})
        assert after.status_code == 200, after.text
    shown = after.json()
    assert shown["channels"][0]["wants"] == "none"
    assert shown["channels"][0]["version"] == "1"
    said = [line["said"] for line in shown["history"]]
    assert sorted(said) == ["accepted", "no_reminders", "none"]


def test_consents_of_a_dependant_and_of_nobody_else(as_, world):
    assert as_("ana").get("/me/consents", patient=world.eva).status_code == 200
    assert as_("beto").get("/me/consents", patient=world.eva).status_code == 404


def test_a_bookings_consent_is_stored_with_its_moment(as_, world, query):
    booked = as_("ana").book(world, world.at(25, "09:00"), consent_version="1").json()
    (version, at), = query(
        "SELECT consent_version, consent_at IS NOT NULL FROM medical_appointment WHERE id = %s",
        booked["id"])
    assert (version, at) == ("1", True)


# The copy of one's data

def test_the_copy_holds_all_of_oneself_and_nothing_of_others(as_, world, newcomer, query):
    """Compared with the tables: each row that names the patient, the account or the visits."""
    email, caller = newcomer
    child = caller.post("/me/dependants", CHILD).json()["patient"]
    me = caller.get("/me").json()["patient"]
    visits = [
        caller.book(world, world.at(26, "09:00"), reason="secreto mío").json()["id"],
        caller.book(world, world.at(26, "10:00"), patient=child).json()["id"]]
    others = as_("beto").book(world, world.at(26, "11:00"), reason="secreto de Beto").json()["id"]
    caller.call("PUT", "/me/consents", json={
        "channels": [{"channel": "email", "wants": "no_reminders"}], **CONSENT})
    caller.post("/feeds", {"kind": "patient"})
    answer = caller.get("/me/export")
    assert answer.status_code == 200, answer.text
    records = answer.json()["records"]
    assert {r["id"] for r in records["medical.patient"]} == {me, child}
    assert {r["id"] for r in records["medical.appointment"]} == set(visits)
    for model, table, column, ids in (
            ("medical.consent", "medical_consent", "patient", [me, child]),
            ("medical.notification.preference", "medical_notification_preference", "patient",
                [me, child]),
            ("medical.notification", "medical_notification", "appointment", visits)):
        found = query(f"SELECT id FROM {table} WHERE {column} = ANY(%s)", ids)  # noqa: S608
        listed = {r["id"] for r in records.get(model, [])}
        assert {id_ for id_, in found} - {None} <= listed, model
    account, = query("SELECT id FROM web_user WHERE email = %s", email)[0]
    for table in ("medical_portal_session", "medical_feed"):
        found = query(f"SELECT id FROM {table} WHERE web_user = %s", account)  # noqa: S608
        assert {id_ for id_, in found} == {
            r["id"] for r in records[table.replace("medical_", "medical.").replace(
                "portal_", "portal.")]}
    text = answer.text
    assert "secreto mío" in text and email in text
    assert "secreto de Beto" not in text and str(others) not in {
        r["id"] for r in records["medical.appointment"]}
    for secret in ("argon2", "_hash", "ana@example.do", "Cruz"):
        assert secret not in text


def test_no_table_about_people_is_left_out(app, client, settings, world):
    """A new field that names a patient, a party, an account or a visit, in whatever module, is in
    the copy, or fails here until `account_export` says why not."""
    from trytond.model import ModelSQL, fields
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    from trytond_medical_appointment import account_export as export
    with Transaction().start(settings.database_name, 0, readonly=True):
        models = {
            name: Model for name, Model in Pool().iterobject() if issubclass(Model, ModelSQL)
            and not callable(getattr(Model, "table_query", None))}
        shown = {
            (name, field) for name in export._models()
            for field in export._owner_fields(models[name])}
        naming = {
            (name, field) for name, Model in models.items()
            for field, kind in Model._fields.items()
            if isinstance(kind, fields.Reference)
            or (isinstance(kind, fields.Many2One) and kind.model_name in export.OWNERS)}
    accounted = shown | set(export.TOLD_ELSEWHERE) | {
        (name, "resource") for name in export.BESIDE}
    missing = {
        (name, field) for name, field in naming - accounted if name not in export.LEFT_OUT}
    assert not missing, "\n".join(map(str, sorted(missing)))
    assert set(export.TOLD_ELSEWHERE) <= naming and set(export.LEFT_OUT) <= set(models)
    assert all({**export.TOLD_ELSEWHERE, **export.LEFT_OUT}.values())


def test_the_copy_holds_what_became_of_a_visit_and_what_was_noted(
        as_, settings, world, newcomer, as_tryton):
    _, caller = newcomer
    visit = caller.book(world, world.at(27, "09:00")).json()
    others = as_("beto").book(world, world.at(27, "10:00")).json()
    assert caller.act(visit, "cancel").status_code == 200
    with as_tryton() as get:
        for noted in (visit, others):
            resource = f"medical.appointment,{noted['id']}"
            get("ir.note").create([{"resource": resource, "message": f"Nota {noted['number']}"}])
            get("ir.attachment").create([{
                "resource": resource, "name": f"{noted['number']}.pdf", "type": "data",
                "data": noted["number"].encode()}])
    answer = caller.get("/me/export")
    records = answer.json()["records"]
    steps = [row["state"] for row in records["medical.audit"]
        if row["record"] == f"medical.appointment,{visit['id']}" and "state" in row]
    assert steps == [{"from": None, "to": "booked"}, {"from": "booked", "to": "cancelled"}]
    note, = records["ir.note"]
    assert note["message"] == f"Nota {visit['number']}" and "create_date" in note
    file, = records["ir.attachment"]
    assert (file["name"], base64.b64decode(file["content"]).decode()) == (
        f"{visit['number']}.pdf", visit["number"])
    assert others["number"] not in answer.text


# The end

def test_close_the_account(as_, client, newcomer, query):
    email, caller = newcomer
    other = signed_in(client, email)
    feed = caller.post("/feeds", {"kind": "patient"}).json()["token"]
    answer = caller.post("/me/close", {"reason": "me mudo"})
    assert answer.status_code == 204 and 'refresh=""' in answer.headers["set-cookie"]
    assert caller.get("/me").status_code == other.get("/me").status_code == 401
    assert login(client, email).status_code == 401
    assert client.get(f"/api/feeds/{feed}.ics").status_code == 404
    (state, reason, due), = query(
        "SELECT state, reason, due_on > current_date + 10 FROM medical_account_closure "
        "WHERE web_user = (SELECT id FROM web_user WHERE email = %s)", email)
    assert (state, reason, due) == ("open", "me mudo", True)


# The second step of the staff

@pytest.fixture
def with_second_step(client, world, query):
    """The front desk with a phone: (secret, recovery codes)."""
    caller = signed_in(client, "recepcion")
    begun = caller.post("/me/totp", {"password": PASSWORD})
    assert begun.status_code == 200, begun.text
    secret = begun.json()["secret"]
    done = caller.post("/me/totp/confirm", {"code": pyotp.TOTP(secret).now()})
    assert done.status_code == 200, done.text
    yield secret, done.json()["recovery"]
    query("DELETE FROM medical_portal_totp RETURNING id")
    query("DELETE FROM medical_portal_recovery RETURNING id")


def attempt(client, **body):
    answer = client.post("/api/auth/login", json={
        "login": "recepcion", "password": PASSWORD, **body})
    client.cookies.clear()
    return answer


def next_code(secret: str) -> str:
    """The code after the one that was spent: a phone may be half a minute ahead."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30)


def test_without_a_phone_nothing_is_asked(as_, client, world):
    assert as_("desk").get("/me/totp").json() == {"on": False, "recovery_left": 0}
    assert attempt(client).status_code == 200


def test_begin_needs_the_password_and_shows_a_qr_code(as_, world):
    wrong = as_("carmen").post("/me/totp", {"password": "no-es-esta"})
    assert (wrong.status_code, code_of(wrong)) == (401, "invalid-credentials")
    begun = as_("carmen").post("/me/totp", {"password": PASSWORD}).json()
    assert begun["uri"].startswith("otpauth://totp/") and begun["secret"] in begun["uri"]
    assert begun["qr"]["size"] > 25 and begun["qr"]["path"].startswith("M4 4h1v1h-1z")
    assert as_("carmen").get("/me/totp").json()["on"] is False


def test_the_code_is_asked_for(client, with_second_step):
    secret, _ = with_second_step
    asked = attempt(client)
    assert (asked.status_code, code_of(asked)) == (401, "otp-required")
    wrong = attempt(client, otp="000000")
    assert (wrong.status_code, code_of(wrong)) == (401, "invalid-code")
    assert attempt(client, otp=next_code(secret)).status_code == 200


def test_the_table_keeps_no_secret_and_another_server_opens_none(
        client, with_second_step, query):
    from trytond import config
    secret, recovery = with_second_step
    (kept,), = query("SELECT secret FROM medical_portal_totp")
    assert secret not in kept and not re.search("[A-Z2-7]{32}", kept)
    own = config.get("medical_appointment", "secrets")
    config.set("medical_appointment", "secrets", "5a" * 32)
    try:
        locked = attempt(client, otp=next_code(secret))
        assert (locked.status_code, code_of(locked)) == (503, "sealed")
        assert "access_token" not in locked.text
        assert attempt(client, otp=recovery[0]).status_code == 200
    finally:
        config.set("medical_appointment", "secrets", own)
    assert attempt(client, otp=next_code(secret)).status_code == 200


def test_a_code_is_good_once(client, with_second_step):
    secret, _ = with_second_step
    code = next_code(secret)
    assert attempt(client, otp=code).status_code == 200
    again = attempt(client, otp=code)
    assert (again.status_code, code_of(again)) == (401, "invalid-code")


def test_the_code_that_confirmed_is_spent(client, with_second_step):
    secret, _ = with_second_step
    assert attempt(client, otp=pyotp.TOTP(secret).at(int(time.time()) - 30)).status_code == 401


def test_a_wrong_password_is_told_before_the_step(client, with_second_step):
    answer = client.post("/api/auth/login", json={"login": "recepcion", "password": "no-es"})
    assert code_of(answer) == "invalid-credentials"


def test_a_recovery_code_replaces_the_phone_once(client, with_second_step, query):
    _, recovery = with_second_step
    assert len(set(recovery)) == 10
    assert attempt(client, otp=recovery[0].upper()).status_code == 200
    assert attempt(client, otp=recovery[0]).status_code == 401
    stored = {code for code, in query("SELECT code_hash FROM medical_portal_recovery")}
    assert len(stored) == 9 and all(len(code) == 64 for code in stored)


def test_guessing_the_step_is_limited(client, with_second_step):
    statuses = [attempt(client, otp=f"{n:06}").status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]


def test_turn_it_off_with_the_password(client, with_second_step):
    secret, _ = with_second_step
    caller = Caller(client, attempt(client, otp=next_code(secret)).json()["access_token"])
    twice = caller.post("/me/totp", {"password": PASSWORD})
    assert (twice.status_code, code_of(twice)) == (409, "already-done")
    assert caller.post("/me/totp/remove", {"password": "no-es-esta"}).status_code == 401
    assert caller.post("/me/totp/remove", {"password": PASSWORD}).status_code == 204
    assert attempt(client).status_code == 200


def test_no_role_reads_the_secret(as_, settings, with_second_step):
    from trytond.model.exceptions import AccessError
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, 0, readonly=True):
        users = Pool().get("res.user").search([])
    for user in users:
        with Transaction().start(settings.database_name, user.id, readonly=True, context={
                "_check_access": True}):
            for name in ("medical.portal.totp", "medical.portal.recovery"):
                Model = Pool().get(name)
                assert not {"read", "search", "search_read", "export_data"} & set(Model.__rpc__)
                with pytest.raises(AccessError):
                    Model.search([])
