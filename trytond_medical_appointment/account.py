# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions, one-time codes and link tokens of the people who use the web.

`web.user` is only the account record (SECURITY: its own session keys, reset
tokens and attempt counters are not used).  What proves an identity is stored
here, always as a SHA-256 digest, single use, with an expiry.
"""
import datetime as dt
import hashlib
import json
import secrets

from sql import Literal, Null
from sql.aggregate import Count

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.res.user import PASSWORD_HASH
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog
from .account_password import (
    MIN_PASSWORD_PATIENT, check_password_policy, hashing)
from .audit import Audited
from .exceptions import (
    ConsentOutdated, NotAllowed, NotFound, TooManyAttempts)
from .identity import (
    ADMINISTRATOR, FRONT_DESK, PRACTITIONER, adapter_only, current, xml_id)

GUEST_LIFE = dt.timedelta(hours=2)
PATIENT_LIFE = dt.timedelta(days=14)
STAFF_LIFE = dt.timedelta(hours=12)
CODE_LIFE = dt.timedelta(minutes=10)
LINK_GRACE = dt.timedelta(days=2)
CODE_TRIES = 5
ATTEMPT_WINDOW = dt.timedelta(minutes=15)
ATTEMPTS_PER_SUBJECT = 5
ATTEMPTS_PER_NETWORK = 50
ADULT_AGE = 18
# The class of advisory locks after those of appointments
LOCK_ATTEMPT = 711

# Verified in place of a missing hash, so that an unknown name costs the same
_DUMMY_HASH = None


def _dummy_hash():
    global _DUMMY_HASH
    if _DUMMY_HASH is None:
        _DUMMY_HASH = PASSWORD_HASH.hash(secrets.token_urlsafe())
    return _DUMMY_HASH


def digest(secret):
    "SHA-256 of a secret, in hexadecimal"
    return hashlib.sha256(secret.encode()).hexdigest()


def remote_address():
    request = Transaction().context.get('_request') or {}
    return request.get('remote_addr')


class Session(ModelSQL, ModelView):
    __name__ = 'medical.portal.session'
    kind = fields.Selection([
            ('guest', "Guest"),
            ('patient', "Patient"),
            ('staff', "Staff"),
            ], "Kind", required=True, readonly=True, sort=False,
        help="In which quality the person signed in.")
    user = fields.Many2One(
        'res.user', "User", ondelete='CASCADE', readonly=True,
        help="The staff member who signed in.")
    web_user = fields.Many2One(
        'web.user', "Web User", ondelete='CASCADE', readonly=True,
        help="The patient's account that signed in.")
    refresh_hash = fields.Char(
        "Refresh Digest", readonly=True,
        help="Digest of the token that renews the session.")
    refresh_previous = fields.Char(
        "Previous Refresh Digest", readonly=True,
        help="Digest of the token that was replaced; its reuse ends the "
        "session.")
    expires_at = fields.DateTime(
        "Expires At", required=True, readonly=True,
        help="When the session ends by itself.")
    revoked_at = fields.DateTime(
        "Revoked At", readonly=True, help="When the session was ended.")
    last_seen = fields.DateTime(
        "Last Seen", readonly=True, help="When it was last renewed.")
    network = fields.Char(
        "Network", readonly=True, help="The address at sign-in.")
    device = fields.Char(
        "Device", readonly=True, help="The program at sign-in.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.refresh_hash, Index.Equality()),
                    where=t.refresh_hash != Null),
                Index(t, (t.refresh_previous, Index.Equality()),
                    where=t.refresh_previous != Null),
                Index(t, (t.expires_at, Index.Range())),
                })
        cls._order = [('id', 'DESC')]
        cls._buttons.update(end={
                'invisible': Bool(Eval('revoked_at')),
                'depends': ['revoked_at']})
        cls.__rpc__.update(
            open_guest=RPC(readonly=False),
            login=RPC(readonly=False),
            open_verified=RPC(readonly=False),
            open_registered=RPC(readonly=False),
            change_password=RPC(readonly=False),
            resolve=RPC(),
            refresh=RPC(readonly=False),
            logout=RPC(readonly=False),
            listing=RPC(),
            revoke=RPC(readonly=False),
            revoke_all=RPC(readonly=False))

    def get_rec_name(self, name):
        person = self.user or self.web_user
        return person.rec_name if person else '%s %d' % (
            self.kind_string, self.id)

    kind_string = kind.translated('kind')

    @classmethod
    def search_rec_name(cls, name, clause):
        return ['OR',
            ('user.rec_name', *clause[1:]),
            ('web_user.rec_name', *clause[1:])]

    # Opening

    @classmethod
    def _open(cls, kind, life, refresh=True, **values):
        """Insert a session by one statement.

        Return {session, kind, refresh_token (None for guests), expires_at}.
        """
        now = dt.datetime.now().replace(microsecond=0)
        token = secrets.token_urlsafe(32) if refresh else None
        values = {
            **values,
            'kind': kind,
            'expires_at': now + life,
            'last_seen': now,
            'network': remote_address(),
            'refresh_hash': digest(token) if token else None,
            'create_date': now,
            'create_uid': Transaction().user,
            }
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.insert(
                [getattr(table, name) for name in values],
                [list(values.values())], returning=[table.id]))
        session_id, = cursor.fetchone()
        return {
            'session': session_id,
            'kind': kind,
            'refresh_token': token,
            'expires_at': values['expires_at'],
            }

    @classmethod
    @adapter_only
    def open_guest(cls, device=None):
        return cls._open('guest', GUEST_LIFE, refresh=False, device=device)

    @classmethod
    @adapter_only
    def login(cls, login, password, device=None, otp=None):
        """Sign in a patient (by e-mail) or a staff member (by login).

        otp: the code of the second step, for staff who have one.

        Return the opened session with `name` and `role`, or
        {'refused': 'invalid-credentials' | 'otp-required' | 'invalid-code' |
        'too-many-attempts', 'retry_after': seconds}: the caller's transaction
        must be committed in all cases, so that the attempts count.
        """
        Attempt = Pool().get('medical.attempt')
        subject = login.strip().lower()
        Attempt.one_at_a_time('login', subject)
        if wait := Attempt.wait('login', subject):
            return {'refused': 'too-many-attempts', 'retry_after': wait}
        account = cls._account(subject)
        if not cls._password_valid(account, password):
            Attempt.add('login', subject)
            return {'refused': 'invalid-credentials', 'retry_after': None}
        if refused := cls._second_step(account, otp):
            if otp:
                Attempt.add('login', subject)
            return {'refused': refused, 'retry_after': None}
        Attempt.forget('login', subject)
        return cls._open_for(account['kind'], account['id'], device)

    @classmethod
    def _open_for(cls, kind, account_id, device=None):
        "The opened session of an account, with `name` and `role`"
        if kind == 'staff':
            opened = cls._open(
                'staff', STAFF_LIFE, user=account_id, device=device)
        else:
            opened = cls._open(
                'patient', PATIENT_LIFE, web_user=account_id, device=device)
        return {**opened, **cls._profile(opened['session'])}

    @classmethod
    def _second_step(cls, account, otp):
        "Why the second step does not let the account in, or None"
        Totp = Pool().get('medical.portal.totp')
        if account['kind'] != 'staff' or not Totp.is_on(account['id']):
            return None
        if not otp:
            return 'otp-required'
        return None if Totp.spend(account['id'], otp) else 'invalid-code'

    @classmethod
    def _account(cls, subject):
        "{kind, id, hash} of the active account with that name, or None"
        pool = Pool()
        tables = [
            ('staff', pool.get('res.user').__table__(), 'login'),
            ('patient', pool.get('web.user').__table__(), 'email'),
            ]
        cursor = Transaction().connection.cursor()
        for kind, table, name in tables:
            cursor.execute(*table.select(
                    table.id, table.password_hash,
                    where=(getattr(table, name) == subject)
                    & (table.active == Literal(True))))
            if row := cursor.fetchone():
                return {'kind': kind, 'id': row[0], 'hash': row[1]}

    @classmethod
    def _password_valid(cls, account, password):
        "One verification whatever happens, so that time tells nothing"
        stored = account['hash'] if account else None
        with hashing():
            valid, _ = PASSWORD_HASH.verify_and_update(
                password, stored or _dummy_hash())
        return bool(valid and stored)

    @classmethod
    def is_password(cls, Model, id_, password):
        "Tell if it is the password of that `res.user` or `web.user`"
        table = Model.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.password_hash, where=table.id == id_))
        return cls._password_valid(
            {'hash': cursor.fetchone()[0]}, password)

    @classmethod
    @adapter_only
    def open_verified(cls, email, code, device=None):
        """Sign in with a one-time code.

        Return as `login` does."""
        Code = Pool().get('medical.portal.code')
        web_user = Code.consume('login', email.strip().lower(), code)
        if not web_user:
            return {'refused': 'invalid-code', 'retry_after': None}
        return cls._open_for('patient', web_user, device)

    @classmethod
    @adapter_only
    def open_registered(cls, email, code, device=None):
        """Make the account that the code was sent for, and sign in.

        The code of an address that had an account signs in to that one.
        Return as `login` does."""
        pool = Pool()
        Code = pool.get('medical.portal.code')
        WebUser = pool.get('web.user')
        subject = email.strip().lower()
        if found := Code.redeem('verify', subject, code):
            web_user = WebUser.complete_registration(
                subject, json.loads(found['payload']))
        else:
            web_user = Code.consume('login', subject, code)
        if not web_user:
            return {'refused': 'invalid-code', 'retry_after': None}
        return cls._open_for('patient', web_user, device)

    @classmethod
    def change_password(cls, current_password, password, device=None):
        """Give the caller another password and end all their sessions.

        Return as `login` does: the session to go on with."""
        Attempt = Pool().get('medical.attempt')
        kind, Model, id_ = cls._own_account()
        subject = '%s,%d' % (Model.__name__, id_)
        Attempt.one_at_a_time('password', subject)
        if wait := Attempt.wait('password', subject):
            return {'refused': 'too-many-attempts', 'retry_after': wait}
        if not cls.is_password(Model, id_, current_password):
            Attempt.add('password', subject)
            return {'refused': 'invalid-credentials', 'retry_after': None}
        with without_check_access():
            Model.write([Model(id_)], {'password': password})
        Attempt.forget('password', subject)
        return cls._open_for(kind, id_, device)

    @classmethod
    def _own_account(cls):
        "(kind, model, id) of the caller's account"
        caller, pool = current(), Pool()
        if caller.kind == 'staff':
            return 'staff', pool.get('res.user'), caller.user
        if caller.kind == 'patient':
            return 'patient', pool.get('web.user'), caller.portal_user
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))

    # Using

    @classmethod
    @adapter_only
    def resolve(cls, session_id):
        """Who stands behind a session, by one query; None when it is over.

        Return {session, kind, user (res.user id to run as or None),
        web_user, parties (own first, then dependants), company, language,
        groups (ids), role, expires_at}.
        """
        return cls._resolve(session_id)

    @classmethod
    def _resolve(cls, session_id):
        cursor = Transaction().connection.cursor()
        cursor.execute(_RESOLVE, (session_id,))
        row = cursor.fetchone()
        if not row:
            return None
        (kind, user, user_active, company, web_user, web_active, party,
            parties, groups, language, expires_at) = row
        if kind == 'staff' and not user_active:
            return None
        if kind == 'patient' and not web_active:
            return None
        groups = tuple(groups or ())
        own = [party] if party else []
        return {
            'session': session_id,
            'kind': kind,
            'user': user,
            'web_user': web_user,
            'parties': tuple(own + [p for p in parties or () if p != party]),
            'company': company,
            'language': language,
            'groups': groups,
            'role': cls._role(kind, groups),
            'expires_at': expires_at,
            }

    @classmethod
    def parties_of(cls, web_user):
        "Ids of the parties whom the owner of an account answers for"
        cursor = Transaction().connection.cursor()
        cursor.execute(_DEPENDANTS % '%s', (web_user,))
        return [party for party, in cursor]

    @classmethod
    def _role(cls, kind, groups):
        if kind != 'staff':
            return kind
        for role, group in (
                ('administrator', ADMINISTRATOR),
                ('front_desk', FRONT_DESK),
                ('practitioner', PRACTITIONER)):
            if xml_id(group) in groups:
                return role
        return 'staff'

    @classmethod
    def _profile(cls, session_id):
        "{name, role} of the person of a session"
        pool = Pool()
        resolved = cls._resolve(session_id)
        if not resolved:
            return {'name': None, 'role': None}
        with without_check_access():
            if resolved['user']:
                name = pool.get('res.user')(resolved['user']).name
            else:
                web_user = pool.get('web.user')(resolved['web_user'])
                name = (
                    web_user.party.rec_name if web_user.party
                    else web_user.email)
        return {'name': name, 'role': resolved['role']}

    @classmethod
    @adapter_only
    def refresh(cls, token):
        """Exchange a refresh token for a new one.

        Return {session, refresh_token, name, role} or None.  A token that was
        exchanged before ends its session: somebody else holds a copy.
        """
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        hashed = digest(token)
        now = dt.datetime.now().replace(microsecond=0)
        fresh = secrets.token_urlsafe(32)
        cursor.execute(*table.update(
                [table.refresh_previous, table.refresh_hash, table.last_seen],
                [hashed, digest(fresh), now],
                where=(table.refresh_hash == hashed)
                & (table.revoked_at == Null) & (table.expires_at > now),
                returning=[table.id]))
        if row := cursor.fetchone():
            profile = cls._profile(row[0])
            if not profile['role']:
                return None
            return {'session': row[0], 'refresh_token': fresh, **profile}
        cursor.execute(*table.update(
                [table.revoked_at], [now],
                where=(table.refresh_previous == hashed)
                & (table.revoked_at == Null)))
        return None

    # Ending

    @classmethod
    @adapter_only
    def logout(cls, session_id, everywhere=False):
        "End a session, or all sessions of its person."
        table = cls.__table__()
        mine = table.id == session_id
        if everywhere:
            cursor = Transaction().connection.cursor()
            cursor.execute(*table.select(
                    table.user, table.web_user, where=mine))
            user, web_user = cursor.fetchone() or (None, None)
            if user:
                mine = table.user == user
            elif web_user:
                mine = table.web_user == web_user
        cls._revoke(table, mine)

    @classmethod
    def _revoke(cls, table, where):
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.update(
                [table.revoked_at], [dt.datetime.now().replace(microsecond=0)],
                where=(table.revoked_at == Null) & where))
        return cursor.rowcount

    @classmethod
    @ModelView.button
    def end(cls, sessions):
        "By the administrator: a lost phone, a person who left"
        Audit = Pool().get('medical.audit')
        table = cls.__table__()
        cls._revoke(table, table.id.in_([s.id for s in sessions] or [-1]))
        Audit.append([Audit.row('end', str(s)) for s in sessions])

    @classmethod
    def revoke_of_users(cls, users):
        table = cls.__table__()
        if ids := [u.id for u in users]:
            cls._revoke(table, table.user.in_(ids))

    @classmethod
    def revoke_of_web_users(cls, web_users):
        table = cls.__table__()
        if ids := [u.id for u in web_users]:
            cls._revoke(table, table.web_user.in_(ids))

    @classmethod
    def _own(cls, table):
        caller = current()
        if caller.kind == 'staff':
            return table.user == caller.user
        return table.web_user == (caller.portal_user or -1)

    @classmethod
    def listing(cls):
        "The caller's open sessions, newest first"
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.id, table.create_date, table.last_seen, table.network,
                table.device, table.expires_at,
                where=cls._own(table) & (table.revoked_at == Null)
                & (table.expires_at > dt.datetime.now()),
                order_by=[table.id.desc]))
        names = (
            'id', 'opened_at', 'last_seen', 'network', 'device', 'expires_at')
        return [dict(zip(names, row)) for row in cursor]

    @classmethod
    def revoke(cls, session_id):
        "End one of the caller's own open sessions; tell if there was one"
        table = cls.__table__()
        return bool(cls._revoke(
                table, cls._own(table) & (table.id == session_id)))

    @classmethod
    def revoke_all(cls):
        """End all sessions of the caller, here and in the other places.

        Of staff those of Tryton's own clients as well."""
        table = cls.__table__()
        kind, _, id_ = cls._own_account()
        cls._revoke(table, cls._own(table))
        if kind == 'staff':
            with without_check_access():
                Pool().get('ir.session').clear([id_])

    @classmethod
    def clean_all(cls):
        "Remove what is of no more use (scheduled task)."
        pool = Pool()
        for name in (
                'medical.portal.session', 'medical.portal.code',
                'medical.attempt', 'medical.idempotency',
                'medical.notification.event', 'medical.limit'):
            pool.get(name).clean()

    @classmethod
    def clean(cls):
        table = cls.__table__()
        Appointment = Pool().get('medical.appointment')
        appointment = Appointment.__table__()
        cursor = Transaction().connection.cursor()
        limit = dt.datetime.now() - dt.timedelta(days=30)
        cursor.execute(*table.delete(
                where=(table.expires_at < limit)
                & ~table.id.in_(appointment.select(
                        appointment.portal_session,
                        where=appointment.portal_session != Null))))


