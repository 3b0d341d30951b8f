# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as `medical.notification.claim` gives them, and the clinic's letterhead."""

from datetime import datetime
from typing import Any

from api_adapter.notify.render import Letterhead

LETTERHEAD = Letterhead(
    "https://citas.clinica.test", "Clínica La Vega <citas@clinica.test>")
KINDS = (
    "request_received", "approved", "declined", "confirmation", "reminder",
    "reminder_today", "moved", "cancelled_by_patient", "cancelled_by_clinic", "late",
    "affected")
REMINDERS = ("reminder", "reminder_today")
PAYLOADS = {
    "late": {"minutes": 30},
    "affected": {"offers": [
        "2026-11-26T13:00:00", "2026-11-26T13:30:00", "2026-11-27T18:00:00"]}}
PURPOSES = ("login", "verify", "reset")


def a_visit(**changes: Any) -> dict[str, Any]:
    return {
        "uid": "5b1f3c9a-2b7e-4b53-9d8e-0d3f4c1a7e11",
        "number": "LV-4K7Q2M",
        "sequence": 3,
        "start": datetime(2026, 11, 25, 13, 30),
        "end": datetime(2026, 11, 25, 14, 0),
        "timezone": "America/Santo_Domingo",
        "mode": "time",
        "turn": None,
        "practitioner_name": "Dra. Carmen Pérez",
        "location_name": "Sede Centro",
        "street": "C. Padre Adolfo 12",
        "city": "La Vega",
        "map_url": "https://maps.example/?q=19.22,-70.52",
        "phone": "+18095730000",
        "arrival_note": "Segundo piso, hay parqueo.",
        "instructions": "Traiga sus medicinas.",
        "first_name": "Ana",
        "confirmed": False,
        **changes,
    }


def a_row(kind: str = "confirmation", language: str = "es", **changes: Any) -> Any:
    visit = changes.pop("visit", {})
    return {
        "id": 7,
        "key": "0f0e7c1c-7d25-4f7f-9c51-1d1d1d1d1d1d",
        "kind": kind,
        "audience": "patient",
        "channel": "email",
        "recipient": "ana@example.com",
        "language": language,
        "queued_at": datetime(2026, 11, 20, 12, 0),
        "attempts": 1,
        "clinic": {
            "name": "Clínica La Vega", "phone": "+18095730000",
            "email": "hola@clinica.test", "colour": "#0f766e"},
        "visit": a_visit(**visit) if isinstance(visit, dict) else visit,
        "link": "tok3n" * 8,
        "unsubscribe": "t0ken" * 8 if kind in REMINDERS else "",
        "payload": PAYLOADS.get(kind, {}),
        **changes,
    }


def a_code(purpose: str = "login", language: str = "es", **changes: Any) -> Any:
    return a_row(
        "code", language, visit=None, link="",
        payload={"code": "482913", "purpose": purpose, "minutes": 10}, **changes)
