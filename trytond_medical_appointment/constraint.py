# SPDX-License-Identifier: GPL-3.0-or-later
"""Constraints that a database got from an older version of the module.

Tryton adds a constraint whose name is missing and never looks at what the one
of that name says.  So PostgreSQL is asked to write down the wanted one, on an
empty table of the same columns, and the two texts are compared: what is equal
is left alone, and its table is not locked.
"""
from psycopg.sql import SQL, Identifier

from trytond.transaction import Transaction

_DEFINITIONS = '''
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('c', 'u', 'x')
'''


def renew_constraints(model, module_name):
    """Make anew the constraints of a model that are not as it wants them.

    In the transaction of the upgrade: rows that break the new one leave all
    as it was.  Return the names of those made anew.
    """
    stored, wanted = _stored(model._table), _wanted(model)
    old = [
        name for name, definition in wanted.items()
        if name in stored and stored[name] != definition]
    handler = model.__table_handler__(module_name)
    for ident, constraint, _ in model._sql_constraints:
        if _name(handler, ident) in old:
            handler.drop_constraint(ident)
            handler.add_constraint(ident, constraint)
    return old


def _name(handler, ident):
    return handler.convert_name('%s_%s' % (handler.table_name, ident))


def _stored(table):
    cursor = Transaction().connection.cursor()
    cursor.execute(_DEFINITIONS, (table,))
    return dict(cursor.fetchall())


def _wanted(model):
    "{name: definition} as PostgreSQL writes what the model declares"
    cursor = Transaction().connection.cursor()
    handler = model.__table_handler__()
    empty = 'wanted_' + model._table
    cursor.execute(SQL('CREATE TEMPORARY TABLE {} (LIKE {})').format(
            Identifier(empty), Identifier(model._table)))
    # The same statements as for the table, on another one
    handler.table_name, table = empty, handler.table_name
    try:
        for ident, constraint, _ in model._sql_constraints:
            handler.add_constraint(ident, constraint)
        found = _stored('pg_temp.' + empty)
    finally:
        handler.table_name = table
        cursor.execute(SQL('DROP TABLE {}').format(Identifier(empty)))
    prefix = len(empty) - len(table)
    return {name[prefix:]: text for name, text in found.items()}
