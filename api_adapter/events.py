# SPDX-License-Identifier: GPL-3.0-or-later
"""Live events: what PostgreSQL announces, to every stream that may see it.

One connection of each process listens.  All processes hear the same
announcements in the same order, so an event's id is a digest of itself and a
stream that moves to another process finds its place again.  Streams hold
neither a thread nor a connection to the database.
"""
import asyncio
import datetime as dt
import hashlib
import logging
import signal
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple

import orjson
import psycopg
from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from . import metrics
from .bridge import call, forget_hours, viewer
from .deps import Caller
from .limits import limit
from .problems import ProblemError

CHANNEL = 'clinic_events'
REMEMBERED = 2000
WAITING = 200
HEARTBEAT = 15.0
RENEWAL = 30.0
LONGEST_PAUSE = 5.0
BEGINNING = '0' * 16
logger = logging.getLogger('clinica.events')


class Event(NamedTuple):
    id: str
    practitioner: int | None
    patient: int | None
    session: int | None
    text: bytes
    hours: bool = False
    """Of the staff's hours; without a practitioner, of everybody's"""


class Viewer(NamedTuple):
    """What a stream may see; None for a set means all of them."""
    practitioners: frozenset[int] | None
    patients: frozenset[int]
    session: int | None
    bare: bool = False
    """Only that something changed: for those who did not sign in"""

    def frame(self, event: Event) -> bytes:
        return framed('queue', b'{}', event.id) if self.bare else event.text

    def sees(self, event: Event) -> bool:
        if event.hours:
            return self._sees_hours(event)
        return (
            self.practitioners is None
            or event.practitioner in self.practitioners
            or event.patient in self.patients
            or (self.session is not None and event.session == self.session))

    def _sees_hours(self, event: Event) -> bool:
        if self.bare:
            return False
        return self.practitioners is None or (
            event.practitioner in self.practitioners
            if event.practitioner else bool(self.practitioners))


Renew = Callable[[], Awaitable[Viewer | None]]


def parsed(payload: str) -> Event:
    """An announcement, ready to be sent."""
    raw = orjson.loads(payload)
    id_ = hashlib.blake2s(payload.encode(), digest_size=8).hexdigest()
    if room := raw.get('q'):
        text = framed('queue', orjson.dumps({'practitioner': room}), id_)
        return Event(id_, room, None, None, text)
    if 'h' in raw:
        return _hours(raw, id_)
    data = orjson.dumps({
            'id': raw['a'], 'practitioner': raw['p'],
            'start': _moment(raw['at']),
            'state': raw['st'], 'sequence': raw['s']})
    return Event(
        id_, raw['p'], raw['t'], raw['g'], framed('appointment', data, id_))


def _hours(raw: dict[str, Any], id_: str) -> Event:
    data = {'practitioner': raw['h']} | {
        name: raw[name] and _moment(raw[name]) for name in ('from', 'to')}
    text = framed('schedule', orjson.dumps(data), id_)
    return Event(id_, raw['h'], None, None, text, hours=True)


def _moment(naive: str) -> dt.datetime:
    return dt.datetime.fromisoformat(naive).replace(tzinfo=dt.UTC)


def framed(name: str, data: bytes, id_: str) -> bytes:
    return b'id: %b\nevent: %b\ndata: %b\n\n' % (
        id_.encode(), name.encode(), data)


