"""The complementary reimbursement: asked for, checked by an agent, paid through a statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit, clock, procedures
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase
from insured.selectors import kin
from insured.services import holding
from insured.services.telling import tell
from reimbursements.choices.complementary import ComplementaryRefusal
from reimbursements.choices.money import ComplementaryState
from reimbursements.models import ComplementaryClaim, Income
from reimbursements.notices import complementary as notices
from reimbursements.rules import complementary as rules
from reimbursements.rules.complementary import Verb
from reimbursements.selectors import complementary as selectors
from reimbursements.services import publishing

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure
    from insured.models import InsuredPerson
    from insured.notices.notice import Notice

KIND = "complementary"
"""What the ground floor calls such a case."""

PHASES = {
    ComplementaryState.SENT: Phase.RECEIVED,
    ComplementaryState.BEING_CHECKED: Phase.BEING_CHECKED,
    ComplementaryState.ACCEPTED: Phase.DECIDED,
    ComplementaryState.REFUSED: Phase.DECIDED,
    ComplementaryState.WITHDRAWN: Phase.DONE,
}


# -- what the person does -----------------------------------------------------------------------


@transaction.atomic
def ask(
    person: InsuredPerson, *, year: int, actor: Account, on_behalf_of: str = ""
) -> ComplementaryClaim:
    """Ask for what the participations of `year` come to above the threshold. Raises `Refused`."""
    holding.hold([person.pk])
    before = selectors.requests_of(person, year)
    standing = selectors.standing_of(person, year).standing
    if refusal := rules.why_not_ask(
        standing, today=clock.today(), is_open=selectors.is_open(before)
    ):
        raise Refused(refusal)
    procedure = procedures.open_procedure(
        kind=KIND,
        dossier=person.dossier,
        created_by=actor,
        contact_email="",
        language=person.language,
        state=ComplementaryState.SENT,
        actor_kind=ActorKind.PERSON,
        what="complementary.sent",
        on_behalf_of=on_behalf_of,
    )
    already = Refused(ComplementaryRefusal.ALREADY_SENT)
    with promise("complementary_claim_once_a_year", broken=already):
        request = ComplementaryClaim.objects.create(
            procedure=procedure,
            person=person,
            year=year,
            state=ComplementaryState.SENT,
            sent_at=clock.now(),
            sent_by=actor,
        )
    audit.record(actor, "complementary.sent", request, dossier=person.dossier)
    _tell(request, notices.received)
    return request


@transaction.atomic
def withdraw(procedure: Procedure, *, actor: Account, on_behalf_of: str = "") -> ComplementaryClaim:
    """The person takes it back, as long as nothing is decided. Raises `Refused`."""
    request = _locked(selectors.of_procedure(procedure).pk)
    _insist(request, Verb.WITHDRAW)
    _move(
        request,
        Verb.WITHDRAW,
        what="complementary.withdrawn",
        actor=actor,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
    )
    _tell(request, notices.withdrawn)
    procedure.refresh_from_db()
    return request


def why_not_withdraw(procedure: Procedure, now: datetime) -> str | None:
    """The sentence why the person cannot take the request back, or None."""
    state = ComplementaryState(selectors.of_procedure(procedure).state)
    refusal = rules.why_not(Verb.WITHDRAW, state=state)
    return str(refusal.label) if refusal else None


def sent_copy(procedure: Procedure) -> tuple[str, dict[str, Any]]:
    """The template and context that print what was sent."""
    request = selectors.of_procedure(procedure)
    return "reimbursements/print/complementary.html", {"request": request, "procedure": procedure}


# -- what agents do -----------------------------------------------------------------------------


@transaction.atomic
def take(request_id: int, *, agent: Account) -> ComplementaryClaim:
    """The agent begins to check it. Raises `Refused` when another one has it or it is over."""
    request = _locked(request_id)
    if request.agent_id == agent.pk and request.state == ComplementaryState.BEING_CHECKED:
        return request
    _insist(request, Verb.TAKE, agent=agent)
    request.agent = agent
    _move(request, Verb.TAKE, what="complementary.taken", actor=agent, fields=["agent"])
    return request


@transaction.atomic
def release(request_id: int, *, agent: Account) -> ComplementaryClaim:
    """Give it back to the queue, where it keeps its place by the day it was sent."""
    request = _locked(request_id)
    _insist(request, Verb.RELEASE, agent=agent)
    request.agent = None
    _move(
        request,
        Verb.RELEASE,
        what="complementary.released",
        actor=agent,
        fields=["agent"],
        public=False,
    )
    return request


@transaction.atomic
def note_income(request_id: int, *, agent: Account, amount: Decimal) -> ComplementaryClaim:
    """Write down the contributory income of the year before, as the Centre commun tells it.

    In euro; it takes the place of what was on file. Raises `Refused`.
    """
    request = _locked(request_id)
    _insist(request, Verb.NOTE_INCOME, agent=agent)
    Income.objects.update_or_create(
        person=request.person, year=request.year - 1, defaults={"amount": f"{amount:.2f}"}
    )
    _move(
        request,
        Verb.NOTE_INCOME,
        what="complementary.income_noted",
        actor=agent,
        public=False,
    )
    return request


@transaction.atomic
def accept(request_id: int, *, agent: Account, seen: Decimal) -> ComplementaryClaim:
    """Decide that what lies above the threshold is paid: by a statement of its own.

    `seen` is the amount that the agent saw: what has changed since is looked at again. Raises
    `Refused`.
    """
    request = _locked(request_id)
    _insist(request, Verb.ACCEPT, agent=agent)
    standing = selectors.standing_of(request.person, request.year).standing
    if refusal := rules.why_not_pay(standing):
        raise Refused(refusal)
    if standing.due != seen:
        raise Refused(ComplementaryRefusal.CHANGED)
    request.statement = publishing.publish_complementary(
        request.person, procedure=request.procedure, amount=standing.due, agent=agent
    )
    request.participation, request.amount = standing.participation, standing.due
    request.threshold = f"{standing.threshold:.2f}"
    _decide(
        request,
        Verb.ACCEPT,
        agent=agent,
        what="complementary.accepted",
        fields=["statement", "participation", "amount", "threshold"],
    )
    return request


@transaction.atomic
def refuse(request_id: int, *, agent: Account, reason: str) -> ComplementaryClaim:
    """Decide that nothing is paid. `reason` is what the person reads. Raises `Refused`."""
    request = _locked(request_id)
    _insist(request, Verb.REFUSE, agent=agent)
    if not reason.strip():
        raise Refused(ComplementaryRefusal.NO_REASON)
    request.reason = reason.strip()
    _decide(request, Verb.REFUSE, agent=agent, what="complementary.refused", fields=["reason"])
    _tell(request, notices.refused)
    return request


def is_ones_own(request: ComplementaryClaim, agent: Account) -> bool:
    """Whether it is about the agent or their family, or was sent by the agent."""
    if agent.pk in (request.sent_by_id, request.person.account_id):
        return True
    return kin.is_related(agent, [request.person_id])


# -- steps --------------------------------------------------------------------------------------


def _locked(request_id: int) -> ComplementaryClaim:
    """The person first, then the case, then the row, as everywhere in the room."""
    keys = ComplementaryClaim.objects.values_list("person", "procedure").get(pk=request_id)
    holding.hold([keys[0]])
    procedures.hold(keys[1])
    return (
        ComplementaryClaim.objects.select_for_update(of=("self",))
        .select_related("procedure__dossier", "person__dossier")
        .get(pk=request_id)
    )


def _insist(request: ComplementaryClaim, verb: Verb, *, agent: Account | None = None) -> None:
    if refusal := rules.why_not(
        verb,
        state=ComplementaryState(request.state),
        is_another_agents=agent is not None and request.agent_id not in (None, agent.pk),
        is_ones_own=agent is not None and is_ones_own(request, agent),
    ):
        raise Refused(refusal)


def _decide(
    request: ComplementaryClaim, verb: Verb, *, agent: Account, what: str, fields: Iterable[str]
) -> None:
    request.decided_at, request.decided_by = clock.now(), agent
    _move(request, verb, what=what, actor=agent, fields=["decided_at", "decided_by", *fields])


def _move(
    request: ComplementaryClaim,
    verb: Verb,
    *,
    what: str,
    actor: Account,
    actor_kind: str = ActorKind.AGENT,
    on_behalf_of: str = "",
    fields: Iterable[str] = (),
    public: bool = True,
) -> None:
    """The new state: in the row, in the history, in the trail."""
    request.state = rules.after(verb, state=ComplementaryState(request.state))
    request.save(update_fields=["state", *fields])
    procedures.add_event(
        request.procedure,
        what=what,
        phase=PHASES[ComplementaryState(request.state)],
        state=request.state,
        actor=actor,
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of,
        public=public,
    )
    audit.record(actor, what, request, dossier=request.person.dossier)


def _tell(request: ComplementaryClaim, notice: Callable[[ComplementaryClaim], Notice]) -> None:
    tell(
        request.person,
        lambda: notice(request),
        once=f"complementary:{request.pk}:{request.state}",
        reference=request.procedure.reference,
    )
