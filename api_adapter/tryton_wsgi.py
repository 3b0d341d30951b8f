# SPDX-License-Identifier: GPL-3.0-or-later
"""Tryton inside this process: its configuration, its RPC and its web client.

Staff clients reach exactly the addresses of `ALLOWED`; everything else that trytond would serve
answers 404. The web client lives below `/tryton/`, the desktop client asks at the root.
"""
from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from .settings import Settings, SettingsError

if TYPE_CHECKING:
    from starlette.applications import Starlette

MAIN_LANGUAGE = "es"
STAFF_SESSION_HOURS = 12
MAX_BODY, MAX_STAFF_BODY = 2 * 1024**2, 20 * 1024**2


def configure_trytond(settings: Settings) -> None:
    """Give trytond its configuration. Call before anything else of trytond is imported."""
    os.environ["TRYTOND_DATABASE_URI"] = settings.database_uri
    os.environ["TRYTOND_DATABASE_NAMES"] = settings.database_name
    from trytond import config
    for section, options in _options(settings).items():
        for name, value in options.items():
            config.set(section, name, str(value))
    backend = sys.modules.get("trytond.backend")
    if backend is not None and backend.name != "postgresql":
        raise SettingsError(
            "trytond was imported before its database was known: call configure_trytond() first.")


def _options(settings: Settings) -> dict[str, dict[str, object]]:
    return {
        "database": {
            "uri": settings.database_uri, "list": False, "language": MAIN_LANGUAGE,
            "minconn": 1, "maxconn": settings.pool_size},
        "cache": {"clean_timeout": 0},  # LISTEN/NOTIFY: a revoked right is gone at once
        "session": {
            "max_age": STAFF_SESSION_HOURS * 3600, "max_attempt": 5,
            "max_attempt_ip_network": 100},
        "bus": {"allow_subscribe": False},
        "request": {"max_size": MAX_BODY, "max_size_authenticated": MAX_STAFF_BODY},
        "web": {"root": "", "num_proxies": 0},  # `mount_tryton` trusts the proxies itself
        "queue": {"worker": False},
        "email": {"from": settings.mail_from, "uri": settings.smtp_url or "smtp://localhost:25"},
    }


def start_pool(settings: Settings) -> None:
    """Load the models of the clinic's database into this process, once."""
    configure_trytond(settings)
    from trytond.pool import Pool
    if settings.database_name not in Pool.database_list():
        if not Pool._started:
            Pool.start()
        Pool(settings.database_name).init()


def mount_tryton(app: Starlette, settings: Settings) -> None:
    """Serve the staff clients from `app`, unless `STAFF_RPC` is off."""
