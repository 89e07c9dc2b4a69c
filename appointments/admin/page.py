"""The page of one appointment: everything about it, and what can be done."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments.admin import call, pictures, showing
from appointments.admin.deeds import DEEDS
from appointments.admin.keeping import KEEP
from appointments.admin.moving import MOVE
from appointments.choices import Channel, Status
from appointments.models import Appointment
from appointments.rules import booking, states
from appointments.selectors import agenda
from cns_portal import audit, clock, procedures
from cns_portal.documents.choices import State
from cns_portal.inbox import selectors as posted
from cns_portal.inbox.choices import EmailStatus, MessageStatus
from cns_portal.kernel import civil_time

DELIVERY_TONES = {
    EmailStatus.PENDING: "info",
    EmailStatus.SENT: "success",
    MessageStatus.DELIVERED: "success",
    EmailStatus.PARKED: "danger",
    EmailStatus.WITHDRAWN: "neutral",
}


@require_safe
def appointment_page(request: HttpRequest, model_admin, *, appointment_id: int) -> HttpResponse:
    """Reading only; recorded before anything is sent."""
    visible = agenda.agenda_of(request.user).select_related(
        "procedure__dossier", "identity_copy", "rescheduled_from"
    )
    appointment = visible.filter(pk=appointment_id).first()
    if appointment is None:
        raise Http404
    now = clock.now()
    history = list(procedures.history(appointment.procedure))
    audit.record_view(
        request.user,
        appointment,
        purpose="appointments.page",
        dossier=appointment.procedure.dossier,
    )
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Appointment %(reference)s") % {"reference": appointment.procedure.reference},
        "opts": Appointment._meta,
        "appointment": appointment,
        "person": showing.person(appointment),
        "tag": showing.tag(appointment),
        "starts_at": civil_time.wall(appointment.starts_at),
        "people": [
            {"role": participant.get_role_display(), "facts": showing.facts_about(participant)}
            for participant in appointment.participants.all()
        ],
        "deeds": _deeds(request, model_admin, appointment, now),
        "pictures": pictures.pictures_of(appointment),
        "history": showing.history_lines(history),
        "copy": _copy(appointment, by_phone=_was_booked_by_phone(history), now=now),
        "emails": _emails(request, appointment),
        "messages_about": _messages(request, appointment),
        "earlier": _link(request, appointment.rescheduled_from),
        "later": _link(request, Appointment.objects.filter(rescheduled_from=appointment).first()),
        "explain_address": f"{reverse('admin:appointments_appointment_explain')}"
        f"?offered={appointment.topic}:{appointment.channel}&agency={appointment.agency_id}"
        f"&day={civil_time.day_of(appointment.starts_at)}"
        f"&time={civil_time.wall(appointment.starts_at):%H:%M}",
    }
    return TemplateResponse(request, "admin/appointments/appointment/page.html", context)


def _deeds(request: HttpRequest, model_admin, appointment: Appointment, now) -> list[dict]:
    """What the rules allow now, to those who may act."""
    if not model_admin.has_change_permission(request):
        return []
    accept, refuse, *others = DEEDS
    has_call = appointment.channel == Channel.VIDEO and appointment.status in states.AGREED
    to_call = {"label": _("Video call"), "address": call.address_of(appointment), "danger": False}
    possible = [
        {
            "label": deed.label,
            "address": showing.address_of(appointment.pk, deed.code),
            "danger": deed.danger,
        }
        for deed in (accept, refuse, KEEP, MOVE, *others)
        if deed.why_not(appointment, now=now) is None
    ]
    return [to_call, *possible] if has_call else possible


def _copy(appointment: Appointment, *, by_phone: bool, now: datetime) -> dict | None:
    """The copy of the identity card: a link when it was checked, else what became of it."""
    document = appointment.identity_copy
    if document is None:
        # What is past its time is taken away from the appointment altogether (privacy.py).
        attached = not by_phone and booking.needs_identity_copy(signed_in=appointment.signed_in)
        over = appointment.ends_at <= now or appointment.status not in states.OCCUPIES_THE_DESK
        if not (attached and over):
            return None
        if appointment.status == Status.MOVED:
            return {"text": _("It went with the new time.")}
        return {"text": _("Deleted after the appointment.")}
    if document.deleted_at is not None:
        return {"text": _("Deleted.")}
    if document.is_readable:
        return {"address": reverse("documents:show", args=[document.public_id])}
    if document.state == State.REJECTED:
        return {"text": document.why_rejected}
    return {"text": _("Being checked.")}


def _was_booked_by_phone(history: list) -> bool:
    return any(event.what == "appointment.booked_by_phone" for event in history)


def _emails(request: HttpRequest, appointment: Appointment) -> list[dict]:
    """How far each e-mail got. Texts are the recipient's: they carry the links that cancel."""
    may = request.user.has_perm("inbox.resend_email")
    return [
        {
            "email": email,
            "tone": DELIVERY_TONES[EmailStatus(email.status)],
            "resend": reverse(
                "admin:appointments_appointment_resend", args=[appointment.pk, email.pk]
            )
            if may and email.status not in {EmailStatus.PENDING, EmailStatus.WITHDRAWN}
            else "",
        }
        for email in posted.emails_about(appointment.procedure.reference)
    ]


def _messages(request: HttpRequest, appointment: Appointment) -> list[dict]:
    may = request.user.has_perm("inbox.retry_message")
    return [
        {
            "message": message,
            "tone": DELIVERY_TONES[MessageStatus(message.status)],
            "retry": reverse(
                "admin:appointments_appointment_retry", args=[appointment.pk, message.pk]
            )
            if may and message.status == MessageStatus.PARKED
            else "",
        }
        for message in posted.messages_about(appointment.procedure.reference)
    ]


def _link(request: HttpRequest, other: Appointment | None) -> dict | None:
    """The time before or after a move; without a link where it is not the agent's agency."""
    if other is None:
        return None
    theirs = Appointment.objects.at_agencies_of(request.user).filter(pk=other.pk).exists()
    return {
        "at": civil_time.wall(other.starts_at),
        "address": showing.address_of(other.pk) if theirs else "",
    }
