# SPDX-License-Identifier: GPL-3.0-or-later
"""One table: what can go wrong, as problem documents (RFC 9457)."""
import logging
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from trytond.backend import DatabaseOperationalError, DatabaseTimeoutError
from trytond.exceptions import (
    ConcurrencyException,
    LoginException,
    RateLimitException,
    UserError,
    UserWarning,
)
from trytond.model.exceptions import AccessButtonError, AccessError, SQLConstraintError

from . import metrics
from .languages import language_of
from .mistakes import mistakes
from .schemas import patients
from .schemas.times import local

logger = logging.getLogger(__name__)
PROBLEM = 'application/problem+json'
RETRY_SECONDS = 2
PATH = '/problems/'


class ProblemError(Exception):
    """A problem found by the adapter itself."""

    def __init__(self, code: str, **data: Any):
        super().__init__(code)
        self.code = code
        self.data = data


class Kind(NamedTuple):
    status: int
    title: str
    en: str
    es: str


KINDS = {
    'malformed': Kind(
        400, "Malformed request",
        "The request is not readable JSON.",
        "La solicitud no es JSON legible."),
    'idempotency-key-required': Kind(
        400, "Idempotency-Key required",
        "Send an Idempotency-Key header so that a repeated request books "
        "only once.",
        "Envíe la cabecera Idempotency-Key para que una solicitud repetida "
        "reserve una sola vez."),
    'token-required': Kind(
        401, "Sign in required",
        "Sign in to continue.", "Inicie sesión para continuar."),
    'invalid-token': Kind(
        401, "Session ended",
        "Your session has ended. Sign in again.",
        "Su sesión ha terminado. Inicie sesión de nuevo."),
    'invalid-credentials': Kind(
        401, "Wrong login or password",
        "The login or the password is not right.",
        "El usuario o la contraseña no son correctos."),
    'invalid-code': Kind(
        401, "Wrong or expired code",
        "The code is not right or has expired. Ask for another one.",
        "El código no es correcto o ha vencido. Pida otro."),
    'otp-required': Kind(
        401, "Second step required",
        "Write the code that your phone shows now.",
        "Escriba el código que muestra ahora su teléfono."),
    'invalid-signature': Kind(
        401, "Not signed",
        "The report is not signed by the mail provider, or too old.",
        "El informe no está firmado por el proveedor de correo, o es viejo."),
    'not-allowed': Kind(
        403, "Not allowed",
        "You may not do this.", "Usted no tiene permiso para hacer esto."),
    'not-found': Kind(
        404, "Not found",
        "There is nothing here for you.", "Aquí no hay nada para usted."),
    'method-not-allowed': Kind(
        405, "Method not allowed",
        "This address does not answer that method.",
        "Esta dirección no responde a ese método."),
    'slot-taken': Kind(
        409, "Time taken",
        "Someone has just taken that time. Choose another one.",
        "Alguien acaba de tomar esa hora. Elija otra."),
    'slot-not-offered': Kind(
        409, "Time not offered",
        "That time is not offered. Choose one of the free times.",
        "Esa hora no se ofrece. Elija una de las horas libres."),
    'service-not-offered': Kind(
        409, "Service not offered",
        "That service is not offered there.",
        "Ese servicio no se ofrece allí."),
    'patient-busy': Kind(
        409, "Patient busy",
        "The patient already has an appointment at that time.",
        "El paciente ya tiene una cita a esa hora."),
    'room-taken': Kind(
        409, "Room taken",
        "The room is already in use at that time.",
        "El consultorio ya está ocupado a esa hora."),
    'illegal-transition': Kind(
        409, "Not possible now",
        "The appointment's state does not allow this now.",
        "El estado de la cita no permite esto ahora."),
    'cut-off': Kind(
        409, "Too late",
        "It is too late to do this here. Call the clinic.",
        "Ya es tarde para hacerlo aquí. Llame a la clínica."),
    'too-many-bookings': Kind(
        409, "Too many open appointments",
        "There are already too many open appointments.",
        "Ya hay demasiadas citas abiertas."),
    'hold-expired': Kind(
        409, "Hold expired",
        "The time is no longer held for you. Choose it again.",
        "La hora ya no está reservada para usted. Elíjala de nuevo."),
    'duplicate-cedula': Kind(
        409, "Cédula already registered",
        "That cédula is already registered.",
        "Esa cédula ya está registrada."),
    'duplicate-patient': Kind(
        409, "May already be a patient",
        "This person may already be a patient. Use that record, or say that "
        "it is another person.",
        "Esta persona quizás ya es paciente. Use esa ficha, o indique que es "
        "otra persona."),
    'consent-outdated': Kind(
        409, "Consent outdated",
        "The consent text has changed. Read it again and accept it.",
        "El texto del consentimiento cambió. Léalo de nuevo y acéptelo."),
    'person-verified': Kind(
        409, "Verified by the clinic",
        "The clinic has verified these data. Call to correct them.",
        "La clínica verificó estos datos. Llame para corregirlos."),
    'too-many-dependants': Kind(
        409, "Too many people",
        "The account holds no more people.",
        "La cuenta no admite más personas."),
    'too-many-feeds': Kind(
        409, "Too many calendar addresses",
        "End a calendar address that you no longer use.",
        "Elimine una dirección de calendario que ya no use."),
    'already-done': Kind(
        409, "Done already",
        "This is so already.", "Esto ya está así."),
    'exception-incomplete': Kind(
        422, "Incomplete",
        "Say whose time it is, where, from when and until when.",
        "Diga de quién es el tiempo, dónde, desde cuándo y hasta cuándo."),
    'waiting-list-invalid': Kind(
        422, "Days not valid",
        "Choose days to come, at most half a year ahead.",
        "Elija días que no hayan pasado, como máximo a medio año."),
    'out-of-turn': Kind(
        409, "Not their turn",
        "It is somebody else's turn. Say why this patient goes first.",
        "Es el turno de otra persona. Diga por qué este paciente pasa antes."),
    'nobody-waiting': Kind(
        409, "Nobody to call",
        "Nobody can be called now.", "No hay nadie a quien llamar ahora."),
    'walk-ins-not-taken': Kind(
        409, "With appointment only",
        "The clinic attends with an appointment only.",
        "La clínica atiende solo con cita."),
    'reason-required': Kind(
        422, "Reason required",
        "Write why: it is kept with your name.",
        "Escriba el motivo: queda guardado con su nombre."),
    'overbooking-refused': Kind(
        409, "Overbooking refused",
        "There is no room for another overbooked appointment.",
        "No queda espacio para otro sobreturno."),
    'conflict': Kind(
        409, "Conflict",
        "Someone changed this at the same time. Try again.",
        "Alguien cambió esto al mismo tiempo. Intente de nuevo."),
    'stale': Kind(
        412, "Changed meanwhile",
        "The appointment has changed meanwhile. Look at it again.",
        "La cita ha cambiado entretanto. Revísela de nuevo."),
    'precondition-required': Kind(
        428, "If-Match required",
        "Send the sequence that you saw in the If-Match header, so that "
        "nobody's change is lost.",
        "Envíe en la cabecera If-Match la secuencia que vio, para que no se "
        "pierda el cambio de otra persona."),
    'stale-record': Kind(
        412, "Changed meanwhile",
        "Someone else has changed this meanwhile. Look at it again.",
        "Otra persona cambió esto entretanto. Revíselo de nuevo."),
    'too-large': Kind(
        413, "Too large",
        "The request is too large.", "La solicitud es demasiado grande."),
    'unsupported-media-type': Kind(
        415, "Unsupported media type",
        "Send the body as application/json.",
        "Envíe el contenido como application/json."),
    'invalid': Kind(
        422, "Not understood",
        "Some of the data is not right. See the fields.",
        "Algunos datos no son correctos. Revise los campos."),
    'idempotency-conflict': Kind(
        422, "Idempotency-Key used before",
        "That Idempotency-Key was used with another request.",
        "Esa Idempotency-Key se usó con otra solicitud."),
    'person-incomplete': Kind(
        422, "Person incomplete",
        "Say who the visit is for: name, surname, phone and birth date.",
        "Diga para quién es la cita: nombre, apellido, teléfono y fecha de "
        "nacimiento."),
    'weak-password': Kind(
        422, "Weak password",
        "Choose a longer password that is hard to guess.",
        "Elija una contraseña más larga y difícil de adivinar."),
    'invalid-phone': Kind(
        422, "Phone not valid",
        "The phone number is not valid.", "El teléfono no es válido."),
    'invalid-cedula': Kind(
        422, "Cédula not valid",
        "The cédula is not valid.", "La cédula no es válida."),
    'invalid-email': Kind(
        422, "E-mail not valid",
        "The e-mail address is not valid.",
        "El correo electrónico no es válido."),
    'sealed': Kind(
        503, "Codes cannot be checked",
        "The codes of the phone cannot be checked now.",
        "Ahora no se pueden comprobar los códigos del teléfono."),
    'no-own-email': Kind(
        409, "No e-mail address of your own",
        "Your user has no e-mail address.",
        "Su usuario no tiene correo electrónico."),
    'invalid-birth-date': Kind(
        422, "Birth date not valid",
        "The birth date is not valid.",
        "La fecha de nacimiento no es válida."),
    'refused': Kind(
        422, "Not accepted",
        "The clinic's rules do not accept this.",
        "Las reglas de la clínica no aceptan esto."),
    'too-many-attempts': Kind(
        429, "Too many attempts",
        "Too many attempts. Wait a moment and try again.",
        "Demasiados intentos. Espere un momento e intente de nuevo."),
    'internal': Kind(
        500, "Internal error",
        "Something failed on our side. Try again.",
        "Algo falló de nuestro lado. Intente de nuevo."),
    'unavailable': Kind(
        503, "Temporarily unavailable",
        "The service is busy. Try again in a moment.",
        "El servicio está ocupado. Intente de nuevo en un momento."),
    }

