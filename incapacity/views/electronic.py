"""An electronic certificate before it is passed on: what it says, and the two buttons."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateState
from incapacity.forms.electronic import PassOnForm
from incapacity.models import Certificate
from incapacity.presenters.electronic import ElectronicView
from incapacity.selectors import contradictions, medical
from incapacity.selectors import electronic as selectors
from incapacity.services import passing_on
from insured.access import InsuredPage
from insured.choices.acting import PageScope


class Electronic(InsuredPage, TemplateView):
    """Read-only but for two buttons. Once it is passed on, the certificate's own page takes over.

    What is posted names its deed; anything else only shows the page again.
    """

    scope = PageScope.INCAPACITY
    template_name = "incapacity/electronic.html"

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        certificate = self.certificate(public_id)
        if not _is_here(certificate):
            return redirect("incapacity:certificate", public_id)
        return self.render_to_response(self.shown(certificate, PassOnForm()))

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        certificate = self.certificate(public_id)
        deed = request.POST.get("deed")
        if deed == "pass_on":
            return self.pass_on(certificate)
        if deed == "hold_back":
            return self.hold_back(certificate)
        return redirect("incapacity:electronic", public_id)

    def pass_on(self, certificate: Certificate) -> HttpResponse:
        """Pass it on now; with why it is late, where the page asked for that."""
        form = PassOnForm(self.request.POST)
        if _is_here(certificate) and not form.is_valid():
            return self.render_to_response(self.shown(certificate, form))
        try:
            sent = passing_on.pass_on(
                certificate.pk,
                actor=self.actor,
                on_behalf_of=self.on_behalf_of,
                late_because=form.cleaned_data.get("late_because", "") if form.is_valid() else "",
            )
        except Refused as refused:
            messages.warning(self.request, refused.sentence)
        else:
            messages.success(
                self.request,
                _("The certificate is passed on to the CNS. Reference: {reference}.").format(
                    reference=sent.procedure.reference
                ),
            )
        return redirect("incapacity:certificate", certificate.public_id)

    def hold_back(self, certificate: Certificate) -> HttpResponse:
        """It is not passed on by itself any more."""
        try:
            passing_on.hold_back(certificate.pk, actor=self.actor)
        except Refused as refused:
            messages.warning(self.request, refused.sentence)
            return redirect("incapacity:certificate", certificate.public_id)
        messages.success(
            self.request, _("It is held back: the CNS does not get it unless you pass it on.")
        )
        return redirect("incapacity:electronic", certificate.public_id)

    def certificate(self, public_id: UUID) -> Certificate:
        """The person's own; anything else is not found."""
        found = selectors.electronic_of(self.person, public_id)
        if found is None:
            raise Http404
        return found

    def shown(self, certificate: Certificate, form: PassOnForm) -> dict:
        today = clock.today()
        return self.get_context_data(
            view=ElectronicView(
                certificate=certificate,
                concerns=contradictions.of(certificate, today=today),
                period_began=selectors.period_began(certificate),
                has_diagnosis=medical.has_diagnosis(certificate),
                now=clock.now(),
                today=today,
            ),
            form=form,
        )


def _is_here(certificate: Certificate) -> bool:
    """Whether it lies in the person's space only."""
    return certificate.state in {CertificateState.ARRIVED, CertificateState.KEPT}
