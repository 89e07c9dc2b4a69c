"""The sentences: one function for each thing that can happen to an appointment.

E-mails name neither the topic nor the person's details; the message in my space may say more,
but today says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.choices import Channel, Role
from appointments.models import Appointment, EarlierOffer
from appointments.notices import links, papers
from appointments.notices.checklist import what_to_bring
from appointments.rules import states
from cns_portal.inbox import AttachmentDraft


@dataclass(frozen=True)
class Notice:
    """What is told: `occasion` makes it tellable once per revision of the appointment."""

    occasion: str
    title: str
    text: str
    html: str
    attachments: tuple[AttachmentDraft, ...] = ()


def confirmed(appointment: Appointment) -> Notice:
    """The confirmation, with the PDF and the calendar file."""
    return _notice(
        "confirmed",
        _("Your appointment with the CNS is confirmed"),
        appointment,
        bring=what_to_bring(appointment),
        attachments=(
            AttachmentDraft(
                filename=_("appointment-confirmation.pdf"),
                content_type="application/pdf",
                maker=papers.CONFIRMATION,
                payload=papers.confirmation_payload(appointment),
            ),
            calendar_attachment(appointment),
        ),
    )


def moved(
    appointment: Appointment,
    *,
    before: Appointment,
    by_staff: bool,
    reason: str = "",
    alternatives: Sequence[tuple[str, datetime]] = (),
) -> Notice:
    """The appointment has another time or place instead of `before`'s; staff may say why.

    `alternatives` are other free times, for somebody whose new time nobody chose.
    """
    notice = confirmed(appointment)
    return _notice(
        "moved",
        _("Your appointment with the CNS has a new time"),
        appointment,
        before=before,
        before_place=papers.place_on_one_line(before),
        by_staff=by_staff,
        reason=reason,
        alternatives=alternatives,
        bring=what_to_bring(appointment),
        attachments=notice.attachments,
    )


def cancelled(appointment: Appointment) -> Notice:
    """The person cancelled."""
    return _notice(
        "cancelled",
        _("Your appointment with the CNS is cancelled"),
        appointment,
        attachments=(calendar_attachment(appointment),),
    )


def cancelled_by_staff(appointment: Appointment, *, reason: str, alternatives: list) -> Notice:
    """The agency had to cancel; other times are offered."""
    return _notice(
        "cancelled_by_staff",
        _("The CNS had to cancel your appointment"),
        appointment,
        reason=reason,
        alternatives=alternatives,
        attachments=(calendar_attachment(appointment),),
    )


def refused(appointment: Appointment, *, reason: str, alternatives: list) -> Notice:
    """The request could not be accepted."""
    return _notice(
        "refused",
        _("Your request for an appointment could not be accepted"),
        appointment,
        reason=reason,
        alternatives=alternatives,
    )


def left_to_agent(appointment: Appointment, *, reason: str = "") -> Notice:
    """An agent decides; the time is kept meanwhile. `reason`: why it is another time by now."""
    title = _("Your request for an appointment is being checked")
    return _notice("left_to_agent", title, appointment, reason=reason)


def question(appointment: Appointment, *, text: str) -> Notice:
    """An agent asks for something."""
    return _notice(
        "question", _("The CNS has a question about your appointment"), appointment, reason=text
    )


def reminder(appointment: Appointment) -> Notice:
    """The appointment is near: when, where, what to bring, how to move or cancel it."""
    if appointment.channel == Channel.VIDEO:
        lead = _("We remind you of your video call with the CNS.")
    else:
        lead = _("We remind you of your appointment with the CNS.")
    return _notice(
        "reminder",
        _("Reminder of your appointment with the CNS"),
        appointment,
        lead=lead,
        bring=what_to_bring(appointment),
    )


def earlier_offered(appointment: Appointment, *, offered: EarlierOffer) -> Notice:
    """A time before this appointment is kept for the person; the link says yes, no and stop."""
    return _notice(
        "earlier_offered",
        _("An earlier time is free for your appointment with the CNS"),
        appointment,
        offered=offered,
        earlier_link=links.earlier_address(appointment),
    )


def missed(appointment: Appointment) -> Notice:
    """Nobody came: said kindly, because somebody may have come all the same."""
    return _notice("missed", _("We waited for you at your appointment"), appointment)


def booked_for_agency(appointment: Appointment) -> Notice:
    """To the agency's staff: a booking, with the link that cancels it."""
    title = _("New appointment at your agency")
    lead = _("An appointment was booked at your agency.")
    return _staff_notice("staff_booked", title, lead, appointment)


