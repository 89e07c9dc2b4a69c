"""A certificate has arrived: the page that says so, and the receipt to keep."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.generic import TemplateView, View

from cns_portal import clock
from cns_portal.web.downloads import download
from incapacity.models import Certificate
from incapacity.presenters import printing
from incapacity.presenters.receipt import ReceiptView
from incapacity.rules.periods import period_with
from incapacity.selectors import absences, contradictions, drafts
from insured.access import InsuredPage
from insured.choices.acting import PageScope


class OfASentOne(InsuredPage):
    """A page of a certificate that the CNS has; a draft and somebody else's are not there."""

    scope = PageScope.INCAPACITY

    def certificate(self) -> Certificate:
        certificate = drafts.sent_of(self.person, self.kwargs["public_id"])
        if certificate is None:
            raise Http404
        return certificate


class Sent(OfASentOne, TemplateView):
    """It has arrived: the reference, what is still to do, what happens next."""

    template_name = "incapacity/drafts/sent.html"

    def get_context_data(self, **kwargs) -> dict:
        certificate, today = self.certificate(), clock.today()
        period = period_with(certificate.public_id, absences.of(self.person))
        view = ReceiptView(
            certificate,
            today=today,
            period_began=period.days.first if period else None,
            concerns=contradictions.of(certificate, today=today),
        )
        return super().get_context_data(certificate=certificate, view=view, **kwargs)


class Receipt(OfASentOne, View):
    """The receipt as a PDF file, with the moment at which the certificate arrived."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        certificate = self.certificate()
        return download(
            printing.receipt(certificate, language=get_language()),
            content_type="application/pdf",
            filename=printing.receipt_name(certificate),
        )


class SentCopy(OfASentOne, View):
    """What was sent, as it was, to keep: all but the diagnosis. Gone when it was erased."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        certificate = self.certificate()
        if not certificate.as_sent:
            raise Http404
        return download(
            printing.sent_copy(certificate, language=get_language()),
            content_type="application/pdf",
            filename=printing.copy_name(certificate),
        )
