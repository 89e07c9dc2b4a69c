"""What stands on a terminal's screen: neither a name nor a topic, in four languages."""

from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from appointments.presenters.times import clock_time
from appointments.presenters.tongues import LANGUAGES, Said, in_all
from appointments.rules.arrival import LETS_IN, Answer
from appointments.services.checking_in import CheckIn
from cns_portal.kernel import civil_time

BACK_AFTER = 30
"""Seconds until the start comes back by itself; whoever wants more asks for it."""


SENTENCES: dict[Answer, tuple[Any, Any]] = {
    Answer.WELCOME: (
        pgettext_lazy("terminal", "Welcome"),
        pgettext_lazy(
            "terminal",
            "Please take a seat in the waiting area. Your number will appear on the screen.",
        ),
    ),
    Answer.WELCOME_LATE: (
        pgettext_lazy("terminal", "You are a little late"),
        pgettext_lazy(
            "terminal",
            "You are still welcome. Please take a seat in the waiting area. "
            "Your number will appear on the screen.",
        ),
    ),
    Answer.TOO_EARLY: (
        pgettext_lazy("terminal", "You are early"),
        pgettext_lazy(
            "terminal",
            "Your appointment is at {start}. "
            "Please come back and scan your code again from {opens} on.",
        ),
    ),
    Answer.TOO_LATE: (
        pgettext_lazy("terminal", "It is too late to check in here"),
        pgettext_lazy("terminal", "Your appointment was at {start}. Please ask at the desk."),
    ),
    Answer.WRONG_DAY: (
        pgettext_lazy("terminal", "This appointment is on another day"),
        pgettext_lazy(
            "terminal",
            "The code is for {weekday} {date}, {start}, at the agency {agency}. "
            "If you have a question, ask at the desk.",
        ),
    ),
    Answer.WRONG_AGENCY: (
        pgettext_lazy("terminal", "Your appointment is at another agency"),
        pgettext_lazy(
            "terminal",
            "You are expected at {start} at the agency {agency}. "
            "If you cannot get there in time, please ask at the desk.",
        ),
    ),
    Answer.CANCELLED: (
        pgettext_lazy("terminal", "This appointment was cancelled"),
        pgettext_lazy("terminal", "Please ask at the desk, or book a new appointment."),
    ),
    Answer.ALREADY_ARRIVED: (
        pgettext_lazy("terminal", "You have already checked in"),
        pgettext_lazy(
            "terminal",
            "Your number stays the same. Please wait until it appears on the screen.",
        ),
    ),
    Answer.OVER: (
        pgettext_lazy("terminal", "This appointment is over"),
        pgettext_lazy("terminal", "If you still need something, please ask at the desk."),
    ),
    Answer.NOT_DECIDED: (
        pgettext_lazy("terminal", "This request has not been decided yet"),
        pgettext_lazy("terminal", "Please ask at the desk."),
    ),
    Answer.VIDEO: (
        pgettext_lazy("terminal", "This appointment is a video call"),
        pgettext_lazy(
            "terminal",
            "It does not take place here. "
            "Please use the link in your confirmation, or ask at the desk.",
        ),
    ),
    Answer.UNKNOWN: (
        pgettext_lazy("terminal", "We do not know this code"),
        pgettext_lazy("terminal", "Please check the code, or ask at the desk."),
    ),
    Answer.TOO_MANY: (
        pgettext_lazy("terminal", "Too many wrong codes"),
        pgettext_lazy("terminal", "Please wait a minute, or ask at the desk."),
    ),
    Answer.BUSY: (
        pgettext_lazy("terminal", "That did not work"),
        pgettext_lazy(
            "terminal",
            "Many people are arriving at this moment. Please scan your code again.",
        ),
    ),
}

WORDS = {
    "welcome": pgettext_lazy("terminal", "Welcome"),
    "with_camera": pgettext_lazy(
        "terminal",
        "Hold the QR code of your appointment in front of the camera, "
        "or type the code printed under it.",
    ),
    "without_camera": pgettext_lazy(
        "terminal",
        "Scan the QR code of your appointment, or type the code printed under it.",
    ),
    "code": pgettext_lazy("terminal", "Your code"),
    "delete": pgettext_lazy("terminal", "Delete the last character"),
    "number": pgettext_lazy("terminal", "Your number"),
    "done": pgettext_lazy("terminal", "Done"),
    "more": pgettext_lazy("terminal", "More time"),
    "left": pgettext_lazy("terminal", "Back to the start in {seconds} s"),
    "language": pgettext_lazy("terminal", "Language"),
    "away": pgettext_lazy("terminal", "No connection"),
    "go": pgettext_lazy("terminal", "Please go to the desk."),
    "lost": pgettext_lazy(
        "terminal",
        "Your code was not received. Please scan it again, or go to the desk.",
    ),
}


def words() -> list[Said]:
    """The labels of the screen."""
    return in_all(WORDS)


@dataclass(frozen=True)
class AnswerScreen:
    """What a person reads after showing a code.

    `chosen` is the language they touched; otherwise it is the appointment's, in which they
    booked; and where nothing is known, all four stand side by side.
    """

    result: CheckIn
    chosen: str = ""

    @property
    def answer(self) -> Answer:
        return self.result.answer

    @property
    def is_welcome(self) -> bool:
        """Whether the person need not turn to anybody."""
        return self.answer in LETS_IN or self.answer is Answer.ALREADY_ARRIVED

    @property
    def language(self) -> str:
        """Empty when no language is known."""
        if self.chosen in LANGUAGES:
            return self.chosen
        return self.result.appointment.language if self.result.appointment else ""

    @property
    def ticket(self) -> int | None:
        """The number, where the answer tells it."""
        return self.result.ticket if self.is_welcome else None

    @cached_property
    def said(self) -> list[Said]:
        """The answer's title and text, and the labels, in each language."""
        title, text = SENTENCES[self.answer]
        answers = in_all({"title": title, "text": text}, **self._values())
        return [
            Said(one.language, {**labels.words, **one.words})
            for one, labels in zip(answers, words(), strict=True)
        ]

    def _values(self) -> dict[str, Any]:
        appointment = self.result.appointment
        if appointment is None:
            return {}
        start = civil_time.wall(appointment.starts_at)
        opens = civil_time.wall(self.result.opens_at) if self.result.opens_at else start
        return {
            "start": lambda: clock_time(start),
            "opens": lambda: clock_time(opens),
            "weekday": lambda: formats.date_format(start, "l"),
            "date": lambda: formats.date_format(start, "DATE_FORMAT"),
            "agency": appointment.agency.name,
        }
