"""What the pages say about the two requests: what was asked for, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incapacity.choices.asking import AskingRefusal
from incapacity.selectors.granted import days_of
from insured.choices import RequestKind, RequestState
from insured.choices.countries import Country
from insured.choices.requests import WHAT_NEXT
from insured.notices.sentences import sentence
from insured.rules.requests import OPEN

if TYPE_CHECKING:
    from incapacity.rules.asking import WhyNot
    from insured.models import Request

TONES = {
    RequestState.NEEDS_YOU: "warning",
    RequestState.ACCEPTED: "success",
    RequestState.REFUSED: "danger",
    RequestState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class AskedCard:
    """A request that was sent. Why somebody stays abroad is never said here."""

    request: Request

    @property
    def title(self) -> str:
        """The days and, for a stay, the country."""
        first, last = days_of(self.request.details, self._added)
        if self.request.kind == RequestKind.STAY_ABROAD:
            return _("{country}, from {first} to {last}").format(
                country=Country(self.request.details["country"]).label,
                first=_day(first),
                last=_day(last or first),
            )
        if last is None:
            return _("From {first}").format(first=_day(first))
        return _("From {first} to {last}").format(first=_day(first), last=_day(last))

    @property
    def reference(self) -> str:
        return self.request.procedure.reference

    @property
    def state(self) -> str:
        return self.request.get_state_display()

    @property
    def tone(self) -> str:
        return TONES.get(RequestState(self.request.state), "info")

    @property
    def is_waiting(self) -> bool:
        """Whether nothing is decided yet."""
        return self.request.state in OPEN

    @property
    def what_next(self) -> str:
        """What happens next, and who does it."""
        return str(WHAT_NEXT[RequestState(self.request.state)])

    @property
    def url(self) -> str:
        return reverse("home:procedure", args=[self.reference])

    @property
    def _added(self) -> dict:
        return (self.request.decision or {}).get("added", {})


def in_words(why_not: WhyNot | None) -> str:
    """The sentence why something cannot be asked for; empty where nothing stands in the way."""
    return sentence(why_not.reason, why_not.details) if why_not else ""


FIELDS = {
    AskingRefusal.ENDS_BEFORE_IT_BEGINS: "last",
    AskingRefusal.ALREADY_BEGUN: "first",
    AskingRefusal.AT_HOME: "country",
    AskingRefusal.NOT_ILL_THEN: "first",
    AskingRefusal.PROOF_MISSING: "proof",
    AskingRefusal.NOT_COVERED: "first",
    AskingRefusal.TOO_SHORT: "first",
    AskingRefusal.FORBIDDEN: "first",
    AskingRefusal.IN_THE_PAST: "first",
    AskingRefusal.ALREADY_LIFTED: "first",
}
"""At which field of the form a refusal is shown; at the top where it belongs to none."""


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
