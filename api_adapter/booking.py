# SPDX-License-Identifier: GPL-3.0-or-later
"""Booking on the wire: the idempotency of a request and its values."""
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import orjson

from . import metrics
from .bridge import READ_COMMITTED, call
from .deps import Caller
from .problems import ProblemError, code_of
from .schemas.appointments import Booking, HoldRequest, Reschedule
from .schemas.availability import slots
from .schemas.links import LinkAction
from .schemas.times import naive
from .schemas.waiting_list import FreedTime

MODEL = 'medical.appointment'
ROUTE = 'createAppointment'


def book(caller: Caller, body: Booking, key: str) -> dict[str, Any]:
    """Book once for each key; the appointment as the module gives it."""
    values = body.model_dump(exclude_none=True)
    values['start'] = naive(body.start)
    if body.person:
        values['person']['relation'] = body.person.relation.value
    with counting(), offering_others(caller, lambda: place(body)):
        answer = call(
            caller, MODEL, 'book', values, idempotency={
                'key': key, 'route': ROUTE,
                'subject': f'{caller.kind}:{caller.session}',
                'body_hash': digest(body)},
            _isolation=READ_COMMITTED)
    return answer['response']  # type: ignore[no-any-return]


@contextmanager
def counting() -> Iterator[None]:
    """Count a booking, or the problem that refused it."""
    try:
        yield
    except ProblemError as problem:
        metrics.bookings.labels(problem.code).inc()
        raise
    except Exception as error:
        metrics.bookings.labels(code_of(error)).inc()
        raise
    metrics.bookings.labels('booked').inc()


def hold(caller: Caller, body: HoldRequest) -> dict[str, Any]:
    with offering_others(caller, lambda: place(body)):
        return call(  # type: ignore[no-any-return]
            caller, MODEL, 'hold', body.service, body.practitioner,
            naive(body.start), location=body.location,
            _isolation=READ_COMMITTED)


def reschedule(
        caller: Caller, id: int, body: Reschedule,
        sequence: int) -> dict[str, Any]:
    values = {**body.model_dump(), 'start': naive(body.start)}

    def wanted() -> Place:
        known = call(caller, MODEL, 'details', id)
        return Place(
            known['service'], body.practitioner or known['practitioner'],
            values['start'], body.location)
    with offering_others(caller, wanted):
        return call(  # type: ignore[no-any-return]
            caller, MODEL, 'act', id, 'reschedule', sequence=sequence,
            values=values, _isolation=READ_COMMITTED)


def act_on_link(
        caller: Caller, token: str, body: LinkAction,
        sequence: int) -> dict[str, Any]:
    start = None if body.start is None else naive(body.start)

    def wanted() -> Place:
        known = call(caller, MODEL, 'link', token)
        return Place(
            known['service'], body.practitioner or known['practitioner'],
            start or known['start'], known['location'])
    with offering_others(caller, wanted):
        return call(  # type: ignore[no-any-return]
            caller, MODEL, 'link_act', token, body.action.value, start=start,
            reason=body.reason, practitioner=body.practitioner,
            sequence=sequence, _isolation=READ_COMMITTED)


def offer_freed_time(
        caller: Caller, id: int, body: FreedTime) -> dict[str, Any]:
    """Hold a freed time for somebody of the waiting list."""
    start = naive(body.start)

    def wanted() -> Place:
        service = call(caller, 'medical.waiting_list', 'wish', id)
        return Place(service, body.practitioner, start, body.location)
    with offering_others(caller, wanted):
        return call(  # type: ignore[no-any-return]
            caller, 'medical.waiting_list', 'offer', id, start,
            body.practitioner, location=body.location,
            _isolation=READ_COMMITTED)


class Place(NamedTuple):
    """What was wanted: `nearest` takes it in this order."""
    service: int
    practitioner: int
    start: dt.datetime
    location: int | None


def place(body: HoldRequest) -> Place:
    return Place(
        body.service, body.practitioner, naive(body.start), body.location)


@contextmanager
def offering_others(
        caller: Caller, wanted: Callable[[], Place]) -> Iterator[None]:
    """Say which free times are nearest when the wanted one is taken."""
    try:
        yield
    except Exception as error:
        if code_of(error) != 'slot-taken':
            raise
        known = getattr(error, 'data', {})
        others = known.get('alternatives') or call(
            caller, MODEL, 'nearest', *wanted())
        raise ProblemError(
            'slot-taken', detail=getattr(error, 'message', None),
            alternatives=slots(others)) from error


def digest(body: Booking) -> str:
    """The same for bodies that mean the same, however they are written."""
    meaning = body.model_dump(mode='json') | {'start': naive(body.start)}
    canonical = orjson.dumps(meaning, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()
