# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon live events arrive at many open streams, and what that costs who asks meanwhile."""
import asyncio
import statistics
import time
from collections.abc import Sequence

import httpx

STREAMS = 500
QUESTIONS = 100


async def measure(port: int, token: str, bookings: Sequence[bytes]) -> None:
    """`bookings` are whole requests, sent one after the other while all streams listen."""
    headers = {'Authorization': f'Bearer {token}'}
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
            base_url=f'http://127.0.0.1:{port}', limits=limits, timeout=60) as http:
        opened, arrived = asyncio.Semaphore(0), asyncio.Queue[float]()

        async def listen() -> None:
            async with http.stream('GET', '/api/events', headers=headers) as answer:
                async for line in answer.aiter_lines():
                    if line in ('event: ready', 'event: refresh'):
                        opened.release()
                    elif line == 'event: appointment':
                        arrived.put_nowait(time.perf_counter())

        started = time.perf_counter()
        streams = [asyncio.create_task(listen()) for _ in range(STREAMS)]
        for _ in streams:
            await opened.acquire()
        print(f'  {STREAMS} streams opened in {time.perf_counter() - started:.1f} s')
        _say('an event at a stream', [
            took for booking in bookings for took in await _delivered(port, booking, arrived)])
        _say('a question meanwhile', [await _asked(http) for _ in range(QUESTIONS)])
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)


async def _delivered(
        port: int, booking: bytes, arrived: asyncio.Queue[float]) -> list[float]:
    """The seconds from the answer to a booking until each stream told of it."""
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    writer.write(booking)
    await reader.readline()
    done = time.perf_counter()
    times = [max(await arrived.get() - done, 0.0) for _ in range(STREAMS)]
    writer.close()
    return times


async def _asked(http: httpx.AsyncClient) -> float:
    started = time.perf_counter()
    (await http.get('/api/clinic')).raise_for_status()
    return time.perf_counter() - started


def _say(what: str, seconds: list[float]) -> None:
    hundredths = statistics.quantiles(seconds, n=100)
    print(
        f'  {what}: half within {hundredths[49] * 1000:.0f} ms,'
        f' 95 of 100 within {hundredths[94] * 1000:.0f} ms, the last {max(seconds) * 1000:.0f} ms')
