"""Taking over a request from a colleague who is away: nobody waits for one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from insured.rules.requests import Verb
from insured.services.request_steps import insist, locked, move

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import Request


@transaction.atomic
def take_over(request_id: int, *, agent: Account, seen: int | None) -> Request:
    """The request goes from the agent `seen` on the page to this one; the state stays.

    When somebody else has it by now, or this agent already, nothing changes. Raises `Refused`
    when it is decided or withdrawn, or nobody has it.
    """
    request = locked(request_id)
    insist(request, Verb.TAKE_OVER)
    if request.agent_id == agent.pk or request.agent_id != seen:
        return request
    request.agent, request.taken_at = agent, clock.now()
    move(
        request,
        Verb.TAKE_OVER,
        agent=agent,
        what="request.taken_over",
        fields=["agent", "taken_at"],
        public=False,
    )
    return request
