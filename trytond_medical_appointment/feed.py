# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses under which a calendar program reads somebody's visits.

The token in the address is 256 random bits and is stored as a digest; who
made the feed ends it.  What a feed shows is decided anew at each reading:
the rights of its owner count, not those at its birth.
"""
import datetime as dt
import secrets

from sql import Null
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import catalog
from .account import digest
from .exceptions import NotAllowed, NotFound, TooManyFeeds
from .identity import (
    ADMINISTRATOR, FRONT_DESK, PRACTITIONER, adapter_only, current, xml_id)

PAST = dt.timedelta(days=60)
AHEAD = dt.timedelta(days=400)
MAX_FEEDS = 10
MAX_EVENTS = 2000

# What was cancelled stays in it: a calendar program drops by itself only
# what it is told of
_EVENTS = '''
SELECT a.uid, a.sequence, a.start, a."end", a.state, a.number,
    a.practitioner, a.location, party.first_name, party.surname,
    COALESCE(a.write_date, a.create_date)
FROM medical_appointment a
JOIN medical_patient p ON p.id = a.patient
JOIN party_party party ON party.id = p.party
WHERE a.start > %(from)s AND a.start < %(to)s
    AND (a.state <> 'pending' OR a.requested)
    AND '''
_OF_PRACTITIONER = 'a.practitioner = %(practitioner)s'
_OF_PEOPLE = 'p.party = ANY(%(parties)s)'
_ORDER = ' ORDER BY a.start, a.id LIMIT %(limit)s'


class Feed(ModelSQL, ModelView):
    __name__ = 'medical.feed'
    kind = fields.Selection([
            ('practitioner', "Practitioner"),
            ('patient', "Patient"),
            ], "Kind", required=True, readonly=True, sort=False,
        help="Whose visits it shows.")
    user = fields.Many2One(
        'res.user', "User", readonly=True, ondelete='CASCADE',
        help="The staff member who made it.")
    web_user = fields.Many2One(
        'web.user', "Account", readonly=True, ondelete='CASCADE',
        help="The patient's account that made it.")
    practitioner = fields.Many2One(
        'medical.practitioner', "Practitioner", readonly=True,
        ondelete='CASCADE', help="Whose agenda it shows.")
    busy_only = fields.Boolean(
        "Busy Only", readonly=True,
        help="It shows when there is a visit and nothing else.")
    token_hash = fields.Char("Token Digest", required=True, readonly=True)
    created_at = fields.DateTime(
        "Made At", required=True, readonly=True, help="When it was made.")
    read_at = fields.DateTime(
        "Last Read", readonly=True,
        help="The day on which a calendar program last asked for it.")
    revoked_at = fields.DateTime(
        "Ended At", readonly=True, help="When it was ended.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('token_unique', Unique(t, t.token_hash),
                'medical_appointment.msg_link_token_unique'),
            ]
        cls._sql_indexes.update({
                Index(t, (t.user, Index.Range())),
                Index(t, (t.web_user, Index.Range())),
                })
        cls._order = [('id', 'DESC')]
        cls._buttons.update(stop={
                'invisible': Bool(Eval('revoked_at')),
                'depends': ['revoked_at']})
        cls.__rpc__.update(
            open=RPC(readonly=False),
            own=RPC(),
            end=RPC(readonly=False),
            events=RPC(readonly=False))

    def get_rec_name(self, name):
        return '%s %d' % (self.kind_string, self.id)

    kind_string = kind.translated('kind')

    @classmethod
    @ModelView.button
    def stop(cls, feeds):
        cls.write(feeds, {'revoked_at': _now()})

    # Its owner

    @classmethod
    def open(cls, kind, busy_only=False, practitioner=None):
        """Make a feed of the caller's own visits, or of a practitioner's.

        A practitioner has the own agenda; the desk names one.  Return the
        feed with its `token`, which is told only now."""
        values = cls._owned(kind, practitioner)
        token = secrets.token_urlsafe(32)
        with without_check_access():
            if len(cls._open_ones()) >= MAX_FEEDS:
                raise TooManyFeeds(gettext(
                        'medical_appointment.msg_too_many_feeds',
                        limit=MAX_FEEDS))
            feed, = cls.create([{
                        **values, 'kind': kind, 'busy_only': busy_only,
                        'token_hash': digest(token), 'created_at': _now()}])
            return {**feed._plain(), 'token': token}

    @classmethod
    def _owned(cls, kind, practitioner):
        caller = current()
        if kind == 'patient' and caller.kind == 'patient':
            return {'web_user': caller.portal_user}
        if kind != 'practitioner' or caller.kind != 'staff':
            raise NotAllowed(gettext('medical_appointment.msg_not_allowed'))
        own = _own_practitioner(caller)
        chosen = practitioner or own
        if chosen not in catalog.get().practitioners:
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        if chosen != own and not caller.has(ADMINISTRATOR, FRONT_DESK):
            raise NotFound(gettext('medical_appointment.msg_not_found'))
        return {'user': caller.user, 'practitioner': chosen}

    @classmethod
    def _open_ones(cls):
        caller = current()
        mine = ('web_user', '=', caller.portal_user or -1)
        if caller.kind == 'staff':
            mine = ('user', '=', caller.user)
        return cls.search([mine, ('revoked_at', '=', None)])

    @classmethod
    def own(cls):
        "The caller's feeds, newest first"
        with without_check_access():
            return [feed._plain() for feed in cls._open_ones()]

    @classmethod
    def end(cls, feed_id):
        with without_check_access():
            found = [f for f in cls._open_ones() if f.id == feed_id]
            if not found:
                raise NotFound(gettext('medical_appointment.msg_not_found'))
            cls.write(found, {'revoked_at': _now()})

    def _plain(self):
        names = ('id', 'kind', 'busy_only', 'created_at', 'read_at')
        return {
            **{name: getattr(self, name) for name in names},
            'practitioner': self.practitioner and self.practitioner.id,
            'practitioner_name': (
                self.practitioner and self.practitioner.rec_name)}

    # Who has the address

    @classmethod
    @adapter_only
    def events(cls, token):
        """What the feed shows; NotFound when it is ended or its owner has no
        right to it any more.

        Return {kind, busy_only, name, language, events: [{uid, sequence,
        start, end, state, number, practitioner_name, location_name, who,
        changed}]}."""
        with without_check_access():
            feed = cls._find(token)
            domain, params, name = feed._shown()
            cursor = Transaction().connection.cursor()
            cursor.execute(_EVENTS + domain + _ORDER, {
                    **params, 'from': _now() - PAST, 'to': _now() + AHEAD,
                    'limit': MAX_EVENTS})
            feed._note_reading()
            return {
                'kind': feed.kind, 'busy_only': bool(feed.busy_only),
                'name': name,
                'events': [feed._event(row) for row in cursor.fetchall()]}

    @classmethod
    def _find(cls, token):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(
                table.id,
                where=(table.token_hash == digest(token))
                & (table.revoked_at == Null)))
        if row := cursor.fetchone():
            return cls(row[0])
        raise NotFound(gettext('medical_appointment.msg_not_found'))

    def _shown(self):
        "(condition, its parameters, name) by the rights of now"
        if self.kind == 'patient' and self.web_user.active:
            parties = _parties_of(self.web_user)
            return _OF_PEOPLE, {'parties': parties}, None
        if self.kind == 'practitioner' and _may_still_read(
                self.user, self.practitioner):
            return (
                _OF_PRACTITIONER, {'practitioner': self.practitioner.id},
                self.practitioner.rec_name)
        raise NotFound(gettext('medical_appointment.msg_not_found'))

    def _event(self, row):
        (uid, sequence, start, end, state, number, practitioner, location,
            first_name, surname, changed) = row
        cat = catalog.get()
        plain = {
            'uid': uid, 'sequence': sequence, 'start': start, 'end': end,
            'state': state, 'changed': changed, 'number': None,
            'practitioner_name': None, 'location_name': None, 'who': None}
        if self.busy_only:
            return plain
        plain.update(
            number=number,
            location_name=cat.locations[location]['name'])
        if self.kind == 'patient':
            plain['practitioner_name'] = (
                cat.practitioners[practitioner]['name'])
        else:
            plain['who'] = _short_name(first_name, surname)
        return plain

    def _note_reading(self):
        "Once a day is enough to tell which feeds are in use"
        if not self.read_at or self.read_at.date() < _now().date():
            table = self.__table__()
            Transaction().connection.cursor().execute(*table.update(
                    [table.read_at], [_now()], where=table.id == self.id))


def _own_practitioner(caller):
    return next((
            p['id'] for p in catalog.get().practitioners.values()
            if p['user'] == caller.user), None)


def _parties_of(account):
    "As a session of the account would: sons and daughters until of age"
    pool = Pool()
    opened = pool.get('medical.portal.session').parties_of(account.id)
    own = [account.party.id] if account.party else []
    return own + [p for p in opened if p not in own]


def _may_still_read(user, practitioner):
    "Tell if the maker of a feed may still see that agenda"
    if not user or not user.active or not practitioner.active:
        return False
    groups = {g.id for g in user.groups}
    if practitioner.user == user:
        return xml_id(PRACTITIONER) in groups
    return bool(groups & {xml_id(ADMINISTRATOR), xml_id(FRONT_DESK)})


def _short_name(first_name, surname):
    "First name and initial: calendars are shared and shown"
    initial = (surname or '')[:1]
    return ' '.join(filter(None, [
                (first_name or '').split(' ')[0], initial and initial + '.']))


def _now():
    return dt.datetime.now().replace(microsecond=0)
