"""Questions about procedures that other packages may ask."""

from cns_portal.procedures.selectors.cases import (
    all_of,
    get_of,
    happened,
    history,
    keys_with_a_waiting_reply,
    last_times,
    needs_answer,
    out_of_step,
    state_since,
    waits_for_an_answer,
    with_reference,
)

__all__ = [
    "all_of",
    "get_of",
    "happened",
    "history",
    "keys_with_a_waiting_reply",
    "last_times",
    "needs_answer",
    "out_of_step",
    "state_since",
    "waits_for_an_answer",
    "with_reference",
]
