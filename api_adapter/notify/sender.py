# SPDX-License-Identifier: GPL-3.0-or-later
"""The one sender of the clinic, whatever the number of processes.

Each process starts one; a PostgreSQL advisory lock on a connection of its own
elects the one that works. When that process dies its connection closes, the
lock is free and another takes over. The lock spares work; what keeps a message
from leaving twice is the row's lease and the provider's idempotency key.
"""

import hashlib
import hmac
import logging
import os
import random
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import psycopg

from .message import UnsafeMessage
from .outcome import Accepted, Outcome, Refused, Retry, Unknown
from .pace import Pace
from .registry import CHANNELS, TransportSettings, transports
from .render import Letterhead
from .row import Row
from .transports import Transport

logger = logging.getLogger(__name__)

ELECTION = 0x636C696E_6D61696C  # "clin" "mail": the advisory lock's number
WAKE_CHANNEL = 'clinic_outbox'
LEASE_SECONDS = 120
POLL_SECONDS = 3.0
ELECTION_SECONDS = 2.0
STOP_CHECK_SECONDS = 0.25
LONGEST_REST = 30.0
CHANNEL_REST = 5.0


class SenderSettings(TransportSettings, Protocol):
    @property
    def database_url(self) -> str: ...
    @property
    def public_url(self) -> str: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def token_keys(self) -> tuple[Any, ...]: ...


class Outbox(Protocol):
    """`medical.notification` as the sender calls it."""

    def claim(
        self, limit: int, lease_seconds: int, owner: str, link_key: str,
        repeatable: bool, channels: list[str]) -> list[Row]: ...

    def settle(
        self, row_id: int, owner: str, outcome: str, provider_id: str | None,
        error: str | None, after: float | None, counted: bool) -> None: ...

    def announce(self, channels: list[str]) -> None: ...


class BridgeOutbox:
    """The outbox through the bridge, as the technical user of the sender."""

    MODEL = 'medical.notification'

    def claim(self, *args: Any) -> list[Row]:
        from ..bridge import call_as_sender
        rows: list[Row] = call_as_sender(self.MODEL, 'claim', *args)
        return rows

    def settle(self, *args: Any) -> None:
        from ..bridge import call_as_sender
        call_as_sender(self.MODEL, 'settle', *args)

    def announce(self, channels: list[str]) -> None:
        from ..bridge import call_as_sender
        call_as_sender(self.MODEL, 'announce', channels)


