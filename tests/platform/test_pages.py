# SPDX-License-Identifier: GPL-3.0-or-later
"""The React application's files: which page where, cached how, under which policy."""
import gzip
import json
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api_adapter import shell
from api_adapter.settings import Settings
from api_adapter.spa import mount_spa
from api_adapter.static import FRONTEND
from tests.cluster import test_environ as environ

PATIENT, STAFF, SCREEN = "<p>patients</p>", "<p>staff</p>", "<p>screen</p>"
SCRIPT = "console.log(1)\n" * 100
STYLE = "body{margin:0}"
TIMES = {"es": ["assets/times-1.js"], "en": ["assets/times-1.js", "assets/en-2.js"]}
ADDRESSES = {
    "/": {}, "/reservar": TIMES, "/cita/:id": {}, "/mis-citas": {}, "/entrar": {},
    "/buscar-cita": {}, "/l/:token": {}}
SHELL = f'<html lang="es">  </head>{shell.NAME} {shell.CALL}{shell.BOOT}'
CLINIC = {"name": "Salud & <b>Vida", "phone": "+18095550100", "today": "2026-11-25"}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(f"<style>{STYLE}</style>{PATIENT}")
    (tmp_path / "clinica.html").write_text(STAFF)
    (tmp_path / "pantalla.html").write_text(SCREEN)
    (tmp_path / "pages.json").write_text(json.dumps(ADDRESSES))
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "app-1a2b.js").write_text(SCRIPT)
    (tmp_path / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    return tmp_path


@pytest.fixture
def web(dist: Path) -> TestClient:
    return _web(dist)


def _web(dist: Path) -> TestClient:
    app = Starlette()
    mount_spa(app, Settings.load(
        {**environ(), "DATABASE_URL": "postgresql://h/clinic"}), dist)
    return TestClient(app)


@pytest.mark.parametrize("path", [
    "/", "/reservar", "/reservar?servicio=3", "/cita/12", "/mis-citas", "/entrar", "/buscar-cita",
    "/l/abc.def"])
def test_patients_get_their_page_everywhere(web, path):
    answer = web.get(path)
    assert PATIENT in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/nada", "/clinical", "/cita", "/cita/1/2", "/reservar/x"])
def test_an_unknown_address_is_missing_and_the_page_says_so(web, path):
    answer = web.get(path)
    assert answer.status_code == 404
    assert PATIENT in answer.text


@pytest.mark.parametrize("path", ["/clinica", "/clinica/", "/clinica/agenda", "/clinica/a.b"])
def test_the_staff_gets_its_own(web, path):
    answer = web.get(path)
    assert answer.text == STAFF
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/pantalla/abc_DEF-1", "/pantalla/", "/pantalla/a.b"])
def test_a_waiting_room_gets_its_screen_and_nothing_inline(web, path):
    answer = web.get(path)
    assert answer.text == SCREEN
    assert answer.headers["cache-control"] == "no-cache"
    assert "style-src 'self';" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_assets_are_kept_for_ever_and_unknown_ones_are_missing(web):
    assert "immutable" in web.get("/assets/app-1a2b.js").headers["cache-control"]
    missing = web.get("/assets/app-0000.js")
    assert missing.status_code == 404
    assert PATIENT not in missing.text


def test_compressed_for_whom_it_helps(web):
    answer = web.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text == SCRIPT
    plain = web.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_an_unchanged_page_is_not_sent_again(web):
    tag = web.get("/").headers["etag"]
    assert web.get("/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", [
    "/api", "/rpc/", "/clinic/rpc/", "/tryton/x", "/mailbox", "/avatar/x/y",
    "/problems/slot-taken", "/nothing.php", "/../pyproject.toml", "/%2e%2e/pyproject.toml"])
def test_what_belongs_to_others_is_not_swallowed(web, path):
    assert web.get(path).status_code == 404


def test_only_reading_is_possible(web):
    assert web.post("/").status_code == 404
    assert web.head("/").status_code == 200


def test_no_inline_script_runs_and_only_our_own_style(web):
    policy = web.get("/").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "style-src 'self' 'sha256-" in policy


def test_the_staff_page_has_no_inline_style_either(web):
    policy = web.get("/clinica/agenda").headers["content-security-policy"]
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_files_beside_the_page(web):
    answer = web.get("/favicon.svg")
    assert answer.headers["content-type"] == "image/svg+xml"


def test_without_a_build_it_says_how_to_make_one(tmp_path):
    answer = _web(tmp_path).get("/")
    assert answer.status_code == 503
    assert "make frontend" in answer.text


@pytest.fixture
def filled(dist: Path, monkeypatch) -> TestClient:
    (dist / "index.html").write_text(SHELL)
    monkeypatch.setattr(shell, "boot", lambda language: {"language": language, "clinic": CLINIC})
    return _web(dist)


def test_the_page_leaves_with_the_clinic_in_it(filled):
    page = filled.get("/").text
    assert "Salud &amp; &lt;b&gt;Vida" in page
    assert '<a href="tel:+18095550100">809-555-0100</a>' in page
    data = re.search('id="boot">(.*?)</script>', page).group(1)
    assert "<" not in data
    assert json.loads(data) == {"language": "es", "clinic": CLINIC}


@pytest.mark.parametrize("query, cookie, language", [
    ("", "", "es"), ("?lang=en", "", "en"), ("", "language=en", "en"),
    ("?lang=es", "language=en", "es"), ("?lang=xx", "", "es"), ("", 'language="<', "es")])
def test_the_page_speaks_the_language_that_was_chosen(filled, query, cookie, language):
    page = filled.get("/" + query, headers={"Cookie": cookie}).text
    assert f'<html lang="{language}">' in page
    assert f'"language":"{language}"' in page


def test_the_page_leaves_even_when_the_clinic_does_not_answer(dist, monkeypatch):
    def fails(language: str) -> None:
        raise OSError("no database")
    monkeypatch.setattr(shell, "boot", fails)
    assert PATIENT in _web(dist).get("/").text


@pytest.mark.parametrize("address, files", [
    ("/", []), ("/reservar?servicio=1", TIMES["es"]), ("/reservar?lang=en", TIMES["en"]),
    ("/nada", [])])
def test_the_page_names_the_files_of_its_screen(filled, address, files):
    assert re.findall('rel="modulepreload" crossorigin href="/(.*?)"', filled.get(address).text) == files


@pytest.mark.parametrize("address, asked", [
    ("/reservar?servicio=1", "/api/availability?service=1&from=2026-11-25&to=2026-12-08"),
    ("/reservar?sede=3&medico=2&servicio=1&dia=2026-11-27",
        "/api/availability?service=1&practitioner=2&location=3&from=2026-11-25&to=2026-12-08"),
    ("/reservar?servicio=1&medico=x", "/api/availability?service=1&from=2026-11-25&to=2026-12-08"),
    ("/reservar", None), ("/reservar?servicio=0", None), ("/reservar?servicio=1%0d%0aX:1", None),
    ("/reservar/datos?servicio=1", None), ("/", None),
    ("/l/abc.DEF-_1", "/api/links/abc.DEF-_1"), ("/l/a%3E%0d%0aX", None), ("/cita/1", None)])
def test_the_page_says_what_its_screen_will_read(filled, address, asked):
    said = filled.get(address).headers.get("link")
    assert said == (asked and f"<{asked}>; rel=preload; as=fetch; crossorigin")


def test_the_same_day_is_said_when_the_page_has_not_changed(filled):
    address = "/reservar?servicio=1"
    tag = filled.get(address).headers["etag"]
    again = filled.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert "from=2026-11-25" in again.headers["link"]


def test_the_page_is_compressed_for_whom_it_helps(filled):
    answer = filled.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "Salud" in answer.text


def test_the_source_has_every_place_to_fill_in():
    source = (FRONTEND / "index.html").read_text()
    for place in (shell.NAME, shell.CALL, shell.BOOT, shell.HEAD_END, *shell.ENGLISH):
        assert place in source
