# SPDX-License-Identifier: GPL-3.0-or-later
"""Patients as the front desk finds, writes down and corrects them.

Plain values out, one query for each reading, only those whom the record rules
let through.  What is read is recorded.
"""

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, slot
from .agenda import _reference
from .exceptions import (
    DuplicateCedula, DuplicatePatient, NotAllowed, NotFound, Stale)
from .identity import ADMINISTRATOR, FRONT_DESK, current
from .party import compose_name, fold

MAX_LIMIT = 50
FEWEST_DIGITS = 4
"Shorter numbers are in every phone"
WORDS_OF_REFERENCE = 2
OWN = {
    'first_name', 'surname', 'second_surname', 'phone', 'email', 'identifier',
    'birth_date', 'gender', 'insurer', 'insurer_number', 'preferred_channel',
    'note'}
"What the desk may write; everything else the clinic itself decides"

_COLUMNS = [
    'id', 'number', 'name', 'first_name', 'surname', 'second_surname',
    'birth_date', 'gender', 'phone', 'email', 'identifier', 'insurer',
    'insurer_number', 'contact_name', 'contact_phone', 'contact_relation',
    'preferred_channel', 'to_verify', 'note', 'active', 'replaced_by',
    'version', 'coming_visits', 'past_visits', 'missed_visits', 'next_id',
    'next_start', 'next_practitioner', 'next_service', 'next_location']
_PHONE = '''(SELECT c.value FROM party_contact_mechanism c
    WHERE c.party = %s AND c.type IN ('phone', 'mobile') AND c.active
    ORDER BY c.sequence NULLS FIRST, c.id LIMIT 1)'''
_SELECT = f'''
WITH found AS ({{found}}), visible AS NOT MATERIALIZED ({{visible}})
SELECT p.id, p.number, party.name, party.first_name, party.surname,
    party.second_surname, p.birth_date, p.gender, {_PHONE % 'p.party'},
    (SELECT c.value FROM party_contact_mechanism c
        WHERE c.party = p.party AND c.type = 'email' AND c.active
        ORDER BY c.sequence NULLS FIRST, c.id LIMIT 1),
    (SELECT i.code FROM party_identifier i
        WHERE i.party = p.party AND i.type = 'do_cedula' AND i.active
        ORDER BY i.id LIMIT 1),
    p.insurer, p.insurer_number, contact.name, {_PHONE % 'p.contact_party'},
    p.contact_relation, p.preferred_channel, COALESCE(p.to_verify, false),
    p.note, p.active, p.replaced_by, version.at,
    visits.coming, visits.past, visits.missed,
    next.id, next.start, next.practitioner, next.service, next.location
FROM medical_patient p
JOIN party_party party ON party.id = p.party
LEFT JOIN party_party contact ON contact.id = p.contact_party
CROSS JOIN LATERAL (
    SELECT (EXTRACT(EPOCH FROM MAX(changed.at)) * 1000000)::bigint AS at
    FROM (
        SELECT COALESCE(p.write_date, p.create_date) AS at
        UNION ALL SELECT COALESCE(party.write_date, party.create_date)
        UNION ALL SELECT COALESCE(c.write_date, c.create_date)
            FROM party_contact_mechanism c WHERE c.party = p.party
        UNION ALL SELECT COALESCE(i.write_date, i.create_date)
            FROM party_identifier i WHERE i.party = p.party) changed
    ) version
CROSS JOIN LATERAL (
    SELECT COUNT(*) FILTER (WHERE {{coming}}) AS coming,
        COUNT(*) FILTER (WHERE a.state = 'fulfilled') AS past,
        COUNT(*) FILTER (WHERE a.state = 'noshow') AS missed
    FROM medical_appointment a
    WHERE a.patient = p.id AND a.id IN (SELECT id FROM visible)) visits
LEFT JOIN LATERAL (
    SELECT a.id, a.start, a.practitioner, a.service, a.location
    FROM medical_appointment a
    WHERE a.patient = p.id AND {{coming}} AND a.id IN (SELECT id FROM visible)
    ORDER BY a.start, a.id LIMIT 1) next ON true
WHERE p.id IN (SELECT id FROM found)'''
_COMING = '''(a.state IN ('pending', 'booked', 'arrived', 'in_progress')
    AND a."end" >= now() AT TIME ZONE 'UTC')'''
