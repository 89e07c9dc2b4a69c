"""Changing the e-mail address, and the page to which the letter's link leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.forms.data import EmailForm
from insured.services import email_address as services


class NewEmail(InsuredPage, FormView):
    """Ask for another address: nothing changes until its link was followed."""

    template_name = "insured/data/email.html"
    scope = PageScope.DATA
    form_class = EmailForm

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            present=self.person.email, acts=self.acting is not None, **kwargs
        )

    def form_valid(self, form) -> HttpResponse:
        try:
            services.ask(self.person, actor=self.actor, email=form.cleaned_data["email"])
        except Refused as refused:
            form.add_error("email", refused.sentence)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("We have sent a link to the new address. It is used once you have followed it."),
        )
        return redirect("insured:data")


class WithdrawEmail(InsuredPage, View):
    """POST forgets about an address that was not confirmed."""

    http_method_names = ["post"]
    scope = PageScope.DATA

    def post(self, request: HttpRequest) -> HttpResponse:
        services.withdraw(self.person, actor=self.actor)
        messages.success(request, _("Your e-mail address stays as it is."))
        return redirect("insured:data")


class ConfirmEmail(InsuredPage, TemplateView):
    """Where the link leads. GET shows the address, POST uses it: robots that follow links in
    letters change nothing. A link that is nobody's, or somebody else's, is not found.
    """

    template_name = "insured/data/email_confirm.html"
    scope = PageScope.DATA

    def get_context_data(self, token: str, **kwargs) -> dict:
        change = services.found(self.person, token)
        if change is None:
            raise Http404
        refusal = services.why_not(change)
        return super().get_context_data(
            address="" if refusal else change.new_email, refusal=refusal, **kwargs
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if services.found(self.person, token) is None:
            raise Http404
        try:
            services.confirm(self.person, actor=self.actor, token=token)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("Your new e-mail address is used from now on."))
        return redirect("insured:data")
