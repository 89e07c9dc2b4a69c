"""Sending again what was posted about an appointment."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.utils.translation import gettext_lazy as _

from appointments.admin import showing
from appointments.selectors import agenda
from cns_portal import inbox
from cns_portal.inbox import selectors as posted
from cns_portal.kernel.refusal import Refused


@dataclass(frozen=True)
class Again:
    """One kind of posting: who may send it again, where it is found, what does it."""

    permission: str
    about: Callable[[str], QuerySet]
    """The postings about a reference: no others are found."""
    verb: Callable
    done: str

    def view(
        self, request: HttpRequest, model_admin, *, appointment_id: int, posting_id: int
    ) -> HttpResponse:
        """Call the verb and go back to the appointment's page with what came of it."""
        appointment = agenda.agenda_of(request.user).filter(pk=appointment_id).first()
        if appointment is None or not request.user.has_perm(self.permission):
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        posting = self.about(appointment.procedure.reference).filter(pk=posting_id).first()
        if posting is None:
            raise Http404
        try:
            self.verb(posting, actor=request.user)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, self.done)
        return HttpResponseRedirect(showing.address_of(appointment_id))


EMAIL = Again(
    permission="inbox.resend_email",
    about=posted.emails_about,
    verb=inbox.resend,
    done=_("The e-mail will be sent again."),
)
MESSAGE = Again(
    permission="inbox.retry_message",
    about=posted.messages_about,
    verb=inbox.retry_message,
    done=_("The message will be delivered again."),
)
