"""Who did what to which record, and who looked at it: for investigation, never read by a feature.

Front door: `from cns_portal import audit`, then `audit.record(...)` and `audit.record_view(...)`.
The actor is always named: an account, `audit.SYSTEM` or `audit.VISITOR`.
"""

from typing import TYPE_CHECKING

from cns_portal.audit.actors import SYSTEM, VISITOR, Actor

if TYPE_CHECKING:
    from cns_portal.audit.services import record, record_view

__all__ = ["SYSTEM", "VISITOR", "Actor", "record", "record_view"]


def __getattr__(name: str):
    """The verbs need models, which Django loads later than this package."""
    if name in {"record", "record_view"}:
        from cns_portal.audit import services

        return getattr(services, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