# Those whom the owner of an account answers for: sons and daughters until
# they are of age
_DEPENDANTS = '''
    SELECT sp.party FROM "web_user-party_party_secondary" sp
    LEFT JOIN medical_patient p ON p.party = sp.party
    WHERE sp."user" = %s
    AND (sp.relation IS DISTINCT FROM 'child' OR p.birth_date IS NULL
        OR p.birth_date > CURRENT_DATE - interval '18 years')
'''
_RESOLVE = '''
SELECT s.kind, s."user", u.active, u.company, s.web_user, w.active, w.party,
    ARRAY(''' + _DEPENDANTS % 's.web_user' + '''),
    ARRAY(SELECT ug."group" FROM "res_user-res_group" ug
        WHERE ug."user" = s."user"),
    l.code, s.expires_at
FROM medical_portal_session s
LEFT JOIN res_user u ON u.id = s."user"
LEFT JOIN web_user w ON w.id = s.web_user
LEFT JOIN ir_lang l ON l.id = u.language
WHERE s.id = %s AND s.revoked_at IS NULL
    AND s.expires_at > (now() AT TIME ZONE 'UTC')
'''


class Code(ModelSQL):
    "One-time code sent by e-mail"
    __name__ = 'medical.portal.code'
    purpose = fields.Selection([
            ('login', "Sign In"),
            ('verify', "Verify E-mail"),
            ('reset', "Reset Password"),
            ('address', "Verify a Visit's Address"),
            ], "Purpose", required=True, sort=False)
    subject = fields.Char("Subject Digest", required=True)
    web_user = fields.Many2One('web.user', "Web User", ondelete='CASCADE')
    code_hash = fields.Char("Code Digest", required=True)
    expires_at = fields.DateTime("Expires At", required=True)
    used_at = fields.DateTime("Used At")
    tries = fields.Integer("Tries", required=True)
    payload = fields.Text("Content")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(
            Index(t, (t.subject, Index.Equality()), (t.purpose,
                    Index.Equality())))
        cls.__rpc__.update(request=RPC(readonly=False))

    @staticmethod
    def default_tries():
        return 0

    @classmethod
    def _hash(cls, purpose, subject, code):
        return digest('%s:%s:%s' % (purpose, subject, code))

    @classmethod
    @adapter_only
    def request(cls, email, purpose='login', language=None):
        """Send a new code to the account of that e-mail, if there is one.

        The answer is the same whether or not there is one.
        """
        WebUser = Pool().get('web.user')
        subject = email.strip().lower()
        cls._check_limit(subject)
        with without_check_access():
            accounts = WebUser.search([('email', '=', subject)], limit=1)
            account = accounts[0].id if accounts else None
            cls.send(
                purpose, subject, subject, language=language,
                web_user=account, known=bool(account))

    @classmethod
    def _check_limit(cls, subject):
        Attempt = Pool().get('medical.attempt')
        Attempt.one_at_a_time('code', subject)
        if wait := Attempt.wait('code', subject):
            raise TooManyAttempts(
                gettext('medical_appointment.msg_too_many_attempts'),
                retry_after=wait)
        Attempt.add('code', subject)

    @classmethod
    def send(
            cls, purpose, subject, email, language=None, web_user=None,
            payload=None, known=True):
        """Make a code and send it to an address.

        Not `known`, the same is done, so that it takes as long, and nothing
        is sent: the code was told to nobody."""
        code = '%06d' % secrets.randbelow(10 ** 6)
        if purpose != 'verify':
            cls._close(purpose, digest(subject))
        now = dt.datetime.now().replace(microsecond=0)
        table = cls.__table__()
        values = {
            'purpose': purpose, 'subject': digest(subject),
            'web_user': web_user, 'tries': 0, 'payload': payload,
            'code_hash': cls._hash(
                purpose, subject, code if known else secrets.token_hex()),
            'expires_at': now + CODE_LIFE, 'create_date': now}
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.insert(
                [getattr(table, name) for name in values],
                [list(values.values())]))
        Pool().get('medical.notification').enqueue_code(
            email=email, code=code, purpose=purpose, wanted=known,
            language=language or Transaction().language, web_user=web_user,
            expires_in=CODE_LIFE)

    @classmethod
    def _close(cls, purpose, subject_digest):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.update(
                [table.used_at, table.payload],
                [dt.datetime.now().replace(microsecond=0), Null],
                where=(table.subject == subject_digest)
                & (table.purpose == purpose) & (table.used_at == Null)))

    @classmethod
    def clean(cls):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.delete(
                where=table.expires_at
                < dt.datetime.now() - dt.timedelta(days=1)))

    @classmethod
    def consume(cls, purpose, subject, code):
        "The web.user id if the code is right, once; None otherwise."
        found = cls.redeem(purpose, subject, code)
        return found['web_user'] if found else None

    @classmethod
    def redeem(cls, purpose, subject, code):
        "{web_user, payload} of a code that is right, once; None otherwise."
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        alive = (
            (table.subject == digest(subject)) & (table.purpose == purpose)
            & (table.used_at == Null) & (table.tries < CODE_TRIES)
            & (table.expires_at > dt.datetime.now()))
        cursor.execute(*table.update(
                [table.tries], [table.tries + 1], where=alive,
                returning=[table.web_user, table.payload, table.code_hash]))
        wanted = cls._hash(purpose, subject, code)
        for web_user, payload, code_hash in cursor.fetchall():
            if secrets.compare_digest(code_hash, wanted):
                cls._close(purpose, digest(subject))
                return {'web_user': web_user, 'payload': payload}
        return None


