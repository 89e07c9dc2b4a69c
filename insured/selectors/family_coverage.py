"""The insurance of a person and of the family insured with them: as much as each may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cns_portal.kernel.months import months_later
from insured.choices.cards import CardState
from insured.models import AffiliationPeriod, Card, Declaration, FamilyTie, Guardianship
from insured.rules.acting import by_guardianship
from insured.rules.coverage import Coverage, History, Period
from insured.rules.next_events import Event, next_events
from insured.selectors import families
from insured.selectors.acting import guardianship_as_rule
from insured.selectors.coverage import as_rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from insured.models import InsuredPerson

MONTHS_SHOWN_AFTERWARDS = 12
"""House convention: so long somebody who is no longer co-insured stays on the page."""


@dataclass(frozen=True)
class Member:
    """One person of a family, as whoever's page it is may see them.

    Of oneself and of one's minor children everything is seen; of an adult who is co-insured only
    what comes through oneself: their own work is theirs to show.
    """

    person: InsuredPerson
    rows: tuple[AffiliationPeriod, ...]
    history: History
    tie: FamilyTie | None = None
    card: Card | None = None
    is_me: bool = False
    is_child: bool = False
    seen_from: int | None = None

    @property
    def seen_in_full(self) -> bool:
        """Whether all of the person's insurance is shown."""
        return self.is_me or self.is_child

    @property
    def shown_rows(self) -> list[AffiliationPeriod]:
        """The periods that may be seen, the oldest first."""
        return [row for row in self.rows if self.seen_in_full or row.through_id == self.seen_from]

    def shown_coverage(self, day: date) -> Coverage | None:
        """The answer for a day; None where it is not for these eyes."""
        answer = self.history.on(day)
        if self.seen_in_full or answer.through == self.seen_from:
            return answer
        return None

    @property
    def shown_history(self) -> History:
        """The affiliation as far as it may be seen."""
        if self.seen_in_full:
            return self.history
        return History(
            [period for period in self.history.periods if period.through == self.seen_from]
        )

    def events(self, today: date) -> list[Event]:
        """What comes next for this person, as far as it may be seen."""
        tie = self.tie
        covered = self.shown_coverage(today) if not self.seen_in_full else None
        if not self.seen_in_full and covered is None:
            return []
        return next_events(
            self.shown_history,
            today=today,
            born=self.person.birth_date,
            relation=tie.relation if tie else "",
            beyond_thirty_until=tie.beyond_thirty_until if tie else None,
            lives_in_luxembourg=bool(families.lives_here(self.person)),
            card_until=self.card.european_until if self.card else None,
        )


def family_of(person: InsuredPerson, *, today: date) -> list[Member]:
    """The person, then everybody insured through them and their minor children; four queries.

    The oldest first; somebody whose co-insurance ended stays for a while.
    """
    ties = _ties_of(person, today)
    children = _children_of(person, today)
    through_me = {tie.member_id: tie for tie in ties if tie.principal_id == person.pk}
    people = {tie.member_id: tie.member for tie in through_me.values()} | children
    keys = [person.pk, *people]
    rows = _rows_of(keys)
    cards = _cards_of([person.pk, *children])
    mine = next((tie for tie in reversed(ties) if tie.member_id == person.pk), None)
    me = _member(person, rows, tie=mine, card=cards.get(person.pk), is_me=True)
    others = [
        _member(
            other,
            rows,
            tie=through_me.get(key),
            card=cards.get(key),
            is_child=key in children,
            seen_from=person.pk,
        )
        for key, other in people.items()
    ]
    return [me, *sorted(others, key=_by_age)]


def periods_of(person: InsuredPerson) -> tuple[Period, ...]:
    """The person's own timeline for the rules; one query."""
    rows = AffiliationPeriod.objects.of(person).in_order()
    return tuple(as_rule(row) for row in rows)


def is_being_clarified(person: InsuredPerson) -> bool:
    """Whether declarations about the person contradict each other, and an agent has to look."""
    return Declaration.objects.of(person).contradicting().exists()


def _ties_of(person: InsuredPerson, today: date) -> list[FamilyTie]:
    """Those that run, come, or ended not long ago, each person's latest one last."""
    long_ago = months_later(today, -MONTHS_SHOWN_AFTERWARDS)
    rows = FamilyTie.objects.of(person).exclude(last_day__lt=long_ago)
    return list(rows.select_related("member__dossier").order_by("first_day", "pk"))


def _children_of(person: InsuredPerson, today: date) -> dict[int, InsuredPerson]:
    """The children whose file the person may open as a parent."""
    rows = Guardianship.objects.of(person).on(today).select_related("child__dossier")
    return {
        row.child_id: row.child
        for row in rows
        if by_guardianship(guardianship_as_rule(row), born=row.child.birth_date, today=today)
    }


def _rows_of(keys: Iterable[int]) -> dict[int, list[AffiliationPeriod]]:
    found: dict[int, list[AffiliationPeriod]] = defaultdict(list)
    rows = AffiliationPeriod.objects.filter(person__in=keys).select_related("through")
    for row in rows.in_order():
        found[row.person_id].append(row)
    return found


def _cards_of(keys: Iterable[int]) -> dict[int, Card]:
    """The card in use of each person; at most one is."""
    rows = Card.objects.filter(person__in=keys, state__in=[CardState.ACTIVE, CardState.TO_RETURN])
    return {card.person_id: card for card in rows}


def _member(person: InsuredPerson, rows: dict, **facts) -> Member:
    mine = rows.get(person.pk, [])
    return Member(
        person=person, rows=tuple(mine), history=History(as_rule(row) for row in mine), **facts
    )


def _by_age(member: Member) -> tuple:
    return member.person.birth_date or date.max, member.person.pk
