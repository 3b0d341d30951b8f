# SPDX-License-Identifier: GPL-3.0-or-later
"""The few pages that the server writes itself, all in one dress, without scripts."""

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, select_autoescape

from .wording import TEMPLATES

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'")
MESSAGE_POLICY = (
    'sandbox allow-popups allow-popups-to-escape-sandbox; '
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; frame-ancestors 'self'")
NO_STORE = {'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer'}


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(['html.j2']))
    return HTMLResponse(
        environment.get_template(template).render(values), status,
        headers={**NO_STORE, 'Content-Security-Policy': PAGE_POLICY})


def message(html: str) -> HTMLResponse:
    """A message as a mail program would show it: apart, links in a new tab."""
    html = html.replace('<head>', '<head><base target="_blank">', 1)
    return HTMLResponse(html, headers={
        **NO_STORE, 'Content-Security-Policy': MESSAGE_POLICY,
        'X-Frame-Options': 'SAMEORIGIN'})


def style() -> Response:
    content = (TEMPLATES / 'mailbox.css').read_text('utf-8')
    return Response(content, media_type='text/css')
