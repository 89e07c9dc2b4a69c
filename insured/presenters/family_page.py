"""The page about insurance and family, put together from one reading of the family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insured.choices.family import Relation
from insured.presenters.coverage import answer_for
from insured.presenters.events import Coming, address, coming
from insured.presenters.timeline import SHOWN_AT_ONCE, Bar, Stretch, bar, stretches
from insured.selectors.next_events import of_family

if TYPE_CHECKING:
    from insured.selectors.family_coverage import Member

NEXT_AT_ONCE = 4

DEEDS = (
    ("insured:papers", "document", gettext_lazy("Certificates"),
     gettext_lazy("Proof of affiliation or co-insurance as a PDF with a code to verify it.")),
    ("insured:family_add", "family", gettext_lazy("Add a family member"),
     gettext_lazy("Who can be co-insured, and what is needed.")),
    ("insured:family_end", "edit", gettext_lazy("A co-insurance is over"),
     gettext_lazy("After a divorce, a move abroad, or insurance of one’s own.")),
    ("insured:cards", "card", gettext_lazy("Social security cards"),
     gettext_lazy("Where your card is, a new one, the European side.")),
    ("insured:abroad", "globe", gettext_lazy("Abroad"),
     gettext_lazy("Living in another country, care while travelling, forms.")),
    ("insured:lost_job", "clock", gettext_lazy("I lose or lost my job"),
     gettext_lazy("What stays until when, and what to do by then.")),
    ("insured:voluntary", "euro", gettext_lazy("Voluntary insurance"),
     gettext_lazy("Whether it is open to you, what it costs, and the application.")),
    ("insured:acting", "person", gettext_lazy("Acting for somebody"),
     gettext_lazy("Parents and children, and mandates between adults.")),
)  # fmt: skip


@dataclass(frozen=True)
class MemberView:
    """One person of the family on one day."""

    member: Member
    number: int
    day: date
    today: date
    acts_for_another: bool

    @property
    def name(self) -> str:
        return self.member.person.full_name

    @property
    def relation(self) -> str:
        """What the person is to the one whose file is open."""
        if self.member.is_me:
            return _("The person whose file is open") if self.acts_for_another else _("You")
        if self.member.tie:
            return str(Relation(self.member.tie.relation).label)
        return _("Child")

    @cached_property
    def answer(self):
        """Coverage on the day of the page."""
        names = {row.through_id: row.through.full_name for row in self.member.rows if row.through}
        return answer_for(self.member.shown_coverage(self.day), name=self.name, names=names)

    @cached_property
    def stretches(self) -> list[Stretch]:
        return stretches(self.member, today=self.today)

    @property
    def latest(self) -> list[Stretch]:
        return self.stretches[:SHOWN_AT_ONCE]

    @property
    def earlier(self) -> list[Stretch]:
        return self.stretches[SHOWN_AT_ONCE:]

    @cached_property
    def bar(self) -> Bar | None:
        """The drawing, where there is anything to draw."""
        waiting = [days for days, _begins in self.member.shown_history.waiting]
        found = bar(self.stretches, today=self.today, waiting=waiting)
        return found if found.marks else None


@dataclass(frozen=True)
class FamilyPage:
    """Everybody on one day, and what comes next from today."""

    family: Iterable[Member]
    day: date
    today: date
    acts_for_another: bool = False

    @cached_property
    def members(self) -> list[MemberView]:
        return [
            MemberView(
                member=member,
                number=number,
                day=self.day,
                today=self.today,
                acts_for_another=self.acts_for_another,
            )
            for number, member in enumerate(self.family, start=1)
        ]

    @property
    def is_about_today(self) -> bool:
        return self.day == self.today

    @cached_property
    def coming(self) -> list[Coming]:
        """What comes next, the nearest first."""
        return coming(of_family(self.family, today=self.today), today=self.today)

    @property
    def next_ones(self) -> list[Coming]:
        return self.coming[:NEXT_AT_ONCE]

    @property
    def later_ones(self) -> list[Coming]:
        return self.coming[NEXT_AT_ONCE:]

    @property
    def deeds(self) -> list[dict]:
        """Links to the other pages about insurance, those that exist."""
        return [
            {"url": url, "icon": icon, "title": title, "text": text}
            for name, icon, title, text in DEEDS
            if (url := address(name))
        ]
