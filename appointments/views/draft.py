"""What somebody has answered so far on the way to an appointment, kept in the session."""

import re
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from appointments.choices import Channel
from appointments.models import Appointment
from appointments.rules.booking import why_not_channel
from appointments.selectors import offers
from appointments.services import holding
from cns_portal import clock
from insured import access

KEY = "booking"
SENT_KEY = "sent_appointments"
SENT_AT_KEY = "sent_at"
SENT_IN_KEY = "sent_in_file"
REMEMBERED = 10
JUST_NOW = timedelta(minutes=30)
VISITORS_IDLE = 2 * 60 * 60  # seconds after which a visitor's answers are forgotten
_DAY = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,9}")


class Draft:
    """The answers, by step. Typed details are kept as typed, so that nothing is lost."""

    def __init__(self, request: HttpRequest) -> None:
        self._request, self._session, self._user = request, request.session, request.user
        self._answers: dict[str, Any] = self._session.get(KEY, {})
        self._open_file = access.key_of_open_file(request)
        if self._answers and self._answers.get("file", "") != self._open_file:
            self._forget_people()

    def get(self, name: str, default: Any = None) -> Any:
        """One answer."""
        return self._answers.get(name, default)

    def set(self, **answers: Any) -> None:
        """Keep answers; None forgets one."""
        self._answers.update(answers, file=self._open_file or None)
        self._answers = {name: value for name, value in self._answers.items() if value is not None}
        self._session[KEY] = self._answers
        if not self._user.is_authenticated:
            # Perhaps a computer in a library; whoever signs in has a session of their own length.
            self._session.set_expiry(VISITORS_IDLE)

    def _forget_people(self) -> None:
        """Another file was opened since: details were typed for the one that was open then."""
        people = ("details", "details_complete", "concerned", "concerned_complete")
        self.set(**dict.fromkeys(people))

    @cached_property
    def file(self) -> Any:
        """The open file of whoever is signed in; None for a visitor, and for an agent."""
        return access.file_of(self._request)

    @property
    def person(self) -> Any:
        """The insured person whose file is open; None for a visitor, and for an agent."""
        return self.file.person if self.file else None

    @property
    def acts_for_another(self) -> bool:
        """Whether the open file is somebody else's."""
        return self.file is not None and not self.file.is_own

    @property
    def signed_in(self) -> bool:
        """Whether we know who it is. An account without a file books like a visitor."""
        return self.person is not None

    @property
    def consented_at(self) -> datetime | None:
        """When the person agreed to the processing of the data."""
        return self.moment("consented_at")

    def consent(self) -> None:
        """Note the agreement, once."""
        if not self.get("consented_at"):
            self.set(consented_at=clock.now().isoformat())

    @property
    def is_video(self) -> bool:
        """Whether a video call was chosen."""
        return self.get("channel") == Channel.VIDEO

    @property
    def hold_key(self) -> str:
        """The name under which this visitor's time is kept; made up at first use."""
        if not self.get("hold_key"):
            self.set(hold_key=secrets.token_urlsafe(24))
        return self.get("hold_key")

    def held(self) -> Appointment | None:
        """The time that is kept for this visitor, if there is one."""
        return holding.held_by(self.get("hold_key", ""))

    @property
    def details(self) -> dict[str, str]:
        """The applicant's details, as typed."""
        return self.get("details", {})

    @property
    def concerned(self) -> dict[str, str]:
        """The details of the person it is for, as typed."""
        return self.get("concerned", {})

    @property
    def for_another(self) -> bool:
        """Whether somebody else comes."""
        return self.details.get("for_whom") == "another"

    def steps(self) -> list[str]:
        """The steps of this journey, in order; which ones depends on the answers."""
        steps = ["topic", "channel"]
        if not self.is_video:
            steps.append("agency")
        steps += ["time", "details"]
        if self.for_another:
            steps.append("concerned")
        return [*steps, "check"]

    def first_open_step(self) -> str:
        """Where to go on: the first step without an answer."""
        if not self.consented_at:
            return "new"
        done = {
            "topic": self.get("topic"),
            "channel": self.get("channel"),
            "agency": self.get("agency"),
            "time": self.get("starts_at"),
            "details": self.get("details_complete") == self._way,
            "concerned": self.get("concerned_complete"),
        }
        return next((step for step in self.steps() if step != "check" and not done[step]), "check")

    @property
    def _way(self) -> str:
        return "signed_in" if self.signed_in else "visitor"

    def complete_details(self, typed: dict[str, str]) -> None:
        """The details page was filled in without errors."""
        self.set(details=typed, details_complete=self._way)

    def choose_topic(self, topic: str) -> None:
        """Another topic takes another length of time, and perhaps cannot be had by video."""
        if topic != self.get("topic"):
            self.forget_time()
            channel = self.get("channel")
            if channel and why_not_channel(topic, channel, offers.offers()):
                self.set(channel=None)
        self.set(topic=topic)

    def forget_offer(self) -> None:
        """What was chosen is no longer offered: ask again, from the channel or from the topic."""
        self.forget_time()
        offered = {offer.topic for offer in offers.offers()}
        self.set(channel=None, topic=self.get("topic") if self.get("topic") in offered else None)

    def forget_time(self) -> None:
        """Give the chosen time back: what it was chosen for has changed."""
        holding.release(hold_key=self.get("hold_key", ""))
        self.set(starts_at=None, lost_at=None)

    def choose_time(self, starts_at: datetime) -> None:
        """The time is kept for this visitor now."""
        self.set(starts_at=starts_at.isoformat(), lost_at=None)

    def lose_time(self) -> None:
        """Somebody else has the chosen time: remember which it was, to offer what is near it."""
        self.set(starts_at=None, lost_at=self.get("starts_at"))

    def moment(self, name: str) -> datetime | None:
        """An answer that is a moment."""
        text = self.get(name)
        return datetime.fromisoformat(text) if text else None

    def finish(self, appointment: Appointment) -> None:
        """The request is sent: forget the answers, remember which request is this visitor's."""
        sent = [str(appointment.public_id), *self._session.get(SENT_KEY, [])]
        self._session[SENT_KEY] = list(dict.fromkeys(sent))[:REMEMBERED]
        self._session[SENT_AT_KEY] = clock.now().isoformat()
        self._session[SENT_IN_KEY] = self._open_file
        self._session.pop(KEY, None)
        self._answers = {}

    def abandon(self) -> None:
        """Give the time back and forget everything: the answers, and what was sent from here."""
        self.forget_time()
        for key in (KEY, SENT_KEY, SENT_AT_KEY, SENT_IN_KEY):
            self._session.pop(key, None)
        self._answers = {}
        if not self._user.is_authenticated:
            self._session.flush()


def sent_from_here(request: HttpRequest) -> list[str]:
    """The public identifiers of requests sent in this session, the latest first."""
    return request.session.get(SENT_KEY, [])


def just_sent(request: HttpRequest) -> str | None:
    """The request sent in this session within the last half hour: what a second click meant."""
    sent, at = sent_from_here(request), request.session.get(SENT_AT_KEY)
    if request.session.get(SENT_IN_KEY, "") != access.key_of_open_file(request):
        return None
    if not sent or not at or clock.now() - datetime.fromisoformat(at) > JUST_NOW:
        return None
    return sent[0]


def day_from(text: str | None) -> date | None:
    """A day from an address, `YYYY-MM-DD`; None for anything that is not one.

    Only days of this millennium, so that counting days never runs off the calendar's ends.
    """
    if not _DAY.fullmatch(text or ""):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_from(text: str | None, *, most: int) -> int | None:
    """A whole number from an address, from 1 to `most`; None for anything else."""
    if not _NUMBER.fullmatch(text or ""):
        return None
    return int(text) if 1 <= int(text) <= most else None
