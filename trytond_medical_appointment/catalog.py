# SPDX-License-Identifier: GPL-3.0-or-later
"""The clinic's master data as plain values, read once per process.

Free times, bookings and public lists need the same few hundred rows at each
request.  They are read once per language into a `Catalog` and kept in a
Tryton cache, which every process drops when one of the sources changes.
"""
import datetime as dt
import threading
from collections import defaultdict
from dataclasses import replace

from trytond.cache import Cache
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import (
    Transaction, inactive_records, without_check_access)

from . import slot
from .audit import Audited
from .exceptions import NotFound

_cache = Cache('medical_appointment.catalog', context=False)
LANGUAGES = ('es', 'en')
# Reading asks for rights, and those may ask for the catalogue
_reading = threading.RLock()


class CatalogSource(Audited):
    "Mix-in of the models that the catalogue is made of"

    @classmethod
    def on_modification(cls, mode, records, field_names=None):
        super().on_modification(mode, records, field_names=field_names)
        clear()

    @classmethod
    def on_translation(cls, *args, **kwargs):
        super().on_translation(*args, **kwargs)
        clear()


def clear():
    """Forget what was read, in this process as soon as the change is stored;
    the others hear of it a moment later."""
    _cache.clear()
    Transaction().join(_FORGETTING)


class _Forgetting:
    "Tryton tells its own process by the same way as the others: too late"

    def tpc_begin(self, transaction):
        pass

    commit = tpc_vote = tpc_abort = tpc_begin

    def tpc_finish(self, transaction):
        _cache._clear(transaction.database.name)


_FORGETTING = _Forgetting()


def get(language=None):
    "The `Catalog` in a language (default: the transaction's)."
    if language is None:
        language = Transaction().language
    language = language if language in LANGUAGES else 'en'
    catalog = _cache.get(language)
    if catalog is None:
        # One thread reads after a change; the others wait for it
        with _reading:
            catalog = _cache.get(language)
            if catalog is None:
                catalog = _cache.set(language, _read(language))
    return catalog


class Catalog:
    """Attributes are dicts by id unless noted.

    services, practitioners, locations, specialties, insurers, rooms: dicts
    of plain values; lines and changes: {practitioner: [slot.Line]} and
    {practitioner: [slot.Change]}; reasons: {exception: text}; holidays: {company: {date: name}};
    settings: the configuration as a dict; rules: what is told to whom, see
    `notification_rule.py`.
    """
    __slots__ = (
        'services', 'practitioners', 'locations', 'specialties', 'insurers',
        'rooms', 'lines', 'changes', 'reasons', 'holidays', 'settings',
        'rules', '_memo')

    def __copy__(self):
        # The cache copies what it is given; a catalogue is never modified
        return self

    def offer(self, service_id, practitioner_id):
        """The terms of a service at a practitioner, or None.

        Return {duration, price, terms, timeless}: `slot.Terms` with and
        without the notice and the horizon that bind patients.
        """
        key = service_id, practitioner_id
        if key not in self._memo:
            self._memo[key] = self._offer(*key)
        return self._memo[key]

    def _offer(self, service_id, practitioner_id):
        service = self.services.get(service_id)
        practitioner = self.practitioners.get(practitioner_id)
        if not (service and practitioner
                and service['active'] and practitioner['active']):
            return None
        own = practitioner['offers'].get(service_id)
        if own is None:
            return None
        duration = own['duration'] or service['duration']
        price = own['price'] if own['price'] is not None else service['price']
        timeless = slot.Terms(
            duration=_seconds(duration),
            buffer_before=_seconds(service['buffer_before']),
            buffer_after=_seconds(service['buffer_after']),
            step=_seconds(service['step']) or None)
        return {
            'duration': duration,
            'price': price,
            'timeless': timeless,
            'terms': replace(
                timeless,
                minimum_notice=_seconds(service['minimum_notice']),
                maximum_horizon_days=service['maximum_horizon']),
            }

    def lines_of(self, practitioner_id, location_id=None):
        return [
            line for line in self.lines.get(practitioner_id, ())
            if location_id is None or line.location == location_id]

    def holidays_of(self, practitioner_id):
        company = self.practitioners[practitioner_id]['company']
        return self.holidays.get(company, {})

    def zone_of(self, location_id):
        try:
            return self.locations[location_id]['timezone']
        except KeyError:
            raise NotFound(gettext('medical_appointment.msg_not_found'))


def _seconds(delta):
    return int(delta.total_seconds()) if delta else 0


