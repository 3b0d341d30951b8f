# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon each process of the API knows what was changed in another program.

    python -m bench.rights          the other program: Tryton's models, no server

It opens and closes what doctors see of each other, a setting that every process keeps in a
cache, once for each line that it reads, and writes when that was committed.
"""
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import psycopg

from api_adapter.settings import Settings
from api_adapter.tryton_wsgi import configure_trytond, start_pool

from . import client

PAUSE = 0.02  # seconds between two questions
CHANGES = 30
CONNECTIONS = 200
PATIENCE = 30


def measure(
        environ: dict[str, str], port: int, token: str, practitioner: int, workers: int) -> None:
    """`token` is of a doctor who is not that practitioner."""
    question = client.request(
        'GET', f'/api/agenda?practitioner={practitioner}&from=2030-01-01&to=2030-01-02',
        f'127.0.0.1:{port}', {'Authorization': f'Bearer {token}'})
    processes = _one_to_each(port, question, workers)
    times: list[float] = []
    with _other_program(environ) as change:
        for number in range(CHANGES):
            wanted = 404 if number % 2 else 200
            committed = change()
            for process in processes:
                while True:
                    asked = time.monotonic()
                    if process.send(question)[0] == wanted:
                        break
                    assert asked - committed < PATIENCE
                    time.sleep(PAUSE)
                times.append(max(asked - committed, 0.0))
    times.sort()
    print(
        f'  a right changed elsewhere, {CHANGES} times, {len(processes)} processes: known after'
        f' {times[len(times) // 2] * 1000:.0f} ms, at the latest {times[-1] * 1000:.0f} ms'
        f' (goal: 1000 ms)')


def _one_to_each(port: int, question: bytes, workers: int) -> list[client.Connection]:
    """A connection to each of the server's processes."""
    found: dict[int, client.Connection] = {}
    for _ in range(CONNECTIONS):
        connection = client.Connection('127.0.0.1', port)
        connection.send(question)  # it is taken by somebody now
        found.setdefault(_taker(connection.socket), connection)
        if len(found) == workers:
            break
    return list(found.values())


def _taker(mine: socket.socket) -> int:
    port = mine.getsockname()[1]
    for child in psutil.Process().children(recursive=True):
        for connection in child.net_connections('tcp'):
            if connection.raddr and connection.raddr.port == port:
                return child.pid
    return 0


@contextmanager
def _other_program(environ: dict[str, str]) -> Iterator:
    program = subprocess.Popen(
        [sys.executable, '-m', 'bench.rights'], env={**os.environ, **environ}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert program.stdin and program.stdout

    def change() -> float:
        program.stdin.write('\n')
        program.stdin.flush()
        return float(program.stdout.readline())
    try:
        yield change
    finally:
        program.stdin.close()
        program.wait(PATIENCE)


def doctor_session(settings: Settings) -> int:
    """A session of a doctor without visits; made where the models are loaded."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, 0) as transaction:
        pool = Pool()
        group = pool.get('ir.model.data').get_id('medical_appointment', 'group_practitioner')
        company, = pool.get('company.company').search([], limit=1)
        user, = pool.get('res.user').create([{
                    'name': 'Bench', 'login': 'bench', 'groups': [('add', [group])],
                    'companies': [('add', [company.id])], 'company': company.id}])
        party, = pool.get('party.party').create([{'name': 'Bench Doctor'}])
        pool.get('medical.practitioner').create([{
                    'party': party.id, 'company': company.id, 'user': user.id}])
        transaction.commit()
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        row = connection.execute(
            'INSERT INTO medical_portal_session (kind, "user", expires_at)'
            " VALUES ('staff', %s, now() AT TIME ZONE 'UTC' + interval '1 day') RETURNING id",
            (user.id,)).fetchone()
    assert row
    return int(row[0])


def main() -> None:
    settings = Settings.load(dict(os.environ))
    configure_trytond(settings)
    start_pool(settings)
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    for number, _ in enumerate(sys.stdin):
        with Transaction().start(settings.database_name, 0) as transaction:
            Configuration = Pool().get('medical.configuration')
            Configuration.write([Configuration(1)], {'staff_reads_all_agendas': not number % 2})
            transaction.commit()
        print(time.monotonic(), flush=True)


if __name__ == '__main__':
    main()
