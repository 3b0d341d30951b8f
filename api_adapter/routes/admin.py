# SPDX-License-Identifier: GPL-3.0-or-later
"""Services, practitioners, locations, messages and rules, for the
administrator."""
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from ..bridge import call
from ..deps import Administrator, Caller, Version
from ..openapi import answers
from ..responses import json
from ..schemas import admin as schema
from ..schemas.common import Input, PathId

router = APIRouter(prefix='/admin', tags=['administration'])
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
MADE = (*SIGNED, 'invalid', 'refused', 'conflict', 'invalid-phone', 'invalid-email')
CHANGED = (*MADE, 'not-found', 'precondition-required', 'stale-record')
SERVICE, PRACTITIONER, LOCATION, RULE, SETTINGS = (
    'medical.service', 'medical.practitioner', 'medical.location',
    'medical.notification.rule', 'medical.configuration')
Wire = Callable[[dict[str, Any]], dict[str, Any]]


def _every(caller: Caller, model: str, wire: Wire) -> Response:
    found = call(caller, model, 'kept')
    return json(schema.every([wire(raw) for raw in found]))


def _keep(
        caller: Caller, model: str, body: Input, wire: Wire,
        id: int | None = None, version: int | None = None) -> Response:
    kept = call(
        caller, model, 'keep', schema.written(body), id=id, version=version)
    return json(wire(kept), 201 if id is None else 200)


@router.get(
    '/services', operation_id='listKeptServices',
    response_model=schema.KeptServiceList, responses=answers(*SIGNED))
def list_kept_services(caller: Administrator) -> Response:
    """Every service with all its terms, those switched off included."""
    return _every(caller, SERVICE, schema.service)


@router.post(
    '/services', operation_id='createService',
    response_model=schema.KeptService, status_code=201,
    responses=answers(*MADE))
def create_service(
        body: schema.NewService, caller: Administrator) -> Response:
    """A new service."""
    return _keep(caller, SERVICE, body, schema.service)


@router.patch(
    '/services/{id:id}', operation_id='updateService',
    response_model=schema.KeptService, responses=answers(*CHANGED))
def update_service(
        id: PathId, body: schema.ServiceChange, caller: Administrator,
        version: Version) -> Response:
    """Change a service."""
    return _keep(caller, SERVICE, body, schema.service, id, version)


@router.get(
    '/practitioners', operation_id='listKeptPractitioners',
    response_model=schema.KeptPractitionerList, responses=answers(*SIGNED))
def list_kept_practitioners(caller: Administrator) -> Response:
    """Every practitioner, those switched off included."""
    return _every(caller, PRACTITIONER, schema.practitioner)


@router.post(
    '/practitioners', operation_id='createPractitioner',
    response_model=schema.KeptPractitioner, status_code=201,
    responses=answers(*MADE))
def create_practitioner(
        body: schema.NewPractitioner, caller: Administrator) -> Response:
    """A new practitioner."""
    return _keep(caller, PRACTITIONER, body, schema.practitioner)


@router.patch(
    '/practitioners/{id:id}', operation_id='updatePractitioner',
    response_model=schema.KeptPractitioner, responses=answers(*CHANGED))
def update_practitioner(
        id: PathId, body: schema.PractitionerChange, caller: Administrator,
        version: Version) -> Response:
    """Change a practitioner."""
    return _keep(caller, PRACTITIONER, body, schema.practitioner, id, version)


@router.get(
    '/locations', operation_id='listKeptLocations',
    response_model=schema.KeptLocationList, responses=answers(*SIGNED))
def list_kept_locations(caller: Administrator) -> Response:
    """Every location with its rooms."""
    return _every(caller, LOCATION, schema.kept)


@router.post(
    '/locations', operation_id='createLocation',
    response_model=schema.KeptLocation, status_code=201,
    responses=answers(*MADE))
def create_location(
        body: schema.NewLocation, caller: Administrator) -> Response:
    """A new location."""
    return _keep(caller, LOCATION, body, schema.kept)


@router.patch(
    '/locations/{id:id}', operation_id='updateLocation',
    response_model=schema.KeptLocation, responses=answers(*CHANGED))
def update_location(
        id: PathId, body: schema.LocationChange, caller: Administrator,
        version: Version) -> Response:
    """Change a location and its rooms."""
    return _keep(caller, LOCATION, body, schema.kept, id, version)


@router.get(
    '/message-rules', operation_id='listMessageRules',
    response_model=schema.MessageRuleList, responses=answers(*SIGNED))
def list_message_rules(caller: Administrator) -> Response:
    """Which messages are sent, when, and to whom."""
    return _every(caller, RULE, schema.kept)


@router.patch(
    '/message-rules/{id:id}', operation_id='updateMessageRule',
    response_model=schema.MessageRule, responses=answers(*CHANGED))
def update_message_rule(
        id: PathId, body: schema.MessageRuleChange, caller: Administrator,
        version: Version) -> Response:
    """Change when or to whom a message is sent."""
    return _keep(caller, RULE, body, schema.kept, id, version)


@router.get(
    '/settings', operation_id='getSettings', response_model=schema.Settings,
    responses=answers(*SIGNED))
def get_settings(caller: Administrator) -> Response:
    """The rules of the clinic."""
    return json(schema.kept(call(caller, SETTINGS, 'kept')))


@router.patch(
    '/settings', operation_id='updateSettings',
    response_model=schema.Settings,
    responses=answers(*MADE, 'precondition-required', 'stale-record'))
def update_settings(
        body: schema.SettingsChange, caller: Administrator,
        version: Version) -> Response:
    """Change the rules of the clinic."""
    return json(schema.kept(call(
                caller, SETTINGS, 'keep', schema.written(body),
                version=version)))
