# SPDX-License-Identifier: GPL-3.0-or-later
"""What one process changes, another sees."""
from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from decimal import Decimal

import pytest

from tests import cluster

SOON = 5
CHANGE = """
from api_adapter.settings import Settings
from api_adapter.tryton_wsgi import start_pool
settings = Settings.load()
start_pool(settings)
from trytond.pool import Pool
from trytond.transaction import Transaction
with Transaction().start(settings.database_name, 0) as transaction:
    Service = Pool().get('medical.service')
    Service.write([Service({service})], {{'price': 1200}})
    transaction.commit()
"""


class Clinic:
    def __init__(self, name: str) -> None:
        self.name = name

    @contextmanager
    def transaction(self):
        from trytond.transaction import Transaction
        with Transaction().start(self.name, 0) as transaction:
            yield transaction

    def price(self, service: int) -> Decimal | None:
        from trytond_medical_appointment import catalog
        with self.transaction():
            known = catalog.get("en").services.get(service)
            return known and known["price"]

    def awaited_price(self, service: int, wanted: int) -> Decimal | None:
        deadline = time.monotonic() + SOON
        while self.price(service) != wanted and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.price(service)


@pytest.fixture(scope="module")
def clinic(settings) -> Clinic:
    from api_adapter.tryton_wsgi import start_pool
    start_pool(settings)
    return Clinic(settings.database_name)


@pytest.fixture
def service(clinic) -> int:
    from tests.builders import make_service
    with clinic.transaction() as transaction:
        service = make_service(price=1000).id
        transaction.commit()
    assert clinic.awaited_price(service, 1000) == 1000
    return service


def test_change_of_another_process(clinic, service, settings):
    subprocess.run(
        [sys.executable, "-c", CHANGE.format(service=service)], check=True,
        env={**cluster.test_environ(), "DATABASE_URL": settings.database_url})
    assert clinic.awaited_price(service, 1200) == 1200


def test_change_of_this_process(clinic, service):
    from trytond.pool import Pool
    with clinic.transaction() as transaction:
        Service = Pool().get("medical.service")
        Service.write([Service(service)], {"price": 1100})
        transaction.commit()
    assert clinic.awaited_price(service, 1100) == 1100


def test_change_that_is_taken_back(clinic, service):
    from trytond.pool import Pool

    from trytond_medical_appointment import catalog
    with clinic.transaction() as transaction:
        Service = Pool().get("medical.service")
        Service.write([Service(service)], {"price": 1100})
        assert catalog.get("en").services[service]["price"] == 1100
        transaction.rollback()
    assert clinic.price(service) == 1000
