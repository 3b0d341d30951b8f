# SPDX-License-Identifier: GPL-3.0-or-later
"""Booking at the desk: who comes, for what, when.

The person is found or written down, the free times of some days are shown,
and one of them (or an extra place) is booked by `Appointment.book`, as the
website books.
"""
import datetime as dt
import hashlib
from collections import defaultdict
from zoneinfo import ZoneInfo

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval, If
from trytond.transaction import Transaction
from trytond.wizard import (
    Button, StateAction, StateTransition, StateView, Wizard)

from . import catalog, slot
from .exceptions import BookingIncomplete, DuplicatePatientWarning
from .party import match_party_name, normalise_phone, parse_phone
from .patient import GENDERS, check_birth_date
from .report import day_and_month

DEFAULT_DAYS = 14
NOON = 12
LIKELY = 200
"How many people with the same phone or birth date are compared"
_PERSON = [
    'first_name', 'surname', 'second_surname', 'identifier', 'phone', 'email',
    'birth_date', 'gender', 'insurer', 'insurer_number']
_ALIKE = [
    'patient', 'first_name', 'surname', 'second_surname', 'identifier',
    'phone', 'birth_date']
_SEARCHED = ['service', 'practitioner', 'location', 'date_from', 'date_to']


class Patient(metaclass=PoolMeta):
    __name__ = 'medical.patient'

    @classmethod
    def alike(cls, name=None, identifier=None, phone=None, birth_date=None):
        """Patients that may be the person: [(patient, [what matches])].

        The same cédula is enough; of phone, birth date and a close name it
        takes two.
        """
        number = normalise_phone(phone) if parse_phone(phone) else None
        found = []
        for patient in cls._alike_candidates(identifier, number, birth_date):
            same = [
                gettext('medical_appointment.msg_same_%s' % what)
                for what, matches in (
                    ('phone', number and patient.phone
                        and normalise_phone(patient.phone) == number),
                    ('birth_date',
                        birth_date and patient.birth_date == birth_date),
                    ('name', name and match_party_name(name, patient.name)))
                if matches]
            if identifier and _digits(identifier) == _digits(
                    patient.identifier):
                same.insert(
                    0, gettext('medical_appointment.msg_same_identifier'))
            elif len(same) < 2:
                continue
            found.append((patient, same))
        return found

    @classmethod
    def _alike_candidates(cls, identifier, number, birth_date):
        domain = ['OR']
        if identifier and _digits(identifier):
            domain.append(('identifier', '=', _digits(identifier)))
        if number:
            domain.append(
                ('party.contact_mechanisms.value_compact', '=', number))
        if birth_date:
            domain.append(('birth_date', '=', birth_date))
        return cls.search(domain, limit=LIKELY) if len(domain) > 1 else []


