# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo clinic's appointments of the last ten weeks and the next two.

They get the values that the model gives and are stored with the past they would have, and nobody
gets a message about them but the reminders to come.
"""
from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from trytond.pool import Pool
from trytond.transaction import Transaction

from trytond_medical_appointment import catalog, slot

from . import texts
from .clinic import Made
from .people import is_child

PAST_DAYS, COMING_DAYS = 70, 14
# How many visits a working day has: in the past, today, and later
BUSY = {"perez": (1, 2, 2, 3), "santos": (0, 1, 1, 1), "marte": (0, 1, 1, 2, 2),
    "rosario": (1, 2, 2, 3)}
# What the past has more: who came then
BUSIER = 1
TODAY = {"perez": 5, "santos": 3, "marte": 3, "rosario": 4}
FADING_DAYS = 7
ENOUGH_GAP = timedelta(days=5)
SERVICES = {
    "perez": ("general", "general", "general", "checkup"),
    "santos": ("child", "child", "vaccine"),
    "marte": ("gynaecology", "gynaecology", "ultrasound"),
    "rosario": ("internal", "internal", "internal", "general")}
WOMEN_ONLY, CHILDREN_ONLY = {"marte"}, {"santos"}
ENDINGS = (("fulfilled", 84), ("noshow", 6), ("cancelled", 10))
ORIGINS = (("web", 55), ("phone", 25), ("desk", 20))
CONFIRMED = 0.45
# Of the past visits: given beyond the regular places, and come without an appointment
EXTRA, WALK_IN = 0.04, 0.06
# Who booked so long before stays away more often
FORGETFUL_AFTER, FORGETTING = timedelta(days=5), 0.09
REMINDED_BEFORE = timedelta(hours=24)
# Minutes that a doctor is behind at an hour of the local clock
BEHIND = {8: 1, 9: 5, 10: 11, 11: 17, 14: 3, 15: 8, 16: 14, 17: 18}
UTC_OFFSET = 4
# By order of arrival people come early and wait
EARLY = {"time": (2, 18), "arrival": (15, 55)}
SOON = timedelta(minutes=25)
Weighted = tuple[tuple[str, int], ...]


@dataclass
class Visit:
    doctor: str
    service: str
    patient: Any
    slot: Any
    state: str
    origin: str
    reason: str | None
    kept: bool = False
    stamps: dict[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> datetime:
        return datetime(1970, 1, 1) + timedelta(seconds=self.slot.start)

    @property
    def end(self) -> datetime:
        return datetime(1970, 1, 1) + timedelta(seconds=self.slot.end)


def create(chance: random.Random, made: Made, patients: list[Any]) -> int:
    """Plan, book and date the appointments; return how many."""
    planner = _Planner(chance, made, patients)
    visits = planner.plan()
    actors = _actors(made)
    for visit in visits:
        visit.stamps = _stamps(chance, visit, planner.now, actors)
    _store(made, visits)
    return len(visits)


class _Planner:
    """Chooses who comes when, on the hours that the clinic really offers."""

    def __init__(self, chance: random.Random, made: Made, patients: list[Any]) -> None:
        self.chance, self.made, self.patients = chance, made, patients
        self.cat = catalog.get()
        self.now = datetime.now().replace(microsecond=0)
        zone = self.cat.zone_of(made.locations["vega"].id)
        self.today: date = slot.local_date(zone, slot.epoch(self.now))
        self.busy: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        self.seen: dict[Any, list[datetime]] = defaultdict(list)
        self.count: Counter[Any] = Counter()

    def plan(self) -> list[Visit]:
        visits = list(self._of_accounts())
        for offset in range(-PAST_DAYS, COMING_DAYS + 1):
            for doctor in texts.DOCTORS:
                visits += self._day(doctor, offset)
        return sorted(visits, key=lambda visit: visit.slot.start)

    def _of_accounts(self) -> Iterator[Visit]:
        """History and coming visits of those who can sign in, and of the daughter."""
        mother, father, child, *_ = self.patients
        wanted = (
            (mother, "perez", "checkup", -24), (mother, "perez", "general", -11),
            (mother, "marte", "gynaecology", 6), (child, "santos", "child", -16),
            (child, "santos", "vaccine", 4), (father, "rosario", "internal", -19),
            (father, "perez", "general", -8), (father, "rosario", "internal", 3))
        for patient, doctor, service, offset in wanted:
            if visit := self._first(patient, doctor, service, offset):
                yield visit

    def _first(
            self, patient: Any, doctor: str, service: str, offset: int) -> Visit | None:
        """On that day from today, or on the first one after it that has hours."""
        away = range(offset, offset + 8) if offset > 0 else range(offset, offset - 8, -1)
        for days in away:
            if slots := self._slots(doctor, service, days):
                return self._visit(doctor, service, patient, self.chance.choice(slots), True)
        return None

    def _day(self, doctor: str, offset: int) -> Iterator[Visit]:
        for _ in range(self._how_many(doctor, offset)):
            service = self.chance.choice(SERVICES[doctor])
            slots = self._slots(doctor, service, offset)
            if not slots:
                continue
            place = self.chance.choice(slots)
            if patient := self._somebody(doctor, place):
                yield self._visit(doctor, service, patient, place)

    def _how_many(self, doctor: str, offset: int) -> int:
        if offset == 0:
            return TODAY[doctor]
        usual = self.chance.choice(BUSY[doctor])
        if offset < 0:
            return usual + BUSIER
        return max(usual - 1, 0) if offset > FADING_DAYS else usual

    def _slots(self, doctor: str, service: str, offset: int) -> list[Any]:
        """The free times of a day, those of the past too."""
        practitioner = self.made.practitioners[doctor].id
        terms = self.cat.offer(self.made.services[service].id, practitioner)["timeless"]
        day = self.today + timedelta(days=offset)
        zone = self.cat.zone_of(self.made.locations["vega"].id)
        slots: list[Any] = slot.free_slots(
            self.cat.lines_of(practitioner), (), self.cat.holidays_of(practitioner),
            self.busy[doctor], terms, day, day, zone, slot.day_start(zone, day),
            self.made.services[service].id)
        return slots

    def _somebody(self, doctor: str, place: Any) -> Any:
        """One of those the doctor sees who has not been there lately and comes least."""
        free = [p for p in self.patients if sees(doctor, p) and self._can(p, place)]
        if not free:
            return None
        some = self.chance.sample(free, min(4, len(free)))
        return min(some, key=lambda p: self.count[p])

    def _can(self, patient: Any, place: Any) -> bool:
        start = datetime(1970, 1, 1) + timedelta(seconds=place.start)
        return all(abs(start - other) > ENOUGH_GAP for other in self.seen[patient])

    def _visit(
            self, doctor: str, service: str, patient: Any, place: Any, kept: bool = False
            ) -> Visit:
        visit = Visit(
            doctor, service, patient, place, "booked", _draw(self.chance, ORIGINS),
            self.chance.choice(texts.REASONS[service]), kept)
        visit.state = self._state(visit, kept)
        offer = texts.SERVICES[service]
        self.busy[doctor].append((
            place.start - offer.before * 60, place.end + offer.after * 60))
        self.seen[patient].append(visit.start)
        self.count[patient] += 1
        return visit

    def _state(self, visit: Visit, kept: bool) -> str:
        if visit.end <= self.now:
            return "fulfilled" if kept else _draw(self.chance, ENDINGS)
        if visit.start <= self.now:
            return "in_progress"
        if visit.start <= self.now + SOON:
            return "arrived"
        return "cancelled" if not kept and self.chance.random() < 0.04 else "booked"


def sees(doctor: str, patient: Any) -> bool:
    if doctor in CHILDREN_ONLY or is_child(patient):
        return doctor in CHILDREN_ONLY and is_child(patient)
    return doctor not in WOMEN_ONLY or patient.gender == "female"


def _draw(chance: random.Random, weighted: Weighted) -> str:
    names, weights = zip(*weighted, strict=True)
    return str(chance.choices(names, weights)[0])


def _actors(made: Made) -> dict[str, Any]:
    """The reference of who acts: at the desk, and in each doctor's room."""
    User = Pool().get("res.user")
    desk, = User.search([("login", "=", next(iter(texts.STAFF)))])
    actors = {key: practitioner.user for key, practitioner in made.practitioners.items()}
    return {"desk": str(desk), **{key: str(user or desk) for key, user in actors.items()}}


