# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages we speak, and which one the caller prefers."""
from functools import lru_cache

LANGUAGES = ('es', 'en')
DEFAULT = LANGUAGES[0]


@lru_cache(maxsize=256)
def language_of(header: str | None) -> str:
    """The best of our languages for an Accept-Language header (RFC 9110)."""
    best, weight = DEFAULT, 0.0
    for part in (header or '')[:200].split(','):
        tag, _, quality = part.partition(';q=')
        language = tag.strip()[:2].lower()
        if language in LANGUAGES and _weight(quality) > weight:
            best, weight = language, _weight(quality)
    return best


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
