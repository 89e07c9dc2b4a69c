"""What the pages of a person say about a request: how far it has come, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.happenings import WHAT_NEXT
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.presenters.lines import lines_of
from cns_portal.rights.rules import deadlines
from cns_portal.rights.rules.states import DECIDED, OPEN, is_in_force
from cns_portal.rights.selectors import cases

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure
    from cns_portal.rights.models import RightsRequest

TONES = {
    RightsState.SENT: "info",
    RightsState.BEING_CHECKED: "info",
    RightsState.NEEDS_YOU: "warning",
    RightsState.ACCEPTED: "success",
    RightsState.PARTLY_ACCEPTED: "warning",
    RightsState.REFUSED: "danger",
    RightsState.ANSWERED: "success",
    RightsState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class RightsView:
    """One request, as whoever sent it sees it."""

    request: RightsRequest
    today: date

    @property
    def state(self) -> RightsState:
        return RightsState(self.request.state)

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def title(self) -> str:
        return str(RightsKind(self.request.kind).label)

    @property
    def reference(self) -> str:
        return self.request.procedure.reference

    @property
    def sent_on(self) -> date:
        return civil_time.day_of(self.request.sent_at)

    @property
    def what_next(self) -> str:
        """What happens next, and who does it."""
        return str(WHAT_NEXT[self.state])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        """Whether the answer should have been there by now."""
        return self.is_open and self.request.due_on < self.today

    @property
    def due_tone(self) -> str:
        """How urgent it is, as a tone."""
        return deadlines.pressing(due=self.request.due_on, today=self.today).value

    @property
    def needs_the_person(self) -> bool:
        return self.state == RightsState.NEEDS_YOU

    @property
    def was_extended(self) -> bool:
        return self.request.extended_at is not None

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What was asked, with its labels."""
        return lines_of(self.request)

    @property
    def answer(self) -> dict[str, Any] | None:
        """The words of the answer and its legal bases; None while there is none."""
        if self.state not in DECIDED or not self.request.decision:
            return None
        known = dict(AnswerBasis.choices)
        said = self.request.decision
        return {
            "text": said.get("said", ""),
            "bases": [str(known[basis]) for basis in said.get("bases", ()) if basis in known],
            "at": self.request.decided_at,
        }

    @property
    def blocks(self) -> bool:
        """Whether it keeps the data of its person blocked today."""
        return is_in_force(
            kind=RightsKind(self.request.kind),
            state=self.state,
            lifted_from=self.request.lifted_from,
            today=self.today,
        )

    @property
    def lifted(self) -> dict[str, Any] | None:
        """From when the data are not blocked any more, and why; None while nobody has said so."""
        if self.request.lifted_from is None:
            return None
        text = (self.request.decision or {}).get("lifted", "")
        return {"day": self.request.lifted_from, "text": text}

    @property
    def may_be_contested(self) -> bool:
        """Whether the page names what can be done against it: the answer, or that it is late."""
        no = {RightsState.REFUSED, RightsState.PARTLY_ACCEPTED}
        return self.state in no or self.is_late or (self.is_open and self.was_extended)

    @property
    def procedure_url(self) -> str:
        return reverse("home:procedure", args=[self.reference])

    @property
    def steps(self) -> list[dict[str, Any]]:
        """How far it has come, for the tracker."""
        begun = self.state != RightsState.SENT
        if self.state == RightsState.WITHDRAWN:
            return [
                {"label": _("Sent"), "state": "done"},
                {"label": _("Withdrawn"), "state": "done"},
            ]
        over = self.state in DECIDED
        return [
            {"label": _("Sent"), "state": "done" if begun else "now"},
            {
                "label": _("Being checked"),
                "state": "done" if over else ("now" if begun else "next"),
            },
            {"label": _("Answered"), "state": "done" if over else "next"},
        ]


@dataclass(frozen=True)
class RightsRow:
    """One line of the list of a person's requests; nothing sealed is opened."""

    request: RightsRequest
    today: date

    @property
    def title(self) -> str:
        return str(RightsKind(self.request.kind).label)

    @property
    def label(self) -> str:
        return str(RightsState(self.request.state).label)

    @property
    def tone(self) -> str:
        return TONES[RightsState(self.request.state)]

    @property
    def is_open(self) -> bool:
        return self.request.state in OPEN

    @property
    def due_tone(self) -> str:
        """How urgent it is, as a tone."""
        return deadlines.pressing(due=self.request.due_on, today=self.today).value

    @property
    def url(self) -> str:
        """Its page; empty for one that was sent without signing in."""
        if not self.request.signed_in:
            return ""
        return reverse("rights:request", args=[self.request.public_id])


def page_of(procedure: Procedure) -> str:
    """The room's own page about the case; one without sign-in has none here."""
    request = cases.of_procedure(procedure)
    return reverse("rights:request", args=[request.public_id]) if request.signed_in else ""
