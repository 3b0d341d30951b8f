# SPDX-License-Identifier: GPL-3.0-or-later
"""The people who work in the clinic: who they are, what they may do, where
they are signed in.

Users are Tryton's own; a clinic administrator writes them only through here,
never the technical ones nor those who administer Tryton itself.
"""
import re
import secrets

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import (
    Transaction, inactive_records, without_check_access)

from .admin import administrator_only, check_version
from .exceptions import InvalidEmail, NotAllowed, NotFound, StaffInvalid
from .identity import (
    ADMINISTRATOR, FRONT_DESK, PRACTITIONER, current, technical_users, xml_id)
from .party import is_email

ROLES = {
    'administrator': ADMINISTRATOR, 'front_desk': FRONT_DESK,
    'practitioner': PRACTITIONER}
_LOGIN = re.compile(r'[a-z0-9][a-z0-9._@-]{2,63}')
SECRET_BYTES = 15
_COLUMNS = [
    'id', 'name', 'login', 'email', 'active', 'version', 'groups',
    'practitioner', 'last_login', 'sessions', 'has_password']
_LISTING = '''
SELECT u.id, u.name, u.login, u.email, u.active,
    (EXTRACT(EPOCH FROM COALESCE(u.write_date, u.create_date))
        * 1000000)::bigint,
    ARRAY(SELECT g."group" FROM "res_user-res_group" g WHERE g."user" = u.id),
    (SELECT p.id FROM medical_practitioner p WHERE p."user" = u.id LIMIT 1),
    GREATEST(
        (SELECT MAX(s.create_date) FROM medical_portal_session s
            WHERE s."user" = u.id),
        (SELECT MAX(s.create_date) FROM ir_session s
            WHERE s.create_uid = u.id)),
    (SELECT COUNT(*) FROM medical_portal_session s WHERE s."user" = u.id
        AND s.revoked_at IS NULL
        AND s.expires_at > now() AT TIME ZONE 'UTC')
    + (SELECT COUNT(*) FROM ir_session s WHERE s.create_uid = u.id),
    u.password_hash IS NOT NULL
FROM res_user u
WHERE u.id <> ALL(%(technical)s)
    AND EXISTS (SELECT FROM "res_user-res_group" g
        WHERE g."user" = u.id AND g."group" = ANY(%(groups)s))
'''


