# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a network or a person may ask.

Two kinds: what is rare and dangerous is counted in PostgreSQL, shared by all
processes (`medical.attempt`); what is frequent and only a nuisance is counted
in this process's memory, without a trip to the database.  Sign-in and codes
are counted by the module itself.
"""
import threading
import time
from collections import OrderedDict
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from .bridge import call
from .deps import Caller
from .problems import ProblemError

NETWORK_BITS = {4: 32, 6: 64}
REMEMBERED = 20_000


class Limit(NamedTuple):
    per_subject: int
    per_network: int
    seconds: int


COUNTED = {
    'register': Limit(3, 20, 3600),
    'verify': Limit(15, 60, 900),
    'dependant': Limit(10, 60, 3600),
    'proof': Limit(10, 60, 900),
    'address': Limit(10, 60, 3600),
    'export': Limit(10, 60, 3600),
    'lookup': Limit(5, 20, 900)}
NUISANCES = {
    # Generous: a whole town may share one address of its mobile network, and
    # the number of open bookings of a person is limited by the module
    'guest': Limit(0, 3_000, 300),
    'hold': Limit(600, 6_000, 300),
    'book': Limit(1_200, 12_000, 300),
    'feed': Limit(0, 600, 300),
    'link': Limit(0, 600, 60)}
OF_STAFF = {'proof'}
enabled = True
_lock = threading.Lock()
_seen: OrderedDict[tuple[str, str], tuple[int, int]] = OrderedDict()


def limit(caller: Caller, kind: str, subject: str = '') -> None:
    """Refuse with `too-many-attempts` what comes too often."""
    if not enabled or (caller.kind == 'staff' and kind not in OF_STAFF):
        return
    if kind in COUNTED:
        wait = _spend(caller, kind, subject)
    else:
        wait = _count(caller, kind, NUISANCES[kind])
    if wait:
        raise ProblemError('too-many-attempts', retry_after=wait)


def _spend(caller: Caller, kind: str, subject: str) -> int:
    rule = COUNTED[kind]
    return int(call(
            caller, 'medical.attempt', 'spend', kind,
            subject.strip().lower() or str(caller.session or ''), *rule))


def _count(caller: Caller, kind: str, rule: Limit) -> int:
    wait = _hit(f'{kind}/network', network(caller.address),
        rule.per_network, rule.seconds)
    if not wait and rule.per_subject and caller.session:
        wait = _hit(f'{kind}/session', str(caller.session),
            rule.per_subject, rule.seconds)
    return wait


def _hit(kind: str, who: str, most: int, seconds: int) -> int:
    """Count one in the current window; the seconds to wait, 0 if allowed."""
    now = int(time.time())
    window, rest = divmod(now, seconds)
    with _lock:
        seen, count = _seen.pop((kind, who), (window, 0))
        count = count + 1 if seen == window else 1
        _seen[kind, who] = window, count
        while len(_seen) > REMEMBERED:
            _seen.popitem(last=False)
    return 0 if count <= most else seconds - rest


def network(address: str) -> str:
    """The network that an address belongs to: /32 for IPv4, /64 for IPv6."""
    try:
        ip = ip_address(address)
    except ValueError:
        return 'unknown'
    return str(ip_network((ip, NETWORK_BITS[ip.version]), strict=False))