class Attempt(ModelSQL):
    "Counted tries, per subject and network"
    __name__ = 'medical.attempt'
    kind = fields.Char("Kind", required=True)
    subject = fields.Char("Subject Digest")
    network = fields.Char("Network")
    at = fields.Timestamp("At", required=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.subject, Index.Equality()),
                    (t.kind, Index.Equality()), (t.at, Index.Range())),
                Index(t, (t.network, Index.Equality()),
                    (t.kind, Index.Equality()), (t.at, Index.Range())),
                Index(t, (t.at, Index.Range())),
                })

    @classmethod
    def _subject(cls, kind, subject):
        return digest('%s:%s' % (kind, subject))

    @classmethod
    def wait(
            cls, kind, subject, per_subject=ATTEMPTS_PER_SUBJECT,
            per_network=ATTEMPTS_PER_NETWORK, window=ATTEMPT_WINDOW):
        "Seconds until another try is allowed; 0 when it is allowed now."
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        since = dt.datetime.now() - window
        recent = (table.kind == kind) & (table.at > since)
        same = table.subject == cls._subject(kind, subject)
        near = table.network == (remote_address() or '')
        cursor.execute(*table.select(
                Count(table.id, filter_=same), Count(table.id, filter_=near),
                where=recent & (same | near)))
        by_subject, by_network = cursor.fetchone()
        if by_subject >= per_subject or by_network >= per_network:
            return int(window.total_seconds())
        return 0

    @classmethod
    def one_at_a_time(cls, kind, subject):
        """Keep others from trying the same until this transaction ends.

        Exact in a transaction that reads what others have committed since
        it began (READ COMMITTED), as the adapter's is."""
        cursor = Transaction().connection.cursor()
        cursor.execute('SELECT pg_advisory_xact_lock(%s, %s)', (
                LOCK_ATTEMPT, int(cls._subject(kind, subject)[:7], 16)))

    @classmethod
    def add(cls, kind, subject):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.insert(
                [table.kind, table.subject, table.network, table.at],
                [[kind, cls._subject(kind, subject), remote_address() or '',
                        dt.datetime.now()]]))

    @classmethod
    def forget(cls, kind, subject):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.delete(
                where=(table.kind == kind)
                & (table.subject == cls._subject(kind, subject))))

    @classmethod
    def clean(cls):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.delete(
                where=table.at < dt.datetime.now() - dt.timedelta(days=1)))


