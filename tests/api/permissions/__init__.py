# SPDX-License-Identifier: GPL-3.0-or-later
"""The permission table, one module for each area of the API.

Each module here has a `TABLE`: operation id → `Try`.  A `Try` says the status
that each role gets on Ana's things at Carmen's (`own`), what it gets on a
thing that does not exist (`missing`, None where nothing can be missing), and
how to ask (`ask`, a function of the `Stage`; the default tries an appointment
that was just booked).  What people get on *other's* things needs no row: with
Beto and Santos in place of Ana and Carmen it is the same table mirrored.
"""
from importlib import import_module
from pkgutil import iter_modules

from .table import Try


def _collect() -> dict[str, Try]:
    table: dict[str, Try] = {}
    for found in iter_modules(__path__):
        rows = getattr(import_module(f"{__name__}.{found.name}"), "TABLE", {})
        twice = table.keys() & rows.keys()
        assert not twice, f"in the table twice: {twice}"
        table |= rows
    return table


TABLE = _collect()
