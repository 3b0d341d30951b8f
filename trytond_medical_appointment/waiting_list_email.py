# SPDX-License-Identifier: GPL-3.0-or-later
"""The e-mail that a visitor gives to hear of a freed time.

As with the e-mail of a visit (`account_email.py`), nothing is written there
but a code until the code comes back.
"""
import json

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from .account_email import CODES_PER_NETWORK
from .exceptions import InvalidEmail, NotAllowed, TooManyAttempts
from .identity import current
from .party import is_email
from .waiting_list import OPEN


class WaitingList(metaclass=PoolMeta):
    __name__ = 'medical.waiting_list'
    email = fields.Char(
        "E-mail", readonly=True,
        help="The address that who asked gave and proved. Offers go there "
        "too.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            ask_email=RPC(readonly=False),
            verify_email=RPC(readonly=False))

    @classmethod
    def enter(cls, values):
        entered = super().enter(values)
        email = (values.get('person') or {}).get('email')
        if email and current().kind == 'guest':
            cls._send_email_code(entered['id'], email)
        return entered

    @classmethod
    def ask_email(cls, id_, email, language=None):
        """Send a code to an address that wants the offers.

        Whether the visitor asked for that entry or another did, long before,
        is not told: the answer is the same."""
        _check_guest()
        if not is_email(email):
            raise InvalidEmail(gettext(
                    'medical_appointment.msg_email_invalid', email=email))
        if wait := cls._send_email_code(id_, email, language):
            raise TooManyAttempts(
                gettext('medical_appointment.msg_too_many_attempts'),
                retry_after=wait)

    @classmethod
    def _send_email_code(cls, id_, email, language=None):
        "Seconds to wait when that address was asked too often, else None"
        pool, address = Pool(), email.strip().lower()
        Attempt = pool.get('medical.attempt')
        with without_check_access():
            if wait := Attempt.wait(
                    'address', address, per_network=CODES_PER_NETWORK):
                return wait
            Attempt.add('address', address)
            pool.get('medical.portal.code').send(
                'address', _subject(id_), address, language=language,
                payload=json.dumps({'email': address}),
                known=bool(cls._asked_for(id_)))

    @classmethod
    def _asked_for(cls, id_):
        "The open entry, in a list, if it was this visitor who asked for it"
        return cls.search([
                ('id', '=', id_),
                ('requested_by', '=', current().actor),
                ('state', 'in', OPEN)])

    @classmethod
    def verify_email(cls, id_, code):
        """The address is proven: offers go there from now on.

        Return {email} or {refused} with the try counted."""
        _check_guest()
        with without_check_access():
            found = Pool().get('medical.portal.code').redeem(
                'address', _subject(id_), code)
            asked = found and cls._asked_for(id_)
            if not asked:
                return {'refused': 'invalid-code'}
            email = json.loads(found['payload'])['email']
            cls.write(asked, {'email': email})
        return {'refused': None, 'email': email}

    @classmethod
    def _offered(cls, entry, held):
        if entry.email:
            Appointment = Pool().get('medical.appointment')
            Appointment.write([Appointment(held)], {'email': entry.email})
        super()._offered(entry, held)


def _check_guest():
    "Who has an account hears of offers by its own address"
    if current().kind != 'guest':
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))


def _subject(id_):
    "Of this visitor: nobody else can spend the code, or have it replaced"
    return 'medical.waiting_list,%d,%s' % (id_, current().actor)
