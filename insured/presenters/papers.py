"""What pages say about papers: to whoever they belong to, and to whoever is handed one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time, codes
from cns_portal.kernel.spans import Days
from insured.choices import PaperKind
from insured.choices.papers import PaperStanding
from insured.notices import papers as notices
from insured.rules import papers as rules

if TYPE_CHECKING:
    from insured.models import Paper

TONES = {
    PaperStanding.GENUINE: "success",
    PaperStanding.NOT_YET: "info",
    PaperStanding.VALID: "success",
    PaperStanding.ENDED: "neutral",
    PaperStanding.WITHDRAWN: "danger",
}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class PaperDates:
    """A paper and the day on which it is looked at."""

    paper: Paper
    today: date

    @property
    def standing(self) -> PaperStanding:
        """What it is worth today."""
        return rules.standing(
            self.paper.kind,
            Days(self.paper.first_day, self.paper.last_day),
            is_withdrawn=self.paper.withdrawn_at is not None,
            today=self.today,
        )

    @property
    def kind(self) -> str:
        """What it is."""
        return str(PaperKind(self.paper.kind).label)

    @property
    def is_statement(self) -> bool:
        """Whether it says what was so, rather than giving a right for some days."""
        return self.paper.kind in rules.STATEMENTS

    @property
    def issued_on(self) -> date:
        """Luxembourg's day of issue."""
        return civil_time.day_of(self.paper.issued_at)

    @property
    def dates(self) -> str:
        """The days it speaks of, as one sentence."""
        first, last = self.paper.first_day, self.paper.last_day
        if self.is_statement and first == last:
            return _("Says what was so on {day}").format(day=notices.day(first))
        if last is None:
            return _("From {first} on").format(first=notices.day(first))
        return _("From {first} to {last}").format(first=notices.day(first), last=notices.day(last))


@dataclass(frozen=True)
class MyPaper(PaperDates):
    """One line of a person's own list."""

    is_ready: bool = True

    @property
    def label(self) -> str:
        """The state as a word; a paper that is being printed says so."""
        return str(self.standing.label) if self.is_ready else _("Being prepared")

    @property
    def tone(self) -> str:
        return TONES[self.standing] if self.is_ready else "info"

    @property
    def can_be_downloaded(self) -> bool:
        """Also when it is over: somebody may need to show what they had."""
        return self.is_ready and self.standing != PaperStanding.WITHDRAWN

    @property
    def url(self) -> str:
        return reverse("insured:paper", args=[self.paper.public_id])

    @property
    def withdrawn_on(self) -> date | None:
        at = self.paper.withdrawn_at
        return civil_time.day_of(at) if at else None


@dataclass(frozen=True)
class VerifiedPaper(PaperDates):
    """All that a stranger with the code learns: state, kind, initials, dates."""

    @property
    def counts(self) -> bool:
        """Whether it still is what it says."""
        return self.standing in {PaperStanding.GENUINE, PaperStanding.VALID}

    @property
    def initials(self) -> str:
        return self.paper.initials

    @property
    def tone(self) -> str:
        return "warning" if self.standing == PaperStanding.ENDED else TONES[self.standing]

    @property
    def no_longer_since(self) -> date | None:
        """The first day on which it no longer counted."""
        if self.standing == PaperStanding.WITHDRAWN:
            return civil_time.day_of(self.paper.withdrawn_at)
        if self.standing == PaperStanding.ENDED:
            return self.paper.last_day + DAY
        return None

    @property
    def code(self) -> str:
        return codes.grouped(self.paper.code)
