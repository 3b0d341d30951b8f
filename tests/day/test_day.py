# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole day at the clinic, over HTTP, with a second front desk in a Tryton client.

The clock of the process stands still between the steps (`time_machine`), so the day is the
same on each run; after each step everything that must be true of a waiting room is looked at.
"""
from __future__ import annotations

import random
from concurrent.futures import Future
from typing import Any

import pytest
import time_machine

from tests.day import invariants
from tests.day.people import DAY, Actor, ClientDesk, Clock, good, moment, utc
from tests.day.plan import (
    CLOSES,
    DOCTORS,
    LENGTHS,
    OPENS,
    SANTOS_BEGINS,
    SEED,
    TANDA_PLACES,
    Person,
    people,
)
from tests.world import World, build

STEP = 5
FIRST, LAST = 7 * 60 + 10, 21 * 60
YESTERDAY = DAY.replace(day=DAY.day - 1)
LATE_TOLD, LATE_WRONG, LATE_BACK = 7 * 60 + 50, 8 * 60 + 5, 8 * 60 + 10
JUMP, MISTAKE, ASIDE = 9 * 60 + 30, 10 * 60, 10 * 60 + 30
SIGNED_IN_AGAIN = 14 * 60


@pytest.fixture(scope="module")
def clock():
    with time_machine.travel(utc(12 * 60, YESTERDAY), tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture(scope="module")
def world(clock, client, settings) -> World:
    from api_adapter import limits
    limits.enabled = False
    world = build(settings.database_name)
    prepare(settings, world)
    return world


def prepare(settings, world: World) -> None:
    """Each doctor has a room; Rosa takes thirty; the second desk has a login."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, 0) as transaction:
        pool = Pool()
        Line, Room = pool.get("medical.schedule.line"), pool.get("medical.room")
        for doctor in DOCTORS:
            lines = Line.search([("schedule.practitioner", "=", getattr(world, doctor))])
            place = lines[0].schedule.location.id
            room, = Room.create([{"name": f"De {doctor}", "location": place}])
            quota = {"quota": TANDA_PLACES} if doctor == "rosa" else {}
            Line.write(lines, {"room": room.id, **quota})
        User = pool.get("res.user")
        desk = User(world.desk)
        User.create([{
            "name": "recepcion2", "login": "recepcion2", "company": desk.company.id,
            "companies": [("add", [desk.company.id])],
            "groups": [("add", [group.id for group in desk.groups])]}])
        transaction.commit()


@pytest.fixture(scope="module")
def second_desk(client, world, settings):
    desk = ClientDesk(settings.database_url, "recepcion2")
    yield desk
    desk.close()


