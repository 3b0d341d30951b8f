# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures for Prometheus, of all processes of this installation together.

The processes write into files of one folder (made by `server.serve`);
whichever of them is asked answers for all.  Labels are routes, codes and states: nothing
that a client invents, and nothing about a person.
"""
import asyncio
import hmac
import os
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from fastapi import Request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

FOLDER = 'PROMETHEUS_MULTIPROC_DIR'
CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'
METHODS = {'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'}
FORWARDED = ('x-forwarded-for', 'forwarded', 'via', 'x-real-ip')
WATCH_SECONDS = 5
SECONDS = (.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)

requests = Counter(
    'clinica_requests_total', "Requests answered.",
    ['method', 'route', 'status'])
seconds = Histogram(
    'clinica_request_seconds', "Time until an answer begins.", ['route'],
    buckets=SECONDS)
bookings = Counter(
    'clinica_bookings_total',
    "Bookings over HTTP: booked, or the problem that refused them.",
    ['outcome'])
problems = Counter(
    'clinica_problems_total', "Problem documents answered.", ['code'])
streams = Gauge(
    'clinica_event_streams', "Streams of live events that are open.",
    multiprocess_mode='livesum')
connections = Gauge(
    'clinica_database_connections',
    "Connections to the database: open, idle, and requests that wait.",
    ['state'], multiprocess_mode='livesum')


async def watch(pool_figures: Callable[[], dict[str, int]]) -> None:
    """Keep the figures of this process's connections up to date."""
    while True:
        for state, count in pool_figures().items():
            connections.labels(state).set(count)
        await asyncio.sleep(WATCH_SECONDS)


def answered(
        method: str, route: str, status: int, duration: float) -> None:
    """Count one answer."""
    known = method if method in METHODS else 'other'
    requests.labels(known, route, str(status)).inc()
    seconds.labels(route).observe(duration)


def readable_by(request: Request, token: str | None) -> bool:
    """Whether the caller shows the token; without one, is on this machine.

    What came through a proxy is not from this machine, whoever sent it.
    """
    if token:
        shown = request.headers.get('authorization', '')
        return hmac.compare_digest(
            shown.encode(), f'Bearer {token}'.encode())
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host if request.client else '') \
            .is_loopback
    except ValueError:
        return False


def text(outbox: dict[str, float]) -> bytes:
    """All figures as Prometheus reads them; `outbox` from the database."""
    registry = REGISTRY
    if FOLDER in os.environ:
        _forget_the_dead(os.environ[FOLDER])
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(  # type: ignore[no-untyped-call]
            registry)
    return generate_latest(registry) + generate_latest(_outbox(outbox))


def _outbox(figures: dict[str, float]) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Outbox(figures))
    return registry


class _Outbox(Collector):
    WORDS = {
        'queued': "Messages that have not left.",
        'late': "Seconds that the oldest message that is due has waited.",
        'stuck': "Messages that only a person can help."}

    def __init__(self, figures: dict[str, float]):
        self.figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, value in self.figures.items():
            yield GaugeMetricFamily(
                f'clinica_outbox_{name}', self.WORDS[name], value=value)


def _forget_the_dead(folder: str) -> None:
    """Processes that ended have no open streams and no connections."""
    for name in os.listdir(folder):
        kind, _, process = name.removesuffix('.db').rpartition('_')
        if kind.startswith('gauge_live') and not _lives(int(process)):
            multiprocess.mark_process_dead(  # type: ignore[no-untyped-call]
                int(process), folder)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
