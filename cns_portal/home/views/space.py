"""My space: a bit of every room."""

from django.views.generic import TemplateView

from appointments.presenters.card import cards_with
from appointments.presenters.earlier import earlier_times
from appointments.selectors import appointments
from cns_portal import clock
from cns_portal.home.presenters import ProcedureRow
from cns_portal.inbox import selectors as posted
from cns_portal.procedures import selectors as procedures
from insured.access import InsuredPage
from insured.choices.acting import PageScope

LATEST = 3  # of each kind; the rest is one link away


class Space(InsuredPage, TemplateView):
    """What is next, what is new, what is under way: six questions to the database."""

    scope = PageScope.SPACE
    template_name = "home/space.html"

    def get_context_data(self, **kwargs) -> dict:
        now = clock.now()
        upcoming = list(appointments.upcoming_of(self.dossier, now=now)[: LATEST + 1])
        told = cards_with(earlier_times(upcoming, now=now))
        return super().get_context_data(
            person=self.person,
            offered=[card.earlier for card in told if card.earlier.is_offered],
            next_appointment=told[0] if told else None,
            later_appointments=told[1:],
            unread=posted.unread_count(self.dossier),
            latest_messages=posted.delivered_to(self.dossier)[:LATEST],
            latest_procedures=[
                ProcedureRow(procedure) for procedure in procedures.all_of(self.dossier)[:LATEST]
            ],
            **kwargs,
        )
