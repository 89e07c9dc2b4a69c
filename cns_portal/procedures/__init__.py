"""One procedure per case of a person: its reference, its phase, a history nobody can edit, and
what is written to and fro about it.

Front door: `from cns_portal import procedures`, then `procedures.open_procedure(...)`,
`procedures.add_event(...)`, `procedures.history(procedure)`, `procedures.last_times(...)`;
`procedures.reply(...)` by the person, `procedures.answer(...)` and `procedures.ask(...)` by an
agent, `procedures.withdraw(...)`. A room says in its `AppConfig.ready()` what its cases are called
and what can be done with them: `procedures.declare_kind(...)`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from cns_portal.procedures.kinds import declare_kind
from cns_portal.procedures.people import declare_people

if TYPE_CHECKING:
    from cns_portal.procedures.selectors.cases import history, last_times, needs_answer
    from cns_portal.procedures.services.cases import add_event, forget, hold, open_procedure
    from cns_portal.procedures.services.thread import (
        answer,
        ask,
        deal_with,
        note_question,
        note_read,
        reply,
    )
    from cns_portal.procedures.services.withdrawing import why_not_withdraw, withdraw

_WHERE = {
    "selectors.cases": ("history", "last_times", "needs_answer"),
    "services.cases": ("add_event", "forget", "hold", "open_procedure"),
    "services.thread": ("answer", "ask", "deal_with", "note_question", "note_read", "reply"),
    "services.withdrawing": ("why_not_withdraw", "withdraw"),
}

__all__ = [
    "add_event",
    "answer",
    "ask",
    "deal_with",
    "declare_kind",
    "declare_people",
    "forget",
    "history",
    "hold",
    "last_times",
    "needs_answer",
    "note_question",
    "note_read",
    "open_procedure",
    "reply",
    "why_not_withdraw",
    "withdraw",
]


def __getattr__(name: str):
    """The verbs need models, which Django loads later than this package."""
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"cns_portal.procedures.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
