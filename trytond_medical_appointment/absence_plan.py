# SPDX-License-Identifier: GPL-3.0-or-later
"""Absences, closures and extra hours as the web asks for them.

Plain values in, plain values out, moments as naive UTC datetimes.  Who they
affect is shown before they are saved.
"""
import datetime as dt
from zoneinfo import ZoneInfo

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from . import catalog, slot
from .exceptions import ExceptionIncomplete, NotAllowed, NotFound
from .identity import ADMINISTRATOR, FRONT_DESK, PRACTITIONER, current

MAX_WEEKS = 26
MAX_LENGTH = dt.timedelta(days=366)
_IN_THE_WAY = ['pending', 'booked', 'arrived']


class Exception_(metaclass=PoolMeta):
    __name__ = 'medical.schedule.exception'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            listing=RPC(),
            # Not read-only: what staff read of patients is recorded
            preview=RPC(readonly=False),
            plan=RPC(readonly=False),
            withdraw=RPC(readonly=False))

    @classmethod
    def check_modification(
            cls, mode, exceptions, values=None, external=False):
        super().check_modification(
            mode, exceptions, values=values, external=external)
        if external:
            whose = [
                e.practitioner.id if e.practitioner else None
                for e in exceptions]
            if values and 'practitioner' in values:
                whose.append(values['practitioner'])
            _check_own(whose)

    @classmethod
    def listing(
            cls, practitioner=None, location=None, date_from=None,
            date_to=None):
        """The exceptions of some local days, both included, by start.

        A practitioner is given the own ones and the closures.
        """
        cat, caller = catalog.get(), current()
        _check_staff(caller)
        domain = _between(cat, location, date_from, date_to)
        if practitioner is not None:
            domain.append(['OR', ('practitioner', '=', practitioner),
                    ('practitioner', '=', None)])
        if location is not None:
            domain.append(['OR', ('location', '=', location),
                    ('location', '=', None)])
        if not caller.has(ADMINISTRATOR, FRONT_DESK):
            domain.append(['OR', ('practitioner.user', '=', caller.user),
                    ('practitioner', '=', None)])
        found = cls.search(domain, order=[('start', 'ASC'), ('id', 'ASC')])
        return [exception._plain(cat) for exception in found]

    @classmethod
    def preview(cls, start, end, practitioner=None, location=None):
        "The visits that an absence or a closure would affect, by start"
        cat = catalog.get()
        _check_who(cat, practitioner, location)
        _check_length(start, end)
        _check_own([practitioner])
        found = cls._affected_plain(cls(
                kind='absence' if practitioner else 'closure', start=start,
                end=end, practitioner=practitioner, location=location))
        Pool().get('medical.appointment')._read(
            'medical.practitioner', practitioner, found)
        return found

    @classmethod
    def _affected_plain(cls, exception):
        Appointment = Pool().get('medical.appointment')
        return Appointment._visible(
            [exception.affected_domain(), ('patient', '!=', None)],
            [('start', 'ASC'), ('id', 'ASC')])

    @classmethod
    def plan(cls, values, weeks=1):
        """Make an exception, and again in the following weeks at the same
        hours of the local clock.

        values: kind, start, end, practitioner, location, reason and, for
        extra hours, mode, quota and room.  Return the first one with
        `repeats`, the ids of the others, and `affected`, how many visits
        stand in the way of all of them.
        """
        cat = catalog.get()
        practitioner = values.get('practitioner')
        _check_who(cat, practitioner, values.get('location'))
        _check_values(values)
        zone = _zone(cat, practitioner, values.get('location'))
        made = cls.create([{
                    **values, 'mode': values.get('mode') or 'time',
                    'start': _weeks_later(values['start'], zone, week),
                    'end': _weeks_later(values['end'], zone, week),
                    } for week in range(max(1, min(weeks, MAX_WEEKS)))])
        with without_check_access():
            affected = sum(len(e.get_affected(None)) for e in made)
        return {
            **made[0]._plain(cat), 'affected': affected,
            'repeats': [e.id for e in made[1:]]}

    @classmethod
    def withdraw(cls, id_):
        "Take an exception back: the hours are as if it had never been."
        cls.delete([cls._found(id_)])

    @classmethod
    def _found(cls, id_):
        "The exception that the caller may work on; raise NotFound"
        found = cls.search([('id', '=', id_)])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        exception, = found
        caller = current()
        if not caller.has(ADMINISTRATOR, FRONT_DESK) and not (
                exception.practitioner
                and exception.practitioner.user
                and exception.practitioner.user.id == caller.user):
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return exception

    def _plain(self, cat):
        practitioner = self.practitioner.id if self.practitioner else None
        location = self.location.id if self.location else None
        return {
            'id': self.id,
            'kind': self.kind,
            'practitioner': practitioner,
            'practitioner_name': (
                cat.practitioners[practitioner]['name']
                if practitioner in cat.practitioners else None),
            'location': location,
            'location_name': (
                cat.locations[location]['name'] if location else None),
            'timezone': _zone(cat, practitioner, location),
            'start': self.start,
            'end': self.end,
            'reason': self.reason,
            'mode': self.mode if self.kind == 'extra' else None,
            'quota': self.quota if self.kind == 'extra' else None,
            }


