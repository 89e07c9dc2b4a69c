"""The year on a page: charts with the numbers behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.web.bars import Bar, Chart, Table, segments
from insured.notices.sentences import euro
from reimbursements.choices.care import Care
from reimbursements.rules.year import Amounts, By

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from reimbursements.selectors.year import YearOf

SHOWN_WITHOUT = 2
"""So many years, this one among them, have a link even when nothing is in them."""


def parts_of(amounts: Amounts) -> list[tuple[str, str, Decimal]]:
    """Pattern, word and amount of what an invoiced sum is made of."""
    return [
        ("reimbursed", _("Reimbursed"), amounts.reimbursed),
        ("participation", _("Your participation"), amounts.participation),
        ("notcovered", _("Not covered"), amounts.not_covered),
    ]


def heads() -> list[str]:
    """The columns of every table of the year."""
    return [
        _("Invoiced"),
        *(word for _look, word, _amount in parts_of(Amounts())),
        _("Borne by you"),
    ]


def cells(amounts: Amounts) -> list[str]:
    """The amounts of a row, as the reader writes them."""
    return [
        euro(amount)
        for amount in (
            amounts.invoiced,
            *(amount for _look, _word, amount in parts_of(amounts)),
            amounts.own,
        )
    ]


@dataclass(frozen=True)
class YearView:
    """A year of somebody's reimbursements. Nothing here asks the database."""

    found: YearOf
    years: Sequence[int]
    by: By
    today: date

    @property
    def year(self) -> int:
        return self.found.year.year

    @property
    def is_empty(self) -> bool:
        return not self.found.year.cells

    @property
    def is_running(self) -> bool:
        """Whether more of it is to come."""
        return self.year >= self.today.year

    @cached_property
    def total(self) -> Amounts:
        return self.found.year.total

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The sums of the year, each with its word."""
        return list(zip(heads(), cells(self.total), strict=True))

    @cached_property
    def charts(self) -> list[Chart]:
        """By month, by person where there are several, by kind of care."""
        by_person = self.found.year.by_person()
        found = [
            self._chart(
                "month", _("By month"), [
                    (month_name(self.year, month), amounts)
                    for month, amounts in self.found.year.by_month().items()
                ],
            ),
            self._chart(
                "care", _("By kind of care"), [
                    (care_name(care), amounts)
                    for care, amounts in self.found.year.by_care().items()
                ],
            ),
        ]  # fmt: skip
        if len(by_person) > 1:
            rows = [(self.name_of(person), amounts) for person, amounts in by_person.items()]
            found.insert(1, self._chart("person", _("By person treated"), rows))
        return found

    @property
    def people_rows(self) -> list[tuple[str, list[str]]]:
        """Each person treated with the sums of theirs, then all together."""
        rows = [
            (self.name_of(person), cells(amounts))
            for person, amounts in self.found.year.by_person().items()
        ]
        return [*rows, (_("Total"), cells(self.total))]

    def name_of(self, person: int | None) -> str:
        return self.found.names.get(person or 0, "") or _("Person not named")

    def _chart(self, code: str, title: str, rows: list[tuple[str, Amounts]]) -> Chart:
        longest = max((amounts.invoiced for _name, amounts in rows), default=0)
        return Chart(
            code=code,
            title=title,
            caption=_("{invoiced} invoiced in {year}, {reimbursed} of it reimbursed.").format(
                invoiced=euro(self.total.invoiced),
                year=self.year,
                reimbursed=euro(self.total.reimbursed),
            ),
            legend=[(look, word) for look, word, _amount in parts_of(self.total)],
            bars=[
                Bar(
                    name,
                    in_words(amounts),
                    segments(
                        [(look, amount) for look, _word, amount in parts_of(amounts)], longest
                    ),
                )
                for name, amounts in rows
            ],
            table=Table(
                heads(),
                [
                    *((name, cells(amounts)) for name, amounts in rows),
                    (_("Total"), cells(self.total)),
                ],
            ),
        )

    # -- addresses ------------------------------------------------------------------------------

    @property
    def year_tabs(self) -> list[dict]:
        """Every year with something in it, and the last ones anyhow."""
        always = range(self.today.year, self.today.year - SHOWN_WITHOUT, -1)
        years = sorted({*self.years, *always, self.year}, reverse=True)
        return [
            {"url": self._address(year, self.by), "label": year, "current": year == self.year}
            for year in years
        ]

    @property
    def other_way(self) -> tuple[str, str]:
        """The address of the same year counted by the other day, and what it is called."""
        if self.by == By.CARE:
            return self._address(self.year, By.PAID), _("Count by the day of payment")
        return self._address(self.year, By.CARE), _("Count by the day of care")

    @property
    def counted_by(self) -> str:
        """Which day puts an act into the year."""
        if self.by == By.PAID:
            return _("Each act counts in the year in which you paid the bill.")
        return _("Each act counts in the year of the care, whenever the bill was paid.")

    @property
    def csv_url(self) -> str:
        return self._address(self.year, self.by, "year_csv")

    @property
    def pdf_url(self) -> str:
        return self._address(self.year, self.by, "year_pdf")

    @staticmethod
    def _address(year: int, by: By, name: str = "year") -> str:
        end = "&by=paid" if by == By.PAID else ""
        return f"{reverse(f'reimbursements:{name}')}?year={year}{end}"


def in_words(amounts: Amounts) -> str:
    """All that a bar shows, in a sentence."""
    if not amounts.invoiced:
        return _("Nothing")
    parts = [f"{word}: {euro(amount)}" for _look, word, amount in parts_of(amounts) if amount]
    return _("{invoiced} invoiced. {parts}").format(
        invoiced=euro(amounts.invoiced), parts=", ".join(parts)
    )


def month_name(year: int, month: int) -> str:
    """January, … in the reader's language."""
    return date_format(date(year, month, 1), "F")


def care_name(care: str) -> str:
    """What the kind of care is called."""
    return str(Care(care).label) if care in Care.values else str(Care.OTHER.label)
