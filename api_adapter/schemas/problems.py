# SPDX-License-Identifier: GPL-3.0-or-later
"""Problem documents (RFC 9457)."""
import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field

from .appointments import State
from .availability import Slot
from .common import Output
from .patients import Candidate


class Problem(BaseModel):
    """What went wrong; branch on the last segment of `type`."""
    type: Annotated[str, Field(examples=['/problems/not-found'])]
    title: str
    status: int
    detail: str
    instance: Annotated[str, Field(
            examples=['urn:request:0f8fad5bd9cb469fa16570867728950e'])]


class FieldError(Output):
    field: Annotated[str, Field(examples=['person.phone'])]
    code: str
    detail: str


class ValidationProblem(Problem):
    errors: list[FieldError]


class SlotTakenProblem(Problem):
    alternatives: list[Slot]


class DuplicateProblem(Problem):
    candidates: list[Candidate]


class StaleProblem(Problem):
    """The visit as it is now: nothing was changed; null when something else than a visit was stale."""
    sequence: int | None
    state: State | None
    start: dt.datetime | None


class LimitProblem(Problem):
    retry_after: int