class Hub:
    """The listener of a process and the streams that it feeds."""

    def __init__(self, database_url: str):
        self._url = database_url
        self._past: deque[Event] = deque(maxlen=REMEMBERED)
        self._streams: dict[asyncio.Queue[Event | None], Viewer] = {}
        self._task: asyncio.Task[None] | None = None
        self.closing = False

    async def start(self) -> None:
        self._task = asyncio.create_task(self._listen_for_ever())
        self._restore = on_stop(self.close)

    async def stop(self) -> None:
        self.close()
        self._restore()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        self.closing = True
        for queue in list(self._streams):
            _end(queue)

    @property
    def last_id(self) -> str:
        return self._past[-1].id if self._past else BEGINNING

    async def _listen_for_ever(self) -> None:
        pause = 0.1
        while not self.closing:
            try:
                await self._listen()
                pause = 0.1
            except psycopg.Error as error:
                logger.warning("listening again: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, keepalives_idle=30,
            application_name='clinica events')
        async with connection:
            await connection.execute(f'LISTEN {CHANNEL}')
            self._forget()
            async for notice in connection.notifies():
                self._publish(notice.payload)

    def _forget(self) -> None:
        """What was announced while nobody listened is lost: begin anew."""
        self._past.clear()
        for queue in list(self._streams):
            _end(queue)

    def _publish(self, payload: str) -> None:
        try:
            event = parsed(payload)
        except (ValueError, KeyError, TypeError, AttributeError):
            logger.error("an announcement that cannot be read")
            return
        self._past.append(event)
        if event.hours:  # who hears of it reads at once
            forget_hours()
        for queue, who in list(self._streams.items()):
            if who.sees(event):
                _put(queue, event)

    def since(self, id_: str) -> list[Event] | None:
        """What came after an event; None when nobody remembers it."""
        events = list(self._past)
        for index in range(len(events) - 1, -1, -1):
            if events[index].id == id_:
                return events[index + 1:]
        return None

    async def feed(
            self, who: Viewer, last_id: str | None, until: float,
            renew: Renew | None = None) -> AsyncIterator[bytes]:
        """The frames of one stream, until its token ends.

        What it may see is asked again by `renew` from time to time, so that
        rights that were taken do not live as long as the stream.
        """
        queue: asyncio.Queue[Event | None] = asyncio.Queue(WAITING)
        self._streams[queue] = who
        metrics.streams.inc()
        try:
            for frame in self._opening(who, last_id):
                yield frame
            asked = time.monotonic()
            while not self.closing:
                left = until - time.time()
                if left <= 0:
                    return
                if renew and time.monotonic() - asked >= RENEWAL:
                    renewed = await renew()
                    if renewed is None:
                        return
                    self._streams[queue] = who = renewed
                    asked = time.monotonic()
                try:
                    event = await asyncio.wait_for(
                        queue.get(), min(HEARTBEAT, left))
                except TimeoutError:
                    yield b': alive\n\n'
                    continue
                if event is None:
                    return
                if who.sees(event):
                    yield who.frame(event)
        finally:
            self._streams.pop(queue, None)
            metrics.streams.dec()

    def _opening(self, who: Viewer, last_id: str | None) -> list[bytes]:
        """`ready`, then what was missed, or `refresh` if that is unknown."""
        here = self.last_id
        missed = self.since(last_id) if last_id else []
        if missed is None and last_id != here:
            return [framed('refresh', b'{}', here)]
        return [
            framed('ready', b'{}', last_id or here),
            *(who.frame(event) for event in missed or ()
                if who.sees(event))]


def _put(queue: asyncio.Queue[Event | None], event: Event) -> None:
    try:
        queue.put_nowait(event)
    except asyncio.QueueFull:
        _end(queue)


def _end(queue: asyncio.Queue[Event | None]) -> None:
    """Let a stream end; its client comes back and says what it saw last."""
    while queue.full():
        queue.get_nowait()
    queue.put_nowait(None)


def on_stop(action: Callable[[], None]) -> Callable[[], None]:
    """Call `action` when the server is told to stop; return the undoing.

    uvicorn waits for open connections before it ends the lifespan, so
    streams must hear of it earlier.
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    loop = asyncio.get_running_loop()
    before = {
        number: signal.getsignal(number)
        for number in (signal.SIGINT, signal.SIGTERM)}

    def handle(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(action)
        previous = before[signal.Signals(number)]
        if callable(previous):
            previous(number, frame)
        elif previous == signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    for number in before:
        signal.signal(number, handle)
    return lambda: _reinstate(before)


def _reinstate(before: dict[signal.Signals, Any]) -> None:
    for number, handler in before.items():
        signal.signal(number, handler)


async def stream(
        request: Request, caller: Caller,
        last_id: str | None) -> StreamingResponse:
    """The response that carries a caller's events."""
    async def renew() -> Viewer | None:
        try:
            return Viewer(**await run_in_threadpool(viewer, caller))
        except ProblemError:
            return None
        except psycopg.OperationalError:
            return who  # without the database nothing is announced either

    who = Viewer(**await run_in_threadpool(viewer, caller))
    hub: Hub = request.app.state.hub
    return StreamingResponse(
        hub.feed(who, last_id, caller.expires_at, renew),
        media_type='text/event-stream', headers={
            'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no'})


TICKS: dict[int | str, dict[str, Any]] = {
    200: {'content': {'text/event-stream': {'schema': {'type': 'string'}}},
        'description': 'Events `queue` with {} whenever something changed, '
        '`ready` when the stream is open, `refresh` when something may have '
        'been missed; then everything is read again'}}
WATCHED_SECONDS = 3600


async def watch(
        request: Request, caller: Caller, model: str,
        token: str) -> StreamingResponse:
    """The response that tells who did not sign in when to read again."""
    await run_in_threadpool(limit, caller, 'link')
    seen = await run_in_threadpool(call, caller, model, 'watched', token)
    hub: Hub = request.app.state.hub
    who = Viewer(frozenset(seen), frozenset(), None, bare=True)
    return StreamingResponse(
        hub.feed(who, None, time.time() + WATCHED_SECONDS),
        media_type='text/event-stream', headers={
            'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no'})
