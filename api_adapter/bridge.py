# SPDX-License-Identifier: GPL-3.0-or-later
"""The only door to Tryton: one request, one function, one transaction.

A unit of work starts as the technical user of visitors, looks up what the
caller's session is worth in the same transaction, goes on as the real person
and calls only what the module published, with access checked.  Plain data
leaves it, never a record.
"""
import select
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from psycopg_pool import ConnectionPool
from trytond import __series__, backend, config
from trytond.backend import DatabaseOperationalError, DatabaseTimeoutError
from trytond.cache import Cache
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, TransactionError
from trytond.worker import run_task

from .deps import Caller
from .languages import LANGUAGES
from .problems import ProblemError

MODULE = 'medical_appointment'
SESSION = 'medical.portal.session'
REPEATABLE_READ = 'REPEATABLE READ'
READ_COMMITTED = 'READ COMMITTED'
STATEMENT_TIMEOUT = 10
RETRY_PAUSE = 0.02
LISTENER_PATIENCE = 5
BEGIN = 'BEGIN ISOLATION LEVEL {} {}; SET LOCAL statement_timeout = {}'
TECHNICAL_USERS = ('user_api_public', 'user_api_patient', 'user_api_sender')
CONSTRAINTS = {
    'practitioner_no_overlap', 'room_no_overlap', 'patient_no_overlap',
    'end_after_start'}
Person = dict[str, Any]


class Desk:
    """What a unit of work may do inside its transaction."""

    def __init__(self, pool: Pool, transaction: Transaction, person: Person):
        self.pool = pool
        self.transaction = transaction
        self.person = person

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """The result of a published method, called as the dispatcher does."""
        class_ = self.pool.get(model)
        rpc = _published(class_, method)
        context = self.transaction.context
        public = {k: v for k, v in context.items() if not k.startswith('_')}
        args, kwargs, new, _ = rpc.convert(class_, *args, public, **kwargs)
        private = {k: v for k, v in context.items() if k.startswith('_')}
        with self.transaction.set_context(new, **private):
            return rpc.result(
                rpc.decorate(getattr(class_, method))(*args, **kwargs))


Work = Callable[[Desk], Any]


class Clinic(NamedTuple):
    """The database that this process serves."""
    name: str
    public_user: int
    patient_user: int
    sender_user: int


_clinic: Clinic | None = None


def start(database: str, connections: int = 1) -> None:
    """Find the technical users and open the connections of a database.

    The models must have been loaded before (`tryton_wsgi.start_pool`).
    """
    global _clinic
    with Transaction().start(database, 0, readonly=True):
        data = Pool(database).get('ir.model.data')
        _clinic = Clinic(database, *(
                data.get_id(MODULE, name) for name in TECHNICAL_USERS))
    connection_pool = backend.Database(database)._connpool
    connection_pool._check = _check_connection
    _warm_up(connection_pool, connections)


def _warm_up(connection_pool: ConnectionPool, connections: int) -> None:
    """Do before the first requests what they would all do at once."""
    opened = [connection_pool.getconn() for _ in range(connections)]
    for connection in opened:
        connection_pool.putconn(connection)
    _await_listener()
    for language in LANGUAGES:
        caller = Caller(language, '127.0.0.1', 'start')
        call(caller, 'medical.configuration', 'clinic')


def _await_listener() -> None:
    """Tryton empties its caches when it begins to hear of changes elsewhere,
    which it does at a transaction."""
    name, user, *_ = _ready()
    deadline = time.monotonic() + LISTENER_PATIENCE
    while time.monotonic() < deadline:
        with Transaction().start(name, user, readonly=True):
            listener = Cache._local.listeners.get(name)
        if getattr(listener, 'listening', False):
            return
        time.sleep(RETRY_PAUSE)