class BookPatient(ModelView):
    "Who Comes"
    __name__ = 'medical.book.patient'

    patient = fields.Many2One(
        'medical.patient', "Patient",
        help="Write a surname, the cédula, the phone or the record number. "
        "Leave empty to register a new patient below.")
    first_name = fields.Char(
        "First Name",
        states={'required': ~Eval('patient'), 'readonly': Bool(Eval('patient'))},
        help="The given names of the new patient.")
    surname = fields.Char(
        "Surname",
        states={'required': ~Eval('patient'), 'readonly': Bool(Eval('patient'))},
        help="The first surname of the new patient.")
    second_surname = fields.Char(
        "Second Surname", states={'readonly': Bool(Eval('patient'))},
        help="The second surname, if there is one.")
    identifier = fields.Char(
        "Cédula", states={'readonly': Bool(Eval('patient'))},
        help="The national identity number. A patient who has it is chosen "
        "at once.")
    phone = fields.Char(
        "Phone",
        states={'required': ~Eval('patient'), 'readonly': Bool(Eval('patient'))},
        help="The phone to reach the patient. Dominican numbers need no "
        "prefix: 809-573-0000.")
    email = fields.Char(
        "E-mail", states={'readonly': Bool(Eval('patient'))},
        help="Leave empty when the patient has none.")
    birth_date = fields.Date(
        "Birth Date", states={'readonly': Bool(Eval('patient'))},
        help="The day the patient was born.")
    gender = fields.Selection(
        GENDERS, "Gender", sort=False,
        states={'readonly': Bool(Eval('patient'))},
        help="The administrative gender.")
    insurer = fields.Many2One(
        'medical.insurer', "Insurer",
        states={'readonly': Bool(Eval('patient'))},
        help="The insurer (ARS) that covers the patient.")
    insurer_number = fields.Char(
        "Member Number", states={'readonly': Bool(Eval('patient'))},
        help="The patient's number at the insurer.")
    matches = fields.Text(
        "Possible Duplicates", readonly=True,
        states={'invisible': ~Eval('matches')},
        help="Patients who may be the same person, and what matches.")
    same_as = fields.Selection(
        'get_same_as', "It Is",
        states={'invisible': ~Eval('matches')},
        help="Choose the patient when it is the same person. Leave empty to "
        "go on with a new one.")

    @staticmethod
    def default_gender():
        return 'unknown'

    @fields.depends('patient')
    def on_change_patient(self):
        for name in _PERSON:
            setattr(self, name, getattr(self.patient, name, None))
        if not self.patient:
            self.gender = 'unknown'
        self.matches = self.same_as = None

    @fields.depends(*_ALIKE, methods=['on_change_patient'])
    def _look(self):
        "Choose who has the cédula; name the others who may be the person"
        if self.patient:
            return
        found = self._alike()
        holders = [
            p for p, _ in found
            if self.identifier
            and _digits(p.identifier) == _digits(self.identifier)]
        if holders:
            self.patient, = holders[:1]
            self.on_change_patient()
        else:
            self.matches = '\n'.join(_described(p, same) for p, same in found)

    @fields.depends(methods=['_look'])
    def on_change_identifier(self):
        self._look()

    @fields.depends(methods=['_look'])
    def on_change_phone(self):
        self._look()

    @fields.depends(methods=['_look'])
    def on_change_birth_date(self):
        self._look()

    @fields.depends(methods=['_look'])
    def on_change_first_name(self):
        self._look()

    @fields.depends(methods=['_look'])
    def on_change_surname(self):
        self._look()

    @fields.depends('same_as', methods=['on_change_patient'])
    def on_change_same_as(self):
        if self.same_as:
            self.patient = Pool().get('medical.patient')(int(self.same_as))
            self.on_change_patient()

    @fields.depends(*_ALIKE)
    def get_same_as(self):
        options = [(None, '')]
        if not self.patient:
            options += [
                (str(p.id), _described(p, same)) for p, same in self._alike()]
        return options

    def _alike(self):
        return Pool().get('medical.patient').alike(
            self.full_name, self.identifier, self.phone, self.birth_date)

    @property
    def full_name(self):
        return ' '.join(filter(None, [
                    self.first_name, self.surname, self.second_surname]))

    def check(self):
        """Refuse what cannot be a person; warn of who may be the same one.

        All before a time is looked for, so that nothing is typed twice."""
        if self.patient:
            return
        normalise_phone(self.phone)
        check_birth_date(self.birth_date)
        if alike := self._alike():
            self._warn(alike)

    def _warn(self, alike):
        Warning_ = Pool().get('res.user.warning')
        text = '\n'.join(_described(p, same) for p, same in alike)
        key = 'book_alike.%s' % hashlib.sha256(
            (self.full_name + text).encode()).hexdigest()
        if Warning_.check(key):
            raise DuplicatePatientWarning(key, gettext(
                    'medical_appointment.msg_book_alike',
                    patient=self.full_name, others=text))

    def get_patient(self):
        "The chosen patient, or the new one"
        if self.patient:
            return self.patient
        Patient = Pool().get('medical.patient')
        values = {n: getattr(self, n, None) for n in _PERSON}
        values['insurer'] = self.insurer.id if self.insurer else None
        values['gender'] = self.gender or 'unknown'
        # What looks alike was accepted before
        with Transaction().set_context(_skip_warnings=True):
            return Patient.create([values])[0]


class BookDay(ModelView):
    "Free Times of a Day"
    __name__ = 'medical.book.day'

    name = fields.Char("Day", readonly=True, help="The day at the clinic.")
    free = fields.Integer(
        "Free", readonly=True, help="How many times are free.")
    morning = fields.Char(
        "Morning", readonly=True, help="The free times before noon.")
    afternoon = fields.Char(
        "Afternoon", readonly=True, help="The free times from noon on.")


