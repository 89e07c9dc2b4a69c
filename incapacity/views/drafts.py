"""A certificate that is not sent yet: the deadline, filling it in, the last look, sending."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal, Sequel
from incapacity.choices.sending import SendingRefusal
from incapacity.forms.beginning import BeginForm
from incapacity.forms.certificates import CertificateForm, initial_of
from incapacity.models import Certificate
from incapacity.presenters.beginning import BeginView
from incapacity.presenters.drafts import DraftView
from incapacity.presenters.listing import rows
from incapacity.presenters.pages import files_of
from incapacity.selectors import checking, drafts, medical
from incapacity.services import drafts as services
from incapacity.services import sending
from insured.access import InsuredPage
from insured.choices.acting import PageScope

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


class Begin(InsuredPage, FormView):
    """What it is and since when: the deadline is said, and a draft begins where one wants."""

    scope = PageScope.INCAPACITY
    template_name = "incapacity/new.html"
    answer: BeginView | None = None

    def get_form(self, form_class=None) -> BeginForm:
        earlier = drafts.earlier_ones(self.person)
        data = self.request.POST if self.request.method == "POST" else None
        return BeginForm(data, earlier=earlier, today=clock.today())

    def form_valid(self, form: BeginForm) -> HttpResponse:
        if "begin" not in self.request.POST:
            self.answer = BeginView(form.case, clock.today())
            return self.render_to_response(self.get_context_data(form=form))
        try:
            certificate = self._begin(form)
        except Refused as refused:
            messages.warning(self.request, refused.sentence)
            return redirect("incapacity:list")
        return redirect("incapacity:draft", certificate.public_id)

    def _begin(self, form: BeginForm) -> Certificate:
        values = form.values
        if values["earlier"] is None:
            return services.begin(person=self.person, actor=self.actor, values=values)
        earlier = drafts.earlier_of(self.person, values["earlier"].public_id)
        if earlier is None:
            raise Refused(CertificateRefusal.CHANGED)
        return services.begin_after(
            earlier,
            sequel=values["sequel"],
            actor=self.actor,
            values={"cause": values["cause"], "first_day": values["first_day"]},
        )

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            answer=self.answer, begun=rows(drafts.drafts_of(self.person)), **kwargs
        )


class Prolong(InsuredPage, View):
    """A draft that goes on where a certificate that was sent ends."""

    scope = PageScope.INCAPACITY
    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        earlier = drafts.earlier_of(self.person, public_id)
        if earlier is None:
            raise Http404
        sequel = request.POST.get("sequel", Sequel.PROLONGATION)
        if sequel not in {Sequel.PROLONGATION, Sequel.RELAPSE}:
            raise Http404
        try:
            certificate = services.begin_after(earlier, sequel=sequel, actor=self.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect("incapacity:list")
        return redirect("incapacity:draft", certificate.public_id)


class OfADraft(InsuredPage):
    """A page of one draft; somebody else's is not there, of one that was sent comes the receipt."""

    scope = PageScope.INCAPACITY

    def certificate(self) -> Certificate:
        certificate = drafts.draft_of(self.person, self.kwargs["public_id"])
        if certificate is None:
            raise Http404
        return certificate

    def form(self, certificate: Certificate, **kwargs) -> CertificateForm:
        earlier = drafts.earlier_ones(self.person, but_for=certificate)
        if certificate.earlier and certificate.earlier not in earlier:
            earlier.append(certificate.earlier)
        today = clock.today()
        return CertificateForm(
            earlier=earlier,
            children=drafts.children_in(self.person, today=today),
            today=today,
            has_diagnosis=medical.has_diagnosis(certificate),
            **kwargs,
        )

    def keep(self, certificate: Certificate, form: CertificateForm) -> Certificate:
        """Save what was typed, as far as it is right; the draft as it is then. Raises `Refused`."""
        services.fill_in(certificate.pk, values=form.values(), diagnosis=form.code_typed)
        return self.certificate()

    def view_of(self, certificate: Certificate) -> DraftView:
        today = clock.today()
        return DraftView(checking.checked(certificate, today=today), today)

    @property
    def proxy(self) -> Account | None:
        """Who acts for the person; None where the person does."""
        return self.actor if self.acting else None

    @property
    def sent(self) -> HttpResponse | None:
        """The way to the receipt, when it was sent by now, by another window perhaps."""
        found = drafts.sent_of(self.person, self.kwargs["public_id"])
        return redirect("incapacity:sent", found.public_id) if found else None


