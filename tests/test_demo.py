# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo clinic is what its guide promises, and stays as users leave it."""
from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from stdnum.do import cedula

from api_adapter.demo import ACCOUNTS, PASSWORD, seed
from api_adapter.settings import Settings, SettingsError

UNSETTLED = {"queued", "sending"}


@pytest.fixture(scope="module")
def demo(settings) -> Settings:
    seed(settings, lambda text: None)
    return settings


@pytest.fixture
def sql(demo):
    with psycopg.connect(demo.database_url) as connection:
        yield lambda query: connection.execute(query).fetchall()


@contextmanager
def tryton(settings, **context):
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(
            settings.database_name, 0, context=context):
        yield Pool().get


def test_forty_patients_with_valid_cedulas(demo):
    with tryton(demo) as get:
        patients = get("medical.patient").search([])
        assert len(patients) == 40
        assert all(cedula.is_valid(p.identifier) for p in patients)
        assert len({p.identifier for p in patients}) == 40
        assert all(p.party.second_surname and p.phone for p in patients)
        assert 0 < sum(not p.email for p in patients) < 20
        born = dt.date.today() - dt.timedelta(days=16 * 365)
        children = [p for p in patients if p.birth_date > born]
        assert children and all(c.contact_party for c in children)


def test_practitioners_services_and_places(demo):
    with tryton(demo, language="es"):
        from trytond_medical_appointment import catalog
        cat = catalog.get("es")
    specialties = [tuple(p["specialties"]) for p in cat.practitioners.values()]
    assert len(specialties) >= 3 and len(set(specialties)) == len(specialties)
    assert len({s["duration"] for s in cat.services.values()}) >= 4
    assert len(cat.locations) == 2
    assert {p["timezone"] for p in cat.locations.values()} == {"America/Santo_Domingo"}
    lines = [line for lines in cat.lines.values() for line in lines]
    assert {line.weekday for line in lines} == set(range(1, 7))
    assert {line.mode for line in lines} == {"time", "arrival"}
    assert all(s["currency"] == "DOP" and s["price"] for s in cat.services.values())
    year = dt.date.today().year
    days = {day.year for days in cat.holidays.values() for day in days}
    assert days >= {year, year + 1}


def test_texts_in_both_languages(demo):
    from trytond_medical_appointment import catalog
    with tryton(demo):
        spanish, english = catalog.get("es"), catalog.get("en")
    for what in ("services", "specialties"):
        for known, other in zip(
                sorted(getattr(spanish, what).items()), sorted(getattr(english, what).items()),
                strict=True):
            assert known[1]["name"] != other[1]["name"]
    assert spanish.settings["consent_text"] != english.settings["consent_text"]


def test_neutral_names_tell_nothing(demo):
    from trytond_medical_appointment import catalog
    with tryton(demo):
        cat = catalog.get("es")
    words = {name.split()[0].lower()[:6] for s in cat.specialties.values() for name in [s["name"]]}
    for service in cat.services.values():
        assert not words & {w.lower()[:6] for w in service["public_name"].split()}


def test_visits_of_last_month_and_of_two_weeks(sql):
    days = dict(sql(
        "SELECT start::date, count(*) FROM medical_appointment GROUP BY 1"))
    today = dt.date.today()
    past = sum(n for day, n in days.items() if day < today)
    coming = sum(n for day, n in days.items() if day > today)
    assert past > 250 and coming > 25
    assert min(days) >= today - dt.timedelta(days=79)
    assert max(days) <= today + dt.timedelta(days=16)
    states = dict(sql("SELECT state, count(*) FROM medical_appointment GROUP BY 1"))
    assert states["fulfilled"] > 5 * states["noshow"] > 0
    assert states["booked"] > 25 and states["cancelled"] > 0


