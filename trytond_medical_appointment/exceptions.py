# SPDX-License-Identifier: GPL-3.0-or-later
"""Named refusals of the clinic.

Each class has a stable `error_code` (the last segment of the HTTP problem's
`type`) and may carry `data`, a dict of plain values for the caller.  The
message itself is an `ir.message`, so it reaches the person translated.
"""
from trytond.exceptions import UserError, UserWarning
from trytond.model.exceptions import ValidationError


class ClinicError(UserError):
    error_code = 'refused'

    def __init__(self, message, description='', domain=None, **data):
        super().__init__(message, description, domain)
        self.data = data


class SlotTaken(ClinicError):
    error_code = 'slot-taken'


class PatientBusy(ClinicError):
    error_code = 'patient-busy'


class RoomTaken(ClinicError):
    error_code = 'room-taken'


class SlotNotOffered(ClinicError):
    error_code = 'slot-not-offered'


class ServiceNotOffered(ClinicError):
    error_code = 'service-not-offered'


class IllegalTransition(ClinicError):
    error_code = 'illegal-transition'


class StaleAppointment(ClinicError):
    error_code = 'stale'


class CutOffPassed(ClinicError):
    error_code = 'cut-off'


class HoldExpired(ClinicError):
    error_code = 'hold-expired'


class TooManyBookings(ClinicError):
    error_code = 'too-many-bookings'


class PersonIncomplete(ClinicError):
    error_code = 'person-incomplete'


class IdempotencyConflict(ClinicError):
    error_code = 'idempotency-conflict'


class NotFound(ClinicError):
    error_code = 'not-found'


class NotAllowed(ClinicError):
    error_code = 'not-allowed'


class InvalidCode(ClinicError):
    error_code = 'invalid-code'


class InvalidCredentials(ClinicError):
    error_code = 'invalid-credentials'


class TooManyAttempts(ClinicError):
    "Carries `retry_after` in seconds."
    error_code = 'too-many-attempts'


class WeakPassword(ClinicError):
    error_code = 'weak-password'


class ConsentOutdated(ClinicError):
    "Another text of consent is in force"
    error_code = 'consent-outdated'


class PersonVerified(ClinicError):
    "The desk has seen a document: only the desk corrects it"
    error_code = 'person-verified'


class TooManyDependants(ClinicError):
    error_code = 'too-many-dependants'


class TooManyFeeds(ClinicError):
    error_code = 'too-many-feeds'


class AlreadyDone(ClinicError):
    "What is asked for is so already"
    error_code = 'already-done'


class OverbookingRefused(ClinicError):
    error_code = 'overbooking-refused'


class InvalidPhone(ClinicError):
    error_code = 'invalid-phone'


class InvalidEmail(ClinicError):
    error_code = 'invalid-email'


class Sealed(ClinicError):
    error_code = 'sealed'


class NoOwnEmail(ClinicError):
    error_code = 'no-own-email'


class InvalidCedula(ClinicError):
    error_code = 'invalid-cedula'


class InvalidBirthDate(ClinicError):
    error_code = 'invalid-birth-date'


class DuplicateCedula(ClinicError):
    error_code = 'duplicate-cedula'


class DuplicatePatient(ClinicError):
    "Carries `candidates`: plain patients with what is the `same`."
    error_code = 'duplicate-patient'


class Stale(ClinicError):
    "A record has changed since the writer saw it"
    error_code = 'stale-record'


class StaffInvalid(ClinicError):
    pass


class AuditIsAppendOnly(ClinicError):
    error_code = 'append-only'


class OutOfTurn(ClinicError):
    "Carries `next`: the id of whose turn it is, or None."
    error_code = 'out-of-turn'


class NobodyWaiting(ClinicError):
    error_code = 'nobody-waiting'


class ReasonRequired(ClinicError):
    error_code = 'reason-required'


class WalkInsNotTaken(ClinicError):
    error_code = 'walk-ins-not-taken'


class BookingIncomplete(ClinicError):
    error_code = 'booking-incomplete'


class ExceptionIncomplete(ClinicError):
    error_code = 'exception-incomplete'


class WaitingListInvalid(ClinicError):
    error_code = 'waiting-list-invalid'


class ScheduleInvalid(ValidationError):
    pass


class TimezoneInvalid(ValidationError):
    pass


class DuplicatePatientWarning(UserWarning):
    pass


class OutsideHoursWarning(UserWarning):
    pass
