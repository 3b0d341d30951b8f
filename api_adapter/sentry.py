# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures to Sentry, when it is configured: what failed and where, nobody's data.

What leaves is built from a list of what may; the library's own integrations,
which would send requests, values of variables and log messages, are off.
"""
import logging
from typing import Any

from .settings import Settings, SettingsError

EVENT = ('event_id', 'timestamp', 'level', 'platform', 'release', 'environment', 'tags')
EXCEPTION = ('type', 'module', 'mechanism')
FRAME = ('filename', 'module', 'function', 'lineno', 'in_app')


def start(settings: Settings) -> None:
    """Report failures from now on; nothing without `SENTRY_DSN`."""
    if not settings.sentry_dsn:
        return
    try:
        import sentry_sdk
    except ImportError:
        raise SettingsError(
            "SENTRY_DSN is set but sentry-sdk is not installed: run `pip install sentry-sdk`"
            " or unset it.") from None
    sentry_sdk.init(
        settings.sentry_dsn, before_send=only_what_failed, default_integrations=False,
        auto_enabling_integrations=False, send_default_pii=False, include_local_variables=False,
        include_source_context=False, max_request_body_size="never", max_breadcrumbs=0,
        server_name="", auto_session_tracking=False, send_client_reports=False,
        environment="demo" if settings.demo else "production")
    handler = Reporter(logging.ERROR)
    for name in ("clinica", "api_adapter", "trytond"):
        logging.getLogger(name).addHandler(handler)


class Reporter(logging.Handler):
    """Hands the exception of an error that is logged to Sentry."""

    def emit(self, record: logging.LogRecord) -> None:
        import sentry_sdk
        error = getattr(record, "failure", None) or (record.exc_info or (None, None))[1]
        if error is None:
            return
        with sentry_sdk.new_scope() as scope:
            scope.set_tag("request", getattr(record, "request", None) or "-")
            sentry_sdk.capture_exception(error)


def only_what_failed(event: Any, hint: Any) -> Any:
    """The event with its types, files and lines, and without any value."""
    kept = _only(event, EVENT)
    kept["exception"] = {"values": [
        _exception(value) for value in event.get("exception", {}).get("values", ())]}
    return kept


def _exception(raw: dict[str, Any]) -> dict[str, Any]:
    trace = raw.get("stacktrace") or {}
    frames = [_only(frame, FRAME) for frame in trace.get("frames", ())]
    kept = _only(raw, EXCEPTION)
    kept["mechanism"] = _only(kept.get("mechanism") or {}, ("type", "handled"))
    return {**kept, "stacktrace": {"frames": frames}}


def _only(raw: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: raw[name] for name in names if name in raw}
