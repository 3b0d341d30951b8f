# SPDX-License-Identifier: GPL-3.0-or-later
"""A small clinic for tests of the API: who is who, what is offered, and when.

    carmen, santos   practitioners with fixed times, every day 08:00-18:00
    rosa             a practitioner with a tanda (order of arrival), mornings
    ana, beto        patients with accounts; eva is ana's child
    desk, admin      staff
"""
from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Santo_Domingo")
PASSWORD = "mango-guayaba-2026"
MINUTES = dt.timedelta(minutes=1)
EVERY_DAY = "1234567"


class World(SimpleNamespace):
    """Ids by name, and the days on which the tests book."""

    def at(self, days: int, time: str) -> str:
        """Local wall time `days` from today as ISO 8601 with offset."""
        day = dt.datetime.now(ZONE).date() + dt.timedelta(days=days)
        return dt.datetime.combine(day, dt.time.fromisoformat(time), ZONE).isoformat()

    def day(self, days: int) -> str:
        return (dt.datetime.now(ZONE).date() + dt.timedelta(days=days)).isoformat()


def build(database: str, patients: int = 0) -> World:
    """Make the clinic in a database whose models are loaded; `patients` more accounts p0, p1, …"""
    from trytond.transaction import Transaction
    with Transaction().start(database, 0, context={"language": "es"}) as transaction:
        world = _Builder(patients).build()
        transaction.commit()
    return world


class _Builder:
    def __init__(self, patients: int) -> None:
        from trytond.pool import Pool
        self.get = Pool().get
        self.patients = patients
        self.company = self.get("company.company").search([])[0]
        self.hash = self.get("res.user").hash_password(PASSWORD)

    def make(self, model: str, **values: Any) -> Any:
        record = self.get(model)(**values)
        record.save()
        return record

    def build(self) -> World:
        self.configure()
        place = self.location("Centro")
        other = self.location("Norte")
        room = self.make("medical.room", name="1", location=place)
        general = self.service("Consulta general", 30)
        long = self.service("Chequeo", 60)
        asked = self.service("Procedimiento", 30, needs_approval=True)
        offered = [general, long, asked]
        carmen = self.practitioner("Carmen", "Pérez", "dra.carmen", offered, place, room)
        santos = self.practitioner("Luis", "Santos", "dr.santos", offered, place, room)
        marte = self.practitioner("Marta", "Marte", "dra.marte", [general], other, None)
        rosa = self.practitioner("Rosa", "Núñez", None, [general], other, None, quota=8)
        ana, beto = self.patient("Ana", "Reyes"), self.patient("Beto", "Cruz")
        eva = self.patient("Eva", "Reyes", birth=dt.date(2019, 3, 2))
        accounts = {"ana": self.account("ana@example.do", ana, [eva]),
            "beto": self.account("beto@example.do", beto)}
        extra = [self.patient(f"Persona{n}", "Prueba") for n in range(self.patients)]
        for n, patient in enumerate(extra):
            accounts[f"p{n}"] = self.account(f"p{n}@example.do", patient)
        return World(
            place=place.id, other=other.id, room=room.id, general=general.id, long=long.id,
            asked=asked.id, carmen=carmen.id, santos=santos.id, marte=marte.id, rosa=rosa.id,
            ana=ana.id, beto=beto.id, eva=eva.id, extra=[p.id for p in extra],
            accounts={name: account.id for name, account in accounts.items()},
            desk=self.staff("recepcion", "group_front_desk"),
            boss=self.staff("jefa", "group_administrator"),
            logins={
                "ana": "ana@example.do", "beto": "beto@example.do", "carmen": "dra.carmen",
                "santos": "dr.santos", "marte": "dra.marte", "desk": "recepcion", "boss": "jefa",
                **{f"p{n}": f"p{n}@example.do" for n in range(self.patients)}})

    def configure(self) -> None:
        configuration = self.get("medical.configuration")(1)
        configuration.clinic_name = "Clínica de Prueba"
        configuration.clinic_phone = "+18095550100"
        configuration.consent_version = "1"
        configuration.max_open_bookings = 5000
        configuration.save()

    def location(self, name: str) -> Any:
        return self.make(
            "medical.location", name=name, company=self.company, street="Calle 1",
            city="La Vega", timezone="America/Santo_Domingo")

    def service(self, name: str, minutes: int, **values: Any) -> Any:
        return self.make(
            "medical.service", name=name, company=self.company, online=True, price=1500,
            **{"duration": minutes * MINUTES, "buffer_before": 0 * MINUTES,
                "buffer_after": 0 * MINUTES, "step": 15 * MINUTES, "minimum_notice": 0 * MINUTES,
                "maximum_horizon": 60, "cancel_cutoff": 120 * MINUTES,
                "reschedule_cutoff": 120 * MINUTES, **values})

    def practitioner(
            self, name: str, surname: str, login: str | None, services: list[Any], place: Any,
            room: Any, quota: int | None = None) -> Any:
        user = self.get("res.user")(self.staff(login, "group_practitioner")) if login else None
        practitioner = self.make(
            "medical.practitioner", party=self.party(name, surname), title="Dra.", online=True,
            company=self.company, user=user,
            services=[self.get("medical.practitioner.service")(service=s) for s in services])
        Line = self.get("medical.schedule.line")
        hours = (dt.time(8), dt.time(12)) if quota else (dt.time(8), dt.time(18))
        self.make(
            "medical.schedule", practitioner=practitioner, location=place, lines=[
                Line(weekday=day, start=hours[0], end=hours[1], room=room,
                    mode="arrival" if quota else "time", quota=quota, every_n_weeks=1,
                    overbook_quota=1)
                for day in EVERY_DAY])
        return practitioner

    def party(self, name: str, surname: str) -> Any:
        return self.make("party.party", first_name=name, surname=surname)

    def patient(self, name: str, surname: str, birth: dt.date = dt.date(1990, 1, 1)) -> Any:
        return self.make("medical.patient", party=self.party(name, surname), birth_date=birth)

    def account(self, email: str, patient: Any, dependants: list[Any] | None = None) -> Any:
        account = self.make(
            "web.user", email=email, party=patient.party, email_valid=True,
            secondary_parties=[d.party for d in dependants or []])
        self.get("web.user").write([account], {"password_hash": self.hash})
        return account

    def staff(self, login: str, group: str) -> int:
        data = self.get("ir.model.data")
        user = self.make(
            "res.user", name=login, login=login, companies=[self.company], company=self.company,
            groups=[data.get_id("medical_appointment", group)])
        self.get("res.user").write([user], {"password_hash": self.hash})
        return int(user.id)
