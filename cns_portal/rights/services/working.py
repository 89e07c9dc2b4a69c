"""Who works on a request, and asking its sender: taken, handed over, asked, extended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from cns_portal.rights.choices.requests import RightsRefusal, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import requests as notices
from cns_portal.rights.rules import deadlines
from cns_portal.rights.rules import states as rules
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services.steps import insist, locked, move, touch, why_not, why_not_at_all
from cns_portal.rights.services.telling import tell
from insured.services.working import Hands

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure

_HANDS = Hands[RightsRequest](
    locked=locked,
    insist=insist,
    move=move,
    verbs=Verb,
    begun=rules.OPEN - {RightsState.SENT},
    not_yours=RightsRefusal.NOT_YOURS,
    taken="rights.taken",
    released="rights.released",
    taken_over="rights.taken_over",
)
take, release = _HANDS.take, _HANDS.release
take_over, hand_over = _HANDS.take_over, _HANDS.hand_over


@transaction.atomic
def asked(procedure: Procedure, *, by: Account, text: str) -> None:
    """The officer asks the person something. Called by the procedure. Raises `Refused`.

    The question itself, `text`, is a letter of the thread and sealed there.
    """
    note_asked(locked(RightsRequest.objects.get(procedure=procedure).pk), by=by)
    procedure.refresh_from_db()


def note_asked(request: RightsRequest, *, by: Account) -> None:
    """The held request waits for whoever sent it. The month of the GDPR runs on."""
    insist(request, Verb.ASK, agent=by)
    request.asked_at = request.asked_at or clock.now()
    request.answer_until = answer_until(today=clock.today())
    move(
        request,
        Verb.ASK,
        what="rights.asked",
        actor=by,
        fields=["asked_at", "answer_until"],
    )


def why_not_write(procedure: Procedure, by: Account) -> RightsRefusal | None:
    """Why this officer writes nothing to the person about the case. Asked by the procedure."""
    request = RightsRequest.objects.select_related("person__dossier").get(procedure=procedure)
    return why_not_at_all(request, agent=by)


@transaction.atomic
def replied(procedure: Procedure, *, by: Account, on_behalf_of: str = "") -> bool:
    """The person has answered: the next step is the officer's. Whether the state moved."""
    request = locked(RightsRequest.objects.get(procedure=procedure).pk)
    if why_not(request, Verb.REPLY):
        if request.state in rules.OPEN:
            touch(request)
        return False
    move(
        request,
        Verb.REPLY,
        what="rights.answered_by_person",
        actor=by,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
    )
    procedure.refresh_from_db()
    return True


@transaction.atomic
def extend(request_id: int, *, agent: Account, reasons: str) -> RightsRequest:
    """Two more months to answer, once, told with the reasons within the first. Raises `Refused`."""
    request = locked(request_id)
    insist(request, Verb.EXTEND, agent=agent)
    if not reasons.strip():
        raise Refused(RightsRefusal.NO_REASON)
    if refusal := why_not_extend(request, today=clock.today()):
        raise Refused(refusal)
    sent_on = civil_time.day_of(request.sent_at)
    request.due_on = deadlines.due_on(sent_on=sent_on, extended=True)
    request.extended_at, request.extension = clock.now(), reasons.strip()
    move(
        request,
        Verb.EXTEND,
        what="rights.extended",
        actor=agent,
        fields=["due_on", "extended_at", "extension"],
    )
    tell(request, lambda: notices.extended(request), what="extended")
    return request


def why_not_extend(request: RightsRequest, *, today: date) -> RightsRefusal | None:
    """Why the time to answer cannot be made longer, or None."""
    return deadlines.why_not_extend(
        sent_on=civil_time.day_of(request.sent_at),
        is_extended=request.extended_at is not None,
        today=today,
    )


def answer_until(*, today: date) -> date:
    """The last day on which an answer to a question of today is awaited."""
    return today + timedelta(days=rules.DAYS_TO_ANSWER)
