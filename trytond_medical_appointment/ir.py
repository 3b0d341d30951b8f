# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights: the person in the record rules, nothing open to technical users."""
from trytond.cache import Cache
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .identity import technical_users


class Rule(metaclass=PoolMeta):
    __name__ = 'ir.rule'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.domain.help += (
            '\n- "clinic_user" as the id of the current user'
            '\n- "portal_parties" as list of ids of the parties for whom the '
            'portal user may act'
            '\n- "portal_session" as the id of the current portal session'
            '\n- "clinic_open_agendas" whether practitioners see each other')

    @classmethod
    def _clinic_key(cls, model_names):
        transaction = Transaction()
        context = transaction.context
        return (
            transaction.user,
            tuple(context.get('_portal_parties') or ()),
            context.get('_portal_session') or -1,
            any(n.startswith('medical.') for n in model_names)
            and Pool().get('medical.configuration').open_agendas())

    @classmethod
    def _get_cache_key(cls, model_names):
        # Without it one patient would be served another's domain
        return (
            *super()._get_cache_key(model_names),
            *cls._clinic_key(model_names))

    @classmethod
    def _get_context(cls, model_name):
        context = super()._get_context(model_name)
        user, parties, session, open_agendas = cls._clinic_key([model_name])
        context.update(
            clinic_user=user,
            portal_parties=list(parties),
            portal_session=session,
            clinic_open_agendas=open_agendas)
        return context


class ModelAccess(metaclass=PoolMeta):
    __name__ = 'ir.model.access'
    # Tryton words its own refusals with these
    _reference_models = {
        'ir.message', 'ir.translation', 'ir.lang', 'ir.model'}
    _grants_cache = Cache('ir.model.access.clinic_grants', context=False)

    @classmethod
    def get_access(cls, models):
        access = super().get_access(models)
        user = Transaction().user
        if not user or user not in technical_users():
            return access
        granted = cls._granted_models()
        closed = dict.fromkeys(('read', 'write', 'create', 'delete'), False)
        return {
            model: rights if model in granted else {
                **closed, 'read': model in cls._reference_models}
            for model, rights in access.items()}

    @classmethod
    def _granted_models(cls):
        "Names of the models that a group of the user names explicitly."
        groups = Pool().get('res.user').get_groups()
        granted = cls._grants_cache.get(groups)
        if granted is None:
            cursor = Transaction().connection.cursor()
            table = cls.__table__()
            cursor.execute(*table.select(
                    table.model,
                    where=table.group.in_(groups or [-1]) & table.active))
            granted = cls._grants_cache.set(
                groups, frozenset(model for model, in cursor))
        return granted

    @classmethod
    def on_modification(cls, mode, records, field_names=None):
        super().on_modification(mode, records, field_names=field_names)
        cls._grants_cache.clear()


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection.extend([
                ('medical.appointment|expire_holds', "Release Expired Holds"),
                ('medical.appointment|mark_no_shows', "Record No-Shows"),
                ('medical.portal.session|clean_all', "Clean Web Accounts"),
                ])
