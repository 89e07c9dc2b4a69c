"""What the pages of one claim show, gathered once: bills, proposals, people, letters, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from cns_portal import audit, clock, procedures
from cns_portal.inbox import selectors as posted
from insured.admin import showing as words
from insured.admin.conversation import letters
from reimbursements.admin import showing
from reimbursements.choices.claims import BillState
from reimbursements.models import Claim
from reimbursements.presenters import work as presenter
from reimbursements.presenters.work import BillShown
from reimbursements.selectors import work
from reimbursements.services import adjudicating, deciding
from reimbursements.services.steps import concerns

if TYPE_CHECKING:
    from insured.models import InsuredPerson


@dataclass(frozen=True)
class Material:
    """A claim with its bills, as one agent sees it today."""

    claim: Claim
    bills: list[BillShown]
    is_ones_own: bool
    """Whether it is the agent's own file, treats them, or was sent by them."""

    @property
    def people(self) -> list[InsuredPerson]:
        """Whose file it is, and who was treated; each once."""
        treated = [one.bill.patient for one in self.bills if one.bill.patient is not None]
        return list({person.pk: person for person in [self.claim.person, *treated]}.values())

    def bill(self, bill_id: int) -> BillShown | None:
        return next((one for one in self.bills if one.bill.pk == bill_id), None)


def of(claim: Claim, *, agent) -> Material:
    """A fixed number of queries, whatever the number of bills and lines."""
    bills = work.bills_of(claim)
    for bill in bills:
        bill.claim = claim
    waiting = [bill for bill in bills if bill.state == BillState.OPEN]
    results = adjudicating.propose(waiting) if waiting else {}
    second = deciding.second_reasons(claim, waiting, results, agent=agent) if waiting else {}
    decided = work.decided_of(claim)
    shown = presenter.all_shown(bills, results, decided, second)
    return Material(claim, shown, is_ones_own=concerns(claim, agent))


def record(request: HttpRequest, material: Material, *, purpose: str) -> None:
    """Once for the person whose claim it is, and once for everybody else whom a bill treats."""
    claim = material.claim
    audit.record_view(request.user, claim, purpose=purpose, dossier=claim.person.dossier)
    others = [person for person in material.people if person.pk != claim.person_id]
    audit.record_views(
        request.user,
        others,
        purpose="reimbursements.treated",
        dossier_id=lambda person: person.dossier_id,
    )


def context(request: HttpRequest, model_admin, material: Material) -> dict[str, Any]:
    """What every page about one claim shows."""
    claim, today = material.claim, clock.today()
    return {
        **model_admin.admin_site.each_context(request),
        "opts": Claim._meta,
        "claim": claim,
        "tag": showing.state_tag(claim),
        "age": showing.age_tag(claim, today=today),
        "original": showing.original_tag(claim),
        "number": words.number(claim.person),
        "person_address": words.address_of_file(request, claim.person_id),
        "is_mine": claim.agent_id == request.user.pk,
        "bills": [bill_line(one) for one in material.bills],
        "page_address": showing.address_of_claim(claim.pk),
    }


def more(request: HttpRequest, material: Material) -> dict[str, Any]:
    """What only the page of the whole claim shows besides."""
    claim, today = material.claim, clock.today()
    procedure = claim.procedure
    return {
        "situations": words.situations(request, material.people, today=today),
        "authorisations": work.authorisations_of(
            {person.pk for person in material.people}, day=today
        ),
        "letters": letters(procedure),
        "messages_sent": posted.messages_about(procedure.reference).defer("body"),
        "history": words.history_lines(procedures.history(procedure)),
    }


def bill_line(one: BillShown) -> dict[str, Any]:
    """A bill in the list of its claim."""
    return {
        "shown": one,
        "bill": one.bill,
        "tag": showing.bill_tag(one.bill),
        "address": showing.address_of_bill(one.bill),
        "second": showing.second_sentences(
            one.decision.second_reasons if one.decision and not one.is_open else one.second
        ),
    }
