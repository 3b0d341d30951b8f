# SPDX-License-Identifier: GPL-3.0-or-later
"""A small clinic in a real database, and the outbox seen from both sides."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from itertools import count
from typing import Any

from trytond.pool import Pool
from trytond.transaction import Transaction

from api_adapter import bridge
from api_adapter.settings import Settings
from api_adapter.tryton_wsgi import configure_trytond, start_pool

ZONE = "America/Santo_Domingo"
LINK_KEY = "the adapter's key"
_numbers = count(1)


class World:
    """Ids of one practitioner, service and location; patients on demand."""

    def __init__(self, settings: Settings) -> None:
        configure_trytond(settings)
        start_pool(settings)
        bridge.start(settings.database_name)
        self.database = settings.database_name
        self.company: int | None = None
        with self.tryton() as get:
            self._build(get)

    @contextmanager
    def tryton(self, user: int = 0, **context: Any):
        with Transaction().start(self.database, user, context={
                "company": self.company, "language": "en", **context}) as transaction:
            yield Pool().get
            transaction.commit()

    def _build(self, get: Any) -> None:
        currency, = get("currency.currency").create([{
            "name": "Peso", "symbol": "RD$", "code": "DOP", "digits": 2,
            "rounding": 1}]) if not get("currency.currency").search(
                [("code", "=", "DOP")]) else get("currency.currency").search(
                [("code", "=", "DOP")])
        party, = get("party.party").create([{"name": "Clínica"}])
        company, = get("company.company").create([
            {"party": party.id, "currency": currency.id, "timezone": ZONE}])
        self.company = company.id
        with Transaction().set_context(company=company.id):
            self._build_master(get)

    def _build_master(self, get: Any) -> None:
        location, = get("medical.location").create([{
            "name": "Sede Centro", "company": self.company, "timezone": ZONE,
            "street": "C. Padre Adolfo 12", "city": "La Vega"}])
        service, = get("medical.service").create([{
            "name": "CANARY-service", "public_name": "Visita",
            "company": self.company, "duration": dt.timedelta(minutes=30),
            "buffer_before": dt.timedelta(), "buffer_after": dt.timedelta(),
            "instructions": "Come rested."}])
        doctor, = get("party.party").create([
            {"first_name": "Carmen", "surname": "Pérez"}])
        practitioner, = get("medical.practitioner").create([{
            "party": doctor.id, "title": "Dra.", "company": self.company,
            "services": [("create", [{"service": service.id}])]}])
        get("medical.configuration").write([get("medical.configuration")(1)], {
            "clinic_name": "Clínica La Vega", "clinic_phone": "8095730000",
            "clinic_email": "hola@clinica.test",
            # Quiet hours have tests of their own
            "quiet_start": None, "quiet_end": None})
        self.location, self.service, self.practitioner = (
            location.id, service.id, practitioner.id)

    def patient(self, email: str | None = "", **values: Any) -> int:
        """A new patient; `email=None` for one without address."""
        if email == "":
            email = f"patient{next(_numbers)}@example.com"
        with self.tryton() as get:
            party, = get("party.party").create([{
                "first_name": "Ana", "surname": f"Núñez {next(_numbers)}",
                "contact_mechanisms": [("create", [
                    {"type": "email", "value": email}])] if email else []}])
            patient, = get("medical.patient").create([
                {"party": party.id, **values}])
            return patient.id

    def party_of(self, patient: int) -> int:
        with self.tryton() as get:
            return get("medical.patient")(patient).party.id

    def book(self, start: dt.datetime, patient: int | None = None, **values: Any) -> int:
        patient = patient or self.patient()
        with self.tryton() as get:
            appointment, = get("medical.appointment").create([{
                "practitioner": self.practitioner, "service": self.service,
                "location": self.location, "start": start,
                "patient": patient, **values}])
            return appointment.id

    def apply(self, verb: str, appointment: int, **values: Any) -> None:
        with self.tryton() as get:
            Appointment = get("medical.appointment")
            Appointment.apply(verb, [Appointment(appointment)], **values)

    def rows(self, *appointments: int) -> list[tuple[str, str]]:
        """(kind, state) in the order of writing."""
        with self.tryton() as get:
            return [(n.kind, n.state) for n in get("medical.notification").search(
                [("appointment", "in", appointments)], order=[("id", "ASC")])]

    def read(self, appointment: int, *names: str) -> list[tuple[Any, ...]]:
        with self.tryton() as get:
            return [tuple(getattr(n, name) for name in names)
                for n in get("medical.notification").search(
                    [("appointment", "=", appointment)], order=[("id", "ASC")])]

    def forget(self) -> None:
        """Empty the outbox and the agenda's notices between tests."""
        with self.tryton():
            cursor = Transaction().connection.cursor()
            cursor.execute("DELETE FROM medical_notification")
            cursor.execute("DELETE FROM medical_notification_bounce")

    @staticmethod
    def claim(limit: int = 100, owner: str = "a", repeatable: bool = True,
            lease: int = 60, channels: list[str] | None = None) -> list[dict[str, Any]]:
        return bridge.call_as_sender(
            "medical.notification", "claim", limit, lease, owner, LINK_KEY, repeatable,
            channels)

    @staticmethod
    def settle(row: dict[str, Any], outcome: str = "accepted", owner: str = "a",
            provider_id: str | None = "p1", error: str | None = None,
            after: float | None = None, counted: bool = True) -> None:
        bridge.call_as_sender(
            "medical.notification", "settle", row["id"], owner, outcome, provider_id,
            error, after, counted)
