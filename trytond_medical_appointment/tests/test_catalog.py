# SPDX-License-Identifier: GPL-3.0-or-later
"""The cached master data: right at once for whoever changes it.

What other processes see is in `tests/test_processes.py`.
"""
import datetime as dt
import unittest
from decimal import Decimal

from trytond.pool import Pool
from trytond.tests.test_tryton import activate_module, with_transaction
from trytond.transaction import Transaction

from tests.builders import (
    MINUTE, as_public, at, company, make, make_hours, make_location,
    make_practitioner, make_room, make_service)
from trytond_medical_appointment import catalog


class SameTransactionTestCase(unittest.TestCase):
    "A change is seen by whoever made it"

    @classmethod
    def setUpClass(cls):
        activate_module('medical_appointment')

    def check(self, change, read):
        "Tell that what is read is another after the change"
        before = read(catalog.get('en'))
        change()
        self.assertNotEqual(read(catalog.get('en')), before)

    @with_transaction(user=0)
    def test_every_source(self):
        location = make_location()
        service = make_service()
        doctor = make_practitioner(service, location=location)
        line = doctor.schedules[0].lines[0]
        for record, name, value, read in (
                (service, 'price', 99, lambda c: c.services[service.id]),
                (service, 'active', False,
                    lambda c: c.services[service.id]['active']),
                (location, 'street', "Calle 9",
                    lambda c: c.locations[location.id]),
                (doctor, 'online', False,
                    lambda c: c.practitioners[doctor.id]['online']),
                (doctor.services[0], 'duration', 7 * MINUTE,
                    lambda c: c.practitioners[doctor.id]['offers']),
                (line, 'end', dt.time(9), lambda c: c.lines),
                (doctor.schedules[0], 'active', False, lambda c: c.lines),
                (Pool().get('medical.configuration')(1), 'clinic_name', "X",
                    lambda c: c.settings)):
            def change(record=record, name=name, value=value):
                setattr(record, name, value)
                record.save()
            with self.subTest(model=record.__name__, field=name):
                self.check(change, read)

    @with_transaction(user=0)
    def test_what_is_new(self):
        location = make_location()
        doctor = make_practitioner(location=location)
        for make_it, read in (
                (lambda: make_room(location), lambda c: set(c.rooms)),
                (make_service, lambda c: set(c.services)),
                (lambda: make('medical.specialty', name="X"),
                    lambda c: set(c.specialties)),
                (lambda: make('medical.insurer', name="X"),
                    lambda c: set(c.insurers)),
                (lambda: make('medical.holiday', name="X", company=company(),
                        date=dt.date(2030, 1, 1)), lambda c: c.holidays),
                (lambda: make('medical.schedule.exception', kind='absence',
                        practitioner=doctor, start=at(1, '08:00'),
                        end=at(1, '09:00')), lambda c: c.changes)):
            self.check(make_it, read)

    @with_transaction(user=0)
    def test_removed(self):
        doctor = make_practitioner()
        absence = make(
            'medical.schedule.exception', kind='absence',
            practitioner=doctor, start=at(1, '08:00'), end=at(1, '09:00'))
        self.check(
            lambda: absence.delete([absence]), lambda c: c.changes)

    @with_transaction(user=0)
    def test_practitioner_renamed(self):
        doctor = make_practitioner()
        party = doctor.party

        def rename():
            party.surname = "Otra"
            party.save()
        self.check(rename, lambda c: c.practitioners[doctor.id]['name'])

    @with_transaction(user=0)
    def test_languages(self):
        service = make_service(name="Visit")
        with Transaction().set_context(language='es'):
            service = service.__class__(service.id)
            service.name = "Consulta"
            service.save()
        self.assertEqual(
            [catalog.get(code).services[service.id]['name']
                for code in ('en', 'es', 'fr')],
            ["Visit", "Consulta", "Visit"])

    @with_transaction(user=0)
    def test_read_whoever_asks(self):
        "The same for a visitor who is first as for the system"
        service = make_service(price=1500)
        catalog.clear()
        with as_public():
            found = catalog.get('en').services[service.id]
        self.assertEqual(found['price'], Decimal(1500))

    @with_transaction(user=0)
    def test_one_read(self):
        make_practitioner()
        self.assertIs(catalog.get('en'), catalog.get('en'))

    @with_transaction(user=0)
    def test_inactive_location_offers_nothing(self):
        location = make_location()
        doctor = make_practitioner(hours=False)
        make_hours(doctor, location)
        location.active = False
        location.save()
        self.assertNotIn(doctor.id, catalog.get('en').lines)
