"""What is known about social security cards. One entry per change; entries are never edited."""

from dataclasses import dataclass
from datetime import date, timedelta

from cns_portal.kernel.dated import Timeline

PAGES = "CNS, “Commander une carte”; CMFEP, “Social security card and replacement certificate”"
BASIS = "Regulation (EC) 883/2004, article 19; Decision S1 of 12 June 2009 (OJ 2010/C 106/08)"
"""Who is entitled to a European card, and that the fund that issues it says for how long."""


@dataclass(frozen=True)
class CardTerms:
    """How long cards are valid and how long they take."""

    source: str
    months_by_year: tuple[int, ...]
    """How long the European side is valid at least, when ordered in the first year of affiliation,
    in the second …; the last one counts for all later years."""
    longest_months: int
    renewed_months_before: int
    """A new card comes this long before the European side expires."""
    delivery: timedelta
    """Within this time after the order the card is there."""


CARD_TERMS = Timeline(
    # The fund says "three months in the first year, six from the second, up to five years". On
    # which facts it depends who gets more is not published: the setting EUROPEAN_CARD_MONTHS and
    # the agent say so. The day is the first of the European card, not of these terms.
    (
        date(2004, 6, 1),
        CardTerms(
            source=PAGES,
            months_by_year=(3, 6),
            longest_months=60,
            renewed_months_before=2,
            delivery=timedelta(days=21),
        ),
    ),
)
