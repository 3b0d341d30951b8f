# SPDX-License-Identifier: GPL-3.0-or-later
"""One PostgreSQL for a test run, with template databases that tests clone.

A cluster whose templates were made once is kept below `var/test` under the fingerprint of the
sources they came from, so that the next run with the same sources starts in under a second.
"""
from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from api_adapter.embedded import EmbeddedPostgres
from api_adapter.installation import fingerprint
from api_adapter.settings import split_database_url

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "test"
CLUSTERS_KEPT = 2
CLINIC_TEMPLATE = "template_clinic"
KEPT_PREFIXES = ("template", "postgres", "test-")  # `test-…` are trytond's own
ADMIN_PASSWORD = "clinica-demo-2026"


class Cluster:
    """The server of this run; the first process of the run owns it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="clinica-test-"))
        self.kept = KEPT / fingerprint()
        self.server = EmbeddedPostgres(self.folder, throw_away=True)

    def start(self) -> str:
        copied = subprocess.run(
            ["cp", "-a", self.kept / "pg", self.folder / "pg"], stderr=subprocess.DEVNULL)
        if copied.returncode:  # there is none, or another run replaced it meanwhile
            shutil.rmtree(self.folder / "pg", ignore_errors=True)
        self.server.start()
        self.url = self.server.url("postgres")
        self.found = set(databases(self.url))
        return self.url

    def stop(self) -> None:
        names = set(databases(self.url))
        for name in names:
            if not name.startswith(KEPT_PREFIXES):
                drop(self.url, name)
        self.server.stop()
        made = {name for name in names - self.found if name.startswith(KEPT_PREFIXES)}
        if made and fingerprint() == self.kept.name:
            self._keep()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keep(self) -> None:
        """Put our files where the next run looks; of two runs at once the last one wins."""
        copy, old = (self.kept / f"{name}.{os.getpid()}" for name in ("new", "old"))
        self.kept.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", self.folder / "pg", copy], check=True)
        with suppress(FileNotFoundError):
            (self.kept / "pg").rename(old)
        with suppress(OSError):
            copy.rename(self.kept / "pg")
        for left in (copy, old):
            shutil.rmtree(left, ignore_errors=True)
        newest = sorted(KEPT.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for stale in newest[CLUSTERS_KEPT:]:
            shutil.rmtree(stale, ignore_errors=True)


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Between the processes of one run."""
    folder = Path(os.environ.get("TEST_LOCKS") or tempfile.gettempdir())
    with (folder / f"clinica-test-{name}.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def databases(url: str) -> list[str]:
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database ORDER BY datname").fetchall()
    return [name for name, in rows]


def clone(url: str, name: str, template: str = CLINIC_TEMPLATE) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)))


def drop(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def url_of(name: str) -> str:
    """The address of one database of the run's cluster."""
    uri, _ = split_database_url(os.environ["TEST_DATABASE_URL"])
    head, _, query = uri.partition("?")
    return f"{head}/{name}" + (f"?{query}" if query else "")


def ensure_clinic_template() -> None:
    """Make the template by `clinica init`, once in a run."""
    with lock(CLINIC_TEMPLATE):
        url = os.environ["TEST_DATABASE_URL"]
        if CLINIC_TEMPLATE in databases(url):
            return
        drop(url, f"{CLINIC_TEMPLATE}_new")  # of an attempt that failed
        clone(url, f"{CLINIC_TEMPLATE}_new", "template0")
        run_clinica("init", DATABASE_URL=url_of(f"{CLINIC_TEMPLATE}_new"),
            ADMIN_PASSWORD=ADMIN_PASSWORD)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(f"{CLINIC_TEMPLATE}_new"), sql.Identifier(CLINIC_TEMPLATE)))


def ensure_module_template() -> None:
    """Make trytond's own test template, so that its test cases only clone it."""
    with lock("module"):
        if any(name.startswith("test-") for name in databases(os.environ["TEST_DATABASE_URL"])):
            return
        subprocess.run(
            [sys.executable, "-c",
                "from trytond.tests.test_tryton import activate_module, drop_db;"
                "activate_module('medical_appointment'); drop_db()"],
            env={**os.environ, "DB_NAME": "module_template_new"}, check=True)


def run_clinica(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command; its output is part of the failure when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "api_adapter.cli", *arguments], capture_output=True, text=True,
        env={**os.environ, **test_environ(), **environ})
    if done.returncode:
        raise AssertionError(
            f"clinica {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}"
            f"\n{done.stderr}")
    return done


def test_environ() -> dict[str, str]:
    """What every process of the clinic needs in the tests, the database apart."""
    return {
        "DEMO": "1",
        "DATA_DIR": str(Path(tempfile.gettempdir()) / "clinica-test-data"),
        "SECRET_KEY": hashlib.sha256(b"tests").hexdigest(),
        "PUBLIC_URL": "http://localhost:8000",
        "WORKERS": "1",
    }
