# SPDX-License-Identifier: GPL-3.0-or-later
"""Who waits sees the own entry; a practitioner those who wait for that practitioner."""
from tests.callers import PERSON

from .table import MISSING, STAFF_GONE, Ask, Stage, Try, row


def wish(stage: Stage, **values: object) -> dict[str, object]:
    return {
        "service": stage.world.general, "practitioner": stage.practitioner,
        "from": stage.world.day(1), "to": stage.world.day(50), **values}


def enter(stage: Stage) -> Ask:
    who = {"guest": {"person": PERSON}, "ana": {}, "beto": {}}
    return Ask(body=wish(stage, **who.get(stage.role, {"patient": stage.world.ana})))


def entry(stage: Stage) -> int:
    """Somebody who waits for the doctor in question: Ana at Carmen's."""
    if stage.is_missing:
        return MISSING
    made = stage.as_(stage.owner).post("/waiting-list", wish(stage))
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def close(stage: Stage) -> Ask:
    return Ask({"id": entry(stage)})


def offer(stage: Stage) -> Ask:
    """A free time; what an earlier try holds is let go."""
    id_ = entry(stage)
    if not stage.is_missing:
        stage.as_("boss").post(f"/waiting-list/{id_}/close")
        id_ = entry(stage)
    return Ask({"id": id_}, body={
        "start": stage.time(), "practitioner": getattr(stage.world, stage.doctor)})


def listed(stage: Stage) -> Ask:
    return Ask(query={"practitioner": stage.practitioner})


VISITORS = row("401 202 403 403 403 403 403 403")


#                     nobody guest ana beto carmen santos desk boss
TABLE = {
    "enterWaitingList": Try(
        row("401 201 201 201 201 201 201 201"), row("401 404 404 404 404 404 404 404"), enter),
    "listWaiting": Try(row("401 403 200 200 200 200 200 200"), ask=listed),
    "offerFreedTime": Try(row("401 403 403 403 200 404 200 200"), STAFF_GONE, offer),
    # For visitors, who learn nothing of entries that others asked for
    "requestWaitingEmail": Try(
        VISITORS | {"guest": 202}, VISITORS | {"guest": 202},
        lambda stage: Ask({"id": entry(stage)}, body={"email": "alguien@example.do"})),
    "verifyWaitingEmail": Try(
        VISITORS | {"guest": 401}, VISITORS | {"guest": 401},
        lambda stage: Ask({"id": entry(stage)}, body={"code": "000000"})),
    "closeWaiting": Try(
        row("401 403 200 404 200 404 200 200"), row("401 403 404 404 404 404 404 404"), close),
}
