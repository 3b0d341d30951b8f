# SPDX-License-Identifier: GPL-3.0-or-later
"""What a message says, in both languages, and what it never says."""

import re
from datetime import datetime

import pytest

from api_adapter.notify import wording
from api_adapter.notify.render import ACTIONS, render, sentence
from tests.notify.rows import KINDS, LETTERHEAD, PURPOSES, REMINDERS, a_code, a_row

LANGUAGES = ("es", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_subject_a_text_and_a_page(kind, language):
    message = render(a_row(kind, language), LETTERHEAD)
    assert message.subject and message.to == "ana@example.com"
    for body in (message.text, message.html):
        assert "LV-4K7Q2M" in body and "Dra. Carmen Pérez" in body
        assert "{" not in body.replace("{{", "")


def test_both_languages_have_the_same_sentences():
    def keys(words, prefix=""):
        for name, value in words.items():
            if isinstance(value, dict):
                yield from keys(value, f"{prefix}{name}.")
            else:
                yield prefix + name
    spanish, english = (set(keys(wording.words(code))) for code in LANGUAGES)
    assert spanish == english


def test_the_moment_is_in_words_in_the_clinics_zone():
    message = render(a_row(), LETTERHEAD)
    assert message.subject == (
        "Cita confirmada: miércoles 25 de noviembre a las 9:30 a. m.")
    assert "Miércoles 25 de noviembre a las 9:30\xa0a.\xa0m." in message.html
    english = render(a_row(language="en"), LETTERHEAD)
    assert english.subject == (
        "Appointment confirmed: Wednesday, November 25 at 9:30 AM")


@pytest.mark.parametrize(("utc_hour", "words"), [
    (17, "a la 1:30 p. m."), (16, "a las 12:30 p. m."), (5, "a la 1:30 a. m.")])
def test_one_oclock_is_singular(utc_hour, words):
    moment = datetime(2026, 11, 25, utc_hour, 30)
    assert wording.at(moment, "America/Santo_Domingo", "es") == words


def test_another_year_is_named():
    message = render(
        a_row(visit={"start": datetime(2027, 1, 4, 13, 0)}), LETTERHEAD)
    assert "lunes 4 de enero de 2027 a las 9:00 a. m." in message.subject


def test_daylight_saving_keeps_the_wall_clock_of_the_visit():
    zone = {"timezone": "America/New_York"}
    summer = a_row(visit={**zone, "start": datetime(2026, 10, 30, 13, 0)})
    winter = a_row(visit={**zone, "start": datetime(2026, 11, 2, 14, 0)})
    for row in (summer, winter):
        assert "9:00 a. m." in render(row, LETTERHEAD).subject


def test_a_tanda_promises_a_turn_and_estimates_the_hour():
    row = a_row(visit={"mode": "arrival", "turn": 7})
    message = render(row, LETTERHEAD)
    assert message.subject == "Cita confirmada: miércoles 25 de noviembre, turno 7"
    for body in (message.text, message.html):
        assert "7, por orden de llegada. Hora estimada: 9:30 a. m." in body


@pytest.mark.parametrize("kind", ACTIONS)
def test_buttons_open_the_page_that_asks(kind):
    message = render(a_row(kind), LETTERHEAD)
    page = f"https://citas.clinica.test/l/{'tok3n' * 8}"
    for action in ACTIONS[kind]:
        assert f"{page}?accion={action}" in message.text
        assert f'href="{page}?accion={action}"' in message.html


def test_a_cancelled_visit_offers_no_way_back_but_another_booking():
    for kind in ("cancelled_by_patient", "cancelled_by_clinic"):
        message = render(a_row(kind), LETTERHEAD)
        assert "/l/" not in message.html and "/l/" not in message.text
        assert 'href="https://citas.clinica.test/"' in message.html
        assert "Traiga sus medicinas" not in message.text


def test_a_moved_visit_tells_the_earlier_time():
    row = a_row("moved", payload={"previous_start": "2026-11-24T13:00:00"})
    message = render(row, LETTERHEAD)
    assert "martes 24 de noviembre a las 9:00 a. m." in message.text


def test_only_reminders_can_be_unsubscribed():
    for kind in KINDS:
        headers = render(a_row(kind), LETTERHEAD).headers
        assert ("List-Unsubscribe" in headers) == (kind in REMINDERS)
    reminder = render(a_row("reminder"), LETTERHEAD)
    link, _, mail = reminder.headers["List-Unsubscribe"].partition(", ")
    assert link == f"<https://citas.clinica.test/baja/{'t0ken' * 8}>"
    assert link.strip("<>") in reminder.html and link.strip("<>") in reminder.text
    assert mail.startswith("<mailto:hola@clinica.test?subject=")
    assert reminder.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_affected_choose_among_three_times():
    message = render(a_row("affected"), LETTERHEAD)
    page = f"https://citas.clinica.test/l/{'tok3n' * 8}?accion=reschedule"
    for hour, words in (
            ("2026-11-26T09%3A00%3A00-04%3A00", "Jueves 26 de noviembre a las 9:00 a. m."),
            ("2026-11-26T09%3A30%3A00-04%3A00", "Jueves 26 de noviembre a las 9:30 a. m."),
            ("2026-11-27T14%3A00%3A00-04%3A00", "Viernes 27 de noviembre a las 2:00 p. m.")):
        assert f"{words}: {page}&hora={hour}" in message.text
        assert f'href="{page}&amp;hora={hour}"' in message.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_practitioner_reads_about_the_agenda_and_can_not_act_for_the_patient(
        kind, language):
    row = a_row(kind, language, audience="practitioner", link="", unsubscribe="")
    message = render(row, LETTERHEAD)
    assert "/l/" not in message.html + message.text and not message.headers
    assert "https://citas.clinica.test/clinica/agenda" in message.text
    assert "Ana" in message.text and not message.calendar


def test_who_said_to_come_is_not_asked_again():
    message = render(a_row("reminder_today", visit={"confirmed": True}), LETTERHEAD)
    assert "accion=confirm" not in message.text and "accion=cancel" in message.text


def test_a_short_channel_says_it_in_one_line():
    line = sentence(a_row(), LETTERHEAD)
    assert line == (
        "Clínica La Vega. Cita confirmada: miércoles 25 de noviembre a las 9:30 a. m.. "
        f"https://citas.clinica.test/l/{'tok3n' * 8}").replace("m.. ", "m. ")
    assert "482913" in sentence(a_code(), LETTERHEAD)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_code_is_in_the_body_and_not_in_the_subject(purpose, language):
    message = render(a_code(purpose, language), LETTERHEAD)
    assert "482913" in message.text and "482913" in message.html
    assert "482913" not in message.subject and not message.calendar
    assert "482913" not in message.html.partition("</div>")[0]  # the preview line


CANARIES = {"reason": "CANARY-reason", "service_name": "CANARY-service",
    "specialty": "CANARY-specialty", "note": "CANARY-note", "patient_name": "CANARY-p"}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_clinical_leaves_even_if_a_row_carried_it(kind):
    message = render(a_row(kind, visit=CANARIES), LETTERHEAD)
    assert "CANARY" not in message.as_email().as_string()
    assert b"CANARY" not in message.calendar + message.as_email().as_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_preparation_stays_out_of_subject_preview_and_calendar(kind):
    message = render(
        a_row(kind, visit={"instructions": "CANARY ayuno"}), LETTERHEAD)
    preview = message.html.partition("<table")[0]
    assert "CANARY" not in message.subject + preview + message.calendar.decode()


def test_names_and_settings_are_escaped_in_the_page():
    evil = "<script>alert(1)</script>\"'{{ 7*7 }}{first_name}"
    row = a_row(visit=dict.fromkeys(
        ("first_name", "practitioner_name", "location_name", "street", "city",
            "arrival_note", "instructions", "number"), evil))
    row["clinic"]["name"] = evil
    message = render(row, LETTERHEAD)
    assert "<script" not in message.html
    assert "49" not in re.sub(r"&#\d+;", "", message.html)


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "data:text/html,x", "ftp://x", "", "//x"])
def test_only_web_addresses_become_links(url):
    message = render(a_row(visit={"map_url": url}), LETTERHEAD)
    assert "Ver el mapa" not in message.html


@pytest.mark.parametrize(("colour", "ink"), [
    ("#0f766e", "#ffffff"), ("#ffee00", "#000000"), ("red;}", "#ffffff")])
def test_buttons_can_be_read_on_the_clinics_colour(colour, ink):
    row = a_row()
    row["clinic"]["colour"] = colour
    html = render(row, LETTERHEAD).html
    assert f"color:{ink}" in html and "red;}" not in html


def test_the_same_row_gives_the_same_message():
    assert render(a_row(), LETTERHEAD) == render(a_row(), LETTERHEAD)


def test_a_nameless_patient_and_a_bare_location_still_read_well():
    row = a_row(visit=dict.fromkeys(
        ("first_name", "street", "city", "map_url", "phone", "arrival_note",
            "instructions"), ""))
    row["clinic"].update(phone="", email="")
    message = render(row, LETTERHEAD)
    assert message.text.startswith("Hola:\n")
    assert "None" not in message.text + message.html
    assert not re.search(r"\n{4,}", message.text)


@pytest.mark.parametrize(("code", "language"), [
    ("es", "es"), ("es_419", "es"), ("en_GB", "en"), ("fr", "es"), (None, "es")])
def test_other_languages_read_spanish(code, language):
    assert wording.language_of(code) == language
