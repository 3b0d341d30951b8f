# SPDX-License-Identifier: GPL-3.0-or-later
"""The second step of the staff's sign-in: RFC 6238 codes of a phone.

The secret is needed in clear at each sign-in: it is stored sealed with the
server's own (`seal.py`), so that a copy of the database makes no codes.  No
group may read the model and no client is given it; recovery codes are stored
as digests only.
"""
import datetime as dt
import re
import secrets
import time

import pyotp
from sql import Null
from trytond.exceptions import LoginException
from trytond.i18n import gettext
from trytond.model import ModelSQL, Unique, fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, seal
from .account import digest
from .exceptions import (
    AlreadyDone, InvalidCode, InvalidCredentials, NotAllowed, Sealed)
from .identity import current

STEP = 30
"Seconds that a code is shown"
CLEAR = re.compile('[A-Z2-7]{16,}')
DRIFT = (0, -1, 1)
"Steps that a phone's clock may be off"
RECOVERY_CODES = 10
RECOVERY_ALPHABET = '23456789abcdefghjkmnpqrstvwxyz'
RECOVERY_LENGTH = 10


class Totp(ModelSQL):
    "The second step of a staff member"
    __name__ = 'medical.portal.totp'
    user = fields.Many2One(
        'res.user', "User", required=True, ondelete='CASCADE')
    secret = fields.Char("Secret", required=True)
    confirmed_at = fields.DateTime("Confirmed At")
    last_step = fields.Integer("Last Step", required=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('user_unique', Unique(t, t.user),
                'medical_appointment.msg_totp_once'),
            ]
        cls.__rpc__.update(
            state=RPC(),
            begin=RPC(readonly=False),
            confirm=RPC(readonly=False),
            remove=RPC(readonly=False))

    @classmethod
    def __register__(cls, module_name):
        super().__register__(module_name)
        if seal.has_keys():
            cls.reseal()

    @classmethod
    def reseal(cls):
        """Seal with the key in use what is in clear or by an older key; what
        no key opens stays as it is, and is refused."""
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(table.id, table.user, table.secret))
        for id_, user, kept in cursor.fetchall():
            try:
                secret, is_current = _opened(user, kept)
            except Sealed:
                continue
            if not is_current:
                cursor.execute(*table.update(
                        [table.secret], [seal.seal(user, secret)],
                        where=table.id == id_))

    # The caller's own

    @classmethod
    def state(cls):
        "{on, recovery_left} of the caller"
        user = _staff_member()
        Recovery = Pool().get('medical.portal.recovery')
        with without_check_access():
            return {
                'on': cls.is_on(user),
                'recovery_left': Recovery.search(
                    [('user', '=', user)], count=True)}

    @classmethod
    def begin(cls, password):
        """A new secret for the caller's phone, to be confirmed by a code.

        Return {secret, uri}; AlreadyDone while another one is in use."""
        user = _staff_member()
        _check_password(user, password)
        if cls.is_on(user):
            raise AlreadyDone(gettext('medical_appointment.msg_totp_on'))
        secret = pyotp.random_base32()
        with without_check_access():
            cls._forget(user)
            cls.create([{
                        'user': user, 'secret': seal.seal(user, secret),
                        'last_step': 0}])
            login = Pool().get('res.user')(user).login
        return {
            'secret': secret,
            'uri': pyotp.TOTP(secret).provisioning_uri(
                name=login, issuer_name=_issuer())}

    @classmethod
    def confirm(cls, code):
        """The second step is asked for from now on.

        Return {recovery: the codes for the day the phone is lost}."""
        user = _staff_member()
        if cls.is_on(user):
            raise AlreadyDone(gettext('medical_appointment.msg_totp_on'))
        if not cls._spend_shown(user, code):
            raise InvalidCode(gettext('medical_appointment.msg_totp_wrong'))
        table = cls.__table__()
        Transaction().connection.cursor().execute(*table.update(
                [table.confirmed_at], [_now()], where=table.user == user))
        _audit('totp on', user)
        return {'recovery': Pool().get('medical.portal.recovery').renew(user)}

    @classmethod
    def remove(cls, password):
        "Sign in without the second step again"
        user = _staff_member()
        _check_password(user, password)
        cls.forget(user)

    @classmethod
    def forget(cls, user):
        "Ask a user for no second step any more"
        was_on = cls.is_on(user)
        with without_check_access():
            cls._forget(user)
        if was_on:
            _audit('totp off', user)

    @classmethod
    def _forget(cls, user):
        Recovery = Pool().get('medical.portal.recovery')
        cls.delete(cls.search([('user', '=', user)]))
        Recovery.delete(Recovery.search([('user', '=', user)]))

    # At sign-in

    @classmethod
    def is_on(cls, user):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.id,
                where=(table.user == user) & (table.confirmed_at != Null)))
        return bool(cursor.fetchone())

    @classmethod
    def spend(cls, user, code):
        "Tell if a code of the phone, or a recovery code, is right; once"
        if code.isdigit():
            return cls._spend_shown(user, code)
        return Pool().get('medical.portal.recovery').spend(user, code)

    @classmethod
    def _spend_shown(cls, user, code):
        """A code is good for one sign-in: the step is written with the check
        that it is newer than the last, so that two at once cannot share it."""
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(table.secret, where=table.user == user))
        row = cursor.fetchone()
        if not row:
            return False
        secret, is_current = _opened(user, row[0])
        step = _step_of(secret, code)
        if step is None:
            return False
        cursor.execute(*table.update(
                [table.last_step, table.secret],
                [step, row[0] if is_current else seal.seal(user, secret)],
                where=(table.user == user) & (table.last_step < step)))
        return bool(cursor.rowcount)


