# SPDX-License-Identifier: GPL-3.0-or-later
"""Is it alive, is it ready."""
from typing import Literal

from .common import Output


class Liveness(Output):
    status: Literal['alive']


class Readiness(Output):
    status: Literal['ready', 'not-ready']
    checks: dict[str, bool]
