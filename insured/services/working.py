"""Who works on a case that agents decide, whatever its kind: taken, given back, passed on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

Case = TypeVar("Case")

FIELDS = ("agent", "taken_at")
"""The columns of a case that say who has it, and since when."""


@dataclass(frozen=True, kw_only=True)
class Hands(Generic[Case]):
    """In whose hands the cases of one kind are.

    `locked`, `insist` and `move` are the steps of that kind, `verbs` what its rule is asked by
    name, and `begun` the states in which an agent has a case. `taken`, `released` and `taken_over`
    are its lines in the history.
    """

    locked: Callable[[int], Case]
    insist: Callable[..., None]
    move: Callable[..., None]
    verbs: Any
    begun: Collection[str]
    not_yours: Any
    taken: str
    released: str
    taken_over: str

    @transaction.atomic
    def take(self, case_id: int, *, agent: Account) -> Case:
        """The agent begins to check it. Raises `Refused` when another has it or it is over."""
        case = self.locked(case_id)
        if case.agent_id == agent.pk and case.state in self.begun:
            return case
        self.insist(case, self.verbs.TAKE, agent=agent)
        case.agent, case.taken_at = agent, clock.now()
        self.move(case, self.verbs.TAKE, what=self.taken, actor=agent, fields=FIELDS)
        return case

    @transaction.atomic
    def release(self, case_id: int, *, agent: Account) -> Case:
        """Give it back to the queue, where it finds its place again. Raises `Refused`."""
        case = self.locked(case_id)
        self.insist(case, self.verbs.RELEASE, agent=agent)
        case.agent = case.taken_at = None
        self.move(
            case, self.verbs.RELEASE, what=self.released, actor=agent, fields=FIELDS, public=False
        )
        return case

    @transaction.atomic
    def take_over(self, case_id: int, *, agent: Account, seen: int | None) -> Case:
        """It goes from the agent `seen` on the page to this one; the state stays.

        When somebody else has it by now, or this agent already, nothing changes. Raises `Refused`
        when it is decided or withdrawn, or nobody has it.
        """
        return self._give(self.locked(case_id), to=agent, by=agent, seen=seen)

    @transaction.atomic
    def hand_over(self, case_id: int, *, agent: Account, to: Account) -> Case:
        """The agent who has it gives it to a colleague. Raises `Refused` as `take_over`.

        Also when somebody else has it by now, or when the colleague may not work on it. Whoever
        may not do so themselves can still give it away.
        """
        case = self.locked(case_id)
        if case.agent_id != agent.pk:
            raise Refused(self.not_yours)
        return self._give(case, to=to, by=agent, seen=agent.pk)

    def _give(self, case: Case, *, to: Account, by: Account, seen: int | None) -> Case:
        self.insist(case, self.verbs.TAKE_OVER, agent=to)
        if case.agent_id == to.pk or case.agent_id != seen:
            return case
        case.agent, case.taken_at = to, clock.now()
        self.move(
            case, self.verbs.TAKE_OVER, what=self.taken_over, actor=by, fields=FIELDS, public=False
        )
        return case
