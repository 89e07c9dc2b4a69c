"""My space: what needs me, then a bit of every room."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from appointments.presenters import feed as appointments_feed
from appointments.presenters.card import cards
from appointments.selectors import appointments
from cns_portal import clock
from cns_portal.home.presenters import ProcedureRow
from cns_portal.inbox import selectors as posted
from cns_portal.procedures import feed as procedures_feed
from cns_portal.procedures import selectors as procedures
from cns_portal.web.feed import merged
from incapacity.presenters import feed as incapacity_feed
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.presenters import data_feed
from insured.presenters import feed as insurance_feed
from insured.presenters.glance import glance
from insured.selectors.cards import open_cards_of
from insured.selectors.contact import waiting_change_of
from insured.selectors.family_coverage import family_of
from reimbursements.presenters import feed as reimbursements_feed

LATEST = 3  # of each kind; the rest is one link away

ROOMS = (
    ("appointments:list", PageScope.APPOINTMENTS, "calendar", _("My appointments")),
    ("reimbursements:list", PageScope.REIMBURSEMENTS, "euro", _("My reimbursements")),
    ("incapacity:list", PageScope.INCAPACITY, "care", _("My certificates")),
    ("home:procedures", PageScope.MESSAGES, "document", _("My procedures")),
    ("home:messages", PageScope.MESSAGES, "mail", _("My messages")),
    ("insured:family", PageScope.INSURANCE, "family", _("My insurance and my family")),
    ("insured:cards", PageScope.INSURANCE, "card", _("My cards")),
    ("insured:papers", PageScope.INSURANCE, "document", _("My papers")),
    ("insured:abroad", PageScope.INSURANCE, "globe", _("Living and care abroad")),
    ("insured:data", PageScope.DATA, "person", _("My data")),
    ("insured:acting", PageScope.OWN, "family", _("Mandates")),
)
"""Where one can go from here: the address, what its pages are about, its sign, its name."""


class Space(InsuredPage, TemplateView):
    """The overview of the open file: the parts that whoever has opened it may see.

    The same number of questions to the database however much there is in the file.
    """

    scope = PageScope.SPACE
    template_name = "home/space.html"

    def get_context_data(self, **kwargs) -> dict:
        self.now = clock.now()
        parts = {}
        if self.file.opens(PageScope.APPOINTMENTS):
            parts |= self._appointments()
        if self.file.opens(PageScope.MESSAGES):
            parts |= self._messages()
        if self.file.opens(PageScope.INSURANCE):
            self.family = family_of(self.person, today=clock.today())
            parts["insurance"] = glance(self.family, today=clock.today())
        return super().get_context_data(
            person=self.person,
            is_own=self.file.is_own,
            today=clock.today(),
            feed=merged(*self._feeds()),
            rooms=self._rooms(),
            **parts,
            **kwargs,
        )

    def _feeds(self):
        """What each room has to say that may be seen."""
        if self.file.opens(PageScope.APPOINTMENTS):
            yield appointments_feed.items(self.person, now=self.now)
        if self.file.opens(PageScope.MESSAGES):
            yield procedures_feed.items(self.dossier, now=self.now)
        if self.file.opens(PageScope.INSURANCE):
            yield insurance_feed.items(self.person, now=self.now, family=self.family)
            yield data_feed.card_items(open_cards_of(self.person), now=self.now)
        if self.file.opens(PageScope.REIMBURSEMENTS):
            yield reimbursements_feed.items(self.person, now=self.now)
        if self.file.opens(PageScope.INCAPACITY):
            yield incapacity_feed.items(self.person, now=self.now)
        if self.file.opens(PageScope.DATA):
            yield data_feed.email_items(waiting_change_of(self.person), now=self.now)

    def _appointments(self) -> dict:
        upcoming = appointments.upcoming_of(self.dossier, now=self.now)[: LATEST + 1]
        coming = cards(upcoming, now=self.now)
        return {
            "sees_appointments": True,
            "next_appointment": coming[0] if coming else None,
            "later_appointments": coming[1:],
        }

    def _messages(self) -> dict:
        latest = procedures.all_of(self.dossier).by_last_change().with_question()[:LATEST]
        return {
            "sees_messages": True,
            "unread": posted.unread_count(self.dossier),
            "latest_messages": posted.delivered_to(self.dossier)[:LATEST],
            "latest_procedures": [ProcedureRow(procedure) for procedure in latest],
        }

    def _rooms(self) -> list[dict]:
        """The rooms that exist and are open; a room may be absent."""
        return [
            {"url": url, "icon": icon, "label": label}
            for name, scope, icon, label in ROOMS
            if self.file.opens(scope) and (url := _address(name))
        ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
