"""What every action on a certificate has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse

from incapacity.admin import certificate_page, material, showing
from incapacity.admin.material import Material
from incapacity.choices.certificates import CertificateRefusal, CertificateState
from incapacity.rules import states
from incapacity.rules.states import Verb
from incapacity.selectors import work
from incapacity.selectors.medical import MAY_GIVE_OPINION
from incapacity.services import working
from insured.admin import deed

if TYPE_CHECKING:
    from incapacity.models import Certificate

MAY_DECIDE = "incapacity.decide_certificate"

BACK_TO_THE_PAGE = frozenset(
    {
        *(CertificateRefusal.CLOSED, CertificateRefusal.NOT_YOURS, CertificateRefusal.OWN_FILE),
        *(CertificateRefusal.NOT_MEDICAL, CertificateRefusal.NO_RIGHT_TO_SEE),
        CertificateRefusal.ASKED_BY_YOU,
    }
)
"""What the agent typed is of no use any more: the page says how the certificate stands by now."""


class Deed(deed.Deed[Material]):
    """What can be done with a certificate: its states say when."""

    services, refusals = working, CertificateRefusal
    verb: Verb
    permission = MAY_DECIDE
    """The agents decide; the doctors of the board have a deed of their own."""

    def view(self, request: HttpRequest, model_admin, **key: int) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise Http404
        return super().view(request, model_admin, **key)

    def case(self, request: HttpRequest, *, certificate_id: int) -> Material | None:
        certificate = work.get(certificate_id)
        return certificate and material.of(certificate, agent=request.user)

    def row(self, case: Material) -> Certificate:
        return case.certificate

    def address(self, case: Material, page: str = "change") -> str:
        return showing.address_of(case.certificate.pk, page)

    def render(
        self, request: HttpRequest, model_admin, case: Material, **shown: Any
    ) -> HttpResponse:
        return certificate_page.render(
            request, model_admin, case.certificate, deed=self, known=case, **shown
        )

    def how_it_stands(self, case: Material, refusal: Any) -> str:
        return showing.how_it_stands(work.get(case.certificate.pk), refusal)

    def is_too_late(self, reason: Any) -> bool:
        return reason in BACK_TO_THE_PAGE

    def why_not(self, known: Material, agent) -> Any:
        if not agent.has_perm(self.permission):
            return CertificateRefusal.NOT_YOURS
        return states.why_not(
            self.verb,
            state=CertificateState(known.certificate.state),
            is_another_agents=known.certificate.agent_id not in (None, agent.pk),
            has_it=known.certificate.agent_id == agent.pk,
            is_ones_own=known.is_ones_own,
            sees_the_sheet=known.sees_the_sheet,
            is_of_the_board=agent.has_perm(MAY_GIVE_OPINION),
        )