class Day:
    """The clinic, the people in it and what they do at each step."""

    def __init__(self, clock: Clock, client: Any, world: World, second: ClientDesk) -> None:
        self.clock, self.client, self.world, self.second = clock, client, world, second
        self.chance = random.Random(SEED)
        self.people = people()
        self.visits: dict[int, Person] = {}
        self.inside: dict[str, tuple[int, int]] = {}
        self.turn = 0
        self.sign_in()

    def sign_in(self) -> None:
        tokens = self.client.app.state.tokens
        self.desk, self.boss, self.carmen, self.santos = (
            Actor(self.client, tokens, self.world, name)
            for name in ("desk", "boss", "carmen", "santos"))

    def doctor(self, name: str) -> Actor:
        return {"carmen": self.carmen, "santos": self.santos}.get(name, self.boss)

    def id_of(self, doctor: str) -> int:
        return int(getattr(self.world, doctor))

    # The day before

    def book(self) -> None:
        for person in self.people:
            if person.start is not None:
                booked = self.desk.post("/appointments", {
                    "service": self.world.general, "practitioner": self.id_of(person.doctor),
                    "start": moment(person.start).isoformat(),
                    "person": {
                        "name": person.name, "surname": "Rosario",
                        "phone": f"809-555-{1000 + person.number}",
                        "birth_date": f"19{40 + person.number % 50}-03-04",
                        "email": f"p{person.number}@example.do"}},
                    Idempotency_Key=f"simulated-day-{person.number}")
                self.visits[booked["id"]] = person

    def open_screens(self) -> None:
        self.screens = [
            self.desk.post("/screens", {"location": place, "name": "Sala"})["token"]
            for place in (self.world.place, self.world.other)]
        self.followed = next(
            id for id, person in self.visits.items()
            if person.doctor == "rosa" and person.comes and person.comes > OPENS)
        self.link = issue_link(self.followed)

    # What is seen

    def queue(self) -> dict[str, Any]:
        return self.desk.get("/queue", practitioner=[self.id_of(d) for d in DOCTORS])

    def column(self, doctor: str) -> dict[str, Any]:
        found, = self.desk.get("/queue", practitioner=self.id_of(doctor))["practitioners"]
        return found

    def screen(self) -> dict[str, Any]:
        shown = [self.desk.get(f"/screens/{token}") for token in self.screens]
        return {"practitioners": [c for view in shown for c in view["practitioners"]]}

    def look(self) -> None:
        queue = self.queue()
        invariants.check(queue, set(self.visits), self.screen())
        entry = next(
            e for column in queue["practitioners"] for e in column["entries"]
            if e["id"] == self.followed)
        told = self.desk.get(f"/links/{self.link}")["queue"]
        assert (told["stage"], told["turn"]) == (entry["stage"], entry["turn"])
        assert told["estimate"] == entry["estimate"]
        if entry["position"]:
            assert told["ahead"] >= entry["position"] - 1

    # One step

    def step(self, minute: int) -> None:
        self.clock.set(minute)
        if minute == SIGNED_IN_AGAIN:
            self.sign_in()
        self.check_in(minute)
        self.come(minute)
        self.happen(minute)
        self.attend(minute)
        self.miss(minute)

    def others_turn(self) -> bool:
        """Whether the second desk does it this time."""
        self.turn += 1
        return self.turn % 2 == 0

    def check_in(self, minute: int) -> None:
        """Some say by their phone that they are there; the desk does not know yet."""
        for id, person in self.visits.items():
            if (person.checks_in and person.comes and minute <= person.comes < minute + STEP
                    and person.start is not None and minute >= person.start - 60
                    and minute <= person.start + 60):
                good(self.desk.caller.tap(issue_link(id), {"action": "check_in"}))

    def come(self, minute: int) -> None:
        """Those who are there by now: half of them at each desk, at the same time."""
        theirs: list[Future[None]] = []
        mine = []
        for person in self.due(minute):
            (theirs if self.others_turn() else mine).append(person)  # type: ignore[arg-type]
        started = [self.receive_in_client(person) for person in theirs]  # type: ignore[arg-type]
        for person in mine:
            self.receive(person)
        for future in started:
            future.result()
        self.learn_walk_ins(minute)

    def due(self, minute: int) -> list[Person]:
        return [
            p for p in self.people if p.comes is not None and minute - STEP < p.comes <= minute]

    def visit_of(self, person: Person) -> int:
        return next(id for id, known in self.visits.items() if known is person)

    def receive(self, person: Person) -> None:
        if person.start is not None:
            self.desk.act(self.visit_of(person), "arrive")
            return
        made = self.desk.post("/walk-ins", {
            "practitioner": self.id_of(person.doctor), "service": self.world.general,
            "person": {"name": person.name, "surname": "Sin Cita"},
            **({"priority": "emergency", "reason": "Dolor de pecho"} if person.emergency else {})})
        self.visits[made["id"]] = person

    def receive_in_client(self, person: Person) -> Future[None]:
        if person.start is not None:
            return self.second.press("arrive", self.visit_of(person))
        return self.second.wizard(
            "medical.queue.walk_in", "register", [], practitioner=self.id_of(person.doctor),
            service=self.world.general, first_name=person.name, surname="Sin Cita",
            **({"priority": "emergency", "reason": "Dolor de pecho"} if person.emergency else {}))

    def learn_walk_ins(self, minute: int) -> None:
        """Whom the other desk wrote down."""
        names = {p.name: p for p in self.people if p.start is None}
        for column in self.queue()["practitioners"]:
            for entry in column["entries"]:
                if entry["id"] not in self.visits:
                    self.visits[entry["id"]] = names[entry["patient_name"].split()[0]]

    def attend(self, minute: int) -> None:
        """Whose visit is over leaves, and the next one is called in."""
        for doctor in DOCTORS:
            id, until = self.inside.get(doctor, (None, 0))
            if id and until <= minute:
                self.doctor(doctor).act(id, "finish")
                del self.inside[doctor]
            begins = SANTOS_BEGINS if doctor == "santos" else OPENS
            if doctor not in self.inside and minute >= begins:
                self.call_next(doctor, minute)

    def call_next(self, doctor: str, minute: int) -> None:
        expected = self.column(doctor)["next"]
        if expected and self.others_turn():
            self.second.press("call", expected).result()
        else:
            answer = self.desk.caller.post(
                "/queue/call-next", {"practitioner": self.id_of(doctor)})
            assert answer.status_code == (200 if expected else 409), answer.text
            assert not expected or answer.json()["id"] == expected
        if expected:
            self.doctor(doctor).act(expected, "start")
            self.inside[doctor] = expected, minute + self.chance.randint(*LENGTHS[doctor])

    def miss(self, minute: int) -> None:
        for id, person in self.visits.items():
            if person.comes is None and person.start is not None:
                hour = person.start if person.doctor != "rosa" else 12 * 60
                if minute - STEP < hour + 45 <= minute:
                    self.desk.act(id, "no-show")

    # What happens once

    def happen(self, minute: int) -> None:
        {LATE_TOLD: self.be_late, LATE_WRONG: self.be_late_wrongly, LATE_BACK: self.take_back,
            JUMP: self.let_somebody_before, MISTAKE: self.mistake, ASIDE: self.call_aside,
            }.get(minute, lambda: None)()

    def be_late(self) -> None:
        """Santos comes later: estimates move, hours do not, those at home are told."""
        before = self.column("santos")
        answer = self.desk.post(
            "/queue/late", {"practitioner": self.world.santos, "minutes": 45})
        after = self.column("santos")
        assert [e["start"] for e in before["entries"]] == [e["start"] for e in after["entries"]]
        at_home = [e for e in after["entries"] if e["stage"] == "expected"]
        assert answer == {"late": 45, "told": len(at_home)}

    def be_late_wrongly(self) -> None:
        assert self.desk.post("/queue/late", {
            "practitioner": self.world.santos, "minutes": 120})["late"] == 120

    def take_back(self) -> None:
        answer = self.desk.post("/queue/late/undo", {"practitioner": self.world.santos})
        assert answer["late"] == 45 == self.column("santos")["late"]

    def let_somebody_before(self) -> None:
        """The second desk moves the last of a queue to its front, and says why."""
        column = max(
            (self.column(d) for d in DOCTORS), key=lambda c: len(invariants.waiting(c)))
        order = [
            e for e in invariants.waiting(column) if e["reason"]["code"] != "emergency"]
        assert len(order) > 1
        last = order[-1]["id"]
        self.second.wizard(
            "medical.queue.jump", "move", [last], before=str(order[0]["id"]),
            reason="Viene de lejos").result()
        first = next(e for e in self.queue_entries() if e["id"] == last)
        assert (first["reason"]["code"], first["reason"]["note"]) == ("moved", "Viene de lejos")

    def queue_entries(self) -> list[dict[str, Any]]:
        return [e for column in self.queue()["practitioners"] for e in column["entries"]]

    def mistake(self) -> None:
        """Somebody is marked as arrived and is not; a minute later it is undone."""
        entry = next(e for e in self.queue_entries() if e["stage"] == "expected")
        self.desk.act(entry["id"], "arrive")
        assert self.entry(entry["id"])["undo"] == "arrive"
        self.desk.act(entry["id"], "undo")
        again = self.entry(entry["id"])
        assert (again["stage"], again["arrived_at"]) == ("expected", None)

    def entry(self, id: int) -> dict[str, Any]:
        return next(e for e in self.queue_entries() if e["id"] == id)

    def call_aside(self) -> None:
        """Nobody is called before their turn without a reason."""
        column = max(
            (self.column(d) for d in DOCTORS), key=lambda c: len(invariants.waiting(c)))
        order = invariants.waiting(column)
        assert len(order) > 1
        last = order[-1]
        refused = self.desk.caller.act(last, "call", {})
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("/out-of-turn")
        self.desk.act(last["id"], "call", {"reason": "Se siente mal"})
        self.desk.act(last["id"], "undo")
        assert self.entry(last["id"])["position"] == 1 + sum(
            e["reason"]["code"] == "emergency" for e in order)


def issue_link(appointment: int) -> str:
    """As a reminder carries it."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    from api_adapter import bridge
    with Transaction().start(bridge._ready().name, 0) as transaction:
        token = Pool().get("medical.link").issue(
            appointment, utc(CLOSES).replace(tzinfo=None))
        transaction.commit()
    return str(token)


def test_a_day_at_the_clinic(clock, client, world, second_desk, settings):
    day = Day(clock, client, world, second_desk)
    day.book()
    clock.set(FIRST - STEP)
    day.sign_in()
    day.open_screens()
    for minute in range(FIRST, LAST, STEP):
        day.step(minute)
        day.look()
        if minute % 60 == 0:
            invariants.check_rows(settings.database_url)
    stages = {e["id"]: e["stage"] for e in day.queue_entries()}
    assert stages == {
        id: "done" if person.comes is not None else "no_show"
        for id, person in day.visits.items()}
    assert len(stages) == len(day.people)
    assert second_desk.did > 40
    invariants.check_rows(settings.database_url)
