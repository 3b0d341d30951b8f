# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences per language and moments in words."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone

TEMPLATES = Path(__file__).with_name('templates')
DEFAULT_LANGUAGE = 'es'
_NARROW_SPACES = str.maketrans({'\u202f': ' ', '\xa0': ' '})


@dataclass(frozen=True)
class Style:
    """How a language writes a day and an hour."""

    locale: str
    day: str
    day_with_year: str
    hour: str = 'h:mm a'


STYLES = {
    'es': Style('es_DO', "EEEE d 'de' MMMM", "EEEE d 'de' MMMM 'de' y"),
    'en': Style('en_US', 'EEEE, MMMM d', 'EEEE, MMMM d, y'),
}


def language_of(code: str | None) -> str:
    """`es_419`, `en-GB`, unknown or nothing → a language we write."""
    prefix = (code or '').replace('-', '_').partition('_')[0].lower()
    return prefix if prefix in STYLES else DEFAULT_LANGUAGE


@cache
def words(language: str) -> dict[str, Any]:
    return tomllib.loads((TEMPLATES / f'words.{language}.toml').read_text('utf-8'))


def local(moment: datetime, zone: str) -> datetime:
    """Naive UTC → the clinic's wall clock."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def day(moment: datetime, zone: str, language: str, written: datetime) -> str:
    """`miércoles 25 de noviembre`; with its year when that is not `written`'s."""
    style = STYLES[language]
    same_year = local(moment, zone).year == local(written, zone).year
    return _format(moment, zone, style.day if same_year else style.day_with_year, style)


def hour(moment: datetime, zone: str, language: str) -> str:
    """`9:30 a. m.` or `9:30 AM`."""
    return _format(moment, zone, STYLES[language].hour, STYLES[language])


def at(moment: datetime, zone: str, language: str) -> str:
    """`a las 9:30 a. m.`, `a la 1:00 p. m.`, `at 9:30 AM`."""
    singular = local(moment, zone).hour % 12 == 1
    preposition = words(language)['at_one' if singular else 'at']
    return f'{preposition} {hour(moment, zone, language)}'


def _format(moment: datetime, zone: str, pattern: str, style: Style) -> str:
    text = format_datetime(
        moment.replace(tzinfo=UTC), pattern, get_timezone(zone), style.locale)
    return text.translate(_NARROW_SPACES)
