# SPDX-License-Identifier: GPL-3.0-or-later
"""What the owner of a web account sees and changes: the own data, the people
one answers for, what one agreed to, and the end of the account."""
import datetime as dt

from dateutil.relativedelta import relativedelta
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog
from .account import ADULT_AGE, check_consent
from .consent import RELATIONS
from .exceptions import (
    InvalidBirthDate, NotAllowed, NotFound, PersonVerified, TooManyDependants)
from .identity import adapter_only, current
from .preference import WANTS

MAX_DEPENDANTS = 10
NAMES = ('first_name', 'surname', 'second_surname')
# What the contact person is to the patient, from what the patient is to them
CONTACT_RELATION = {
    'child': 'parent', 'parent': 'child', 'spouse': 'spouse',
    'other': 'other'}
DAYS_TO_CLOSE = 14
"Two weeks hold the ten working days of law 172-13"


class Secondary(metaclass=PoolMeta):
    "A person whom the owner of an account answers for"
    __name__ = 'web.user-party.party.secondary'
    relation = fields.Selection(
        RELATIONS, "Relation", sort=False,
        help="What the person is to the owner of the account. Sons and "
        "daughters leave it on their eighteenth birthday.")


class WebUser(metaclass=PoolMeta):
    __name__ = 'web.user'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            profile=RPC(),
            update_profile=RPC(readonly=False),
            add_dependant=RPC(readonly=False),
            link_dependant=RPC(readonly=False),
            remove_dependant=RPC(readonly=False),
            consents=RPC(),
            agree=RPC(readonly=False),
            close=RPC(readonly=False))

    # The own data

    @classmethod
    def profile(cls):
        """What the signed-in patient sees of the own account.

        Return {email, name, language, patient, person, dependants}."""
        account, caller = _owner(), current()
        with without_check_access():
            patients = _patients(caller.parties)
            own = patients.get(account.party and account.party.id)
            relations = cls._relations(account.id)
            return {
                'email': account.email,
                'name': account.party.rec_name if account.party else None,
                'language': (
                    account.party.lang.code
                    if account.party and account.party.lang else None),
                'patient': own.id if own else None,
                'person': _person(own) if own else None,
                'dependants': [
                    _dependant(p, relations.get(party))
                    for party, p in patients.items() if p != own],
                }

    @classmethod
    def _relations(cls, account):
        Secondary_ = Pool().get('web.user-party.party.secondary')
        return {
            s.party.id: s.relation
            for s in Secondary_.search([('user', '=', account)])}

    @classmethod
    def update_profile(cls, values):
        """Correct the own data; return the profile.

        values: phone, language, and the names and the birth date until the
        desk has seen a document."""
        account = _owner()
        with without_check_access():
            patient = _own_patient(account)
            corrected = _corrected(patient, dict(values))
            if language := values.get('language'):
                Lang = Pool().get('ir.lang')
                lang, = Lang.search([('code', '=', language)], limit=1)
                Pool().get('party.party').write(
                    [account.party], {'lang': lang.id})
            if corrected:
                patient.__class__.write([patient], corrected)
        return cls.profile()

    # The people one answers for

    @classmethod
    @adapter_only
    def add_dependant(cls, person, relation, consent_version):
        """Answer for a person whom the clinic does not know yet.

        A new patient is always made, as for an account: the desk merges it
        with what the clinic knows when it has seen the papers.  Return the
        dependant."""
        account = _owner()
        check_consent(consent_version)
        with without_check_access():
            cls._check_room(account)
            own = _own_patient(account)
            Patient = Pool().get('medical.patient')
            patient = Patient.register(
                {**person, 'phone': person.get('phone') or own.phone})
            _check_age(patient.birth_date, relation)
            Patient.write([patient], {
                    'contact_party': account.party.id,
                    'contact_relation': CONTACT_RELATION[relation]})
            return cls._answer_for(account, patient, relation, consent_version)

    @classmethod
    @adapter_only
    def link_dependant(cls, number, birth_date, relation, consent_version):
        """Answer for a child whom the clinic knows.

        The proof is the reference of one of its visits and its birth date;
        NotFound, alike for all that is not right, never tells which.  An
        adult's record is not opened this way: the desk does it."""
        account = _owner()
        check_consent(consent_version)
        with without_check_access():
            cls._check_room(account)
            patient = _proven_child(number, birth_date)
            if not patient or patient.party == account.party:
                raise NotFound(gettext('medical_appointment.msg_not_found'))
            return cls._answer_for(account, patient, relation, consent_version)

    @classmethod
    def _check_room(cls, account):
        if len(account.secondary_parties) >= MAX_DEPENDANTS:
            raise TooManyDependants(gettext(
                    'medical_appointment.msg_too_many_dependants',
                    limit=MAX_DEPENDANTS))

    @classmethod
    def _answer_for(cls, account, patient, relation, consent_version):
        pool = Pool()
        Secondary_ = pool.get('web.user-party.party.secondary')
        Audit = pool.get('medical.audit')
        if patient.party not in account.secondary_parties:
            Secondary_.create([{
                        'user': account.id, 'party': patient.party.id,
                        'relation': relation}])
            pool.get('medical.consent').record(
                patient, 'dependant', consent_version, relation)
            Audit.append([Audit.row('dependant', str(patient), {
                            'relation': (None, relation)})])
        return _dependant(patient, relation)

    @classmethod
    @adapter_only
    def remove_dependant(cls, patient):
        "Answer no more for a person; what was booked for them stays booked"
        account = _owner()
        pool = Pool()
        Secondary_ = pool.get('web.user-party.party.secondary')
        Audit = pool.get('medical.audit')
        with without_check_access():
            found = _dependant_patient(patient)
            Secondary_.delete(Secondary_.search([
                        ('user', '=', account.id),
                        ('party', '=', found.party.id)]))
            pool.get('medical.consent').withdraw(found, str(account))
            Audit.append([Audit.row('dependant', str(found), {
                            'relation': ('', None)})])

    # What one agreed to

    @classmethod
    def consents(cls, patient=None):
        """What was agreed for the caller or one of the dependants.

        Return {accepted: {version, at} or None, channels: [{channel, wants,
        at, version}], history: [{what, version, at, source, wants}]}."""
        with without_check_access():
            found = _mine(patient)
            return _agreed(found)

    @classmethod
    @adapter_only
    def agree(cls, channels, consent_version, patient=None):
        """Say what may be sent by which channel, under the text of today.

        channels: {name: all, no_reminders or none}.  Return `consents`."""
        pool = Pool()
        check_consent(consent_version)
        Preference = pool.get('medical.notification.preference')
        Consent = pool.get('medical.consent')
        with without_check_access():
            found = _mine(patient)
            for channel, wants in channels.items():
                if Preference.current_of(found.id, channel) != wants:
                    Preference.create([{
                                'patient': found.id, 'channel': channel,
                                'wants': wants, 'source': 'account'}])
            last = Consent.last_of(found)
            if not last or last.version != consent_version:
                Consent.record(found, 'update', consent_version)
            return _agreed(found)

    # The end

    @classmethod
    @adapter_only
    def close(cls, reason=None):
        """End the account and all its sessions, and ask the clinic to erase
        what it need not keep.  Visits stay booked."""
        account = _owner()
        pool = Pool()
        with without_check_access():
            pool.get('medical.account.closure').create([{
                        'web_user': account.id,
                        'party': account.party and account.party.id,
                        'reason': reason}])
            cls.write([account], {'active': False})


