# SPDX-License-Identifier: GPL-3.0-or-later
"""For who looks after the machine, not for people: see test_operations.py."""
from .table import Try, all_get, nothing

TABLE = {
    "getMetrics": Try(all_get(404), ask=nothing),
}
