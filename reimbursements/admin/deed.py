"""What every action on a claim has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

from insured.admin import deed
from reimbursements.admin import claim_page, material, showing
from reimbursements.admin.material import Material
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.rules import states
from reimbursements.rules.states import Verb
from reimbursements.selectors import work
from reimbursements.services import working

if TYPE_CHECKING:
    from reimbursements.models import Claim

MAY_DECIDE = "reimbursements.decide_claim"

BACK_TO_THE_PAGE = frozenset(
    {ClaimRefusal.CLOSED, ClaimRefusal.NOT_YOURS, ClaimRefusal.OWN_FILE, ClaimRefusal.CHANGED}
)
"""What the agent typed is of no use any more: the page says how the claim stands by now."""


class Deed(deed.Deed[Material]):
    """What can be done with a claim: its states say when."""

    services, refusals = working, ClaimRefusal
    verb: Verb

    def case(self, request: HttpRequest, *, claim_id: int) -> Material | None:
        claim = work.get(claim_id)
        return claim and material.of(claim, agent=request.user)

    def row(self, case: Material) -> Claim:
        return case.claim

    def address(self, case: Material, page: str = "change") -> str:
        return showing.address_of_claim(case.claim.pk, page)

    def render(
        self, request: HttpRequest, model_admin, case: Material, **shown: Any
    ) -> HttpResponse:
        return claim_page.render(request, model_admin, case.claim, deed=self, known=case, **shown)

    def how_it_stands(self, case: Material, refusal: Any) -> str:
        return showing.how_it_stands(work.get(case.claim.pk), refusal)

    def is_too_late(self, reason: Any) -> bool:
        return reason in BACK_TO_THE_PAGE

    def why_not(self, known: Material, agent) -> Any:
        return states.why_not(
            self.verb,
            state=ClaimState(known.claim.state),
            is_another_agents=known.claim.agent_id not in (None, agent.pk),
            is_ones_own=known.is_ones_own,
        )