class Closure(ModelSQL, ModelView):
    "A person's wish that the account be closed and the data erased"
    __name__ = 'medical.account.closure'
    web_user = fields.Many2One(
        'web.user', "Account", required=True, readonly=True,
        ondelete='CASCADE', help="The account, which is closed already.")
    party = fields.Many2One(
        'party.party', "Person", readonly=True, ondelete='CASCADE',
        help="Whose data is asked to be erased.")
    at = fields.DateTime(
        "Asked At", required=True, readonly=True, help="When it was asked.")
    due_on = fields.Date(
        "Due", required=True, readonly=True,
        help="The law gives ten working days.")
    reason = fields.Text(
        "Reason", readonly=True, help="Why, in the person's own words.")
    state = fields.Selection([
            ('open', "Open"),
            ('done', "Done"),
            ], "State", required=True, readonly=True, sort=False,
        help="Whether the clinic has dealt with it.")
    done_at = fields.DateTime(
        "Done At", readonly=True, help="When it was dealt with.")
    done_by = fields.Many2One(
        'res.user', "Done By", readonly=True, ondelete='SET NULL',
        help="Who dealt with it.")
    answer = fields.Text(
        "Answer", states={'readonly': Eval('state') == 'done'},
        help="What was erased, what is kept and why.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(
            Index(t, (t.state, Index.Equality()), (t.due_on, Index.Range())))
        cls._order = [('state', 'DESC'), ('due_on', 'ASC'), ('id', 'ASC')]
        cls._buttons.update(done={
                'invisible': Eval('state') == 'done', 'depends': ['state']})

    @staticmethod
    def default_at():
        return dt.datetime.now().replace(microsecond=0)

    @staticmethod
    def default_due_on():
        return Pool().get('ir.date').today() + dt.timedelta(DAYS_TO_CLOSE)

    @staticmethod
    def default_state():
        return 'open'

    def get_rec_name(self, name):
        return self.party.rec_name if self.party else self.web_user.rec_name

    @classmethod
    @ModelView.button
    def done(cls, closures):
        Audit = Pool().get('medical.audit')
        cls.write(closures, {
                'state': 'done', 'done_by': Transaction().user,
                'done_at': dt.datetime.now().replace(microsecond=0)})
        Audit.append([Audit.row('close', str(c)) for c in closures])


