# SPDX-License-Identifier: GPL-3.0-or-later
"""What opens without signing in."""
from .table import Try, all_get, as_seen, missing_id, missing_id_with

TABLE = {
    "getLink": Try(None, all_get(404), missing_id),
    "actOnLink": Try(None, all_get(404), as_seen(missing_id_with({"action": "confirm"}))),
}
