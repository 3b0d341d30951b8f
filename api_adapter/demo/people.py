# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo clinic's staff, patients and accounts."""
from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from stdnum import luhn
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import texts
from .clinic import Made, create_all, create_person

PATIENTS, CHILDREN = 40, 7
TOWNS = ("047", "047", "047", "050", "048")  # cédulas of La Vega, Jarabacoa, Bonao
WITHOUT_EMAIL = 0.2
DAYS_OF_YEAR = 365
ADULT = 18
ACCOUNTS = ("paciente@demo.do", "paciente2@demo.do")
MOTHER, FATHER = (
    ("María Altagracia", "Rodríguez", "Peña", "female", 34),
    ("José Manuel", "Fernández", "Batista", "male", 58))
CHILD = ("Camila", "Reyes", "Rodríguez", "female", 6)


def create_staff(made: Made) -> None:
    """A user for each doctor with a login, the front desk's, and the administrator's."""
    for key, doctor in texts.DOCTORS.items():
        practitioner = made.practitioners[key]
        if doctor.login:
            practitioner.user = _create_user(
                doctor.login, practitioner.rec_name, practitioner.party, "group_practitioner")
            practitioner.save()
    for login, names in texts.STAFF.items():
        person = create_person(*names)
        _create_user(login, f"{names[0]} {names[1]}", person, "group_front_desk")
    _finish_administrator()


def _create_user(login: str, name: str, person: Any, group: str) -> Any:
    company = Transaction().context["company"]
    employee, = create_all("company.employee", [{"party": person.id, "company": company}])
    return create_all("res.user", [{
        "login": login, "name": name, "password": texts.PASSWORD, "language": _spanish().id,
        "companies": [("add", [company])], "company": company,
        "employees": [("add", [employee.id])], "employee": employee.id,
        "groups": [("add", [_group(group)])]}])[0]


def _finish_administrator() -> None:
    User = Pool().get("res.user")
    company = Transaction().context["company"]
    administrator, = User.search([("login", "=", "admin")])
    User.write([administrator], {
        "name": "Administración", "language": _spanish().id,
        "companies": [("add", [company])], "company": company,
        "groups": [("add", [_group("group_administrator")])]})


def _spanish() -> Any:
    return Pool().get("ir.lang").search([("code", "=", "es")])[0]


def _group(name: str) -> int:
    return int(Pool().get("ir.model.data").get_id("medical_appointment", name))


def create_patients(chance: random.Random, made: Made) -> list[Any]:
    """40 patients; the first two have accounts, the third is the daughter of the first."""
    rows = [_patient(chance, made, *who) for who in _everybody(chance)]
    rows[0]["email"], rows[1]["email"] = ACCOUNTS
    patients = create_all("medical.patient", rows)
    _set_language(patients)
    _give_contacts(chance, patients)
    return patients


def _everybody(chance: random.Random) -> Iterator[tuple[str, str, str, str, int]]:
    """First name, two surnames, gender and age."""
    yield from (MOTHER, FATHER, CHILD)
    children = [(name, "female") for name in texts.GIRLS[1:]]
    children += [(name, "male") for name in texts.BOYS]
    for name, gender in children[:CHILDREN - 1]:
        yield (name, *_surnames(chance), gender, chance.randint(0, 15))
    women, men = (chance.sample(names, len(names)) for names in (texts.WOMEN, texts.MEN))
    women.remove(MOTHER[0])
    men.remove(FATHER[0])
    for index in range(PATIENTS - 2 - CHILDREN):
        names, gender = (women, "female") if index % 5 < 3 and women else (men, "male")
        yield (names.pop(), *_surnames(chance), gender, chance.randint(19, 82))


def _surnames(chance: random.Random) -> tuple[str, str]:
    first, second = chance.sample(texts.SURNAMES, 2)
    return first, second


def _patient(
        chance: random.Random, made: Made, first_name: str, surname: str, second_surname: str,
        gender: str, age: int) -> dict[str, Any]:
    insurer = chance.choice([*made.insurers.values(), None])
    return {
        "first_name": first_name, "surname": surname, "second_surname": second_surname,
        "gender": gender, "phone": _phone(chance), "identifier": _cedula(chance),
        "birth_date": date.today() - timedelta(
            days=age * DAYS_OF_YEAR + age // 4 + chance.randint(5, DAYS_OF_YEAR - 5)),
        "email": None if chance.random() < WITHOUT_EMAIL else _email(first_name, surname),
        "insurer": insurer.id if insurer else None,
        "insurer_number": f"{chance.randrange(10**8, 10**9)}" if insurer else None}


def _cedula(chance: random.Random) -> str:
    """Municipality, seven digits and the check digit (Luhn)."""
    digits = f"{chance.choice(TOWNS)}{chance.randrange(10**5, 2 * 10**6):07d}"
    return digits + luhn.calc_check_digit(digits)


def _phone(chance: random.Random) -> str:
    area = chance.choice(("809", "829", "849"))
    return f"{area}-{chance.randint(220, 989)}-{chance.randrange(10**4):04d}"


def _email(first_name: str, surname: str) -> str:
    """At a domain that nobody has (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", f"{first_name.split()[0]}.{surname}".lower())
    return "".join(c for c in plain if c.isascii() and c != " ") + "@example.com"


def _set_language(patients: list[Any]) -> None:
    Party = Pool().get("party.party")
    Party.write([patient.party for patient in patients], {"lang": _spanish().id})


def _give_contacts(chance: random.Random, patients: list[Any]) -> None:
    """Children answer through a mother, whose first surname is their second one."""
    mother, _, daughter, *others = patients
    _answer_for(daughter, mother.party)
    for patient in filter(is_child, others):
        _answer_for(patient, create_person(
            chance.choice(texts.WOMEN), patient.party.second_surname,
            chance.choice(texts.SURNAMES), contact_mechanisms=[("create", [
                {"type": "mobile", "value": _phone(chance)}])]))


def _answer_for(child: Any, parent: Any) -> None:
    """Children have no e-mail of their own: messages go to the parent's."""
    type(child).write([child], {
        "contact_party": parent.id, "contact_relation": "parent", "email": None})


def is_child(patient: Any) -> bool:
    return bool((date.today() - patient.birth_date).days < ADULT * DAYS_OF_YEAR)


def create_accounts(patients: list[Any]) -> None:
    mother, father, child, *_ = patients
    create_all("web.user", [
        {"email": email, "password": texts.PASSWORD, "email_valid": True,
            "party": patient.party.id,
            "secondary_parties": [("add", [child.party.id] if patient == mother else [])]}
        for email, patient in zip(ACCOUNTS, (mother, father), strict=True)])
