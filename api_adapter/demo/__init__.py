# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo clinic in La Vega: its people, hours, last month's and coming appointments.

Everything is made in one transaction, through Tryton's own models, the same each time but for
the dates, which lie around today.
"""
from __future__ import annotations

import random
from collections.abc import Callable

from ..settings import Settings, SettingsError
from ..tryton_wsgi import MAIN_LANGUAGE, configure_trytond, start_pool
from .texts import PASSWORD

Progress = Callable[[str], None]
SEED = 2026
ACCOUNTS = (  # login, password, who it is
    ("paciente@demo.do", PASSWORD, "patient"),
    ("paciente2@demo.do", PASSWORD, "patient"),
    ("dra.perez", PASSWORD, "practitioner"),
    ("dr.santos", PASSWORD, "practitioner"),
    ("recepcion", PASSWORD, "front_desk"),
    ("admin", PASSWORD, "administrator"))


def seed(settings: Settings, progress: Progress = print) -> None:
    """Fill an empty clinic; one that has a practitioner stays as it is."""
    if not settings.demo:
        raise SettingsError(
            "Everybody knows the passwords of the demo's people: only a demo (DEMO=1) is"
            " filled with them.")
    configure_trytond(settings)
    start_pool(settings)
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, 0):
        company = _company()
    with Transaction().start(settings.database_name, 0, context={
            "language": MAIN_LANGUAGE, "company": company}):
        _fill(settings, progress)


def _company() -> int:
    from trytond.pool import Pool
    return int(Pool().get("company.company").search([], limit=1)[0].id)


def _fill(settings: Settings, progress: Progress) -> None:
    from trytond.pool import Pool

    from . import clinic, people, visits, waiting_room
    Practitioner = Pool().get("medical.practitioner")
    if Practitioner.search([("active", "in", [True, False])], limit=1):
        progress("The clinic has its people already: nothing to add.")
        return
    chance = random.Random(SEED)
    made = clinic.create(settings.public_url)
    people.create_staff(made)
    patients = people.create_patients(chance, made)
    people.create_accounts(patients)
    count = visits.create(chance, made, patients)
    count += waiting_room.create(chance, made, patients)
    progress(f"{len(made.practitioners)} practitioners, {len(patients)} patients,"
        f" {count} appointments.")


__all__ = ["ACCOUNTS", "PASSWORD", "seed"]
