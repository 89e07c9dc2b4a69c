"""The emailed links. GET and HEAD show; only POST changes anything."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.generic import View

from appointments.choices import Role, Status
from appointments.models import Appointment
from appointments.notices import links, papers
from appointments.notices.sentences import sentence
from appointments.presenters.linked import LinkedAppointment
from appointments.presenters.waiting_room import WaitingRoom as Room
from appointments.selectors.appointments import phone_of
from appointments.services import cancelling
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.kernel.refusal import Refused


def opened(token: str) -> tuple[links.Link, Appointment]:
    """The appointment behind a genuine token, followed to its present time if it was moved.

    Whatever we did not sign, whatever was withdrawn and whatever no longer exists is the same 404.
    """
    link = links.read(token)
    if link is None:
        raise Http404
    signed = (
        Appointment.objects.with_place()
        .filter(public_id=link.public_id, link_nonce=link.nonce, procedure__isnull=False)
        .first()
    )
    if signed is None:
        raise Http404
    while signed.status == Status.MOVED:
        signed = Appointment.objects.with_place().get(rescheduled_from=signed)
    return link, signed


def unlinked(response: HttpResponse) -> HttpResponse:
    """Keep the token to ourselves: no referrer, no cache, no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@method_decorator(login_not_required, name="dispatch")
class Link(View):
    """Shows the appointment with its details masked, and cancels it when asked to."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link, appointment = opened(token)
        return self.show(request, link, appointment)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        link, appointment = opened(token)
        reason = request.POST.get("reason", "")
        try:
            if link.purpose is links.Purpose.STAFF:
                if clock.now() >= appointment.ends_at:
                    raise Http404
                cancelling.cancel_by_staff(appointment.pk, by=By.link(), reason=reason)
            elif appointment.status != Status.CANCELLED:
                cancelling.cancel(appointment.pk, by=By.link())
        except Refused as refused:
            appointment.refresh_from_db()
            with translation.override(appointment.language):
                error = sentence(refused)
            return self.show(request, link, appointment, error=error, reason=reason)
        appointment.refresh_from_db()
        return self.show(request, link, appointment)

    def show(
        self,
        request: HttpRequest,
        link: links.Link,
        appointment: Appointment,
        *,
        error: str = "",
        reason: str = "",
    ) -> HttpResponse:
        """The page for the person, or for staff."""
        is_staff = link.purpose is links.Purpose.STAFF
        now = clock.now()
        if is_staff and now >= appointment.ends_at:
            raise Http404  # the staff link has expired
        name = "appointments/link_staff.html" if is_staff else "appointments/link.html"
        with translation.override(appointment.language):
            page = render(
                request,
                name,
                {
                    "linked": LinkedAppointment(appointment, now, _initials(appointment)),
                    "appointment": appointment,
                    "token": links.token(appointment, link.purpose),
                    "error": error,
                    "reason": reason,
                },
            )
        return unlinked(page)


@method_decorator(login_not_required, name="dispatch")
class WaitingRoom(View):
    """Where a video call is joined by link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link, appointment = opened(token)
        if link.purpose is not links.Purpose.PERSON or appointment.channel != "video":
            raise Http404
        with translation.override(appointment.language):
            page = render(
                request,
                "appointments/link_video.html",
                {
                    "room": Room(appointment, clock.now(), phone=phone_of(appointment)),
                    "appointment": appointment,
                    "token": token,
                },
            )
        return unlinked(page)


@login_not_required
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file of the appointment's present state."""
    link, appointment = opened(token)
    if link.purpose is not links.Purpose.PERSON or appointment.decided_at is None:
        raise Http404
    with translation.override(appointment.language):
        content = papers.calendar_file(appointment)
    response = HttpResponse(content, content_type=papers.calendar_content_type(appointment))
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return unlinked(response)


def _initials(appointment: Appointment) -> str:
    person = (
        appointment.participants.filter(role=Role.CONCERNED).first()
        or appointment.participants.filter(role=Role.APPLICANT).first()
    )
    return f"{person.first_name[:1]}. {person.last_name[:1]}." if person else ""
