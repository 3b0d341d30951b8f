# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds and appointments."""
from typing import Any

from tests.callers import PERSON

from .table import (
    ANYBODY,
    GONE,
    MISSING,
    READ_ONE,
    SIGNED_IN,
    STAFF_GONE,
    STAFF_ONE,
    Ask,
    Stage,
    Try,
    all_get,
    body,
    nothing,
    row,
    with_key,
)


def place(stage: Stage) -> dict[str, Any]:
    return {
        "service": stage.world.general, "practitioner": stage.practitioner,
        "start": stage.time()}


def booking(stage: Stage) -> Ask:
    """Patients and guests book for themselves, the desk for anybody, practitioners for
    who stands before them.

    Only Ana is Carmen's patient and only Beto is Santos': who visits a
    practitioner may be seen by that one.
    """
    doctor = {"ana": "carmen", "beto": "santos"}.get(stage.role, stage.doctor)
    practitioner = MISSING if stage.is_missing else getattr(stage.world, doctor)
    somebody = {"patient": stage.world.extra[5]}
    new = {"person": PERSON}
    who = {"ana": {}, "beto": {}, "guest": new, "carmen": new, "santos": new}.get(
        stage.role, somebody)
    return with_key(Ask(body={**place(stage), "practitioner": practitioner, **who}))


def hold(stage: Stage) -> Ask:
    if stage.is_missing:
        return stage.one()
    made = stage.as_(stage.owner).post("/holds", place(stage))
    assert made.status_code == 201, made.text
    return Ask({"id": made.json()["id"]})


def lookup(stage: Stage) -> Ask:
    number = "LV-222222" if stage.is_missing else stage.appointment()["number"]
    return Ask(body={"number": number, "birth_date": "1990-01-01"})


TABLE = {
    "createHold": Try(
        row("401 201 201 201 403 403 403 403"), row("401 404 404 404 403 403 403 403"),
        body(place)),
    "releaseHold": Try(
        row("401 404 204 404 403 403 403 403"), row("401 404 404 404 403 403 403 403"), hold),
    "createAppointment": Try(
        row("401 201 201 201 201 201 201 201"), row("401 404 404 404 404 404 404 404"), booking),
    "listAppointments": Try(SIGNED_IN, ask=nothing),
    "lookupAppointment": Try(ANYBODY, all_get(404), lookup),
    "getAppointment": Try(READ_ONE, GONE),
    "getAppointmentHistory": Try(READ_ONE, GONE),
    "getAppointmentCalendar": Try(READ_ONE, GONE),
    "confirmAppointment": Try(READ_ONE, GONE),
    "cancelAppointment": Try(READ_ONE, GONE),
    "rescheduleAppointment": Try(
        READ_ONE, GONE, lambda stage: stage.one(body={"start": stage.time()})),
    # On the day itself: see test_queue.py
    "arriveAppointment": Try(row("401 403 403 403 409 404 409 409"), STAFF_GONE),
    "noShowAppointment": Try(row("401 403 403 403 409 404 409 409"), STAFF_GONE),
    "reopenAppointment": Try(row("401 403 403 403 403 404 409 409"), STAFF_GONE),
    "approveAppointment": Try(
        STAFF_ONE, STAFF_GONE, lambda stage: stage.one(service=stage.world.asked)),
}
