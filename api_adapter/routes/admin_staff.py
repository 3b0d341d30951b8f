# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works in the clinic, what they may do, and what was done."""
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ..bridge import call
from ..deps import Administrator, Version
from ..openapi import answers
from ..responses import json
from ..schemas import admin as schema
from ..schemas.common import PathId

router = APIRouter(prefix='/admin', tags=['administration'])
MODEL = 'res.user'
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
MADE = (*SIGNED, 'invalid', 'refused', 'conflict', 'not-found', 'invalid-email')


@router.get(
    '/staff', operation_id='listStaff', response_model=schema.StaffList,
    responses=answers(*SIGNED))
def list_staff(caller: Administrator) -> Response:
    """Everybody who may sign in as staff."""
    found = call(caller, MODEL, 'staff')
    return json(schema.every([schema.staff(raw) for raw in found]))


@router.post(
    '/staff', operation_id='createStaff',
    response_model=schema.NewStaffMember, status_code=201,
    responses=answers(*MADE))
def create_staff(body: schema.NewStaff, caller: Administrator) -> Response:
    """A new staff member, with a password to hand over."""
    made = call(caller, MODEL, 'keep_staff', schema.written(body))
    return json(schema.staff(made), 201)


@router.patch(
    '/staff/{id:id}', operation_id='updateStaff', response_model=schema.Staff,
    responses=answers(*MADE, 'precondition-required', 'stale-record'))
def update_staff(
        id: PathId, body: schema.StaffChange, caller: Administrator,
        version: Version) -> Response:
    """Change who somebody is or what they may do, or lock them out."""
    kept = call(
        caller, MODEL, 'keep_staff', schema.written(body), id=id,
        version=version)
    return json(schema.staff(kept))


@router.post(
    '/staff/{id:id}/password', operation_id='renewStaffPassword',
    response_model=schema.Password,
    responses=answers(*SIGNED, 'invalid', 'not-found'))
def renew_staff_password(id: PathId, caller: Administrator) -> Response:
    """A new password to hand over; what was open ends."""
    return json(call(caller, MODEL, 'renew_staff_password', id))


@router.delete(
    '/staff/{id:id}/sessions', operation_id='endStaffSessions',
    response_model=schema.EndedSessions,
    responses=answers(*SIGNED, 'invalid', 'not-found'))
def end_staff_sessions(id: PathId, caller: Administrator) -> Response:
    """Sign somebody out everywhere, the desktop client included."""
    return json(call(caller, MODEL, 'end_staff_sessions', id))


@router.get(
    '/audit', operation_id='listAudit', response_model=schema.AuditList,
    responses=answers(*SIGNED, 'invalid'))
def list_audit(
        query: Annotated[schema.AuditQuery, Query()],
        caller: Administrator) -> Response:
    """Who did and read what, the newest first."""
    found = call(
        caller, 'medical.audit', 'listing', user=query.user,
        kind=query.kind, action=query.action, of_model=query.model,
        record=query.record, day_from=query.from_, day_to=query.to,
        after=query.after, limit=query.limit)
    return json(schema.audit(found))
