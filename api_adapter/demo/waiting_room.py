# SPDX-License-Identifier: GPL-3.0-or-later
"""People in the demo clinic's waiting rooms right now, whatever the hour."""
from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from trytond.pool import Pool

from trytond_medical_appointment import catalog
from trytond_medical_appointment.queue_room import _blocks, _day_of

from . import texts
from .clinic import Made, create_all
from .visits import SERVICES, sees

ROOMS = 3
LATE_MINUTES = 15
DAY = timedelta(days=1)
# Minutes since they came, were called and went in; priority group; urgency
PEOPLE: tuple[tuple[int, int | None, int | None, str | None, str], ...] = (
    (48, 12, 12, None, "routine"), (36, 1, None, None, "routine"),
    (31, None, None, None, "routine"), (24, None, None, "pregnant", "routine"),
    (9, None, None, None, "routine"), (3, None, None, None, "urgent"))
WOMEN_ONLY = {"pregnant"}


def create(chance: random.Random, made: Made, patients: list[Any]) -> int:
    """Fill the rooms of those who attend today; return how many people wait."""
    now = datetime.now().replace(second=0, microsecond=0)
    _open_somebody(made, now)
    rows: list[dict[str, Any]] = []
    rest = _without_visit(patients[3:], now)  # those with accounts have their own story
    for doctor in list(_attending(made, now))[:ROOMS]:
        rows += _room(chance, made, doctor, rest, now)
    Pool().get("medical.appointment").create(rows)
    _delay(made, now)
    return len(rows)


def _without_visit(patients: list[Any], now: datetime) -> list[Any]:
    """Those who have no appointment today."""
    busy = {visit.patient for visit in Pool().get("medical.appointment").search([
        ("start", ">=", now - DAY), ("start", "<", now + DAY)])}
    return [patient for patient in patients if patient not in busy]


def _attending(made: Made, now: datetime) -> Iterator[str]:
    cat = catalog.get()
    for doctor, practitioner in made.practitioners.items():
        day, *_ = _day_of(cat, practitioner.id, None, None, now)
        if _blocks(cat, practitioner.id, day):
            yield doctor


def _open_somebody(made: Made, now: datetime) -> None:
    """On a Sunday or a holiday one doctor attends all the same."""
    if not any(True for _ in _attending(made, now)):
        create_all("medical.schedule.exception", [{
            "practitioner": made.practitioners["rosario"].id, "kind": "extra",
            "location": made.locations["vega"].id, "start": now - timedelta(hours=1),
            "end": now + timedelta(hours=2), "mode": "arrival", "quota": 12}])


def _room(
        chance: random.Random, made: Made, doctor: str, rest: list[Any], now: datetime
        ) -> Iterator[dict[str, Any]]:
    cat = catalog.get()
    practitioner = made.practitioners[doctor].id
    day, *_ = _day_of(cat, practitioner, None, None, now)
    blocks = _blocks(cat, practitioner, day)
    busy = Pool().get("medical.appointment").search_count([
        ("practitioner", "=", practitioner), ("state", "=", "in_progress")])
    for number, (came, called, inside, group, priority) in enumerate(PEOPLE):
        if inside and busy:
            continue
        fitting = [
            p for p in rest
            if sees(doctor, p) and (group not in WOMEN_ONLY or p.gender == "female")]
        if not fitting:
            continue
        patient = chance.choice(fitting)
        rest.remove(patient)
        yield _walk_in(made, doctor, patient, blocks, now, number, {
            "arrived_at": came, "called_at": called, "started_at": inside}, group, priority)


def _walk_in(
        made: Made, doctor: str, patient: Any, blocks: list[Any], now: datetime, number: int,
        steps: dict[str, int | None], group: str | None, priority: str) -> dict[str, Any]:
    Appointment = Pool().get("medical.appointment")
    desk = str(Pool().get("res.user").search([("login", "=", next(iter(texts.STAFF)))])[0])
    values = {
        "practitioner": made.practitioners[doctor].id,
        "service": made.services[SERVICES[doctor][0]].id}
    place = Appointment._in_queue(catalog.get(), values, patient.id, blocks, now)
    happened = {
        name: now - timedelta(minutes=ago) for name, ago in steps.items() if ago is not None}
    return {
        **values, **place, **happened,
        **{name.replace("_at", "_by"): desk for name in happened},
        "_turn": place["_turn"] + number, "start": happened["arrived_at"],
        "patient": patient.id, "origin": "walk_in", "priority": priority,
        "groups": (group,) if group else (),
        "state": "in_progress" if "started_at" in happened else "arrived",
        "reason": texts.REASONS[SERVICES[doctor][0]][0]}


def _delay(made: Made, now: datetime) -> None:
    """The first doctor is a little late."""
    doctor = next(_attending(made, now))
    practitioner = made.practitioners[doctor].id
    day, *_ = _day_of(catalog.get(), practitioner, None, None, now)
    create_all("medical.queue.delay", [{
        "practitioner": practitioner, "day": day, "minutes": LATE_MINUTES,
        "at": now.replace(second=0), "by": None}])