class Sender:
    """`start()` in a process's lifespan, `stop()` at its end."""

    def __init__(
            self, settings: SenderSettings, outbox: Outbox | None = None,
            poll_seconds: float = POLL_SECONDS,
            lease_seconds: int = LEASE_SECONDS,
            channels: dict[str, Transport] | None = None) -> None:
        self.settings = settings
        self.outbox = outbox or BridgeOutbox()
        self.poll_seconds = poll_seconds
        self.lease_seconds = lease_seconds
        self.letterhead = Letterhead(settings.public_url, settings.mail_from)
        self.transports = channels or transports(settings)
        self.paces = {name: Pace(t.rate) for name, t in self.transports.items()}
        self.owner = f'{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}'
        self.link_key = link_key(settings)
        self.elected = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name='sender', daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10) -> None:
        """The message in hand is finished, the others wait for the next sender."""
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                with self._election() as connection:
                    failures = 0
                    self._serve(connection)
            except Exception as error:
                failures += 1
                rest = min(2.0 ** failures, LONGEST_REST) * (0.5 + random.random() / 2)
                logger.error(
                    'sender: %s, next try in %.0f s', type(error).__name__, rest,
                    exc_info=not isinstance(error, psycopg.OperationalError))
                self._stopping.wait(rest)

    @contextmanager
    def _election(self) -> Iterator[psycopg.Connection[Any]]:
        """Yield the connection that holds the lock; wait for it as long as it takes."""
        with psycopg.connect(
                self.settings.database_url, autocommit=True, keepalives_idle=10,
                application_name='clinica-sender') as connection:
            while not self._stopping.is_set() and not _try_lock(connection):
                self._stopping.wait(ELECTION_SECONDS)
            connection.execute(f'LISTEN {WAKE_CHANNEL}')
            self.elected.set()
            try:
                yield connection
            finally:
                self.elected.clear()

    def _serve(self, connection: psycopg.Connection[Any]) -> None:
        self.outbox.announce(list(self.transports))
        while not self._stopping.is_set():
            # A dead connection raises here: the lock is lost, stand again
            connection.execute('SELECT 1')
            if not self.deliver_due():
                self._sleep(connection)

    def _sleep(self, connection: psycopg.Connection[Any]) -> None:
        """Until somebody writes a message that is due, or the poll interval ends."""
        waited = 0.0
        while waited < self.poll_seconds and not self._stopping.is_set():
            if any(connection.notifies(timeout=STOP_CHECK_SECONDS, stop_after=1)):
                return
            waited += STOP_CHECK_SECONDS

    def deliver_due(self) -> int:
        """Send what is due now, one message at a time; return how many were tried."""
        tried = 0
        while not self._stopping.is_set():
            rows = self._claim(self._ready())
            for row in rows:
                self._deliver(row)
            tried += len(rows)
            if not rows:
                rest = self._rest()
                if not 0 < rest < self.poll_seconds:
                    break
                self._stopping.wait(rest)
        return tried

    def _claim(self, ready: list[str]) -> list[Row]:
        if not ready:
            return []
        return self.outbox.claim(
            1, self.lease_seconds, self.owner, self.link_key, self._repeatable(), ready)

    def _ready(self) -> list[str]:
        """Claim only what can leave at once: a claimed row's visit is read then."""
        return [name for name, pace in self.paces.items() if not pace.delay()]

    def _rest(self) -> float:
        """Until a channel may be used that may not be used now."""
        return min((d for pace in self.paces.values() if (d := pace.delay())), default=0.0)

    def _repeatable(self) -> bool:
        return all(t.repeatable for t in self.transports.values())

    def _deliver(self, row: Row) -> None:
        pace = self.paces[row['channel']]
        outcome = self._send(row)
        _learn(pace, outcome)
        logger.info(
            'message %d %s: %s', row['id'], row['kind'], type(outcome).__name__.lower())
        self._settle(row, outcome)

    def _send(self, row: Row) -> Outcome:
        try:
            message = CHANNELS[row['channel']].write(row, self.letterhead)
        except UnsafeMessage as error:
            return Refused(str(error))
        except Exception as error:
            logger.exception('message %d can not be written', row['id'])
            return Refused(f'not written: {type(error).__name__}')
        return self.transports[row['channel']].send(message)

    def _settle(self, row: Row, outcome: Outcome) -> None:
        provider_id = outcome.provider_id if isinstance(outcome, Accepted) else None
        error = None if isinstance(outcome, Accepted) else outcome.reason
        retry = outcome if isinstance(outcome, Retry) else None
        self.outbox.settle(
            row['id'], self.owner, OUTCOMES[type(outcome)], provider_id, error,
            retry.after if retry else None, not (retry and retry.channel))


OUTCOMES: dict[type, str] = {
    Accepted: 'accepted', Retry: 'retry', Refused: 'refused', Unknown: 'unknown'}


def _learn(pace: Pace, outcome: Outcome) -> None:
    pace.took()
    if not isinstance(outcome, Retry):
        pace.succeeded()
    elif outcome.channel:
        pace.rest(outcome.after or CHANNEL_REST)
    else:
        pace.failed()


def link_key(settings: SenderSettings) -> str:
    """The key of the links in messages, from the process's oldest secret.

    The oldest, because rotating the signing key must not change a message that
    is tried again; links already sent work anyway, by the digest stored.
    """
    secret = settings.token_keys[-1].secret
    return hmac.new(secret, b'links in messages', hashlib.sha256).hexdigest()


def _try_lock(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute('SELECT pg_try_advisory_lock(%s)', (ELECTION,)).fetchone()
    return bool(row and row[0])
