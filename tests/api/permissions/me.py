# SPDX-License-Identifier: GPL-3.0-or-later
"""One's own data, dependants, consents, second step, calendar addresses."""
import secrets

from .table import (
    GONE, MISSING, PATIENTS, STAFF, Ask, Stage, Try, all_get, body, missing_id, nothing, row)

ACCOUNTS = row("401 403 200 200 200 200 200 200")
PATIENT_GONE = row("401 403 404 404 403 403 403 403")
ACCOUNT_GONE = {**GONE, "guest": 403}


def feed(stage: Stage) -> Ask:
    """Ana's calendar address; the staff's own are in test_feeds.py."""
    if stage.is_missing:
        return Ask({"id": MISSING})
    ana = stage.as_(stage.owner)
    for old in ana.get("/feeds").json()["items"]:  # ten at once are allowed
        ana.delete(f"/feeds/{old['id']}")
    made = ana.post("/feeds", {"kind": "patient"})
    assert made.status_code == 201, made.text
    return Ask({"id": made.json()["id"]})


def address(stage: Stage) -> Ask:
    ask = stage.one(body={"email": f"{secrets.token_hex(4)}@example.do"})
    return Ask(ask.path, body=ask.body)


def address_code(stage: Stage) -> Ask:
    return stage.one(body={"code": "000000"})


CONSENT = {"consent_version": "1"}
CHILD = {
    "name": "Sol", "surname": "Reyes", "birth_date": "2020-02-02", "relation": "child", **CONSENT}
TABLE = {
    "updateMe": Try(PATIENTS, ask=body(lambda stage: {"language": "es"})),
    "listDependants": Try(PATIENTS, ask=nothing),
    "addDependant": Try(
        {**PATIENTS, "ana": 422, "beto": 422},
        ask=body(lambda stage: {**CHILD, "birth_date": "1990-01-01"})),
    "linkDependant": Try({**PATIENTS, "ana": 404, "beto": 404}, ask=body(lambda stage: {
        "number": "LV-222222", "birth_date": "2019-03-02", **CONSENT})),
    "removeDependant": Try(None, PATIENT_GONE, ask=missing_id),
    "getConsents": Try(PATIENTS, PATIENT_GONE, ask=lambda stage: Ask(
        query={"patient": MISSING} if stage.is_missing else None)),
    "setConsents": Try(PATIENTS, PATIENT_GONE, ask=body(lambda stage: {
        "channels": [], **CONSENT, **({"patient": MISSING} if stage.is_missing else {})})),
    "exportMe": Try(PATIENTS, ask=nothing),
    # What it does is in test_accounts_own.py: here it would be the end of Ana and Beto
    "closeAccount": Try({**PATIENTS, "ana": 422, "beto": 422}, ask=body(
        lambda stage: {"x": 1} if stage.role in {"ana", "beto"} and not stage.is_missing
        else {})),
    "getSecondStep": Try(STAFF, ask=nothing),
    "beginSecondStep": Try(
        {**STAFF, "carmen": 401, "santos": 401, "desk": 401, "boss": 401},
        ask=body(lambda stage: {"password": "no-es-esta-clave"})),
    "confirmSecondStep": Try(
        {**STAFF, "carmen": 401, "santos": 401, "desk": 401, "boss": 401},
        ask=body(lambda stage: {"code": "000000"})),
    "removeSecondStep": Try(
        {**STAFF, "carmen": 401, "santos": 401, "desk": 401, "boss": 401},
        ask=body(lambda stage: {"password": "no-es-esta-clave"})),
    "createFeed": Try(
        row("401 403 403 403 201 404 201 201"), row("401 403 403 403 404 404 404 404"),
        ask=body(lambda stage: {"kind": "practitioner", "practitioner": stage.practitioner})),
    "listFeeds": Try(ACCOUNTS, ask=nothing),
    "endFeed": Try(row("401 403 204 404 404 404 404 404"), ACCOUNT_GONE, ask=feed),
    "readFeed": Try(None, all_get(404), ask=missing_id),
    "requestAppointmentEmail": Try(row("401 404 202 404 202 404 202 202"), GONE, ask=address),
    "verifyAppointmentEmail": Try(row("401 404 401 404 401 404 401 401"), GONE, ask=address_code),
}
