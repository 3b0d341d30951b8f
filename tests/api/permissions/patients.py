# SPDX-License-Identifier: GPL-3.0-or-later
"""Patients: a practitioner sees those with a visit at theirs."""
import secrets

from .table import COUNTER, COUNTER_GONE, MISSING, STAFF, STAFF_GONE, STAFF_ONE, Ask, Stage, Try, body, nothing


def of_patient(stage: Stage) -> Ask:
    """The owner, who has a visit with the doctor."""
    if stage.is_missing:
        return Ask({"id": MISSING})
    return Ask({"id": stage.appointment()["patient"]})


def change(stage: Stage) -> Ask:
    if stage.is_missing:
        return Ask({"id": MISSING}, body={}, headers={"If-Match": '"1"'})
    seen = stage.as_("boss").get(f"/patients/{stage.patient}").json()
    return Ask(
        {"id": stage.patient}, body={"note": secrets.token_hex(4)},
        headers={"If-Match": f'"{seen["version"]}"'})


def somebody(stage: Stage) -> dict:
    return {"name": secrets.token_hex(6), "surname": secrets.token_hex(6)}


TABLE = {
    "listPatients": Try(STAFF, ask=nothing),
    "createPatient": Try({**COUNTER, "desk": 201, "boss": 201}, ask=body(somebody)),
    "getPatient": Try(STAFF_ONE, STAFF_GONE, of_patient),
    "updatePatient": Try(COUNTER, COUNTER_GONE, change),
    "listPatientAppointments": Try(STAFF_ONE, STAFF_GONE, of_patient),
}