_NAME = "COALESCE(party.name_folded, '')"
_AFTER = f'''
    AND ({_NAME}, p.id) > (
        SELECT {_NAME}, q.id FROM medical_patient q
        JOIN party_party party ON party.id = q.party
        WHERE q.id = %s AND q.id IN (SELECT id FROM found))'''
_ORDER = f' ORDER BY {_NAME}, p.id LIMIT %s'


class Patient(metaclass=PoolMeta):
    __name__ = 'medical.patient'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            # Not read-only: what staff read of patients is recorded
            listing=RPC(readonly=False),
            details=RPC(readonly=False),
            visits=RPC(readonly=False),
            add=RPC(readonly=False),
            change=RPC(readonly=False))

    # Reading

    @classmethod
    def listing(cls, search=None, after=None, limit=20):
        """Patients by name, or those that a text may mean.

        search: words of a name (accents do not matter), a phone, a cédula, a
        record number or the reference of a visit.  `after` is the `next` of
        a former answer.  Return {items, next}.
        """
        _staff_only()
        limit = max(1, min(limit, MAX_LIMIT))
        found = cls._plain_patients(
            _searched(search), after=after, limit=limit + 1)
        items = found[:limit]
        Pool().get('medical.audit').reading(
            None, [item['id'] for item in items], searched=bool(search))
        return {
            'items': items,
            'next': items[-1]['id'] if len(found) > limit else None}

    @classmethod
    def details(cls, patient):
        "One patient; raise NotFound if missing or hidden."
        _staff_only()
        found = cls._plain_patients([
                ('id', '=', patient), ('active', 'in', [True, False])])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        Pool().get('medical.audit').reading(
            'medical.patient,%d' % patient, [patient])
        return found[0]

    @classmethod
    def visits(cls, patient, states=None, after=None, limit=50, newest=True):
        "The visits of a patient as `Appointment.listing` gives them"
        _staff_only()
        if not cls.search([
                    ('id', '=', patient), ('active', 'in', [True, False]),
                    ], limit=1, order=[]):
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return Pool().get('medical.appointment').listing(
            patient=patient, states=states, after=after, limit=limit,
            newest=newest)

    @classmethod
    def _plain_patients(cls, domain, after=None, limit=None):
        found = cls.search(domain, order=[], query=True)
        visible = Pool().get('medical.appointment').search(
            [('patient', '!=', None)], order=[], query=True)
        (found, params), (visible, more) = tuple(found), tuple(visible)
        sql = _SELECT.format(found=found, visible=visible, coming=_COMING)
        params = [*params, *more]
        if after is not None:
            sql, params = sql + _AFTER, [*params, after]
        cursor = Transaction().connection.cursor()
        cursor.execute(sql + _ORDER, [*params, limit])
        cat = catalog.get()
        return [_plain(cat, dict(zip(_COLUMNS, row))) for row in cursor]

    # Writing

    @classmethod
    def add(cls, values, override=False):
        """Write down a new patient and return it.

        Raise DuplicateCedula, or DuplicatePatient with the `candidates` that
        may be the same person; with `override` the latter are other people.
        """
        _desk_only()
        values = _written(values)
        cls._refuse_duplicates(values, override)
        # What looks alike was accepted before
        with Transaction().set_context(_skip_warnings=True):
            patient, = cls.create([values])
        return cls.details(patient.id)

    @classmethod
    def _refuse_duplicates(cls, values, override):
        name = compose_name(*(
                values.get(n)
                for n in ('first_name', 'surname', 'second_surname')))
        alike = cls.alike(
            name, values.get('identifier'), values.get('phone'),
            values.get('birth_date'))
        same = [p for p, _ in alike
            if values.get('identifier') and _digits(p.identifier)
            == _digits(values['identifier'])]
        if same:
            raise DuplicateCedula(gettext(
                    'medical_appointment.msg_cedula_duplicate',
                    cedula=values['identifier'], party=same[0].rec_name),
                candidates=cls._candidates(alike))
        if alike and not override:
            raise DuplicatePatient(gettext(
                    'medical_appointment.msg_patient_alike', patient=name),
                candidates=cls._candidates(alike))

    @classmethod
    def _candidates(cls, alike):
        same = {patient.id: words for patient, words in alike}
        found = cls._plain_patients([('id', 'in', list(same))])
        Pool().get('medical.audit').reading(None, list(same), alike=True)
        return [{**plain, 'same': same[plain['id']]} for plain in found]

    @classmethod
    def change(cls, patient, values, version=None):
        """Correct a patient and return it.

        version: what the writer saw; raise Stale when it is no longer so.
        """
        _desk_only()
        seen = cls.details(patient)
        if version is not None and version != seen['version']:
            raise Stale(gettext('medical_appointment.msg_stale_record'))
        record, = cls.search([
                ('id', '=', patient), ('active', 'in', [True, False])])
        verified = values.get('to_verify') is False
        with Transaction().set_context(_skip_warnings=True):
            cls.write([record], _written(values, record))
            if verified and record.to_verify:
                cls.verify([record])
        return cls.details(patient)