class Draft(OfADraft, FormView):
    """The files, what stands on the sheet, and beside it what that means."""

    template_name = "incapacity/drafts/draft.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.sent or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "discard" in request.POST:
            return self.sent or self._discard()
        return self.sent or super().post(request, *args, **kwargs)

    def get_form(self, form_class=None) -> CertificateForm:
        self.shown = self.certificate()
        if self.request.method == "POST":
            return self.form(self.shown, data=self.request.POST)
        return self.form(self.shown, initial=initial_of(self.shown))

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)  # the form, and what it shows
        return context | {
            "certificate": self.shown,
            "view": self.view_of(self.shown),
            "files": files_of(self.shown, proxy=self.proxy),
        }

    def form_valid(self, form: CertificateForm) -> HttpResponse:
        try:
            self.shown = self.keep(self.shown, form)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return super().form_invalid(form)
        if "later" in self.request.POST:
            messages.success(self.request, _("The certificate is saved. It is not sent yet."))
            return redirect("incapacity:list")
        return redirect("incapacity:check", self.shown.public_id)

    def form_invalid(self, form: CertificateForm) -> HttpResponse:
        """What is wrong is shown to be put right; all the rest is kept already."""
        with suppress(Refused):
            self.shown = self.keep(self.shown, form)
            form = self._shown_again(form)
        return super().form_invalid(form)

    def _shown_again(self, form: CertificateForm) -> CertificateForm:
        """The same answers and complaints, with what the form says of the draft as it is now.

        Whether to take a code away was done or not done just now, and is asked anew.
        """
        data = form.data.copy()
        data["began"] = form.began_now()
        data.pop("diagnosis_away", None)
        return self.form(self.shown, data=data)

    def _discard(self) -> HttpResponse:
        try:
            services.discard(self.certificate().pk, actor=self.actor)
        except Refused as refused:
            messages.warning(self.request, refused.sentence)
        else:
            messages.success(self.request, _("The certificate is deleted. Nothing was sent."))
        return redirect("incapacity:list")


class Keep(OfADraft, View):
    """What is typed is kept, and what it means is answered; asked while somebody fills it in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        certificate = self.certificate()
        form = self.form(certificate, data=request.POST)
        problem = "" if form.is_valid() else next(iter(form.errors.values()))[0]
        began = form.began_now()
        try:
            certificate = self.keep(certificate, form)
        except Refused as refused:
            problem, began = refused.sentence, request.POST.get("began", "")
        return render(
            request,
            "incapacity/drafts/_kept.html",
            {
                "view": self.view_of(certificate),
                "began": began,
                "problem": problem,
                "saved_at": clock.now(),
            },
        )


class Check(OfADraft, TemplateView):
    """Everything on one page: what is missing, what does not fit, until when; and send."""

    template_name = "incapacity/drafts/check.html"
    refused = ""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.sent or super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        view = self.view_of(self.certificate())
        refusal = view.checked.refusal
        return super().get_context_data(
            certificate=view.certificate,
            view=view,
            why_not=refusal.label if refusal else "",
            refused=self.refused,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if sent := self.sent:  # the button was pressed twice
            return sent
        try:
            found = sending.send(
                self.certificate(),
                actor=self.actor,
                seen=request.POST.get("seen", ""),
                on_behalf_of=self.on_behalf_of,
            )
        except Refused as refused:
            if refused.reason == SendingRefusal.SENT_ALREADY:
                return redirect("incapacity:sent", kwargs["public_id"])
            # The page says the other reasons beside the button.
            self.refused = refused.sentence if refused.reason == CertificateRefusal.CHANGED else ""
            return self.render_to_response(self.get_context_data())
        return redirect("incapacity:sent", found.public_id)
