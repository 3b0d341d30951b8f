# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in, renewing, signing out; what the adapter adds to the module's rules."""
import psycopg
import pytest

from tests.callers import Caller
from tests.world import PASSWORD

ORIGIN = "http://localhost:8000"
OURS = {"Origin": ORIGIN, "X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def forget_attempts(settings, client):
    yield
    client.cookies.clear()
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("DELETE FROM medical_attempt")


def login(client, name: str, password: str = PASSWORD):
    return client.post("/api/auth/login", json={"login": name, "password": password})


@pytest.mark.parametrize(("name", "role"), [
    ("ana@example.do", "patient"), ("dra.carmen", "practitioner"), ("recepcion", "front_desk"),
    ("jefa", "administrator"), ("ANA@Example.DO", "patient")])
def test_each_kind_signs_in(client, world, name, role):
    answer = login(client, name)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["role"]) == ("bearer", 600, role)
    assert body["name"]
    me = Caller(client, body["access_token"]).get("/me").json()
    assert me["role"] == role


def test_me_of_a_patient(as_, world):
    me = as_("ana").get("/me").json()
    assert (me["patient"], me["email"], me["practitioner"]) == (world.ana, "ana@example.do", None)
    assert [d["patient"] for d in me["dependants"]] == [world.eva]


def test_me_of_a_practitioner(as_, world):
    me = as_("carmen").get("/me").json()
    assert (me["practitioner"], me["patient"]) == (world.carmen, None)


def test_me_of_a_guest(as_):
    me = as_("guest").get("/me").json()
    assert (me["role"], me["name"]) == ("guest", None)


def test_wrong_password_and_unknown_login_answer_alike(client, world):
    wrong, unknown = login(client, "ana@example.do", "x"), login(client, "nadie@example.do", "x")
    assert wrong.status_code == unknown.status_code == 401
    drop = {"instance"}
    assert {k: v for k, v in wrong.json().items() if k not in drop} == {
        k: v for k, v in unknown.json().items() if k not in drop}
    assert wrong.headers["www-authenticate"] == "Bearer"
    assert "set-cookie" not in wrong.headers


@pytest.mark.parametrize("name", ["api_public", "api_patient", "api_sender", "root"])
def test_technical_users_have_no_way_in(client, world, name):
    for password in ("", "x", PASSWORD, name):
        assert login(client, name, password).status_code in {401, 422}


def test_too_many_attempts(client, world):
    statuses = [login(client, "beto@example.do", "wrong").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    locked = login(client, "beto@example.do")
    assert locked.status_code == 429
    assert int(locked.headers["retry-after"]) == locked.json()["retry_after"] > 0
    assert login(client, "ana@example.do").status_code == 200


def test_refresh_rotates_and_reuse_ends_the_session(client, world):
    first = login(client, "ana@example.do")
    old = client.cookies["refresh"]
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
    renewed = client.post("/api/auth/refresh", headers=OURS)
    assert renewed.status_code == 200, renewed.text
    assert client.cookies["refresh"] != old
    fresh = Caller(client, renewed.json()["access_token"])
    assert fresh.get("/me").status_code == 200
    client.cookies.clear()
    stolen = client.post("/api/auth/refresh", headers={**OURS, "Cookie": f"refresh={old}"})
    assert stolen.status_code == 401
    ended = fresh.get("/me")
    assert ended.status_code == 401 and ended.json()["type"].endswith("/invalid-token")


@pytest.mark.parametrize("headers", [
    {}, {"Origin": ORIGIN}, {"X-Requested-With": "fetch"},
    {**OURS, "Origin": "https://evil.example"}, {**OURS, "Origin": "null"}])
def test_refresh_from_elsewhere_is_refused(client, world, headers):
    login(client, "ana@example.do")
    assert client.post("/api/auth/refresh", headers=headers).status_code == 403


def test_refresh_without_cookie(client, world):
    client.cookies.clear()
    assert client.post("/api/auth/refresh", headers=OURS).status_code == 401


def test_logout_ends_the_token_at_once(client, world):
    caller = Caller(client, login(client, "ana@example.do").json()["access_token"])
    answer = caller.post("/auth/logout")
    assert answer.status_code == 204
    assert 'refresh=""' in answer.headers["set-cookie"]
    assert caller.get("/me").status_code == 401


def test_disabled_staff_is_out_at_once(client, world, settings):
    caller = Caller(client, login(client, "dra.marte").json()["access_token"])
    assert caller.get("/me").status_code == 200
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE res_user SET active = false WHERE login = 'dra.marte'")
    assert caller.get("/me").status_code == 401
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE res_user SET active = true WHERE login = 'dra.marte'")


def test_code_is_the_same_answer_for_everybody(as_):
    known = as_("nobody").post("/auth/code", {"email": "ana@example.do"})
    unknown = as_("nobody").post("/auth/code", {"email": "nadie@example.do"})
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content


@pytest.fixture
def the_code(monkeypatch):
    """Every code is this one."""
    from trytond_medical_appointment import account
    monkeypatch.setattr(account.secrets, "randbelow", lambda most: 123456)
    return "123456"


def test_code_signs_in_once(as_, the_code):
    as_("nobody").post("/auth/code", {"email": "beto@example.do"})
    wrong = as_("nobody").post("/auth/code/verify", {"email": "beto@example.do", "code": "654321"})
    assert wrong.status_code == 401 and wrong.json()["type"].endswith("/invalid-code")
    right = as_("nobody").post("/auth/code/verify", {"email": "beto@example.do", "code": "123456"})
    assert right.status_code == 200 and right.json()["role"] == "patient"
    again = as_("nobody").post("/auth/code/verify", {"email": "beto@example.do", "code": "123456"})
    assert again.status_code == 401


NEW = {
    "email": "nueva@example.do", "password": "tres tristes tigres", "name": "Nueva",
    "surname": "Persona", "phone": "809-555-0199", "birth_date": "1991-02-03",
    "consent_version": "1"}


def test_register_verify_and_sign_in(as_, client, the_code):
    assert as_("nobody").post("/auth/register", NEW).status_code == 202
    assert login(client, NEW["email"], NEW["password"]).status_code == 401
    answer = as_("nobody").post("/auth/email/verify", {"email": NEW["email"], "code": the_code})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["role"], answer.json()["name"]) == ("patient", "Nueva Persona")
    assert login(client, NEW["email"], NEW["password"]).status_code == 200
    again = as_("nobody").post("/auth/email/verify", {"email": NEW["email"], "code": the_code})
    assert again.status_code == 401 and again.json()["type"].endswith("/invalid-code")


def test_register_with_a_known_address_answers_the_same_and_changes_nothing(as_, client):
    other = as_("nobody").post("/auth/register", {**NEW, "email": "ana@example.do"})
    assert other.status_code == 202 and other.json() == {"status": "accepted"}
    assert login(client, "ana@example.do").status_code == 200
    assert login(client, "ana@example.do", NEW["password"]).status_code == 401


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "clinicaclinica"])
def test_weak_password(as_, password):
    answer = as_("nobody").post("/auth/register", {**NEW, "password": password})
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/weak-password")