def _owner():
    "The account of the caller, without access checks"
    caller = current()
    if caller.kind != 'patient':
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
    with without_check_access():
        return Pool().get('web.user')(caller.portal_user)


def _patients(parties):
    "{party: patient}, in the order of the parties"
    Patient = Pool().get('medical.patient')
    found = {
        p.party.id: p for p in Patient.search(
            [('party', 'in', list(parties))], order=[])}
    return {party: found[party] for party in parties if party in found}


def _own_patient(account):
    found = _patients([account.party.id] if account.party else [])
    if not found:
        raise NotFound(gettext('medical_appointment.msg_not_found'))
    return found[account.party.id]


def _mine(patient):
    "The caller's own patient, or the dependant of that id"
    account, caller = _owner(), current()
    if patient is None:
        return _own_patient(account)
    for found in _patients(caller.parties).values():
        if found.id == patient:
            return found
    raise NotFound(gettext('medical_appointment.msg_not_found'))


def _dependant_patient(patient):
    found = _mine(patient)
    if found.party == _owner().party:
        raise NotFound(gettext('medical_appointment.msg_not_found'))
    return found


def _person(patient):
    return {
        'name': patient.first_name or '',
        'surname': patient.surname or '',
        'second_surname': patient.second_surname,
        'phone': patient.phone,
        'birth_date': patient.birth_date,
        'verified': not patient.to_verify,
        }


def _dependant(patient, relation):
    until = None
    if relation == 'child' and patient.birth_date:
        until = patient.birth_date + relativedelta(years=ADULT_AGE)
    return {
        'patient': patient.id, 'name': patient.rec_name,
        'relation': relation, 'birth_date': patient.birth_date,
        'until': until}


def _corrected(patient, values):
    "The values to write; refuse to change what the desk has verified"
    names = {'name': 'first_name', 'surname': 'surname',
        'second_surname': 'second_surname', 'birth_date': 'birth_date'}
    found = {
        ours: values[theirs] for theirs, ours in names.items()
        if theirs in values and values[theirs] != getattr(patient, ours)}
    if found and not patient.to_verify:
        raise PersonVerified(gettext(
                'medical_appointment.msg_person_verified',
                phone=catalog.get().settings['clinic_phone'] or ''))
    if values.get('phone'):
        found['phone'] = values['phone']
    return found


def _check_age(birth_date, relation):
    adult = birth_date + relativedelta(years=ADULT_AGE)
    if relation == 'child' and adult <= Pool().get('ir.date').today():
        raise InvalidBirthDate(
            gettext('medical_appointment.msg_dependant_adult'))


def _proven_child(number, birth_date):
    pool = Pool()
    Appointment = pool.get('medical.appointment')
    oldest = pool.get('ir.date').today() - relativedelta(years=ADULT_AGE)
    found = Appointment.search([
            ('number', '=', Appointment.reference(number)),
            ('patient.birth_date', '=', birth_date),
            ('patient.birth_date', '>', oldest),
            ('patient.active', '=', True)], limit=1)
    return found[0].patient if found else None


def _agreed(patient):
    pool = Pool()
    Preference = pool.get('medical.notification.preference')
    Consent = pool.get('medical.consent')
    said = Preference.search([('patient', '=', patient.id)])
    texts = Consent.search([('patient', '=', patient.id)])
    last = Consent.last_of(patient)
    return {
        'accepted': last and {'version': last.version, 'at': last.at},
        'channels': [
            _channel(name, said)
            for name in pool.get('medical.configuration').carried()],
        'history': sorted(
            [{'at': p.at, 'what': p.channel, 'said': p.wants,
                    'version': p.consent_version} for p in said]
            + [{'at': c.at, 'what': c.purpose, 'said': (
                        'withdrawn' if c.withdrawn_at else 'accepted'),
                    'version': c.version} for c in texts],
            key=lambda line: line['at'], reverse=True),
        }


def _channel(name, said):
    "The last that was said of a channel; without a word it is `all`"
    last = next((p for p in said if p.channel == name), None)
    return {
        'channel': name, 'wants': last.wants if last else WANTS[0][0],
        'at': last.at if last else None,
        'version': last.consent_version if last else None}