def _stamps(
        chance: random.Random, visit: Visit, now: datetime, actors: dict[str, Any]
        ) -> dict[str, Any]:
    """The `_at` and `_by` columns of all that happened to a visit so far."""
    desk, doctor = actors["desk"], actors[visit.doctor]
    start = min(visit.start, now)
    booked = start - timedelta(minutes=chance.randint(3 * 60, 9 * 24 * 60))
    forgetful = not visit.kept and start - booked > FORGETFUL_AFTER
    if visit.state == "fulfilled" and forgetful and chance.random() < FORGETTING:
        visit.state = "noshow"
    happened = {"booked": (booked, None if visit.origin == "web" else desk)}
    if visit.state != "cancelled" and chance.random() < CONFIRMED:
        answered = max(booked, start - timedelta(hours=chance.randint(4, 23)))
        happened["confirmed"] = (answered, None if visit.origin == "web" else desk)
    arrival = start - timedelta(minutes=chance.randint(*EARLY[visit.slot.mode]))
    behind = BEHIND.get(visit.start.hour - UTC_OFFSET, 0) + chance.randint(0, 9)
    begin = min(visit.start + timedelta(minutes=behind), now)
    length = visit.end - visit.start
    for name, at, by, states in (
            ("arrived", arrival, desk, {"arrived", "in_progress", "fulfilled"}),
            ("called", begin, doctor, {"in_progress", "fulfilled"}),
            ("started", begin, doctor, {"in_progress", "fulfilled"}),
            ("ended", min(begin + length + timedelta(minutes=chance.randint(-4, 6)), now), doctor,
                {"fulfilled"}),
            ("noshow", min(visit.start + timedelta(minutes=45), now), desk, {"noshow"}),
            ("cancelled", booked + (start - booked) * 0.6, desk, {"cancelled"})):
        if visit.state in states:
            happened[name] = (at, by)
    return _columns(chance, visit, happened)


