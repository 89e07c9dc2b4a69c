"""How long a request has waited, and when that is long.

The law sets no period for these decisions; the steps are a convention of this portal, so that
what waits longest is seen.
"""

from __future__ import annotations

LONG = 14
"""Days after which a request that nobody has decided stands out."""

TOO_LONG = 30
"""Days after which it should not be waiting any more."""


def tone(days: int) -> str:
    """How a wait of so many days is to be shown: "neutral", "warning" or "danger"."""
    if days >= TOO_LONG:
        return "danger"
    return "warning" if days >= LONG else "neutral"
