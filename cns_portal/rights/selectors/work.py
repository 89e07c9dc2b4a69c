"""What officers ask about requests: what waits, until when, with whom, and one as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from cns_portal.kernel import civil_time
from cns_portal.procedures import selectors as procedures
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.selectors.cases import SEALED
from insured.selectors import searching

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

    from cns_portal.accounts.models import Account

MAY_READ = "rights.view_rightsrequest"
MAY_ANSWER = "rights.answer_rightsrequest"


def queue() -> QuerySet[RightsRequest]:
    """Every request with what a line of the list needs, in one query; nothing sealed."""
    return RightsRequest.objects.select_related("procedure", "person", "agent").defer(*SEALED)


def get(request_id: int) -> RightsRequest | None:
    """One request with everything its page needs; None when there is none."""
    return (
        RightsRequest.objects.select_related(
            *("procedure__dossier", "person__dossier", "identity_copy"),
            *("agent", "sent_by", "decided_by"),
        )
        .prefetch_related("documents__document", "letters__author")
        .filter(pk=request_id)
        .first()
    )


def older_than(requests: QuerySet[RightsRequest], days: int, *, today: date) -> QuerySet:
    """Those sent at least so many days ago."""
    return requests.filter(sent_at__lt=civil_time.midnight(today - timedelta(days=days - 1)))


def needing_an_answer(requests: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
    """Those whose person wrote something that nobody has dealt with."""
    return requests.filter(procedure__in=procedures.keys_with_a_waiting_reply())


def at_a_glance(agent: Account | AbstractUser, *, today: date, soon: int) -> dict[str, int]:
    """What waits in all, is mine, nobody has, is late, and is due within `soon` days; one query."""
    return (
        RightsRequest.objects.open()
        .order_by()
        .aggregate(
            waiting=Count("pk"),
            mine=Count("pk", filter=Q(agent=agent)),
            free=Count("pk", filter=Q(agent=None)),
            late=Count("pk", filter=Q(due_on__lt=today)),
            soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=today + timedelta(days=soon))),
        )
    )


def matching(requests: QuerySet[RightsRequest], text: str) -> QuerySet[RightsRequest]:
    """A search: a reference, an e-mail address as a whole, or the person it is about.

    Keys joined by UNION, because an OR over several tables would read all of them.
    """
    every = RightsRequest.objects.order_by()
    keys = every.filter(person__in=searching.keys_matching(text)).values("pk")
    if code := searching.reference_in(text):
        keys = keys.union(every.filter(procedure__reference=code).values("pk"))
    if "@" in text:
        address = text.strip()
        keys = keys.union(every.filter(procedure__contact_email__iexact=address).values("pk"))
    return requests.filter(pk__in=keys)
