# SPDX-License-Identifier: GPL-3.0-or-later
"""The patients' page as it leaves: the clinic's name, phone and catalogue are in it already."""
from __future__ import annotations

import gzip
import logging
import re
import threading
import time
from collections.abc import Mapping
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

from .deps import Caller
from .languages import DEFAULT, LANGUAGES
from .routes.catalogue import list_insurers, list_practitioners, list_services
from .routes.clinic import get_clinic
from .schemas.catalogue import PractitionerQuery, ServiceQuery

FRESH = 20  # seconds: how late a change of the clinic's settings may reach a new visitor
LANGUAGE = "language"  # the cookie that the language switch leaves
NAME, CALL = "<!--clinic-name-->", "<!--clinic-call-->"
BOOT = '<script type="application/json" id="boot">null</script>'
NORTH_AMERICAN = re.compile(r"^\+1(\d{3})(\d{3})(\d{4})$")
ENGLISH = {
    '<html lang="es">': '<html lang="en">',
    "Reserve su cita": "Book your appointment",
    "Citas médicas": "Medical appointments"}
failures = logging.getLogger("clinica.failures")


@dataclass(frozen=True, slots=True)
class Page:
    """One language's page, ready to leave, and until when it may."""
    plain: bytes
    small: bytes
    tag: str
    until: float


class Shell:
    """Writes the clinic's public data into the built page: one round trip less on a slow phone."""

    def __init__(self, page: Path, headers: Mapping[str, str]) -> None:
        self.page = page
        self.headers = headers
        self._ready: dict[str, Page] = {}
        self._lock = threading.Lock()

    async def response(self, scope: Scope, status: int = 200) -> Response:
        page = await self._fresh(language_of(scope))
        asked = Headers(scope=scope)
        headers = {**self.headers, "ETag": page.tag, "Vary": "Accept-Encoding, Cookie"}
        if status == 200 and page.tag in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        zipped = "gzip" in asked.get("accept-encoding", "")
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(
            page.small if zipped else page.plain, status, headers, "text/html; charset=utf-8")

    async def _fresh(self, language: str) -> Page:
        known = self._ready.get(language)
        if known and known.until > time.monotonic():
            return known
        return await run_in_threadpool(self._write, language)

    def _write(self, language: str) -> Page:
        with self._lock:
            known = self._ready.get(language)
            if known and known.until > time.monotonic():
                return known
            html = self._html(language).encode()
            page = Page(
                html, gzip.compress(html, mtime=0), f'"{sha256(html).hexdigest()[:24]}"',
                time.monotonic() + FRESH)
            self._ready[language] = page
            return page

    def _html(self, language: str) -> str:
        html = self.page.read_text(encoding="utf-8")
        if language != DEFAULT:
            for spanish, english in ENGLISH.items():
                html = html.replace(spanish, english)
        try:
            return fill(html, boot(language))
        except Exception as error:
            # Whatever ails the clinic's data, the page leaves: it can still show why.
            failures.error("page without the clinic's data: %s", type(error).__name__)
            return html


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


def call_link(phone: str | None) -> str:
    if not phone:
        return ""
    readable = NORTH_AMERICAN.sub(r"\1-\2-\3", phone)
    return f'<a href="tel:{escape(phone)}">{escape(readable)}</a>'
