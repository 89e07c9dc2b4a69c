"""What all steps share: the answers so far, the place in the journey, the way back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.choices import Refusal
from appointments.notices.sentences import sentence
from appointments.views.draft import Draft
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope


class InTurn:
    """One page of the journey; `step` is its name. Earlier questions must be answered first."""

    step = ""
    draft: Draft

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.draft = Draft(request)
        steps = self.draft.steps()
        first_open = self.draft.first_open_step()
        if self.step and first_open not in {self.step, "check"}:
            behind = first_open == "new" or (
                self.step in steps and steps.index(first_open) < steps.index(self.step)
            )
            if behind:
                if first_open == "new":
                    messages.info(
                        request, _("Your answers are no longer here. Please start again.")
                    )
                return redirect(f"appointments:{first_open}")
        if self.step and self.step not in steps:
            return redirect(f"appointments:{first_open}")
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            return self.asked_again(refused)

    def asked_again(self, refused: Refused) -> HttpResponse:
        """Staff may stop offering a topic or a channel while somebody is on the way."""
        if refused.reason not in {Refusal.NOT_OFFERED, Refusal.NO_VIDEO_FOR_REIMBURSEMENT}:
            raise refused
        messages.error(self.request, sentence(refused))
        self.draft.forget_offer()
        return self.go_on()

    def go_on(self) -> HttpResponse:
        """To the next question that has no answer, at the end to the check page."""
        return redirect(f"appointments:{self.draft.first_open_step()}")

    def get_context_data(self, **kwargs) -> dict:
        steps = self.draft.steps()
        position = steps.index(self.step)
        before = steps[position - 1] if position else "new"
        context = {
            "step": position + 1,
            "steps": len(steps),
            "back_url": reverse(f"appointments:{before}"),
            "draft": self.draft,
        }
        return super().get_context_data(**context, **kwargs)


class BookingStep(InsuredPage, InTurn):
    """A page of the journey: for visitors, and for whoever has signed in, of the open file."""

    scope = PageScope.APPOINTMENTS
    for_visitors = True

    @classmethod
    def as_view(cls, **initkwargs):
        """Everybody may book, so no page of the journey asks for a sign-in."""
        return login_not_required(super().as_view(**initkwargs))