# Tryton's own refusals; the clinic's carry their code in `error_code`.
TRYTON = [
    (DatabaseTimeoutError, 'unavailable'),
    (DatabaseOperationalError, 'unavailable'),
    (RateLimitException, 'too-many-attempts'),
    (LoginException, 'invalid-credentials'),
    (ConcurrencyException, 'stale'),
    (AccessButtonError, 'illegal-transition'),
    (AccessError, 'not-found'),
    (SQLConstraintError, 'conflict'),
    (UserWarning, 'refused'),
    (UserError, 'refused'),
    ]
STATUSES = {
    400: 'malformed', 401: 'token-required', 403: 'not-allowed',
    404: 'not-found', 405: 'method-not-allowed', 413: 'too-large',
    415: 'unsupported-media-type', 503: 'unavailable'}
# Headers that a route cannot do without
HEADERS = {
    ('header', 'Idempotency-Key'): 'idempotency-key-required',
    ('header', 'If-Match'): 'precondition-required'}
# Said in our own words, because Tryton's name rules and identifiers.
CONSTANT = {'not-found', 'unavailable', 'internal', 'conflict', 'stale'}


def document(
        code: str, language: str, request_id: str, base: str = '',
        detail: str | None = None, **extra: Any) -> dict[str, Any]:
    """The problem document of a code, in the caller's language."""
    kind = KINDS[code]
    return {
        'type': base + PATH + code,
        'title': kind.title,
        'status': kind.status,
        'detail': detail or (kind.es if language == 'es' else kind.en),
        'instance': f'urn:request:{request_id}',
        **extra}


