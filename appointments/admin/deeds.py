"""What an agent can do with an appointment: each a small page that shows on GET and acts on POST.

Every deed calls the service that the public page or the worker calls; whether it is possible, the
same rules say to the button and to the command.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from appointments.admin import showing
from appointments.admin.reasons import NothingToSay, ReasonForm
from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.notices.sentences import sentence
from appointments.rules import states
from appointments.selectors import agenda
from appointments.services import agents, cancelling, deciding, printing
from appointments.services.acting import By
from cns_portal import audit, clock
from cns_portal.kernel.refusal import Refused


class Deed:
    """One action. `code` is the end of its address."""

    code: str
    label: str
    """On the button."""
    effect: str
    """What will happen, before it does."""
    done: str
    danger = False
    """Whether it takes something away from the person: its button says so, and comes last."""
    template = "admin/appointments/deed.html"

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        """Why it is not offered; None when it is."""
        raise NotImplementedError

    def form(self, request: HttpRequest, appointment: Appointment):
        """What the agent fills in, bound when it was sent."""
        return NothingToSay(_sent(request))

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        """Call the service; the appointment whose page follows. Raises `Refused`."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, appointment: Appointment) -> HttpResponse:
        """After it was done."""
        messages.success(request, self.done)
        return HttpResponseRedirect(showing.address_of(appointment.pk))

    def view(self, request: HttpRequest, model_admin, *, appointment_id: int) -> HttpResponse:
        if not model_admin.has_change_permission(request):
            raise Http404
        appointment = agenda.agenda_of(request.user).filter(pk=appointment_id).first()
        if appointment is None:
            raise Http404
        try:
            form = self.form(request, appointment)
        except Refused as refused:  # the topic is no longer offered
            return self.page(request, model_admin, appointment, refusal=sentence(refused))
        if request.method == "POST" and self.is_meant(request):
            if form.is_valid():
                try:
                    acted_on = self.act(appointment, form.cleaned_data, By.agent(request.user))
                except Refused as refused:
                    form.add_error(None, sentence(refused))
                else:
                    return self.answer(request, acted_on)
        elif refusal := self.why_not(appointment, now=clock.now()):
            return self.page(request, model_admin, appointment, refusal=refusal.label)
        return self.page(request, model_admin, appointment, form=form)

    def is_meant(self, request: HttpRequest) -> bool:
        """Whether what was sent asks for the deed itself."""
        return True

    def page(
        self,
        request: HttpRequest,
        model_admin,
        appointment: Appointment,
        *,
        form: forms.Form | None = None,
        refusal: str = "",
    ) -> HttpResponse:
        """The form, or the sentence why there is none. Recorded: it names the person."""
        audit.record_view(
            request.user,
            appointment,
            purpose=f"appointments.{self.code}",
            dossier=appointment.procedure.dossier,
        )
        context = {
            **model_admin.admin_site.each_context(request),
            "title": self.label,
            "opts": Appointment._meta,
            "deed": self,
            "appointment": appointment,
            "person": showing.person(appointment),
            "tag": showing.tag(appointment),
            "page_address": showing.address_of(appointment.pk),
            "refusal": refusal,
            "form": form,
        }
        return TemplateResponse(request, self.template, context)


class WithReason(Deed):
    """A deed whose reason the person reads."""

    ready: tuple = ()

    def form(self, request: HttpRequest, appointment: Appointment) -> ReasonForm:
        return ReasonForm(_sent(request), language=appointment.language, ready=self.ready)


class Accept(Deed):
    code = "accept"
    label = _("Accept the request")
    effect = _("The appointment is confirmed, and the person gets the confirmation.")
    done = _("The request is accepted. The person is being told.")

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        return states.why_not_decide(status=Status(appointment.status))

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        return deciding.accept(appointment.pk, by=by)


class Refuse(WithReason):
    code = "refuse"
    label = _("Refuse the request")
    effect = _("The time is free again. The person reads your reason, with other times.")
    done = _("The request is refused. The person is being told.")
    ready = (
        _("The copy of the identity card does not show the person who asks."),
        _("Your question can be answered without an appointment. Please call us."),
        _("This matter is not dealt with at a CNS agency."),
    )

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        return states.why_not_decide(status=Status(appointment.status))

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        return deciding.refuse(appointment.pk, by=by, reason=said["reason"])


class CancelByStaff(WithReason):
    code = "cancel"
    label = _("Cancel the appointment")
    effect = _("The time is free again. The person reads your reason, with other times.")
    done = _("The appointment is cancelled. The person is being told.")
    danger = True
    ready = (
        _("The colleague who would have received you is ill. We apologise."),
        _("The agency has to close at this time. We apologise."),
        _("You asked us to cancel the appointment."),
    )

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        return states.why_not_cancel_by_staff(
            status=Status(appointment.status), ends_at=appointment.ends_at, now=now
        )

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        return cancelling.cancel_by_staff(appointment.pk, by=by, reason=said["reason"])


class Ask(WithReason):
    code = "ask"
    label = _("Ask for something")
    effect = _("The person gets your question. The appointment stays as it is.")
    done = _("The question is on its way to the person.")
    ready = (
        _("Please bring the original bills and the proofs of payment."),
        _("Please call us before the appointment: a detail is missing."),
    )

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        return None if appointment.status in states.OPEN else Refusal.NOT_OPEN

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        return deciding.ask(appointment.pk, by=by, question=said["reason"])


@dataclass(frozen=True)
class Outcome(Deed):
    """What became of the appointment: it is now `status`."""

    code: str
    status: Status
    label: str
    effect: str
    done: str

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        return states.why_not_record(
            status=Status(appointment.status),
            outcome=self.status,
            starts_at=appointment.starts_at,
            now=now,
        )

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        return agents.record_outcome(appointment.pk, self.status, by=by)


OUTCOMES = (
    Outcome(
        "arrived", Status.CHECKED_IN, _("The person has arrived"),
        _("The appointment is marked as arrived."), _("The arrival is noted."),
    ),
    Outcome(
        "completed", Status.COMPLETED, _("The appointment took place"),
        _("The appointment is marked as completed."), _("The appointment is completed."),
    ),
    Outcome(
        "missed", Status.MISSED, _("The person did not come"),
        _("The appointment is marked as missed. Nothing is sent to the person."),
        _("The appointment is marked as missed."),
    ),
)  # fmt: skip


class Print(Deed):
    code = "print"
    label = _("Print the confirmation")
    effect = _("You get the confirmation as a PDF file to print and post. This is recorded.")
    done = ""

    def why_not(self, appointment: Appointment, *, now: datetime) -> Refusal | None:
        return None if appointment.status in states.AGREED else Refusal.NOT_POSSIBLE

    def act(self, appointment: Appointment, said: dict[str, Any], by: By) -> Appointment:
        appointment.printed = printing.print_to_post(appointment.pk, by=by)
        return appointment

    def answer(self, request: HttpRequest, appointment: Appointment) -> HttpResponse:
        name = f"confirmation-{appointment.procedure.reference}.pdf"
        return HttpResponse(
            appointment.printed,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _sent(request: HttpRequest):
    return request.POST if request.method == "POST" else None


DEEDS: tuple[Deed, ...] = (Accept(), Refuse(), Ask(), *OUTCOMES, Print(), CancelByStaff())
