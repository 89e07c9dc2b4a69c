"""Cents. Decimal throughout: no amount is ever cut off or kept as a float."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def to_cents(amount: Decimal) -> Decimal:
    """To the nearest cent, half a cent up.

    No text about the rounding of a refund was found; this is the convention of the portal. It is
    applied once to each line, and the share of the patient is the rest, so nothing is lost.
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
