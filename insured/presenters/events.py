"""What comes next, as a page and the feed say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insured.choices.coverage import EventKind
from insured.notices.sentences import in_words
from insured.rules.ages import DAY

if TYPE_CHECKING:
    from insured.rules.next_events import Event
    from insured.selectors.family_coverage import Member
    from insured.selectors.next_events import FamilyEvent

# How long before its day an event is worth a place in the feed, and how pressing it is there.
NEAR = {
    EventKind.BEGINS: (timedelta(days=30), "info"),
    EventKind.BENEFITS_BEGIN: (timedelta(days=30), "info"),
    EventKind.ENDS: (timedelta(days=60), "warning"),
    EventKind.RIGHTS_END: (timedelta(days=92), "warning"),
    EventKind.VOLUNTARY_DEADLINE: (timedelta(days=92), "warning"),
    EventKind.EIGHTEEN: (timedelta(days=30), "info"),
    EventKind.THIRTY: (timedelta(days=90), "warning"),
    EventKind.REMAINS_UNTIL: (timedelta(days=90), "warning"),
    EventKind.CARD_EXPIRES: (timedelta(days=60), "info"),
}
PRESSING = timedelta(days=14)
COUNTED = timedelta(days=366)

WHAT = {
    EventKind.BEGINS: gettext_lazy("Health care is covered from this day on."),
    EventKind.BENEFITS_BEGIN: gettext_lazy(
        "The waiting period is over: benefits begin on this day."
    ),
    EventKind.ENDS: gettext_lazy("This is the last day of the affiliation that is on file."),
    EventKind.RIGHTS_END: gettext_lazy(
        "This is the last day on which health care is covered, unless there is another insurance."
    ),
    EventKind.VOLUNTARY_DEADLINE: gettext_lazy(
        "Later the continued voluntary insurance is lost. It has to be asked for by then."
    ),
    EventKind.EIGHTEEN: gettext_lazy(
        "Parents no longer act by themselves from this day on. Check the affiliation, also after "
        "a job."
    ),
    EventKind.THIRTY: gettext_lazy(
        "The co-insurance ends on the day before. Whoever studies or has little income can ask to "
        "remain co-insured."
    ),
    EventKind.REMAINS_UNTIL: gettext_lazy("The co-insurance was allowed until this day."),
    EventKind.CARD_EXPIRES: gettext_lazy(
        "A new card is sent two months before, to the address in the national register."
    ),
}
LEADS_TO = {
    EventKind.ENDS: ("insured:lost_job", gettext_lazy("What happens then?")),
    EventKind.RIGHTS_END: ("insured:voluntary", gettext_lazy("Ask for voluntary insurance")),
    EventKind.VOLUNTARY_DEADLINE: (
        "insured:voluntary",
        gettext_lazy("Ask for voluntary insurance"),
    ),
    EventKind.THIRTY: ("insured:family_remain", gettext_lazy("Ask to remain co-insured")),
    EventKind.REMAINS_UNTIL: ("insured:family_remain", gettext_lazy("Ask to remain co-insured")),
    EventKind.CARD_EXPIRES: ("insured:cards", gettext_lazy("Social security card")),
}
ONLY_MINE = {"insured:lost_job", "insured:voluntary"}


@dataclass(frozen=True)
class Coming:
    """One event with all those of the family whom it is about."""

    event: Event
    members: tuple[Member, ...]
    today: date

    @property
    def day(self) -> date:
        return self.event.day

    @property
    def kind(self) -> EventKind:
        return self.event.kind

    @property
    def anchor(self) -> str:
        """Where on the page it stands."""
        return f"{self.kind}-{self.day:%Y%m%d}"

    @property
    def is_mine(self) -> bool:
        """Whether it is about the person whose file is open, perhaps among others."""
        return any(member.is_me for member in self.members)

    @property
    def title(self) -> str:
        """What it is; with the names where it is not the person's alone."""
        if self.is_mine and len(self.members) == 1:
            return str(self.kind.label)
        names = [member.person.full_name for member in self.members]
        return _("{what}: {names}").format(what=self.kind.label, names=", ".join(names))

    @property
    def text(self) -> str:
        """What it means and what to do."""
        return str(WHAT[self.kind])

    @property
    def until(self) -> date:
        """The last day on which it helps to know."""
        return self.day - DAY if self.kind == EventKind.THIRTY else self.day

    @property
    def tone(self) -> str:
        tone = NEAR[self.kind][1]
        is_pressing = tone == "warning" and self.day - self.today <= PRESSING
        return "danger" if is_pressing else tone

    @property
    def is_far(self) -> bool:
        """Whether counting its days helps nobody."""
        return self.day - self.today > COUNTED

    @property
    def is_near(self) -> bool:
        """Whether it is worth a place in the feed."""
        return self.day - self.today <= NEAR[self.kind][0]

    @property
    def action(self) -> dict | None:
        """A link to what can be done, where there is a page for it."""
        name, label = LEADS_TO.get(self.kind, ("", ""))
        if not name or (name in ONLY_MINE and not self.is_mine):
            return None
        url = address(name)
        return {"url": url, "label": label} if url else None

    @property
    def deed_url(self) -> str:
        """Where the one thing is done that is lost otherwise; empty for what only happens."""
        action = self.action if self.kind == EventKind.VOLUNTARY_DEADLINE else None
        return action["url"] if action else ""

    @property
    def feed_text(self) -> str:
        """The same with its day, for a place where the day does not stand beside it."""
        return _("On {day}. {text}").format(day=in_words(self.day), text=self.text)


def coming(events: Iterable[FamilyEvent], *, today: date) -> list[Coming]:
    """What comes, the nearest first; the same of several people on one day is said once."""
    together: dict[Event, list[Member]] = {}
    for one in events:
        together.setdefault(one.event, []).append(one.member)
    return [Coming(event, tuple(members), today) for event, members in together.items()]


def address(name: str) -> str:
    """The address of a page; empty while there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
