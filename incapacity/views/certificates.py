"""The page of a certificate after it was sent, and ticking off its sheets."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cns_portal import clock, procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.rules import why_not_reply
from cns_portal.procedures.timeline import history_entries
from incapacity.choices.sheets import Tick
from incapacity.models import Certificate
from incapacity.presenters.certificate import CertificateView
from incapacity.presenters.pages import picture_of
from incapacity.rules.periods import period_with
from incapacity.selectors import absences, cases, electronic, granted, medical
from incapacity.services import sending, sheets
from insured.access import InsuredPage
from insured.choices.acting import PageScope


class OneCertificate(InsuredPage, TemplateView):
    """How far it has come, what is still to do, and what it means for its days.

    One that arrived electronically and is not passed on yet has a page of its own.
    """

    scope = PageScope.INCAPACITY
    template_name = "incapacity/certificate.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        public_id = kwargs["public_id"]
        certificate = cases.sent_of(self.person, public_id)
        if certificate is None:
            if electronic.electronic_of(self.person, public_id) is None:
                raise Http404
            return redirect("incapacity:electronic", public_id)
        return self.render_to_response(self.get_context_data(certificate=certificate, **kwargs))

    def get_context_data(self, certificate: Certificate, **kwargs) -> dict:
        found = absences.of(self.person)
        procedure = certificate.procedure
        return super().get_context_data(
            view=CertificateView(
                certificate=certificate,
                period=period_with(certificate.public_id, found),
                granted=granted.granted_to(self.person, found),
                later=cases.later_of(certificate),
                has_diagnosis=medical.has_diagnosis(certificate),
                today=clock.today(),
            ),
            files=self.files(certificate),
            entries=history_entries(
                procedures.history(procedure, for_the_person=True), reader=self.actor
            ),
            why_not_withdraw=sending.why_not_withdraw(procedure, clock.now()),
            ticks=Tick,
            sees_messages=self.file.opens(PageScope.MESSAGES),
            may_write=why_not_reply(phase=procedure.phase, has_dossier=True) is None,
            **kwargs,
        )

    def files(self, certificate: Certificate) -> list[dict[str, str]]:
        """What was sent with it; the way to a picture only for whoever may see it."""
        proxy = self.actor if self.acting else None
        return [
            {
                "label": _("Page {number}").format(number=number),
                "kind": page.get_kind_display(),
                "url": picture_of(certificate, page, proxy=proxy),
            }
            for number, page in enumerate(certificate.pages.all(), start=1)
        ]


class TickOff(InsuredPage, View):
    """Tick off what was done with a sheet, or take the tick away."""

    scope = PageScope.INCAPACITY
    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        certificate = cases.sent_of(self.person, public_id)
        what = request.POST.get("what", "")
        if certificate is None or what not in Tick.values:
            raise Http404
        done = request.POST.get("done") == "yes"
        try:
            sheets.tick(certificate, Tick(what), done=done, actor=self.actor)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _("It is ticked off.") if done else _("The tick is gone."))
        return redirect("incapacity:certificate", public_id)
