# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers, cookies and foreign pages, on each route."""
import dataclasses

import pytest
from starlette.testclient import TestClient

from tests.contract.checker import document
from tests.world import PASSWORD

OURS, PARTNER, FOREIGN = (
    "https://citas.example.do", "https://web.example.do", "https://evil.example")
ROUTES = [
    (operation["operationId"], method.upper(), path.format(id=1, token="x" * 32))
    for path, item in document()["paths"].items() for method, operation in item.items()
    if not operation["operationId"].startswith("stream")]
STREAMS = ["/api/events", f"/api/links/{'x' * 32}/events", f"/api/screens/{'x' * 32}/events"]
MAY_BE_KEPT = {"getPractitionerPhoto", "readFeed"}  # when they succeed
SIGN_IN = {
    "openGuestSession", "login", "verifyCode", "verifyEmail", "refreshToken", "logout",
    "lookupAppointment", "changePassword", "endSessions", "closeAccount"}


@pytest.fixture(scope="module")
def secure(client, world, settings):
    """The same clinic as it stands behind https, with one partner's page."""
    from api_adapter.main import create_app
    app = create_app(dataclasses.replace(
        settings, public_url=OURS, cors_origins=(PARTNER,), rate_limits=False))
    return TestClient(app, base_url=OURS)


@pytest.mark.parametrize(("operation", "method", "path"), ROUTES, ids=[r[0] for r in ROUTES])
def test_headers(secure, as_, operation, method, path):
    for headers in ({}, {"Origin": FOREIGN, "Authorization": "Bearer x.y.z"}):
        answer = secure.request(method, path, headers=headers)
        found = answer.headers
        assert found["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert found["x-content-type-options"] == "nosniff"
        assert found["referrer-policy"] == "no-referrer"
        assert found["permissions-policy"] == "camera=(), microphone=(), geolocation=()"
        assert found["cross-origin-opener-policy"] == "same-origin"
        assert found["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert found["cache-control"] == "no-store" or operation in MAY_BE_KEPT
        assert len(found["x-request-id"]) == 32
        assert "server" not in found and "x-powered-by" not in found
        assert "access-control-allow-origin" not in found
        assert "set-cookie" not in found or operation in SIGN_IN
        assert not found.get("location")


@pytest.mark.parametrize("path", STREAMS)
def test_headers_of_streams_that_are_refused(secure, path):
    found = secure.get(path).headers
    assert found["cache-control"] == "no-store" and found["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("operation", "method", "path"), ROUTES, ids=[r[0] for r in ROUTES])
def test_foreign_pages_may_not_ask(secure, operation, method, path):
    asked = {"Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "Authorization, If-Match, Idempotency-Key"}
    foreign = secure.options(path, headers={"Origin": FOREIGN, **asked})
    assert foreign.status_code == 400 and "access-control-allow-origin" not in foreign.headers
    partner = secure.options(path, headers={"Origin": PARTNER, **asked})
    assert partner.status_code == 200
    assert partner.headers["access-control-allow-origin"] == PARTNER
    assert partner.headers["access-control-allow-credentials"] == "true"


def test_the_partner_may_read_answers_and_others_may_not(secure):
    for origin, allowed in ((PARTNER, PARTNER), (FOREIGN, None), ("null", None)):
        answer = secure.get("/api/clinic", headers={"Origin": origin})
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert "Origin" in answer.headers["vary"] or allowed is None


def test_the_cookie(secure, world):
    answer = secure.post("/api/auth/login", json={"login": "ana@example.do", "password": PASSWORD})
    cookie, = answer.headers.get_list("set-cookie")
    name, _, rest = cookie.partition("=")
    parts = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "__Host-refresh"
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)
    token = answer.json()["access_token"]
    assert rest.partition(";")[0] not in answer.text
    ended = secure.post("/api/auth/logout", headers={"Authorization": f"Bearer {token}"})
    gone, = ended.headers.get_list("set-cookie")
    assert gone.startswith('__Host-refresh=""') and "Max-Age=0" in gone


def test_a_session_is_not_taken_from_a_cookie_or_the_address(secure, world):
    """Only the header counts, so no foreign page can ride on a session."""
    answer = secure.post("/api/auth/login", json={"login": "ana@example.do", "password": PASSWORD})
    token = answer.json()["access_token"]
    cookie = secure.cookies["__Host-refresh"]
    for wrong in (
            {"headers": {"Cookie": f"access_token={token}; token={token}"}},
            {"params": {"access_token": token, "token": token}},
            {"headers": {"Authorization": f"Basic {token}"}},
            {"headers": {"Authorization": f"Bearer {cookie}"}},  # refresh used as access
            {"headers": {"X-Authorization": f"Bearer {token}"}}):
        assert secure.get("/api/me", **wrong).status_code == 401
    assert secure.get(
        "/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_methods_may_not_be_overridden(secure, world):
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert secure.get("/api/auth/guest", headers={header: "POST"}).status_code == 405
    assert secure.get("/api/auth/guest", params={"_method": "POST"}).status_code == 405
