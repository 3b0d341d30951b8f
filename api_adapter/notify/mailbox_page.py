# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's `/mailbox`: what the clinic would have sent, newest first.

`create_app` includes `router(folder)` in the demo only. A message's HTML is
shown as a mail program would: apart, without scripts.
"""

import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from ..installation import TIMEZONE
from . import pages as shown

NAME = re.compile(r'\d{8}T\d{6}-[0-9a-f]{32}')
SHOWN = 200
CLINIC = ZoneInfo(TIMEZONE)


@dataclass(frozen=True)
class Mail:
    name: str
    subject: str
    sender: str
    to: str
    date: datetime
    text: str
    html: str
    links: list[str]
    attachments: list[str]

    @property
    def when(self) -> str:
        """On the clinic's clock, as people there write it."""
        at = self.date.astimezone(CLINIC)
        half = 'a. m.' if at.hour < 12 else 'p. m.'
        return f'{at:%d/%m/%Y}, {at.hour % 12 or 12}:{at:%M} {half}'


def router(folder: Path) -> APIRouter:
    """`GET /mailbox`, `/mailbox/{name}` and what that page shows."""
    pages = APIRouter(prefix='/mailbox', include_in_schema=False)

    @pages.get('')
    def index() -> HTMLResponse:
        return shown.page('mailbox.html.j2', mails=list_mails(folder))

    @pages.get('/style.css')
    def style() -> Response:
        return shown.style()

    @pages.get('/{name}')
    def message(name: str) -> HTMLResponse:
        return shown.page('mailbox_message.html.j2', mail=_found(folder, name))

    @pages.get('/{name}/html')
    def message_html(name: str) -> HTMLResponse:
        return shown.message(_found(folder, name).html)

    @pages.get('/{name}/cita.ics')
    def calendar(name: str) -> Response:
        content = _calendar(folder, name)
        return Response(content, media_type='text/calendar', headers={
            **shown.NO_STORE, 'Content-Disposition': 'attachment; filename="cita.ics"'})

    return pages


def list_mails(folder: Path) -> list[Mail]:
    """The newest first; files of anything else in the folder are not looked at."""
    paths = (path for path in folder.glob('*.eml') if NAME.fullmatch(path.stem))
    newest = sorted(
        paths, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [read(path) for path in newest[:SHOWN]]


def read(path: Path) -> Mail:
    mail = _parse(path)
    text, html = _body(mail, 'plain'), _body(mail, 'html')
    return Mail(
        name=path.stem, subject=str(mail['Subject']), sender=str(mail['From']),
        to=str(mail['To']), date=mail['Date'].datetime, text=text, html=html,
        links=re.findall(r'https?://[^\s<>"]+', text),
        attachments=[part.get_filename('') for part in mail.iter_attachments()])


def _found(folder: Path, name: str) -> Mail:
    return read(_path(folder, name))


def _path(folder: Path, name: str) -> Path:
    path = folder / f'{name}.eml'
    if not NAME.fullmatch(name) or not path.is_file():
        raise HTTPException(404)
    return path


def _parse(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ''


def _calendar(folder: Path, name: str) -> bytes:
    for part in _parse(_path(folder, name)).iter_attachments():
        return cast(bytes, part.get_content())
    raise HTTPException(404)