class BookTime(ModelView):
    "What For and When"
    __name__ = 'medical.book.time'

    patient_name = fields.Char(
        "Patient", readonly=True, help="Who comes.")
    service = fields.Many2One(
        'medical.service', "Service", required=True,
        help="What the visit is for.")
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner",
        domain=[If(Bool(Eval('service')),
                ('services.service', '=', Eval('service', -1)), ())],
        states={'required': Bool(Eval('overbooked'))},
        help="Empty for the first that is free.")
    location = fields.Many2One(
        'medical.location', "Location", help="Empty for any location.")
    date_from = fields.Date(
        "From", required=True, help="The first day to look at.")
    date_to = fields.Date(
        "To", required=True,
        domain=[('date_to', '>=', Eval('date_from', None))],
        help="The last day to look at.")
    days = fields.One2Many(
        'medical.book.day', None, "Free Times", readonly=True,
        help="What is free on each day.")
    day = fields.Selection(
        'get_days', "Day", sort=False,
        states={
            'required': ~Eval('overbooked'),
            'invisible': Bool(Eval('overbooked')),
            },
        help="The days with free times, and how many there are.")
    time = fields.Selection(
        'get_times', "Time", sort=False,
        states={
            'required': ~Eval('overbooked'),
            'invisible': Bool(Eval('overbooked')),
            },
        help="The free times of the day.")
    overbooked = fields.Boolean(
        "Extra Place",
        help="Add the patient beyond the regular places (sobreturno).")
    overbook_day = fields.Date(
        "Day",
        states={
            'required': Bool(Eval('overbooked')),
            'invisible': ~Eval('overbooked'),
            },
        help="The day of the extra place.")
    overbook_time = fields.Time(
        "Time", format='%H:%M',
        states={
            'required': Bool(Eval('overbooked')),
            'invisible': ~Eval('overbooked'),
            },
        help="The hour of the extra place, on the clinic's clock.")
    overbook_reason = fields.Char(
        "Reason of the Extra Place",
        states={
            'required': Bool(Eval('overbooked')),
            'invisible': ~Eval('overbooked'),
            },
        help="Why the extra place is given.")
    origin = fields.Selection([
            ('desk', "Front Desk"),
            ('phone', "Phone"),
            ], "Origin", required=True, sort=False,
        help="Whether the patient is here or on the phone.")
    reason = fields.Char(
        "Reason", help="Why the patient comes, in the patient's own words.")
    note = fields.Char(
        "Desk Note", help="What the front desk should know. Not clinical.")

    @classmethod
    def default_service(cls):
        Service = Pool().get('medical.service')
        services = Service.search([], limit=2)
        return services[0].id if len(services) == 1 else None

    @staticmethod
    def default_origin():
        return 'desk'

    @classmethod
    def default_date_from(cls):
        return Pool().get('ir.date').today()

    @classmethod
    def default_date_to(cls):
        return cls.default_date_from() + dt.timedelta(DEFAULT_DAYS - 1)

    @fields.depends(*_SEARCHED)
    def _free(self):
        "{local day: [(local start, slot)]} of what is searched"
        free = defaultdict(list)
        if not (self.service and self.date_from and self.date_to):
            return free
        zone_of = catalog.get().zone_of
        for found in Pool().get('medical.appointment').availability(
                self.service.id,
                self.practitioner.id if self.practitioner else None,
                self.location.id if self.location else None,
                self.date_from, self.date_to)['slots']:
            start = dt.datetime.fromtimestamp(
                found['start'], ZoneInfo(zone_of(found['location'])))
            free[start.date()].append((start, found))
        return free

    @fields.depends('days', 'day', 'time', methods=['_free'])
    def _search(self):
        "Show the free times; keep the chosen one while it is free"
        free = self._free()
        Day = Pool().get('medical.book.day')
        self.days = [
            Day(name=_day_name(day),
                free=sum(s['left'] or 1 for _, s in times),
                morning=_hours(p for p in times if p[0].hour < NOON),
                afternoon=_hours(p for p in times if p[0].hour >= NOON))
            for day, times in sorted(free.items())]
        days = {day.isoformat(): times for day, times in free.items()}
        if self.day not in days:
            self.day = min(days, default=None)
        if self.time not in {_key(s) for _, s in days.get(self.day, ())}:
            self.time = None

    @fields.depends(methods=['_search'])
    def on_change_service(self):
        self._search()

    @fields.depends(methods=['_search'])
    def on_change_practitioner(self):
        self._search()

    @fields.depends(methods=['_search'])
    def on_change_location(self):
        self._search()

    @fields.depends(methods=['_search'])
    def on_change_date_from(self):
        self._search()

    @fields.depends(methods=['_search'])
    def on_change_date_to(self):
        self._search()

    @fields.depends('day', 'time')
    def on_change_day(self):
        self.time = None

    @fields.depends(methods=['_free'])
    def get_days(self):
        return [(None, '')] + [
            (day.isoformat(), '%s (%d)' % (
                    _day_name(day), sum(s['left'] or 1 for _, s in times)))
            for day, times in sorted(self._free().items())]

    @fields.depends('day', methods=['_free'])
    def get_times(self):
        if not self.day:
            return [(None, '')]
        times = self._free().get(dt.date.fromisoformat(self.day), [])
        return [(None, '')] + [
            (_key(found), _time_name(start, found)) for start, found in times]

    @fields.depends('overbooked', 'day', 'overbook_day', 'date_from')
    def on_change_overbooked(self):
        if self.overbooked and not self.overbook_day:
            self.overbook_day = (
                dt.date.fromisoformat(self.day) if self.day
                else self.date_from)

    def get_place(self):
        "The values of `Appointment.book` that say where and when"
        if self.overbooked:
            return self._overbooked_place()
        if not self.time:
            raise BookingIncomplete(
                gettext('medical_appointment.msg_book_time_required'))
        start, practitioner, location = map(int, self.time.split(','))
        return {
            'start': slot.naive(start),
            'practitioner': practitioner,
            'location': location,
            }

    def _overbooked_place(self):
        Appointment = Pool().get('medical.appointment')
        if not (self.practitioner and self.overbook_day
                and self.overbook_time):
            raise BookingIncomplete(
                gettext('medical_appointment.msg_book_time_required'))
        cat = catalog.get()
        location = self.location.id if self.location else (
            Appointment._usual_location(cat, self.practitioner.id))
        return {
            'start': slot.naive(slot.instant(
                    cat.zone_of(location), self.overbook_day,
                    self.overbook_time)),
            'practitioner': self.practitioner.id,
            'location': location,
            # A blank one is refused by the model
            'overbook_reason': self.overbook_reason or ' ',
            }


