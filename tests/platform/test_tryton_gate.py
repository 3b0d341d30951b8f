# SPDX-License-Identifier: GPL-3.0-or-later
"""What of Tryton is reachable: the addresses of its two clients, and nothing else."""
import base64
import json
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest
from starlette.testclient import TestClient

from api_adapter.main import create_app
from api_adapter.settings import Settings
from api_adapter.tryton_wsgi import WEB_CLIENT, allowed_routes
from tests.cluster import ADMIN_PASSWORD

PREFIXES = ("", "/tryton")
EXAMPLES = {  # a value for each variable in trytond's routes
    "model": "res.user", "record": "1", "field": "name", "path": "anything", "uuid": "0" * 32,
    "action_name": "search", "method": "search", "id": "1", "ids": "1", "name": "x",
    "report_name": "x"}


def call(client: httpx.Client, path: str, method: str, *params: object, **options: object):
    return client.post(path, json={"id": 1, "method": method, "params": params}, **options)


def login(client: httpx.Client, prefix: str) -> httpx.Response:
    return call(client, f"{prefix}/session/login", "common.db.login",
        "admin", {"password": ADMIN_PASSWORD}, "es")


def routes_of_trytond(database: str) -> Iterator[tuple[str, str]]:
    """Every method and an example path of what trytond itself would serve."""
    from trytond.wsgi import app
    values = {**EXAMPLES, "database_name": database}
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        arguments = {name: values.get(name, "1") for name in rule.arguments}
        for method in rule.methods or {"GET", "POST"}:
            yield method, adapter.build(rule.endpoint, arguments, method=method, force_external=False)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_only_the_listed_routes_of_trytond_answer(client, settings, prefix):
    allowed = allowed_routes(settings.database_name)
    routes = set(routes_of_trytond(settings.database_name))
    closed = {
        (method, path) for method, path in routes
        if not any(method == verb and pattern.fullmatch(path) for verb, pattern in allowed)
        and (prefix or path != "/") and not (prefix and path == "/avatar/")}
    assert len(closed) > 10
    for method, path in sorted(closed):
        answer = client.request(method, prefix + path, follow_redirects=False)
        assert answer.status_code in {404, 405}, (method, prefix + path)
        assert b"Tryton" not in answer.content


def test_every_listed_route_exists_in_trytond(client, settings):
    routes = set(routes_of_trytond(settings.database_name))
    for verb, pattern in allowed_routes(settings.database_name):
        assert any(verb == method and pattern.fullmatch(path) for method, path in routes), pattern


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_version_is_told_and_the_databases_are_not(client, prefix):
    assert call(client, f"{prefix}/rpc/", "common.server.version").json()["result"] == "8.0"
    assert call(client, f"{prefix}/rpc/", "common.db.list").status_code == 403


@pytest.mark.parametrize("name", ["postgres", "template1", "other", "clinica"])
def test_no_other_database_is_asked(client, name):
    answer = call(client, f"/{name}/rpc/", "common.db.login", "admin", {"password": "x"}, "es")
    assert answer.status_code == 404


def test_the_desktop_client_signs_in_at_the_root(client, settings):
    root = f"/{settings.database_name}/rpc/"
    answer = call(client, root, "common.db.login", "admin", {"password": ADMIN_PASSWORD}, "es")
    user, token, bus = answer.json()["result"]
    assert bus is None
    session = base64.b64encode(f"admin:{user}:{token}".encode()).decode()
    preferences = call(
        client, root, "model.res.user.get_preferences", True, {},
        headers={"Authorization": f"Session {session}"})
    assert preferences.json()["result"]["language"] == "es"


def test_a_wrong_password_is_refused(client, settings):
    answer = call(client, f"/{settings.database_name}/rpc/", "common.db.login",
        "admin", {"password": "wrong"}, "es")
    assert answer.status_code == 401


def test_the_web_client_gets_its_cookie_for_both_addresses(client, settings):
    answer = login(client, f"/tryton/{settings.database_name}")
    cookies = answer.headers.get_list("set-cookie")
    assert [_path(cookie) for cookie in cookies] == [
        f"/{settings.database_name}", f"/tryton/{settings.database_name}"]
    assert all("HttpOnly" in cookie and "Secure" in cookie for cookie in cookies)


def test_the_root_gets_its_cookie_once(client, settings):
    cookies = login(client, f"/{settings.database_name}").headers.get_list("set-cookie")
    assert [_path(cookie) for cookie in cookies] == [f"/{settings.database_name}"]


def test_the_bus_says_that_it_is_off(client, settings):
    token = login(client, f"/{settings.database_name}").headers["set-cookie"].split(";")[0]
    answer = call(client, f"/{settings.database_name}/bus", "x", headers={"Cookie": token})
    assert answer.status_code == 501


def test_a_foreign_page_can_not_use_it(client, settings):
    answer = call(client, "/rpc/", "common.server.version", headers={"Origin": "https://evil.do"})
    assert answer.status_code == 403


def test_staff_rpc_can_be_turned_off(settings: Settings):
    from dataclasses import replace
    closed = TestClient(create_app(replace(settings, staff_rpc=False)))
    for path in ("/rpc/", f"/{settings.database_name}/rpc/", "/tryton/rpc/", "/tryton/"):
        assert call(closed, path, "common.server.version").status_code in {404, 405}
    assert closed.get("/tryton/").status_code == 404


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs
            if value and (name == "src" or (tag == "link" and name == "href"))]


@pytest.mark.skipif(not WEB_CLIENT.exists(), reason="run `make frontend` first")
class TestWebClient:

    def test_the_slash_is_added(self, client):
        answer = client.get("/tryton", follow_redirects=False)
        assert answer.headers["location"] == "/tryton/"

    def test_the_page_and_all_it_asks_for(self, client):
        page = client.get("/tryton/")
        links = Links()
        links.feed(page.text)
        assert len(links.found) > 15
        for link in links.found:
            assert client.get(f"/tryton/{link}").status_code == 200, link

    def test_it_may_run_nothing_foreign(self, client):
        policy = client.get("/tryton/").headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy

    def test_it_knows_the_clinics_database_and_speaks_spanish(self, client, settings):
        script = client.get("/tryton/custom.js").text
        assert json.dumps(settings.database_name) in script
        assert "setlang(lang || \"es\")" in script
        assert client.get("/tryton/locale/es.json").status_code == 200
        assert client.get("/tryton/locale/en.json").json()[""]["language"] == "en"

    def test_big_files_travel_compressed(self, client):
        url = "/tryton/dist/tryton-sao.js"
        answer = client.get(url, headers={"Accept-Encoding": "br, gzip"})
        assert answer.headers["content-encoding"] in {"br", "gzip"}
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "content-encoding" not in client.get(
            url, headers={"Accept-Encoding": "identity"}).headers

    @pytest.mark.parametrize("path", [
        "../package.json", "%2e%2e/package.json", "dist/../../build.mjs", "nothing.js"])
    def test_no_other_file_is_served(self, client, path):
        assert client.get(f"/tryton/{path}").status_code == 404


def _path(cookie: str) -> str:
    return next(part[5:] for part in cookie.split("; ") if part.startswith("Path="))
