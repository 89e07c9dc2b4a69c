"""My appointments: the list, one of them, giving it up, the way into a video call."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from appointments.choices import Status
from appointments.models import Appointment
from appointments.notices.sentences import sentence
from appointments.presenters.card import (
    AppointmentCard,
    cards,
    cards_with,
    confirmation_files,
)
from appointments.presenters.earlier import earlier_times
from appointments.selectors import appointments as selectors
from appointments.services.acting import By
from appointments.services.cancelling import cancel
from appointments.views.links import just_moved
from cns_portal import clock
from cns_portal.accounts.models import Dossier
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope

PAST_PER_PAGE = 10


class MyAppointments(InsuredPage, TemplateView):
    """What is to come in full, what is over page by page."""

    scope = PageScope.APPOINTMENTS
    template_name = "appointments/list.html"

    def get_context_data(self, **kwargs) -> dict:
        now = clock.now()
        past = Paginator(selectors.past_of(self.dossier, now=now), PAST_PER_PAGE)
        page = past.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            upcoming=cards_with(
                earlier_times(selectors.upcoming_of(self.dossier, now=now), now=now)
            ),
            past=cards(page, now=now),
            page=page,
            **kwargs,
        )


class OneAppointment(InsuredPage, TemplateView):
    """Everything about one appointment, made to be shown at the entrance on a phone."""

    scope = PageScope.APPOINTMENTS
    template_name = "appointments/detail.html"

    def get_context_data(self, public_id: UUID, **kwargs) -> dict:
        appointment = _mine(self.dossier, public_id)
        (earlier,) = earlier_times([appointment], now=clock.now())
        card = AppointmentCard(appointment, earlier.now, earlier)
        sees_messages = self.file.opens(PageScope.MESSAGES)
        told = None
        if card.is_open and sees_messages:
            told = selectors.latest_confirmation(appointment, self.dossier)
        present = None
        if appointment.status == Status.MOVED:
            present = selectors.present_of(appointment, self.dossier)
        return super().get_context_data(
            card=card,
            files=confirmation_files(told),
            sees_messages=sees_messages,
            just_moved=just_moved(self.request, appointment),
            present=AppointmentCard(present, card.now) if present else None,
            **kwargs,
        )


class Cancel(InsuredPage, TemplateView):
    """GET asks, POST gives the time back."""

    scope = PageScope.APPOINTMENTS
    template_name = "appointments/cancel.html"

    def get_context_data(self, public_id: UUID, **kwargs) -> dict:
        card = AppointmentCard(_mine(self.dossier, public_id), clock.now())
        return super().get_context_data(card=card, **kwargs)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        appointment = _mine(self.dossier, public_id)
        try:
            cancel(appointment.pk, by=By.person(request.user))
        except Refused as refused:
            if appointment.status == Status.CANCELLED:
                messages.info(request, _("This appointment was already cancelled."))
            else:
                messages.error(request, sentence(refused))
        else:
            messages.success(
                request,
                _(
                    "Your appointment is cancelled. "
                    "Thank you for giving the time back: somebody else can have it now."
                ),
            )
        return redirect("appointments:detail", public_id)


def _mine(dossier: Dossier, public_id: UUID) -> Appointment:
    appointment = selectors.get_of(dossier, public_id)
    if appointment is None:
        raise Http404
    return appointment
