"""What an agent can do with a claim: each shows on GET what it would do, and does it on POST.

Whether it is possible, the same rule says to the button and to the command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from cns_portal.kernel.refusal import Refused
from insured.admin.reply_form import PREVIEW, TAKE_OVER, ReplyForm
from reimbursements.admin import claim_page, material, showing
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.rules import states
from reimbursements.rules.states import Verb
from reimbursements.selectors import work

if TYPE_CHECKING:
    from insured.notices.notice import Notice
    from reimbursements.admin.material import Material

BACK_TO_THE_PAGE = frozenset(
    {ClaimRefusal.CLOSED, ClaimRefusal.NOT_YOURS, ClaimRefusal.OWN_FILE, ClaimRefusal.CHANGED}
)
"""What the agent typed is of no use any more: the page says how the claim stands by now."""


class Deed:
    """One action. `code` is the end of its address."""

    code: str
    label: str
    """On the button."""
    done: str
    verb: Verb
    danger = False
    """Whether it takes something away from the person: its button says so, and comes last."""
    has_preview = False
    at_once = False
    """Whether its button does it without a form: nothing is lost by it."""

    def why_not(self, known: Material, agent) -> Any:
        """Why it is not offered; None when it is."""
        return states.why_not(
            self.verb,
            state=ClaimState(known.claim.state),
            is_another_agents=known.claim.agent_id not in (None, agent.pk),
            is_ones_own=known.is_ones_own,
        )

    def effects(self, known: Material, agent) -> list[str]:
        """What will happen, before it does."""
        return []

    def form(self, request: HttpRequest, known: Material) -> forms.Form | None:
        """What the agent fills in, bound when it was sent; None where there is nothing."""
        return None

    def preview(self, known: Material, said: dict[str, Any]) -> Notice | None:
        """What the person will read."""
        return None

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        """Call the service. Raises `Refused`."""
        raise NotImplementedError

    def view(self, request: HttpRequest, model_admin, *, claim_id: int) -> HttpResponse:
        if not model_admin.has_change_permission(request):
            raise Http404
        claim = work.get(claim_id)
        if claim is None:
            raise Http404
        if request.method != "POST" and self.at_once:
            return HttpResponseRedirect(showing.address_of_claim(claim.pk))
        known = material.of(claim, agent=request.user)
        if refusal := self.why_not(known, request.user):
            return self._too_late(request, known, refusal)
        form = self.form(request, known)
        preview = None
        if request.method == "POST":
            answer, preview = self._do(request, known, form)
            if answer is not None:
                return answer
        return claim_page.render(
            request, model_admin, claim, deed=self, form=form, preview=preview, known=known
        )

    def _do(
        self, request: HttpRequest, known: Material, form: forms.Form | None
    ) -> tuple[HttpResponse | None, Notice | None]:
        """The answer when it was done or came too late; otherwise a preview, if one was wanted."""
        if TAKE_OVER in request.POST and isinstance(form, ReplyForm):
            form.data = form.with_text_in_the_box()
            return None, None
        if form is not None and not form.is_valid():
            return None, None
        said = {} if form is None else form.cleaned_data
        if PREVIEW in request.POST:
            with translation.override(known.claim.person.language):
                return None, self.preview(known, said)
        try:
            self.act(known, said, request.user)
        except Refused as refused:
            if form is None or refused.reason in BACK_TO_THE_PAGE:
                return self._too_late(request, known, refused.reason), None
            form.add_error(None, refused.sentence)
            return None, None
        messages.success(request, self.done)
        return HttpResponseRedirect(showing.address_of_claim(known.claim.pk)), None

    def _too_late(self, request: HttpRequest, known: Material, refusal: Any) -> HttpResponse:
        """Back to the claim, which says how it stands by now, and with whom."""
        claim = work.get(known.claim.pk)
        messages.warning(request, showing.how_it_stands(claim, refusal))
        return HttpResponseRedirect(showing.address_of_claim(claim.pk))


def sent(request: HttpRequest) -> tuple:
    """The positional arguments of a form: what was sent, or nothing yet."""
    return (request.POST, request.FILES) if request.method == "POST" else ()
