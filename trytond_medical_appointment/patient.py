# SPDX-License-Identifier: GPL-3.0-or-later
import datetime as dt

from dateutil.relativedelta import relativedelta
from sql import Literal, Null, Values, With
from sql.functions import CurrentTimestamp, Function
from sql.operators import Concat
from trytond.i18n import gettext
from trytond.model import (
    Check,
    DeactivableMixin,
    Index,
    ModelSQL,
    ModelView,
    Unique,
    fields,
)
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction, without_check_access

from .audit import Audited
from .exceptions import (
    DuplicatePatientWarning,
    InvalidBirthDate,
    InvalidEmail,
    PersonIncomplete,
)
from .identity import current
from .party import (
    compose_name,
    fold,
    forget_read_records,
    format_phone,
    is_email,
    match_party_name,
    normalise_phone,
    parse_phone,
    stored_links,
)

CLINIC_LANGUAGE = 'es'
OLDEST_YEARS = 130
GENDERS = [
    ('female', "Female"),
    ('male', "Male"),
    ('other', "Other"),
    ('unknown', "Unknown"),
    ]
RELATIONS = [
    (None, ""),
    ('parent', "Parent"),
    ('child', "Child"),
    ('spouse', "Spouse"),
    ('other', "Other"),
    ]
_PARTY_FIELDS = ('first_name', 'surname', 'second_surname')
_CONTACT_FIELDS = ('phone', 'email', 'identifier')


class NextVal(Function):
    "nextval(): the next number of an SQL sequence"
    __slots__ = ()
    _function = 'nextval'


