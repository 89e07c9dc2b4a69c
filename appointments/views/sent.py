"""After sending: being checked, confirmed, or refused, without reloading."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from appointments.choices import Status
from appointments.models import Appointment
from appointments.notices import links
from appointments.selectors.alternatives import alternatives
from appointments.views.draft import sent_from_here
from cns_portal.procedures import history
from insured.access import file_of
from insured.choices.acting import PageScope


@method_decorator(login_not_required, name="dispatch")
class Sent(DetailView):
    """The request this visitor sent; asks for itself again until it is decided."""

    template_name = "appointments/sent.html"

    def get_object(self, queryset=None) -> Appointment:
        file = file_of(self.request)
        mine = Q(public_id__in=sent_from_here(self.request))
        if file:  # what was sent from here for another file is seen there, while it is open
            mine &= Q(procedure__dossier=None)
        if file and file.opens(PageScope.APPOINTMENTS):
            mine |= Q(procedure__dossier=file.dossier)
        found = (
            Appointment.objects.with_place()
            .filter(mine, public_id=self.kwargs["public_id"], procedure__isnull=False)
            .first()
        )
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs) -> dict:
        appointment = self.object
        undecided = appointment.status == Status.REQUESTED
        refused = appointment.status == Status.REFUSED
        last = history(appointment.procedure, for_the_person=True).last() if refused else None
        return {
            **super().get_context_data(**kwargs),
            "appointment": appointment,
            "is_video": appointment.channel == "video",
            "waits_for_worker": undecided and appointment.left_to_agent_at is None,
            "waits_for_agent": undecided and appointment.left_to_agent_at is not None,
            "is_confirmed": appointment.status == Status.CONFIRMED,
            "is_refused": refused,
            "reason": last.reason if last else "",
            "alternatives": alternatives(appointment) if refused else [],
            "calendar_url": reverse(
                "appointment_links:calendar",
                args=[links.token(appointment, links.Purpose.PERSON)],
            ),
        }
