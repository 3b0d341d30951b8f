# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clinic offers: specialties, services, practitioners, insurers."""
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from .common import Input, Money, Named, Output, PathId, money
from .times import minutes


class ServiceQuery(Input):
    practitioner: PathId | None = None
    specialty: PathId | None = None


class PractitionerQuery(Input):
    service: PathId | None = None


class NamedList(Output):
    items: list[Named]
    next: str | None


class Service(Output):
    id: int
    name: str
    description: str | None
    duration: Annotated[int, Field(description='Minutes', examples=[30])]
    price: Money | None
    specialty: int | None
    practitioners: list[int]
    instructions: str | None
    needs_approval: bool
    minimum_notice: Annotated[int, Field(description='Minutes')]
    maximum_horizon: Annotated[int, Field(description='Days')]


class ServiceList(Output):
    items: list[Service]
    next: str | None


class OfferedService(Output):
    id: int
    duration: Annotated[int, Field(description='Minutes')]
    price: Money | None


class Practitioner(Output):
    id: int
    name: Annotated[str, Field(examples=['Dra. Carmen Pérez'])]
    title: str | None
    colour: str | None
    biography: str | None
    specialties: list[Named]
    services: list[OfferedService]
    locations: list[int]
    insurers: list[int]
    photo: Annotated[str | None, Field(
            examples=['/api/practitioners/3/photo'])]


class PractitionerList(Output):
    items: list[Practitioner]
    next: str | None


def listed(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A whole list: nothing follows it."""
    return {'items': list(items), 'next': None}


def named(raw: dict[str, Any]) -> dict[str, Any]:
    return {'id': raw['id'], 'name': raw['name']}


def service(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        'id': raw['id'],
        'name': raw['name'],
        'description': raw['description'],
        'duration': minutes(raw['duration']),
        'price': money(raw['price'], raw['currency']),
        'specialty': raw['specialty'],
        'practitioners': raw['practitioners'],
        'instructions': raw['instructions'],
        'needs_approval': raw['needs_approval'],
        'minimum_notice': minutes(raw['minimum_notice']),
        'maximum_horizon': raw['maximum_horizon']}


def practitioner(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        'id': raw['id'],
        'name': raw['name'],
        'title': raw['title'],
        'colour': raw['colour'],
        'biography': raw['biography'],
        'specialties': [named(found) for found in raw['specialties']],
        'services': [_offered(found) for found in raw['services']],
        'locations': raw['locations'],
        'insurers': raw['insurers'],
        'photo': f'/api/practitioners/{raw["id"]}/photo'
        if raw['photo'] else None}


def _offered(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        'id': raw['id'],
        'duration': minutes(raw['duration']),
        'price': money(raw['price'], raw['currency'])}
