# SPDX-License-Identifier: GPL-3.0-or-later
"""Services, practitioners, locations, messages and rules as the administrator keeps them."""
import secrets

import pytest


@pytest.fixture
def boss(as_):
    return as_("boss")


def code(answer) -> str:
    return answer.json()["type"].rpartition("/")[2]


def patch(caller, path, seen, values, version=None):
    target = path if "version" in seen and path == "/admin/settings" else f"{path}/{seen['id']}"
    return caller.call("PATCH", target, json=values, headers={
        "If-Match": f'"{version or seen["version"]}"'})


def every(caller, path) -> list[dict]:
    answer = caller.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


@pytest.fixture
def service(boss):
    made = boss.post("/admin/services", {
        "name": f"Servicio {secrets.token_hex(3)}", "duration": 45, "price": "2500.50",
        "cancel_cutoff": 0, "buffer_after": 5, "instructions": "Venga en ayunas."})
    assert made.status_code == 201, made.text
    return made.json()


# Services


def test_a_service_is_made_with_sensible_terms(boss, service):
    assert service["duration"] == 45 and service["price"] == {"amount": "2500.50", "currency": "USD"} \
        or service["price"]["amount"] == "2500.50"
    assert service["cancel_cutoff"] == 0 and service["reschedule_cutoff"] == 120
    assert service["minimum_notice"] == 60 and service["maximum_horizon"] == 60
    assert service in every(boss, "/admin/services")


def test_patients_see_a_changed_service_at_once(as_, boss, world):
    seen = next(s for s in every(boss, "/admin/services") if s["id"] == world.long)
    changed = patch(boss, "/admin/services", seen, {
        "name": "Chequeo completo", "price": "3000", "online": True}).json()
    assert changed["price"]["amount"] == "3000.00" and changed["duration"] == seen["duration"]
    shown = next(s for s in every(as_("nobody"), "/services") if s["id"] == world.long)
    assert shown["name"] == "Chequeo completo" and shown["price"]["amount"] == "3000.00"
    off = patch(boss, "/admin/services", changed, {"online": False}).json()
    assert world.long not in [s["id"] for s in every(as_("nobody"), "/services")]
    patch(boss, "/admin/services", off, {"online": True, "name": "Chequeo"})


def test_texts_are_written_in_the_language_of_the_writer(as_, boss, service):
    english = as_("boss", "en")
    changed = patch(english, "/admin/services", service, {"name": "Full check"}).json()
    assert changed["name"] == "Full check"
    assert next(s for s in every(boss, "/admin/services") if s["id"] == service["id"])["name"] \
        == service["name"]


@pytest.mark.parametrize(("values", "field"), [
    ({"duration": 0}, "duration"), ({"duration": 1.5}, "duration"), ({"price": "-1"}, "price"),
    ({"price": "1,500"}, "price"), ({"maximum_horizon": 0}, "maximum_horizon"),
    ({"audience": "friends"}, "audience"), ({"name": ""}, "name"), ({"name": None}, "name"),
    ({"company": 2}, "company"), ({"id": 5}, "id"), ({"version": "1"}, "version"),
    ({"create_uid": 1}, "create_uid")])
def test_mistakes_are_said_at_their_field(boss, service, values, field):
    refused = patch(boss, "/admin/services", service, values)
    assert refused.status_code == 422 and code(refused) == "invalid"
    assert [e["field"] for e in refused.json()["errors"]] == [field]


def test_the_module_itself_takes_no_other_field(client, settings, boss, world, service):
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, world.boss, context={
            "_check_access": True}) as transaction:
        Pool().get("medical.service").keep(
            {"name": service["name"], "company": 999, "id": 1, "currency": 5}, id=service["id"])
        transaction.commit()
    assert service["id"] in [s["id"] for s in every(boss, "/admin/services")]


# Two administrators


@pytest.mark.parametrize("path", [
    "/admin/services", "/admin/practitioners", "/admin/locations", "/admin/message-rules"])
