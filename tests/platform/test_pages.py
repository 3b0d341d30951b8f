# SPDX-License-Identifier: GPL-3.0-or-later
"""The React application's files: which page where, cached how, under which policy."""
import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api_adapter.settings import Settings
from api_adapter.spa import mount_spa
from tests.cluster import test_environ as environ

PATIENT, STAFF, SCRIPT = "<p>patients</p>", "<p>staff</p>", "console.log(1)\n" * 100
STYLE = "body{margin:0}"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(f"<style>{STYLE}</style>{PATIENT}")
    (tmp_path / "clinica.html").write_text(STAFF)
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
    "/l/abc.def", "/clinical"])
def test_patients_get_their_page_everywhere(web, path):
    answer = web.get(path)
    assert PATIENT in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/clinica", "/clinica/", "/clinica/agenda", "/clinica/a.b"])
def test_the_staff_gets_its_own(web, path):
    answer = web.get(path)
    assert answer.text == STAFF
    assert answer.headers["cache-control"] == "no-cache"


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
    "/api", "/api/nothing", "/rpc/", "/clinic/rpc/", "/tryton/x", "/mailbox", "/avatar/x/y",
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


def test_files_beside_the_page(web):
    answer = web.get("/favicon.svg")
    assert answer.headers["content-type"] == "image/svg+xml"


def test_without_a_build_it_says_how_to_make_one(tmp_path):
    answer = _web(tmp_path).get("/")
    assert answer.status_code == 503
    assert "make frontend" in answer.text
