# SPDX-License-Identifier: GPL-3.0-or-later
from trytond.pool import Pool, PoolMeta

from .audit import Audited
from .identity import technical_users


class User(Audited, metaclass=PoolMeta):
    __name__ = 'res.user'
    _audited = ('login', 'email', 'active')
    _audited_secret = frozenset({'password_hash'})

    @classmethod
    def _get_login(cls, login):
        "Technical users have no way in, whatever their password says."
        user_id, password_hash, reset = super()._get_login(login)
        if user_id in technical_users():
            return None, None, None
        return user_id, password_hash, reset

    @classmethod
    def on_modification(cls, mode, users, field_names=None):
        """A user who is switched off or whose password changes loses every
        open session of the HTTP API."""
        super().on_modification(mode, users, field_names=field_names)
        watched = {'active', 'password', 'password_hash', 'login'}
        if mode == 'write' and watched & set(field_names or watched):
            Pool().get('medical.portal.session').revoke_of_users(users)


class UserGroup(Audited, metaclass=PoolMeta):
    "A right that is given or taken"
    __name__ = 'res.user-res.group'
    _audited = ('group',)
    _audited_of = 'user'