def test_two_administrators_do_not_overwrite_each_other(boss, path):
    seen = every(boss, path)[0]
    assert patch(boss, path, seen, {}).status_code == 200
    refused = patch(boss, path, seen, {})
    assert refused.status_code == 412 and code(refused) == "stale-record"
    bare = boss.call("PATCH", f"{path}/{seen['id']}", json={})
    assert bare.status_code == 428


def test_the_desktop_client_is_noticed_as_well(client, settings, boss, service):
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, 0) as transaction:
        Service = Pool().get("medical.service")
        Service.write([Service(service["id"])], {"description": "Desde el escritorio"})
        transaction.commit()
    assert patch(boss, "/admin/services", service, {"name": "X"}).status_code == 412


# Practitioners


def test_a_practitioner_with_services_of_their_own(as_, boss, world):
    made = boss.post("/admin/practitioners", {
        "first_name": "Inés", "surname": "Mateo", "second_surname": "Lora", "title": "Dra.",
        "licence": "123-45", "colour": "#a03060", "online": True, "services": [
            {"service": world.general, "duration": 20, "price": "1800"}, {"service": world.long}]})
    assert made.status_code == 201, made.text
    ines = made.json()
    assert ines["name"] == "Dra. Inés Mateo" and ines["active"] is True
    assert ines["services"] == [
        {"service": world.general, "duration": 20, "price": "1800.00"},
        {"service": world.long, "duration": None, "price": None}]
    shown = next(p for p in every(as_("nobody"), "/practitioners") if p["id"] == ines["id"])
    assert {s["id"]: s["duration"] for s in shown["services"]}[world.general] == 20
    changed = patch(boss, "/admin/practitioners", ines, {
        "surname": "Matías", "services": [{"service": world.general}]}).json()
    assert changed["name"] == "Dra. Inés Matías" and changed["licence"] == "123-45"
    assert changed["services"] == [{"service": world.general, "duration": None, "price": None}]
    gone = patch(boss, "/admin/practitioners", changed, {"active": False}).json()
    assert gone["active"] is False
    assert ines["id"] not in [p["id"] for p in every(as_("nobody"), "/practitioners")]


# Locations and rooms


def test_rooms_are_renamed_added_and_switched_off(as_, boss, world):
    place = boss.post("/admin/locations", {
        "name": "Sur", "city": "Moca", "phone": "809-555-0140",
        "rooms": [{"name": "1"}, {"name": "2"}]}).json()
    one, two = place["rooms"]
    changed = patch(boss, "/admin/locations", place, {
        "rooms": [{"id": one["id"], "name": "1A"}, {"name": "3"}]}).json()
    assert [(r["name"], r["active"]) for r in sorted(changed["rooms"], key=lambda r: r["id"])] == [
        ("1A", True), ("2", False), ("3", True)]
    assert changed["phone"] == "+18095550140" and changed["timezone"] == "America/Santo_Domingo"
    other = every(boss, "/admin/locations")
    mine = next(p for p in other if p["id"] == world.place)
    stolen = patch(boss, "/admin/locations", mine, {
        "rooms": [*({"id": r["id"], "name": r["name"]} for r in mine["rooms"]),
            {"id": one["id"], "name": "Z"}]}).json()
    assert one["id"] not in [r["id"] for r in stolen["rooms"]]


@pytest.mark.parametrize("values", [
    {"timezone": "Mars/Olympus"}, {"phone": "123-4567"}, {"map_url": "javascript:alert(1)"}])
def test_a_location_is_refused(boss, values):
    assert boss.post("/admin/locations", {"name": "Este", **values}).status_code == 422


# Messages


