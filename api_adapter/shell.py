# SPDX-License-Identifier: GPL-3.0-or-later
"""The patients' page as it leaves: the clinic's name, phone and catalogue are in it already."""
from __future__ import annotations

import datetime as dt
import gzip
import logging
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from . import early
from .deps import Caller
from .languages import DEFAULT, LANGUAGES
from .routes.catalogue import list_insurers, list_practitioners, list_services
from .routes.clinic import get_clinic
from .schemas.catalogue import PractitionerQuery, ServiceQuery

FRESH = 20  # seconds: how late a change of the clinic's settings may reach a new visitor
LANGUAGE = "language"  # the cookie that the language switch leaves
NAME, CALL = "<!--clinic-name-->", "<!--clinic-call-->"
HEAD_END = "  </head>"
BOOT = '<script type="application/json" id="boot">null</script>'
NORTH_AMERICAN = re.compile(r"^\+1(\d{3})(\d{3})(\d{4})$")
ENGLISH = {
    '<html lang="es">': '<html lang="en">',
    "Reserve su cita": "Book your appointment",
    "Citas médicas": "Medical appointments",
    "Un momento: si su conexión es lenta y prefiere no esperar, también puede llamarnos y le damos la cita por teléfono.":
        "One moment: if your connection is slow and you would rather not wait, you can also call us and book by phone."}
Screen = Mapping[str, Sequence[str]]
NO_FILES: Screen = {}
failures = logging.getLogger("clinica.failures")


@dataclass(frozen=True, slots=True)
class Filled:
    """One language's page with the clinic in it, and until when it may leave."""
    html: str
    today: dt.date | None
    until: float


@dataclass(frozen=True, slots=True)
class Page:
    """The same with the names of one screen's files, ready to leave."""
    plain: bytes
    small: bytes
    tag: str
    today: dt.date | None
    until: float


class Shell:
    """Writes the clinic's public data into the built page: one round trip less on a slow phone."""

    def __init__(self, page: Path, headers: Mapping[str, str]) -> None:
        self.page = page
        self.headers = headers
        self._filled: dict[str, Filled] = {}
        self._ready: dict[tuple[str, Sequence[str]], Page] = {}
        self._lock = threading.Lock()

    async def response(
            self, scope: Scope, status: int = 200, files: Screen = NO_FILES) -> Response:
        """The page; `files` are what the screen at this address is made of, by language."""
        language = language_of(scope)
        page = await self._fresh(language, files.get(language, ()))
        asked = Headers(scope=scope)
        headers = {**self.headers, "ETag": page.tag, "Vary": "Accept-Encoding, Cookie"}
        query = scope.get("query_string", b"").decode("latin-1")
        if early_link := early.link(scope["path"], query, page.today):
            headers["Link"] = early_link
        if status == 200 and page.tag in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        zipped = "gzip" in asked.get("accept-encoding", "")
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(
            page.small if zipped else page.plain, status, headers, "text/html; charset=utf-8")

    async def _fresh(self, language: str, files: Sequence[str]) -> Page:
        known = self._ready.get((language, files))
        if known and known.until > time.monotonic():
            return known
        return await run_in_threadpool(self._write, language, files)

    def _write(self, language: str, files: Sequence[str]) -> Page:
        with self._lock:
            filled = self._filled.get(language)
            if not filled or filled.until <= time.monotonic():
                filled = self._filled[language] = self._fill(language)
            html = preloaded(filled.html, files).encode()
            page = Page(
                html, gzip.compress(html, mtime=0), f'"{sha256(html).hexdigest()[:24]}"',
                filled.today, filled.until)
            self._ready[language, files] = page
            return page

    def _fill(self, language: str) -> Filled:
        html = self.page.read_text(encoding="utf-8")
        if language != DEFAULT:
            for spanish, english in ENGLISH.items():
                html = html.replace(spanish, english)
        today = None
        try:
            data = boot(language)
            html, today = fill(html, data), dt.date.fromisoformat(data["clinic"]["today"])
        except Exception as error:
            # Whatever ails the clinic's data, the page leaves: it can still show why.
            failures.error("page without the clinic's data: %s", type(error).__name__)
        return Filled(html, today, time.monotonic() + FRESH)


def language_of(scope: Scope) -> str:
    """What the address asks for, or what was chosen before on this device."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    try:
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        cookies = SimpleCookie()
    chosen = asked or (cookies[LANGUAGE].value if LANGUAGE in cookies else "")
    return chosen if chosen in LANGUAGES else DEFAULT


def boot(language: str) -> dict[str, Any]:
    """The very answers of the API that the first screens ask for."""
    caller = Caller(language, "127.0.0.1", "page")
    answers = {
        "clinic": get_clinic(caller),
        "services": list_services(ServiceQuery(), caller),
        "practitioners": list_practitioners(PractitionerQuery(), caller),
        "insurers": list_insurers(caller)}
    return {"language": language, **{
        name: orjson.loads(answer.body) for name, answer in answers.items()}}


def fill(html: str, boot: dict[str, Any]) -> str:
    """The built page with the clinic in it; `<` never closes the script that holds the data."""
    clinic = boot["clinic"]
    data = orjson.dumps(boot).decode().replace("<", "\\u003c")
    return (html
        .replace(NAME, escape(clinic["name"]))
        .replace(CALL, call_link(clinic["phone"]))
        .replace(BOOT, BOOT.replace("null", data)))


def preloaded(html: str, files: Sequence[str]) -> str:
    """The page that asks for a screen's scripts together with its own."""
    links = "".join(
        f'<link rel="modulepreload" crossorigin href="/{escape(file)}">\n    ' for file in files)
    return html.replace(HEAD_END, links.rstrip(" ") + HEAD_END, 1) if files else html


def call_link(phone: str | None) -> str:
    if not phone:
        return ""
    readable = NORTH_AMERICAN.sub(r"\1-\2-\3", phone)
    return f'<a href="tel:{escape(phone)}">{escape(readable)}</a>'
