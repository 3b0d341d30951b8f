# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message filled with an invented visit: for the preview and the tests."""

from datetime import datetime
from typing import Any

from .row import Clinic, Row, Visit

CLINIC: Clinic = {
    'name': 'Clínica La Vega', 'phone': '+18095730000',
    'email': 'hola@clinica.test', 'colour': '#0f766e'}
VISIT: Visit = {
    'uid': '5b1f3c9a-2b7e-4b53-9d8e-0d3f4c1a7e11',
    'number': 'LV-4K7Q2M',
    'sequence': 1,
    'start': datetime(2026, 11, 25, 13, 30),
    'end': datetime(2026, 11, 25, 14, 0),
    'timezone': 'America/Santo_Domingo',
    'mode': 'time',
    'turn': None,
    'practitioner_name': 'Dra. Carmen Pérez',
    'location_name': 'Sede Centro',
    'street': 'C. Padre Adolfo 12',
    'city': 'La Vega',
    'map_url': 'https://www.openstreetmap.org/?mlat=19.2221&mlon=-70.5296',
    'phone': '+18095730000',
    'arrival_note': 'Segundo piso, hay parqueo.',
    'instructions': 'Venga en ayunas desde la medianoche.',
    'first_name': 'Ana',
    'confirmed': False}
# What the clinic wrote in each language
ENGLISH: dict[str, Any] = {
    'arrival_note': 'Second floor, parking on site.',
    'instructions': 'Do not eat or drink after midnight.'}
TANDA: dict[str, Any] = {'mode': 'arrival', 'turn': 7}
OFFERS = ['2026-11-26T13:00:00', '2026-11-26T13:30:00', '2026-11-27T18:00:00']

# name: (kind, what is particular about it)
SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    'request_received': ('request_received', {}),
    'approved': ('approved', {}),
    'declined': ('declined', {}),
    'confirmation': ('confirmation', {}),
    'confirmation_tanda': ('confirmation', {'visit': {**VISIT, **TANDA}}),
    'reminder': ('reminder', {'unsubscribe': 'muestra' * 6}),
    'reminder_tanda': (
        'reminder', {'visit': {**VISIT, **TANDA}, 'unsubscribe': 'muestra' * 6}),
    'reminder_today': ('reminder_today', {
        'visit': {**VISIT, 'confirmed': True}, 'unsubscribe': 'muestra' * 6}),
    'moved': ('moved', {'payload': {'previous_start': '2026-11-24T13:00:00'}}),
    'cancelled_by_patient': ('cancelled_by_patient', {}),
    'cancelled_by_clinic': ('cancelled_by_clinic', {}),
    'late': ('late', {'payload': {'minutes': 30}}),
    'late_over': ('late_over', {}),
    'affected': ('affected', {'payload': {'offers': OFFERS}}),
    'offered': ('offered', {'payload': {'until': '2026-11-20T14:00:00'}}),
    'agenda': ('confirmation', {'audience': 'practitioner', 'link': ''}),
    'code': ('code', {'purpose': 'login'}),
    'email_verification': ('email_verification', {'purpose': 'verify'}),
    'password': ('code', {'purpose': 'reset'}),
}


def filled(row: Row) -> Row:
    """A claimed test message with an invented visit in it."""
    said = sample(row['kind'], row['language'], row['clinic'])
    return {
        **row, 'visit': said['visit'], 'link': said['link'],
        'unsubscribe': said['unsubscribe'], 'payload': {**said['payload'], 'test': True}}


def sample(name: str, language: str, clinic: Clinic = CLINIC) -> Row:
    """A row as `medical.notification.claim` would hand it over."""
    kind, particular = SAMPLES[name]
    row: dict[str, Any] = {
        'id': 1, 'key': f'sample {name}', 'kind': kind, 'audience': 'patient',
        'channel': 'email', 'recipient': 'ana@example.com', 'language': language,
        'queued_at': datetime(2026, 11, 20, 12, 0), 'attempts': 1, 'clinic': clinic,
        'visit': VISIT, 'link': 'muestra' * 6, 'unsubscribe': '', 'payload': {},
        **particular}
    if language == 'en':
        row['visit'] = {**row['visit'], **ENGLISH}
    if purpose := row.pop('purpose', None):
        row.update(visit=None, link='', payload={
            'code': '482913', 'purpose': purpose, 'minutes': 10})
    return row  # type: ignore[return-value]
