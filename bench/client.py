# SPDX-License-Identifier: GPL-3.0-or-later
"""A small HTTP load: keep-alive sockets, ready-made requests, true latencies.

The client shares the machine with the server, so it does as little as it can.
"""
import os
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

BUFFER = 1 << 16


class Result(NamedTuple):
    """seconds: wall time of all; latencies: seconds, sorted; statuses: how often each."""
    seconds: float
    latencies: list[float]
    statuses: Counter[int]

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, percent: float) -> float:
        """Milliseconds below which so many percent of the answers came."""
        position = min(int(len(self.latencies) * percent / 100), len(self.latencies) - 1)
        return self.latencies[position] * 1000

    @property
    def median(self) -> float:
        return statistics.median(self.latencies) * 1000


def request(
        method: str, path: str, host: str, headers: dict[str, str] | None = None,
        body: bytes = b'') -> bytes:
    """The bytes of an HTTP/1.1 request."""
    lines = [f'{method} {path} HTTP/1.1', f'Host: {host}', 'Accept: application/json']
    lines += [f'{name}: {value}' for name, value in (headers or {}).items()]
    if body:
        lines += ['Content-Type: application/json', f'Content-Length: {len(body)}']
    return '\r\n'.join([*lines, '', '']).encode() + body


class Connection:
    """One keep-alive connection."""

    def __init__(self, host: str, port: int):
        self.socket = socket.create_connection((host, port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, raw: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the body."""
        self.socket.sendall(raw)
        data = self.socket.recv(BUFFER)
        while (end := data.find(b'\r\n\r\n')) < 0:
            data += self._more()
        head = data[:end].lower()
        start = head.index(b'content-length:') + 15
        stop = head.find(b'\r', start)
        length = int(head[start:stop if stop > 0 else len(head)])
        body = data[end + 4:]
        while len(body) < length:
            body += self._more()
        return int(data[9:12]), body

    def _more(self) -> bytes:
        more = self.socket.recv(BUFFER)
        if not more:
            raise ConnectionError('The server closed the connection')
        return more

    def close(self) -> None:
        self.socket.close()


def load(port: int, requests: Sequence[bytes], clients: int) -> Result:
    """Send the requests by so many clients at a time, each as fast as it can."""
    shares: list[Iterable[bytes]] = [requests[i::clients] for i in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        started = time.perf_counter()
        parts = list(pool.map(lambda share: _client(port, share), shares))
        seconds = time.perf_counter() - started
    latencies = sorted(latency for part, _ in parts for latency in part)
    return Result(seconds, latencies, sum((statuses for _, statuses in parts), Counter()))


def _client(port: int, requests: Iterable[bytes]) -> tuple[list[float], Counter[int]]:
    connection = Connection('127.0.0.1', port)
    latencies, statuses = [], Counter[int]()
    for raw in requests:
        started = time.perf_counter()
        status, _ = connection.send(raw)
        latencies.append(time.perf_counter() - started)
        statuses[status] += 1
    connection.close()
    return latencies, statuses


def machine() -> str:
    return f'{os.cpu_count()} cores, Python {sys.version.split()[0]}'