def _check_staff(caller):
    if not caller.has(ADMINISTRATOR, FRONT_DESK, PRACTITIONER):
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))


def _check_own(practitioners):
    "Practitioners only block the own time"
    caller = current()
    _check_staff(caller)
    if caller.has(ADMINISTRATOR, FRONT_DESK):
        return
    known = catalog.get().practitioners
    for practitioner in practitioners:
        # Who has just been added may not be in the catalogue: not the caller
        if known.get(practitioner, {}).get('user') != caller.user:
            raise NotAllowed(
                gettext('medical_appointment.msg_exception_not_own'))


def _check_who(cat, practitioner, location):
    if (practitioner is not None and practitioner not in cat.practitioners
            or location is not None and location not in cat.locations):
        raise NotFound(gettext('medical_appointment.msg_not_found'))


def _check_values(values):
    "Each kind needs who or where it is about"
    kind = values['kind']
    if kind != 'closure' and not values.get('practitioner') or (
            kind != 'absence' and not values.get('location')):
        raise ExceptionIncomplete(
            gettext('medical_appointment.msg_exception_incomplete'))
    if values.get('mode') == 'arrival' and not values.get('quota'):
        raise ExceptionIncomplete(
            gettext('medical_appointment.msg_exception_quota'))
    _check_length(values['start'], values['end'])


def _check_length(start, end):
    if end <= start:
        raise ExceptionIncomplete(
            gettext('medical_appointment.msg_exception_end_after_start'))
    if end - start > MAX_LENGTH:
        raise ExceptionIncomplete(
            gettext('medical_appointment.msg_exception_too_long'))


def _between(cat, location, date_from, date_to):
    zone = _zone(cat, None, location)
    domain = []
    if date_from:
        domain.append(
            ('end', '>', slot.naive(slot.day_start(zone, date_from))))
    if date_to:
        domain.append(('start', '<', slot.naive(slot.day_start(
                        zone, date_to + dt.timedelta(1)))))
    return domain


def _zone(cat, practitioner, location):
    "The clock that an exception is read on"
    if location is None and practitioner in cat.practitioners:
        for line in cat.lines_of(practitioner):
            return cat.zone_of(line.location)
    return Pool().get('medical.appointment')._zone(cat, location)


def _weeks_later(moment, zone, weeks):
    "The same hour of the local clock so many weeks later, as naive UTC"
    zone = ZoneInfo(zone)
    local = moment.replace(tzinfo=dt.UTC).astimezone(zone)
    later = (local.replace(tzinfo=None) + dt.timedelta(weeks=weeks)).replace(
        tzinfo=zone)
    return later.astimezone(dt.UTC).replace(tzinfo=None)
