# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers, addresses, logs and limits."""
import logging

import pytest

from api_adapter.security import client_address
from tests.contract.checker import document


def test_every_answer_carries_the_headers(client, world):
    for path in ("/api/clinic", "/api/me", "/api/nothing", "/api/appointments/1"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert len(headers["x-request-id"]) == 32
        assert "server" not in headers


def test_request_id_is_in_the_problem(client, world):
    answer = client.get("/api/me")
    assert answer.json()["instance"] == f"urn:request:{answer.headers['x-request-id']}"


def test_no_state_changes_on_get(client):
    for path, item in document()["paths"].items():
        if "get" in item and "{" not in path and "events" not in path:
            assert client.request("HEAD", path).status_code == 405


def test_foreign_origins_get_no_permission(client, world):
    answer = client.get("/api/clinic", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("proxies", "forwarded", "address"), [
    (0, "9.9.9.9", "10.0.0.1"),
    (1, "9.9.9.9, 203.0.113.7", "203.0.113.7"),
    (2, "9.9.9.9, 203.0.113.7, 10.1.1.1", "203.0.113.7"),
    (2, "203.0.113.7", "10.0.0.1"),
    (1, "", "10.0.0.1"),
    (1, "nonsense", "0.0.0.0"),
    (1, "2001:db8::1", "2001:db8::1")])
def test_forged_addresses_do_not_help(proxies, forwarded, address):
    scope = {"client": ("10.0.0.1", 4711)}
    assert client_address(scope, {b"x-forwarded-for": forwarded.encode()}, proxies) == address


def test_logs_name_nobody(client, as_, world, caplog):
    caplog.set_level(logging.DEBUG, logger="clinica")
    as_("ana").book(world, world.at(2, "09:00"), reason="secreto-clínico")
    client.get("/api/links/" + "s" * 32)
    text = caplog.text
    for secret in ("secreto", "Ana", "ana@example.do", "s" * 32, "eyJ", "Reyes"):
        assert secret not in text
    assert "/links/{token}" in text


def test_failures_show_and_log_nothing(client, monkeypatch, caplog):
    from api_adapter.routes import clinic
    personal = "cédula 001-1234567-1"

    def explode(*args, **kwargs):
        raise RuntimeError(personal)
    monkeypatch.setattr(clinic, "call", explode)
    answer = client.get("/api/clinic")
    assert answer.status_code == 500
    assert answer.json()["type"].endswith("/internal")
    assert "001-1234567-1" not in answer.text + caplog.text
    assert answer.headers["x-request-id"] in caplog.text and "RuntimeError" in caplog.text
