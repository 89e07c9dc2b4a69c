"""The emailed links. GET and HEAD show; only POST changes anything."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from appointments.choices import Role, Status
from appointments.forms import StaffReasonForm
from appointments.models import Appointment
from appointments.notices import links, papers
from appointments.notices.sentences import sentence
from appointments.presenters.earlier import earlier_times
from appointments.presenters.linked import LinkedAppointment
from appointments.selectors import linked
from appointments.services import cancelling
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.kernel.refusal import Refused


def opened(token: str) -> tuple[links.Link, Appointment]:
    """The appointment behind a genuine token, followed to its present time if it was moved.

    Whatever we did not sign and whatever no longer exists is the same 404.
    """
    link = links.read(token)
    if link is None:
        raise Http404
    signed = linked.signed(link.public_id)
    if signed is None:
        raise Http404
    appointment = linked.present_of(signed)
    if link.purpose is links.Purpose.STAFF:
        is_over = clock.now() >= appointment.ends_at
        # The link was sent to one agency: an appointment that moved away is no longer its own.
        if is_over or appointment.agency_id != signed.agency_id:
            raise Http404
    return link, appointment


def just_moved(request: HttpRequest, appointment: Appointment) -> bool:
    """Whether the page says what a move means: asked for in the address, and only after one."""
    return "moved" in request.GET and appointment.rescheduled_from_id is not None


def unlinked(response: HttpResponse) -> HttpResponse:
    """Keep the token to ourselves: no referrer, no cache, no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# No CSRF token: the address itself is the secret that another site would have to know, nothing of
# the visitor's session is used, and a page without a referrer sends its form without an origin,
# which Django refuses.
@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class Link(View):
    """Shows the appointment with its details masked, and cancels it when asked to."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link, appointment = opened(token)
        return self.show(request, link, appointment, just_moved=just_moved(request, appointment))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        link, appointment = opened(token)
        if appointment.status == Status.CANCELLED:  # a second click, or somebody was faster
            return self.show(request, link, appointment)
        is_staff = link.purpose is links.Purpose.STAFF
        with translation.override(_language(link, appointment)):
            form = StaffReasonForm(request.POST) if is_staff else None
            if form and not form.is_valid():
                return self.show(request, link, appointment, form=form)
            try:
                if form:
                    reason = form.cleaned_data["reason"]
                    cancelling.cancel_by_staff(appointment.pk, by=By.link(), reason=reason)
                else:
                    cancelling.cancel(appointment.pk, by=By.link())
            except Refused as refused:
                appointment.refresh_from_db()
                return self.show(request, link, appointment, form=form, error=sentence(refused))
        appointment.refresh_from_db()
        return self.show(request, link, appointment, just_cancelled=True)

    def show(
        self,
        request: HttpRequest,
        link: links.Link,
        appointment: Appointment,
        *,
        form: StaffReasonForm | None = None,
        **said: Any,
    ) -> HttpResponse:
        """The page for the person, or for staff. `said`: an error, or that it is done."""
        is_staff = link.purpose is links.Purpose.STAFF
        name = "appointments/link_staff.html" if is_staff else "appointments/link.html"
        now = clock.now()
        told = [] if is_staff else earlier_times([appointment], now=now)
        with translation.override(_language(link, appointment)):
            page = render(
                request,
                name,
                {
                    "linked": LinkedAppointment(appointment, now, _initials(appointment)),
                    "appointment": appointment,
                    "earlier": told[0] if told else None,
                    "token": links.token(appointment, link.purpose),
                    "form": form or StaffReasonForm(),
                    **said,
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


def _language(link: links.Link, appointment: Appointment) -> str:
    """The person reads their own language; staff read the house's, as in their e-mails."""
    return settings.LANGUAGE_CODE if link.purpose is links.Purpose.STAFF else appointment.language


def _initials(appointment: Appointment) -> str:
    person = (
        appointment.participants.filter(role=Role.CONCERNED).first()
        or appointment.participants.filter(role=Role.APPLICANT).first()
    )
    return f"{person.first_name[:1]}. {person.last_name[:1]}." if person else ""
