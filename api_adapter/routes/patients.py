# SPDX-License-Identifier: GPL-3.0-or-later
"""Patients, for the staff: practitioners see their own."""
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ..bridge import call
from ..deps import Desk, StaffMember, Version
from ..openapi import answers
from ..responses import json
from ..schemas import appointments
from ..schemas import patients as schema
from ..schemas.common import PathId

router = APIRouter(prefix='/patients', tags=['patients'])
MODEL = 'medical.patient'
SIGNED = ('token-required', 'invalid-token', 'not-allowed', 'invalid')
WRITTEN = (
    *SIGNED, 'not-found', 'duplicate-cedula', 'invalid-phone',
    'invalid-cedula', 'invalid-email', 'invalid-birth-date', 'refused')


@router.get(
    '', operation_id='listPatients', response_model=schema.PatientList,
    responses=answers(*SIGNED))
def list_patients(
        query: Annotated[schema.PatientQuery, Query()],
        caller: StaffMember) -> Response:
    """Patients by name, phone, cédula, record number or reference."""
    found = call(
        caller, MODEL, 'listing', search=query.search, after=query.after,
        limit=query.limit)
    return json(schema.page(found))


@router.post(
    '', operation_id='createPatient', response_model=schema.Patient,
    status_code=201, responses=answers(*WRITTEN, 'duplicate-patient'))
def create_patient(body: schema.NewPatient, caller: Desk) -> Response:
    """Write down a new patient.

    Whoever may be the same person is answered as `candidates`, and nothing
    is written down until `override` says that it is somebody else.
    """
    made = call(
        caller, MODEL, 'add', schema.written(body), override=body.override)
    return json(schema.patient(made), 201)


@router.get(
    '/{id:id}', operation_id='getPatient', response_model=schema.Patient,
    responses=answers(*SIGNED, 'not-found'))
def get_patient(id: PathId, caller: StaffMember) -> Response:
    """One patient's card."""
    return json(schema.patient(call(caller, MODEL, 'details', id)))


@router.patch(
    '/{id:id}', operation_id='updatePatient', response_model=schema.Patient,
    responses=answers(*WRITTEN, 'precondition-required', 'stale-record'))
def update_patient(
        id: PathId, body: schema.PatientChange, caller: Desk,
        version: Version) -> Response:
    """Correct what was written down."""
    changed = call(
        caller, MODEL, 'change', id, schema.written(body), version=version)
    return json(schema.patient(changed))


@router.get(
    '/{id:id}/appointments', operation_id='listPatientAppointments',
    response_model=appointments.AppointmentList,
    responses=answers(*SIGNED, 'not-found'))
def list_patient_appointments(
        id: PathId, query: Annotated[schema.PatientVisitQuery, Query()],
        caller: StaffMember) -> Response:
    """The visits of a patient, the latest first."""
    found = call(
        caller, MODEL, 'visits', id,
        states=[s.value for s in query.state] or None, after=query.after,
        limit=query.limit, newest=query.newest)
    return json(appointments.page(found))
