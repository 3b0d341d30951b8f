# SPDX-License-Identifier: GPL-3.0-or-later
"""The application: API, Tryton RPC, web client and React app on one port."""
from fastapi import APIRouter, FastAPI

from . import openapi, problems
from .routes import (
    agenda, appointments, auth, availability, catalogue, clinic, events,
    health, holds, links, me)

VERSION = '1'
ROUTES = (
    clinic, catalogue, availability, auth, me, holds, appointments, agenda,
    links, events, health)


def describe() -> FastAPI:
    """The routes alone: enough for the OpenAPI document."""
    app = FastAPI(
        title="Clínica", version=VERSION, openapi_url='/api/openapi.json',
        docs_url=None, redoc_url=None, redirect_slashes=False,
        summary="Appointments of a clinic")
    api = APIRouter(prefix='/api')
    for module in ROUTES:
        api.include_router(module.router)
    app.include_router(api)
    problems.install(app)
    openapi.customise(app)
    return app
