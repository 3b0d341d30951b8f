# SPDX-License-Identifier: GPL-3.0-or-later
"""How often something was asked, counted for all processes together.

One row for each who and what, of the current window only.  A process takes
leave for several requests at once, by one statement: the count is exact as an
upper bound and most requests cost no query.  The table is unlogged; after a
crash of the database everybody starts anew.
"""
import datetime as dt

from trytond.model import Index, ModelSQL, Unique, fields
from trytond.rpc import RPC
from trytond.transaction import Transaction

from .account import digest
from .identity import adapter_only

# In the order of the keys, so that two leases do not wait for each other
_LEASE = '''
INSERT INTO medical_limit (key, period, used, ends_at)
SELECT key, period, count, to_timestamp((period + 1)::bigint * seconds)
    AT TIME ZONE 'UTC'
FROM unnest(%(keys)s::varchar[], %(periods)s::integer[],
    %(seconds)s::integer[], %(counts)s::integer[])
    AS wanted(key, period, seconds, count)
ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    used = EXCLUDED.used + CASE
        WHEN medical_limit.period = EXCLUDED.period THEN medical_limit.used
        ELSE 0 END,
    period = EXCLUDED.period, ends_at = EXCLUDED.ends_at
RETURNING key, used
'''
_UNLOGGED = '''
SELECT relpersistence = 'u' FROM pg_class
WHERE oid = 'medical_limit'::regclass
'''


class Limit(ModelSQL):
    "What was taken of a limit in its current window"
    __name__ = 'medical.limit'
    key = fields.Char("Key", required=True)
    period = fields.Integer("Period", required=True)
    used = fields.Integer("Used", required=True)
    ends_at = fields.DateTime("Ends At", required=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('key_unique', Unique(t, t.key),
                'medical_appointment.msg_limit_unique'),
            ]
        cls._sql_indexes.add(Index(t, (t.ends_at, Index.Range())))
        cls.__rpc__.update(lease=RPC(readonly=False))

    @classmethod
    def __register__(cls, module_name):
        super().__register__(module_name)
        cursor = Transaction().connection.cursor()
        cursor.execute(_UNLOGGED)
        if not cursor.fetchone()[0]:
            cursor.execute('ALTER TABLE medical_limit SET UNLOGGED')

    @classmethod
    @adapter_only
    def lease(cls, wanted):
        """Take of several limits; say how much of each is granted.

        wanted: {name: (period, seconds, most, count)}, the period being the
        number of the window of so many seconds since 1970.  Names may be
        personal: only their digests are stored.  Return {name: granted}.
        """
        names = {digest(name): name for name in wanted}
        periods, seconds, _, counts = zip(*wanted.values())
        cursor = Transaction().connection.cursor()
        cursor.execute(_LEASE, {
                'keys': list(names), 'periods': list(periods),
                'seconds': list(seconds), 'counts': list(counts)})
        granted = {}
        for key, used in cursor.fetchall():
            _, _, most, count = wanted[names[key]]
            granted[names[key]] = max(0, min(count, most - (used - count)))
        return granted

    @classmethod
    def clean(cls):
        "Remove the windows that are over (scheduled task)"
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.delete(where=table.ends_at < dt.datetime.now()))
