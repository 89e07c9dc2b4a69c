"""What is kept of what readers think of the pages, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.content.models import Entry, PageOpinion, Text
from cns_portal.keeping import Category, Holding, Measure, Persons, Recipient
from cns_portal.kernel import civil_time

A_YEAR = timedelta(days=365)
"""A convention of the portal: editors compare a page with the same month of the year before."""


class Opinions(Holding):
    """Opinions about pages. No row says whose it is, so none can be found for a person."""

    code = "content.opinions"
    label = _("Opinions about pages")
    what = _("Two answers about a page and a comment, with the day; nothing about who gave it.")
    why = _("So that editors can make the pages better.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _("One year.")
    tables = (PageOpinion,)
    persons = (Persons.VISITORS,)
    categories = (Category.USE,)
    recipients = (Recipient.AGENTS,)
    measures = (Measure.ROLES, Measure.SEALED)

    def due(self, *, now: datetime) -> int:
        """How many are older than a year."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them."""
        deleted, _by_table = self._over(now).delete()
        return deleted

    def _over(self, now: datetime) -> QuerySet[PageOpinion]:
        return PageOpinion.objects.before(civil_time.day_of(now - A_YEAR))


class Editing(Holding):
    """Who wrote and published what readers find."""

    code = "content.editing"
    label = _("Who wrote the pages")
    what = _("Which agent wrote, changed and published which text, and when.")
    why = _("To know who answers for a text, and to go back to an earlier one.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _("As long as the text and its earlier versions.")
    tables = (Entry, Text)
    persons = (Persons.AGENTS,)
    categories = (Category.USE,)
    recipients = (Recipient.AGENTS,)
    measures = (Measure.ROLES,)

    def due(self, *, now: datetime) -> int:
        """None: it goes with the text."""
        return 0

    def forget(self, *, now: datetime) -> int:
        """Nothing."""
        return 0


HOLDINGS = (Opinions(), Editing())