def _columns(
        chance: random.Random, visit: Visit, happened: dict[str, tuple[datetime, str | None]]
        ) -> dict[str, Any]:
    columns: dict[str, Any] = {"state": visit.state, "sequence": len(
        {"arrived", "started", "ended", "noshow", "cancelled"} & happened.keys())}
    if "ended" in happened and chance.random() < EXTRA:
        by = happened["booked"][1]
        columns |= {"overbooked": True, "overbook_reason": texts.EXTRA_REASON, "overbooked_by": by}
    elif "ended" in happened and not visit.kept and chance.random() < WALK_IN:
        columns["origin"] = "walk_in"
        happened["booked"] = happened["arrived"]
        happened.pop("confirmed", None)
    for name, (at, by) in happened.items():
        columns[f"{name}_at"] = at.replace(microsecond=0)
        columns[f"{name}_by"] = by
    if "cancelled" in happened:
        side = chance.choice(("patient", "patient", "clinic"))
        columns["cancelled_by_actor"] = columns.pop("cancelled_by")
        columns["cancelled_by"] = side
        columns["cancel_reason"] = chance.choice(texts.CANCEL_REASONS[side])
    return columns


def _store(made: Made, visits: list[Visit]) -> None:
    """Insert what the model makes of the visits, with their history and audit."""
    Appointment = Pool().get("medical.appointment")
    rows = [{**Appointment._complete(_values(made, visit)), **visit.stamps,
        "create_uid": Transaction().user, "create_date": visit.stamps["booked_at"]}
        for visit in visits]
    table, names = Appointment.__table__(), Appointment._stored_names()
    cursor = Transaction().connection.cursor()
    cursor.execute(*table.insert(
        [getattr(table, name) for name in names],
        [[row.get(name) for name in names] for row in rows],
        returning=[table.number, table.id]))
    ids = dict(cursor.fetchall())
    for row in rows:
        row["id"] = ids[row["number"]]
    Appointment._insert_history(list(ids.values()))
    _record(rows)
    _remind(rows)


