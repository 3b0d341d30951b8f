# SPDX-License-Identifier: GPL-3.0-or-later
"""Short builders for tests inside a Tryton transaction.

A test names only what it is about:

    ana = make_patient()
    doctor = make_practitioner(make_service(30))
    visit = make_appointment(doctor, ana, at(1, "09:00"))
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from stdnum import luhn
from trytond.pool import Pool
from trytond.transaction import Transaction

from trytond_medical_appointment.outbox import STATES

ZONE = ZoneInfo("America/Santo_Domingo")
PASSWORD = "mango-guayaba-2026"
EVERY_DAY = "1234567"
MINUTE = dt.timedelta(minutes=1)
MODULE = "medical_appointment"
_numbers = count(1)


def make(model: str, **values: Any) -> Any:
    record = Pool().get(model)(**values)
    record.save()
    return record


def company() -> Any:
    """The clinic's company, made when there is none."""
    found = Pool().get("company.company").search([], limit=1)
    return found[0] if found else _make_company()


def _make_company() -> Any:
    currency = make(
        "currency.currency", name="Peso", symbol="RD$", code="DOP", digits=2)
    party = make("party.party", name="Clínica")
    return make(
        "company.company", party=party, currency=currency, timezone=ZONE.key)


def at(days: int, time: str) -> dt.datetime:
    """A wall time in La Vega, some days from today, as naive UTC."""
    day = dt.datetime.now(ZONE).date() + dt.timedelta(days=days)
    local = dt.datetime.combine(day, dt.time.fromisoformat(time), ZONE)
    return local.astimezone(dt.UTC).replace(tzinfo=None)


def make_location(**values: Any) -> Any:
    return make("medical.location", **{
        "name": f"Centro {next(_numbers)}", "company": company(), "timezone": ZONE.key, **values})


def make_room(location: Any) -> Any:
    return make("medical.room", name=f"Consultorio {next(_numbers)}", location=location)


def make_service(minutes: int = 30, **values: Any) -> Any:
    return make("medical.service", **{
        "name": f"Consulta {next(_numbers)}", "company": company(), "duration": minutes * MINUTE,
        "minimum_notice": dt.timedelta(0), "price": 1500, **values})


def make_practitioner(*services: Any, location: Any = None, hours: bool = True, **values: Any
        ) -> Any:
    """A practitioner who attends every day from 08:00 to 18:00, unless `hours` is false."""
    offered = [
        Pool().get("medical.practitioner.service")(service=service)
        for service in services or [make_service()]]
    practitioner = make("medical.practitioner", **{
        "party": make_person("Carmen", f"Pérez {next(_numbers)}"), "title": "Dra.",
        "company": company(), "services": offered, **values})
    if hours:
        make_hours(practitioner, location or make_location())
    return practitioner


def make_hours(
        practitioner: Any, location: Any, start: str = "08:00", end: str = "18:00",
        days: str = EVERY_DAY, **line: Any) -> Any:
    """Weekly hours; `mode="arrival", quota=8` makes a tanda of them."""
    Line = Pool().get("medical.schedule.line")
    return make("medical.schedule", practitioner=practitioner, location=location, lines=[
        Line(weekday=day, start=dt.time.fromisoformat(start), end=dt.time.fromisoformat(end),
            **{"every_n_weeks": 1, "overbook_quota": 1, **line}) for day in days])


def make_person(name: str = "Ana", surname: str | None = None) -> Any:
    return make("party.party", first_name=name, surname=surname or f"Reyes {next(_numbers)}")


def make_patient(name: str = "Ana", **values: Any) -> Any:
    """A patient born on a day of their own, so that nobody looks like another."""
    birth_date = dt.date(1950, 1, 1) + dt.timedelta(days=next(_numbers))
    return make("medical.patient", **{
        "party": make_person(name), "birth_date": birth_date, **values})


def person(**values: Any) -> dict[str, Any]:
    """What a guest writes about the patient."""
    return {
        "name": "Juana", "surname": "Peralta", "phone": "809-555-0134",
        "birth_date": dt.date(1984, 5, 17), **values}


def make_cedula() -> str:
    digits = f"047{next(_numbers):07d}"
    return digits + luhn.calc_check_digit(digits)