def call(
        caller: Caller, model: str, method: str, *args: Any,
        _isolation: str = REPEATABLE_READ, **kwargs: Any) -> Any:
    """Call one published method for the caller, in its own transaction."""
    return run(
        caller, lambda desk: desk.call(model, method, *args, **kwargs),
        readonly=_rpc(model, method).readonly, isolation=_isolation)


def call_as_sender(model: str, method: str, *args: Any) -> Any:
    """Call one published method as the sender of messages."""
    return call(_SENDER, model, method, *args)


_SENDER = Caller(
    language='es', address='127.0.0.1', request_id='sender', kind='sender')


def run(
        caller: Caller, work: Work, readonly: bool = True,
        isolation: str = REPEATABLE_READ) -> Any:
    """Run a unit of work, again if the database or Tryton asks for it."""
    tries = 0
    extras: dict[str, Any] = {}
    while True:
        try:
            return _attempt(caller, work, readonly, isolation, extras)
        except TransactionError as error:
            error.fix(extras)
        except DatabaseTimeoutError:
            raise
        except DatabaseOperationalError:
            if tries >= config.getint('database', 'retry'):
                raise
            tries += 1
            time.sleep(RETRY_PAUSE * tries)


def _attempt(
        caller: Caller, work: Work, readonly: bool, isolation: str,
        extras: dict[str, Any]) -> Any:
    clinic = _ready()
    user = clinic.sender_user if caller is _SENDER else clinic.public_user
    with Transaction().start(
            clinic.name, user, readonly=readonly,
            context=_context(caller), **extras) as transaction:
        try:
            if not extras:
                _begin(transaction, isolation)
            pool = Pool(clinic.name)
            desk = Desk(pool, transaction, {})
            _become(desk, caller, clinic)
            result = work(desk)
            transaction.commit()
        except BaseException:
            transaction.rollback()
            transaction.tasks.clear()
            raise
    while transaction.tasks:
        run_task(pool, transaction.tasks.pop())
    return result


def _ready() -> Clinic:
    if _clinic is None:
        raise ProblemError('unavailable')
    return _clinic


def _context(caller: Caller) -> dict[str, Any]:
    return {
        'language': caller.language,
        '_check_access': True,
        '_request': {'remote_addr': caller.address},
        '_request_id': caller.request_id}


def _begin(transaction: Transaction, isolation: str) -> None:
    """Open the database transaction and limit its statements, in one trip."""
    connection = transaction.connection
    connection.autocommit = True
    connection.execute(BEGIN.format(
            isolation, 'READ ONLY' if transaction.readonly else 'READ WRITE',
            STATEMENT_TIMEOUT * 1000))


def _become(desk: Desk, caller: Caller, clinic: Clinic) -> None:
    """Go on as the person behind the caller's session."""
    if caller.session is None:
        return
    person = desk.call(SESSION, 'resolve', caller.session)
    if not person:
        raise ProblemError('invalid-token')
    if person['role'] not in caller.roles:
        raise ProblemError('not-allowed')
    desk.person = person
    user = person['user'] if person['kind'] == 'staff' else (
        clinic.patient_user)
    if type(user) is not int or user <= 0:
        raise ProblemError('invalid-token')
    desk.transaction.set_user(user)
    desk.transaction.set_context(_personal(person))


def _personal(person: Person) -> dict[str, Any]:
    """The context keys that say who the person is."""
    personal = {
        'company': person['company'],
        '_portal_user': person['web_user'],
        '_portal_parties': tuple(person['parties'])}
    if person['kind'] != 'staff':
        personal['_portal_session'] = person['session']
    return {k: v for k, v in personal.items() if v is not None}


def _rpc(model: str, method: str) -> RPC:
    return _published(Pool(_ready().name).get(model), method)


def _published(class_: Any, method: str) -> RPC:
    try:
        return class_.__rpc__[method]
    except KeyError:
        raise NotImplementedError(
            f"{class_.__name__}.{method} is not published") from None


