"""Who did what to which record, and who looked at it: for investigation.

No feature decides anything by it. People see who looked at their file (`audit.selectors`).

Front door: `from cns_portal import audit`, then `audit.record(...)`, `audit.record_view(...)`, and
for lists `audit.record_views(...)` and `audit.record_search(...)`.
The actor is always named: an account, `audit.SYSTEM` or `audit.VISITOR`.
"""

from typing import TYPE_CHECKING

from cns_portal.audit.actors import SYSTEM, VISITOR, Actor

if TYPE_CHECKING:
    from cns_portal.audit.services import (
        record,
        record_all,
        record_search,
        record_view,
        record_views,
    )

__all__ = [
    "SYSTEM",
    "VISITOR",
    "Actor",
    "record",
    "record_all",
    "record_search",
    "record_view",
    "record_views",
]


def __getattr__(name: str):
    """The verbs need models, which Django loads later than this package."""
    if name in __all__:
        from cns_portal.audit import services

        return getattr(services, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
