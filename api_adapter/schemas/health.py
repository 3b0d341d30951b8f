# SPDX-License-Identifier: GPL-3.0-or-later
"""Is it alive, is it ready."""
from typing import Annotated, Literal

from pydantic import Field

from .common import Output


class Liveness(Output):
    status: Literal['alive']


class SenderHealth(Output):
    late: Annotated[int | None, Field(
            description='Seconds that the oldest message that is due waits')]
    ok: bool


class Readiness(Output):
    status: Literal['ready', 'not-ready']
    checks: Annotated[dict[str, bool], Field(
            description='database, module, migrations, constraints')]
    sender: SenderHealth