def make_user(*groups: str, login: str | None = None, password: str | None = None) -> Any:
    """A staff member of groups such as `front_desk`."""
    login = login or f"user{next(_numbers)}"
    return make(
        "res.user", name=login, login=login, companies=[company()], company=company(),
        password=password, groups=[xml_id(f"group_{group}") for group in groups])


def make_account(patient: Any, *dependants: Any, password: str | None = None) -> Any:
    return make(
        "web.user", email=f"account{next(_numbers)}@example.com", party=patient.party,
        email_valid=True, password=password,
        secondary_parties=[dependant.party for dependant in dependants])


def make_appointment(
        practitioner: Any, patient: Any, start: dt.datetime, **values: Any) -> Any:
    """A booked visit, of the practitioner's first service unless told."""
    service = practitioner.services[0].service
    return Pool().get("medical.appointment").create([{
        "practitioner": practitioner.id, "patient": patient and patient.id, "start": start,
        "service": service.id, **values}])[0]


def make_messages(visit: Any, **values: Any) -> list[int]:
    """The ids of reminders of a visit, one in each state."""
    table = Pool().get("medical.notification").__table__()
    cursor = Transaction().connection.cursor()
    found = []
    for state, _ in STATES:
        row = {
            "appointment": visit.id, "sequence": next(_numbers) + 100, "state": state,
            "kind": "reminder", "channel": "email", "audience": "patient", "language": "es",
            "recipient": "a@example.com", "delay": 0, "attempts": 0, "due_at": visit.start,
            "expires_at": visit.start, "provider_key": f"key{next(_numbers)}", **values}
        cursor.execute(*table.insert(
            [getattr(table, name) for name in row], [list(row.values())], returning=[table.id]))
        found.append(cursor.fetchone()[0])
    return found


def free_slot(practitioner: Any, service: Any = None, number: int = 0, days: int = 1) -> Any:
    """The start (naive UTC) of a free slot on the day that lies so many days ahead."""
    service = service or practitioner.services[0].service
    day = dt.datetime.now(ZONE).date() + dt.timedelta(days=days)
    found = Pool().get("medical.appointment").availability(
        service.id, practitioner.id, date_from=day, date_to=day)
    return dt.datetime(1970, 1, 1) + dt.timedelta(seconds=found["slots"][number]["start"])


def xml_id(name: str) -> int:
    return int(Pool().get("ir.model.data").get_id(MODULE, name))


def open_session(**values: Any) -> int:
    """A session as sign-in leaves it; a guest's without values."""
    Session = Pool().get("medical.portal.session")
    with as_public():
        if not values:
            return int(Session.open_guest()["session"])
    life = dt.datetime.now().replace(microsecond=0) + dt.timedelta(hours=1)
    return int(make("medical.portal.session", expires_at=life, **values).id)


# Who acts: the transaction as the HTTP adapter or a client would set it up

@contextmanager
def acting(user: int, **context: Any) -> Iterator[None]:
    transaction = Transaction()
    with transaction.set_user(user), transaction.set_context(
            _check_access=True, company=company().id, **context):
        yield


def as_staff(user: Any) -> Any:
    return acting(user.id)


def as_public() -> Any:
    return acting(xml_id("user_api_public"))


def as_sender() -> Any:
    return acting(xml_id("user_api_sender"))


def as_guest(session: int) -> Any:
    return acting(xml_id("user_api_patient"), _portal_session=session)


def as_patient(account: Any, session: int | None = None) -> Any:
    """The account's owner, who acts for the dependants too."""
    parties = [account.party.id, *(party.id for party in account.secondary_parties)]
    return acting(
        xml_id("user_api_patient"), _portal_user=account.id, _portal_session=session,
        _portal_parties=tuple(parties))


@contextmanager
def refused(error: type[Exception], code: str | None = None) -> Iterator[list[Exception]]:
    """Expect an error and go back to before it; yields a list that will hold it."""
    caught: list[Exception] = []
    cursor = Transaction().connection.cursor()
    cursor.execute("SAVEPOINT refused")
    try:
        yield caught
    except error as exception:
        caught.append(exception)
        cursor.execute("ROLLBACK TO SAVEPOINT refused")
        Transaction().counter += 1
    else:
        raise AssertionError(f"{error.__name__} was not raised")
    assert type(caught[0]) is error, f"{type(caught[0]).__name__} is not {error.__name__}"
    assert code is None or getattr(caught[0], "error_code", None) == code
