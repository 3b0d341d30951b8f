# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the application: sockets, worker processes, and the line that says it is ready."""
from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import logs, sentry
from .embedded import follow
from .settings import Settings, SettingsError, get_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK = ("127.0.0.1", "::1")
BACKLOG = 1024
KEEP_ALIVE = 65  # longer than the proxies in front, so that they close first
GRACE = 5
WORKER_HEALTH_CHECK = 60
READY_POLL = 0.1
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
READY_PATH = "/api/health/ready"


def serve(
        settings: Settings, sockets: list[socket.socket],
        on_ready: Callable[[], None] = lambda: None) -> int:
    """Serve until a signal ends it; the exit code is not 0 when it could not start."""
    logs.configure(settings.access_log)
    with metrics_folder():
        return _serve(settings, sockets, on_ready)


def _serve(
        settings: Settings, sockets: list[socket.socket], on_ready: Callable[[], None]) -> int:
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess
    config = uvicorn.Config(
        "api_adapter.server:application", factory=True, workers=settings.workers,
        backlog=BACKLOG, timeout_keep_alive=KEEP_ALIVE, timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=WORKER_HEALTH_CHECK, proxy_headers=False,
        server_header=False, access_log=False, log_config=None, log_level="warning", lifespan="on")
    announce = threading.Thread(target=_announce, args=(settings.port, on_ready), daemon=True)
    announce.start()
    if settings.workers == 1:
        server = uvicorn.Server(config)
        server.run(sockets)
        return 0 if server.started else STARTUP_FAILURE
    supervisor = Multiprocess(config, sockets)
    supervisor.run()
    failed = any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes)
    return STARTUP_FAILURE if failed else 0


@contextmanager
def metrics_folder() -> Iterator[None]:
    """A folder where all processes write their figures (see `metrics`).

    Its name must be known before the library of the figures is imported.
    """
    folder = tempfile.mkdtemp(prefix="clinica-metrics-")
    os.environ[METRICS_FOLDER] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def application() -> FastAPI:
    """What each worker process serves."""
    from .main import create_app
    from .tryton_wsgi import configure_trytond
    supervisor = multiprocessing.parent_process()
    if supervisor is not None and supervisor.pid is not None:
        follow(supervisor.pid, signal.SIGTERM)
    settings = get_settings()
    logs.configure(settings.access_log)
    sentry.start(settings)
    configure_trytond(settings)
    return create_app(settings)


def bind(host: str, port: int) -> list[socket.socket]:
    """Take the port, on both loopback addresses for `localhost`; nothing listens yet."""
    sockets = []
    for address in LOOPBACK if host == "localhost" else (host,):
        try:
            sockets.append(_bound(address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SettingsError(
                    f"Port {port} is in use by another program: stop that one or choose another"
                    f" port, such as PORT={port + 1}.") from error
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise SettingsError(f"Can not serve at {address}:{port}: {error.strerror}.") \
                    from error
    if not sockets:
        raise SettingsError(f"This machine has no address {host!r}: set HOST.")
    return sockets


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6 and address != "::":
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
    except OSError:
        bound.close()
        raise
    bound.set_inheritable(True)
    return bound


def _announce(port: int, on_ready: Callable[[], None]) -> None:
    """Call `on_ready` once the application says that it is."""
    while not _is_ready(port):
        time.sleep(READY_POLL)
    on_ready()
    sys.stdout.flush()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{READY_PATH}", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
