# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of the visits in the way of an absence or a closure.

Each is kept in a list with what was offered to the patient.  What the patient
answered is not stored: the visit itself tells it, by whatever door it was
moved or cancelled.
"""
import datetime as dt
import json
from collections import Counter
from contextlib import contextmanager

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import ValidationError
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog, slot
from .absence import DEFAULT_DAYS, Proposals
from .appointment import LOCK_PATIENT, LOCK_PRACTITIONER
from .booking import _now
from .exceptions import ClinicError
from .life_cycle import MOVABLE
from .notification import _row
from .party import forget_read_records

OFFERS = 3
DAY = dt.timedelta(days=1)
ANSWERS = [
    ('none', "Nothing Offered"),
    ('offered', "No Answer Yet"),
    ('moved', "Moved"),
    ('cancelled', "Cancelled"),
    ('kept', "Kept"),
    ]
SILENT = ('none', 'offered')

_REMEMBER = '''
INSERT INTO medical_affected (
    exception, appointment, start, create_uid, create_date)
SELECT %(exception)s, id, start, %(user)s, %(now)s
FROM medical_appointment WHERE id = ANY(%(ids)s)
ON CONFLICT DO NOTHING
'''
_SILENT = '''
SELECT row.id FROM medical_affected row
JOIN medical_appointment a ON a.id = row.appointment
JOIN medical_schedule_exception e ON e.id = row.exception
WHERE a.state = ANY(%s) AND a.start < e."end" AND a."end" > e.start
    AND (e.practitioner IS NULL OR e.practitioner = a.practitioner)
    AND (e.location IS NULL OR e.location = a.location)
'''
_MESSAGES = '''
SELECT appointment, sequence FROM medical_notification
WHERE appointment = ANY(%s) AND kind = 'affected'
    AND state NOT IN ('failed', 'refused', 'bounced', 'cancelled')
'''


class Affected(ModelSQL, ModelView):
    "Visit in the Way of an Absence"
    __name__ = 'medical.affected'

    exception = fields.Many2One(
        'medical.schedule.exception', "Absence", required=True, readonly=True,
        ondelete='CASCADE', help="The absence or the closure.")
    appointment = fields.Many2One(
        'medical.appointment', "Appointment", required=True, readonly=True,
        ondelete='CASCADE', help="The visit that it affects.")
    start = fields.DateTime(
        "Was", required=True, readonly=True, format='%H:%M',
        help="When the visit was to be.")
    offers = fields.Text(
        "Offers", readonly=True, help="The times offered instead, as JSON.")
    offered_at = fields.DateTime(
        "Offered At", readonly=True,
        help="When other times were offered to the patient.")
    patient = fields.Function(
        fields.Many2One(
            'medical.patient', "Patient", help="Whom it concerns."),
        'get_visit', searcher='search_visit')
    phone = fields.Function(
        fields.Char("Phone", help="The patient's phone."), 'get_visit')
    answer = fields.Function(
        fields.Selection(
            ANSWERS, "Answer", sort=False,
            help="What became of the visit."),
        'get_answer')
    silent = fields.Function(
        fields.Boolean(
            "Without Answer", help="The patient has to be called."),
        'get_silent', searcher='search_silent')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('visit_once', Unique(t, t.exception, t.appointment),
                'medical_appointment.msg_affected_once'),
            ]
        cls._sql_indexes.add(Index(t, (t.appointment, Index.Range())))
        cls._order = [('start', 'ASC'), ('id', 'ASC')]

    def get_rec_name(self, name):
        return self.appointment.rec_name

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('appointment.rec_name', *clause[1:])]

    def get_visit(self, name):
        value = getattr(self.appointment, name)
        return getattr(value, 'id', value)

    @classmethod
    def search_visit(cls, name, clause):
        nested = clause[0][len(name):]
        return [('appointment.' + name + nested, *clause[1:])]

    def get_answer(self, name):
        visit = self.appointment
        if visit.state == 'cancelled':
            return 'cancelled'
        if visit.state in MOVABLE and self._in_the_way():
            return 'offered' if self.offered_at else 'none'
        if visit.moved_at and visit.moved_at >= self.create_date.replace(
                microsecond=0):
            return 'moved'
        return 'kept'

    def get_silent(self, name):
        return self.answer in SILENT

    @classmethod
    def search_silent(cls, name, clause):
        _, operator, value = clause
        cursor = Transaction().connection.cursor()
        cursor.execute(_SILENT, (list(MOVABLE),))
        wanted = (operator == '=') == bool(value)
        return [('id', 'in' if wanted else 'not in',
                [id_ for id_, in cursor])]

    def _in_the_way(self):
        visit, exception = self.appointment, self.exception
        return (visit.start < exception.end and visit.end > exception.start
            and exception.practitioner in {None, visit.practitioner}
            and exception.location in {None, visit.location})

    @property
    def answered_at(self):
        visit = self.appointment
        return {
            'moved': visit.moved_at, 'cancelled': visit.cancelled_at,
            'kept': visit.arrived_at}.get(self.answer)

    @classmethod
    def remember(cls, exception):
        "Note the visits that stand in the way of an exception now"
        if ids := exception.get_affected(None):
            Transaction().connection.cursor().execute(_REMEMBER, {
                    'exception': exception.id, 'ids': ids,
                    'user': Transaction().user, 'now': dt.datetime.now()})

    @classmethod
    def of(cls, exception):
        "All rows of an exception, those of visits made since then too"
        cls.remember(exception)
        return cls.search([('exception', '=', exception.id)])

    def times(self):
        "[(start as epoch seconds, practitioner, location)] of the offers"
        return [tuple(offer) for offer in json.loads(self.offers or '[]')]


class ScheduleException(metaclass=PoolMeta):
    __name__ = 'medical.schedule.exception'

    rescue = fields.One2Many(
        'medical.affected', 'exception', "Patients", readonly=True,
        help="The patients concerned, and what became of their visits.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update(
            # Not read-only: what staff read of patients is recorded
            affected_visits_of=RPC(readonly=False),
            offer_times=RPC(readonly=False),
            move_visits=RPC(readonly=False),
            cancel_visits=RPC(readonly=False))

    @classmethod
    def on_modification(cls, mode, exceptions, field_names=None):
        super().on_modification(mode, exceptions, field_names=field_names)
        if mode in {'create', 'write'}:
            Affected_ = Pool().get('medical.affected')
            with without_check_access():
                for exception in cls.browse(exceptions):
                    if exception.end > dt.datetime.now():
                        Affected_.remember(exception)

    @classmethod
    def affected_visits_of(cls, id_, silent=False):
        """What became of each visit, by its first start.

        With `silent` only those of whom the clinic knows nothing: the list
        to call.  Return {exception, items: [{appointment: plain, start,
        proposals, told, answer, offered_at, answered_at}], counts}.
        """
        cat, exception = catalog.get(), cls._found(id_)
        rows = cls._rows_of(exception)
        shown = [r for r in rows if not silent or r.answer in SILENT]
        items = cls._rescue_items(cat, shown)
        counts = Counter(row.answer for row in rows)
        Pool().get('medical.appointment')._read(
            'medical.schedule.exception', id_,
            [item['appointment'] for item in items])
        return {
            'exception': exception._plain(cat), 'items': items,
            'counts': {name: counts[name] for name, _ in ANSWERS}}

    @classmethod
    def _rows_of(cls, exception, ids=None):
        "The rows that the caller may work on, of some visits or all"
        Appointment = Pool().get('medical.appointment')
        Affected_ = Pool().get('medical.affected')
        with without_check_access():
            rows = Affected_.of(exception)
        seen = {a.id for a in Appointment.search([
                    ('id', 'in', [r.appointment.id for r in rows]),
                    ('patient', '!=', None)])}
        with without_check_access():
            return Affected_.browse([
                    row.id for row in rows if row.appointment.id in seen
                    and (ids is None or row.appointment.id in ids)])

    @classmethod
    def _rescue_items(cls, cat, rows):
        Appointment = Pool().get('medical.appointment')
        with without_check_access():
            plain = {p['id']: p for p in Appointment._plain_rows(
                    [row.appointment.id for row in rows])}
            told = _told(plain)
            return [{
                    'appointment': plain[row.appointment.id],
                    'start': row.start,
                    'proposals': [
                        _offer_plain(cat, *offer) for offer in row.times()],
                    'told': row.appointment.id in told,
                    'answer': row.answer,
                    'offered_at': row.offered_at,
                    'answered_at': row.answered_at,
                    } for row in rows]

    # What can be done

    @classmethod
    def offer_times(cls, id_, appointments=None):
        """Offer three other times to each patient, by a message with a link.

        No time is offered to two of them.  Whom no message reaches is among
        the failed: they have to be called.
        """
        exception = cls._found(id_)
        rows = [
            row for row in cls._rows_of(exception, appointments)
            if row.answer in SILENT and row.appointment.state == 'booked']
        with without_check_access():
            done = Pool().get('medical.notification').offer_times(
                exception, rows)
        return {
            'done': [r.appointment.id for r in rows if r.appointment.id in done],
            'failed': [
                {'appointment': r.appointment.id, 'problem': 'no-address'}
                for r in rows if r.appointment.id not in done]}

    @classmethod
    def move_visits(cls, id_, appointments=None):
        """Move each visit to the next free time that suits its patient.

        Each by itself: what can not be moved stays, with the reason.
        """
        Appointment = Pool().get('medical.appointment')
        exception = cls._found(id_)
        visits = cls._lock_visits(exception, appointments)
        proposals = Proposals(visits, *_days_after(exception))

        def move(visit):
            found = proposals.next(
                visit, visit.practitioner, visit.location.id)
            if not found:
                return 'no-free-time'
            Appointment._reschedule(visit, {
                    'start': slot.naive(found.start),
                    'location': found.location})
        return cls._each(visits, move)

    @classmethod
    def cancel_visits(cls, id_, appointments=None, reason=None):
        "Cancel each visit by itself; the patients are told"
        Appointment = Pool().get('medical.appointment')
        exception = cls._found(id_)
        visits = cls._lock_visits(exception, appointments)
        reason = reason or gettext('medical_appointment.msg_absence_reason')
        return cls._each(visits, lambda visit: Appointment.apply(
                'cancel', [visit], cancel_reason=reason))

    @classmethod
    def _lock_visits(cls, exception, ids):
        """The visits that still stand in the way, in the order of their
        hours, kept from being changed by others meanwhile."""
        Appointment = Pool().get('medical.appointment')
        # The absence may be so fresh that no cache has heard of it
        catalog.clear()
        rows = cls._rows_of(exception, ids)
        visits = [row.appointment for row in rows if row.answer in SILENT]
        Appointment.lock_keys(sorted(
                {(LOCK_PRACTITIONER, v.practitioner.id) for v in visits}
                | {(LOCK_PATIENT, v.patient.id) for v in visits}))
        with without_check_access():
            return Appointment.browse([v.id for v in visits])

    @classmethod
    def _each(cls, visits, do):
        "{done: [id], failed: [{appointment, problem}]} of one act on each"
        done, failed = [], []
        for visit in visits:
            try:
                with _undone_alone(), without_check_access():
                    problem = do(visit)
            except ClinicError as error:
                problem = error.error_code
            except ValidationError:
                problem = 'refused'
            if problem:
                failed.append({'appointment': visit.id, 'problem': problem})
            else:
                done.append(visit.id)
        return {'done': done, 'failed': failed}


class Notification(metaclass=PoolMeta):
    __name__ = 'medical.notification'

    @classmethod
    def tell_affected(cls, exception):
        """Tell the patients whom an absence or a closure affects, with three
        other times to choose from.

        Told once for each version of a visit.  Return how many visits.
        """
        with without_check_access():
            rows = [
                row for row in Pool().get('medical.affected').of(exception)
                if row.answer in SILENT and row.appointment.state == 'booked']
            cls.offer_times(exception, rows)
        return len(rows)

    @classmethod
    def offer_times(cls, exception, rows):
        "Store three offers in each row and tell them; ids of whom it reaches"
        Affected_ = Pool().get('medical.affected')
        catalog.clear()
        visits = [row.appointment for row in rows]
        proposals = Proposals(visits, *_days_after(exception))
        proposals.leave_out(
            _open_offers(exception, {row.id for row in rows}))
        offered_at = dt.datetime.now().replace(microsecond=0)
        told = []
        for row in rows:
            offers = _three(proposals, row.appointment)
            Affected_.write([row], {
                    'offers': json.dumps(offers), 'offered_at': offered_at})
            told.append(('affected', {
                        **_row(row.appointment),
                        'exception': exception.id,
                        'offers': [
                            slot.naive(start).isoformat()
                            for start, _, _ in offers]}))
        cls._insert(told)
        return _told({visit.id: None for visit in visits})


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    @classmethod
    def _check_cut_off(cls, caller, appointment, now, name):
        # Who must move because of the clinic is not bound by its notice
        if not cls.in_the_way(appointment.id):
            super()._check_cut_off(caller, appointment, now, name)

    @classmethod
    def in_the_way(cls, appointment_id):
        "The row of the absence that a visit stands in the way of, or None"
        Affected_ = Pool().get('medical.affected')
        with without_check_access():
            for row in Affected_.search(
                    [('appointment', '=', appointment_id)],
                    order=[('id', 'DESC')]):
                if row.answer in SILENT and row.exception.kind != 'extra':
                    return row

    @classmethod
    def _link_view(cls, plain):
        view = super()._link_view(plain)
        row = cls.in_the_way(plain['id']) if (
            plain['state'] == 'booked') else None
        view['affected'] = bool(row)
        view['offers'] = cls._open_offers(row, plain) if row else []
        if row:
            verbs = {*view['can'], 'reschedule', 'cancel'} - {'confirm'}
            view['can'] = [
                v for v in ('cancel', 'reschedule') if v in verbs]
        return view

    @classmethod
    def _open_offers(cls, row, plain):
        """The times that can be taken instead: what was offered as far as it
        is still free, else what is nearest."""
        cat = catalog.get()
        service, practitioner = plain['service'], plain['practitioner']
        who = cls._offering(cat, service, practitioner)
        wanted = [start for start, _, _ in row.times()]
        today = slot.local_date(plain['timezone'], _now())
        day = slot.local_date(
            plain['timezone'], max([slot.epoch(plain['start']), *wanted]))
        free = {s.start: s for _, s in cls._free(
                cat, service, who, plain['location'], today,
                max(day, today) + DEFAULT_DAYS // 2 * DAY)}
        chosen = [start for start in wanted if start in free]
        rest = [s for start, s in free.items() if start not in chosen]
        chosen += [s.start for s in slot.nearest(
                rest, slot.epoch(plain['start']), OFFERS - len(chosen))]
        return [
            _offer_plain(cat, start, practitioner, free[start].location,
                free[start].end)
            for start in sorted(chosen[:OFFERS])]


@contextmanager
def _undone_alone():
    "What fails inside leaves the rest of the transaction as it was"
    cursor = Transaction().connection.cursor()
    cursor.execute('SAVEPOINT alone')
    try:
        yield
    except Exception:
        cursor.execute('ROLLBACK TO SAVEPOINT alone')
        forget_read_records()
        raise
    cursor.execute('RELEASE SAVEPOINT alone')


def _days_after(exception):
    "The local days in which other times are sought"
    cat = catalog.get()
    first = exception.practitioner or next(
        iter(Pool().get('medical.practitioner').search([], limit=1)), None)
    location = exception.location.id if exception.location else (
        Pool().get('medical.appointment')._usual_location(cat, first.id))
    zone = cat.zone_of(location)
    begin = max(
        slot.local_date(zone, _now()),
        slot.local_date(zone, slot.epoch(exception.end)))
    return begin, begin + DEFAULT_DAYS * DAY


def _open_offers(exception, but):
    "[(practitioner, interval)] of what others were offered and may still take"
    for row in Pool().get('medical.affected').search([
                ('exception', '=', exception.id), ('id', 'not in', list(but)),
                ('offers', '!=', None)]):
        if row.answer == 'offered':
            visit = row.appointment
            length = int((visit.end - visit.start).total_seconds())
            for start, practitioner, _ in row.times():
                yield practitioner, (start, start + length)


def _three(proposals, visit):
    "[(start, practitioner, location)] for a visit, kept for it"
    return [
        (s.start, visit.practitioner.id, s.location)
        for s in proposals.several(
            visit, visit.practitioner, visit.location.id, OFFERS)]


def _told(visits):
    "Ids of the visits about whose absence a message left or will leave"
    cursor = Transaction().connection.cursor()
    cursor.execute(_MESSAGES, (list(visits),))
    return {id_ for id_, _ in cursor}


def _offer_plain(cat, start, practitioner, location, end=None):
    return {
        'start': slot.naive(start),
        'end': slot.naive(end) if end else None,
        'practitioner': practitioner,
        'practitioner_name': cat.practitioners[practitioner]['name'],
        'location': location,
        'location_name': cat.locations[location]['name'],
        'timezone': cat.locations[location]['timezone'],
        }


