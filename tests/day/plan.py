# SPDX-License-Identifier: GPL-3.0-or-later
"""Who comes on the simulated day and when, drawn from a seed.

Three doctors: Carmen and Santos attend by the clock, Rosa a tanda.  Ninety people: booked ones
who come early, on time, late or not at all, and people without an appointment.
Minutes are counted from midnight.
"""
from __future__ import annotations

import random
from dataclasses import dataclass

PEOPLE = 90
SEED = 2026
OPENS, CLOSES = 8 * 60, 18 * 60
TANDA_PLACES = 30
VISIT = 30
DOCTORS = ("carmen", "santos", "rosa")
LENGTHS = {"carmen": (18, 32), "santos": (15, 30), "rosa": (6, 11)}
SANTOS_BEGINS = 8 * 60 + 45


@dataclass
class Person:
    number: int
    doctor: str
    start: int | None  # the booked hour, None without an appointment
    comes: int | None  # when they are there, None for never
    checks_in: bool = False
    emergency: bool = False

    @property
    def name(self) -> str:
        return f"Persona{self.number:02}"


def people() -> list[Person]:
    chance = random.Random(SEED)
    made = [*_booked(chance), *_walk_ins(chance)]
    assert len(made) == PEOPLE
    return made


def _booked(chance: random.Random) -> list[Person]:
    hours = list(range(OPENS, CLOSES, VISIT))
    found = []
    for doctor in ("carmen", "santos"):
        for start in sorted(chance.sample(hours, 18)):
            found.append(_person(chance, len(found), doctor, start))
    for _ in range(TANDA_PLACES):
        found.append(_person(chance, len(found), "rosa", OPENS))
    return found


def _person(chance: random.Random, number: int, doctor: str, start: int) -> Person:
    if chance.random() < 0.1:
        return Person(number, doctor, start, None)
    if doctor == "rosa":
        comes = chance.randint(OPENS - 45, OPENS + 150)
    elif chance.random() < 0.15:
        comes = start + chance.randint(16, 29)  # later than the grace
    else:
        comes = start + chance.randint(-35, 10)
    return Person(number, doctor, start, comes, checks_in=chance.random() < 0.2)


def _walk_ins(chance: random.Random) -> list[Person]:
    found = []
    for number in range(66, PEOPLE):
        doctor = chance.choice(DOCTORS)
        last = 11 * 60 if doctor == "rosa" else 16 * 60
        found.append(Person(number, doctor, None, chance.randint(OPENS - 20, last)))
    chance.choice([p for p in found if p.doctor == "carmen"]).emergency = True
    return found
