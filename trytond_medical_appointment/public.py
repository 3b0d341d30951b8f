# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clinic shows to anybody: lists of plain values from the
catalogue, without a query."""
import datetime as dt

from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from . import catalog


class Configuration(metaclass=PoolMeta):
    __name__ = 'medical.configuration'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(clinic=RPC())

    @classmethod
    def open_agendas(cls):
        "Whether practitioners may see each other's agendas and patients"
        return bool(catalog.get().settings['staff_reads_all_agendas'])

    @classmethod
    def clinic(cls):
        "The clinic's name, ways to reach it, places and consent text"
        cat = catalog.get()
        settings = cat.settings
        names = (
            'id', 'name', 'street', 'city', 'phone', 'map_url', 'timezone',
            'arrival_note')
        locations = [
            {name: location[name] for name in names}
            for location in cat.locations.values() if location['active']]
        return {
            'name': settings['clinic_name'],
            'phone': settings['clinic_phone'],
            'email': settings['clinic_email'],
            'colour': settings['clinic_colour'],
            'timezone': (
                locations[0]['timezone'] if locations
                else 'America/Santo_Domingo'),
            'languages': list(catalog.LANGUAGES),
            'locations': locations,
            'consent': {
                'version': settings['consent_version'],
                'text': settings['consent_text'],
                },
            'hold_minutes': settings['hold_minutes'],
            'now': dt.datetime.now(),
            }


class Named:
    "Mix-in that publishes the active names of a list"
    __slots__ = ()
    _catalogue = None

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(catalogue=RPC())

    @classmethod
    def catalogue(cls):
        known = getattr(catalog.get(), cls._catalogue).values()
        return [
            {'id': k['id'], 'name': k['name']} for k in known if k['active']]


class Specialty(Named, metaclass=PoolMeta):
    __name__ = 'medical.specialty'
    _catalogue = 'specialties'


class Insurer(Named, metaclass=PoolMeta):
    __name__ = 'medical.insurer'
    _catalogue = 'insurers'


class Service(metaclass=PoolMeta):
    __name__ = 'medical.service'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(catalogue=RPC())

    @classmethod
    def catalogue(cls, practitioner=None, specialty=None):
        "The services on offer online, with who offers each"
        cat = catalog.get()
        items = []
        for service in cat.services.values():
            offering = [
                p['id'] for p in cat.practitioners.values()
                if p['online'] and cat.offer(service['id'], p['id'])]
            if (service['active'] and service['online'] and offering
                    and (practitioner is None or practitioner in offering)
                    and (specialty is None
                        or service['specialty'] == specialty)):
                items.append({**service, 'practitioners': offering})
        return items


class Practitioner(metaclass=PoolMeta):
    __name__ = 'medical.practitioner'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(catalogue=RPC(), picture=RPC())

    @classmethod
    def catalogue(cls, service=None):
        "The practitioners who can be booked online"
        cat = catalog.get()
        return [
            _practitioner(cat, p) for p in cat.practitioners.values()
            if p['active'] and p['online']
            and (service is None or cat.offer(service, p['id']))]

    @classmethod
    def picture(cls, practitioner):
        "The photo's bytes of an online practitioner, or None"
        known = catalog.get().practitioners.get(practitioner)
        if not (known and known['online'] and known['has_photo']):
            return None
        with without_check_access():
            return bytes(Pool().get(cls.__name__)(practitioner).photo)


def _practitioner(cat, known):
    offers = [
        (cat.services[s], cat.offer(s, known['id'])) for s in known['offers']]
    return {
        'id': known['id'],
        'name': known['name'],
        'title': known['title'],
        'colour': known['colour'],
        'biography': known['biography'],
        'specialties': [
            {'id': s, 'name': cat.specialties[s]['name']}
            for s in known['specialties']],
        'services': [
            {'id': s['id'], 'duration': o['duration'], 'price': o['price'],
                'currency': s['currency']}
            for s, o in offers if o and s['online']],
        'locations': sorted({
                line.location for line in cat.lines.get(known['id'], ())}),
        'insurers': known['insurers'],
        'photo': known['has_photo'],
        }
