# SPDX-License-Identifier: GPL-3.0-or-later
"""The screens that hang in waiting rooms: who is called, nothing of who it
is."""
import datetime as dt
import secrets

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog
from .account import digest
from .audit import Audited
from .exceptions import NotAllowed, NotFound
from .identity import ADMINISTRATOR, FRONT_DESK, adapter_only, current
from .queue_room import _blocks, label

MAX_CALLED = 6


class Screen(Audited, ModelSQL, ModelView):
    __name__ = 'medical.queue.screen'

    name = fields.Char(
        "Name", required=True, help="Where the screen hangs.")
    location = fields.Many2One(
        'medical.location', "Location", required=True, ondelete='CASCADE',
        help="The location whose waiting room it shows.")
    practitioners = fields.Many2Many(
        'medical.queue.screen-medical.practitioner', 'screen', 'practitioner',
        "Practitioners",
        help="Whom it shows. Empty for all who attend there that day.")
    token_hash = fields.Char(
        "Token Digest", required=True, readonly=True,
        help="The digest of what the screen's address ends with.")
    revoked_at = fields.DateTime(
        "Switched Off At", readonly=True,
        help="Since when the address opens nothing.")

    _audited = ('name', 'location', 'revoked_at')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('token_unique', Unique(t, t.token_hash),
                'medical_appointment.msg_link_token_unique'),
            ]
        cls._buttons.update({
                'revoke': {
                    'invisible': Bool(Eval('revoked_at')),
                    'icon': 'tryton-close',
                    'depends': ['revoked_at'],
                    },
                })
        cls.__rpc__.update(
            issue=RPC(readonly=False),
            listing=RPC(),
            withdraw=RPC(readonly=False),
            show=RPC(),
            watched=RPC())

    @classmethod
    def issue(cls, location, name, practitioners=()):
        """Make a screen; return it with its token, which is told only now."""
        _desk_only()
        cat = catalog.get()
        if location not in cat.locations or (
                set(practitioners or ()) - set(cat.practitioners)):
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        token = secrets.token_urlsafe(24)
        with without_check_access():
            screen, = cls.create([{
                        'name': name, 'location': location,
                        'token_hash': digest(token),
                        'practitioners': [('add', practitioners or [])],
                        }])
            return {**screen._plain(), 'token': token}

    @classmethod
    def listing(cls):
        "The screens that are on, newest first"
        _desk_only()
        return [screen._plain() for screen in cls.search(
                [('revoked_at', '=', None)], order=[('id', 'DESC')])]

    def _plain(self):
        return {
            'id': self.id,
            'name': self.name,
            'location': self.location.id,
            'location_name': self.location.rec_name,
            'practitioners': [p.id for p in self.practitioners],
            'created_at': self.create_date.replace(microsecond=0),
            'timezone': self.location.timezone,
            }

    @classmethod
    def withdraw(cls, screen):
        "Switch a screen off: its address opens nothing any more"
        _desk_only()
        found = cls.search([
                ('id', '=', screen), ('revoked_at', '=', None)])
        if not found:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        cls.revoke(found)

    @classmethod
    @ModelView.button
    def revoke(cls, screens):
        now = dt.datetime.now().replace(microsecond=0)
        with without_check_access():
            cls.write(screens, {'revoked_at': now})
            for practitioner in {
                    p for screen in screens
                    for p in cls._watched(
                        catalog.get(), screen.location.id,
                        [p.id for p in screen.practitioners])}:
                Pool().get('medical.appointment').announce_queue(practitioner)

    # Without login

    @classmethod
    def _find(cls, token):
        "(location, practitioner ids) behind a token; raise NotFound."
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT s.location, ARRAY(SELECT p.practitioner '
            'FROM "medical_queue_screen-medical_practitioner" p '
            'WHERE p.screen = s.id) '
            'FROM medical_queue_screen s '
            'WHERE s.token_hash = %s AND s.revoked_at IS NULL',
            (digest(token),))
        if row := cursor.fetchone():
            return row
        raise NotFound(gettext('medical_appointment.msg_not_found'))

    @classmethod
    def _watched(cls, cat, location, chosen):
        return chosen or [
            p for p, known in cat.practitioners.items()
            if known['active'] and (cat.lines_of(p, location) or any(
                    c.location == location for c in cat.changes.get(p, ())
                    if c.kind == 'extra'))]

    @classmethod
    @adapter_only
    def watched(cls, token):
        "Ids of the practitioners whose changes the screen follows"
        return cls._watched(catalog.get(), *cls._find(token))

    @classmethod
    @adapter_only
    def show(cls, token):
        """What the screen shows: turns and initials, rooms, delays.

        Return {clinic, location, timezone, now, practitioners: [{id, name,
        title, room, late, called: [{label, room, called_at}], serving,
        waiting}]}.
        """
        location, chosen = cls._find(token)
        cat = catalog.get()
        Appointment = Pool().get('medical.appointment')
        with without_check_access():
            rooms = Appointment.rooms(
                cls._watched(cat, location, chosen), location=location)
        known = cat.locations[location]
        return {
            'clinic': cat.settings['clinic_name'] or '',
            'location': known['name'],
            'timezone': known['timezone'],
            'now': dt.datetime.now().replace(microsecond=0),
            'practitioners': [
                _shown(cat, room) for room in rooms
                if room.rows or _blocks(
                    cat, room.practitioner, room.day, location)],
            }


class ScreenPractitioner(ModelSQL):
    __name__ = 'medical.queue.screen-medical.practitioner'
    screen = fields.Many2One(
        'medical.queue.screen', "Screen", required=True, ondelete='CASCADE')
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", required=True,
        ondelete='CASCADE')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.screen, Index.Range())))


def _shown(cat, room):
    known = cat.practitioners[room.practitioner]
    called = sorted(
        (r for r in room.rows.values() if r['stage'] == 'called'),
        key=lambda row: row['called_at'], reverse=True)
    serving = [
        r for r in room.rows.values() if r['stage'] == 'in_consultation']
    return {
        'id': room.practitioner,
        'name': known['name'],
        'title': known['title'] or '',
        'room': next(
            (name for r in (*called, *serving, *room.rows.values())
                if (name := _room_name(cat, r))), None),
        'late': room.late,
        'called': [
            {'label': label(r), 'room': _room_name(cat, r),
                'called_at': r['called_at']}
            for r in called[:MAX_CALLED]],
        'serving': [label(r) for r in serving],
        'waiting': [label(room.rows[place.id]) for place in room.order],
        }


def _room_name(cat, row):
    return cat.rooms[row['room']]['name'] if row['room'] else None


def _desk_only():
    if not current().has(ADMINISTRATOR, FRONT_DESK):
        raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