def render(body: dict[str, Any], language: str) -> Response:
    headers = {'Content-Language': language, 'Cache-Control': 'no-store'}
    if body['status'] == 401:
        headers['WWW-Authenticate'] = 'Bearer'
    if body['status'] == 429:
        headers['Retry-After'] = str(body['retry_after'])
    if body['status'] == 503:
        headers['Retry-After'] = str(RETRY_SECONDS)
    return Response(
        orjson.dumps(body), body['status'], headers, media_type=PROBLEM)


def answer(
        request: Request, code: str, detail: str | None = None,
        **extra: Any) -> Response:
    """The response for a code."""
    language = language_of(request.headers.get('accept-language'))
    metrics.problems.labels(code).inc()
    if code == 'too-many-attempts':
        extra.setdefault('retry_after', 60)
    return render(document(
            code, language, request.scope.get('request_id', ''),
            request.app.state.public_url, detail, **extra), language)


def code_of(error: Exception) -> str:
    """The code that an exception stands for."""
    code = getattr(error, 'error_code', None)
    if code in KINDS:
        return str(code)
    for class_, code in TRYTON:
        if isinstance(error, class_):
            return code
    return 'internal'


def _on_refusal(request: Request, error: Exception) -> Response:
    code = code_of(error)
    detail = None if code in CONSTANT else getattr(error, 'message', None)
    data = getattr(error, 'data', None) or {}
    return answer(request, code, detail, **_extension(code, data))


def _extension(code: str, data: dict[str, Any]) -> dict[str, Any]:
    if code in {'duplicate-patient', 'duplicate-cedula'}:
        found = data.get('candidates', ())
        return {'candidates': [patients.patient(raw) for raw in found]}
    if code == 'stale':
        if 'sequence' not in data:
            return dict.fromkeys(('sequence', 'state', 'start'))
        return {
            'sequence': data['sequence'], 'state': data['state'],
            'start': local(data['start'], data['timezone'])}
    wanted = {
        'slot-taken': 'alternatives', 'too-many-attempts': 'retry_after'}
    key = wanted.get(code)
    return {key: data[key]} if key in data else {}


def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return answer(request, error.code, **error.data)


def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(e['type'] == 'json_invalid' for e in found):
        return answer(request, 'malformed')
    missing = {e['loc'] for e in found if e['type'] == 'missing'}
    for header, code in HEADERS.items():
        if header in missing:
            return answer(request, code)
    language = language_of(request.headers.get('accept-language'))
    return answer(request, 'invalid', errors=mistakes(found, language))


def _on_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = answer(request, STATUSES.get(error.status_code, 'internal'))
    if allow := (error.headers or {}).get('Allow'):
        response.headers['Allow'] = allow
    return response


def _on_failure(request: Request, error: Exception) -> Response:
    return answer(request, 'internal')


def install(app: FastAPI) -> None:
    """Answer every failure of the application with a problem document."""
    for class_, _ in TRYTON:
        app.add_exception_handler(class_, _on_refusal)
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_status)
    app.add_exception_handler(Exception, _on_failure)


def by_status(codes: Iterable[str]) -> dict[int, list[str]]:
    """Codes grouped by their HTTP status."""
    groups: dict[int, list[str]] = {}
    for code in codes:
        groups.setdefault(KINDS[code].status, []).append(code)
    return groups