class Patient(Audited, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.patient'
    _audited = (
        'party', 'birth_date', 'gender', 'insurer', 'insurer_number',
        'contact_party', 'contact_relation', 'preferred_channel', 'to_verify',
        'active', 'replaced_by')

    party = fields.Many2One(
        'party.party', "Party", ondelete='RESTRICT',
        states={
            'required': Bool(Eval('id', -1) >= 0),
            'readonly': Bool(Eval('id', -1) >= 0),
            },
        help="The person's entry in the address book.\n"
        "Leave empty to create it from the name below.")
    first_name = fields.Function(
        fields.Char("First Name",
            states={'required': ~Eval('party')},
            help="The given names of the patient."),
        'get_party_name', setter='set_party_name',
        searcher='search_party_name')
    surname = fields.Function(
        fields.Char("Surname",
            states={'required': ~Eval('party')},
            help="The first surname of the patient."),
        'get_party_name', setter='set_party_name',
        searcher='search_party_name')
    second_surname = fields.Function(
        fields.Char("Second Surname",
            help="The second surname of the patient, if there is one."),
        'get_party_name', setter='set_party_name',
        searcher='search_party_name')
    name = fields.Function(
        fields.Char("Name", help="The full name of the patient."),
        'get_name', searcher='search_name')
    phone = fields.Function(
        fields.Char("Phone",
            help="The phone to reach the patient. Dominican numbers need no "
            "prefix: 809-573-0000."),
        'get_phone', setter='set_contact', searcher='search_phone')
    email = fields.Function(
        fields.Char("E-mail",
            help="The address for confirmations and reminders. Leave empty "
            "when the patient has none."),
        'get_email', setter='set_contact', searcher='search_email')
    identifier = fields.Function(
        fields.Char("Cédula",
            help="The national identity number. Leave empty for children "
            "and foreigners."),
        'get_identifier', setter='set_identifier',
        searcher='search_identifier')
    birth_date = fields.Date(
        "Birth Date", help="The day the patient was born.")
    age = fields.Function(
        fields.Char("Age", help="The patient's age today."),
        'on_change_with_age')
    gender = fields.Selection(
        GENDERS, "Gender", required=True, sort=False,
        help="The administrative gender.")
    number = fields.Char(
        "Record Number", readonly=True,
        help="The number of the medical record, given by the clinic.")
    insurer = fields.Many2One(
        'medical.insurer', "Insurer", ondelete='RESTRICT',
        help="The insurer (ARS) that covers the patient.")
    insurer_number = fields.Char(
        "Member Number",
        states={'invisible': ~Eval('insurer')},
        help="The patient's number at the insurer.")
    contact_party = fields.Many2One(
        'party.party', "Contact Person", ondelete='RESTRICT',
        domain=[('id', '!=', Eval('party', -1))],
        help="Who answers for the patient: the mother of a child, "
        "the daughter of an elder.")
    contact_relation = fields.Selection(
        RELATIONS, "Relation", sort=False,
        states={'invisible': ~Eval('contact_party')},
        help="What the contact person is to the patient.")
    preferred_channel = fields.Selection([
            ('email', "E-mail"),
            ('none', "No messages"),
            ], "Messages By", required=True, sort=False,
        help="How the patient wants to be told about appointments.")
    to_verify = fields.Boolean(
        "To Verify",
        help="Booked online and not yet seen: check the identity when the "
        "patient arrives.")
    note = fields.Text(
        "Note", help="What the front desk should know. Not a clinical note.")
    replaced_by = fields.Many2One(
        'medical.patient', "Merged Into", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Eval('replaced_by')},
        help="The record that replaced this duplicate.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints += [
            ('party_unique', Unique(table, table.party),
                'medical_appointment.msg_patient_party_unique'),
            ('number_unique', Unique(table, table.number),
                'medical_appointment.msg_patient_number_unique'),
            ('party_required', Check(table, table.party != Null),
                'medical_appointment.msg_patient_party_required'),
            ]
        cls._sql_indexes.update({
                Index(table, (table.birth_date, Index.Range())),
                Index(table, (table.to_verify, Index.Equality()),
                    where=table.to_verify == Literal(True)),
                })
        cls._order = [('party.name', 'ASC'), ('id', 'ASC')]
        cls._buttons.update({
                'verify': {
                    'invisible': ~Eval('to_verify', False),
                    'icon': 'tryton-ok',
                    'depends': ['to_verify'],
                    },
                })

    @staticmethod
    def default_gender():
        return 'unknown'

    @staticmethod
    def default_preferred_channel():
        return 'email'

    @staticmethod
    def default_to_verify():
        return False

    # Names and contacts live on the party

    @fields.depends('party', *_PARTY_FIELDS, *_CONTACT_FIELDS)
    def on_change_party(self):
        if self.party:
            for name in _PARTY_FIELDS:
                setattr(self, name, getattr(self.party, name))
            self.phone = _contact_value(self.party, {'phone', 'mobile'})
            self.email = _contact_value(self.party, {'email'})
            self.identifier = _cedula(self.party)

    @classmethod
    def get_party_name(cls, patients, name):
        return {p.id: getattr(p.party, name) for p in patients}

    @classmethod
    def set_party_name(cls, patients, name, value):
        Party = Pool().get('party.party')
        Party.write([p.party for p in patients], {name: value})

    @classmethod
    def search_party_name(cls, name, clause):
        return [(f'party.{name}', *clause[1:])]

    @classmethod
    def get_name(cls, patients, name):
        return {p.id: p.party.name for p in patients}

    @classmethod
    def search_name(cls, name, clause):
        return [('party.rec_name', *clause[1:])]

    @classmethod
    def get_phone(cls, patients, name):
        return {p.id: _contact_value(p.party, {'phone', 'mobile'})
            for p in patients}

    @classmethod
    def search_phone(cls, name, clause):
        return _search_contact(clause, ['phone', 'mobile'])

    @classmethod
    def get_email(cls, patients, name):
        return {p.id: _contact_value(p.party, {'email'}) for p in patients}

    @classmethod
    def search_email(cls, name, clause):
        return _search_contact(clause, ['email'])

    @classmethod
    def set_contact(cls, patients, name, value):
        Mechanism = Pool().get('party.contact_mechanism')
        types = {'email'} if name == 'email' else {'phone', 'mobile'}
        for patient in patients:
            current = _contact(patient.party, types)
            if current and value:
                Mechanism.write([current], {'value': value})
            elif current:
                Mechanism.write([current], {'active': False})
            elif value:
                Mechanism.create([{
                            'party': patient.party.id,
                            'type': 'email' if name == 'email' else 'mobile',
                            'value': value,
                            }])

    @classmethod
    def get_identifier(cls, patients, name):
        return {p.id: _cedula(p.party) for p in patients}

    @classmethod
    def set_identifier(cls, patients, name, value):
        Identifier = Pool().get('party.identifier')
        for patient in patients:
            current = [i for i in patient.party.identifiers
                if i.type == 'do_cedula']
            if current and value:
                Identifier.write(current[:1], {'code': value})
            elif current:
                Identifier.write(current, {'active': False})
            elif value:
                Identifier.create([{
                            'party': patient.party.id,
                            'type': 'do_cedula',
                            'code': value,
                            }])

    @classmethod
    def search_identifier(cls, name, clause):
        _, operator, value, *_ = clause
        return ['OR',
            ('party.identifiers.code', operator, value),
            ('party.identifiers.code_compact', operator, value),
            ]

    @fields.depends('birth_date')
    def on_change_with_age(self, name=None):
        if not self.birth_date:
            return None
        today = Pool().get('ir.date').today()
        age = relativedelta(today, self.birth_date)
        if age.years >= 2:
            return str(age.years)
        return gettext('medical_appointment.msg_age_months',
            months=age.years * 12 + age.months)

    def get_rec_name(self, name):
        return self.party.name or self.number or str(self.id)

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, operand, *extra = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        domain = [bool_op,
            ('party.rec_name', operator, operand, *extra),
            ('number', operator, operand, *extra),
            ]
        compact = _compact_pattern(operator, operand)
        if compact:
            domain.append(
                ('party.contact_mechanisms.value_compact',
                    operator, compact, *extra))
            domain.append(
                ('party.identifiers.code_compact', operator, compact, *extra))
        return domain

    # Creation and checks

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if mode == 'create':
            if not values.get('party'):
                values['party'] = cls._create_party(values).id
            if not values.get('number'):
                values['number'] = cls._next_number()
        return values

    @classmethod
    def _create_party(cls, values):
        "Create the party of new values, taking its fields out of them"
        Party = Pool().get('party.party')
        party = {n: values.pop(n, None) for n in _PARTY_FIELDS}
        party['name'] = compose_name(*party.values())
        phone, email, cedula = (values.pop(n, None) for n in _CONTACT_FIELDS)
        party['contact_mechanisms'] = [('create', [
                    {'type': type, 'value': value}
                    for type, value in [('mobile', phone), ('email', email)]
                    if value])]
        if cedula:
            party['identifiers'] = [
                ('create', [{'type': 'do_cedula', 'code': cedula}])]
        with without_check_access():
            return Party.create([party])[0]

    @classmethod
    def _next_number(cls):
        pool = Pool()
        Sequence = pool.get('ir.sequence')
        _, sequence = pool.get('medical.configuration').sequences()
        return Sequence(sequence).get() if sequence else None

    @classmethod
    def validate_fields(cls, patients, field_names):
        super().validate_fields(patients, field_names)
        if field_names is None or 'birth_date' in field_names:
            for patient in patients:
                check_birth_date(patient.birth_date)
            cls._warn_duplicates(patients)

    @classmethod
    def _warn_duplicates(cls, patients):
        "Tell the desk about patients that look like these ones"
        Warning = Pool().get('res.user.warning')
        if not Transaction().user:
            return
        for patient in patients:
            others = cls.lookalikes(patient)
            key = Warning.format('duplicate', [patient, *others])
            if others and Warning.check(key):
                raise DuplicatePatientWarning(key, gettext(
                        'medical_appointment.msg_patient_duplicate',
                        patient=patient.rec_name,
                        others='\n'.join(o.summary() for o in others)))

    @classmethod
    def lookalikes(cls, patient):
        "Patients born the same day with a close name or the same phone"
        if not patient.birth_date:
            return []
        candidates = cls.search([
                ('birth_date', '=', patient.birth_date),
                ('id', '!=', patient.id),
                ], limit=200)
        return [c for c in candidates
            if match_party_name(c.name, patient.name)
            or (patient.phone and c.phone == patient.phone)]

    def summary(self):
        return ' · '.join(filter(None, [
                    self.name, self.number, self.identifier, self.phone]))

    @classmethod
    @ModelView.button
    def verify(cls, patients):
        cls.write(patients, {'to_verify': False})

    @classmethod
    def copy(cls, patients, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('number', None)
        default.setdefault('party', None)
        return super().copy(patients, default=default)

    # Guests: called for every online booking, so plain SQL

    @classmethod
    def match(cls, name, surname, phone, birth_date):
        """The id of the patient that a guest seems to be, or None.

        Same phone (any spelling), same birth date and a close name.
        """
        number = parse_phone(phone)
        if not number or not birth_date:
            return None
        cursor = Transaction().connection.cursor()
        cursor.execute(*cls._match_query(normalise_phone(phone), birth_date))
        guest = compose_name(name, surname, None)
        return next(
            (id for id, known in cursor if match_party_name(guest, known)),
            None)

    @classmethod
    def _match_query(cls, phone, birth_date):
        pool = Pool()
        patient = cls.__table__()
        party = pool.get('party.party').__table__()
        contact = pool.get('party.contact_mechanism').__table__()
        return (patient
            .join(party, condition=party.id == patient.party)
            .join(contact, condition=contact.party == party.id)
            .select(patient.id, party.name,
                where=(contact.value_compact == phone)
                & (contact.active == Literal(True))
                & contact.type.in_(['phone', 'mobile'])
                & (patient.birth_date == birth_date)
                & (patient.active == Literal(True)),
                order_by=[patient.id]))

    @classmethod
    def checked(cls, person):
        "The same person, or the refusal that `register` would give"
        _clean_person(person)
        return person

    @classmethod
    def register(cls, person, proven=False):
        """Create the patient of an online booking and return it.

        person: {name, surname, second_surname?, phone, birth_date, email?}
        An e-mail that a visitor types is only kept when it was `proven`: see
        `account_email.py`.
        The patient is marked to be verified by the desk. Two statements:
        the numbers, then party, contacts, patient and audit together.
        """
        values = _clean_person(person)
        if not proven and not current().is_staff:
            values['email'] = None
        code, number = cls._reserve_numbers()
        cursor = Transaction().connection.cursor()
        cursor.execute(*cls._register_query(values, code, number))
        (id,), = cursor.fetchall()
        patient = cls(id)
        if not current().is_staff:
            patient._keep_language(Transaction().language)
        return patient

    def _keep_language(self, language):
        "The messages are written in the language that the visitor reads"
        if language == CLINIC_LANGUAGE:
            return
        pool = Pool()
        with without_check_access():
            if langs := pool.get('ir.lang').search(
                    [('code', '=', language)], limit=1):
                pool.get('party.party').write(
                    [self.party], {'lang': langs[0].id})

    @classmethod
    def _reserve_numbers(cls):
        "A party code and a record number, in one query"
        pool = Pool()
        Sequence = pool.get('ir.sequence')
        ids = pool.get('medical.configuration').sequences()
        table = Sequence.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.id, table.prefix, table.suffix, table.padding,
                NextVal(Concat(table._name + '_', table.id)),
                where=table.id.in_([i for i in ids if i] or [-1])
                & (table.type == 'incremental')))
        numbers = {
            id: '%s%s%s' % (Sequence._process(prefix),
                f'{value:0>{padding}d}', Sequence._process(suffix))
            for id, prefix, suffix, padding, value in cursor}
        return [numbers.get(id) or Sequence(id).get() for id in ids]

    @classmethod
    def _register_query(cls, values, code, number):
        party = With(query=_insert_party(values, code))
        contacts = With(query=_insert_contacts(values, party))
        patient = cls.__table__()
        columns = {
            'number': number,
            'birth_date': values['birth_date'],
            'gender': 'unknown',
            'preferred_channel': 'email',
            'to_verify': True,
            **_created(),
            }
        made = With(query=patient.insert(
                [patient.party, *(getattr(patient, c) for c in columns)],
                party.select(party.id, *map(_value, columns.values())),
                returning=[patient.id]))
        audit = With(query=_insert_audit(values, made))
        return made.select(
            made.id, with_=[party, contacts, made, audit])

    # Merging

    @classmethod
    def merge_parties(cls, source, destination):
        "Carry the patient of one party over to another's"
        found = {p.party: p for p in cls.search([
                    ('party', 'in', [source.id, destination.id]),
                    ('active', 'in', [True, False]),
                    ])}
        old, new = found.get(source), found.get(destination)
        if old and new:
            cls.merge(old, new)
        elif old:
            cls.write([old], {'party': destination.id})

    @classmethod
    def merge(cls, source, destination):
        "Give everything of a patient to another, and retire it"
        pool = Pool()
        cursor = Transaction().connection.cursor()
        for model, name in stored_links('medical.patient'):
            Model = pool.get(model)
            table = Model.__table__()
            column = getattr(table, name)
            cursor.execute(*table.update(
                    [column], [destination.id],
                    where=column == source.id, returning=[table.id]))
            ids = [id for id, in cursor.fetchall()]
            Model._insert_history(ids)
            Model.on_modification('write', Model.browse(ids), {name})
        forget_read_records()
        cls.write([source], {'active': False, 'replaced_by': destination.id})
        cls._complete(source, destination)

    @classmethod
    def _complete(cls, source, destination):
        "Fill what the kept record lacks with what the duplicate knew"
        missing = {n: getattr(source, n)
            for n in ('birth_date', 'insurer', 'insurer_number',
                'contact_party', 'contact_relation', 'note')
            if getattr(source, n) and not getattr(destination, n)}
        if missing:
            cls.write([destination], {
                    n: getattr(v, 'id', v) for n, v in missing.items()})


