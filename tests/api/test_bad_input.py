# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not understood is a clear 4xx in the caller's language, and nothing is stored."""
import json

import pytest

from tests.callers import PERSON, Caller

HEADERS = {"Content-Type": "application/json"}
NAIVE, EARLY = "2026-12-01T09:00:00", "2020-01-01T09:00:00-04:00"


def count(settings) -> int:
    import psycopg
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute("SELECT count(*) FROM medical_appointment").fetchone()[0]


@pytest.fixture
def nothing_stored(settings, world):
    before = count(settings)
    yield
    assert count(settings) == before


def code(answer) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.json()["type"].rpartition("/")[2]


BODIES = {
    "naive time": ({"start": NAIVE}, 422, "invalid"),
    "time as number": ({"start": 1764594000}, 422, "invalid"),
    "time as text number": ({"start": "1764594000"}, 422, "invalid"),
    "date only": ({"start": "2026-12-01"}, 422, "invalid"),
    "impossible date": ({"start": "2026-02-30T09:00:00-04:00"}, 422, "invalid"),
    "year 1": ({"start": "0001-01-01T00:00:00Z"}, 422, "invalid"),
    "year 9999": ({"start": "9999-12-31T23:59:59-04:00"}, 422, "invalid"),
    "past": ({"start": EARLY}, 409, "slot-not-offered"),
    "outside hours": ({"start": "03:00"}, 409, "slot-not-offered"),
    "off the grid": ({"start": "09:07"}, 409, "slot-not-offered"),
    "unknown service": ({"service": 999999}, 404, "not-found"),
    "unknown practitioner": ({"practitioner": 999999}, 404, "not-found"),
    "unknown location": ({"location": 999999}, 404, "not-found"),
    "id 0": ({"service": 0}, 422, "invalid"),
    "negative id": ({"service": -1}, 422, "invalid"),
    "huge id": ({"service": 2**63}, 422, "invalid"),
    "text id": ({"service": "1"}, 422, "invalid"),
    "float id": ({"service": 1.5}, 422, "invalid"),
    "true as id": ({"service": True}, 422, "invalid"),
    "null id": ({"service": None}, 422, "invalid"),
    "list as id": ({"service": [1]}, 422, "invalid"),
    "extra field": ({"state": "fulfilled"}, 422, "invalid"),
    "extra price": ({"price": "0.01"}, 422, "invalid"),
    "extra company": ({"company": 1}, 422, "invalid"),
    "context": ({"_context": {"_check_access": False}}, 422, "invalid"),
    "NUL in reason": ({"reason": "a\0b"}, 422, "invalid"),
    "half a surrogate": ({"reason": "\ud800"}, 422, "invalid"),
    "long reason": ({"reason": "x" * 501}, 422, "invalid"),
    "reason a number": ({"reason": 5}, 422, "invalid"),
    "person without phone": ({"person": {**PERSON, "phone": None}}, 422, "invalid"),
    "person with letters as phone": ({"person": {**PERSON, "phone": "no tengo"}}, 422, "invalid"),
    "person with impossible phone": ({"person": {**PERSON, "phone": "1111111"}}, 422, "invalid-phone"),
    "person with bad e-mail": ({"person": {**PERSON, "email": "x@y"}}, 422, "invalid"),
    "person with header in e-mail": (
        {"person": {**PERSON, "email": "a@b.do\r\nBcc: c@d.do"}}, 422, "invalid"),
    "person born tomorrow": ({"person": {**PERSON, "birth_date": "2190-01-01"}}, 422, "invalid-birth-date"),
    "person with blank name": ({"person": {**PERSON, "name": "   "}}, 422, "invalid"),
    "person with line in name": ({"person": {**PERSON, "name": "a\nb"}}, 422, "invalid"),
    "person with extra": ({"person": {**PERSON, "to_verify": False}}, 422, "invalid"),
    "no person": ({"person": None}, 422, "person-incomplete"),
}


