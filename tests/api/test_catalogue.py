# SPDX-License-Identifier: GPL-3.0-or-later
"""What anybody may read, and free times."""
import datetime as dt


def test_clinic(as_, world):
    clinic = as_("nobody").get("/clinic").json()
    assert clinic["name"] == "Clínica de Prueba"
    assert {place["id"] for place in clinic["locations"]} == {world.place, world.other}
    assert clinic["now"].startswith(clinic["today"]) and clinic["now"].endswith("-04:00")


def test_services_and_practitioners(as_, world):
    services = {s["id"]: s for s in as_("nobody").get("/services").json()["items"]}
    assert services[world.general]["duration"] == 30
    assert services[world.general]["price"] == {"amount": "1500.00", "currency": "DOP"}
    assert services[world.asked]["needs_approval"]
    everyone = as_("nobody").get("/practitioners").json()["items"]
    assert {p["id"] for p in everyone} == {world.carmen, world.santos, world.marte, world.rosa}
    some = as_("nobody").get("/practitioners", service=world.long).json()["items"]
    assert {p["id"] for p in some} == {world.carmen, world.santos}
    assert some[0]["name"].startswith("Dra. ")
    mine = as_("nobody").get("/services", practitioner=world.marte).json()["items"]
    assert [s["id"] for s in mine] == [world.general]


def test_photo_that_is_not_there(as_, world):
    assert as_("nobody").get(f"/practitioners/{world.carmen}/photo").status_code == 404


def free(as_, world, **query):
    days = {"from": world.day(2), "to": world.day(3)}
    answer = as_("nobody").get("/availability", service=world.general, **{**days, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_free_times_of_one_practitioner(as_, world):
    found = free(as_, world, practitioner=world.carmen)
    assert found["timezone"] == "America/Santo_Domingo"
    starts = [slot["start"] for slot in found["slots"]]
    assert starts[0] == world.at(2, "08:00")
    assert starts == sorted(starts) and len(starts) == 2 * 39
    assert {slot["mode"] for slot in found["slots"]} == {"time"}
    assert found["next_from"] == world.day(4)


def test_free_times_travel_packed_for_whom_it_helps(as_, world):
    query = {"service": world.general, "from": world.day(2), "to": world.day(3)}
    ask = as_("nobody").call
    packed = ask("GET", "/availability", {"Accept-Encoding": "gzip"}, params=query)
    plain = ask("GET", "/availability", {"Accept-Encoding": "identity"}, params=query)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 5
    assert "Accept-Encoding" in packed.headers["vary"]
    assert packed.json() == plain.json()


def test_booked_time_is_not_free(as_, world):
    start = world.at(2, "09:00")
    as_("ana").book(world, start)
    starts = {slot["start"] for slot in free(as_, world, practitioner=world.carmen)["slots"]}
    assert start not in starts
    assert world.at(2, "08:45") not in starts and world.at(2, "09:30") in starts


def test_tanda_shows_turn_and_block(as_, world):
    slots = free(as_, world, practitioner=world.rosa)["slots"]
    first = slots[0]
    assert (first["mode"], first["turn"], first["left"]) == ("arrival", 1, 8)
    assert first["block_start"] == world.at(2, "08:00")
    assert first["block_end"] == world.at(2, "12:00")


def test_first_free_time_of_each(as_, world):
    slots = free(as_, world, first=True)["slots"]
    assert sorted(slot["practitioner"] for slot in slots) == sorted(
        [world.carmen, world.santos, world.marte, world.rosa])


def test_yesterday_offers_nothing(as_, world):
    day = (dt.date.fromisoformat(world.day(0)) - dt.timedelta(days=1)).isoformat()
    assert free(as_, world, **{"from": day, "to": day})["slots"] == []


def test_agenda(as_, world):
    booked = as_("beto").book(world, world.at(4, "09:00")).json()
    days = {"from": world.day(4), "to": world.day(6)}
    agenda = as_("carmen").get("/agenda", practitioner=world.carmen, **days).json()
    assert [a["id"] for a in agenda["appointments"]] == [booked["id"]]
    assert agenda["appointments"][0]["patient_name"].startswith("Beto")
    assert [o["start"] for o in agenda["open"]] == [world.at(d, "08:00") for d in (4, 5, 6)]
    same = as_("desk").get("/agenda", practitioner=world.carmen, **days).json()
    assert [a["id"] for a in same["appointments"]] == [booked["id"]]
    hidden = as_("santos").get("/agenda", practitioner=world.carmen, **days)
    missing = as_("santos").get("/agenda", practitioner=999999, **days)
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["detail"] == missing.json()["detail"]


def test_agendas_of_several(as_, world):
    at_carmen = as_("beto").book(world, world.at(7, "09:00")).json()
    at_santos = as_("ana").book(world, world.at(7, "09:30"), practitioner=world.santos).json()
    day = {"from": world.day(7), "to": world.day(7)}
    both = {"practitioner": [world.santos, world.carmen], **day}
    found = as_("desk").get("/agendas", **both).json()["items"]
    assert [a["practitioner"] for a in found] == both["practitioner"]
    assert [[v["id"] for v in a["appointments"]] for a in found] == [
        [at_santos["id"]], [at_carmen["id"]]]
    alone = as_("desk").get("/agenda", practitioner=world.santos, **day).json()
    assert {"practitioner": world.santos, **alone} == found[0]
    assert as_("carmen").get("/agendas", **both).status_code == 404


def test_health(as_):
    assert as_("nobody").get("/health/live").json() == {"status": "alive"}
    ready = as_("nobody").get("/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["checks"] == {
        "database": True, "module": True, "migrations": True, "constraints": True}