def _staff_only():
    if not current().is_staff:
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))


def _desk_only():
    if not current().has(ADMINISTRATOR, FRONT_DESK):
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))


def _searched(text):
    "The domain of the patients that a text may mean"
    words = fold(text).split()
    if not words:
        return []
    typed = text.strip()
    domain = ['OR',
        [('party.name_folded', 'like', '%%%s%%' % _literal(word))
            for word in words],
        ('number', '=', typed)]
    digits = _digits(text)
    if len(digits) >= FEWEST_DIGITS and not any(c.isalpha() for c in text):
        contains = '%%%s%%' % digits
        domain += [
            ('party.contact_mechanisms', 'where', [
                    ('type', 'in', ['phone', 'mobile']),
                    ('value_compact', 'like', contains)]),
            ('party.identifiers.code_compact', 'like', contains)]
    if len(words) <= WORDS_OF_REFERENCE:
        domain.append(('appointments.number', '=', _reference(text)))
    return domain


def _literal(text):
    "A text in which like finds no wildcard"
    return text.replace('\\', r'\\').replace('%', r'\%').replace('_', r'\_')


def _digits(text):
    return ''.join(c for c in text or '' if c.isdecimal())


def _written(values, patient=None):
    "The values to store of what the desk wrote"
    written = {
        name: value.strip() or None if isinstance(value, str) else value
        for name, value in values.items() if name in OWN}
    if 'contact' in values:
        written.update(_contact(values['contact'], patient))
    return written


def _contact(contact, patient):
    """The contact person: {patient} when known, else a new entry.

    An entry is never rewritten here: it may be another patient's."""
    if not contact:
        return {'contact_party': None, 'contact_relation': None}
    relation = {'contact_relation': contact.get('relation')}
    if contact.get('patient'):
        known = Pool().get('medical.patient').search(
            [('id', '=', contact['patient'])], limit=1)
        if not known:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return {'contact_party': known[0].party.id, **relation}
    if patient and patient.contact_party and _same(
            contact, patient.contact_party):
        return relation
    with without_check_access():
        party, = Pool().get('party.party').create([{
                    'first_name': contact['name'],
                    'surname': contact['surname'],
                    'name': compose_name(
                        contact['name'], contact['surname'], None),
                    'contact_mechanisms': [('create', [{
                                    'type': 'mobile',
                                    'value': contact['phone'],
                                    }])] if contact.get('phone') else [],
                    }])
    return {'contact_party': party.id, **relation}


def _same(contact, party):
    name = compose_name(contact['name'], contact['surname'], None)
    phones = {
        _digits(m.value) for m in party.contact_mechanisms
        if m.type in {'phone', 'mobile'}}
    phone = _digits(contact.get('phone'))
    return fold(name) == fold(party.name) and (
        not phone or any(p.endswith(phone) for p in phones))


def _plain(cat, plain):
    "The patient with the names of what it points to"
    insurer = cat.insurers.get(plain['insurer'])
    plain['insurer_name'] = insurer['name'] if insurer else None
    next_ = {
        name: plain.pop('next_%s' % name)
        for name in ('id', 'start', 'practitioner', 'service', 'location')}
    plain['next_visit'] = _visit(cat, next_) if next_['id'] else None
    contact = {
        name: plain.pop('contact_%s' % name)
        for name in ('name', 'phone', 'relation')}
    plain['contact'] = contact if contact['name'] else None
    return plain


def _visit(cat, visit):
    return {
        'id': visit['id'],
        'start': slot.naive(slot.epoch(visit['start'])),
        'timezone': cat.zone_of(visit['location']),
        'practitioner_name': cat.practitioners[visit['practitioner']]['name'],
        'service_name': cat.services[visit['service']]['name'],
        }
