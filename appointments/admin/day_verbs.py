"""What an agent does with somebody on the page of the day: one button, one POST, one service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.choices import Channel, Refusal, Status
from appointments.models import Appointment
from appointments.notices.sentences import sentence
from appointments.rules import queue, states
from appointments.selectors import agenda
from appointments.services import serving
from appointments.services.acting import By
from appointments.services.arriving import arrive
from cns_portal.kernel.refusal import Refused

MOVE_ON = "n"
"""The access key of whatever brings the next person: with the browser's own keys before it, so
that no single letter does anything (WCAG 2.1.4)."""


@dataclass(frozen=True)
class Verb:
    """One button. The rule offers it; the service decides when it is pressed."""

    code: str
    label: str
    done: str
    act: Callable[..., Appointment | None]
    why_not: Callable[[Appointment, datetime], Refusal | None]
    needs: str = ""
    """"free": my desk is free; "mine": the person was called to my desk."""
    weight: str = "plain"
    accesskey: str = ""

    def is_offered(
        self, appointment: Appointment, *, now: datetime, at_mine: bool, is_free: bool
    ) -> bool:
        """Whether the button is there."""
        if self.why_not(appointment, now) is not None:
            return False
        return {"free": is_free, "mine": at_mine}.get(self.needs, True)

    def view(self, request: HttpRequest, model_admin, *, appointment_id: int) -> HttpResponse:
        """Only POST; back to the day with what came of it."""
        appointment = agenda.agenda_of(request.user).filter(pk=appointment_id).first()
        if appointment is None or not model_admin.has_change_permission(request):
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        by = By.agent(request.user)
        attempt(request, lambda: self._act(appointment_id, by))
        return back_to_day(appointment.agency_id)

    def _act(self, appointment_id: int, by: By) -> str:
        acted_on = self.act(appointment_id, by=by)
        if self.code == "finish_next":
            return self.done + " " + (called(acted_on) if acted_on else Refusal.NOBODY_WAITS.label)
        return called(acted_on) if self.code == "call" else self.done


def called(appointment: Appointment) -> str:
    """Who comes now, by the number that everybody hears."""
    visit = appointment.visit
    return gettext("Ticket %(ticket)d is called to %(desk)s.") % {
        "ticket": visit.ticket,
        "desk": visit.desk.name,
    }


def attempt(request: HttpRequest, act: Callable[[], str]) -> None:
    """Do it, and remember the sentence for the next page: what was done, or why not."""
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.warning(request, sentence(refused))


def back_to_day(agency_id: int) -> HttpResponse:
    """The day again; the keyboard goes on at the agent's desk."""
    address = reverse("admin:appointments_appointment_day")
    return HttpResponseRedirect(f"{address}?agency={agency_id}#my-desk")


def _serving(outcome: Status):
    def why_not(appointment: Appointment, now: datetime) -> Refusal | None:
        return _not_on_site(appointment) or queue.why_not_serve(
            status=Status(appointment.status),
            outcome=outcome,
            starts_at=appointment.starts_at,
            now=now,
        )

    return why_not


def _recording(outcome: Status):
    def why_not(appointment: Appointment, now: datetime) -> Refusal | None:
        return states.why_not_record(
            status=Status(appointment.status),
            outcome=outcome,
            starts_at=appointment.starts_at,
            now=now,
        )

    return why_not


def _not_on_site(appointment: Appointment) -> Refusal | None:
    return None if appointment.channel == Channel.ON_SITE else Refusal.NOT_POSSIBLE


def _start(appointment: Appointment, now: datetime) -> Refusal | None:
    """Offered to somebody called; whoever waits is called first."""
    if appointment.status != Status.CALLED:
        return Refusal.NOT_POSSIBLE
    return _serving(Status.STARTED)(appointment, now)


def _again(appointment: Appointment, now: datetime) -> Refusal | None:
    return _not_on_site(appointment) or queue.why_not_call_again(status=Status(appointment.status))


def _finish(appointment: Appointment, now: datetime) -> Refusal | None:
    return _not_on_site(appointment) or queue.why_not_finish(status=Status(appointment.status))


def _wait(appointment: Appointment, now: datetime) -> Refusal | None:
    return _not_on_site(appointment) or queue.why_not_wait_again(
        status=Status(appointment.status), starts_at=appointment.starts_at, now=now
    )


def _arrive(appointment: Appointment, now: datetime) -> Refusal | None:
    return _not_on_site(appointment) or _recording(Status.CHECKED_IN)(appointment, now)


VERBS = (
    Verb(
        "arrive", _("Arrived"), _("The arrival is noted."),
        arrive, _arrive,
    ),
    Verb(
        "call", _("Call"), "",
        serving.call, _serving(Status.CALLED), needs="free",
    ),
    Verb(
        "start", _("Start"), _("Begun."),
        serving.start, _start, needs="mine",
    ),
    Verb(
        "finish", _("Finish"), _("Finished."),
        serving.finish, _finish,
    ),
    Verb(
        "finish_next", _("Finish and call next"), _("Finished."),
        serving.finish_and_call_next, _finish, needs="mine", accesskey=MOVE_ON,
    ),
    Verb(
        "again", _("Call again"), _("Called once more."),
        serving.call_again, _again, needs="mine",
    ),
    Verb(
        "wait", _("Back to waiting"), _("The person waits again."),
        serving.back_to_waiting, _wait,
    ),
    Verb(
        "miss", _("Missed"), _("Noted: the person did not come, or has left."),
        serving.miss, _recording(Status.MISSED), weight="danger",
    ),
)  # fmt: skip
