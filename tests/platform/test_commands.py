# SPDX-License-Identifier: GPL-3.0-or-later
"""The `clinica` command on a real database: what it does twice, refuses, finds and saves."""
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql

from api_adapter.cli import main
from tests import cluster

_numbers = itertools.count()
CONSTRAINTS = [
    "practitioner_no_overlap", "room_no_overlap", "patient_no_overlap", "end_after_start"]


@pytest.fixture
def new_name() -> Iterator[Callable[[], str]]:
    """Names of databases that are dropped after the test."""
    names = []

    def make() -> str:
        names.append(f"commands_{os.getpid()}_{next(_numbers)}")
        return names[-1]

    yield make
    for name in names:
        cluster.drop(os.environ["TEST_DATABASE_URL"], name)


@pytest.fixture
def clinic(new_name) -> str:
    """The address of a clinic of this test alone."""
    cluster.ensure_clinic_template()
    name = new_name()
    cluster.clone(os.environ["TEST_DATABASE_URL"], name)
    return cluster.url_of(name)


@pytest.fixture
def empty(new_name) -> str:
    name = new_name()
    cluster.clone(os.environ["TEST_DATABASE_URL"], name, "template0")
    return cluster.url_of(name)


def clinica(*arguments: str, url: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api_adapter.cli", *arguments], capture_output=True, text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **cluster.test_environ(), "DATABASE_URL": url, **environ})


def run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement))


def assert_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("clinica ")
    for word in words:
        assert word in done.stderr


def test_init_is_harmless_the_second_time(clinic):
    done = clinica("init", url=clinic)
    assert done.returncode == 0
    assert "ready already" in done.stdout


def test_init_asks_for_a_password(empty):
    assert_sentence(clinica("init", url=empty), "ADMIN_PASSWORD")


@pytest.mark.parametrize("command", ["serve", "upgrade"])
def test_an_empty_database_needs_init_first(empty, command):
    assert_sentence(clinica(command, url=empty), "clinica init")


@pytest.mark.parametrize("command", ["serve", "init", "upgrade", "doctor", "seed"])
def test_without_an_address_each_command_says_which_variable(command):
    assert_sentence(clinica(command, url=""), "DATABASE_URL is not set")


def test_a_server_that_does_not_answer_is_a_sentence(tmp_path):
    done = clinica("init", url=f"postgresql://u@/clinic?host={tmp_path}", ADMIN_PASSWORD="x")
    assert_sentence(done, "does not answer")


def test_the_doctor_finds_a_good_installation(clinic):
    done = clinica("doctor", url=clinic)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WRONG" not in done.stdout


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_without_a_guarantee_nothing_starts_and_the_doctor_names_it(clinic, name):
    run(clinic, f"ALTER TABLE medical_appointment DROP CONSTRAINT medical_appointment_{name}")
    done = clinica("doctor", url=clinic)
    assert done.returncode == 1
    assert f"lack {name}" in done.stdout
    assert_sentence(clinica("serve", url=clinic), name, "clinica upgrade")


@pytest.mark.parametrize(("statement", "said"), [
    ("UPDATE res_user SET password_hash = 'x' WHERE login = 'api_patient'",
        "api_patient must not have a password"),
    ("DELETE FROM res_user WHERE login = 'api_sender'", "api_sender are missing"),
    ("UPDATE ir_configuration SET series = '7.0'", "database of series 7.0"),
    ("ALTER TABLE medical_audit DISABLE TRIGGER medical_audit_rows",
        "The access log can be altered"),
    ("UPDATE ir_module SET state = 'to upgrade' WHERE name = 'party'",
        "wait for an upgrade (party)"),
    ("UPDATE ir_module SET state = 'not activated' WHERE name = 'medical_appointment'",
        "is not activated")])
def test_the_doctor_finds_what_is_wrong(clinic, statement, said):
    with psycopg.connect(clinic, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # skips foreign keys
        connection.execute(sql.SQL(statement))
    done = clinica("doctor", url=clinic)
    assert done.returncode == 1
    assert said in done.stdout


def test_upgrade_keeps_everything_and_can_be_repeated(clinic):
    done = clinica("upgrade", url=clinic)
    assert done.returncode == 0, done.stderr
    assert "up to date" in done.stdout
    assert clinica("doctor", url=clinic).returncode == 0


def test_a_backup_restores_into_an_empty_database_only(clinic, new_name, tmp_path):
    run(clinic, "UPDATE party_party SET name = 'Clínica Ñandú'")
    file = tmp_path / "clinic.dump"
    assert clinica("backup", str(file), url=clinic).returncode == 0
    copy = cluster.url_of(new_name())
    done = clinica("restore", str(file), url=copy)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(copy) as connection:
        names = connection.execute("SELECT DISTINCT name FROM party_party").fetchall()
    assert names == [("Clínica Ñandú",)]
    assert clinica("doctor", url=copy).returncode == 0
    assert_sentence(clinica("restore", str(file), url=copy), "holds a clinic already")


def test_a_failed_backup_leaves_no_file(tmp_path):
    file = tmp_path / "clinic.dump"
    done = clinica("backup", str(file), url=f"postgresql://u@/x?host={tmp_path}")
    assert_sentence(done, "pg_dump failed")
    assert list(tmp_path.iterdir()) == []


def test_the_openapi_document_is_fresh():
    cluster.run_clinica("openapi", "--check")


def test_an_unknown_command_shows_the_known_ones(capsys):
    with pytest.raises(SystemExit):
        main(["destroy"])
    assert "invalid choice" in capsys.readouterr().err
