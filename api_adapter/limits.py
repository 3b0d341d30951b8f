# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a network or a person may ask.

Counted in PostgreSQL for all processes together (`medical.limit`).  Of what is
rare and dangerous each try is one row's update; of what is frequent and only a
nuisance a process takes leave for a block of requests at once, and lets the
first few of each pass without asking.  Failed sign-ins and codes are counted
by the module itself as well.  See docs/decisions/0010.
"""
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from .bridge import READ_COMMITTED, call
from .deps import Caller
from .problems import ProblemError

NETWORK_BITS = {4: 32, 6: 64}
REMEMBERED = 20_000


class Limit(NamedTuple):
    """At most so many in a window of `seconds`; 0 for no limit.

    `block`: so many are taken at once; `free`: so many pass in each process
    before the first is taken.  With 1 and 0 the limit is exact; else a
    process more lets at most `free` more pass.
    """
    per_subject: int
    per_network: int
    seconds: int
    block: int = 1
    free: int = 0


LIMITS = {
    # Rare and dangerous: guessing, filling mailboxes, making people up
    'login': Limit(30, 300, 900),
    'code': Limit(5, 60, 900),
    'verify': Limit(15, 60, 900),
    'register': Limit(3, 20, 3600),
    'lookup': Limit(5, 20, 900),
    'dependant': Limit(10, 60, 3600),
    'proof': Limit(10, 60, 900),
    'address': Limit(10, 600, 3600),
    'export': Limit(10, 60, 3600),
    'test-message': Limit(10, 60, 3600),
    # Frequent.  Generous: a whole town may share one address of its mobile
    # network, and the module limits the open bookings of each person
    'guest': Limit(0, 3_000, 300, 50),
    'hold': Limit(600, 6_000, 300, 50, 20),
    'book': Limit(1_200, 12_000, 300, 50, 20),
    'availability': Limit(0, 12_000, 60, 200, 20),
    'feed': Limit(0, 600, 300, 10),
    'link': Limit(0, 600, 60, 10)}
OF_STAFF = frozenset({'login', 'proof', 'test-message'})
enabled = True


@dataclass(slots=True)
class Purse:
    """What this process may still spend of one limit in one window."""
    period: int
    left: int
    closed: bool = False


_lock = threading.Lock()
_purses: OrderedDict[str, Purse] = OrderedDict()


def limit(caller: Caller, kind: str, subject: str = '') -> None:
    """Refuse with `too-many-attempts` what comes too often."""
    if not enabled or (caller.kind == 'staff' and kind not in OF_STAFF):
        return
    rule = LIMITS[kind]
    now = int(time.time())
    names = _names(caller, kind, rule, subject)
    missing = {
        name: most for name, most in names.items()
        if not _take(name, rule, now)}
    if missing and not _lease(caller, missing, rule, now):
        raise ProblemError(
            'too-many-attempts', retry_after=rule.seconds - now % rule.seconds)


def _names(
        caller: Caller, kind: str, rule: Limit,
        subject: str) -> dict[str, int]:
    """What is counted, with the most of each."""
    names = {f'{kind}/network/{network(caller.address)}': rule.per_network}
    who = subject.strip().lower() or (
        f'session {caller.session}' if caller.session else '')
    if rule.per_subject and who:
        names[f'{kind}/subject/{who}'] = rule.per_subject
    return names


def _take(name: str, rule: Limit, now: int) -> bool:
    """Spend one of what this process has got."""
    period = now // rule.seconds
    with _lock:
        purse = _purses.get(name)
        if purse is None or purse.period != period:
            purse = _purses[name] = Purse(period, rule.free)
        _purses.move_to_end(name)
        while len(_purses) > REMEMBERED:
            _purses.popitem(last=False)
        if purse.left <= 0:
            return False
        purse.left -= 1
        return True


def _lease(
        caller: Caller, missing: dict[str, int], rule: Limit,
        now: int) -> bool:
    """Take more from the clinic's database and spend one of each."""
    period = now // rule.seconds
    if any(_is_closed(name, period) for name in missing):
        return False
    granted = call(
        Caller(caller.language, caller.address, caller.request_id),
        'medical.limit', 'lease', {
            name: (period, rule.seconds, most, min(rule.block, most))
            for name, most in missing.items()}, _isolation=READ_COMMITTED)
    with _lock:
        for name, count in granted.items():
            purse = _purses.setdefault(name, Purse(period, 0))
            purse.left += count - 1 if count else 0
            purse.closed = not count
    return all(granted.values())


def _is_closed(name: str, period: int) -> bool:
    """Whether the database has said that the window is used up."""
    with _lock:
        purse = _purses.get(name)
        return bool(purse and purse.period == period and purse.closed)


def network(address: str) -> str:
    """The network that an address belongs to: /32 for IPv4, /64 for IPv6."""
    try:
        ip = ip_address(address)
    except ValueError:
        return 'unknown'
    return str(ip_network((ip, NETWORK_BITS[ip.version]), strict=False))
