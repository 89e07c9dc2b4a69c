"""How long a claim has waited, and when that is long.

The CNS itself says that 60 % of the bills take four to six weeks (cns.public.lu, "Délais de
remboursement des décomptes"): until four weeks nothing is unusual, after six it should be over.
"""

from __future__ import annotations

LONG = 28
"""Days after which a claim that is not decided stands out."""

TOO_LONG = 42
"""Days after which it should not be waiting any more."""


def tone(days: int) -> str:
    """How a wait of so many days is to be shown: "neutral", "warning" or "danger"."""
    if days >= TOO_LONG:
        return "danger"
    return "warning" if days >= LONG else "neutral"
