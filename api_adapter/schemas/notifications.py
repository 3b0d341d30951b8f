# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger of messages, as the front desk works with it."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from .common import Input, Output, PathId
from .times import local


class NotificationState(StrEnum):
    queued = 'queued'
    sending = 'sending'
    sent = 'sent'
    delivered = 'delivered'
    bounced = 'bounced'
    complained = 'complained'
    failed = 'failed'
    refused = 'refused'
    unknown = 'unknown'
    cancelled = 'cancelled'
    expired = 'expired'


class NotificationKind(StrEnum):
    request_received = 'request_received'
    approved = 'approved'
    declined = 'declined'
    confirmation = 'confirmation'
    reminder = 'reminder'
    reminder_today = 'reminder_today'
    moved = 'moved'
    cancelled_by_patient = 'cancelled_by_patient'
    cancelled_by_clinic = 'cancelled_by_clinic'
    late = 'late'
    late_over = 'late_over'
    affected = 'affected'
    offered = 'offered'
    code = 'code'
    email_verification = 'email_verification'


class Audience(StrEnum):
    patient = 'patient'
    contact = 'contact'
    practitioner = 'practitioner'


class NotificationVerb(StrEnum):
    retry = 'retry'
    cancel = 'cancel'


class NotificationQuery(Input):
    state: Annotated[
        list[NotificationState], Field(max_length=len(NotificationState))] = []
    kind: Annotated[
        list[NotificationKind], Field(max_length=len(NotificationKind))] = []
    appointment: PathId | None = None
    after: PathId | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Notification(Output):
    id: int
    kind: NotificationKind
    audience: Audience
    channel: Annotated[str, Field(examples=['email'])]
    recipient: Annotated[str, Field(examples=['ana@example.com'])]
    language: str
    state: NotificationState
    due_at: dt.datetime
    expires_at: dt.datetime
    next_try_at: dt.datetime | None
    sent_at: dt.datetime | None
    attempts: int
    error: str | None
    appointment: int | None
    number: Annotated[str | None, Field(examples=['LV-4K7Q2M'])]
    patient: int | None
    patient_name: str | None
    visit_start: Annotated[dt.datetime | None, Field(
            description='The hour of the visit that the message tells')]
    timezone: str
    can: list[NotificationVerb]


class NotificationList(Output):
    items: list[Notification]
    next: int | None


class Language(StrEnum):
    es = 'es'
    en = 'en'


class TestMessage(Input):
    kind: NotificationKind
    language: Language = Language.es


class Preview(Output):
    """Where the administrator sees every template filled with a sample."""
    url: str
    expires_in: Annotated[int, Field(description='Seconds')]


MOMENTS = ('due_at', 'expires_at', 'next_try_at', 'sent_at', 'visit_start')


def notification(raw: dict[str, Any]) -> dict[str, Any]:
    zone = raw['timezone']
    return raw | {
        name: local(raw[name], zone) if raw[name] else None
        for name in MOMENTS}


def page(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        'items': [notification(item) for item in raw['items']],
        'next': raw['next']}
