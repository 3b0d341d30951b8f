# SPDX-License-Identifier: GPL-3.0-or-later
"""Tryton inside this process: its configuration, its RPC and its web client.

Staff clients reach exactly the addresses of `ALLOWED`; everything else that trytond would serve
answers 404. The web client lives below `/tryton/`, the desktop client asks at the root.
"""
from __future__ import annotations

import json
import os
import re
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from a2wsgi import WSGIMiddleware
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send
from werkzeug.exceptions import HTTPException

from .settings import STAFF_THREADS, Settings, SettingsError
from .static import FRONTEND, REVALIDATE, Files

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MAIN_LANGUAGE = "es"
STAFF_SESSION_HOURS = 12
MIN_PASSWORD_STAFF = 12
PREFIX = "/tryton"
WEB_CLIENT = FRONTEND / "tryton" / "dist"
WEB_CLIENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'")
CUSTOM_SCRIPT = """// The clinic's database is the only one, and its first language Spanish.
if (!location.hash) history.replaceState(null, '', '#' + %(database)s);
Sao.DB.list = function() {
    return jQuery.Deferred().resolve([%(database)s]).promise();
};
(function(setlang) {
    Sao.i18n.setlang = function(lang) {
        return setlang(lang || %(language)s);
    };
})(Sao.i18n.setlang);
"""
MAX_BODY, MAX_STAFF_BODY = 2 * 1024**2, 20 * 1024**2


def configure_trytond(settings: Settings) -> None:
    """Give trytond its configuration. Call before anything else of trytond is imported."""
    os.environ["TRYTOND_DATABASE_URI"] = settings.database_uri
    os.environ["TRYTOND_DATABASE_NAMES"] = settings.database_name
    from trytond import config
    for section, options in _options(settings).items():
        if not config.has_section(section):
            config.add_section(section)
        for name, value in options.items():
            config.set(section, name, str(value))
    backend = sys.modules.get("trytond.backend")
    if backend is not None and backend.name != "postgresql":
        raise SettingsError(
            "trytond was imported before its database was known: call configure_trytond() first.")


def _options(settings: Settings) -> dict[str, dict[str, object]]:
    return {
        "database": {
            "uri": settings.database_uri, "list": False, "language": MAIN_LANGUAGE,
            "minconn": 1, "maxconn": settings.pool_size},
        "cache": {"clean_timeout": 0},  # LISTEN/NOTIFY: a revoked right is gone at once
        "session": {
            "authentications": "password+totp",  # the second step of who has one
            "max_age": STAFF_SESSION_HOURS * 3600, "max_attempt": 5,
            "max_attempt_ip_network": 100},
        "password": {"length": MIN_PASSWORD_STAFF},  # also of what an administrator resets
        "bus": {"allow_subscribe": False},
        "medical_appointment": {  # what the second step's secrets are sealed with
            "secrets": ",".join(key.secret.hex() for key in settings.token_keys)},
        "request": {"max_size": MAX_BODY, "max_size_authenticated": MAX_STAFF_BODY},
        "web": {"root": "", "num_proxies": 0},  # `security.Guard` knows the proxies
        "queue": {"worker": False},
        "email": {"from": settings.mail_from, "uri": settings.smtp_url or "smtp://localhost:25"},
    }


def start_pool(settings: Settings) -> None:
    """Load the models of the clinic's database into this process, once."""
    configure_trytond(settings)
    from trytond.pool import Pool
    if settings.database_name not in Pool.database_list():
        if not Pool._started:
            Pool.start()
        Pool(settings.database_name).init()


def mount_tryton(app: Starlette, settings: Settings) -> None:
    """Serve the staff clients from `app`, unless `STAFF_RPC` is off.

    The desktop client asks at the root, the web client below `/tryton/`.
    """
    if not settings.staff_rpc:
        return
    gate = Gate(settings)
    web_client = Files(WEB_CLIENT, {
        "Content-Security-Policy": WEB_CLIENT_POLICY, "Cache-Control": REVALIDATE})
    app.router.routes += [
        *(Mount(f"/{name}", gate) for name in ("rpc", "avatar", settings.database_name)),
        Route(PREFIX, _to_web_client, methods=["GET", "HEAD"]),
        Route(f"{PREFIX}/custom.js", _custom_script(settings), methods=["GET", "HEAD"]),
        Route(f"{PREFIX}/custom.css", _empty_style, methods=["GET", "HEAD"]),
        Route(f"{PREFIX}/locale/en.json", _english, methods=["GET", "HEAD"]),
        *(Mount(f"{PREFIX}/{name}", gate) for name in ("rpc", settings.database_name)),
        Mount(PREFIX, web_client),
    ]


class Gate:
    """Passes what the clients need on to trytond, in threads of its own; all else is 404."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.allowed = allowed_routes(settings.database_name)
        self._tryton: WSGIMiddleware | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        prefix = PREFIX if scope["path"].startswith(f"{PREFIX}/") else ""
        path = scope["path"].removeprefix(prefix)
        if scope["type"] != "http" or not self._allows(scope["method"], path):
            return await Response(status_code=404)(scope, receive, send)
        client = (scope.get("address") or scope["client"][0], 0)  # the one our proxies saw
        return await self._serve(
            {**scope, "root_path": prefix, "client": client}, receive, send)

    def _allows(self, method: str, path: str) -> bool:
        return any(
            method == allowed and pattern.fullmatch(path) for allowed, pattern in self.allowed)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._tryton is None:
            from trytond.wsgi import app
            self._tryton = WSGIMiddleware(ForClients(app), workers=STAFF_THREADS)
        await self._tryton(scope, receive, send)


def allowed_routes(database: str) -> list[tuple[str, re.Pattern[str]]]:
    """Method and path of all that trytond may answer."""
    name = re.escape(database)
    return [(method, re.compile(pattern)) for method, pattern in (
        ("POST", "/rpc/"),
        ("POST", f"/{name}/rpc/"),
        ("POST", f"/{name}/session/log(in|out)"),
        ("POST", f"/{name}/bus"),
        ("GET", f"/avatar/{_base64(database)}/[0-9a-f]{{8,64}}"))]


def _base64(text: str) -> str:
    return re.escape(urlsafe_b64encode(text.encode()).decode().rstrip("="))


class ForClients:
    """trytond's application with two faults mended.

    Its session cookie is sent a second time for the web client's addresses, and its refusal of
    a foreign page is an answer, not a crash.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(
            self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        prefix = environ.get("SCRIPT_NAME", "")

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            again = [
                (name, value.replace("; Path=/", f"; Path={prefix}/"))
                for name, value in headers if name.lower() == "set-cookie"]
            return start_response(status, headers + (again if prefix else []), *exc_info)

        try:
            return self.app(environ, start)
        except HTTPException as refusal:
            return refusal(environ, start_response)


async def _to_web_client(request: Request) -> Response:
    return RedirectResponse(f"{PREFIX}/")


def _custom_script(settings: Settings) -> Callable[[Request], Response]:
    script = CUSTOM_SCRIPT % {
        "database": json.dumps(settings.database_name), "language": json.dumps(MAIN_LANGUAGE)}

    def custom_script(request: Request) -> Response:
        return Response(script, media_type="text/javascript", headers={"Cache-Control": REVALIDATE})
    return custom_script


async def _empty_style(request: Request) -> Response:
    return Response(media_type="text/css", headers={"Cache-Control": REVALIDATE})


async def _english(request: Request) -> Response:
    """The client is written in English and asks for its translation all the same."""
    return JSONResponse({"": {"language": "en", "plural-forms": "nplurals=2; plural=(n!=1);"}})