def _check_connection(connection: Any) -> None:
    """Notice a connection that the server closed, without asking it.

    Nothing is waiting to be read on an idle connection unless it ended or
    the server has something to say; only then a round trip is spent.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLPRI)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)


def identity(caller: Caller) -> tuple[Person, Person]:
    """Who the caller is: the session's person and the account's profile."""
    return run(caller, _identity)  # type: ignore[no-any-return]


def _identity(desk: Desk) -> tuple[Person, Person]:
    kind = desk.person['kind']
    if kind == 'patient':
        return desk.person, desk.call('web.user', 'profile')
    if kind == 'staff':
        return desk.person, _staff_profile(desk)
    return desk.person, {}


def _staff_profile(desk: Desk) -> Person:
    user = desk.person['user']
    known, = desk.call('res.user', 'read', [user], ['name', 'email'])
    found = desk.call(
        'medical.practitioner', 'search_read', [('user', '=', user)], 0, 1,
        None, ['id'])
    return {
        'name': known['name'], 'email': known['email'],
        'practitioner': found[0]['id'] if found else None,
        'open_agendas': desk.pool.get(
            'medical.configuration').open_agendas()}


def viewer(caller: Caller) -> dict[str, Any]:
    """What the caller may see of the live events, as `events.Viewer`."""
    person, profile = identity(caller)
    practitioners: frozenset[int] | None = frozenset()
    if person['role'] in {'front_desk', 'administrator'} or profile.get(
            'open_agendas'):
        practitioners = None
    elif profile.get('practitioner'):
        practitioners = frozenset({profile['practitioner']})
    patients = [profile.get('patient')] + [
        d['patient'] for d in profile.get('dependants', ())]
    return {
        'practitioners': practitioners,
        'patients': frozenset(p for p in patients if p),
        'session': person['session'] if person['kind'] == 'guest' else None}


CATALOGUE = 'medical_appointment.catalog'


def forget_hours() -> None:
    """Read the schedules again, now: Tryton's own notice comes by another
    connection, which may be slower than whoever heard of the change."""
    if _clinic is not None:
        Cache._instances[CATALOGUE]._clear(_clinic.name)


def pool_figures() -> dict[str, int]:
    """The connections of this process: open, idle, and who waits for one."""
    if _clinic is None:
        return {}
    figures = backend.Database(_clinic.name)._connpool.get_stats()
    return {
        'open': figures['pool_size'], 'idle': figures['pool_available'],
        'waiting': figures['requests_waiting']}


def readiness() -> tuple[dict[str, bool], int | None]:
    """What must be true before requests are welcome; and for how many
    seconds the oldest message that is due has waited."""
    checks = dict.fromkeys(
        ('database', 'module', 'migrations', 'constraints'), False)
    if _clinic is None:
        return checks, None
    try:
        with Transaction().start(
                _clinic.name, _clinic.public_user, readonly=True,
                timeout=STATEMENT_TIMEOUT) as transaction:
            cursor = transaction.connection.cursor()
            cursor.execute(_READY, {'module': MODULE, 'series': __series__})
            activated, migrated, constraints, late = cursor.fetchone()
    except DatabaseOperationalError:
        return checks, None
    return {
        'database': True, 'module': activated, 'migrations': migrated,
        'constraints': all(
            any(name in found for found in constraints)
            for name in CONSTRAINTS)}, late


_READY = '''
SELECT
    EXISTS (SELECT FROM ir_module
        WHERE name = %(module)s AND state = 'activated'),
    NOT EXISTS (SELECT FROM ir_module WHERE state LIKE 'to %%')
        AND EXISTS (SELECT FROM ir_configuration WHERE series = %(series)s),
    ARRAY(SELECT conname::text FROM pg_constraint
        WHERE conrelid = %(module)s::regclass AND convalidated),
    (SELECT coalesce(extract(
                epoch FROM timezone('UTC', now()) - min(due_at)), 0)::integer
        FROM medical_notification WHERE state IN ('queued', 'sending')
        AND due_at <= timezone('UTC', now()))
'''