class User(metaclass=PoolMeta):
    __name__ = 'res.user'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            staff=RPC(),
            keep_staff=RPC(readonly=False),
            renew_staff_password=RPC(readonly=False),
            end_staff_sessions=RPC(readonly=False))
        # Tryton's own words for it are in English only
        cls._sql_constraints = [
            (name, constraint, 'medical_appointment.msg_login_taken'
                if name == 'login_key' else message)
            for name, constraint, message in cls._sql_constraints]

    @classmethod
    @administrator_only
    def staff(cls):
        "Who works in the clinic, by name"
        return sorted(
            cls._staff_rows(), key=lambda row: (not row['active'], row['name']))

    @classmethod
    def _staff_rows(cls, user=None):
        cursor = Transaction().connection.cursor()
        params = {
            'technical': [0, *technical_users()], 'user': user,
            'groups': [xml_id(group) for group in ROLES.values()]}
        more = ' AND u.id = %(user)s' if user is not None else ''
        cursor.execute(_LISTING + more, params)
        return [_plain(dict(zip(_COLUMNS, row))) for row in cursor]

    @classmethod
    def _staff_one(cls, user):
        found = cls._staff_rows(user)
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return found[0]

    @classmethod
    def _staff_to_write(cls, user):
        "The record of a staff member whom the caller may write"
        plain = cls._staff_one(user)
        if plain['protected'] and user != Transaction().user and not (
                _administers_tryton(Transaction().user)):
            raise NotAllowed(
                gettext('medical_appointment.msg_staff_protected'))
        return cls(user)

    @classmethod
    @administrator_only
    def keep_staff(cls, values, id=None, version=None):
        """Write what is given of a staff member: name, login, email, role,
        practitioner, active.  Return the staff member; a new one with the
        `password` for the first time, told only once.
        """
        _check(values)
        if id is None:
            user, password = cls._new_staff(values)
        else:
            user, password = cls._staff_to_write(id), None
            check_version(user, version)
            cls._check_oneself(user, values)
        with without_check_access():
            cls._write_staff(user, values)
        return {**cls._staff_one(user.id), 'password': password}

    @classmethod
    def _new_staff(cls, values):
        if not all(values.get(n) for n in ('name', 'login', 'role')):
            raise StaffInvalid(
                gettext('medical_appointment.msg_staff_incomplete'))
        company = Transaction().context.get('company')
        password = secrets.token_urlsafe(SECRET_BYTES)
        with without_check_access():
            user, = cls.create([{
                        'name': values['name'], 'login': values['login'],
                        'password': password,
                        'companies': [('add', [company])] if company else [],
                        'company': company,
                        }])
        return user, password

    @classmethod
    def _write_staff(cls, user, values):
        stored = {
            name: values[name] for name in ('name', 'email', 'active')
            if name in values}
        if values.get('role'):
            ours = {xml_id(group) for group in ROLES.values()}
            wanted = {xml_id(ROLES[values['role']])}
            known = {group.id for group in user.groups}
            if known & ours != wanted:
                stored['groups'] = [
                    ('remove', sorted(known & ours - wanted)),
                    ('add', sorted(wanted - known))]
        if stored:
            cls.write([user], stored)
        if 'practitioner' in values:
            cls._link_practitioner(user, values['practitioner'])

    @classmethod
    def _link_practitioner(cls, user, practitioner):
        Practitioner = Pool().get('medical.practitioner')
        with inactive_records():
            former = Practitioner.search([
                    ('user', '=', user.id), ('id', '!=', practitioner)])
            found = Practitioner.search([('id', '=', practitioner)])
        if practitioner and not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        Practitioner.write(former, {'user': None})
        if found:
            Practitioner.write(found, {'user': user.id})

    @classmethod
    def _check_oneself(cls, user, values):
        "Nobody locks themselves out"
        if user.id != Transaction().user:
            return
        role = values.get('role', 'administrator')
        if not values.get('active', True) or role != 'administrator':
            raise StaffInvalid(
                gettext('medical_appointment.msg_staff_oneself'))

    @classmethod
    @administrator_only
    def renew_staff_password(cls, id):
        """Give a staff member a new password, told only once, and end what is
        open.  The phone of the second step is forgotten too: it may be what
        was lost.  Return {password}."""
        user = cls._staff_to_write(id)
        password = secrets.token_urlsafe(SECRET_BYTES)
        with without_check_access():
            cls.write([user], {'password': password})
        Pool().get('medical.portal.totp').forget(user.id)
        return {'password': password}

    @classmethod
    @administrator_only
    def end_staff_sessions(cls, id):
        "Sign a staff member out everywhere; return {ended}"
        user = cls._staff_to_write(id)
        ended = cls._staff_one(id)['sessions']
        pool = Pool()
        with without_check_access():
            pool.get('medical.portal.session').revoke_of_users([user])
            pool.get('ir.session').clear([user.id])
        Audit = pool.get('medical.audit')
        Audit.append([Audit.row('end sessions', str(user), {'ended': ended})])
        return {'ended': ended}


def _plain(plain):
    groups = set(plain.pop('groups'))
    plain['role'] = next(
        role for role, group in ROLES.items() if xml_id(group) in groups)
    plain['protected'] = _tryton_administrators() in groups
    plain['oneself'] = plain['id'] == current().user
    if plain['last_login']:
        plain['last_login'] = plain['last_login'].replace(microsecond=0)
    return plain


def _tryton_administrators():
    with without_check_access():
        return Pool().get('ir.model.data').get_id('res', 'group_admin')


def _administers_tryton(user):
    with Transaction().set_user(user):
        return _tryton_administrators() in Pool().get('res.user').get_groups()


def _check(values):
    login, email = values.get('login'), values.get('email')
    if login is not None and not _LOGIN.fullmatch(login):
        raise StaffInvalid(gettext('medical_appointment.msg_staff_login'))
    if email and not is_email(email):
        raise InvalidEmail(gettext(
                'medical_appointment.msg_email_invalid', email=email))
    role = values.get('role')
    if role is not None and role not in ROLES:
        raise StaffInvalid(gettext('medical_appointment.msg_staff_incomplete'))