class Link(ModelSQL):
    "The token behind a message's buttons"
    __name__ = 'medical.link'
    appointment = fields.Many2One(
        'medical.appointment', "Appointment", required=True,
        ondelete='CASCADE')
    purpose = fields.Selection([
            ('manage', "Manage"),
            ('unsubscribe', "Stop Reminders"),
            ], "Purpose", required=True)
    token_hash = fields.Char("Token Digest", required=True)
    expires_at = fields.DateTime("Expires At", required=True)
    revoked_at = fields.DateTime("Revoked At")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('token_unique', Unique(t, t.token_hash),
                'medical_appointment.msg_link_token_unique'),
            ]
        cls._sql_indexes.add(
            Index(t, (t.appointment, Index.Range())))

    @classmethod
    def issue(cls, appointment_id, end, purpose='manage'):
        """Make a link to an appointment that ends at `end` (naive UTC).

        Return the clear token; only its digest is stored.
        """
        token = secrets.token_urlsafe(24)
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.insert(
                [table.appointment, table.purpose, table.token_hash,
                    table.expires_at],
                [[appointment_id, purpose, digest(token), end + LINK_GRACE]]))
        return token

    @classmethod
    def find(cls, token, purpose='manage'):
        "(appointment id, link id) behind a token; raise NotFound."
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.appointment, table.id,
                where=(table.token_hash == digest(token))
                & (table.purpose == purpose) & (table.revoked_at == Null)
                & (table.expires_at > dt.datetime.now())))
        if row := cursor.fetchone():
            return row
        raise NotFound(gettext('medical_appointment.msg_not_found'))


