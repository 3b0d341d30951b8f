# SPDX-License-Identifier: GPL-3.0-or-later
"""A busy clinic for the benchmarks: practitioners, patients with sessions, a long past."""
import datetime as dt
from typing import NamedTuple

import psycopg

from api_adapter.installation import initialise
from api_adapter.settings import Settings
from api_adapter.tryton_wsgi import configure_trytond, start_pool

from .rights import doctor_session

PRACTITIONERS = 20
PATIENTS_EACH = 40
MINUTES = 15
OPEN, CLOSE = dt.time(8), dt.time(20)
ZONE = 'America/Santo_Domingo'


class World(NamedTuple):
    service: int
    practitioners: list[int]
    patients: list[int]
    sessions: list[int]
    staff_session: int
    doctor_session: int


def build(settings: Settings, stored: int) -> World:
    """Make the clinic with so many visits in its past."""
    initialise(settings, progress=lambda _: None)
    configure_trytond(settings)
    start_pool(settings)
    service, practitioners = _clinic(settings)
    doctor = doctor_session(settings)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        patients, sessions = _patients(connection)
        staff = _staff_session(connection)
        _past(connection, practitioners, patients, service, stored)
        connection.execute('ANALYZE')
    return World(service, practitioners, patients, sessions, staff, doctor)


def _clinic(settings: Settings) -> tuple[int, list[int]]:
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(settings.database_name, 0) as transaction:
        pool = Pool()
        company, = pool.get('company.company').search([], limit=1)
        configuration = pool.get('medical.configuration')(1)
        configuration.max_open_bookings = 1_000_000
        configuration.save()
        location, = pool.get('medical.location').create([{
                    'name': 'Bench', 'company': company.id, 'timezone': ZONE}])
        service, = pool.get('medical.service').create([{
                    'name': 'Bench', 'company': company.id, 'price': 1500,
                    'duration': dt.timedelta(minutes=MINUTES), 'online': True,
                    'minimum_notice': dt.timedelta(0), 'maximum_horizon': 400}])
        parties = pool.get('party.party').create([
                {'name': f'Practitioner {n}'} for n in range(PRACTITIONERS)])
        practitioners = pool.get('medical.practitioner').create([{
                    'party': party.id, 'company': company.id, 'online': True,
                    'services': [('create', [{'service': service.id}])],
                    } for party in parties])
        pool.get('medical.schedule').create([{
                    'practitioner': p.id, 'location': location.id,
                    'lines': [('create', [
                                {'weekday': str(day), 'start': OPEN, 'end': CLOSE}
                                for day in range(1, 8)])],
                    } for p in practitioners])
        transaction.commit()
        return service.id, [p.id for p in practitioners]


def _patients(connection: psycopg.Connection) -> tuple[list[int], list[int]]:
    count = PRACTITIONERS * PATIENTS_EACH
    rows = connection.execute(_PATIENTS, {'count': count}).fetchall()
    return [patient for patient, _ in rows], [session for _, session in rows]


_PATIENTS = '''
WITH p AS (
    INSERT INTO party_party (code, name, first_name, surname, active)
    SELECT 'B' || n, 'Bench Patient' || n, 'Bench', 'Patient' || n, true
    FROM generate_series(1, %(count)s) n RETURNING id
), mail AS (
    INSERT INTO party_contact_mechanism (party, type, value, value_compact, active)
    SELECT id, 'email', 'p' || id || '@example.com', 'p' || id || '@example.com', true FROM p
), patient AS (
    INSERT INTO medical_patient (party, birth_date, gender, preferred_channel, to_verify, active)
    SELECT id, '1980-01-01', 'unknown', 'email', false, true FROM p RETURNING id, party
), account AS (
    INSERT INTO web_user (email, email_valid, party, active)
    SELECT 'p' || id || '@example.com', true, id, true FROM p RETURNING id, party
), session AS (
    INSERT INTO medical_portal_session (kind, web_user, expires_at)
    SELECT 'patient', id, now() AT TIME ZONE 'UTC' + interval '1 day' FROM account
    RETURNING id, web_user
)
SELECT patient.id, session.id FROM session
JOIN account ON account.id = session.web_user
JOIN patient ON patient.party = account.party
ORDER BY patient.id
'''


def _staff_session(connection: psycopg.Connection) -> int:
    row = connection.execute(
        'INSERT INTO medical_portal_session (kind, "user", expires_at) '
        "SELECT 'staff', id, now() AT TIME ZONE 'UTC' + interval '1 day' "
        "FROM res_user WHERE login = 'admin' RETURNING id").fetchone()
    assert row
    return int(row[0])


def _past(
        connection: psycopg.Connection, practitioners: list[int], patients: list[int],
        service: int, stored: int) -> None:
    """Attended visits, one after the other, back in time from yesterday."""
    connection.execute(_PAST, {
            'practitioners': practitioners, 'patients': patients, 'service': service,
            'each': stored // PRACTITIONERS, 'patients_each': PATIENTS_EACH,
            'step': dt.timedelta(minutes=MINUTES)})


_PAST = '''
INSERT INTO medical_appointment (number, uid, company, practitioner, patient, service, location,
    start, "end", blocked_start, blocked_end, mode, state, origin, priority, overbooked,
    requested, sequence, price, create_uid, create_date)
SELECT 'B-' || p || '-' || k, gen_random_uuid()::text, c.id, practitioner,
    (%(patients)s::int[])[(p - 1) * %(patients_each)s + k %% %(patients_each)s + 1],
    %(service)s, l.id, at, at + %(step)s, at, at + %(step)s, 'time', 'fulfilled', 'web',
    'routine', false, false, 0, 1500, 0, now()
FROM unnest(%(practitioners)s::int[]) WITH ORDINALITY AS who(practitioner, p),
    generate_series(1, %(each)s) k,
    LATERAL (SELECT date_trunc('day', now() AT TIME ZONE 'UTC') - k * %(step)s AS at) t,
    (SELECT id FROM company_company LIMIT 1) c, (SELECT id FROM medical_location LIMIT 1) l
'''
