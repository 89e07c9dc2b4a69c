"""Sending again what was posted about an appointment."""

from collections.abc import Callable

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.utils.translation import gettext as _

from appointments.admin import showing
from appointments.selectors import agenda
from cns_portal import inbox
from cns_portal.inbox import selectors as posted
from cns_portal.kernel.refusal import Refused


def resend(
    request: HttpRequest, model_admin, *, appointment_id: int, email_id: int
) -> HttpResponse:
    """Send an e-mail about this appointment once more."""
    return _again(
        request,
        appointment_id,
        permission="inbox.resend_email",
        find=lambda reference: posted.emails_about(reference).filter(pk=email_id).first(),
        verb=inbox.resend,
        done=_("The e-mail will be sent again."),
    )


def retry(
    request: HttpRequest, model_admin, *, appointment_id: int, message_id: int
) -> HttpResponse:
    """Deliver a message about this appointment that was given up."""
    return _again(
        request,
        appointment_id,
        permission="inbox.retry_message",
        find=lambda reference: posted.messages_about(reference).filter(pk=message_id).first(),
        verb=inbox.retry_message,
        done=_("The message will be delivered again."),
    )


def _again(
    request: HttpRequest,
    appointment_id: int,
    *,
    permission: str,
    find: Callable,
    verb: Callable,
    done: str,
) -> HttpResponse:
    appointment = agenda.agenda_of(request.user).filter(pk=appointment_id).first()
    if appointment is None or not request.user.has_perm(permission):
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    posting = find(appointment.procedure.reference)
    if posting is None:
        raise Http404
    try:
        verb(posting, actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, done)
    return HttpResponseRedirect(showing.address_of(appointment_id))
