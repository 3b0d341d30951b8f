# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page's first screen will read, named in the page's headers.

On a slow phone each question that waits for the one before costs half a
second: the browser asks while the scripts are still on their way, and
`frontend/src/app/early.ts` takes the answer. The address must be the same to
the letter as the one that the screen asks for.
"""
from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qs, quote, urlencode

TIMES = "reservar"
LINK = "l"
WINDOW_DAYS = 14  # `WINDOW_DAYS` of frontend/src/features/booking/useFreeDays.ts
ASKED = {"service": "servicio", "practitioner": "medico", "location": "sede"}
NUMBER = re.compile(r"[1-9]\d{0,9}")
TOKEN = re.compile(r"[\w.-]+", re.ASCII)


def link(path: str, query: str, today: dt.date | None) -> str | None:
    """The `Link` header of a page, if there is something to ask for early."""
    address = _reading(path, query, today)
    return f"<{address}>; rel=preload; as=fetch; crossorigin" if address else None


def _reading(path: str, query: str, today: dt.date | None) -> str | None:
    area, _, rest = path.strip("/").partition("/")
    if area == LINK and TOKEN.fullmatch(rest):
        return f"/api/links/{quote(rest)}"
    if (area, rest) == (TIMES, "") and today:
        return _availability(query, today)
    return None


def _availability(query: str, today: dt.date) -> str | None:
    given = parse_qs(query)
    wanted = {
        name: value for name, spanish in ASKED.items()
        if NUMBER.fullmatch(value := given.get(spanish, [""])[0])}
    if "service" not in wanted:
        return None
    last = today + dt.timedelta(days=WINDOW_DAYS - 1)
    return f"/api/availability?{urlencode({**wanted, 'from': today, 'to': last})}"
