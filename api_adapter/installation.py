# SPDX-License-Identifier: GPL-3.0-or-later
"""Create, upgrade and check the clinic's database."""
from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from .settings import Settings, SettingsError
from .tryton_wsgi import MAIN_LANGUAGE, configure_trytond, start_pool

MODULE = "medical_appointment"
LANGUAGES = ["en", "es"]
CURRENCY = {
    "name": "Peso dominicano", "symbol": "RD$", "code": "DOP", "numeric_code": "214",
    "digits": 2}
TIMEZONE = "America/Santo_Domingo"
EXCLUSION, CHECK = "x", "c"  # as in pg_constraint.contype
CONSTRAINTS = {
    "practitioner_no_overlap": EXCLUSION, "room_no_overlap": EXCLUSION,
    "patient_no_overlap": EXCLUSION, "end_after_start": CHECK}
SOURCES = ("*.py", "*.xml", "*.cfg", "*.po")
TABLE = "medical_appointment"
Progress = Callable[[str], None]


def initialise(
        settings: Settings, admin_password: str | None = None,
        company: str = "Clínica", progress: Progress = print) -> bool:
    """Make the database ready for work; harmless when it is. Tell whether it was new."""
    configure_trytond(settings)
    create_database(settings)
    from trytond import backend
    database = backend.Database(settings.database_name)
    new = not database.test()
    if new:
        progress("Creating the tables of the clinic (about half a minute)…")
        database.init()
        _load_module(settings)
    if new or not _is_activated(settings):
        _in_transaction(settings, lambda: _finish(admin_password, company))
    elif admin_password:
        start_pool(settings)
        _in_transaction(settings, lambda: _set_admin_password(admin_password))
    check_constraints(settings)
    return new


def upgrade(settings: Settings, progress: Progress = print) -> None:
    """Bring the tables of an existing database to the installed version of the module."""
    configure_trytond(settings)
    from trytond import backend
    if not backend.Database(settings.database_name).test():
        raise SettingsError("The database is empty: run `clinica init` first.")
    progress("Updating the tables of the clinic…")
    _load_module(settings)
    _in_transaction(settings, _finish_configuration)
    check_constraints(settings)


def is_initialised(settings: Settings) -> bool:
    """Whether the database holds a Tryton installation with our module activated."""
    with contextlib.suppress(psycopg.Error):
        return _is_activated(settings)
    return False


def fingerprint() -> str:
    """Of all the module's sources that decide what is in its database."""
    folder = Path(__file__).resolve().parent.parent / "trytond_medical_appointment"
    paths = {path for pattern in SOURCES for path in folder.rglob(pattern)}
    paths -= set((folder / "tests").rglob("*"))
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(paths):
        digest.update(f"{path.name}:{path.stat().st_size}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def missing_constraints(settings: Settings) -> list[str]:
    """The names of the guarantees that the appointments' table lacks."""
    with psycopg.connect(settings.database_url) as connection:
        rows = connection.execute(
            "SELECT conname, contype::text FROM pg_constraint c JOIN pg_class t ON t.oid ="
            " c.conrelid WHERE t.relname = %s AND c.convalidated", (TABLE,)).fetchall()
    return sorted(name for name, kind in CONSTRAINTS.items() if (f"{TABLE}_{name}", kind) not in rows)


def check_constraints(settings: Settings) -> None:
    if missing := missing_constraints(settings):
        raise SettingsError(
            f"The table {TABLE} lacks the constraints {', '.join(missing)}: two patients could"
            " hold one time. Run `clinica upgrade`; if it stays so, overlapping rows must be mended first.")


def create_database(settings: Settings) -> None:
    """Create an empty database unless there is one."""
    try:
        psycopg.connect(settings.database_url, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise SettingsError(
                f"The database does not answer: {str(error).splitlines()[-1]}") from error
        with psycopg.connect(settings.url_of("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(
                sql.Identifier(settings.database_name)))


def _is_activated(settings: Settings) -> bool:
    with psycopg.connect(settings.database_url) as connection:
        if connection.execute("SELECT to_regclass('ir_module')").fetchone() == (None,):
            return False
        return connection.execute(
            "SELECT 1 FROM ir_module WHERE name = %s AND state = 'activated'",
            (MODULE,)).fetchone() is not None


def _load_module(settings: Settings) -> None:
    from trytond.pool import Pool
    Pool.start()
    pool = Pool(settings.database_name)
    # An update of `res` would write the administrator's name anew
    update = [MODULE] if is_initialised(settings) else ["ir", "res", MODULE]
    pool.init(update=update, lang=LANGUAGES, activatedeps=True)


def _in_transaction(settings: Settings, work: Callable[[], None]) -> None:
    """Run as root and commit; begin again with the lock when the work asks for one."""
    from trytond.transaction import Transaction, TransactionError
    extras: dict[str, Any] = {}
    while True:
        with Transaction().start(
                settings.database_name, 0, context={"language": MAIN_LANGUAGE},
                **extras) as transaction:
            try:
                return work()
            except TransactionError as error:
                transaction.rollback()
                transaction.tasks.clear()
                error.fix(extras)


def _finish(admin_password: str | None, company: str) -> None:
    _finish_configuration()
    _create_company(company)
    if admin_password:
        _set_admin_password(admin_password)


def _finish_configuration() -> None:
    """Languages offered, series noted, and no configuration wizard at each sign-in."""
    from trytond import __series__
    from trytond.pool import Pool
    pool = Pool()
    Lang, Item = pool.get("ir.lang"), pool.get("ir.module.config_wizard.item")
    Configuration = pool.get("ir.configuration")
    Lang.write(Lang.search([("code", "in", LANGUAGES)]), {"translatable": True})
    Item.write(Item.search([("state", "!=", "done")]), {"state": "done"})
    configuration = Configuration(1)
    configuration.series = __series__
    configuration.language = MAIN_LANGUAGE
    configuration.save()


def _set_admin_password(password: str) -> None:
    """The policy of every other password holds for the first one too."""
    from trytond.exceptions import UserError
    from trytond.pool import Pool
    User = Pool().get("res.user")
    admin, = User.search([("login", "=", "admin")])
    try:
        User.validate_password(password, [admin])
    except UserError as error:
        raise SettingsError(f"ADMIN_PASSWORD is not accepted: {error.message}") from error
    admin.password = password
    admin.save()


def _create_company(name: str) -> None:
    """The clinic as a company with its currency and zone, and the administrator in it."""
    from trytond.pool import Pool
    pool = Pool()
    Company, Party, User, Lang = map(
        pool.get, ("company.company", "party.party", "res.user", "ir.lang"))
    if Company.search([], limit=1):
        return
    spanish, = Lang.search([("code", "=", MAIN_LANGUAGE)])
    party = Party(name=name, lang=spanish)
    party.save()
    company = Company(party=party, currency=_currency(), timezone=TIMEZONE)
    company.save()
    admin, = User.search([("login", "=", "admin")])
    admin.language = spanish
    admin.companies = [company]
    admin.company = company
    admin.save()


def _currency() -> Any:
    from trytond.pool import Pool
    Currency = Pool().get("currency.currency")
    known = Currency.search([("code", "=", CURRENCY["code"])], limit=1)
    return known[0] if known else Currency.create([CURRENCY])[0]
