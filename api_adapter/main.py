# SPDX-License-Identifier: GPL-3.0-or-later
"""The application: API, Tryton RPC, web client and React app on one port."""
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from . import bridge, docs_page, limits, metrics, openapi, problems
from .events import Hub
from .notify import mailbox_page, preview_page, unsubscribe_page
from .notify.sender import Sender
from .routes import (
    admin,
    admin_staff,
    agenda,
    appointments,
    auth,
    availability,
    catalogue,
    clinic,
    emails,
    events,
    exceptions,
    feeds,
    figures,
    health,
    holds,
    links,
    me,
    notifications,
    patients,
    queue,
    schedules,
    screens,
    waiting_list,
    walk_ins,
    webhooks,
)
from .security import Guard
from .settings import Settings, get_settings
from .spa import mount_spa
from .tokens import Tokens
from .tryton_wsgi import configure_trytond, mount_tryton, start_pool

VERSION = '1'
PREFIX = '/api'
# Threads hand the interpreter over this often, in seconds: answers of one
# request must not wait long for the computing of another
SWITCH_INTERVAL = 0.001
ROUTES = (
    clinic, catalogue, availability, auth, me, holds, appointments, emails, agenda,
    patients, schedules, admin, admin_staff, links, feeds, notifications, webhooks, events,
    exceptions, waiting_list, figures, queue, walk_ins, screens, health)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole clinic on one port."""
    settings = settings or get_settings()
    configure_trytond(settings)
    limits.enabled = settings.rate_limits
    app = describe(settings)
    app.state.settings = settings
    app.state.public_url = settings.public_url
    app.state.origins = {settings.public_url, *settings.cors_origins}
    app.state.tokens = Tokens(settings.token_keys, settings.public_url)
    app.state.hub = Hub(settings.database_url)
    _add_middleware(app, settings)
    if settings.demo:
        app.include_router(mailbox_page.router(settings.mailbox_dir))
    app.include_router(unsubscribe_page.router)
    app.include_router(preview_page.router)
    mount_tryton(app, settings)
    mount_spa(app, settings)
    return app


def describe(settings: Settings | None = None) -> FastAPI:
    """The routes of the API; without settings, just to be documented."""
    app = FastAPI(
        title="Clínica", version=VERSION, openapi_url='/api/openapi.json',
        docs_url=None, redoc_url=None, redirect_slashes=False,
        summary="Appointments of a clinic",
        lifespan=_lifespan if settings else None)
    for module in ROUTES:
        app.include_router(module.router, prefix=PREFIX)
    docs_page.mount(app)
    app.router.routes.append(Route(PREFIX + '/{path:path}', NothingHere()))
    problems.install(app)
    openapi.customise(app)
    return app


class NothingHere:
    """Below `/api` even what is missing, by any method, is a problem."""

    async def __call__(
            self, scope: Scope, receive: Receive, send: Send) -> None:
        if allowed := methods_of(scope['path'].removeprefix(PREFIX)):
            raise HTTPException(
                405, headers={'Allow': ', '.join(sorted(allowed))})
        raise HTTPException(404)


def methods_of(path: str) -> set[str]:
    """What the address answers to, if there is one."""
    return {
        method for module in ROUTES for route in module.router.routes
        if isinstance(route, APIRoute) and route.path_regex.fullmatch(path)
        for method in route.methods or ()}


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins,
            allow_methods=['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
            allow_headers=[
                'Authorization', 'Content-Type', 'Idempotency-Key',
                'If-Match', 'Last-Event-ID', 'X-Requested-With'],
            allow_credentials=True, max_age=600)
    app.add_middleware(
        Guard, public_url=settings.public_url,
        num_proxies=settings.num_proxies)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    sys.setswitchinterval(SWITCH_INTERVAL)
    current_default_thread_limiter().total_tokens = settings.threads
    await run_in_threadpool(start_pool, settings)
    await run_in_threadpool(
        bridge.start, settings.database_name, settings.threads)
    await app.state.hub.start()
    watch = asyncio.create_task(metrics.watch(bridge.pool_figures))
    sender = Sender(settings)
    sender.start()
    try:
        yield
    finally:
        watch.cancel()
        await app.state.hub.stop()
        await run_in_threadpool(sender.stop)
