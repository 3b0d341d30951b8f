# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at a running installation: what is wrong, and what mends it."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any, LiteralString

import psycopg

from .installation import MODULE, missing_constraints
from .settings import Settings

OLDEST_POSTGRESQL = 15
LARGEST_CLOCK_DIFFERENCE = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
AUDIT_TRIGGERS = 2
TECHNICAL_USERS = ("api_public", "api_patient", "api_sender")


@dataclass(frozen=True)
class Finding:
    good: bool
    text: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.good else 'WRONG'} {self.text}"


def examine(settings: Settings) -> list[Finding]:
    """Every check in turn; those that need tables only once the module is there."""
    findings = [*_settings(settings)]
    try:
        connection = psycopg.connect(settings.database_url, connect_timeout=10)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        return [*findings, Finding(False, f"PostgreSQL does not answer ({reason}): check"
            " DATABASE_URL and that the server runs.")]
    with connection:
        findings += [_postgresql(connection), _clock(connection)]
        installed = _module(connection)
        findings.append(installed)
        if installed.good:
            findings.append(_constraints(settings))
            findings += [check(connection) for check in CHECKS]
    return findings


def _settings(settings: Settings) -> Iterator[Finding]:
    """Weak secrets never get this far: loading the settings refuses them."""
    yield Finding(True, f"{len(settings.token_keys)} token key(s) of enough random bytes.")
    secure = settings.public_url.startswith("https://")
    yield Finding(settings.demo or secure, f"Patients reach the clinic at {settings.public_url}"
        + ("." if settings.demo or secure else ": set PUBLIC_URL to an https:// address."))
    if not settings.demo and not (settings.resend_api_key or settings.smtp_url):
        yield Finding(False, "Messages only go to a folder: set RESEND_API_KEY or SMTP_URL.")


def _postgresql(connection: psycopg.Connection) -> Finding:
    major = connection.info.server_version // 10000
    return Finding(major >= OLDEST_POSTGRESQL, f"PostgreSQL {major}" + (
        "." if major >= OLDEST_POSTGRESQL
        else f": version {OLDEST_POSTGRESQL} or newer is needed, upgrade the server."))


def _clock(connection: psycopg.Connection) -> Finding:
    theirs, = _row(connection, "SELECT clock_timestamp()")
    difference = abs(datetime.now(UTC) - theirs)
    good = difference <= LARGEST_CLOCK_DIFFERENCE
    return Finding(good, f"This machine's clock and the database's differ by"
        f" {difference.total_seconds():.1f} s" + (
            "." if good else ": switch on time synchronisation on both."))


def _module(connection: psycopg.Connection) -> Finding:
    if _row(connection, "SELECT to_regclass('ir_module')") == (None,):
        return Finding(False, "The database is empty: run `clinica init`.")
    state = connection.execute(
        "SELECT state FROM ir_module WHERE name = %s", (MODULE,)).fetchone()
    if state != ("activated",):
        return Finding(False, f"The module {MODULE} is not activated: run `clinica init`.")
    return Finding(True, f"The module {MODULE} is activated.")


def _constraints(settings: Settings) -> Finding:
    missing = missing_constraints(settings)
    if not missing:
        return Finding(True, "The database itself refuses overlapping appointments.")
    return Finding(False, f"The appointments lack {', '.join(missing)}: two patients could"
        " hold one time. Run `clinica upgrade`.")


def _series(connection: psycopg.Connection) -> Finding:
    installed = ".".join(version("trytond").split(".")[:2])
    recorded, = _row(connection, "SELECT series FROM ir_configuration")
    return Finding(recorded == installed, f"Tryton {installed}, database of series {recorded}" + (
        "." if recorded == installed else ": run `clinica upgrade`."))


def _pending(connection: psycopg.Connection) -> Finding:
    rows = connection.execute(
        "SELECT name FROM ir_module WHERE state LIKE 'to %%' ORDER BY name").fetchall()
    names = ", ".join(name for name, in rows)
    return Finding(not rows, f"Modules wait for an upgrade ({names}): run `clinica upgrade`."
        if rows else "No module waits for an upgrade.")


def _technical_users(connection: psycopg.Connection) -> Finding:
    rows: dict[str, bool] = dict(connection.execute(
        "SELECT login, coalesce(password_hash, '') <> '' FROM res_user WHERE login = ANY(%s)",
        (list(TECHNICAL_USERS),)).fetchall())
    if lost := sorted(set(TECHNICAL_USERS) - set(rows)):
        return Finding(False, f"The technical users {', '.join(lost)} are missing: run"
            " `clinica upgrade`.")
    if open_doors := sorted(login for login, has_password in rows.items() if has_password):
        return Finding(False, f"{', '.join(open_doors)} must not have a password: clear it in"
            " Tryton (Administration > Users).")
    return Finding(True, "The technical users have no password.")


def _audit(connection: psycopg.Connection) -> Finding:
    count, = _row(connection,
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'medical_audit'::regclass"
        " AND tgenabled = 'A' AND tgname LIKE 'medical_audit_%%'")
    return Finding(count == AUDIT_TRIGGERS, "The access log only grows." if count == AUDIT_TRIGGERS
        else "The access log can be altered: run `clinica upgrade`.")


def _sender(connection: psycopg.Connection) -> Finding:
    waiting, = _row(connection,
        "SELECT timezone('UTC', now()) - min(due_at) FROM medical_notification"
        " WHERE state = 'queued' AND due_at <= timezone('UTC', now())")
    if waiting is None or waiting <= LONGEST_WAIT:
        return Finding(True, "No message waits longer than it should.")
    return Finding(False, f"The oldest message waits for {waiting}: see that `clinica serve` runs"
        " and read its log for the mail provider's answers.")


def _row(connection: psycopg.Connection, query: LiteralString) -> Any:
    return connection.execute(query).fetchone()


CHECKS: tuple[Callable[[psycopg.Connection], Finding], ...] = (
    _series, _pending, _technical_users, _audit, _sender)
