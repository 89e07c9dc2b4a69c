"""Which bills are paid at once during a visit. One entry per change; entries are never edited."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cns_portal.kernel.dated import Timeline
from insured.choices.immediate_reimbursement import BillKind


@dataclass(frozen=True)
class Conditions:
    """What a household's bills have to meet on the day of the visit."""

    source: str
    least_total: Decimal
    """Euros, counted on the bills and not on what is reimbursed of them."""
    days_until_too_old: int
    """A payment is too old from this many calendar days after it on."""
    never: frozenset[BillKind]
    """Kinds of bills that are always sent in the ordinary way."""
    also_from_abroad: frozenset[BillKind]
    """The only kinds that are paid at once although the service was abroad."""


CONDITIONS = Timeline(
    # The page names no first day; no visit of this portal lies before this one.
    (
        date(2023, 1, 1),
        Conditions(
            source=(
                "https://cns.public.lu/en/assure/vie-privee/depenses-sante/avance-frais/"
                "remboursement-cheque.html"
            ),
            least_total=Decimal(100),
            days_until_too_old=15,
            never=frozenset({BillKind.PHYSIOTHERAPY, BillKind.DIETICIAN}),
            also_from_abroad=frozenset({BillKind.FUNERAL, BillKind.FOOD, BillKind.NAPPIES}),
        ),
    ),
)
