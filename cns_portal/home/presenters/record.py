"""The record of processing operations (GDPR, article 30), made of what every room declares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.keeping import Holding
from cns_portal.web.spreadsheet import BYTE_ORDER_MARK, csv_line

NAMES = {
    "accounts": gettext_lazy("Signing in"),
    "audit": gettext_lazy("The trail of what was done"),
    "documents": gettext_lazy("Uploaded files"),
    "insured": gettext_lazy("Insurance and family"),
    "procedures": gettext_lazy("Procedures and messages"),
}
"""Parts that agents know by no name, or by another one."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of processing, in the words of the moment's language."""

    holding: Holding

    @property
    def name(self) -> str:
        return str(self.holding.label)

    @property
    def anchor(self) -> str:
        return self.holding.code.replace(".", "-").replace("_", "-")

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What article 30(1) asks for, in its order, and the legal basis besides."""
        holding = self.holding
        return [
            (_("Purpose"), str(holding.why)),
            (_("What"), str(holding.what)),
            (_("Legal basis"), str(holding.legal_basis)),
            (_("Whose data"), _listed(holding.persons)),
            (_("Categories of data"), _listed(holding.categories)),
            (_("Recipients"), _listed(holding.recipients)),
            (_("Kept for"), str(holding.keep_for)),
            (_("Measures"), _listed(holding.measures)),
        ]


@dataclass(frozen=True, slots=True)
class Area:
    """The operations of one part of the portal."""

    code: str
    name: str
    operations: list[Operation]


def areas(holdings: Iterable[Holding]) -> list[Area]:
    """By part of the portal, as the agents' pages call it."""
    by_code = sorted(holdings, key=lambda holding: holding.code)
    return [
        Area(code, _name_of(code), [Operation(holding) for holding in parts])
        for code, parts in groupby(by_code, key=lambda holding: holding.code.partition(".")[0])
    ]


def csv_of(holdings: Iterable[Holding]) -> str:
    """The record as a file for a spreadsheet: one line for each operation."""
    lines = []
    for area in areas(holdings):
        for operation in area.operations:
            rows = operation.rows
            if not lines:
                heads = [_("Part of the portal"), _("Operation"), *(label for label, _text in rows)]
                lines.append(csv_line(heads))
            lines.append(csv_line([area.name, operation.name, *(text for _label, text in rows)]))
    return BYTE_ORDER_MARK + "".join(lines)


def _name_of(code: str) -> str:
    return str(NAMES.get(code) or apps.get_app_config(code).verbose_name)


def _listed(words: Iterable[Choices]) -> str:
    return "; ".join(str(word.label) for word in words) or _("None")