def _read(language):
    with Transaction().set_context(language=language), \
            without_check_access(), inactive_records(), \
            Transaction().set_user(0):
        catalog = Catalog()
        catalog._memo = {}
        catalog.settings = _settings()
        catalog.rules = Pool().get('medical.notification.rule').plain()
        catalog.specialties = _names('medical.specialty')
        catalog.insurers = _names('medical.insurer')
        catalog.rooms = _rooms()
        catalog.locations = _locations()
        catalog.services = _services()
        catalog.practitioners = _practitioners()
        catalog.lines = _lines()
        catalog.reasons = {}
        catalog.changes = _changes(catalog)
        catalog.holidays = _holidays()
        return catalog


def _all(name):
    return Pool().get(name).search([])


def _names(name):
    return {
        r.id: {'id': r.id, 'name': r.name, 'active': r.active}
        for r in _all(name)}


def _settings():
    configuration = Pool().get('medical.configuration')(1)
    names = [
        'hold_minutes', 'max_open_bookings', 'noshow_grace',
        'reference_prefix', 'clinic_name', 'clinic_phone',
        'clinic_email', 'clinic_colour', 'public_url', 'consent_text',
        'consent_version', 'walk_ins', 'quiet_start', 'quiet_end',
        'staff_reads_all_agendas', 'late_grace', 'longest_wait',
        'priority_groups', 'pace_visits', 'check_in_minutes']
    return {name: getattr(configuration, name) for name in names}


def _rooms():
    return {
        r.id: {
            'id': r.id, 'name': r.name, 'location': r.location.id,
            'active': r.active}
        for r in _all('medical.room')}


def _locations():
    names = [
        'id', 'name', 'street', 'city', 'timezone', 'phone', 'map_url',
        'arrival_note', 'active']
    return {
        r.id: {
            **{name: getattr(r, name) for name in names},
            'company': r.company.id}
        for r in _all('medical.location')}


def _services():
    names = [
        'id', 'name', 'public_name', 'description', 'duration',
        'buffer_before', 'buffer_after', 'step', 'online', 'needs_approval',
        'minimum_notice', 'maximum_horizon', 'cancel_cutoff',
        'reschedule_cutoff', 'price', 'audience', 'instructions', 'active']
    return {
        r.id: {
            **{name: getattr(r, name) for name in names},
            'company': r.company.id,
            'specialty': r.specialty.id if r.specialty else None,
            'currency': r.currency.code,
            'currency_id': r.currency.id}
        for r in _all('medical.service')}


def _practitioners():
    return {r.id: {
            'id': r.id,
            'name': r.rec_name,
            'title': r.title,
            'licence': r.licence,
            'colour': r.colour,
            'biography': r.biography,
            'online': r.online,
            'active': r.active,
            'user': r.user.id if r.user else None,
            'company': r.company.id,
            'has_photo': bool(r.photo),
            'specialties': [s.id for s in r.specialties],
            'insurers': [i.id for i in r.insurers],
            'offers': {
                o.service.id: {'duration': o.duration, 'price': o.price}
                for o in r.services},
            } for r in _all('medical.practitioner')}


def _lines():
    lines = defaultdict(list)
    for record in _all('medical.schedule.line'):
        schedule = record.schedule
        if not (schedule.active and schedule.location.active):
            continue
        lines[schedule.practitioner.id].append(slot.Line(
                id=record.id,
                weekday=int(record.weekday),
                start=record.start,
                end=record.end,
                every_n_weeks=record.every_n_weeks,
                anchor=schedule.counted_from or schedule.valid_from,
                mode=record.mode,
                step_seconds=_seconds(record.step) or None,
                quota=record.quota,
                overbook_quota=record.overbook_quota or 0,
                room=record.room.id if record.room else None,
                services=frozenset(s.id for s in record.services) or None,
                location=schedule.location.id,
                valid_from=schedule.valid_from,
                valid_to=schedule.valid_to))
    return dict(lines)


def _changes(catalog):
    """Exceptions that are not over yet, per practitioner; a closure of a
    location reaches everybody."""
    changes = defaultdict(list)
    Exception_ = Pool().get('medical.schedule.exception')
    yesterday = dt.datetime.now() - dt.timedelta(days=1)
    for record in Exception_.search([('end', '>=', yesterday)]):
        change = slot.Change(
            id=record.id,
            kind=record.kind,
            start=slot.epoch(record.start),
            end=slot.epoch(record.end),
            location=record.location.id if record.location else None,
            mode=record.mode or 'time',
            quota=record.quota,
            room=record.room.id if record.room else None)
        catalog.reasons[record.id] = record.reason
        if record.practitioner:
            changes[record.practitioner.id].append(change)
        else:
            for practitioner in catalog.practitioners:
                changes[practitioner].append(change)
    return dict(changes)


def _holidays():
    holidays = defaultdict(dict)
    for record in Pool().get('medical.holiday').search(
            [('active', '=', True)]):
        holidays[record.company.id][record.date] = record.name
    return dict(holidays)
