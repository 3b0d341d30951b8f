# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder with one `.eml` per message: what the demo shows at `/mailbox`."""

import os
import tempfile
from pathlib import Path

from ..message import Message, digest
from ..outcome import Accepted, Outcome, Retry


class MailboxTransport:
    """The name of a file follows from the key, so a repeat finds it there."""

    name = 'mailbox'
    repeatable = True
    rate: float | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message) -> Outcome:
        path = self.folder / file_name(message)
        try:
            if not path.exists():
                self._write(path, message.as_email().as_bytes())
        except OSError as error:
            return Retry(f'mailbox: {error.strerror}', channel=True)
        return Accepted(path.name)

    def _write(self, path: Path, content: bytes) -> None:
        """Whole or not at all, whatever stops the machine."""
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=self.folder, suffix='.tmp')
        try:
            with os.fdopen(descriptor, 'wb') as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(draft, path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise


def file_name(message: Message) -> str:
    return f'{message.date:%Y%m%dT%H%M%S}-{digest(message.key)}.eml'
