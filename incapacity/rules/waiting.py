"""How long a certificate has waited, and when that is long.

A convention of the portal: no text says how long the CNS takes to check a certificate. A person
who waits does not know whether the days count, and the next certificate soon follows.
"""

from __future__ import annotations

LONG = 7
"""Days after which a certificate that is not decided stands out."""

TOO_LONG = 14
"""Days after which it should not be waiting any more."""


def tone(days: int) -> str:
    """How a wait of so many days is to be shown: "neutral", "warning" or "danger"."""
    if days >= TOO_LONG:
        return "danger"
    return "warning" if days >= LONG else "neutral"
