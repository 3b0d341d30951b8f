# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's `/mailbox`."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api_adapter.notify.mailbox_page import router
from api_adapter.notify.render import render
from api_adapter.notify.transports.mailbox import MailboxTransport
from tests.notify.rows import LETTERHEAD, a_code, a_row


@pytest.fixture
def pages(tmp_path):
    app = FastAPI()
    app.include_router(router(tmp_path / "mailbox"))
    client = TestClient(app)
    client.post_office = MailboxTransport(tmp_path / "mailbox")
    return client


def put(pages, row):
    return pages.post_office.send(render(row, LETTERHEAD)).provider_id[:-4]


def test_an_empty_mailbox_says_what_to_do(pages):
    assert "Todavía no hay mensajes" in pages.get("/mailbox").text


def test_the_newest_message_is_first(pages):
    put(pages, a_row(key="first"))
    put(pages, a_code(key="second"))
    text = pages.get("/mailbox").text
    assert text.index("Su código para entrar") < text.index("Cita confirmada")


def test_the_hour_is_the_clinics(pages):
    put(pages, a_row())  # at noon UTC
    text = pages.get("/mailbox").text
    assert ">20/11/2026, 8:00 a. m.</time>" in text and "UTC" not in text


def test_a_message_is_shown_apart_with_its_links_and_calendar(pages):
    name = put(pages, a_row())
    page = pages.get(f"/mailbox/{name}")
    assert 'sandbox="allow-popups' in page.text and "<script" not in page.text
    assert f'href="https://citas.clinica.test/l/{"tok3n" * 8}?accion=cancel"' in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    html = pages.get(f"/mailbox/{name}/html")
    assert html.headers["content-security-policy"].startswith("sandbox")
    assert '<base target="_blank">' in html.text
    assert b"BEGIN:VCALENDAR" in pages.get(f"/mailbox/{name}/cita.ics").content


@pytest.mark.parametrize("name", [
    "nothing", "..%2f..%2fetc%2fpasswd", "20261120T120000-" + "0" * 32, "x" * 300])
def test_other_names_are_not_found(pages, name):
    for path in (f"/mailbox/{name}", f"/mailbox/{name}/html"):
        assert pages.get(path).status_code == 404


def test_what_people_typed_is_escaped(pages):
    name = put(pages, a_row(visit={"first_name": "<img src=x onerror=alert(1)>"}))
    for path in ("", "/html"):
        assert "<img" not in pages.get(f"/mailbox/{name}{path}").text
