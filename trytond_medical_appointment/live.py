# SPDX-License-Identifier: GPL-3.0-or-later
"""Live announcements that somebody's hours changed, by any door.

PostgreSQL sends them when the transaction is stored, and only then; the same
announcement made twice in a transaction goes out once.  Ids and moments only:
the channel is readable by every role of the database.
"""
import datetime as dt

from trytond.model import Model
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access

from . import slot

DAY = dt.timedelta(days=1)
# `now()` is the transaction's: two transactions never say quite the same
_TELL = '''SELECT pg_notify('clinic_events', json_build_object(
    'h', %s::int, 'from', %s::timestamp, 'to', %s::timestamp, 'at', now())::text)'''


def hours_changed(practitioner, start, end):
    """Tell live calendars that the hours between two moments changed.

    practitioner: an id, None for everybody's; start, end: None without end.
    """
    Transaction().connection.cursor().execute(
        _TELL, (practitioner, start, end))


class Announced(Model):
    "Mix-in of what hours are made of: before and after each change"

    @classmethod
    def on_modification(cls, mode, records, field_names=None):
        super().on_modification(mode, records, field_names=field_names)
        cls._announce_hours(records)

    @classmethod
    def on_write(cls, records, values):
        cls._announce_hours(records)
        return super().on_write(records, values)

    @classmethod
    def _announce_hours(cls, records):
        with without_check_access():
            for record in cls.browse(records):
                hours_changed(*record.touched_hours())

    def touched_hours(self):
        "(practitioner's id or None, start, end) that the record decides on"
        raise NotImplementedError


def days(zones, first, last):
    """The moments at which the days `first` to `last` begin and end on the
    clocks of all the zones; None for no beginning or no end."""
    return (
        first and min(_midnight(zone, first) for zone in zones),
        last and max(_midnight(zone, last + DAY) for zone in zones))


def zones_of(company):
    "The zones of a company's locations; UTC when there are none"
    found = Pool().get('medical.location').search(
        [('company', '=', company.id), ('active', 'in', [True, False])])
    return {location.timezone for location in found} or {'UTC'}


def _midnight(zone, day):
    return slot.naive(slot.day_start(zone, day))
