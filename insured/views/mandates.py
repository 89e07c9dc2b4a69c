"""Acting for somebody: which files I may open, the mandates I gave and hold, a new one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.web import throttle
from insured.access import InsuredPage
from insured.choices.acting import MandateRefusal, PageScope
from insured.forms.mandates import MandateForm
from insured.presenters.mandates import MandateRow
from insured.selectors import mandates as selectors
from insured.selectors.acting import parents_of
from insured.services import mandates as services

OFFERS_PER_DAY = 10
"""House convention: whoever offers more in a day is trying numbers out."""

FIELD_OF = {
    MandateRefusal.FOR_ONESELF: "matricule",
    MandateRefusal.NOTHING_OPENED: "scopes",
    MandateRefusal.BEGINS_IN_THE_PAST: "first_day",
    MandateRefusal.ENDS_BEFORE_IT_BEGINS: "last_day",
}


class Acting(InsuredPage, TemplateView):
    """Everything about acting for somebody on one page: of the account, never of an open file."""

    scope = PageScope.OWN
    template_name = "insured/acting.html"

    def get_context_data(self, **kwargs) -> dict:
        today, person = clock.today(), self.person
        rows = [MandateRow(mandate, person, today) for mandate in selectors.of(person)]
        offered = [MandateRow(one, person, today) for one in selectors.offered_to(person)]
        refusal = services.why_not_give_any(person)
        return super().get_context_data(
            files=self.file.others,
            parents=parents_of(person),
            why_not_give=refusal.label if refusal else "",
            offered=offered,
            given=[row for row in rows if row.is_given and not row.is_over],
            held=[row for row in rows if not row.is_given and not row.is_over],
            over=[row for row in rows if row.is_over],
            **kwargs,
        )


class NewMandate(InsuredPage, FormView):
    """The answer is the same whether or not the number is known here."""

    scope = PageScope.OWN
    form_class = MandateForm
    template_name = "insured/mandate_new.html"

    def form_valid(self, form: MandateForm) -> HttpResponse:
        try:
            if not throttle.allows(
                f"mandates:{self.person.pk}", limit=OFFERS_PER_DAY, seconds=24 * 3600
            ):
                raise Refused(MandateRefusal.TOO_MANY_OFFERS)
            services.offer(self.person, actor=self.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.reason), refused.sentence)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Your mandate is offered to {name}. It opens nothing until it is accepted.").format(
                name=form.cleaned_data["name"]
            ),
        )
        return redirect("insured:acting")


class OneMandate(InsuredPage, TemplateView):
    """A mandate in full; POST accepts, declines or ends it."""

    scope = PageScope.OWN
    template_name = "insured/mandate.html"

    def get_context_data(self, public_id: UUID, **kwargs) -> dict:
        row = MandateRow(self.mandate(public_id), self.person, clock.today())
        return super().get_context_data(row=row, **kwargs)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        mandate = self.mandate(public_id)
        deeds = {"accept": self.accept, "decline": self.decline, "end": self.end}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is not None:
            try:
                messages.success(request, deed(mandate))
            except Refused as refused:
                messages.error(request, refused.sentence)
        return redirect("insured:acting")

    def mandate(self, public_id: UUID):
        found = selectors.get_of(self.person, public_id)
        if found is None:
            raise Http404
        return found

    def accept(self, mandate) -> str:
        services.accept(mandate, holder=self.person, actor=self.actor)
        return _("You have accepted the mandate of {name}.").format(name=mandate.grantor.full_name)

    def decline(self, mandate) -> str:
        services.decline(mandate, holder=self.person, actor=self.actor)
        return _("You have declined the mandate of {name}.").format(name=mandate.grantor.full_name)

    def end(self, mandate) -> str:
        services.end(mandate, actor=self.actor)
        return _("The mandate has ended. It opens nothing any more.")
