# SPDX-License-Identifier: GPL-3.0-or-later
import json
import re
import unicodedata
from contextlib import contextmanager
from difflib import SequenceMatcher

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from sql import Literal
from sql.operators import Equal
from trytond import backend
from trytond.i18n import gettext
from trytond.model import Exclude, Index, ModelSQL, fields
from trytond.model.exceptions import SQLConstraintError
from trytond.modules.party.exceptions import (
    EraseError,
    InvalidIdentifierCode,
    InvalidPhoneNumber,
)
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction, inactive_records, without_check_access

from . import catalog
from .audit import Audited
from .exceptions import (
    DuplicateCedula,
    InvalidCedula,
    InvalidEmail,
    InvalidPhone,
    PatientBusy,
)

_NAMES = {'name', 'first_name', 'surname', 'second_surname'}
PHONE_REGION = 'DO'
NATIONAL_DIGITS = 10
PHONE_TYPES = {'phone', 'mobile', 'fax'}
CLOSE_WORD = 0.8
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")


def parse_phone(value, region=PHONE_REGION):
    "The valid phone number of the text, or None"
    try:
        number = phonenumbers.parse(value or '', region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def normalise_phone(value, region=PHONE_REGION):
    "Return the phone as E.164 (8095730000 gives +18095730000)"
    number = parse_phone(value, region)
    if not number:
        raise InvalidPhone(gettext(
                'medical_appointment.msg_phone_invalid', phone=value or ''))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(value, region=PHONE_REGION):
    "Return the phone for people to read (+1 809-573-0000)"
    number = parse_phone(value, region)
    if not number:
        return value
    return phonenumbers.format_number(
        number, PhoneNumberFormat.INTERNATIONAL)


def is_email(value):
    return (len(value) <= 254
        and bool(_EMAIL.fullmatch(value))
        and '..' not in value
        and not value.startswith('.')
        and '.@' not in value)


def fold(text):
    "Lower case without accents nor punctuation, single spaces"
    text = unicodedata.normalize('NFKD', text or '')
    text = ''.join(c for c in text if not unicodedata.combining(c))
    return ' '.join(re.findall(r'\w+', text.lower()))


def compose_name(first_name, surname, second_surname):
    parts = (' '.join((p or '').split())
        for p in (first_name, surname, second_surname))
    return ' '.join(filter(None, parts))


def _close_words(word, other):
    if min(len(word), len(other)) == 1:
        return word[0] == other[0]
    return SequenceMatcher(None, word, other).ratio() >= CLOSE_WORD


def match_party_name(a, b):
    """Tell if two names may be the same person's.

    Accents, case and order are ignored, a letter may differ, the second
    name or the second surname may be missing: at least two words of the
    shorter name must each be found in the other.
    """
    short, long = sorted((fold(a).split(), fold(b).split()), key=len)
    if not short:
        return False
    rest = list(long)
    for word in short:
        found = next((w for w in rest if _close_words(word, w)), None)
        if found is None:
            return False
        rest.remove(found)
    return len(short) >= 2 or len(long) == 1


def stored_links(target):
    "The (model, field) pairs of this module's tables that point to target"
    for name, Model in sorted(Pool().iterobject()):
        if (not name.startswith('medical.')
                or not issubclass(Model, ModelSQL)
                or callable(getattr(Model, 'table_query', None))):
            continue
        for field_name, field in sorted(Model._fields.items()):
            if (isinstance(field, fields.Many2One)
                    and field.model_name == target):
                yield name, field_name


def forget_read_records():
    "After an update by SQL: what this transaction has read may be stale"
    for cache in Transaction().cache.values():
        cache.clear()


class Party(Audited, metaclass=PoolMeta):
    __name__ = 'party.party'
    _audited = ('name', 'first_name', 'surname', 'second_surname', 'active')

    first_name = fields.Char(
        "First Name",
        help="The given names of the person.")
    surname = fields.Char(
        "Surname",
        help="The first surname of the person.")
    second_surname = fields.Char(
        "Second Surname",
        help="The second surname of the person, if there is one.")
    name_folded = fields.Char(
        "Name for Searches", readonly=True,
        help="The name without accents nor capitals, used by searches.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.name.states.setdefault('readonly', Bool(Eval('surname')))
        table = cls.__table__()
        cls._sql_indexes.update({
                Index(table, (table.surname, Index.Equality())),
                Index(table, (table.second_surname, Index.Equality())),
                Index(table, (table.name_folded, Index.Similarity())),
                })

    @fields.depends('first_name', 'surname', 'second_surname', 'name')
    def _compose_name(self):
        return (compose_name(
                self.first_name, self.surname, self.second_surname)
            or self.name)

    @fields.depends(methods=['_compose_name'])
    def on_change_first_name(self):
        self.name = self._compose_name()

    @fields.depends(methods=['_compose_name'])
    def on_change_surname(self):
        self.name = self._compose_name()

    @fields.depends(methods=['_compose_name'])
    def on_change_second_surname(self):
        self.name = self._compose_name()

    def compute_fields(self, field_names=None):
        values = super().compute_fields(field_names=field_names)
        if field_names is None or field_names & _NAMES:
            computed = {'name': compose_name(
                    getattr(self, 'first_name', None),
                    getattr(self, 'surname', None),
                    getattr(self, 'second_surname', None))
                or getattr(self, 'name', None)}
            computed['name_folded'] = fold(computed['name']) or None
            values.update((k, v) for k, v in computed.items()
                if getattr(self, k, None) != v)
        return values

    @classmethod
    def on_modification(cls, mode, parties, field_names=None):
        super().on_modification(mode, parties, field_names=field_names)
        if mode == 'write' and _NAMES & set(field_names or _NAMES):
            Practitioner = Pool().get('medical.practitioner')
            with without_check_access():
                if Practitioner.search([
                            ('party', 'in', [p.id for p in parties]),
                            ], limit=1, order=[]):
                    catalog.clear()

    @classmethod
    def search_rec_name(cls, name, clause):
        domain = super().search_rec_name(name, clause)
        _, operator, operand, *extra = clause
        if operator.endswith('like') and isinstance(operand, str):
            folded = _fold_pattern(operand)
            domain = domain + [('name_folded', operator, folded, *extra)]
        return domain


def _fold_pattern(pattern):
    "Fold a like pattern, keeping its wildcards"
    text = unicodedata.normalize('NFKD', pattern.lower())
    return ''.join(c for c in text if not unicodedata.combining(c))


class ContactMechanism(Audited, metaclass=PoolMeta):
    __name__ = 'party.contact_mechanism'
    _audited = ('party', 'type', 'value', 'active')
    _audited_of = 'party'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_indexes.add(
            Index(table,
                (table.value_compact, Index.Equality(cardinality='high'))))

    def _phone_country_codes(self):
        yield from super()._phone_country_codes()
        yield PHONE_REGION

    @classmethod
    def check_valid_phonenumber(cls, mechanisms, field_names=None):
        try:
            super().check_valid_phonenumber(
                mechanisms, field_names=field_names)
        except InvalidPhoneNumber as exception:
            raise InvalidPhone(exception.message) from exception

    @classmethod
    def check_valid_email(cls, mechanisms, field_names=None):
        super().check_valid_email(mechanisms, field_names=field_names)
        if field_names and not (field_names & {'type', 'value'}):
            return
        for mechanism in mechanisms:
            if mechanism.type == 'email' and not is_email(mechanism.value):
                raise InvalidEmail(gettext(
                        'medical_appointment.msg_email_invalid',
                        email=mechanism.value))


class Identifier(Audited, metaclass=PoolMeta):
    __name__ = 'party.identifier'
    _audited = ('party', 'type', 'code', 'active')
    _audited_of = 'party'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints.append(
            ('do_cedula_unique',
                Exclude(table, (table.code_compact, Equal),
                    where=(table.type == Literal('do_cedula'))
                    & (table.active == Literal(True))),
                'medical_appointment.msg_cedula_unique'))

    def check_code(self):
        try:
            super().check_code()
        except InvalidIdentifierCode as exception:
            if self.type != 'do_cedula':
                raise
            raise InvalidCedula(gettext(
                    'medical_appointment.msg_cedula_invalid',
                    cedula=self.code)) from exception

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if mode == 'create' and values.get('type') == 'do_cedula':
            cls._check_cedula_free(values.get('code_compact'))
        return values

    @classmethod
    def _check_cedula_free(cls, cedula):
        "Name who has it; the constraint of the database is the guarantee"
        others = cls.search([
                ('type', '=', 'do_cedula'),
                ('code_compact', '=', cedula),
                ], limit=1)
        for other in others:
            raise DuplicateCedula(gettext(
                    'medical_appointment.msg_cedula_duplicate',
                    cedula=other.code,
                    party=other.party.rec_name))

    @classmethod
    def create(cls, vlist):
        with _named_duplicates():
            return super().create(vlist)

    @classmethod
    def write(cls, *args):
        with _named_duplicates():
            super().write(*args)

    @classmethod
    def validate_fields(cls, identifiers, field_names):
        super().validate_fields(identifiers, field_names)
        if field_names is None or field_names & {'type', 'code'}:
            for identifier in identifiers:
                if identifier.type == 'do_cedula':
                    identifier.check_code()


@contextmanager
def _named_duplicates():
    try:
        yield
    except SQLConstraintError as exception:
        message = gettext('medical_appointment.msg_cedula_unique')
        if exception.message != message:
            raise
        raise DuplicateCedula(message) from exception


class Replace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [
            (model, field) for model, field in stored_links('party.party')
            if (model, field) != ('medical.patient', 'party')]

    def transition_replace(self):
        Patient = Pool().get('medical.patient')
        self.check_similarity()
        # Worded before, as nothing is read once the database has refused
        refusal = PatientBusy(gettext(
                'medical_appointment.msg_merge_conflict',
                source=self.ask.source.rec_name,
                destination=self.ask.destination.rec_name))
        try:
            Patient.merge_parties(self.ask.source, self.ask.destination)
            state = super().transition_replace()
            forget_read_records()
            _take_over(self.ask.destination.id)
            return state
        except backend.DatabaseIntegrityError as exception:
            raise refusal from exception


def _take_over(party_id):
    """Use again what a duplicate knew and the kept party lacks.

    The standard wizard switches off all that it carries over."""
    pool = Pool()
    for name in ('party.contact_mechanism', 'party.identifier'):
        Model = pool.get(name)
        with inactive_records():
            known = Model.search([('party', '=', party_id)])
        used = {record.type for record in known if record.active}
        for record in known:
            if record.type not in used:
                used.add(record.type)
                Model.write([record], {'active': True})


class Erase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def check_erase(self, party):
        super().check_erase(party)
        Appointment = Pool().get('medical.appointment')
        if Appointment.search([
                    ('patient.party', '=', party.id),
                    ('state', 'in', ['pending', 'booked', 'arrived',
                            'in_progress']),
                    ], limit=1, order=[]):
            raise EraseError(gettext(
                    'medical_appointment.msg_erase_open_appointments',
                    party=party.rec_name))

    def transition_erase(self):
        Audit = Pool().get('medical.audit')
        with without_check_access(), inactive_records():
            parties = _with_duplicates(self.ask.party)
            words = {word for party in parties for word in _words(party)}
        state = super().transition_erase()
        with without_check_access(), inactive_records():
            for party in parties:
                _end_accounts(party.id)
                Audit.erase(*_audited(party.id))
                Audit.append([Audit.row('erase', str(party))])
        _forget_words(words, self._session_id)
        forget_read_records()
        return state

    def to_erase(self, party_id):
        pool = Pool()
        to_erase = [_erase_compact(*entry)
            for entry in super().to_erase(party_id)]
        for name, domain, values in _traces(party_id):
            Model = pool.get(name)
            to_erase.append(
                (Model, domain, True, list(values), list(values.values())))
        return to_erase

    @classmethod
    def get_resources(cls):
        pool = Pool()
        return super().get_resources() + [
            pool.get('ir.email'), pool.get('ir.chat.channel')]


# What the standard wizard leaves behind: the compact copies of what it clears
_COMPACT = {
    'party.party': {
        'first_name': None, 'surname': None, 'second_surname': None,
        'name_folded': None},
    'party.identifier': {'code_compact': '****'},
    'party.contact_mechanism': {'value_compact': '****'},
    'web.user': {
        'email_token': None, 'reset_password_token': None,
        'password_hash': None},
    }


def _erase_compact(Model, domain, resource, columns, values):
    more = _COMPACT.get(Model.__name__, {})
    return (Model, domain, resource,
        [*columns, *more], [*values, *more.values()])


def _own_visits(party_id):
    return ['OR',
        ('patient.party', '=', party_id),
        ('booked_by_party', '=', party_id)]


def _traces(party_id):
    "(model, domain, {column: value}) of every trace in our tables"
    ours = _own_visits(party_id)
    yield 'medical.patient', [('party', '=', party_id)], {
        'birth_date': None, 'gender': 'unknown', 'insurer': None,
        'insurer_number': None, 'contact_party': None,
        'contact_relation': None, 'note': None}
    yield 'medical.appointment', ours, {
        'reason': None, 'note': None, 'cancel_reason': None,
        'overbook_reason': None, 'priority_reason': None, 'email': None}
    yield 'medical.queue.move', ['OR',
        ('appointment', 'where', ours), ('anchor', 'where', ours)], {
        'reason': '****'}
    yield 'medical.notification', ['OR',
        ('appointment', 'where', ours),
        ('party', '=', party_id),
        ('web_user.party', '=', party_id)], {
        'recipient': '****', 'payload': None, 'error': None}
    yield 'medical.portal.session', [('web_user.party', '=', party_id)], {
        'network': None, 'device': None}
    yield 'medical.consent', [('patient.party', '=', party_id)], {
        'network': None}
    yield 'medical.account.closure', ['OR',
        ('party', '=', party_id),
        ('web_user.party', '=', party_id)], {
        'reason': None, 'answer': None}
    yield 'medical.idempotency', [('appointment', 'where', ours)], {
        'response': None}
    yield 'medical.waiting_list', [('patient.party', '=', party_id)], {
        'state': 'closed', 'closed_reason': 'other', 'email': None}


def _with_duplicates(party):
    "The party and those that were merged into it"
    Party = Pool().get('party.party')
    found, more = [], [party]
    while more:
        found += more
        more = Party.search([('replaced_by', 'in', [p.id for p in more])])
    return found


def _words(party):
    """What tells who the person is, as people type it.

    Each word is a tuple of texts that only together are the person's."""
    mechanisms, codes = party.contact_mechanisms, party.identifiers
    texts = [party.name,
        *(m.value for m in mechanisms), *(m.value_compact for m in mechanisms),
        *(i.code for i in codes), *(i.code_compact for i in codes)]
    yield from ((text,) for text in texts if text)
    # Typed without the country's prefix
    yield from (
        (m.value_compact[-NATIONAL_DIGITS:],) for m in mechanisms
        if m.type in PHONE_TYPES and m.value_compact)
    if party.first_name and party.surname:
        yield (party.first_name, party.surname)


def _end_accounts(party_id):
    "Nobody signs in as an erased person, nor opens an old link"
    cursor = Transaction().connection.cursor()
    for statement in _END_ACCOUNTS:
        cursor.execute(statement, {'party': party_id})


_END_ACCOUNTS = [
    'DELETE FROM medical_portal_code WHERE web_user IN ('
    'SELECT id FROM web_user WHERE party = %(party)s)',
    'UPDATE medical_portal_session SET revoked_at = '
    "now() AT TIME ZONE 'UTC' WHERE revoked_at IS NULL AND web_user IN ("
    'SELECT id FROM web_user WHERE party = %(party)s)',
    'UPDATE medical_feed SET revoked_at = '
    "now() AT TIME ZONE 'UTC' WHERE revoked_at IS NULL AND web_user IN ("
    'SELECT id FROM web_user WHERE party = %(party)s)',
    'UPDATE medical_link SET revoked_at = '
    "now() AT TIME ZONE 'UTC' WHERE revoked_at IS NULL AND appointment IN ("
    'SELECT a.id FROM medical_appointment a '
    'JOIN medical_patient p ON p.id = a.patient WHERE p.party = %(party)s)',
    ]

_FORGET_WORDS = [
    # Messages to the person about others' visits
    "UPDATE medical_notification SET recipient = '****', payload = NULL, "
    'error = NULL WHERE recipient = ANY(%(words)s)',
    # Nothing more goes to an address that is no more
    "UPDATE medical_notification SET state = 'cancelled', "
    'next_try_at = NULL, lease_owner = NULL '
    "WHERE recipient = '****' AND state IN ('queued', 'sending')",
    # What waits for a code: an account that was asked for, an address
    'DELETE FROM medical_portal_code WHERE payload IS NOT NULL AND EXISTS ('
    'SELECT FROM unnest(%(words)s::text[]) word '
    'WHERE position(lower(word) IN lower(payload)) > 0)',
    ]


def _forget_words(words, wizard):
    "What names the person elsewhere than in records of the person"
    texts = [word[0] for word in words if len(word) == 1]
    Pool().get('medical.notification.bounce').lift(texts)
    cursor = Transaction().connection.cursor()
    for statement in _FORGET_WORDS:
        cursor.execute(statement, {'words': texts})
    # What is typed in a wizard stays until its window is closed
    cursor.execute(
        'SELECT id, data FROM ir_session_wizard WHERE id <> %s', (wizard,))
    cursor.execute(
        'DELETE FROM ir_session_wizard WHERE id = ANY(%s)', ([
                id_ for id_, data in cursor.fetchall() if _names(data, words)],))


def _names(data, words):
    "Tell if a JSON text names who is known by these words"
    text = _squeeze(json.dumps(json.loads(data or '{}'), ensure_ascii=False))
    return any(all(_squeeze(part) in text for part in word) for word in words)


def _squeeze(text):
    return re.sub(r'[\W_]', '', text.lower())


def _audited(party_id):
    "How the audit names what is the party's, and who acted as the party"
    pool = Pool()
    visits = pool.get('medical.appointment').search(
        [('patient.party', '=', party_id)], order=[])
    patients = pool.get('medical.patient').search(
        [('party', '=', party_id)], order=[])
    accounts = pool.get('web.user').search(
        [('party', '=', party_id)], order=[])
    sessions = pool.get('medical.portal.session').search(['OR',
            ('web_user', 'in', [a.id for a in accounts]),
            ('id', 'in', [v.portal_session.id for v in visits
                    if v.portal_session])], order=[])
    links = pool.get('medical.link').search(
        [('appointment', 'in', [v.id for v in visits])], order=[])
    waiting = pool.get('medical.waiting_list').search(
        [('patient.party', '=', party_id)], order=[])
    records = [f'party.party,{party_id}', *map(str, [
                *visits, *patients, *accounts, *waiting])]
    return records, [str(a) for a in [*accounts, *sessions, *links]]
