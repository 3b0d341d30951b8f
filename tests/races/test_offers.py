# SPDX-License-Identifier: GPL-3.0-or-later
"""Two patients were offered the same time by link and tap at once: one gets it."""
from __future__ import annotations

import threading

import httpx
import pytest

from tests.links import link_to
from tests.world import PASSWORD, build

ROUNDS = 8


@pytest.fixture(scope="module")
def clinic(live_server, settings):
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    world = build(settings.database_name)
    return live_server(workers=2, RATE_LIMITS="0"), world, settings.database_name


def signed_in(url: str, login: str) -> httpx.Client:
    answer = httpx.post(f"{url}/api/auth/login", json={"login": login, "password": PASSWORD})
    return httpx.Client(base_url=f"{url}/api", timeout=60, headers={
        "Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"})


def tap_at_once(url: str, tokens: list[str], start: str) -> list[httpx.Response]:
    gate, answers = threading.Barrier(len(tokens)), []

    def tap(token: str) -> None:
        with httpx.Client(base_url=f"{url}/api", timeout=60) as client:
            tag = client.get(f"/links/{token}").headers["etag"]
            gate.wait()
            answers.append(client.post(
                f"/links/{token}", json={"action": "reschedule", "start": start},
                headers={"If-Match": tag}))
    threads = [threading.Thread(target=tap, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_an_offered_time_is_given_once(clinic):
    url, world, database = clinic
    desk = signed_in(url, "recepcion")
    for round_ in range(ROUNDS):
        day = 5 + 4 * round_  # offers lie on the three days after it
        visits = [
            desk.post("/appointments", headers={"Idempotency-Key": f"race-{round_}-{number}"},
                json={"service": world.general, "practitioner": world.carmen,
                    "patient": patient, "start": world.at(day, time)}).raise_for_status().json()
            for number, (patient, time) in enumerate(
                [(world.ana, "09:00"), (world.beto, "10:00")])]
        made = desk.post("/exceptions", json={
            "kind": "absence", "practitioner": world.carmen, "start": world.at(day, "00:00"),
            "end": world.at(day + 1, "00:00")}).raise_for_status().json()
        desk.post(f"/exceptions/{made['id']}/offer").raise_for_status()
        found = desk.get(f"/exceptions/{made['id']}/affected").json()["items"]
        wanted = found[0]["proposals"][round_ % 3]["start"]
        answers = tap_at_once(
            url, [link_to(database, visit["id"]) for visit in visits], wanted)
        assert sorted(a.status_code for a in answers) == [200, 409], [a.text for a in answers]
        lost = next(a for a in answers if a.status_code == 409).json()
        assert lost["type"].endswith("/slot-taken")
        assert len(lost["alternatives"]) == 3
        counts = desk.get(f"/exceptions/{made['id']}/affected").json()["counts"]
        assert (counts["moved"], counts["offered"]) == (1, 1)