def test_visits_have_a_credible_past(sql):
    assert sql(
        "SELECT count(*) FROM medical_appointment"
        # Today's are played through the waiting room, with walk-ins and people who are late
        " WHERE start < timezone('UTC', now()) - interval '1 day' AND (booked_at > start"
        " OR arrived_at < booked_at OR started_at < arrived_at OR ended_at < started_at"
        " OR greatest(booked_at, confirmed_at, arrived_at, started_at, ended_at, cancelled_at,"
        " noshow_at) > timezone('UTC', now())"
        " OR (state = 'fulfilled' AND ended_at IS NULL)"
        " OR (state = 'cancelled' AND cancelled_by IS NULL)"
        " OR (state = 'booked' AND start < timezone('UTC', now())))") == [(0,)]
    assert sql(
        "SELECT count(*) FROM medical_appointment a WHERE state = 'fulfilled'"
        " AND start < timezone('UTC', now()) - interval '1 day' AND (SELECT"
        " string_agg(action, ' ' ORDER BY id) FROM medical_audit u WHERE"
        " u.record = 'medical.appointment,' || a.id) <> 'book arrive start finish'") == [(0,)]


def test_nobody_gets_a_storm_of_messages(sql):
    assert sql(
        "SELECT count(*) FROM medical_notification WHERE state IN ('queued', 'sending')"
        " AND due_at <= timezone('UTC', now()) + interval '1 minute'") == [(0,)]
    assert sql(
        "SELECT DISTINCT kind FROM medical_notification WHERE state = 'queued'"
        ) == [("reminder",)]


def test_addresses_belong_to_nobody(sql):
    domains = {address.split("@")[1] for address, in sql(
        "SELECT DISTINCT recipient FROM medical_notification")}
    assert domains == {"example.com", "demo.do"}


def test_accounts(demo):
    roles = {}
    with tryton(demo) as get:
        from tests.builders import as_public
        for login, password, _ in ACCOUNTS:
            if login != "admin":
                with as_public():
                    roles[login] = get("medical.portal.session").login(login, password)["role"]
    assert roles == {login: role for login, _, role in ACCOUNTS if login != "admin"}
    assert {password for _, password, _ in ACCOUNTS} == {PASSWORD}


def test_patients_with_accounts_have_visits(demo):
    with tryton(demo) as get:
        now = dt.datetime.now()
        for account in get("web.user").search([]):
            parties = [account.party.id, *(p.id for p in account.secondary_parties)]
            visits = get("medical.appointment").search(
                [("patient.party", "in", parties)])
            assert sum(v.start > now and v.state == "booked" for v in visits) >= 1
            assert sum(v.state == "fulfilled" for v in visits) >= 2


def test_staff_work_in_the_clients(demo):
    with tryton(demo) as get:
        clinic = get("ir.model.data").get_id("medical_appointment", "menu_clinic")
        for login in ("recepcion", "dra.perez", "dr.santos", "admin"):
            user, = get("res.user").search([("login", "=", login)])
            assert user.language.code == "es" and user.company in user.companies
            from tests.builders import acting
            with acting(user.id):
                menus = get("ir.ui.menu").search([("parent", "=", None)])
                assert clinic in {menu.id for menu in menus}
                assert get("medical.appointment").search([], limit=1)
        doctors = get("medical.practitioner").search([("user", "!=", None)])
        assert {d.user.login for d in doctors} == {"dra.perez", "dr.santos"}


def test_second_time_adds_and_changes_nothing(demo, sql):
    with psycopg.connect(demo.database_url) as connection:
        connection.execute("UPDATE medical_service SET price = 1 WHERE id = 1")
    tables = ("medical_appointment", "medical_patient", "party_party", "res_user", "web_user",
        "medical_holiday", "medical_schedule_line", "medical_notification")
    counts = [sql(f"SELECT count(*) FROM {table}") for table in tables]
    told = []
    seed(demo, told.append)
    assert [sql(f"SELECT count(*) FROM {table}") for table in tables] == counts
    assert sql("SELECT price FROM medical_service WHERE id = 1") == [(1,)]
    assert "nothing to add" in told[0]


def test_only_a_demo_is_filled(settings):
    with pytest.raises(SettingsError, match="DEMO=1"):
        seed(replace(settings, demo=False))
