# SPDX-License-Identifier: GPL-3.0-or-later
"""People who call the API: `as_("ana").post("/appointments", …)`.

Each answer is checked against the OpenAPI document on its way back (`contract/checker.py`).
"""
from __future__ import annotations

import secrets
from typing import Any

import httpx

from tests.world import PASSWORD, World

GUESTS = {"guest", "other guest"}
PERSON = {
    "name": "Juana", "surname": "Peralta", "phone": "809-555-0134", "birth_date": "1984-05-17"}


class Caller:
    """One person with a token (or without), speaking a language."""

    def __init__(self, http: httpx.Client, token: str | None = None, language: str = "es") -> None:
        self.http = http
        self.headers = {"Accept-Language": language}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **request: Any
            ) -> httpx.Response:
        return self.http.request(
            method, f"/api{path}", headers={**self.headers, **(headers or {})}, **request)

    def get(self, path: str, **params: Any) -> httpx.Response:
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.call("POST", path, json=body, headers={
            name.replace("_", "-"): value for name, value in headers.items()})

    def delete(self, path: str) -> httpx.Response:
        return self.call("DELETE", path)

    def act(self, appointment: dict[str, Any], verb: str, body: Any = None) -> httpx.Response:
        """Change an appointment as it was last seen."""
        return self.post(
            f"/appointments/{appointment['id']}/{verb}", body,
            If_Match=f'"{appointment["sequence"]}"')

    def tap(self, token: str, body: Any) -> httpx.Response:
        """Open a message's link and change the visit as it is shown."""
        seen = self.get(f"/links/{token}")
        return self.post(f"/links/{token}", body, If_Match=seen.headers.get("etag", '"0"'))

    def book(self, world: World, start: str, key: str | None = None, **values: Any
            ) -> httpx.Response:
        body = {"service": world.general, "practitioner": world.carmen, "start": start, **values}
        return self.post("/appointments", body, Idempotency_Key=key or secrets.token_hex(8))


class People:
    """Callers by name; each signs in once."""

    def __init__(self, http: httpx.Client, world: World) -> None:
        self.http = http
        self.world = world
        self._tokens: dict[str, str | None] = {"nobody": None}

    def __call__(self, name: str, language: str = "es") -> Caller:
        if name not in self._tokens:
            self._tokens[name] = self._sign_in(name)
        return Caller(self.http, self._tokens[name], language)

    def _sign_in(self, name: str) -> str:
        if name in GUESTS:
            answer = self.http.post("/api/auth/guest")
        else:
            answer = self.http.post("/api/auth/login", json={
                "login": self.world.logins[name], "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self.http.cookies.clear()
        return str(answer.json()["access_token"])

    def new_guest(self) -> Caller:
        return Caller(self.http, self._sign_in("guest"))
