# SPDX-License-Identifier: GPL-3.0-or-later
"""An upgrade of a clinic whose constraints an older version of the module made."""
from __future__ import annotations

import psycopg
import pytest

from .test_commands import clinic, clinica, new_name  # noqa: F401

BLOCKS = "state IN ('pending', 'booked', 'arrived', 'in_progress', 'fulfilled')"
# As they were before visits without a time and announcements of a delay were told apart
OLD = {
    "medical_appointment_practitioner_no_overlap": (
        "medical_appointment", "EXCLUDE USING gist ("
        "numrange(practitioner, practitioner, '[]') WITH &&,"
        " tsrange(blocked_start, blocked_end) WITH &&)"
        f" WHERE ({BLOCKS} AND NOT coalesce(overbooked, false))"),
    "medical_appointment_room_no_overlap": (
        "medical_appointment", "EXCLUDE USING gist ("
        "numrange(room, room, '[]') WITH &&, tsrange(blocked_start, blocked_end) WITH &&)"
        f" WHERE ({BLOCKS} AND NOT coalesce(overbooked, false) AND room IS NOT NULL)"),
    "medical_appointment_patient_no_overlap": (
        "medical_appointment", "EXCLUDE USING gist ("
        'numrange(patient, patient, \'[]\') WITH &&, tsrange(start, "end") WITH &&)'
        f" WHERE ({BLOCKS} AND patient IS NOT NULL)"),
    "medical_notification_told_once": (
        "medical_notification",
        "UNIQUE (appointment, sequence, kind, channel, recipient, delay)"),
}
DEFINITIONS = """
    SELECT conname, oid, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('c', 'u', 'x')
    AND conrelid IN ('medical_appointment'::regclass, 'medical_notification'::regclass)"""
VISIT = """
    INSERT INTO medical_appointment (number, company, practitioner, patient, service, location,
        start, "end", blocked_start, blocked_end, mode, state, origin, priority, sequence, uid,
        queue_only)
    VALUES (%(number)s, 1, 1, %(patient)s, 1, 1, '2026-11-25 13:00', '2026-11-25 13:30',
        '2026-11-25 13:00', '2026-11-25 13:30', 'time', 'booked', 'desk', 'routine', 3,
        %(number)s, %(queue_only)s)"""


def definitions(connection) -> dict[str, tuple[int, str]]:
    return {name: (oid, text) for name, oid, text in connection.execute(DEFINITIONS)}


def test_older_constraints_are_made_anew_and_the_rest_is_left_alone(clinic):  # noqa: F811
    with psycopg.connect(clinic, autocommit=True) as connection:
        wanted = definitions(connection)
        for name, (table, definition) in OLD.items():
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        connection.execute("ALTER TABLE medical_appointment DROP COLUMN told_sequence")
        connection.execute("SET session_replication_role = replica")  # skips foreign keys
        connection.execute(VISIT, {"number": "A", "patient": 1, "queue_only": False})
        with pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute(VISIT, {"number": "B", "patient": 2, "queue_only": True})
        old = definitions(connection)
    done = clinica("upgrade", url=clinic)
    assert done.returncode == 0, done.stdout + done.stderr
    with psycopg.connect(clinic, autocommit=True) as connection:
        new = definitions(connection)
        assert {n: text for n, (_, text) in new.items()} == {
            n: text for n, (_, text) in wanted.items()}
        assert {name for name in new if new[name][0] != old[name][0]} == OLD.keys()
        assert connection.execute(
            "SELECT number, start::text, sequence, told_sequence FROM medical_appointment"
            ).fetchall() == [("A", "2026-11-25 13:00:00", 3, 3)]
        connection.execute("SET session_replication_role = replica")
        connection.execute(VISIT, {"number": "B", "patient": 2, "queue_only": True})
        with pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute(VISIT, {"number": "C", "patient": 3, "queue_only": False})
