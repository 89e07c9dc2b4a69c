"""One procedure per case of a person: its reference, its phase, and a history nobody can edit.

Front door: `from cns_portal import procedures`, then `procedures.open_procedure(...)`,
`procedures.add_event(...)`, `procedures.history(procedure)`, `procedures.last_times(...)`. A room
says in its `AppConfig.ready()` what its cases are called: `procedures.declare_kind(...)`.
"""

from typing import TYPE_CHECKING

from cns_portal.procedures.kinds import declare_kind

if TYPE_CHECKING:
    from cns_portal.procedures.selectors import history, last_times
    from cns_portal.procedures.services import add_event, forget, open_procedure

__all__ = ["add_event", "declare_kind", "forget", "history", "last_times", "open_procedure"]


def __getattr__(name: str):
    """The verbs need models, which Django loads later than this package."""
    if name in {"add_event", "forget", "open_procedure"}:
        from cns_portal.procedures import services

        return getattr(services, name)
    if name in {"history", "last_times"}:
        from cns_portal.procedures import selectors

        return getattr(selectors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
