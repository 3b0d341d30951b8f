# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from tests.callers import People
from tests.world import World, build


@pytest.fixture(scope="module")
def world(client, settings) -> World:
    return build(settings.database_name, patients=20)


@pytest.fixture(scope="module")
def as_(client, world) -> People:
    """`as_("ana")` is Ana with a token; `as_("nobody")` has none."""
    return People(client, world)


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    """Limits have tests of their own."""
    from api_adapter import limits
    monkeypatch.setattr(limits, "enabled", False)
