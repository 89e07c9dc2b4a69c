"""How long papers are good for. One entry per change; entries are never edited."""

from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.dated import Timeline


@dataclass(frozen=True)
class PaperTerms:
    """What is known about the replacement certificate."""

    source: str
    replacement_months: int
    """At most this long from the day of issue on."""


PAPER_TERMS = Timeline(
    # The day is the first of the European card; the pages name none.
    (
        date(2004, 6, 1),
        PaperTerms(
            source="CNS, “Commander une carte”; CMFEP, “Social security card and replacement "
            "certificate”",
            replacement_months=3,
        ),
    ),
)

REPLACEMENT_BASIS = (
    "Regulation (EC) 883/2004, article 19; Decision S2 of 12 June 2009 (OJ 2010/C 106/09)"
)
"""What a replacement certificate stands for, and what must be on it."""
