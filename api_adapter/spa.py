# SPDX-License-Identifier: GPL-3.0-or-later
"""The web pages: `index.html` for patients, `clinica.html` for the staff, `pantalla.html` for screens."""
from __future__ import annotations

import json
import re
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from .settings import RESERVED_DATABASE_NAMES, Settings
from .shell import NO_FILES, Screen, Shell
from .static import FRONTEND, IMMUTABLE, REVALIDATE, Files, file_of, style_hashes

DIST = FRONTEND / "dist"
PATIENT_PAGE, STAFF_PAGE, SCREEN_PAGE = "index.html", "clinica.html", "pantalla.html"
ADDRESSES = "pages.json"  # the patients' addresses, written by the build (frontend/scripts/pageFiles.mjs)
STAFF_AREA = "clinica"
SCREEN_AREA = "pantalla"  # the television of a waiting room
LINK_AREA = "l"  # its tokens may hold a dot
NOT_PAGES = {"api", "assets", "avatar", "mailbox", "problems", "rpc", "tryton"}
assert NOT_PAGES <= RESERVED_DATABASE_NAMES
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data: blob:;"
    " connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'")
NOT_BUILT = """<!doctype html><html lang="es"><meta charset="utf-8"><title>Clínica</title>
<h1>La página web no está construida</h1>
<p>Run <code>make frontend</code> in the project folder and reload.</p></html>"""


def mount_spa(app: Starlette, settings: Settings, dist: Path = DIST) -> None:
    """Serve the built pages for every address that nothing mounted before has taken."""
    pages = _Pages(settings, dist)
    assets = Files(dist / "assets", {"Cache-Control": IMMUTABLE})
    app.router.routes += [
        Mount("/assets", assets, name="assets"),
        Mount("/", pages, name="pages"),
    ]


class _Pages:
    def __init__(self, settings: Settings, dist: Path) -> None:
        self.dist = dist
        self.not_pages = NOT_PAGES | {settings.database_name}
        policy = _headers(style_hashes(dist / PATIENT_PAGE))
        self.files = Files(dist, policy)
        self.patient = Shell(dist / PATIENT_PAGE, policy)
        self.known = _addresses(dist / ADDRESSES)
        self.staff = Files(dist, _headers(style_hashes(dist / STAFF_PAGE)))
        self.screen = Files(dist, _headers(""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = Response(status_code=404)
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            response = await self._page(scope["path"].lstrip("/"), scope)
        await response(scope, receive, send)

    async def _page(self, path: str, scope: Scope) -> Response:
        """The staff's page, the patients', or a file beside them such as `favicon.svg`."""
        area = path.partition("/")[0]
        if area in self.not_pages:
            return Response(status_code=404)
        if not (self.dist / PATIENT_PAGE).exists():
            return HTMLResponse(NOT_BUILT, status_code=503)
        if area == STAFF_AREA:
            return await file_of(self.staff, STAFF_PAGE, scope)
        if area == SCREEN_AREA:
            return await file_of(self.screen, SCREEN_PAGE, scope)
        if "." in path.rpartition("/")[2] and area != LINK_AREA and path != PATIENT_PAGE:
            return await file_of(self.files, path, scope)
        if not self.known:
            return await self.patient.response(scope)
        files = next((files for known, files in self.known if known.fullmatch(path)), None)
        return await self.patient.response(scope, 404 if files is None else 200, files or NO_FILES)


Addresses = list[tuple[re.Pattern[str], Screen]]


def _addresses(listed: Path) -> Addresses:
    """What the patients' pages are called, and the files of each: `/cita/:id` stands for any one segment."""
    routes = json.loads(listed.read_text()) if listed.exists() else {}
    return [
        (re.compile(re.sub(r":\w+", "[^/]+", route.strip("/")) + "/?"),
            {language: tuple(files) for language, files in screen.items()})
        for route, screen in routes.items()]


def _headers(styles: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": POLICY.format(styles=styles), "Cache-Control": REVALIDATE}