def check_birth_date(birth_date):
    if not birth_date:
        return
    today = Pool().get('ir.date').today()
    oldest = today - relativedelta(years=OLDEST_YEARS)
    if birth_date > today:
        raise InvalidBirthDate(
            gettext('medical_appointment.msg_birth_date_future'))
    if birth_date < oldest:
        raise InvalidBirthDate(gettext(
                'medical_appointment.msg_birth_date_too_old',
                years=OLDEST_YEARS))


def _clean_person(person):
    "The person's values ready to store, or PersonIncomplete"
    values = {
        'first_name': ' '.join((person.get('name') or '').split()),
        'surname': ' '.join((person.get('surname') or '').split()),
        'second_surname':
            ' '.join((person.get('second_surname') or '').split()) or None,
        'birth_date': person.get('birth_date'),
        'email': (person.get('email') or '').strip().lower() or None,
        }
    if not all(values[n] for n in ('first_name', 'surname', 'birth_date')):
        raise PersonIncomplete(
            gettext('medical_appointment.msg_person_incomplete'))
    if isinstance(values['birth_date'], str):
        values['birth_date'] = dt.date.fromisoformat(values['birth_date'])
    check_birth_date(values['birth_date'])
    values['phone'] = normalise_phone(person.get('phone'))
    if values['email'] and not is_email(values['email']):
        raise InvalidEmail(gettext(
                'medical_appointment.msg_email_invalid',
                email=values['email']))
    return values


