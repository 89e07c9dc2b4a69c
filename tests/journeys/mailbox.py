"""The e-mails that were sent, opened the way their readers open them."""

import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar

LINK = re.compile(r"http://\S+/a/\S+?/(?=\s|$)")


class Letter:
    """One e-mail, parsed from its bytes."""

    def __init__(self, message: EmailMessage) -> None:
        self.message = message
        self.to = message["To"]
        self.subject = message["Subject"]
        self.text = message.get_body(["plain"]).get_content()
        self.html = message.get_body(["html"]).get_content()
        self.files = {part.get_filename(): part for part in message.iter_attachments()}

    @property
    def link(self) -> str:
        """The link to the appointment."""
        return LINK.search(self.text)[0]

    def file(self, ending: str) -> bytes:
        """The attachment whose name ends so."""
        return next(
            part.get_content()
            if isinstance(part.get_content(), bytes)
            else part.get_content().encode()
            for name, part in self.files.items()
            if name.endswith(ending)
        )

    @property
    def calendar(self) -> icalendar.Calendar:
        return icalendar.Calendar.from_ical(self.file(".ics"))

    @property
    def event(self) -> icalendar.Event:
        return next(iter(self.calendar.walk("VEVENT")))


class Mailbox:
    def __init__(self, outbox: list) -> None:
        self._outbox = outbox

    def letters(self, to: str) -> list[Letter]:
        """All that came to an address so far, the first first."""
        return [
            Letter(message_from_bytes(mail.message().as_bytes(), policy=policy.default))
            for mail in list(self._outbox)
            if to in mail.to
        ]

    def wait_for(self, to: str, count: int = 1, *, seconds: float = 60) -> Letter:
        """The `count`-th letter to an address, as soon as it is there."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if len(letters := self.letters(to)) >= count:
                return letters[count - 1]
            time.sleep(0.05)
        raise AssertionError(f"Only {len(self.letters(to))} letters came to {to}.")
