# SPDX-License-Identifier: GPL-3.0-or-later
"""Practitioners block the own time; on days on which nobody books here."""
from itertools import count

from .table import MISSING, STAFF_GONE, STAFF_ONE, Ask, Stage, Try, row

_days = count(400)


def span(stage: Stage) -> dict[str, str]:
    day = next(_days)
    return {"start": stage.world.at(day, "08:00"), "end": stage.world.at(day, "12:00")}


def new(stage: Stage) -> dict[str, object]:
    return {"kind": "absence", "practitioner": stage.practitioner, **span(stage)}


def create(stage: Stage) -> Ask:
    return Ask(body=new(stage))


def preview(stage: Stage) -> Ask:
    return Ask(query={"practitioner": stage.practitioner, **span(stage)})


def listed(stage: Stage) -> Ask:
    return Ask(query=stage.days())


def one(stage: Stage) -> Ask:
    if stage.is_missing:
        return Ask({"id": MISSING})
    made = stage.as_("boss").post("/exceptions", new(stage))
    assert made.status_code == 201, made.text
    return Ask({"id": made.json()["id"]})


#                     nobody guest ana beto carmen santos desk boss
TABLE = {
    "listExceptions": Try(row("401 403 403 403 200 200 200 200"), ask=listed),
    "previewException": Try(
        row("401 403 403 403 200 403 200 200"), STAFF_GONE, preview),
    "createException": Try(row("401 403 403 403 201 403 201 201"), STAFF_GONE, create),
    "deleteException": Try(row("401 403 403 403 204 404 204 204"), STAFF_GONE, one),
    "listAffected": Try(STAFF_ONE, STAFF_GONE, one),
    "downloadCallList": Try(STAFF_ONE, STAFF_GONE, one),
    "offerOtherTimes": Try(STAFF_ONE, STAFF_GONE, one),
    "moveAffected": Try(STAFF_ONE, STAFF_GONE, one),
    "cancelAffected": Try(STAFF_ONE, STAFF_GONE, one),
}