def test_when_a_reminder_leaves(boss):
    rule = next(r for r in every(boss, "/admin/message-rules") if r["kind"] == "reminder")
    assert rule["reminds"] and rule["lead"] == 24 * 60
    changed = patch(boss, "/admin/message-rules", rule, {"lead": 48 * 60, "to_contact": True})
    assert changed.json()["lead"] == 48 * 60 and changed.json()["to_contact"]
    refused = patch(boss, "/admin/message-rules", changed.json(), {"lead": None})
    assert refused.status_code == 422
    assert patch(boss, "/admin/message-rules", changed.json(), {"lead": 24 * 60,
        "to_contact": False}).status_code == 200


# Rules of the clinic


def settings_of(caller) -> dict:
    return caller.get("/admin/settings").json()


def test_the_name_and_colour_of_the_clinic(as_, boss):
    seen = settings_of(boss)
    changed = patch(boss, "/admin/settings", seen, {
        "clinic_name": "Clínica Nueva", "clinic_colour": "#123456",
        "clinic_phone": "809 555 0100"}).json()
    shown = as_("nobody").get("/clinic").json()
    assert (shown["name"], shown["colour"], shown["phone"]) == (
        "Clínica Nueva", "#123456", "+18095550100")
    assert changed["clinic_phone"] == "+18095550100" and changed["hold_minutes"] == 10
    patch(boss, "/admin/settings", changed, {"clinic_name": "Clínica de Prueba"})


def test_a_new_consent_text_is_a_new_version(as_, boss):
    seen = settings_of(boss)
    changed = patch(boss, "/admin/settings", seen, {
        "consent_text": f"Acepto {secrets.token_hex(3)}."}).json()
    assert int(changed["consent_version"]) == int(seen["consent_version"]) + 1
    same = patch(boss, "/admin/settings", changed, {
        "consent_text": changed["consent_text"], "hold_minutes": 12}).json()
    assert same["consent_version"] == changed["consent_version"] and same["hold_minutes"] == 12
    assert as_("nobody").get("/clinic").json()["consent"]["version"] == changed["consent_version"]
    patch(boss, "/admin/settings", same, {"hold_minutes": 10})


def test_the_desktop_client_makes_a_new_version_too(client, settings, boss):
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    seen = settings_of(boss)
    with Transaction().start(settings.database_name, 0, context={"language": "es"}) as transaction:
        Configuration = Pool().get("medical.configuration")
        Configuration.write([Configuration(1)], {"consent_text": "Otro texto del escritorio."})
        transaction.commit()
    assert int(settings_of(boss)["consent_version"]) == int(seen["consent_version"]) + 1


def test_two_administrators_do_not_overwrite_the_rules(boss):
    seen = settings_of(boss)
    assert patch(boss, "/admin/settings", seen, {"noshow_grace": 20}).status_code == 200
    assert patch(boss, "/admin/settings", seen, {"noshow_grace": 25}).status_code == 412
    assert settings_of(boss)["noshow_grace"] == 20


@pytest.mark.parametrize(("values", "expected"), [
    ({"clinic_colour": "red"}, "invalid"), ({"hold_minutes": 0}, "invalid"),
    ({"quiet_start": "25:00"}, "invalid"), ({"quiet_start": None, "quiet_end": "07:00"}, "refused"),
    ({"clinic_phone": "1234567"}, "invalid-phone"), ({"public_url": "https://evil"}, "invalid"),
    ({"patient_sequence": 1}, "invalid"), ({"consent_version": "9"}, "invalid")])
def test_rules_that_are_refused(boss, values, expected):
    refused = patch(boss, "/admin/settings", settings_of(boss), values)
    assert refused.status_code == 422 and code(refused) == expected, refused.text


def test_a_change_is_obeyed_at_once(as_, boss, world):
    """At most so many open bookings: the rule is the module's."""
    seen = settings_of(boss)
    few = patch(boss, "/admin/settings", seen, {"max_open_bookings": 1}).json()
    first = as_("p3").book(world, world.at(20, "08:00"), patient=world.extra[3])
    second = as_("p3").book(world, world.at(21, "08:00"), patient=world.extra[3])
    assert (first.status_code, second.status_code) == (201, 409)
    patch(boss, "/admin/settings", few, {"max_open_bookings": 1000})
