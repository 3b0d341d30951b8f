# SPDX-License-Identifier: GPL-3.0-or-later
"""The `clinica` command."""
from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from getpass import getpass
from pathlib import Path
from types import FrameType

from . import doctor, installation, server
from .demo import ACCOUNTS, PASSWORD
from .demo import seed as fill_demo
from .embedded import EmbeddedError, EmbeddedPostgres, end_with_parent, follow, program
from .settings import Settings, SettingsError
from .static import FRONTEND

OPENAPI = FRONTEND / "openapi.json"
PAGES = {
    "patient": "/entrar", "practitioner": "/clinica", "front_desk": "/clinica and /tryton/",
    "administrator": "/clinica and /tryton/"}
INTERRUPTED = 130
WATCH_INTERVAL = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Run one command; failures are one sentence on standard error."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _end_orderly)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells start jobs without it
    try:
        return int(options.run(options) or 0)
    except (SettingsError, EmbeddedError) as error:
        print(f"clinica {options.command}: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        return abs(error.returncode)
    except KeyboardInterrupt:
        return INTERRUPTED


def _end_orderly(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clinica", description="Appointments for a clinic, on Tryton and PostgreSQL.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def command(name: str, run: object, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.set_defaults(run=run)
        return sub

    command("demo", demo, "Serve a demo clinic on an embedded PostgreSQL.")
    command("serve", serve, "Serve the clinic of DATABASE_URL.")
    init = command("init", initialise, "Make the database ready for work (harmless when it is).")
    init.add_argument("--company", default="Clínica", help="name of the clinic")
    command("upgrade", upgrade, "Bring the database to the installed version.")
    command("seed", seed, "Fill an empty clinic with the demo's people and appointments.")
    command("doctor", examine, "Look for what is wrong and say how to mend it.")
    document = command("openapi", openapi, f"Write {OPENAPI.name} of the front end.")
    document.add_argument("--check", action="store_true", help="fail when it is stale instead")
    for name, run, help in (
            ("backup", backup, "Write the whole database to a file."),
            ("restore", restore, "Fill an empty database from a backup.")):
        command(name, run, help).add_argument("file", type=Path)
    return parser


def demo(options: argparse.Namespace) -> int:
    os.environ["DEMO"] = "1"
    folder = Path(os.environ.get("DATA_DIR") or "var/demo").resolve()
    os.environ["DATA_DIR"] = str(folder)
    if "MAKELEVEL" in os.environ:
        _end_with_make(os.getppid())
    with _demo_database(folder):
        settings = Settings.load()
        sockets = server.bind(settings.host, settings.port)
        _prepare_demo(settings)
        return server.serve(settings, sockets, lambda: _welcome(settings))


def _end_with_make(make: int) -> None:
    """End when the `make` that runs us ends or is interrupted.

    An interrupt that only `make` receives is not passed on: it waits for us with the signal
    blocked, which Linux shows.
    """
    follow(make, signal.SIGTERM)
    status, interrupt = Path(f"/proc/{make}/status"), 1 << (signal.SIGINT - 1)

    def watch() -> None:
        with suppress(OSError, StopIteration):
            while not _blocked_signals(status) & interrupt:
                time.sleep(WATCH_INTERVAL)
            os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()


def _blocked_signals(status: Path) -> int:
    lines = status.read_text().splitlines()
    return int(next(line for line in lines if line.startswith("SigBlk:")).split()[1], 16)


@contextmanager
def _demo_database(folder: Path) -> Iterator[None]:
    """The embedded server, or the one of DATABASE_URL."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    _say("Starting the embedded PostgreSQL…")
    with EmbeddedPostgres(folder) as postgres:
        os.environ["DATABASE_URL"] = postgres.url()
        if not (folder / "seeded").exists():
            postgres.drop_database()  # left half filled by an interrupted first start
        postgres.ensure_database()
        yield


def _prepare_demo(settings: Settings) -> None:
    """Create, fill or upgrade the demo's database, whichever it needs."""
    seeded, version = settings.data_dir / "seeded", installation.fingerprint()
    if not seeded.exists():
        _clinica("init", "--company", "Clínica Familiar La Vega", ADMIN_PASSWORD=PASSWORD)
        _clinica("seed")
    elif seeded.read_text().strip() != version:
        _clinica("upgrade")
    seeded.write_text(f"{version}\n")


def _clinica(*arguments: str, **environ: str) -> None:
    """Run a command of ours in a process of its own, which ends when this one does."""
    subprocess.run(
        [sys.executable, "-m", "api_adapter.cli", *arguments], check=True,
        env={**os.environ, **environ}, preexec_fn=end_with_parent(signal.SIGTERM))


def _welcome(settings: Settings) -> None:
    address = f"http://localhost:{settings.port}"
    _say("\nDemo accounts, each with the password after it:")
    for login, password, role in ACCOUNTS:
        _say(f"  {login:<20} {password:<20} {role.replace('_', ' '):<14} {PAGES[role]}")
    _say(f"Patients book at {address}/ · messages they would get: {address}/mailbox"
        f"\nData in {settings.data_dir} · Ctrl-C stops everything"
        f"\nReady: {address}")


def serve(options: argparse.Namespace) -> int:
    settings = Settings.load()
    if not installation.is_initialised(settings):
        raise SettingsError(
            "The database is not ready or does not answer: run `clinica init`, or"
            " `clinica doctor` to see what is wrong.")
    installation.check_constraints(settings)
    sockets = server.bind(settings.host, settings.port)
    return server.serve(settings, sockets, lambda: _say(f"Ready: {settings.public_url}"))


def initialise(options: argparse.Namespace) -> None:
    settings = Settings.load()
    password = os.environ.get("ADMIN_PASSWORD") or None
    if password is None and not installation.is_initialised(settings):
        password = _ask_password()
    new = installation.initialise(settings, password, options.company, _say)
    _say("The clinic's database is ready." if new else "The clinic's database was ready already.")


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise SettingsError(
            "A new clinic needs a password for its administrator: set ADMIN_PASSWORD.")
    password = getpass("Password for the administrator (login admin): ")
    if not password or password != getpass("Once more: "):
        raise SettingsError("The two passwords differ or are empty: start again.")
    return password


def upgrade(options: argparse.Namespace) -> None:
    installation.upgrade(Settings.load(), _say)
    _say("The clinic's database is up to date.")


def seed(options: argparse.Namespace) -> None:
    settings = Settings.load()
    started = time.monotonic()
    _say("Filling the demo clinic…")
    fill_demo(settings, _say)
    _say(f"The demo clinic is filled ({time.monotonic() - started:.0f} s).")


def examine(options: argparse.Namespace) -> int:
    with _database_to_examine():
        findings = doctor.examine(Settings.load())
    for finding in findings:
        _say(str(finding))
    return 1 if any(not finding.good for finding in findings) else 0


@contextmanager
def _database_to_examine() -> Iterator[None]:
    """The database of DATABASE_URL, or the demo's in DATA_DIR, running or not."""
    folder = Path(os.environ.get("DATA_DIR") or "var/demo").resolve()
    if os.environ.get("DATABASE_URL") or not (folder / "seeded").exists():
        yield
        return
    os.environ.update(DEMO="1", DATA_DIR=str(folder))
    postgres = EmbeddedPostgres(folder)
    if postgres.is_running():
        os.environ["DATABASE_URL"] = postgres.url()
        yield
        return
    with postgres:
        os.environ["DATABASE_URL"] = postgres.url()
        yield


def openapi(options: argparse.Namespace) -> None:
    from .main import describe
    text = json.dumps(describe().openapi(), indent=2, ensure_ascii=False) + "\n"
    if not options.check:
        OPENAPI.write_text(text)
        _say(f"Wrote {OPENAPI}.")
    elif not OPENAPI.exists() or json.loads(OPENAPI.read_text()) != json.loads(text):
        raise SettingsError(
            f"{OPENAPI} is stale: run `clinica openapi`, then `npm run gen` in frontend.")


def backup(options: argparse.Namespace) -> None:
    """Write to a file that appears only when it is complete."""
    partial = options.file.with_name(f"{options.file.name}.partial")
    try:
        _postgres_tool("pg_dump", "--format=custom", f"--file={partial}", "--no-owner",
            f"--dbname={Settings.load().database_url}")
        partial.rename(options.file)
    finally:
        partial.unlink(missing_ok=True)
    _say(f"Wrote {options.file} ({options.file.stat().st_size / 1024**2:.1f} MB).")


def restore(options: argparse.Namespace) -> None:
    settings = Settings.load()
    if not options.file.is_file():
        raise SettingsError(f"There is no file {options.file}.")
    installation.create_database(settings)
    if installation.is_initialised(settings):
        raise SettingsError(
            "The database holds a clinic already: restore into an empty one, by another name"
            " in DATABASE_URL.")
    _postgres_tool("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
        f"--dbname={settings.database_url}", str(options.file))
    installation.check_constraints(settings)
    _say("The clinic's database is restored.")


def _postgres_tool(name: str, *arguments: str) -> None:
    """Run the system's tool, or the wheel's (without TLS) when that is newer."""
    tools = [str(program(name)), *filter(None, [shutil.which(name)])]
    done = subprocess.run(
        [max(reversed(tools), key=_major), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SettingsError(f"{name} failed: {done.stderr.strip().splitlines()[-1]}")


def _major(tool: str) -> int:
    said = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout
    return int(re.findall(r"\d+", said)[0])


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
