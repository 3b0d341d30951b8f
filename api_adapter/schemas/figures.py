# SPDX-License-Identifier: GPL-3.0-or-later
"""How the clinic does: sums and shares, nobody's name."""
import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from .appointments import Origin
from .availability import check_range
from .common import Day, Input, Output, PathId

MAX_DAYS = 370
Share = Annotated[float | None, Field(
    description='From 0 to 1; null when there is nothing to divide by', examples=[0.12])]
Minutes = Annotated[float | None, Field(examples=[14.5])]
Weekday = Annotated[int, Field(ge=1, le=7, description='ISO: Monday is 1')]


class Figure(StrEnum):
    """The tables that can be downloaded."""
    waiting_by_practitioner = 'waiting_by_practitioner'
    waiting_by_day = 'waiting_by_day'
    no_shows_by_practitioner = 'no_shows_by_practitioner'
    no_shows_by_weekday = 'no_shows_by_weekday'
    no_shows_by_lead = 'no_shows_by_lead'
    occupation_by_practitioner = 'occupation_by_practitioner'
    occupation_by_weekday = 'occupation_by_weekday'
    overbooked_by_practitioner = 'overbooked_by_practitioner'
    third_next = 'third_next'
    by_channel = 'by_channel'
    reminders = 'reminders'


class FiguresQuery(Input):
    from_: Annotated[Day, Field(alias='from', examples=['2026-11-01'])]
    to: Annotated[Day, Field(examples=['2026-11-30'])]
    practitioner: PathId | None = None
    location: PathId | None = None

    @model_validator(mode='after')
    def _short_range(self) -> 'FiguresQuery':
        check_range(self.from_, self.to, MAX_DAYS)
        return self


class FigureQuery(FiguresQuery):
    figure: Figure


class Lead(StrEnum):
    """Days from booking to visit: from so many up to the next."""
    same_day = '0'
    one = '1'
    three = '3'
    eight = '8'
    fifteen = '15'


class OfPractitioner(Output):
    practitioner: int
    practitioner_name: str | None


class Waits(Output):
    """Minutes from arrival to the start of the visit."""
    visits: int
    median: Minutes
    p90: Minutes


class WaitsOfPractitioner(OfPractitioner, Waits):
    pass


class WaitsOfDay(Waits):
    date: dt.date


class WaitingFigure(Waits):
    by_practitioner: list[WaitsOfPractitioner]
    by_day: list[WaitsOfDay]


class NoShows(Output):
    """Of the visits that were to take place, those to which nobody came."""
    visits: int
    missed: int
    share: Share


class NoShowsOfPractitioner(OfPractitioner, NoShows):
    pass


class NoShowsOfWeekday(NoShows):
    weekday: Weekday


class NoShowsOfLead(NoShows):
    lead: Lead


class NoShowFigure(NoShows):
    by_practitioner: list[NoShowsOfPractitioner]
    by_weekday: list[NoShowsOfWeekday]
    by_lead: list[NoShowsOfLead]


class Occupation(Output):
    """The share of the open hours that visits fill."""
    open_hours: float
    used_hours: float
    share: Share


class OccupationOfPractitioner(OfPractitioner, Occupation):
    pass


class OccupationOfWeekday(Occupation):
    weekday: Weekday


class OccupationFigure(Occupation):
    by_practitioner: list[OccupationOfPractitioner]
    by_weekday: list[OccupationOfWeekday]


class Overbooked(Output):
    visits: int
    overbooked: int
    share: Share


class OverbookedOfPractitioner(OfPractitioner, Overbooked):
    pass


class OverbookedFigure(Overbooked):
    by_practitioner: list[OverbookedOfPractitioner]


class ThirdNext(Output):
    """Days from today until the third next free time."""
    practitioner: int
    practitioner_name: str
    service: int
    service_name: str
    days: Annotated[int | None, Field(description='null when there is none in 90 days')]
    date: dt.date | None


class Channel(Output):
    origin: Origin
    visits: int
    share: Share


class ReminderAnswer(StrEnum):
    confirmed = 'confirmed'
    cancelled = 'cancelled'
    moved = 'moved'
    silent = 'silent'


class Reminded(Output):
    answer: ReminderAnswer
    visits: int
    share: Share


