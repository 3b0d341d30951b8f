# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting room of the day: order, calls, jumps, delays."""
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ..bridge import READ_COMMITTED, call
from ..deps import StaffMember
from ..openapi import answers
from ..responses import json
from ..schemas import queue as schema

router = APIRouter(prefix='/queue', tags=['queue'])
MODEL = 'medical.appointment'
DELAY = 'medical.queue.delay'
SIGNED = ('token-required', 'invalid-token', 'not-allowed')
ONE = (*SIGNED, 'invalid', 'not-found')


@router.get(
    '', operation_id='getQueue', response_model=schema.Queue,
    responses=answers(*ONE))
def get_queue(
        query: Annotated[schema.QueueQuery, Query()],
        caller: StaffMember) -> Response:
    """Who is there, who is next and why; a practitioner sees the own room."""
    return json(schema.queue(call(
            caller, MODEL, 'waiting_room', query.practitioner or None,
            location=query.location, day=query.date)))


@router.post(
    '/call-next', operation_id='callNext', response_model=schema.QueueEntry,
    responses=answers(*ONE, 'nobody-waiting'))
def call_next(body: schema.CallNext, caller: StaffMember) -> Response:
    """Call in whose turn it is."""
    return json(schema.entry(call(
            caller, MODEL, 'call_next', body.practitioner,
            location=body.location, _isolation=READ_COMMITTED)))


@router.post(
    '/move', operation_id='moveInQueue', response_model=schema.Queue,
    responses=answers(*ONE, 'illegal-transition', 'reason-required'))
def move_in_queue(body: schema.QueueMove, caller: StaffMember) -> Response:
    """Put somebody before another one, or last; the reason is kept."""
    return json(schema.queue(call(
            caller, MODEL, 'move_in_queue', body.appointment, body.before,
            body.reason, _isolation=READ_COMMITTED)))


@router.post(
    '/late', operation_id='announceDelay', response_model=schema.LateAnswer,
    responses=answers(*ONE))
def announce_delay(body: schema.Late, caller: StaffMember) -> Response:
    """A practitioner is late: estimates move, those at home are told."""
    return json(call(
            caller, DELAY, 'announce', body.practitioner, body.minutes,
            _isolation=READ_COMMITTED))


@router.post(
    '/late/undo', operation_id='undoDelay', response_model=schema.LateAnswer,
    responses=answers(*ONE, 'illegal-transition'))
def undo_delay(body: schema.LateUndo, caller: StaffMember) -> Response:
    """Take the last delay back; those who were told are told again."""
    return json(call(
            caller, DELAY, 'take_back', body.practitioner,
            _isolation=READ_COMMITTED))
