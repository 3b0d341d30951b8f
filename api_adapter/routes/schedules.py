# SPDX-License-Identifier: GPL-3.0-or-later
"""The weekly hours, single days and holidays, for the administrator."""
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ..bridge import READ_COMMITTED, call
from ..deps import Administrator
from ..openapi import answers
from ..responses import json
from ..schemas import schedules as schema
from ..schemas.common import PathId

router = APIRouter(tags=['schedules'])
MODEL, HOLIDAY = 'medical.schedule', 'medical.holiday'
SIGNED = ('token-required', 'invalid-token', 'not-allowed', 'invalid')
CHANGE = (*SIGNED, 'not-found', 'stale-record', 'refused')


@router.get(
    '/schedules', operation_id='listSchedules',
    response_model=schema.ScheduleList, responses=answers(*SIGNED))
def list_schedules(
        query: Annotated[schema.ScheduleQuery, Query()],
        caller: Administrator) -> Response:
    """The hours in force and to come, of one practitioner or all."""
    return json(schema.schedules(
            call(caller, MODEL, 'weekly', query.practitioner)))


@router.get(
    '/schedules/day', operation_id='getScheduleDay',
    response_model=schema.ScheduleDay,
    responses=answers(*SIGNED, 'not-found'))
def get_schedule_day(
        query: Annotated[schema.DayQuery, Query()],
        caller: Administrator) -> Response:
    """The hours of one practitioner at one location on one day."""
    return json(schema.day(call(
                caller, MODEL, 'day', query.practitioner, query.location,
                query.day)))


@router.post(
    '/schedules/preview', operation_id='previewSchedule',
    response_model=schema.SchedulePreview, responses=answers(*CHANGE))
def preview_schedule(
        body: schema.SchedulePreviewRequest,
        caller: Administrator) -> Response:
    """What a change would do to booked visits and to the times on offer.

    Nothing is kept of it.
    """
    return json(schema.preview(call(
                caller, MODEL, 'preview', schema.change(body.change),
                service=body.service, _isolation=READ_COMMITTED)))


@router.post(
    '/schedules', operation_id='publishSchedule',
    response_model=schema.ScheduleList, responses=answers(*CHANGE))
def publish_schedule(
        body: schema.ScheduleChange, caller: Administrator) -> Response:
    """Change the hours: from a day on, or on one day only."""
    return json(schema.schedules(
            call(
                caller, MODEL, 'publish', schema.change(body),
                _isolation=READ_COMMITTED)))


@router.get(
    '/holidays', operation_id='listHolidays',
    response_model=schema.HolidayList, responses=answers(*SIGNED))
def list_holidays(
        query: Annotated[schema.HolidayQuery, Query()],
        caller: Administrator) -> Response:
    """The holidays of a year, and the country's that are not kept yet."""
    return json(schema.holidays(call(caller, HOLIDAY, 'year', query.year)))


@router.post(
    '/holidays', operation_id='createHoliday',
    response_model=schema.HolidayList, responses=answers(*SIGNED, 'refused'))
def create_holiday(
        body: schema.NewHoliday, caller: Administrator) -> Response:
    """Close on a day; the year's holidays."""
    return json(schema.holidays(
            call(caller, HOLIDAY, 'close', body.date, body.name)))


@router.post(
    '/holidays/generate', operation_id='generateHolidays',
    response_model=schema.HolidayList, responses=answers(*SIGNED, 'refused'))
def generate_holidays(
        body: schema.HolidayYear, caller: Administrator) -> Response:
    """Close on every holiday of the country in a year."""
    return json(schema.holidays(
            call(caller, HOLIDAY, 'close_year', body.year)))


@router.delete(
    '/holidays/{id:id}', operation_id='deleteHoliday',
    response_model=schema.HolidayList,
    responses=answers(*SIGNED, 'not-found'))
def delete_holiday(id: PathId, caller: Administrator) -> Response:
    """Attend on that day; the year's holidays."""
    return json(schema.holidays(call(caller, HOLIDAY, 'open', id)))
