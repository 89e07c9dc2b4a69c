"""Whose data are blocked (GDPR, article 18)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from cns_portal import clock
from cns_portal.accounts.models import Dossier
from cns_portal.rights.models import RightsRequest


def in_force(*, today: date) -> QuerySet[RightsRequest]:
    """The requests that block the data of their person today: `rules.states.is_in_force`, asked
    of the table."""
    return RightsRequest.objects.blocking(today=today)


def blocked() -> QuerySet[Dossier]:
    """Those to whom a restriction was granted that is not lifted.

    What is blocked is told in free text, so nothing of the person is forgotten meanwhile.
    """
    people = in_force(today=clock.today()).order_by().values("person__dossier")
    return Dossier.objects.filter(pk__in=people)
