# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and out, and one's own account."""
import secrets

from .table import ANYBODY, SIGNED_IN, Try, all_get, body, missing_id, nothing, row

TABLE = {
    "openGuestSession": Try(ANYBODY, ask=nothing),
    "login": Try(all_get(401), ask=body(
        lambda stage: {"login": secrets.token_hex(4), "password": "x"})),
    "requestCode": Try(all_get(202), ask=body(
        lambda stage: {"email": f"{secrets.token_hex(4)}@example.do"})),
    "verifyCode": Try(all_get(401), ask=body(
        lambda stage: {"email": "nadie@example.do", "code": "000000"})),
    "register": Try(all_get(422), ask=body(lambda stage: {})),
    "verifyEmail": Try(all_get(401), ask=body(
        lambda stage: {"email": "nadie@example.do", "code": "000000"})),
    "requestPasswordReset": Try(all_get(202), ask=body(
        lambda stage: {"email": f"{secrets.token_hex(4)}@example.do"})),
    "confirmPasswordReset": Try(all_get(401), ask=body(lambda stage: {
        "email": "nadie@example.do", "code": "000000", "password": "tres tristes tigres"})),
    "changePassword": Try(row("401 403 401 401 401 401 401 401"), ask=body(
        lambda stage: {"current": "no-es-esta", "password": "tres tristes tigres"})),
    "listSessions": Try(row("401 403 200 200 200 200 200 200"), ask=nothing),
    # All sessions of a person: what it does is in test_accounts_own.py
    "endSessions": Try(row("401 403 204 204 204 204 204 204"), ask=nothing, sent=False),
    "endSession": Try(None, row("401 403 404 404 404 404 404 404"), ask=missing_id),
    "refreshToken": Try(all_get(403), ask=nothing),
    "logout": Try(row("401 204 204 204 204 204 204 204"), ask=nothing),
    "getMe": Try(SIGNED_IN, ask=nothing),
}
# After these the token is useless: each is tried with a session of its own
ENDS_SESSION = {"logout"}
