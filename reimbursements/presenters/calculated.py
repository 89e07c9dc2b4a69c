"""The answer of the calculator in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insured.notices.sentences import euro
from reimbursements.presenters.explaining import ExplainedLine, explained
from reimbursements.rules.result import LineResult
from reimbursements.rules.tariff_amounts import normalised


class Calculated:
    """One act: the amounts, and why."""

    def __init__(self, line: LineResult, asked: Mapping[str, Any]) -> None:
        self.line = line
        self.asked = asked
        self.why: ExplainedLine = explained(line)

    @property
    def title(self) -> str:
        """What was asked, in one line."""
        return _("{code} on {day}").format(
            code=normalised(self.asked["code"]),
            day=date_format(self.asked["day"], "DATE_FORMAT"),
        )

    @property
    def amounts(self) -> list[tuple[str, str]]:
        """Every amount that is not zero, and the three that people look for."""
        line = self.line
        always = [
            (_("Invoiced"), line.invoiced),
            (_("Reimbursed"), line.reimbursed),
            (_("Your own share"), line.participation),
        ]
        others = [
            (_("Above the tariff, not covered"), line.over_tariff),
            (_("Not covered"), line.refused),
            (_("An agent decides about"), line.open),
        ]
        shown = always + [(label, amount) for label, amount in others if amount]
        return [(label, euro(amount)) for label, amount in shown]
