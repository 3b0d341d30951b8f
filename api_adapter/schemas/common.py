# SPDX-License-Identifier: GPL-3.0-or-later
"""Building bricks of every schema: strict inputs, outputs without defaults."""
import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

MAX_ID = 2 ** 31 - 1
_DAY = re.compile(r'\d{4}-\d\d-\d\d')
_MOMENT = re.compile(
    r'\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?')
_YEARS = range(1900, 2200)
# The same for who reads the document: JSON Schema has no smallest date
_OUR_DAY = r'(19|20|21)[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
_OUR_TIME = (
    r'([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.0{1,6})?'
    r'(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])')
_LINE = r'^[^\x00-\x1f\x7f]*$'
_PARAGRAPH = r'^[^\x00-\x08\x0b-\x1f\x7f]*$'


class Input(BaseModel):
    """What a client may send: nothing beyond the declared fields."""
    model_config = ConfigDict(extra='forbid', populate_by_name=True)

    @model_validator(mode='before')
    @classmethod
    def _one_kind_of_number(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {name: _whole(value) for name, value in values.items()}


def _whole(value: Any) -> Any:
    """JSON knows one kind of number: 3.0 is 3."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_whole(v) for v in value] if isinstance(value, list) else value


class Output(BaseModel):
    """What we answer: every field present, null where there is nothing."""
    model_config = ConfigDict(extra='forbid')


def _written_as(pattern: re.Pattern[str], name: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        written = isinstance(value, str) and pattern.fullmatch(value)
        if not written and not isinstance(value, dt.date):
            raise PydanticCustomError(f'{name}_format', 'not in ISO format')
        return value
    return BeforeValidator(check)


def _in_our_time(value: Any) -> Any:
    if value.year not in _YEARS:
        raise PydanticCustomError('out_of_calendar', 'year out of range')
    return value


def _whole_seconds(value: dt.datetime) -> dt.datetime:
    if value.microsecond:
        raise PydanticCustomError('fraction', 'a fraction of a second')
    return value


def _visible(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError('blank', 'only blanks')
    return value.strip()


Id = Annotated[int, Field(strict=True, ge=1, le=MAX_ID)]
Flag = Annotated[bool, Field(strict=True)]
PathId = Annotated[int, Field(ge=1, le=MAX_ID)]
Moment = Annotated[
    AwareDatetime, _written_as(_MOMENT, 'datetime'),
    AfterValidator(_in_our_time), AfterValidator(_whole_seconds), Field(
        json_schema_extra={'pattern': f'^{_OUR_DAY}T{_OUR_TIME}$'})]
Day = Annotated[
    dt.date, _written_as(_DAY, 'date'), AfterValidator(_in_our_time), Field(
        json_schema_extra={'pattern': f'^{_OUR_DAY}$'})]
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=120, pattern=_LINE),
    AfterValidator(_visible)]
LongLine = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=_LINE),
    AfterValidator(_visible)]
Paragraph = Annotated[
    str, StringConstraints(max_length=1000, pattern=_PARAGRAPH)]
Email = Annotated[str, StringConstraints(
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
        r"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
        r"(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$")]
Phone = Annotated[str, StringConstraints(
        min_length=7, max_length=32, pattern=r'^\+?[0-9() .-]+$')]
Password = Annotated[str, StringConstraints(
        min_length=1, max_length=256, pattern=_LINE)]
NewPassword = Annotated[str, StringConstraints(
        min_length=1, max_length=256, pattern=_LINE), Field(
        description='At least 10 characters for patients, 12 for staff; long '
        'and hard to guess, of any characters')]
Code = Annotated[str, StringConstraints(pattern=r'^[0-9]{6}$')]
Reference = Annotated[str, StringConstraints(
        min_length=3, max_length=20, pattern=r'^[A-Za-z0-9-]+$')]
Secret = Annotated[str, StringConstraints(
        min_length=16, max_length=128, pattern=r'^[A-Za-z0-9_-]+$')]


class Money(Output):
    amount: Annotated[str, Field(
            pattern=r'^-?\d+(\.\d+)?$', examples=['1500.00'])]
    currency: Annotated[str, Field(examples=['DOP'])]


class Named(Output):
    id: int
    name: str


class Mode(StrEnum):
    """A promised hour, or a place in an order-of-arrival block (tanda)."""
    time = 'time'
    arrival = 'arrival'


class Relation(StrEnum):
    """Who the visit is for, seen from the person that books."""
    self = 'self'
    child = 'child'
    parent = 'parent'
    other = 'other'


def money(amount: Any, currency: str | None) -> dict[str, str] | None:
    """The wire form of a price, None when there is none."""
    if amount is None or not currency:
        return None
    return {'amount': f'{Decimal(amount):.2f}', 'currency': currency}
