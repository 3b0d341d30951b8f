# SPDX-License-Identifier: GPL-3.0-or-later
"""What the database keeps and cannot read, nor who copies it.

The keys follow from the server's secrets, `[medical_appointment] secrets` in
trytond's configuration: hex of 32 bytes or more each, by commas, the one in
use first.  An older one opens what it sealed until that is sealed again.
"""
import base64
import logging
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from trytond import config
from trytond.i18n import gettext

from .exceptions import Sealed

PURPOSE = b'clinic: the second step of the staff'
SHORTEST = 32
logger = logging.getLogger(__name__)


def has_keys():
    return bool(config.get('medical_appointment', 'secrets', default=''))


def seal(owner, text):
    "The text as only this server can read it, and for this owner only"
    said = '%s:%s' % (owner, text)
    return _keys()[0].encrypt(said.encode()).decode()


def unseal(owner, sealed):
    "(text, whether the key in use sealed it); `Sealed` when no key opens it"
    for age, key in enumerate(_keys()):
        try:
            said = key.decrypt(sealed.encode()).decode()
        except InvalidToken:
            continue
        whose, _, text = said.partition(':')
        if whose == str(owner):
            return text, not age
    raise _refusal("no secret of this server opens what %s keeps" % owner)


def _keys():
    secrets = config.get('medical_appointment', 'secrets', default='')
    try:
        return _derived(secrets)
    except ValueError:
        raise _refusal("[medical_appointment] secrets is missing or wrong")


@lru_cache(maxsize=8)
def _derived(secrets):
    keys = [bytes.fromhex(text) for text in (secrets or '').split(',')]
    if min(len(key) for key in keys) < SHORTEST:
        raise ValueError("a secret is too short")
    return tuple(Fernet(_derive(key)) for key in keys)


def _derive(secret):
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(key.derive(secret))


def _refusal(why):
    logger.error(why)
    return Sealed(gettext('medical_appointment.msg_sealed'))
