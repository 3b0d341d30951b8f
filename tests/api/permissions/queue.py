# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting room of today: who attends sees the own, the desk sees all."""
import secrets
from typing import Any

from .table import (
    COUNTER,
    COUNTER_GONE,
    MISSING,
    STAFF_GONE,
    STAFF_ONE,
    Ask,
    Stage,
    Try,
    all_get,
    body,
    missing_id,
    nothing,
    row,
)

JUMP = {"reason": "Viene de lejos"}


def walk_in(stage: Stage) -> dict[str, Any]:
    return {
        "service": stage.world.general, "practitioner": stage.practitioner,
        "person": {"name": secrets.token_hex(6), "surname": secrets.token_hex(6)}}


def waiting(stage: Stage, *verbs: str) -> dict[str, Any]:
    """Somebody who waits for the doctor, after some verbs of the staff."""
    made = stage.as_("boss").post("/walk-ins", walk_in(stage))
    assert made.status_code == 201, made.text
    found = made.json()
    for verb in verbs:
        done = stage.as_("boss").act(
            found, verb, JUMP if verb in {"call", "start"} else None)
        assert done.status_code == 200, done.text
        found = done.json()
    return found


def in_room(*verbs: str, send: Any = None) -> Any:
    """`ask` about somebody in the doctor's waiting room."""
    def ask(stage: Stage) -> Ask:
        if stage.is_missing:
            return Ask({"id": MISSING}, body=send, headers={"If-Match": '"1"'})
        found = waiting(stage, *verbs)
        return Ask(
            {"id": found["id"]}, body=send, headers={"If-Match": f'"{found["sequence"]}"'})
    return ask


def room(stage: Stage) -> Ask:
    return Ask(query={"practitioner": stage.practitioner})


def somebody_waits(stage: Stage) -> dict[str, Any]:
    """Somebody is so urgent that there is a next one at any hour."""
    if not stage.is_missing:
        found = waiting(stage)
        stage.as_("boss").act(
            found, "priority", {"priority": "emergency", "reason": "Dolor de pecho"})
    return {"practitioner": stage.practitioner}


def move(stage: Stage) -> dict[str, Any]:
    found = {"id": MISSING} if stage.is_missing else waiting(stage)
    return {"appointment": found["id"], "before": None, **JUMP}


def late(stage: Stage) -> dict[str, Any]:
    return {"practitioner": stage.practitioner, "minutes": secrets.randbelow(200) + 1}


def late_already(stage: Stage) -> dict[str, Any]:
    if not stage.is_missing:
        stage.as_("boss").post("/queue/late", late(stage))
    return {"practitioner": stage.practitioner}


def screen(stage: Stage) -> dict[str, Any]:
    return {"location": MISSING if stage.is_missing else stage.world.place, "name": "Sala"}


def a_screen(stage: Stage) -> Ask:
    if stage.is_missing:
        return Ask({"id": MISSING})
    return Ask({"id": stage.as_("boss").post("/screens", screen(stage)).json()["id"]})


def address(stage: Stage) -> Ask:
    if stage.is_missing:
        return missing_id(stage)
    return Ask({"token": stage.as_("boss").post("/screens", screen(stage)).json()["token"]})


TABLE = {
    "getQueue": Try(STAFF_ONE, STAFF_GONE, room),
    "callNext": Try(STAFF_ONE, STAFF_GONE, body(somebody_waits)),
    "moveInQueue": Try(STAFF_ONE, STAFF_GONE, body(move)),
    "announceDelay": Try(STAFF_ONE, STAFF_GONE, body(late)),
    "undoDelay": Try(STAFF_ONE, STAFF_GONE, body(late_already)),
    "createWalkIn": Try({**COUNTER, "desk": 201, "boss": 201}, COUNTER_GONE, body(walk_in)),
    "callAppointment": Try(STAFF_ONE, STAFF_GONE, in_room(send=JUMP)),
    "startAppointment": Try(STAFF_ONE, STAFF_GONE, in_room(send=JUMP)),
    "finishAppointment": Try(
        row("401 403 403 403 200 404 403 200"), STAFF_GONE, in_room("start")),
    "undoAppointment": Try(STAFF_ONE, STAFF_GONE, in_room("call")),
    "setPriority": Try(STAFF_ONE, STAFF_GONE, in_room(send={"priority": "urgent"})),
    "createScreen": Try({**COUNTER, "desk": 201, "boss": 201}, COUNTER_GONE, body(screen)),
    "listScreens": Try(COUNTER, ask=nothing),
    "revokeScreen": Try({**COUNTER, "desk": 204, "boss": 204}, COUNTER_GONE, a_screen),
    "getScreen": Try(all_get(200), all_get(404), address),
    "streamScreen": Try(None, all_get(404), missing_id),
    "streamLink": Try(None, all_get(404), missing_id),
}
