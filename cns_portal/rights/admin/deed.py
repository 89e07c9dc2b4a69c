"""What every action on a request has in common."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cns_portal.rights.admin import request_page, showing
from cns_portal.rights.choices.requests import RightsRefusal
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.selectors import work
from cns_portal.rights.services import steps, working
from insured.admin import deed

BACK_TO_THE_PAGE = frozenset(
    {
        *(RightsRefusal.CLOSED, RightsRefusal.NOT_YOURS, RightsRefusal.OWN_FILE),
        *(RightsRefusal.ALREADY_EXTENDED, RightsRefusal.TOO_LATE_TO_EXTEND),
    }
)
"""What the officer typed is of no use any more: the page says how the request stands by now."""


class Deed(deed.Deed[RightsRequest]):
    """What can be done with a request: the rules say when."""

    services, refusals = working, RightsRefusal
    verb: Verb

    def view(self, request: HttpRequest, model_admin, **key: int) -> HttpResponse:
        if not request.user.has_perm(work.MAY_ANSWER):
            raise Http404
        return super().view(request, model_admin, **key)

    def case(self, request: HttpRequest, *, rights_id: int) -> RightsRequest | None:
        return work.get(rights_id)

    def address(self, case: RightsRequest, page: str = "change") -> str:
        return showing.address_of(case.pk, page)

    def render(
        self, request: HttpRequest, model_admin, case: RightsRequest, **shown: Any
    ) -> HttpResponse:
        return request_page.render(request, model_admin, case, deed=self, **shown)

    def language(self, case: RightsRequest) -> str:
        return case.procedure.language

    def how_it_stands(self, case: RightsRequest, refusal: Any) -> str:
        return showing.how_it_stands(work.get(case.pk), refusal)

    def is_too_late(self, reason: Any) -> bool:
        return reason in BACK_TO_THE_PAGE

    def why_not(self, case: RightsRequest, agent) -> Any:
        return steps.why_not(case, self.verb, agent=agent)
