# SPDX-License-Identifier: GPL-3.0-or-later
"""Validation errors in words that help, in the caller's language."""
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# error type of pydantic (or ours) → (English, Spanish); placeholders are
# pydantic's `ctx`, never what the client sent.
WORDS = {
    'missing': ("This is required.", "Este dato es obligatorio."),
    'extra_forbidden': (
        "This field is not known here.", "Este campo no se conoce aquí."),
    'int_type': ("Give a whole number.", "Escriba un número entero."),
    'int_parsing': ("Give a whole number.", "Escriba un número entero."),
    'int_from_float': ("Give a whole number.", "Escriba un número entero."),
    'int_parsing_size': (
        "The number is too big.", "El número es demasiado grande."),
    'greater_than_equal': (
        "The smallest value is {ge}.", "El valor mínimo es {ge}."),
    'less_than_equal': (
        "The largest value is {le}.", "El valor máximo es {le}."),
    'string_type': ("Give a text.", "Escriba un texto."),
    'string_unicode': (
        "The text has characters that cannot be kept.",
        "El texto tiene caracteres que no se pueden guardar."),
    'string_too_short': (
        "At least {min_length} characters.",
        "Al menos {min_length} caracteres."),
    'string_too_long': (
        "At most {max_length} characters.",
        "Como máximo {max_length} caracteres."),
    'string_pattern_mismatch': (
        "This is not written in the expected way.",
        "Esto no está escrito de la forma esperada."),
    'blank': ("This is required.", "Este dato es obligatorio."),
    'date_format': (
        "Give a date as 2026-11-25.", "Escriba una fecha como 2026-11-25."),
    'date_from_datetime_parsing': (
        "That date does not exist.", "Esa fecha no existe."),
    'date_parsing': ("That date does not exist.", "Esa fecha no existe."),
    'datetime_format': (
        "Give a time as 2026-11-25T09:30:00-04:00.",
        "Escriba una hora como 2026-11-25T09:30:00-04:00."),
    'datetime_from_date_parsing': (
        "That time does not exist.", "Esa hora no existe."),
    'datetime_parsing': (
        "That time does not exist.", "Esa hora no existe."),
    'timezone_aware': (
        "Say the offset of the time, as in 2026-11-25T09:30:00-04:00.",
        "Indique el desfase de la hora, como en 2026-11-25T09:30:00-04:00."),
    'out_of_calendar': (
        "The year is out of range.", "El año está fuera de rango."),
    'fraction': (
        "Give whole seconds.", "Indique segundos enteros."),
    'inverted_range': (
        "The last day is before the first.",
        "El último día es anterior al primero."),
    'end_before_start': (
        "The end must be after the start.",
        "El fin debe ser posterior al inicio."),
    'long_range': (
        "At most {days} days at once.", "Como máximo {days} días a la vez."),
    'enum': ("Choose one of: {expected}.", "Elija uno de: {expected}."),
    'literal_error': (
        "Choose one of: {expected}.", "Elija uno de: {expected}."),
    'too_long': (
        "At most {max_length} values.", "Como máximo {max_length} valores."),
    'contact_person': (
        "Choose a patient, or write the name and the surname.",
        "Elija un paciente, o escriba el nombre y el apellido."),
    'hours_order': (
        "The end must be after the start.",
        "El final debe ser posterior al inicio."),
    'places_needed': (
        "Say how many patients the block takes.",
        "Indique cuántos pacientes caben en la tanda."),
    'start_to_move': (
        "Give a start to reschedule, and only then.",
        "Indique la hora nueva para mover la cita, y solo entonces."),
    }
OTHERS = ("This is not right.", "Esto no es correcto.")


def mistakes(
        found: Iterable[Mapping[str, Any]],
        language: str) -> list[dict[str, str]]:
    """The `errors` member of a 422 problem: one entry for each mistake."""
    return [{
            'field': field(error['loc']),
            'code': error['type'],
            'detail': words(error, language),
            } for error in found][:50]


def field(loc: Sequence[Any]) -> str:
    """The dotted name of the field, without where it came in."""
    names = [str(part) for part in loc[1:]] or [str(part) for part in loc]
    return '.'.join(names)[:120]


def words(error: Mapping[str, Any], language: str) -> str:
    """One sentence about a mistake."""
    english, spanish = WORDS.get(error['type'], OTHERS)
    text = spanish if language == 'es' else english
    return text.format_map(error.get('ctx', {}))
