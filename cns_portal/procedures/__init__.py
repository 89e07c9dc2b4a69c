"""One procedure per case of a person: its reference, its phase, and a history nobody can edit.

Front door: `from cns_portal import procedures`, then `procedures.open_procedure(...)`,
`procedures.add_event(...)`, `procedures.history(procedure)`. A room says in its
`AppConfig.ready()` what its cases are called: `procedures.declare_kind(...)`.
"""

from typing import TYPE_CHECKING

from cns_portal.procedures.kinds import declare_kind

if TYPE_CHECKING:
    from cns_portal.procedures.selectors import history
    from cns_portal.procedures.services import add_event, forget, open_procedure

__all__ = ["add_event", "declare_kind", "forget", "history", "open_procedure"]


def __getattr__(name: str):
    """The verbs need models, which Django loads later than this package."""
    if name in {"add_event", "forget", "open_procedure"}:
        from cns_portal.procedures import services

        return getattr(services, name)
    if name == "history":
        from cns_portal.procedures import selectors

        return selectors.history
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
