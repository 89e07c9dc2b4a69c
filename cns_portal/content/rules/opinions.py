"""Whether an opinion about a page can be kept. Plain values, no clock."""

from __future__ import annotations

from collections.abc import Sequence

from cns_portal.content.choices.opinions import OpinionRefusal
from cns_portal.kernel.identifying import Found

LONGEST = 1000
"""Characters of a comment (seed 001)."""

FEWEST = 5
"""A convention of the portal: with fewer opinions a page's figures are too few to be compared."""


def why_not(*, asks: bool, identifying: Sequence[Found]) -> OpinionRefusal | None:
    """Why it is not kept: the page does not ask, or the comment says who somebody is."""
    if not asks:
        return OpinionRefusal.UNKNOWN_PAGE
    return OpinionRefusal.NAMES_SOMEBODY if identifying else None
