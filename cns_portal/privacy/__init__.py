"""What is kept about people, and for how long; each room declares its own.

The front door. A room lists its holdings as `HOLDINGS` in its `privacy.py`, which is found when
the portal starts, or calls `declare(holding)` itself. Each is a `Holding` of `cns_portal.keeping`.

`privacy.plan_erasure(dossier, now=…)` says what an erasure would take and leave and what it has to
wait for; `privacy.order_erasure(dossier, by=…, now=…, reference=…)` has it done, as soon as nothing
is open; `privacy.when_erased(follow)` is for whoever wants to hear of it.
"""

from typing import TYPE_CHECKING

from cns_portal.keeping import (
    Category,
    Erased,
    Holding,
    Measure,
    Obstacle,
    Persons,
    Recipient,
    Stays,
    Turn,
)
from cns_portal.privacy.registry import declare, holdings

if TYPE_CHECKING:
    from cns_portal.privacy.erasing import cancel as cancel_erasure
    from cns_portal.privacy.erasing import order as order_erasure
    from cns_portal.privacy.erasing import order_of as erasure_of
    from cns_portal.privacy.erasing import plan as plan_erasure
    from cns_portal.privacy.erasing import when_erased

__all__ = [
    "Category",
    "Erased",
    "Holding",
    "Measure",
    "Obstacle",
    "Persons",
    "Recipient",
    "Stays",
    "Turn",
    "cancel_erasure",
    "declare",
    "erasure_of",
    "holdings",
    "order_erasure",
    "plan_erasure",
    "when_erased",
]

_ERASING = {
    "cancel_erasure": "cancel",
    "erasure_of": "order_of",
    "order_erasure": "order",
    "plan_erasure": "plan",
    "when_erased": "when_erased",
}


def __getattr__(name: str):
    """The verbs need models, which Django loads later than this package."""
    if name in _ERASING:
        from cns_portal.privacy import erasing

        return getattr(erasing, _ERASING[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
