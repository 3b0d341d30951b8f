# SPDX-License-Identifier: GPL-3.0-or-later
"""The embedded PostgreSQL: starts anywhere, keeps its data, leaves nothing running."""
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from api_adapter.embedded import EmbeddedError, EmbeddedPostgres

HOLDER = """
import signal, sys
from pathlib import Path
from api_adapter.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1]), throw_away=True):
    print("up", flush=True)
    signal.pause()
"""


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., EmbeddedPostgres]]:
    made = []

    def start(folder: str = "db") -> EmbeddedPostgres:
        server = EmbeddedPostgres(tmp_path / folder, throw_away=True)
        made.append(server)
        server.start()
        return server

    yield start
    for server in made:
        server.stop()


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs a server in the folder `db`."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "db")], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "pg" / "postmaster.pid").read_text().splitlines()[0]))


def run(server: EmbeddedPostgres, query: str) -> list[tuple]:
    with psycopg.connect(server.url()) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_data_survives_a_restart(make):
    server = make()
    assert server.ensure_database()
    run(server, "CREATE TABLE kept AS SELECT 7 AS number")
    process = postmaster(server.folder)
    server.stop()
    assert not process.is_running()
    again = make()
    assert not again.ensure_database()
    assert run(again, "SELECT number FROM kept") == [(7,)]


def test_it_listens_on_no_network_address(make):
    server = make()
    server.ensure_database()
    assert run(server, "SHOW listen_addresses") == [("",)]
    assert server.socket_dir.stat().st_mode & 0o077 == 0


def test_a_crash_leaves_nothing_in_the_way(make):
    server = make()
    server.ensure_database()
    run(server, "CREATE TABLE kept AS SELECT 7 AS number")
    run(server, "CHECKPOINT")
    backends = postmaster(server.folder).children()
    postmaster(server.folder).kill()
    psutil.wait_procs(backends, timeout=20)
    assert (server.data / "postmaster.pid").exists()
    server.stop()
    again = make()
    assert run(again, "SELECT number FROM kept") == [(7,)]


def test_a_stale_pid_of_another_program_does_not_matter(make):
    server = make()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n\n\n")
    make()


def test_two_can_not_use_one_folder(make, holder, tmp_path):
    with pytest.raises(EmbeddedError, match=f"in use by process {holder.pid}"):
        make()
    assert holder.poll() is None


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_its_parent(make, holder, tmp_path, number):
    process = postmaster(tmp_path / "db")
    holder.send_signal(number)
    process.wait(timeout=20)
    make()


def test_a_parent_killed_just_now_does_not_stop_the_next_start(make, holder, tmp_path):
    holder.kill()
    holder.wait()
    started = time.monotonic()
    make()
    assert time.monotonic() - started < 15


def test_long_paths_get_a_short_private_socket(make):
    server = make("/".join(["a-folder-with-quite-a-long-name"] * 4))
    assert server.socket_dir != server.data
    assert server.ensure_database()
    server.stop()
    assert not server.socket_dir.exists()


def test_spaces_and_accents_in_the_path(make):
    server = make("Mis documentos/clínica")
    assert server.ensure_database()


def test_a_first_start_that_was_interrupted_is_done_again(make, tmp_path):
    (tmp_path / "db" / "pg.new").mkdir(parents=True)
    (tmp_path / "db" / "pg.new" / "PG_VERSION").write_text("18\n")
    assert make().ensure_database()


def test_broken_files_are_reported_with_the_servers_words(make, tmp_path):
    server = make()
    server.stop()
    (server.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(EmbeddedError, match="not compatible|incompatible"):
        make()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_root_can_keep_it_in_a_private_folder(make, tmp_path):
    tmp_path.chmod(0o700)
    assert make().ensure_database()
    assert postmaster(tmp_path / "db").uids().real != 0
