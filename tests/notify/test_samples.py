# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message as people get it, kept beside the tests.

After a change that is meant: ``SAMPLES=write pytest tests/notify/test_samples.py``,
then read the difference.
"""

import os
from pathlib import Path

import pytest

from api_adapter.notify import wording
from api_adapter.notify.preview_page import preview
from api_adapter.notify.render import render
from api_adapter.notify.samples import SAMPLES, VISIT, sample
from tests.notify.rows import LETTERHEAD
from trytond_medical_appointment.outbox import KINDS

FOLDER = Path(__file__).with_name("samples")
LANGUAGES = ("es", "en")
EACH = [(name, language) for name in SAMPLES for language in LANGUAGES]
LONGEST_SUBJECT = 78
LONGEST_PREVIEW = 90


def written(message):
    parts = {
        "txt": f"Subject: {message.subject}\nPreview: {preview(message)}\n\n{message.text}",
        "html": message.html}
    if message.calendar:
        parts["ics"] = message.calendar.decode().replace("\r\n", "\n")
    return parts


@pytest.mark.parametrize(("name", "language"), EACH)
def test_the_message_is_the_one_that_was_read_and_kept(name, language):
    for suffix, content in written(render(sample(name, language), LETTERHEAD)).items():
        path = FOLDER / f"{name}.{language}.{suffix}"
        if os.environ.get("SAMPLES") == "write":
            FOLDER.mkdir(exist_ok=True)
            path.write_text(content, "utf-8")
        assert path.read_text("utf-8") == content


@pytest.mark.parametrize(("name", "language"), EACH)
def test_it_can_be_read_in_a_phones_list(name, language):
    message = render(sample(name, language), LETTERHEAD)
    assert len(message.subject) <= LONGEST_SUBJECT
    assert 10 < len(preview(message)) <= LONGEST_PREVIEW


def test_every_kind_has_a_sample():
    shown = {kind for kind, _ in SAMPLES.values()}
    assert shown == {kind for kind, _ in KINDS}
    assert {words for language in LANGUAGES for words in wording.words(language)["kinds"]
        if not words.startswith("code_")} | {"code", "email_verification"} == shown


def test_a_sample_has_what_a_row_has():
    from tests.notify.rows import a_row, a_visit
    assert sample("confirmation", "es").keys() == a_row().keys()
    assert VISIT.keys() == a_visit().keys()
