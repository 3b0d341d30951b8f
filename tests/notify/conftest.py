# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from tests.notify.world import World


@pytest.fixture(scope="module")
def clinic(settings) -> World:
    """One for each test module; tests empty the outbox by `world`."""
    return World(settings)


@pytest.fixture
def world(clinic) -> World:
    clinic.forget()
    return clinic
