"""The end of a granted restriction, announced before it comes (GDPR, article 18(3))."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.requests import RightsRefusal
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import requests as notices
from cns_portal.rights.rules import states as rules
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services.steps import insist, locked, move
from cns_portal.rights.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@transaction.atomic
def lift(request_id: int, *, agent: Account, on: date, said: str) -> RightsRequest:
    """From the day `on` the data are not blocked any more; the person is told at once, with `said`.

    Raises `Refused`: `NOT_TOLD_BEFORE` for today or earlier, `NO_REASON_TO_LIFT` without words,
    and what the rule says of a request that grants no restriction, or whose end was announced.
    """
    request = locked(request_id)
    insist(request, Verb.LIFT, agent=agent)
    if refusal := rules.why_not_lift_from(on, today=clock.today()):
        raise Refused(refusal)
    said = said.strip()
    if not said:
        raise Refused(RightsRefusal.NO_REASON_TO_LIFT)
    request.lifted_from = on
    request.decision = {**request.decision, "lifted": said}
    move(
        request,
        Verb.LIFT,
        what="rights.lifted",
        actor=agent,
        fields=["lifted_from", "decision"],
    )
    tell(request, lambda: notices.lifted(request, on=on, said=said), what="lifted")
    return request
