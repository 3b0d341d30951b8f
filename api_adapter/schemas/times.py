# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments on the wire: naive UTC inside, ISO 8601 with offset outside."""
import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1 << 15)
def local(moment: dt.datetime, zone: str) -> str:
    """Naive UTC as ISO 8601 with the offset that the zone has then."""
    aware = moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(_zone(zone)).isoformat()


@lru_cache(maxsize=1 << 16)
def local_second(second: int, zone: str) -> str:
    """A second since 1970 UTC as ISO 8601 with the zone's offset."""
    return dt.datetime.fromtimestamp(second, _zone(zone)).isoformat()


@lru_cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def naive(moment: dt.datetime) -> dt.datetime:
    """An aware moment as Tryton keeps it, in whole seconds."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)


def minutes(duration: dt.timedelta | None) -> int:
    return int(duration.total_seconds() // 60) if duration else 0


def utc(moment: dt.datetime | None) -> str | None:
    """Naive UTC as ISO 8601, for what happened at no place."""
    return None if moment is None else (
        moment.replace(microsecond=0, tzinfo=dt.UTC).isoformat())