def waiting_for_agency(appointment: Appointment) -> Notice:
    """To the agency's staff: a request that the rules leave to them."""
    title = _("A request waits for your decision")
    lead = _("The rules leave this request to an agent. Its time is kept until you decide.")
    return _staff_notice("staff_waiting", title, lead, appointment)


def moved_for_agency(appointment: Appointment, *, before: datetime) -> Notice:
    """To the agency's staff: another time at the same agency; the earlier one is free."""
    title = _("Appointment moved at your agency")
    lead = _("An appointment at your agency has a new time. The earlier time is free again.")
    return _staff_notice("staff_moved", title, lead, appointment, before=before)


def cancelled_for_agency(appointment: Appointment) -> Notice:
    """To the agency's staff: a time is free again."""
    title = _("Appointment cancelled at your agency")
    lead = _("An appointment at your agency was cancelled. The time is free again.")
    return _staff_notice("staff_cancelled", title, lead, appointment)


def written_to_agency(appointment: Appointment) -> Notice:
    """To the agency's staff: the person has written about the appointment."""
    title = _("A person has written about an appointment")
    lead = _("A message about an appointment at your agency waits for an answer.")
    return _staff_notice("staff_written", title, lead, appointment)


def calendar_attachment(appointment: Appointment) -> AttachmentDraft:
    """The .ics of the appointment's present state, addressed to the applicant.

    Without an attendee, mail programs do not offer to put it into the calendar (RFC 5546, 3.2.2).
    """
    applicant = appointment.participants.filter(role=Role.APPLICANT).first()
    return AttachmentDraft(
        filename=_("appointment.ics"),
        content_type=papers.calendar_content_type(appointment),
        content=papers.calendar_file(appointment, attendee=applicant.email if applicant else ""),
    )


def _notice(
    occasion: str,
    title: str,
    appointment: Appointment,
    *,
    attachments: tuple[AttachmentDraft, ...] = (),
    **words,
) -> Notice:
    context = {
        "title": title,
        "appointment": appointment,
        "agency": appointment.agency,
        "is_video": appointment.channel == Channel.VIDEO,
        "place": papers.place_on_one_line(appointment),
        "link": links.address(appointment),
        "phone_page": links.phone_address(appointment),
        "waiting_room": links.waiting_room_address(appointment),
        "new_booking": settings.SITE_URL + reverse("appointments:new"),
        **words,
    }
    return Notice(
        occasion=occasion,
        title=title,
        text=render_to_string(f"appointments/notices/{occasion}.txt", context),
        html=render_to_string(f"appointments/notices/{occasion}.html", context),
        attachments=attachments,
    )


def _staff_notice(
    occasion: str,
    title: str,
    lead: str,
    appointment: Appointment,
    *,
    before: datetime | None = None,
) -> Notice:
    stands = appointment.status in states.STANDING
    context = {
        "title": title,
        "lead": lead,
        "before": before,
        "appointment": appointment,
        "agency": appointment.agency,
        "link": links.address(appointment, links.Purpose.STAFF) if stands else "",
        "admin": settings.SITE_URL
        + reverse("admin:appointments_appointment_change", args=[appointment.pk]),
    }
    return Notice(
        occasion=occasion,
        title=title,
        text=render_to_string("appointments/notices/staff.txt", context),
        html=render_to_string("appointments/notices/staff.html", context),
    )