def body_of(world, changes: dict) -> dict:
    body = {
        "service": world.general, "practitioner": world.carmen, "start": world.at(30, "09:00"),
        "person": PERSON, **changes}
    if len(str(body["start"])) == 5:
        body["start"] = world.at(30, body["start"])
    return body


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_bad_booking(as_, world, nothing_stored, name, language):
    changes, status, problem = BODIES[name]
    guest = as_("guest", language)
    answer = guest.http.post(
        "/api/appointments", content=json.dumps(body_of(world, changes)),
        headers={**guest.headers, **HEADERS, "Idempotency-Key": f"bad-input-{language}"})
    assert (answer.status_code, code(answer)) == (status, problem), answer.text
    assert answer.headers["content-language"] == language
    if problem == "invalid":
        assert answer.json()["errors"][0]["detail"]


RAW = {
    "empty": (b"", 422, "invalid"),
    "not JSON": (b"{", 400, "malformed"),
    "not UTF-8": (b'{"reason": "\xff"}', 400, "malformed"),
    "a list": (b"[]", 422, "invalid"),
    "null": (b"null", 422, "invalid"),
    "deep": (b"[" * 30_000, 400, "malformed"),
    "deep object": (b'{"a":' * 10_000, 400, "malformed"),
    "huge number": (b'{"service": ' + b"9" * 5000 + b"}", 400, "malformed"),
    "NaN": (b'{"service": NaN}', 422, "invalid"),
    "1 MB": (b'{"reason": "' + b"x" * 2**20 + b'"}', 413, "too-large"),
    "65 kB": (b'{"reason": "' + b"x" * 65_536 + b'"}', 413, "too-large"),
}


@pytest.mark.parametrize("name", RAW)
def test_bad_body(as_, world, nothing_stored, name):
    body, status, problem = RAW[name]
    guest = as_("guest")
    answer = guest.http.post(
        "/api/appointments", content=body,
        headers={**guest.headers, **HEADERS, "Idempotency-Key": "bad-body-1"})
    assert (answer.status_code, code(answer)) == (status, problem), answer.text


def test_streamed_body_is_limited_too(as_, nothing_stored):
    guest = as_("guest")
    answer = guest.http.post(
        "/api/appointments", content=(b"x" * 1024 for _ in range(1024)),
        headers={**guest.headers, **HEADERS, "Idempotency-Key": "bad-body-2"})
    assert (answer.status_code, code(answer)) == (413, "too-large")


@pytest.mark.parametrize("kind", [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "application/xml", "application/json; charset=utf-16", "", "application/jsonp"])
def test_wrong_content_type(as_, world, nothing_stored, kind):
    guest = as_("guest")
    answer = guest.http.post(
        "/api/appointments", content=json.dumps(body_of(world, {})),
        headers={**guest.headers, "Content-Type": kind, "Idempotency-Key": "bad-type-1"})
    assert (answer.status_code, code(answer)) == (415, "unsupported-media-type")


def test_booking_needs_a_key(as_, world, nothing_stored):
    answer = as_("guest").post("/appointments", body_of(world, {}))
    assert (answer.status_code, code(answer)) == (400, "idempotency-key-required")


@pytest.mark.parametrize("key", ["short", "x" * 129, "with blank in it", "né" * 8])
def test_bad_key(as_, world, nothing_stored, key):
    guest = as_("guest")
    answer = guest.http.post(
        "/api/appointments", json=body_of(world, {}),
        headers={**guest.headers, "Idempotency-Key": key.encode()})
    assert answer.status_code in {400, 422}


QUERIES = {
    "no days": {"from": None},
    "inverted": {"from": "2026-12-10", "to": "2026-12-01"},
    "a year": {"from": "2026-01-01", "to": "2026-12-31"},
    "number as day": {"from": "1764594000"},
    "moment as day": {"from": "2026-12-01T00:00:00Z"},
    "impossible day": {"from": "2026-02-30"},
    "year 1": {"from": "0001-01-01", "to": "0001-01-02"},
    "service text": {"service": "abc"},
    "service 0": {"service": "0"},
    "service huge": {"service": str(2**63)},
    "service endless": {"service": "9" * 5000},
    "first maybe": {"first": "maybe"},
    "unknown name": {"order": "id; DROP TABLE"},
    "domain": {"domain": "[('id','>',0)]"},
}


