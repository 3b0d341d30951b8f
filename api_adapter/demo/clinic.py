# SPDX-License-Identifier: GPL-3.0-or-later
"""The clinic itself: places, services, practitioners, hours, holidays."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from holidays import country_holidays
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import texts
from .texts import Doctor, Line, Offer, Place, Text

SECOND_LANGUAGE = "en"
HOLIDAY_LANGUAGES = ("es", "en_US")


@dataclass
class Made:
    """The records made so far, by the names of `texts`."""
    locations: dict[str, Any] = field(default_factory=dict)
    rooms: dict[tuple[str, str], Any] = field(default_factory=dict)
    specialties: dict[str, Any] = field(default_factory=dict)
    services: dict[str, Any] = field(default_factory=dict)
    insurers: dict[str, Any] = field(default_factory=dict)
    practitioners: dict[str, Any] = field(default_factory=dict)


def create(public_url: str) -> Made:
    made = Made()
    _configure(public_url)
    for key, place in texts.PLACES.items():
        _create_place(made, key, place)
    _create_lists(made)
    _create_services(made)
    for key, doctor in texts.DOCTORS.items():
        made.practitioners[key] = _create_practitioner(made, doctor)
        _create_hours(made, key, doctor)
    _create_holidays()
    return made


def create_all(model: str, rows: Iterable[dict[str, Any]]) -> list[Any]:
    records: list[Any] = Pool().get(model).create(list(rows))
    return records


def translate(records: Iterable[Any], values: Iterable[Mapping[str, Text | None]]) -> None:
    """Give each record the English of its texts."""
    with Transaction().set_context(language=SECOND_LANGUAGE):
        for record, texts_ in zip(records, values, strict=True):
            english = {name: text[1] for name, text in texts_.items() if text}
            type(record).write([type(record)(record.id)], english)


def spanish(values: Mapping[str, Text | None]) -> dict[str, str]:
    return {name: text[0] for name, text in values.items() if text}


# One person tries the demo out again and again
OPEN_BOOKINGS = 100


def _configure(public_url: str) -> None:
    pool = Pool()
    Configuration = pool.get("medical.configuration")
    configuration = Configuration(1)
    consent = {"consent_text": texts.CONSENT}
    for name, value in {
            **texts.CLINIC, **spanish(consent), "public_url": public_url,
            "quiet_start": time(21), "quiet_end": time(7),
            "max_open_bookings": OPEN_BOOKINGS}.items():
        setattr(configuration, name, value)
    configuration.save()
    translate([configuration], [consent])
    company = pool.get("company.company")(Transaction().context["company"])
    pool.get("party.party").write([company.party], {"name": texts.CLINIC["clinic_name"]})


def _create_place(made: Made, key: str, place: Place) -> None:
    latitude, longitude = place.position
    location, = create_all("medical.location", [{
        "name": place.name, "street": place.street, "city": place.city, "phone": place.phone,
        "latitude": latitude, "longitude": longitude, "arrival_note": place.arrival[0],
        "map_url": f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=18"
            f"/{latitude}/{longitude}",
        "rooms": [("create", [{"name": name} for name in place.rooms])]}])
    translate([location], [{"arrival_note": place.arrival}])
    made.locations[key] = location
    made.rooms.update(((key, room.name), room) for room in location.rooms)


def _create_lists(made: Made) -> None:
    specialties = create_all("medical.specialty", [
        {"name": name, "code": code} for code, (name, _) in texts.SPECIALTIES.items()])
    translate(specialties, [{"name": text} for text in texts.SPECIALTIES.values()])
    made.specialties = dict(zip(texts.SPECIALTIES, specialties, strict=True))
    made.insurers = dict(zip(texts.INSURERS, create_all("medical.insurer", [
        {"name": name, "code": code} for name, code in texts.INSURERS.values()]), strict=True))


def _create_services(made: Made) -> None:
    services = create_all(
        "medical.service", [_service(made, offer) for offer in texts.SERVICES.values()])
    translate(services, [_texts_of(offer) for offer in texts.SERVICES.values()])
    made.services = dict(zip(texts.SERVICES, services, strict=True))


def _service(made: Made, offer: Offer) -> dict[str, Any]:
    return {
        **spanish(_texts_of(offer)), "specialty": made.specialties[offer.specialty].id,
        "duration": timedelta(minutes=offer.minutes), "price": Decimal(offer.price),
        "buffer_before": timedelta(minutes=offer.before),
        "buffer_after": timedelta(minutes=offer.after),
        "step": timedelta(minutes=offer.step) if offer.step else None,
        "minimum_notice": timedelta(minutes=offer.notice)}


def _texts_of(offer: Offer) -> dict[str, Text | None]:
    return {
        "name": offer.name, "public_name": offer.public, "description": offer.description,
        "instructions": offer.instructions}


def create_person(first_name: str, surname: str, second_surname: str, **values: Any) -> Any:
    Lang = Pool().get("ir.lang")
    language, = Lang.search([("code", "=", Transaction().language)])
    return create_all("party.party", [{
        "first_name": first_name, "surname": surname, "second_surname": second_surname,
        "lang": language.id, **values}])[0]


def _create_practitioner(made: Made, doctor: Doctor) -> Any:
    own = {service: (minutes, price) for service, minutes, price in doctor.own}
    practitioner, = create_all("medical.practitioner", [{
        "party": create_person(*doctor.names).id, "title": doctor.title,
        "licence": doctor.licence, "colour": doctor.colour, "biography": doctor.biography[0],
        "specialties": [("add", [made.specialties[doctor.specialty].id])],
        "insurers": [("add", [made.insurers[letter].id for letter in doctor.insurers])],
        "services": [("create", [
            {"service": made.services[name].id, **_own_terms(own.get(name))}
            for name in doctor.services])]}])
    translate([practitioner], [{"biography": doctor.biography}])
    return practitioner


def _own_terms(own: tuple[int, int] | None) -> dict[str, Any]:
    if own is None:
        return {}
    minutes, price = own
    return {"duration": timedelta(minutes=minutes), "price": Decimal(price)}


def _create_hours(made: Made, key: str, doctor: Doctor) -> None:
    create_all("medical.schedule", [{
        "practitioner": made.practitioners[key].id, "location": made.locations[place].id,
        "lines": [("create", [
            _line(made, place, line, day) for line in lines for day in line.days])],
        } for place, lines in doctor.hours.items()])


def _line(made: Made, place: str, line: Line, day: str) -> dict[str, Any]:
    return {
        "weekday": day, "start": time.fromisoformat(line.start),
        "end": time.fromisoformat(line.end), "room": made.rooms[place, line.room].id,
        "mode": "arrival" if line.quota else "time", "quota": line.quota,
        "overbook_quota": line.extra,
        "services": [("add", [made.services[name].id for name in line.services])]}


def _create_holidays() -> None:
    year = date.today().year
    spanish_names, english_names = (
        country_holidays("DO", years=[year - 1, year, year + 1], language=language)
        for language in HOLIDAY_LANGUAGES)
    days = sorted(spanish_names)
    records = create_all("medical.holiday", [
        {"date": day, "name": spanish_names[day]} for day in days])
    translate(records, [{"name": (spanish_names[day], english_names[day])} for day in days])
