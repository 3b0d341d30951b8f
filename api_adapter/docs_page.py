# SPDX-License-Identifier: GPL-3.0-or-later
"""The API to browse at `/api/docs`: Swagger UI, every byte from our own origin."""
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from .static import Files

PATH = '/api/docs'
ASSETS = 'fastapi_offline'  # the package that carries Swagger UI's files
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'")
PAGE = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Clínica API</title>
<link rel="stylesheet" href="{PATH}/swagger-ui.css">
<script src="{PATH}/swagger-ui-bundle.js" defer></script>
<script src="{PATH}/start.js" defer></script>
<body><div id="api"></div>
"""
START = """SwaggerUIBundle({
  url: '/api/openapi.json', dom_id: '#api', deepLinking: true,
  docExpansion: 'list', filter: true, validatorUrl: null
})
"""
CACHED = {'Cache-Control': 'public, max-age=86400'}


def mount(app: FastAPI) -> None:
    """Serve the page; to be called before what answers all of `/api`."""
    app.router.routes += [
        Route(PATH, _page),
        Route(f'{PATH}/start.js', _start),
        Mount(PATH, Files(_assets(), CACHED))]


def _assets() -> Path:
    from importlib.util import find_spec
    found = find_spec(ASSETS)
    folder = found and found.submodule_search_locations
    return Path(folder[0] if folder else '.') / 'static'


async def _page(request: object) -> Response:
    return HTMLResponse(PAGE, headers={
            'Content-Security-Policy': POLICY, **CACHED})


async def _start(request: object) -> Response:
    return Response(START, media_type='text/javascript', headers=CACHED)