class Figures(Output):
    timezone: str
    waiting: WaitingFigure
    no_shows: NoShowFigure
    occupation: OccupationFigure
    overbooked: OverbookedFigure
    third_next: list[ThirdNext]
    by_channel: Annotated[list[Channel], Field(
        description='By the day on which the visits were booked')]
    reminders: list[Reminded]


DIMENSIONS = {
    'waiting': ('practitioner', 'day'), 'no_shows': ('practitioner', 'weekday', 'lead'),
    'occupation': ('practitioner', 'weekday'), 'overbooked': ('practitioner',)}
# Columns of the tables to download, in Spanish and English
COLUMNS = {
    'practitioner_name': ('Médico', 'Practitioner'), 'date': ('Día', 'Day'),
    'weekday': ('Día de la semana', 'Weekday'), 'lead': ('Días de antelación', 'Days ahead'),
    'service_name': ('Servicio', 'Service'), 'origin': ('Canal', 'Channel'),
    'answer': ('Respuesta', 'Answer'), 'visits': ('Citas', 'Visits'),
    'median': ('Mediana (min)', 'Median (min)'), 'p90': ('Percentil 90 (min)', '90th percentile (min)'),
    'missed': ('Inasistencias', 'No-shows'), 'open_hours': ('Horas abiertas', 'Open hours'),
    'used_hours': ('Horas ocupadas', 'Hours used'), 'overbooked': ('Sobreturnos', 'Extra places'),
    'share': ('Proporción', 'Share'), 'days': ('Días hasta la tercera hora libre',
        'Days to the third next free time')}
WORDS: dict[str, dict[int | str, tuple[str, str]]] = {
    'weekday': {
        1: ('lunes', 'Monday'), 2: ('martes', 'Tuesday'), 3: ('miércoles', 'Wednesday'),
        4: ('jueves', 'Thursday'), 5: ('viernes', 'Friday'), 6: ('sábado', 'Saturday'),
        7: ('domingo', 'Sunday')},
    'lead': {
        '0': ('el mismo día', 'the same day'), '1': ('1 a 2 días', '1 to 2 days'),
        '3': ('3 a 7 días', '3 to 7 days'), '8': ('8 a 14 días', '8 to 14 days'),
        '15': ('15 días o más', '15 days or more')},
    'origin': {
        'web': ('Web', 'Web'), 'desk': ('Recepción', 'Front desk'),
        'phone': ('Teléfono', 'Phone'), 'walk_in': ('Sin cita', 'Walk-in'),
        'import': ('Importada', 'Imported')},
    'answer': {
        'confirmed': ('Confirmó', 'Confirmed'), 'cancelled': ('Canceló', 'Cancelled'),
        'moved': ('Cambió la hora', 'Moved'), 'silent': ('No respondió', 'No answer')}}


def figures(raw: dict[str, Any]) -> dict[str, Any]:
    return raw | {name: _parted(raw[name], DIMENSIONS[name]) for name in DIMENSIONS}


def _parted(raw: dict[str, Any], dimensions: tuple[str, ...]) -> dict[str, Any]:
    total = {name: value for name, value in raw.items() if name != 'by'}
    return total | {
        f'by_{name}': [_row(row) for row in raw['by'].get(name, [])] for name in dimensions}


def _row(raw: dict[str, Any]) -> dict[str, Any]:
    row = {('date' if name == 'day' else name): value for name, value in raw.items()}
    if 'weekday' in row:
        row['weekday'] = int(row['weekday'])
    return row


def table(raw: dict[str, Any], figure: Figure, language: str) -> list[list[Any]]:
    """One figure as the rows of a table, the first with the names of the columns."""
    name, _, dimension = figure.value.partition('_by_')
    found = figures(raw)[name]
    listed = found[f'by_{dimension}'] if dimension else found
    number = 0 if language == 'es' else 1
    columns = [c for c in COLUMNS if listed and c in listed[0]]
    head: list[Any] = [COLUMNS[c][number] for c in columns]
    return [head, *([_word(c, row[c], number) for c in columns] for row in listed)]


def _word(column: str, value: Any, number: int) -> Any:
    if column in WORDS:
        return WORDS[column][value][number]
    return value
