# SPDX-License-Identifier: GPL-3.0-or-later
"""A message to oneself: how patients get it, told of an invented visit.

It goes the way of all messages, through the outbox and its sender, to the
administrator's own address and to no other.
"""
import datetime as dt
import json
from uuid import uuid4

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from .catalog import LANGUAGES
from .exceptions import NoOwnEmail, NotAllowed, NotFound
from .identity import ADMINISTRATOR, current
from .notification import _now, _wake
from .outbox import KINDS

LIFE = dt.timedelta(minutes=30)


class Notification(metaclass=PoolMeta):
    __name__ = 'medical.notification'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(send_test=RPC(readonly=False))

    @classmethod
    def send_test(cls, kind, language):
        """Send the caller a message of that kind, filled by the sender.

        Return it as `listing` does; NoOwnEmail when the user has none."""
        caller = current()
        if caller.kind != 'staff' or not caller.has(ADMINISTRATOR):
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        if kind not in dict(KINDS) or language not in LANGUAGES:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        with without_check_access():
            email = (Pool().get('res.user')(caller.user).email or '').strip()
            if not email:
                raise NoOwnEmail(
                    gettext('medical_appointment.msg_no_own_email'))
            row, = cls.create([cls._test_values(kind, language, email)])
            Audit = Pool().get('medical.audit')
            Audit.append([Audit.row('test message', str(row))])
            _wake()
            return row._plain()

    @classmethod
    def _test_values(cls, kind, language, email):
        now = _now()
        return {
            'kind': kind, 'audience': 'patient', 'delay': 0,
            'channel': 'email', 'recipient': email, 'language': language,
            'due_at': now, 'next_try_at': now, 'expires_at': now + LIFE,
            'state': 'queued', 'attempts': 0,
            'provider_key': str(uuid4()),
            'payload': json.dumps({'test': True}),
            }

    # There is no visit to look for offers or earlier messages of

    def _offers(self):
        if self.appointment:
            return super()._offers()
        return json.loads(self.payload or '{}')

    def _told_before(self):
        return super()._told_before() if self.appointment else {}