class Idempotency(ModelSQL):
    "The stored answer of a request that may be sent twice"
    __name__ = 'medical.idempotency'
    subject = fields.Char("Subject", required=True)
    route = fields.Char("Route", required=True)
    key = fields.Char("Key", required=True)
    body_hash = fields.Char("Body Digest", required=True)
    appointment = fields.Many2One(
        'medical.appointment', "Appointment", ondelete='CASCADE')
    response = fields.Text("Response")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('key_unique', Unique(t, t.subject, t.route, t.key),
                'medical_appointment.msg_idempotency_unique'),
            ]
        cls._sql_indexes.add(Index(t, (t.create_date, Index.Range())))

    @classmethod
    def clean(cls):
        "Remove the answers that nobody asks for again"
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.delete(
                where=table.create_date
                < dt.datetime.now() - dt.timedelta(days=2)))


class WebUser(Audited, metaclass=PoolMeta):
    __name__ = 'web.user'
    _audited = ('email', 'party', 'active')
    _audited_secret = frozenset({'password_hash'})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            register=RPC(readonly=False),
            reset_with_code=RPC(readonly=False))

    @classmethod
    def on_modification(cls, mode, users, field_names=None):
        super().on_modification(mode, users, field_names=field_names)
        watched = {'active', 'password', 'password_hash', 'email'}
        if mode == 'write' and watched & set(field_names or watched):
            Pool().get('medical.portal.session').revoke_of_web_users(users)

    @classmethod
    @adapter_only
    def register(
            cls, email, password, person, consent_version=None,
            language=None):
        """Ask for a patient's account.

        Nothing is made until the code in the mail comes back: what was typed
        waits with its digest.  Whoever else asks with the same address has
        another code, and neither changes what the other typed.  An address
        that has an account gets a code to sign in instead; the answer is the
        same.
        """
        pool = Pool()
        Code = pool.get('medical.portal.code')
        subject = email.strip().lower()
        check_password_policy(password, MIN_PASSWORD_PATIENT, [
                email, *(person.get(n) for n in (
                        'name', 'surname', 'second_surname'))])
        check_consent(consent_version)
        person = pool.get('medical.patient').checked({
                **person, 'email': subject})
        hashed = cls.hash_password(password)
        Code._check_limit(subject)
        with without_check_access():
            known = cls.search([('email', '=', subject)], limit=1)
        Code.send(
            'login' if known else 'verify', subject, subject,
            language=language, web_user=known[0].id if known else None,
            payload=None if known else json.dumps({
                    'password_hash': hashed, 'person': person,
                    'consent_version': consent_version,
                    'language': language}, default=str))

    @classmethod
    def complete_registration(cls, email, asked):
        """The id of the account that was asked for; its address is proven.

        A new patient is always made, to be verified at the desk: a stranger
        who knows a phone and a birth date must not see that person's visits.
        """
        pool = Pool()
        with without_check_access():
            known = cls.search([('email', '=', email)], limit=1)
            if known:
                return known[0].id
            patient = pool.get('medical.patient').register(
                asked['person'], proven=True)
            account = cls(
                email=email, party=patient.party, email_valid=True)
            account.password_hash = asked['password_hash']
            account.save()
            pool.get('medical.consent').record(
                patient, 'account', asked['consent_version'],
                actor=str(account))
        return account.id

    @classmethod
    @adapter_only
    def reset_with_code(cls, email, code, password):
        "Set a new password; every session of the account ends."
        Code = Pool().get('medical.portal.code')
        check_password_policy(password, MIN_PASSWORD_PATIENT, [email])
        web_user = Code.consume('reset', email.strip().lower(), code)
        if not web_user:
            return {'refused': 'invalid-code', 'retry_after': None}
        with without_check_access():
            cls.write([cls(web_user)], {
                    'password': password, 'email_valid': True})
        return {'refused': None, 'retry_after': None}


def check_consent(version):
    "Refuse a consent to another text than the clinic's of today"
    settings = catalog.get().settings
    if version != settings['consent_version']:
        raise ConsentOutdated(
            gettext('medical_appointment.msg_consent_outdated'))