def _created():
    return {
        'active': True,
        'create_date': CurrentTimestamp(),
        'create_uid': Transaction().user,
        }


def _value(value):
    return Null if value is None else (
        value if isinstance(value, Function) else Literal(value))


def _insert_party(values, code):
    party = Pool().get('party.party').__table__()
    name = compose_name(
        values['first_name'], values['surname'], values['second_surname'])
    columns = {
        'code': code,
        'name': name,
        'name_folded': fold(name),
        **{n: values[n] for n in _PARTY_FIELDS},
        **_created(),
        }
    return party.insert(
        [getattr(party, c) for c in columns],
        [[*columns.values()]], returning=[party.id])


def _insert_contacts(values, party):
    contact = Pool().get('party.contact_mechanism').__table__()
    created = _created()
    rows = [('mobile', format_phone(values['phone']), values['phone'])]
    if values['email']:
        rows.append(('email', values['email'], values['email']))
    row = Values(rows)
    columns = [contact.party, contact.type, contact.value,
        contact.value_compact, *(getattr(contact, c) for c in created)]
    return contact.insert(columns,
        party.cross_join(row).select(
            party.id, row.column1, row.column2, row.column3,
            *map(_value, created.values())),
        returning=[contact.id])


def _insert_audit(values, patient):
    Audit = Pool().get('medical.audit')
    table = Audit.__table__()
    row = Audit.row('register', changes={
            'birth_date': (None, values['birth_date']),
            'to_verify': (None, True)})
    row = {name: v for name, v in row.items() if v is not None}
    return table.insert(
        [table.record, *(getattr(table, name) for name in row)],
        patient.select(
            Concat('medical.patient,', patient.id),
            *map(_value, row.values())),
        returning=[table.id])


def _contact(party, types):
    return next(
        (m for m in party.contact_mechanisms if m.type in types), None)


def _contact_value(party, types):
    mechanism = _contact(party, types)
    return mechanism.value if mechanism else None


def _cedula(party):
    return next(
        (i.code for i in party.identifiers if i.type == 'do_cedula'), None)


def _compact_pattern(operator, operand):
    "The digits of a searched phone or cédula, with the wildcards around"
    if not isinstance(operand, str):
        return None
    digits = ''.join(c for c in operand if c.isdigit())
    others = {c for c in operand if c.isalpha()}
    if len(digits) < 4 or others:
        return None
    return f'%{digits}%' if operator.endswith('like') else operand


def _search_contact(clause, types):
    _, operator, value, *_ = clause
    compact = _compact_pattern(operator, value) or value
    return [('party.contact_mechanisms', 'where', [
                ('type', 'in', types),
                ['OR',
                    ('value', operator, value),
                    ('value_compact', operator, compact),
                    ],
                ])]
