"""A mail backend that writes each e-mail as one `.eml` file: any mail program opens it."""

import os
import re
import tempfile
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from cns_portal import clock


class EmlBackend(BaseEmailBackend):
    """Writes to `settings.EMAIL_FILE_PATH`. A file is whole or not there.

    The name is `<UTC time>-<local part of the Message-ID>.eml`; an e-mail that is delivered twice
    makes two files.
    """

    def send_messages(self, email_messages) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for email_message in email_messages:
            self._write(folder, email_message.message())
        return len(email_messages)

    def _write(self, folder: Path, letter) -> None:
        descriptor, unfinished = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        try:
            with open(descriptor, "wb") as file:
                file.write(letter.as_bytes(linesep="\r\n"))
                file.flush()
                os.fsync(file.fileno())
            self._publish(Path(unfinished), folder, self._stem(letter))
        finally:
            os.unlink(unfinished)

    def _publish(self, unfinished: Path, folder: Path, stem: str) -> None:
        """A hard link appears at once or fails because the name is taken; it never overwrites."""
        name, copies = f"{stem}.eml", 1
        while True:
            try:
                os.link(unfinished, folder / name)
            except FileExistsError:
                copies += 1
                name = f"{stem}-{copies}.eml"
            else:
                return

    def _stem(self, letter) -> str:
        moment = clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        local_part = letter["Message-ID"].strip("<> ").partition("@")[0]
        return f"{moment}-{re.sub(r'[^A-Za-z0-9._-]', '_', local_part)[:80]}"