def _values(made: Made, visit: Visit) -> dict[str, Any]:
    return {
        "practitioner": made.practitioners[visit.doctor].id,
        "service": made.services[visit.service].id, "patient": visit.patient.id,
        "location": visit.slot.location, "start": visit.start, "_slot": visit.slot,
        "origin": visit.origin, "reason": visit.reason}


def _remind(rows: list[dict[str, Any]]) -> None:
    """Queue the reminders to come; the confirmations left when the visits were booked."""
    Pool().get("medical.notification").enqueue("booked", [
        {"appointment": row["id"], "sequence": row["sequence"], "start": row["start"],
            "patient": row["patient"]}
        for row in rows if row["state"] == "booked"])
    Transaction().connection.cursor().execute(
        "UPDATE medical_notification n SET state = 'sent', attempts = 1, next_try_at = NULL,"
        " due_at = a.booked_at, tried_at = a.booked_at, sent_at = a.booked_at"
        " FROM medical_appointment a WHERE a.id = n.appointment AND n.kind = 'confirmation'")
    _reminded()


def _reminded() -> None:
    """The reminders that left a day before the past visits."""
    Transaction().connection.cursor().execute(_REMINDED, (REMINDED_BEFORE, REMINDED_BEFORE))


_REMINDED = """
INSERT INTO medical_notification (appointment, sequence, visit_start, party, kind, audience, delay,
    channel, recipient, language, due_at, sent_at, tried_at, expires_at, state, attempts,
    provider_key, create_date, create_uid)
SELECT a.id, 0, a.start, p.party, 'reminder', 'patient', 0, 'email', address.value, 'es',
    left_at, left_at, left_at, a.start, 'delivered', 1, md5('reminder ' || a.uid), left_at, 0
FROM medical_appointment a JOIN medical_patient p ON p.id = a.patient
CROSS JOIN LATERAL (SELECT a.start - %s::interval AS left_at) sent
CROSS JOIN LATERAL (SELECT c.value FROM party_contact_mechanism c
    WHERE c.party = p.party AND c.type = 'email' ORDER BY c.id LIMIT 1) address
WHERE a.start < now() AT TIME ZONE 'UTC' AND a.booked_at < a.start - %s::interval
    AND a.state <> 'booked' AND (a.cancelled_at IS NULL OR a.cancelled_at > left_at)
"""


def _record(rows: list[dict[str, Any]]) -> None:
    """The audit tells the same dates as the visits."""
    Audit = Pool().get("medical.audit")
    Audit.append([
        {**Audit.row(action, f"medical.appointment,{row['id']}", changes), "at": at, "actor": by}
        for row in rows for action, changes, at, by in _changes(row)])


def _changes(row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], datetime, Any]]:
    yield ("book", {"state": (None, "booked"), "start": (None, row["start"])},
        row["booked_at"], row["booked_by"])
    path = [("book", "booked", "booked"), ("arrive", "arrived", "arrived"),
        ("start", "in_progress", "started"), ("finish", "fulfilled", "ended"),
        ("no_show", "noshow", "noshow"), ("cancel", "cancelled", "cancelled")]
    taken = [step for step in path if row.get(f"{step[2]}_at")]
    for (_, before, _), (verb, after, name) in pairwise(taken):
        by = row["cancelled_by_actor"] if name == "cancelled" else row[f"{name}_by"]
        yield verb, {"state": (before, after)}, row[f"{name}_at"], by
