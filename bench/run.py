# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: bookings, free times and agendas a second over HTTP, beside raw PostgreSQL.

    python -m bench.run [--stored 0 100000] [--clients 8] [--workers 2] [--seconds 8]

One machine serves, loads and stores, so read the figures as ratios. Raw PostgreSQL is measured
in the same run: bare inserts into a table with the same constraint, alone and behind the lock.
"""
import argparse
import asyncio
import datetime as dt
import itertools
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from api_adapter.embedded import EmbeddedPostgres
from api_adapter.settings import Settings
from api_adapter.tokens import Tokens

from . import client, rights, streams, world

AVAILABILITY_DAYS = 14
ROUNDS_OF_RACE = 20
CONTENDERS = 50
TOKEN_LIFE = 580


def main() -> None:
    options = _options()
    print(f'Machine: {client.machine()}; {options.workers} workers, {options.clients} clients')
    with tempfile.TemporaryDirectory(prefix='clinica-bench-') as folder:
        server = EmbeddedPostgres(Path(folder))
        server.start()
        try:
            _raw(server.url('postgres'), options.clients)
            for stored in options.stored:
                _measure(server, Path(folder), stored, options)
        finally:
            server.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument('--stored', type=int, nargs='+', default=[0, 100_000])
    parser.add_argument('--clients', type=int, default=8)
    parser.add_argument('--workers', type=int, default=2)
    parser.add_argument('--requests', type=int, default=3000)
    return parser.parse_args()


def _measure(
        server: EmbeddedPostgres, folder: Path, stored: int,
        options: argparse.Namespace) -> None:
    name = f'bench{stored}'
    environ = {
        'DATABASE_URL': server.url(name), 'DATA_DIR': str(folder / name),
        'PORT': str(_free_port()), 'WORKERS': str(options.workers), 'DEMO': '1',
        'PUBLIC_URL': 'http://localhost', 'RATE_LIMITS': '1'}
    settings = Settings.load(environ)
    started = time.perf_counter()
    made = _in_another_process(environ, stored)
    print(f'\n{stored:,} stored appointments (made in {time.perf_counter() - started:.0f} s)')
    with _serving(environ, settings.port):
        load = _Load(settings, made, options)
        load.warm()
        _report('bookings, shared limits', client.load(settings.port, load.bookings(), options.clients), 201)
        _report(
            f'free times of {AVAILABILITY_DAYS} days',
            client.load(settings.port, load.availability(), options.clients), 200)
        _report('agenda of a week', client.load(
                settings.port, load.agendas(), options.clients), 200)
        _race(settings.port, load)
        asyncio.run(streams.measure(settings.port, load.staff_token, load.bookings(20)))
        rights.measure(
            environ, settings.port, load.doctor_token, made.practitioners[0], options.workers)
        print(f'  memory of the workers: {_memory()}')
    with _serving({**environ, 'RATE_LIMITS': '0'}, settings.port):
        load.warm()
        _report(
            'bookings, no limits',
            client.load(settings.port, load.bookings(), options.clients), 201)


class _Load:
    """Ready-made requests of a world."""

    def __init__(self, settings: Settings, made: world.World, options: argparse.Namespace):
        self.host = f'127.0.0.1:{settings.port}'
        self.port = settings.port
        self.made, self.count = made, options.requests
        tokens = Tokens(settings.token_keys, settings.public_url)
        self.patient_tokens = [
            tokens.make(session, 'patient', TOKEN_LIFE) for session in made.sessions]
        self.staff_token = tokens.make(made.staff_session, 'staff', TOKEN_LIFE)
        self.doctor_token = tokens.make(made.doctor_session, 'staff', TOKEN_LIFE)
        self.today = dt.datetime.now(ZoneInfo(world.ZONE)).date()
        self.places = self._places()

    def _places(self) -> Iterator[tuple[int, dt.datetime]]:
        """Free places in random order, with the number of their practitioner."""
        zone = ZoneInfo(world.ZONE)
        per_day = (world.CLOSE.hour - world.OPEN.hour) * 60 // world.MINUTES
        places = [
            (p, dt.datetime.combine(
                    self.today + dt.timedelta(day), world.OPEN, zone)
                + dt.timedelta(minutes=world.MINUTES * slot))
            for p in range(world.PRACTITIONERS) for day in range(1, 31)
            for slot in range(per_day)]
        random.Random(7).shuffle(places)
        return iter(places)

    def warm(self) -> None:
        client.load(self.port, self.bookings(100), 8)
        client.load(self.port, self.availability(100), 8)
        client.load(self.port, self.agendas(100), 8)

    def bookings(self, count: int | None = None) -> list[bytes]:
        """Each place by one of its practitioner's own patients, who is free then."""
        each = world.PATIENTS_EACH
        return [
            self.booking(p, start, p * each + int(start.timestamp()) // 60 // world.MINUTES % each)
            for p, start in itertools.islice(self.places, count or self.count)]

    def booking(self, p: int, start: dt.datetime, patient: int) -> bytes:
        return client.request('POST', '/api/appointments', self.host, {
                'Authorization': f'Bearer {self.patient_tokens[patient]}',
                'Idempotency-Key': secrets.token_hex(16),
                }, json.dumps({
                    'service': self.made.service,
                    'practitioner': self.made.practitioners[p],
                    'start': start.isoformat()}).encode())

    def availability(self, count: int | None = None) -> list[bytes]:
        last = self.today + dt.timedelta(AVAILABILITY_DAYS - 1)
        return [
            client.request(
                'GET', f'/api/availability?service={self.made.service}&practitioner={p}'
                f'&from={self.today}&to={last}', self.host)
            for p in itertools.islice(
                itertools.cycle(self.made.practitioners), count or self.count)]

    def agendas(self, count: int | None = None) -> list[bytes]:
        last = self.today + dt.timedelta(6)
        return [
            client.request(
                'GET', f'/api/agenda?practitioner={p}&from={self.today}&to={last}', self.host,
                {'Authorization': f'Bearer {self.staff_token}'})
            for p in itertools.islice(
                itertools.cycle(self.made.practitioners), count or self.count)]


def _race(port: int, load: _Load) -> None:
    """Many people for one place at once, again and again."""
    slowest, wrong = 0.0, 0
    for place in range(ROUNDS_OF_RACE):
        start = dt.datetime.combine(
            load.today + dt.timedelta(40 + place), world.OPEN, ZoneInfo(world.ZONE))
        requests = [
            load.booking(place % world.PRACTITIONERS, start, patient)
            for patient in range(CONTENDERS)]
        result = client.load(port, requests, CONTENDERS)
        slowest = max(slowest, result.latencies[-1])
        wrong += result.statuses != {201: 1, 409: CONTENDERS - 1}
    print(
        f'  {CONTENDERS} contenders for one place, {ROUNDS_OF_RACE} rounds: '
        f'{ROUNDS_OF_RACE - wrong} with one winner, slowest answer {slowest * 1000:.0f} ms')


def _report(what: str, result: client.Result, expected: int) -> None:
    failed = len(result.latencies) - result.statuses[expected]
    print(
        f'  {what:24} {result.rate:8.0f}/s   median {result.median:6.1f} ms   '
        f'p95 {result.percentile(95):6.1f} ms   p99 {result.percentile(99):6.1f} ms'
        + (f'   NOT {expected}: {failed} {dict(result.statuses)}' if failed else ''))


def _raw(url: str, clients: int, count: int = 8000) -> None:
    """What PostgreSQL alone does with the same constraint."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_RAW)
    print('Raw PostgreSQL, the same constraint, no HTTP and no rules:')
    for lock in (False, True):
        shares = [range(i, count, clients) for i in range(clients)]
        with ThreadPoolExecutor(clients) as pool:
            started = time.perf_counter()
            list(pool.map(lambda share, lock=lock: _insert(url, share, lock), shares))
            rate = count / (time.perf_counter() - started)
        print(f'  inserts {"behind the lock" if lock else "bare":24} {rate:8.0f}/s')


_RAW = '''
CREATE TABLE raw (id serial PRIMARY KEY, practitioner int NOT NULL, patient int NOT NULL,
    s timestamp NOT NULL, e timestamp NOT NULL, state varchar NOT NULL,
    EXCLUDE USING gist (numrange(practitioner, practitioner, '[]') WITH &&,
        tsrange(s, e) WITH &&) WHERE (state IN ('pending', 'booked')))
'''


def _insert(url: str, share: range, lock: bool) -> None:
    with psycopg.connect(url) as connection:
        for n in share:
            p = n % world.PRACTITIONERS + lock * 1000
            at = dt.datetime(2030, 1, 1) + dt.timedelta(minutes=15 * n)
            if lock:
                connection.execute('SELECT pg_advisory_xact_lock(1, %s)', (p,))
            connection.execute(
                "INSERT INTO raw (practitioner, patient, s, e, state) "
                "VALUES (%s, %s, %s, %s, 'booked')",
                (p, n, at, at + dt.timedelta(minutes=15)))
            connection.commit()


def _in_another_process(environ: dict[str, str], stored: int) -> world.World:
    """Tryton keeps its threads and caches, so the world is made apart."""
    code = (
        'import json, os, sys; from api_adapter.settings import Settings; '
        'from bench import world; '
        f'print(json.dumps(world.build(Settings.load(dict(os.environ)), {stored})))')
    done = subprocess.run(
        [sys.executable, '-c', code], env={**os.environ, **environ}, check=True,
        stdout=subprocess.PIPE)
    return world.World(*json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _serving(environ: dict[str, str], port: int) -> Iterator[None]:
    log = Path(environ['DATA_DIR']) / 'server.log'
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open('wb') as stream:
        process = subprocess.Popen(
            [sys.executable, '-m', 'api_adapter.cli', 'serve'], env={**os.environ, **environ},
            stdout=stream, stderr=stream)
    try:
        _await(port, process, log)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f'http://127.0.0.1:{port}/api/health/ready') as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f'The server did not start:\n{log.read_text()}')


def _memory() -> str:
    """Resident memory of the server's processes below this one, in MB."""
    import psutil
    mine = psutil.Process()
    servers = [
        child for child in mine.children(recursive=True)
        if 'python' in child.name() and 'postgres' not in child.name()]
    return ', '.join(
        f'{process.memory_info().rss // 2 ** 20} MB' for process in servers)


def _free_port() -> int:
    import socket
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])


if __name__ == '__main__':
    main()
