# SPDX-License-Identifier: GPL-3.0-or-later
"""What people did to the calling order, with their reasons, and the delays
that they announced."""
import datetime as dt
import json

from sql import Null

from trytond.i18n import gettext
from trytond.model import Check, Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog
from .appointment import _by
from .exceptions import IllegalTransition
from .identity import current
from .queue_room import _day_of

MAX_LATE = 240


class Move(ModelSQL, ModelView):
    "Somebody was put before or after somebody else, and why"
    __name__ = 'medical.queue.move'

    appointment = fields.Many2One(
        'medical.appointment', "Appointment", required=True, readonly=True,
        ondelete='CASCADE', help="Who was moved.")
    anchor = fields.Many2One(
        'medical.appointment', "Next To", required=True, readonly=True,
        ondelete='CASCADE', help="Whose place it was.")
    after = fields.Boolean(
        "After", readonly=True, help="Behind that person instead of before.")
    reason = fields.Char(
        "Reason", required=True, readonly=True,
        help="Why the order was changed.")
    by = _by("By", "Who changed the order.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.appointment, Index.Range())),
                Index(t, (t.anchor, Index.Range())),
                })
        cls._order = [('id', 'DESC')]

    def get_rec_name(self, name):
        return self.appointment.rec_name

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('appointment.rec_name', *clause[1:])]

    @classmethod
    def create(cls, vlist):
        moves = super().create(vlist)
        Audit = Pool().get('medical.audit')
        # The reason stays in the move, where erasing a person finds it
        Audit.append([
                Audit.row('jump', str(move.appointment), {
                        'after' if move.after else 'before': (
                            None, move.anchor.id),
                        'move': (None, move.id)})
                for move in moves])
        return moves

    @classmethod
    def check_modification(cls, mode, moves, values=None, external=False):
        super().check_modification(
            mode, moves, values=values, external=external)
        if external and mode in {'write', 'delete'}:
            raise AccessError(
                gettext('medical_appointment.msg_queue_log_only_grows'))


class Delay(ModelSQL, ModelView):
    "A practitioner was said to be late"
    __name__ = 'medical.queue.delay'

    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True, readonly=True,
        ondelete='CASCADE', help="Who is late.")
    day = fields.Date(
        "Day", required=True, readonly=True, help="The day of the delay.")
    minutes = fields.Integer(
        "Minutes", required=True, readonly=True,
        help="By how much the practitioner is late.")
    at = fields.DateTime(
        "At", required=True, readonly=True, help="When it was said.")
    by = _by("By", "Who said it.")
    undone_at = fields.DateTime(
        "Taken Back At", readonly=True, help="When it was taken back.")
    undone_by = _by("Taken Back By", "Who took it back.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('minutes_range',
                Check(t, (t.minutes >= 0) & (t.minutes <= MAX_LATE)),
                'medical_appointment.msg_late_minutes'),
            ]
        cls._sql_indexes.add(
            Index(t, (t.practitioner, Index.Range()), (t.day, Index.Range()),
                where=t.undone_at == Null))
        cls._order = [('id', 'DESC')]
        cls.__rpc__.update(
            announce=RPC(readonly=False), take_back=RPC(readonly=False))

    def get_rec_name(self, name):
        return '%s +%d' % (self.practitioner.rec_name, self.minutes)

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('practitioner.rec_name', *clause[1:])]

    @classmethod
    def announce(cls, practitioner, minutes):
        """Say that a practitioner is so many minutes late today.

        The estimates move, the appointments do not; those who have not
        arrived are told.  Return {late, told}.
        """
        Appointment, day, now = cls._enter(practitioner)
        if not 0 <= minutes <= MAX_LATE:
            raise IllegalTransition(
                gettext('medical_appointment.msg_late_minutes'))
        with without_check_access():
            before = cls._current(practitioner, day)
            if (before.minutes if before else 0) == minutes:
                return {'late': minutes, 'told': 0}
            delay, = cls.create([{
                        'practitioner': practitioner, 'day': day,
                        'minutes': minutes, 'at': now,
                        'by': current().actor}])
            told = cls._tell(practitioner, minutes, before, delay)
        Appointment.announce_queue(practitioner)
        return {'late': minutes, 'told': told}

    @classmethod
    def take_back(cls, practitioner):
        """Take the last announcement of today back.

        Only those whom it told are told again.  Return {late, told}.
        """
        Appointment, day, now = cls._enter(practitioner)
        with without_check_access():
            delay = cls._current(practitioner, day)
            if not delay:
                raise IllegalTransition(
                    gettext('medical_appointment.msg_not_late'))
            cls.write([delay], {
                    'undone_at': now, 'undone_by': current().actor})
            before = cls._current(practitioner, day)
            minutes = before.minutes if before else 0
            told = cls._tell_again(practitioner, minutes, delay)
        Appointment.announce_queue(practitioner)
        return {'late': minutes, 'told': told}

    @classmethod
    def _enter(cls, practitioner):
        Appointment = Pool().get('medical.appointment')
        Appointment.check_queue_of(practitioner)
        Appointment.lock_queue(practitioner)
        now = dt.datetime.now().replace(microsecond=0)
        day, *_ = _day_of(catalog.get(), practitioner, None, None, now)
        return Appointment, day, now

    @classmethod
    def _current(cls, practitioner, day):
        found = cls.search([
                ('practitioner', '=', practitioner), ('day', '=', day),
                ('undone_at', '=', None)],
            order=[('id', 'DESC')], limit=1)
        return found[0] if found else None

    @classmethod
    def _tell(cls, practitioner, minutes, before, delay):
        if not minutes:
            return cls._tell_again(practitioner, minutes, before)
        Notification = Pool().get('medical.notification')
        Notification.tell_late(practitioner, minutes, delay.id)
        return Notification.told_of(delay.id)

    @classmethod
    def _tell_again(cls, practitioner, minutes, delay):
        "Tell those whom an announcement reached what is left of it"
        Notification = Pool().get('medical.notification')
        Notification.tell_late_no_more(practitioner, minutes, delay.id)
        return Notification.told_of(-delay.id)


class Appointment(metaclass=PoolMeta):
    __name__ = 'medical.appointment'

    @classmethod
    def announce_queue(cls, practitioner):
        "NOTIFY that a waiting room changed without any visit changing"
        cursor = Transaction().connection.cursor()
        cursor.execute('SELECT pg_notify(%s, %s)', (
                'clinic_events', json.dumps({
                        'q': practitioner,
                        # Two announcements are never the same one
                        'at': dt.datetime.now().isoformat(),
                        }, separators=(',', ':'))))
