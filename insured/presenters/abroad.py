"""What the page about living and being treated abroad says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from insured.choices import RequestKind, RequestState
from insured.choices.requests import WHAT_NEXT
from insured.notices import abroad as words
from insured.presenters.papers import MyPaper
from insured.selectors import abroad as selectors

if TYPE_CHECKING:
    from insured.choices.abroad import WhyNotAbroad
    from insured.choices.countries import Country
    from insured.models import Request

TONES = {
    RequestState.NEEDS_YOU: "warning",
    RequestState.ACCEPTED: "success",
    RequestState.REFUSED: "danger",
    RequestState.WITHDRAWN: "neutral",
    RequestState.ISSUED: "success",
    RequestState.ANSWERED: "success",
}


@dataclass(frozen=True)
class FormOffer:
    """S1 or BL1, whether the person may ask for it, and why not."""

    kind: RequestKind
    residence: Country | None
    why_not: WhyNotAbroad | None
    waiting: Request | None = None
    """The same that is being checked already."""
    sent_by_itself_within: int | None = None
    """In so many days after an entry it is sent to the fund there by itself."""

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def is_open(self) -> bool:
        return self.why_not is None

    @property
    def waiting_url(self) -> str:
        """Where one sees how far what was asked has come; empty when nothing waits."""
        if self.waiting is None:
            return ""
        return reverse("home:procedure", args=[self.waiting.procedure.reference])

    @property
    def reason(self) -> str:
        """The sentence why it is not open."""
        return str(self.why_not.label) if self.why_not else ""

    @property
    def country(self) -> str:
        return str(self.residence.label) if self.residence else ""


@dataclass(frozen=True)
class AbroadCard:
    """A request about care abroad and how far it has come. What is treated is never said here."""

    request: Request
    today: date

    @property
    def title(self) -> str:
        return str(RequestKind(self.request.kind).label)

    @property
    def state(self) -> str:
        return self.request.get_state_display()

    @property
    def tone(self) -> str:
        return TONES.get(RequestState(self.request.state), "info")

    @property
    def what_next(self) -> str:
        """What happens next, and who does it."""
        return str(WHAT_NEXT[RequestState(self.request.state)])

    @property
    def url(self) -> str:
        return reverse("home:procedure", args=[self.request.procedure.reference])

    @property
    def papers(self) -> list[MyPaper]:
        """The forms issued for it."""
        return [MyPaper(paper, self.today) for paper in self.request.papers.all()]

    @property
    def answer_url(self) -> str:
        """Where the answer of the other fund can be handed in; empty when none is expected."""
        if not selectors.expects_answer(self.request) or self.answer_is_reported:
            return ""
        return reverse("insured:abroad_answer", args=[self.request.procedure.reference])

    @property
    def answer_is_reported(self) -> bool:
        return selectors.expects_answer(self.request) and selectors.answer_is_reported(self.request)

    @property
    def answer(self) -> str:
        """The form with which the other fund answered."""
        return self.request.get_answer_kind_display()

    @property
    def decisions(self) -> list[tuple[str, str]]:
        """What the other fund decided about each member of the family."""
        family = self.request.details.get("family", ())
        return [(member["name"], words.decision_about(member)) for member in family]
