# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of an appointment as data (FHIR R4 Appointment and Encounter).

Pure: no Tryton.  `appointment.py` enforces it, the tests walk through every
state and verb of it.
"""
from typing import NamedTuple

STATES = [
    ('pending', "Pending"),
    ('booked', "Booked"),
    ('arrived', "Arrived"),
    ('in_progress', "In Progress"),
    ('fulfilled', "Fulfilled"),
    ('noshow', "No-Show"),
    ('cancelled', "Cancelled"),
    ]
# While in one of these an appointment keeps its time from being given again
BLOCKING = ('pending', 'booked', 'arrived', 'in_progress', 'fulfilled')
MOVABLE = ('pending', 'booked')

DESK = frozenset({'administrator', 'front_desk'})
STAFF = DESK | {'practitioner'}
PORTAL = frozenset({'patient', 'guest'})


class Verb(NamedTuple):
    """sources: states from which it is allowed; target: the state after, None
    to keep it; stamp: prefix of the `_at` and `_by` fields; roles: who may."""
    sources: tuple
    target: str | None
    stamp: str
    roles: frozenset


VERBS = {
    'confirm': Verb(('pending', 'booked'), 'booked', 'confirmed',
        STAFF | PORTAL),
    'approve': Verb(('pending',), 'booked', 'booked', STAFF),
    'cancel': Verb(('pending', 'booked', 'arrived'), 'cancelled', 'cancelled',
        STAFF | PORTAL),
    'reschedule': Verb(MOVABLE, None, 'moved', STAFF | PORTAL),
    'arrive': Verb(('booked',), 'arrived', 'arrived', STAFF),
    'call': Verb(('arrived',), None, 'called', STAFF),
    'start': Verb(('arrived',), 'in_progress', 'started', STAFF),
    'finish': Verb(('in_progress',), 'fulfilled', 'ended',
        frozenset({'administrator', 'practitioner'})),
    'no_show': Verb(('booked',), 'noshow', 'noshow', STAFF),
    'reopen': Verb(('noshow',), 'booked', 'booked', DESK),
    }
# The state in which a step that is taken back leaves the appointment
UNDO = {
    'arrive': 'booked', 'call': 'arrived', 'start': 'arrived',
    'finish': 'in_progress', 'no_show': 'booked'}
# Transitions that no verb of a person makes: the hold that ran out is
# cancelled by the system
TRANSITIONS = frozenset(
    (source, verb.target)
    for verb in VERBS.values() if verb.target
    for source in verb.sources) | frozenset(
    (VERBS[step].target, before)
    for step, before in UNDO.items()
    if VERBS[step].target and VERBS[step].target != before)


def allowed(state, role):
    "Names of the verbs that a role may try in a state"
    return [
        name for name, verb in VERBS.items()
        if state in verb.sources and role in verb.roles]
