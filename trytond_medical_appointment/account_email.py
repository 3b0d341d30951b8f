# SPDX-License-Identifier: GPL-3.0-or-later
"""The e-mail that a visitor gives for a visit.

A typing error, or a joke, would tell a stranger of the visit: nothing is
written to that address but a code, until the code comes back.
"""
import datetime as dt
import json

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from .exceptions import InvalidEmail, NotFound, TooManyAttempts
from .identity import current
from .party import is_email

CODES_PER_NETWORK = 600
"A whole town may share one address of its mobile network"
SAME_BOOKING = dt.timedelta(minutes=1)


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'
    email = fields.Char(
        "E-mail", readonly=True,
        help="The address that the person who booked gave and proved. "
        "Messages about this visit go there too.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            ask_email=RPC(readonly=False),
            verify_email=RPC(readonly=False))

    @classmethod
    def book(cls, values, idempotency=None):
        booked = super().book(values, idempotency=idempotency)
        email = (values.get('person') or {}).get('email')
        if email and not booked['replay'] and not current().is_staff:
            with without_check_access():
                cls._send_email_code(booked['response']['id'], email)
        return booked

    @classmethod
    def ask_email(cls, appointment_id, email, language=None):
        "Send a code to an address that wants the messages of this visit"
        if not cls.search([('id', '=', appointment_id)]):
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        if not is_email(email):
            raise InvalidEmail(gettext(
                    'medical_appointment.msg_email_invalid', email=email))
        with without_check_access():
            wait = cls._send_email_code(appointment_id, email, language)
        if wait:
            raise TooManyAttempts(
                gettext('medical_appointment.msg_too_many_attempts'),
                retry_after=wait)

    @classmethod
    def _send_email_code(cls, appointment_id, email, language=None):
        "Seconds to wait when that address was asked too often, else None"
        address = email.strip().lower()
        pool = Pool()
        Attempt = pool.get('medical.attempt')
        if wait := Attempt.wait(
                'address', address, per_network=CODES_PER_NETWORK):
            return wait
        Attempt.add('address', address)
        pool.get('medical.portal.code').send(
            'address', _subject(appointment_id), address, language=language,
            payload=json.dumps({'email': address}))

    @classmethod
    def verify_email(cls, appointment_id, code, sequence=None):
        """The address is proven: the confirmation and all that follows go
        there.  Return {email} or {refused} with the try counted.

        A stale `sequence` is refused before the code is looked at."""
        if not cls.search([('id', '=', appointment_id)]):
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        with without_check_access():
            cls._check_fresh(appointment_id, sequence)
        found = Pool().get('medical.portal.code').redeem(
            'address', _subject(appointment_id), code)
        if not found:
            return {'refused': 'invalid-code'}
        email = json.loads(found['payload'])['email']
        with without_check_access():
            visit = cls(appointment_id)
            cls.write([visit], {'email': email})
            _keep_address(visit, email)
            _tell_again(visit)
        return {'refused': None, 'email': email}


def _subject(appointment_id):
    return 'medical.appointment,%d' % appointment_id


def _keep_address(visit, email):
    """The address of a patient who came with this booking and has none.

    Whoever is known already keeps the own address: a stranger who types
    somebody's name, phone and birth date gets no other visit's messages."""
    patient = visit.patient
    if (patient and patient.to_verify and not patient.email
            and visit.relation in {None, 'self'}
            and abs(patient.create_date - visit.booked_at) < SAME_BOOKING):
        patient.__class__.write([patient], {'email': email})


def _tell_again(visit):
    """Write what the visit tells now, for the new address.

    Rows that others have got already are in conflict and stay."""
    event = {'booked': 'booked', 'pending': 'requested'}.get(visit.state)
    if not event or event == 'requested' and not visit.requested:
        return
    Pool().get('medical.notification').enqueue(event, [{
                'appointment': visit.id,
                'sequence': visit.told_sequence,
                'start': visit.start,
                'patient': visit.patient.id,
                'timezone': visit.location.timezone,
                }])
