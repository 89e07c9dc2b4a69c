"""Whose data are blocked (GDPR, article 18)."""

from __future__ import annotations

from django.db.models import QuerySet

from cns_portal.accounts.models import Dossier
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsRequest

GRANTED = (RightsState.ACCEPTED, RightsState.PARTLY_ACCEPTED)


def blocked() -> QuerySet[Dossier]:
    """Those to whom a restriction was granted, for as long as that request is kept.

    What is blocked is told in free text, so nothing of the person is forgotten meanwhile.
    """
    granted = RightsRequest.objects.filter(kind=RightsKind.RESTRICTION, state__in=GRANTED)
    return Dossier.objects.filter(pk__in=granted.order_by().values("person__dossier"))
