# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens as the links of messages carry them."""


def link_to(database: str, visit: int) -> str:
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    with Transaction().start(database, 0) as transaction:
        get = Pool().get
        token = get("medical.link").issue(visit, get("medical.appointment")(visit).end)
        transaction.commit()
    return str(token)
