# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is acting in the current transaction.

Staff are real `res.user`s.  Patients and visitors act through technical
users, with the person in private context keys that only the HTTP adapter can
set (the RPC dispatcher strips keys that begin with an underscore).
"""
from functools import wraps
from typing import NamedTuple

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access

from .exceptions import NotAllowed

MODULE = 'medical_appointment'
API_PUBLIC = 'user_api_public'
API_PATIENT = 'user_api_patient'
API_SENDER = 'user_api_sender'
TECHNICAL = (API_PUBLIC, API_PATIENT, API_SENDER)
ADMINISTRATOR = 'group_administrator'
FRONT_DESK = 'group_front_desk'
PRACTITIONER = 'group_practitioner'


class Caller(NamedTuple):
    "kind: system, staff, patient, guest, public or sender"
    kind: str
    user: int
    portal_user: int | None
    portal_session: int | None
    parties: tuple
    groups: tuple
    link: int | None = None

    @property
    def actor(self):
        "A reference ('model,id') to who acts, or None for the system."
        if self.kind == 'staff':
            return 'res.user,%d' % self.user
        if self.kind == 'patient':
            return 'web.user,%d' % self.portal_user
        if self.link:
            return 'medical.link,%d' % self.link
        if self.kind == 'guest':
            return 'medical.portal.session,%d' % self.portal_session
        return None

    @property
    def is_staff(self):
        return self.kind in {'staff', 'system'}

    def has(self, *group_ids):
        if self.kind == 'system':
            return True
        return self.kind == 'staff' and any(
            xml_id(g) in self.groups for g in group_ids)


def xml_id(name):
    "The database id of one of this module's XML records (cached by Tryton)."
    # Rights are worded by the help of it: without access, or it recurs
    with without_check_access():
        return Pool().get('ir.model.data').get_id(MODULE, name)


def technical_users():
    "user id -> xml id of the users that only the adapter runs as"
    return {xml_id(name): name for name in TECHNICAL}


def current():
    "The `Caller` of this transaction."
    transaction = Transaction()
    context, user = transaction.context, transaction.user
    portal_user = context.get('_portal_user')
    portal_session = context.get('_portal_session')
    link = context.get('_portal_link')
    parties = tuple(context.get('_portal_parties') or ())
    if not user:
        kind, groups = 'system', ()
    elif role := technical_users().get(user):
        groups = ()
        if role == API_SENDER:
            kind = 'sender'
        elif portal_user:
            kind = 'patient'
        elif portal_session or link:
            kind = 'guest'
        else:
            kind = 'public'
    else:
        kind, groups = 'staff', Pool().get('res.user').get_groups()
    return Caller(
        kind, user, portal_user, portal_session, parties, groups, link)


def adapter_only(func):
    "Refuse the published method to everybody but the technical users."
    @wraps(func)
    def wrapper(cls, *args, **kwargs):
        if current().kind in {'staff'}:
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        return func(cls, *args, **kwargs)
    return wrapper
