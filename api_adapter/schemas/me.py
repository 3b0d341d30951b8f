# SPDX-License-Identifier: GPL-3.0-or-later
"""The person behind the token."""
from typing import Any

from .auth import Role
from .common import Output


class Dependant(Output):
    patient: int
    name: str


class Me(Output):
    role: Role
    name: str | None
    email: str | None
    patient: int | None
    practitioner: int | None
    language: str
    dependants: list[Dependant]


def me(
        person: dict[str, Any], profile: dict[str, Any] | None,
        language: str) -> dict[str, Any]:
    """The caller: what the session says and what the account adds."""
    profile = profile or {}
    return {
        'role': person['role'],
        'name': profile.get('name'),
        'email': profile.get('email'),
        'patient': profile.get('patient'),
        'practitioner': profile.get('practitioner'),
        'language': profile.get('language') or language,
        'dependants': profile.get('dependants') or []}
