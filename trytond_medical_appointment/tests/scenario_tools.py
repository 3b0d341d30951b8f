# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scenarios begin with, made through the clients' own door."""
import datetime as dt

from proteus import Model
from trytond.modules.company.tests.tools import create_company, get_company

ZONE = 'America/Santo_Domingo'
_BORN = dt.date(1970, 1, 1)


def create_clinic():
    "A company, a location, a service, a practitioner: every day 8 to 12"
    create_company()
    company = get_company()
    location = Model.get('medical.location')(
        name="Centro", company=company, timezone=ZONE)
    location.save()
    service = Model.get('medical.service')(
        name="Consulta", company=company, duration=dt.timedelta(minutes=30))
    service.save()
    practitioner = _create_practitioner(company, service)
    _create_hours(practitioner, location)
    return practitioner, service


def _create_practitioner(company, service):
    party = Model.get('party.party')(first_name="Carmen", surname="Pérez")
    party.save()
    practitioner = Model.get('medical.practitioner')(
        party=party, title="Dra.", company=company)
    practitioner.services.new(service=service)
    practitioner.save()
    return practitioner


def _create_hours(practitioner, location):
    schedule = Model.get('medical.schedule')(
        practitioner=practitioner, location=location)
    for weekday in '1234567':
        schedule.lines.new(
            weekday=weekday, start=dt.time(8), end=dt.time(12),
            overbook_quota=1)
    schedule.save()


def create_patient(number):
    patient = Model.get('medical.patient')(
        first_name="Ana", surname="Reyes %d" % number,
        birth_date=_BORN + dt.timedelta(number))
    patient.save()
    return patient


def create_user(login, group):
    "A member of staff; to act as them use `set_user`"
    User, Group = Model.get('res.user'), Model.get('res.group')
    company = get_company()
    user = User(name=login, login=login)
    user.companies.append(company)
    user.company = company
    user.groups.append(Group.find([('name', '=', group)])[0])
    user.save()
    return user.id
