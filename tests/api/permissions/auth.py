# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in and out, and one's own account."""
import secrets

from .table import ANYBODY, SIGNED_IN, Try, all_get, body, nothing, row

TABLE = {
    "openGuestSession": Try(ANYBODY, ask=nothing),
    "login": Try(all_get(401), ask=body(
        lambda stage: {"login": secrets.token_hex(4), "password": "x"})),
    "requestCode": Try(all_get(202), ask=body(
        lambda stage: {"email": f"{secrets.token_hex(4)}@example.do"})),
    "verifyCode": Try(all_get(401), ask=body(
        lambda stage: {"email": "nadie@example.do", "code": "000000"})),
    "register": Try(all_get(422), ask=body(lambda stage: {})),
    "refreshToken": Try(all_get(403), ask=nothing),
    "logout": Try(row("401 204 204 204 204 204 204 204"), ask=nothing),
    "getMe": Try(SIGNED_IN, ask=nothing),
}
# After these the token is useless: each is tried with a session of its own
ENDS_SESSION = {"logout"}
