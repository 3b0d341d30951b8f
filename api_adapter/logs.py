# SPDX-License-Identifier: GPL-3.0-or-later
"""The log: one JSON object on each line, and nothing in it about a person.

Our own messages are written out; of what libraries say only the template is
kept, because what they would put into it may be a name.  An exception is its
type and where it happened, never its text.
"""
import datetime as dt
import logging
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import orjson

OURS = ('clinica', 'api_adapter', 'uvicorn')


class Line(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, Any] = {
            'at': at.isoformat(timespec='milliseconds'),
            'level': record.levelname.lower(), 'logger': record.name}
        if isinstance(record.args, Mapping):
            line.update(record.args)
        else:
            line['message'] = message_of(record)
        if record.exc_info and record.exc_info[0]:
            line['error'] = record.exc_info[0].__name__
            line['where'] = frames(record.exc_info[2])
        return orjson.dumps(line, default=_type_name).decode()


def message_of(record: logging.LogRecord) -> str:
    if record.name.partition('.')[0] in OURS:
        return record.getMessage()
    return record.msg if isinstance(record.msg, str) else _type_name(record.msg)


def frames(trace: TracebackType | None) -> list[str]:
    """Where it happened, the innermost last: file, line and function."""
    return [
        f'{frame.filename}:{frame.lineno} {frame.name}'
        for frame in traceback.extract_tb(trace)]


def _type_name(value: Any) -> str:
    return type(value).__name__


def configure(every_request: bool) -> None:
    """Log to standard error; each request too, if wanted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    level = logging.INFO if every_request else logging.WARNING
    for name in ('clinica', 'api_adapter'):
        logging.getLogger(name).setLevel(level)
