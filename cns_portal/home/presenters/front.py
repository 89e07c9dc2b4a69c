"""What the front page shows of what editors wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from cns_portal import content
from cns_portal.content.choices.entries import Grid, Kind
from cns_portal.content.presenters import pages
from cns_portal.content.presenters.cards import Card, Question, address_of, cards

if TYPE_CHECKING:
    from cns_portal.content.selectors.reading import Shown

NEWS_SHOWN = 3
QUESTIONS_SHOWN = 4
CONDITIONS = "immediate-reimbursement"
"""The procedure that says who is reimbursed at once; without it, the link to it is left out."""
BELOW = 3
"""The level of the headings of the questions."""


@dataclass(frozen=True)
class GridOfCards:
    """One half of the situations. The needs are many and short: only their titles are shown."""

    grid: Grid
    cards: list[Card]

    @property
    def code(self) -> str:
        return self.grid.value.replace("_", "-")

    @property
    def heading(self) -> str:
        return str(self.grid.label)

    @property
    def is_brief(self) -> bool:
        return self.grid == Grid.NEED


def grids(situations: Iterable[Shown]) -> list[GridOfCards]:
    """Both grids in their order, without one that has no card."""
    by_grid: dict[str, list[Shown]] = {grid: [] for grid in Grid.values}
    for shown in situations:
        by_grid[shown.entry.grid].append(shown)
    return [GridOfCards(Grid(grid), cards(found)) for grid, found in by_grid.items() if found]


@dataclass(frozen=True)
class FrontPage:
    """Asked for only when the page is drawn anew: what was drawn is kept for a while."""

    language: str
    today: date

    @property
    def grids(self) -> list[GridOfCards]:
        return grids(self._situations)

    @property
    def news(self) -> list[Card]:
        return cards(self._news)

    @property
    def questions(self) -> list[Question]:
        return [Question(shown, below=BELOW) for shown in self._questions]

    @cached_property
    def conditions_url(self) -> str:
        """The page with the conditions of immediate reimbursement; empty when there is none."""
        page = content.page(Kind.PROCEDURE, CONDITIONS, self.language, today=self.today)
        return address_of(page.entry) if page else ""

    @property
    def updated(self) -> datetime | None:
        """When the newest text that stands here was published."""
        return pages.last_day(*self._situations, *self._news, *self._questions)

    @cached_property
    def _situations(self) -> list[Shown]:
        return self._pages(Kind.SITUATION)

    @cached_property
    def _news(self) -> list[Shown]:
        return self._pages(Kind.NEWS)[:NEWS_SHOWN]

    @cached_property
    def _questions(self) -> list[Shown]:
        return self._pages(Kind.QUESTION)[:QUESTIONS_SHOWN]

    def _pages(self, kind: Kind) -> list[Shown]:
        return content.pages(kind, self.language, today=self.today)
