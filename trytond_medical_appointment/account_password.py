# SPDX-License-Identifier: GPL-3.0-or-later
"""One policy for every password, whatever the door it comes by.

NIST SP 800-63B-4: length, a list of known passwords and the person's own
words; no rules of composition.  The desktop client, the web, a code by mail
and the command line all end in `validate_password` of `res.user`.
"""
import re
import threading
from contextlib import contextmanager

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.transaction import without_check_access
from zxcvbn import zxcvbn

from . import catalog
from .exceptions import WeakPassword

MIN_PASSWORD_PATIENT = 10
MIN_PASSWORD_STAFF = 12
# argon2id takes 64 MiB each time
HASHES_AT_ONCE = 2
# Out of four; 3 is "safely unguessable" with a slow hash
STRONG = 3
LONGEST_JUDGED = 72
SHORTEST_WORD = 4
_USUAL_WORDS = {'clinica', 'clínica', 'password', 'contraseña', 'paciente'}
_places = threading.BoundedSemaphore(HASHES_AT_ONCE)


@contextmanager
def hashing():
    "A place among the few password hashes that this process runs at once"
    with _places:
        yield


def check_password_policy(password, minimum, context_words=()):
    """Refuse a password that is short, common or made of the person's words.

    Common is what the list of `zxcvbn` knows, and what it builds of known
    words, dates, names and keyboard runs.
    """
    if len(password) < minimum:
        raise WeakPassword(gettext(
                'medical_appointment.msg_password_short', minimum=minimum))
    words = _words([*context_words, _clinic_name()])
    if _made_of(password, words, minimum) or _is_common(password, words):
        raise WeakPassword(gettext('medical_appointment.msg_password_common'))


def _words(texts):
    whole = {text.strip().lower() for text in texts if text}
    parts = {w for text in whole for w in re.split(r'[\W_]+', text)}
    return {
        w for w in whole | parts if len(w) >= SHORTEST_WORD} | _USUAL_WORDS


def _clinic_name():
    with without_check_access():
        return catalog.get().settings['clinic_name']


def _made_of(password, words, minimum):
    "Tell if little is left of the password without the words"
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, '')
    return len(rest) < minimum // 2


def _is_common(password, words):
    judged = zxcvbn(password[:LONGEST_JUDGED], user_inputs=sorted(words))
    return judged['score'] < STRONG


class User(metaclass=PoolMeta):
    __name__ = 'res.user'

    @classmethod
    def validate_password(cls, password, users):
        "Of `res.user` and of `web.user`, which asks here as well"
        if isinstance(password, bytes):
            password = password.decode('utf-8', 'replace')
        with without_check_access():
            for user in users:
                check_password_policy(
                    password, _minimum(user), _context_words(user))

    @classmethod
    def hash_password(cls, password):
        with hashing():
            return super().hash_password(password)

    @classmethod
    def check_password(cls, password, hash_):
        with hashing():
            return super().check_password(password, hash_)


class WebUser(metaclass=PoolMeta):
    __name__ = 'web.user'

    @classmethod
    def hash_password(cls, password):
        with hashing():
            return super().hash_password(password)

    @classmethod
    def check_password(cls, password, hash_):
        with hashing():
            return super().check_password(password, hash_)


def _minimum(user):
    if user.__name__ == 'web.user':
        return MIN_PASSWORD_PATIENT
    return MIN_PASSWORD_STAFF


def _context_words(user):
    "Texts that tell who the person is"
    Practitioner = Pool().get('medical.practitioner')
    party = getattr(user, 'party', None)
    if user.__name__ == 'res.user' and user.id and user.id > 0:
        found = Practitioner.search([('user', '=', user.id)], limit=1)
        party = found[0].party if found else None
    return [
        getattr(user, 'name', None), getattr(user, 'login', None),
        getattr(user, 'email', None), party.name if party else None]
