# SPDX-License-Identifier: GPL-3.0-or-later
"""One PostgreSQL cluster for the whole run, known to trytond before anything imports it.

`TEST_DATABASE_URL` names another server to use (its user must be allowed to create databases).
"""
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from api_adapter.settings import split_database_url  # noqa: E402
from tests import cluster  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and "TEST_DATABASE_URL" not in os.environ:
        server = cluster.Cluster()
        config.add_cleanup(server.stop)
        os.environ["TEST_DATABASE_URL"] = server.start()
        os.environ["TEST_LOCKS"] = str(server.folder)
    _point_trytond_at_it()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes many minutes runs only when it is asked for."""
    if "long" in config.option.markexpr:
        return
    waiting = [item for item in items if item.get_closest_marker("long")]
    if waiting:
        config.hook.pytest_deselected(items=waiting)
        items[:] = [item for item in items if item not in waiting]


def _point_trytond_at_it() -> None:
    uri, _ = split_database_url(os.environ["TEST_DATABASE_URL"])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["TRYTOND_DATABASE_URI"] = uri
    os.environ["TRYTOND_WEB__ROOT"] = ""
    os.environ["DB_NAME"] = f"module_{worker}_{os.getpid()}"
    os.environ["DB_CACHE"] = "postgresql://"  # trytond keeps templates in the cluster itself


@pytest.fixture(scope="session", autouse=True)
def module_template() -> None:
    """Before the first of trytond's own test cases, make what they clone."""
    if "trytond.tests.test_tryton" in sys.modules:
        cluster.ensure_module_template()