@pytest.mark.parametrize("name", QUERIES)
def test_bad_availability(as_, world, name):
    query = {"service": world.general, "from": "2026-12-01", "to": "2026-12-05", **QUERIES[name]}
    answer = as_("nobody").get(
        "/availability", **{k: v for k, v in query.items() if v is not None})
    assert (answer.status_code, code(answer)) == (422, "invalid")


@pytest.mark.parametrize("id", ["0", str(2**31), "9" * 10])
def test_impossible_id_in_path(as_, id):
    answer = as_("ana").http.get(f"/api/appointments/{id}", headers=as_("ana").headers)
    assert answer.status_code == 422 and code(answer) == "invalid"


@pytest.mark.parametrize("id", ["-1", "abc", "1.5", "9" * 11, "9" * 5000, "1;2", "%00", "٣", "1%2f2"])
def test_no_id_in_path(as_, id):
    answer = as_("ana").http.get(f"/api/appointments/{id}", headers=as_("ana").headers)
    assert answer.status_code == 404 and code(answer) == "not-found"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "QUERY", "BREW"])
def test_other_methods_are_told_what_is_allowed(as_, method):
    answer = as_("nobody").http.request(method, "/api/appointments/lookup")
    assert (answer.status_code, code(answer)) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("sequence", ["3", '"x"', '"-1"', "*", '"99999999999"', 'W/"3"'])
def test_bad_if_match(as_, world, sequence):
    booked = as_("ana").book(world, world.at(31, "09:00")).json()
    answer = as_("ana").post(f"/appointments/{booked['id']}/cancel", {}, If_Match=sequence)
    assert (answer.status_code, code(answer)) == (422, "invalid")
    assert as_("ana").act(booked, "cancel").status_code == 200


def test_another_patients_id(as_, world, nothing_stored):
    answer = as_("ana").book(world, world.at(30, "10:00"), patient=world.beto)
    assert (answer.status_code, code(answer)) == (404, "not-found")


def test_unknown_route_and_method(as_):
    missing = as_("nobody").http.get("/api/nothing")
    assert (missing.status_code, code(missing)) == (404, "not-found")
    wrong = as_("nobody").http.put("/api/clinic")
    assert (wrong.status_code, code(wrong)) == (405, "method-not-allowed")
    assert "GET" in wrong.headers["allow"]


TEXTS = ["<script>alert(1)</script>", "'; DROP TABLE medical_appointment; --", "=1+1", "{{7*7}}",
    "${7*7}", "%s %d %(x)s", "\u202eevil", "../../etc/passwd", "𝒥𝓊𝒶𝓃", "a" * 120]


@pytest.mark.parametrize("text", TEXTS)
def test_strange_texts_come_back_as_they_were(as_, world, text):
    patient = as_("p9")
    answer = patient.book(world, world.at(32, "09:00"), reason=text)
    assert answer.status_code == 201, answer.text
    assert answer.json()["reason"] == text
    assert patient.act(answer.json(), "cancel", {"reason": text}).status_code == 200


def test_spanish_and_english_details_differ(as_, world):
    spanish = Caller(as_.http, None, "es-DO,es;q=0.9,en;q=0.8").get("/me").json()
    english = Caller(as_.http, None, "en-US,en;q=0.9").get("/me").json()
    assert spanish["title"] == english["title"]
    assert spanish["detail"] != english["detail"]


def test_json_has_one_kind_of_number(as_, world):
    """3.0 is a whole number to JSON Schema, and 3.5 is none."""
    start = world.at(20, "09:00")
    values = {"service": float(world.general), "practitioner": float(world.carmen)}
    assert as_("ana").book(world, start, **values).status_code == 201
    for wrong in (world.general + 0.5, 1e300, True, str(world.general)):
        assert as_("ana").book(world, start, service=wrong).status_code == 422
