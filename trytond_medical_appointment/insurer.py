# SPDX-License-Identifier: GPL-3.0-or-later
from trytond.model import DeactivableMixin, ModelSQL, ModelView, fields

from .catalog import CatalogSource


class Insurer(CatalogSource, DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'medical.insurer'

    name = fields.Char(
        "Name", required=True,
        help="The name of the insurer (ARS) as patients know it.")
    code = fields.Char(
        "Code", help="A short code, for instance the one of SISALRIL.")
    party = fields.Many2One(
        'party.party', "Party", ondelete='RESTRICT',
        help="The insurer's entry in the address book.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('name', 'ASC'), ('id', 'ASC')]

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, operand, *extra = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        return [bool_op,
            ('name', operator, operand, *extra),
            ('code', operator, operand, *extra),
            ]