class Book(Wizard):
    "Book at the Desk"
    __name__ = 'medical.book'

    start = StateTransition()
    patient = StateView(
        'medical.book.patient',
        'medical_appointment.book_patient_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Free Times", 'check', 'tryton-forward', default=True),
            ])
    check = StateTransition()
    time = StateView(
        'medical.book.time',
        'medical_appointment.book_time_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Back", 'patient', 'tryton-back', validate=False),
            Button("Book", 'book', 'tryton-ok', default=True),
            ])
    book = StateAction('medical_appointment.act_appointment_booked')

    def transition_start(self):
        return 'time' if self._from_patient() else 'patient'

    def _from_patient(self):
        "The patient whose form the wizard was opened from"
        if self.model and self.model.__name__ == 'medical.patient':
            return self.record
        return None

    def default_patient(self, fields):
        if chosen := getattr(self.patient, 'patient', None):
            return {'patient': chosen.id, **_plain(chosen)}
        if patient := self._from_patient():
            return {'patient': patient.id, **_plain(patient)}
        return {
            name: _id(getattr(self.patient, name))
            for name in _PERSON if hasattr(self.patient, name)}

    def transition_check(self):
        self.patient.check()
        return 'time'

    def default_time(self, fields):
        kept = [
            'service', 'practitioner', 'location', 'date_from', 'date_to',
            'origin', 'reason', 'note']
        return {
            'patient_name': self._patient_name(),
            **{
                name: _id(getattr(self.time, name))
                for name in kept if getattr(self.time, name, None)},
            }

    def _patient_name(self):
        if known := self._known_patient():
            return known.rec_name
        return self.patient.full_name

    def _get_patient(self):
        return self._known_patient() or self.patient.get_patient()

    def _known_patient(self):
        "Chosen in the first form, or whose form the wizard was opened from"
        typed = getattr(self.patient, 'surname', None)
        chosen = getattr(self.patient, 'patient', None)
        return chosen or (None if typed else self._from_patient())

    def do_book(self, action):
        Appointment = Pool().get('medical.appointment')
        place = self.time.get_place()
        booked = Appointment.book({
                **place,
                'service': self.time.service.id,
                'patient': self._get_patient().id,
                'origin': self.time.origin,
                'reason': self.time.reason or None,
                })['response']['id']
        if self.time.note:
            Appointment.write(
                Appointment.browse([booked]), {'note': self.time.note})
        return action, {'res_id': [booked]}


def _id(value):
    return getattr(value, 'id', value)


def _plain(patient):
    return {name: _id(getattr(patient, name)) for name in _PERSON}


def _digits(text):
    return ''.join(filter(str.isdigit, text or ''))


def _described(patient, same):
    return '%s (%s)' % (patient.summary(), ', '.join(same))


def _day_name(day):
    "As 'mié 25 nov'; Tryton's own short names have no accents"
    weekday, month = day_and_month(day)
    return '%s %d %s' % (weekday[:3], day.day, month[:3])


def _hours(times):
    "The distinct hours, in order; with the places left of a tanda"
    return ' '.join(dict.fromkeys(
            start.strftime('%H:%M') + (
                ' (%d)' % found['left'] if found['left'] else '')
            for start, found in times))


def _key(found):
    return '%d,%d,%d' % (
        found['start'], found['practitioner'], found['location'])


def _time_name(start, found):
    cat = catalog.get()
    parts = [
        start.strftime('%H:%M'),
        cat.practitioners[found['practitioner']]['name'],
        cat.locations[found['location']]['name']]
    if found['mode'] == 'arrival':
        parts.append(gettext(
                'medical_appointment.msg_book_turn',
                turn=found['turn'], left=found['left']))
    return ' · '.join(parts)