class Recovery(ModelSQL):
    "What replaces a lost phone, once"
    __name__ = 'medical.portal.recovery'
    user = fields.Many2One(
        'res.user', "User", required=True, ondelete='CASCADE')
    code_hash = fields.Char("Code Digest", required=True)

    @classmethod
    def renew(cls, user):
        "New codes in place of the old ones; only their digests are kept"
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        with without_check_access():
            cls.delete(cls.search([('user', '=', user)]))
            cls.create([
                    {'user': user, 'code_hash': _digest(user, code)}
                    for code in codes])
        return codes

    @classmethod
    def spend(cls, user, code):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.delete(
                where=(table.user == user)
                & (table.code_hash == _digest(user, code))))
        return bool(cursor.rowcount)


class User(metaclass=PoolMeta):
    __name__ = 'res.user'

    @classmethod
    def _login_totp(cls, login, parameters):
        """The second step in Tryton's own clients, which ask for what is
        missing; called when the password was right."""
        Totp = Pool().get('medical.portal.totp')
        user, _, _ = cls._get_login(login)
        if not user or not Totp.is_on(user):
            return user
        if not parameters.get('totp_code'):
            raise LoginException(
                'totp_code', gettext('medical_appointment.msg_totp_ask'),
                type='char')
        return user if Totp.spend(user, parameters['totp_code'].strip()) else None


def _opened(user, kept):
    """(secret, whether it is sealed with the key in use).

    Before it was sealed it was stored as it is: base 32."""
    if CLEAR.fullmatch(kept):
        return kept, False
    return seal.unseal(user, kept)


def _step_of(secret, code):
    "The step of time that a code was made for, None when it is not right"
    now = int(time.time()) // STEP
    totp = pyotp.TOTP(secret)
    for drift in DRIFT:
        if secrets.compare_digest(totp.generate_otp(now + drift), code):
            return now + drift
    return None


def _recovery_code():
    drawn = ''.join(
        secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH))
    return '%s-%s' % (drawn[:RECOVERY_LENGTH // 2], drawn[RECOVERY_LENGTH // 2:])


def _digest(user, code):
    plain = ''.join(c for c in code.lower() if c.isalnum())
    return digest('recovery:%d:%s' % (user, plain))


def _staff_member():
    caller = current()
    if caller.kind != 'staff':
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
    return caller.user


def _check_password(user, password):
    pool = Pool()
    Session = pool.get('medical.portal.session')
    if not Session.is_password(pool.get('res.user'), user, password):
        raise InvalidCredentials(
            gettext('medical_appointment.msg_password_wrong'))


def _issuer():
    return catalog.get().settings['clinic_name'] or "Clínica"


def _audit(action, user):
    Audit = Pool().get('medical.audit')
    Audit.append([Audit.row(action, 'res.user,%d' % user)])


def _now():
    return dt.datetime.now().replace(microsecond=0)
