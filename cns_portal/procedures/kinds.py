"""What the rooms call their cases, and what can be done with them.

The floor keeps codes; the rooms own the words and the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from cns_portal.procedures.models import Procedure

    AnswerWithin = Mapping[str, int] | Callable[[Procedure, datetime], date | None]
    WhyNotWithdraw = Callable[[Procedure, datetime], str | None]
    SentCopy = Callable[[Procedure], tuple[str, dict[str, Any]] | None]


@dataclass(frozen=True)
class Kind:
    """A kind of case with its words, all lazily translated, and the rules of its room.

    What is left out simply does not exist: a kind without `withdraw` cannot be withdrawn.
    """

    code: str
    label: str
    states: Mapping[str, str] = field(default_factory=dict)
    """The room's own states, as the person reads them."""
    happenings: Mapping[str, str] = field(default_factory=dict)
    """The events of the history, as the person reads them."""
    what_next: Mapping[str, str] = field(default_factory=dict)
    """For each state a sentence: what happens next, and who does it."""
    answer_within: AnswerWithin | None = None
    """How long the next step takes: days for each state, or a function of the case and the moment
    at which its state began. Where it says nothing, no period is known, and the page says so. In a
    state of `asks` it is the person's own deadline."""
    asks: frozenset[str] = frozenset()
    """The states in which the person must do something."""
    cut_short: frozenset[str] = frozenset()
    """The states in which it ended before it was checked or decided: no page claims that it was."""
    settled: frozenset[str] = frozenset()
    """The states in which the decision was the last step: nothing is promised after it, though the
    person can still write about it."""
    why_not_withdraw: WhyNotWithdraw | None = None
    """The sentence why the person cannot take it back now; None when they can."""
    withdraw: Callable[..., Any] | None = None
    """`withdraw(procedure, actor=…, on_behalf_of=…)`: takes it back; raises `Refused`."""
    send_again: Callable[[Procedure], str] | None = None
    """What the person can do once it is taken back; without it, they can send it again."""
    withdraw_url: Callable[[Procedure], str] | None = None
    """Where the room has a page of its own for taking back; empty where there is none."""
    page: Callable[[Procedure], str] | None = None
    """Where the room has a page of its own about the case; empty where there is none."""
    sent_copy: SentCopy | None = None
    """The template and its context that print what the person sent; None when it is gone."""
    files: Callable[[Procedure], Iterable[Document]] | None = None
    """The documents that the person attached when sending it."""
    asked: Callable[..., Any] | None = None
    """`asked(procedure, by=…, text=…)`: an agent asks. Moves the room's state and writes the line
    of the history; raises `Refused`. Without it the state stays."""
    replied: Callable[..., bool] | None = None
    """`replied(procedure, by=…, on_behalf_of=…)`: the person has answered. Says whether it wrote a
    line of the history, because the room's state moved."""
    why_not_write: Callable[[Procedure, Account], Any] | None = None
    """Why this agent writes nothing about the case, nor says that nothing is to be answered; None
    when they may. Questions are for `asked` to refuse."""
    visible_to: Callable[[Account], Q] | None = None
    """Which of these cases an agent may open. Without it, whoever may read procedures."""

    def answer_by(self, procedure: Procedure, *, since: datetime) -> date | None:
        """The day until which the next step is due, in the state that began at `since`."""
        if self.answer_within is None:
            return None
        if callable(self.answer_within):
            return self.answer_within(procedure, since)
        days = self.answer_within.get(procedure.current_state)
        return None if days is None else civil_time.day_of(since) + timedelta(days=days)

    def may_be_opened_by(self, account: Account) -> Q:
        """The cases of this kind that the agent may open, as a condition on procedures."""
        if self.visible_to is not None:
            return Q(kind=self.code) & self.visible_to(account)
        may = account.has_perm("procedures.view_procedure")
        return Q(kind=self.code) if may else Q(pk__in=())


_kinds: dict[str, Kind] = {}


def declare_kind(
    code: str,
    *,
    label: str,
    asks: Collection[str] = (),
    cut_short: Collection[str] = (),
    settled: Collection[str] = (),
    **rules: Any,
) -> None:
    """Make `code` a kind of procedure; `rules` are the fields of `Kind`, all optional.

    Saying the same again is harmless, another label is not.
    """
    known = _kinds.get(code)
    if known is not None and str(known.label) != str(label):
        raise ValueError(f"The kind of procedure {code!r} is declared twice.")
    given = {name: value for name, value in rules.items() if value is not None}
    _kinds[code] = replace(
        Kind(code, label),
        asks=frozenset(asks),
        cut_short=frozenset(cut_short),
        settled=frozenset(settled),
        **given,
    )


def kind(code: str) -> Kind:
    """The declared kind; raises `LookupError` when no room declared it."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"No room has declared the kind of procedure {code!r}.") from None


def all_kinds() -> list[Kind]:
    """Every kind, in the order of declaration."""
    return list(_kinds.values())
