# SPDX-License-Identifier: GPL-3.0-or-later
"""What only the administrator may read and write."""
import secrets
from collections.abc import Callable

from .table import BOSS, BOSS_GONE, MISSING, Ask, Stage, Statuses, Try, body, nothing

MADE: Statuses = {**BOSS, "boss": 201}
STALE = {"If-Match": '"1"'}


def word() -> str:
    return f"n{secrets.token_hex(5)}"


def same(path: str, change: Callable[[], dict] = dict) -> Callable[[Stage], Ask]:
    """Change the first of a list as it was last seen."""
    def ask(stage: Stage) -> Ask:
        if stage.is_missing:
            return Ask({"id": MISSING}, body=change(), headers=STALE)
        first = stage.as_("boss").get(path).json()["items"][0]
        return Ask(
            {"id": first["id"]}, body=change(), headers={"If-Match": f'"{first["version"]}"'})
    return ask


def settings(stage: Stage) -> Ask:
    seen = stage.as_("boss").get("/admin/settings").json()
    return Ask(body={"noshow_grace": 30}, headers={"If-Match": f'"{seen["version"]}"'})


def member(stage: Stage) -> int:
    if stage.is_missing:
        return MISSING
    made = stage.as_("boss").post(
        "/admin/staff", {"name": word(), "login": word(), "role": "front_desk"})
    return int(made.json()["id"])


def one_member(stage: Stage) -> Ask:
    return Ask({"id": member(stage)})


def change_member(stage: Stage) -> Ask:
    id = member(stage)
    seen = [s for s in stage.as_("boss").get("/admin/staff").json()["items"] if s["id"] == id]
    version = seen[0]["version"] if seen else 1
    return Ask({"id": id}, body={"name": word()}, headers={"If-Match": f'"{version}"'})


def hours(stage: Stage) -> dict:
    return {
        "practitioner": stage.practitioner, "location": stage.world.place, "scope": "day",
        "day": stage.world.day(400), "blocks": []}


def day(stage: Stage) -> Ask:
    return Ask(query={
        "practitioner": stage.practitioner, "location": stage.world.place,
        "day": stage.world.day(3)})


def holiday(stage: Stage) -> Ask:
    if stage.is_missing:
        return Ask({"id": MISSING})
    made = stage.as_("boss").post("/holidays", {
        "date": f"2150-{secrets.randbelow(12) + 1:02}-{secrets.randbelow(28) + 1:02}",
        "name": word()})
    return Ask({"id": next(h["id"] for h in made.json()["items"] if h["id"])})


TABLE = {
    "listKeptServices": Try(BOSS, ask=nothing),
    "createService": Try(MADE, ask=body(lambda stage: {"name": word(), "duration": 20})),
    "updateService": Try(BOSS, BOSS_GONE, same("/admin/services")),
    "listKeptPractitioners": Try(BOSS, ask=nothing),
    "createPractitioner": Try(
        MADE, ask=body(lambda stage: {"first_name": word(), "surname": word()})),
    "updatePractitioner": Try(BOSS, BOSS_GONE, same("/admin/practitioners")),
    "listKeptLocations": Try(BOSS, ask=nothing),
    "createLocation": Try(MADE, ask=body(lambda stage: {"name": word()})),
    "updateLocation": Try(BOSS, BOSS_GONE, same("/admin/locations")),
    "listMessageRules": Try(BOSS, ask=nothing),
    "updateMessageRule": Try(BOSS, BOSS_GONE, same("/admin/message-rules")),
    "getSettings": Try(BOSS, ask=nothing),
    "updateSettings": Try(BOSS, ask=settings),
    "listStaff": Try(BOSS, ask=nothing),
    "createStaff": Try(MADE, ask=body(
        lambda stage: {"name": word(), "login": word(), "role": "front_desk"})),
    "updateStaff": Try(BOSS, BOSS_GONE, change_member),
    "renewStaffPassword": Try(BOSS, BOSS_GONE, one_member),
    "endStaffSessions": Try(BOSS, BOSS_GONE, one_member),
    "listAudit": Try(BOSS, ask=nothing),
    "listSchedules": Try(BOSS, ask=nothing),
    "getScheduleDay": Try(BOSS, BOSS_GONE, day),
    "previewSchedule": Try(BOSS, BOSS_GONE, body(lambda stage: {"change": hours(stage)})),
    "publishSchedule": Try(BOSS, BOSS_GONE, body(hours)),
    "listHolidays": Try(BOSS, ask=lambda stage: Ask(query={"year": 2027})),
    "createHoliday": Try(BOSS, ask=body(lambda stage: {"date": "2150-05-01", "name": word()})),
    "generateHolidays": Try(BOSS, ask=body(lambda stage: {"year": 2151})),
    "deleteHoliday": Try(BOSS, BOSS_GONE, holiday),
}
