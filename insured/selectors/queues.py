"""What agents ask about requests: what waits, for how long, with whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from cns_portal.kernel import civil_time
from cns_portal.procedures import selectors as procedures
from insured.choices import AccountState, RequestKind
from insured.models import BankAccount, InsuredPerson, Request
from insured.selectors import searching

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

SEALED = ("details", "decision")
"""Opened for one request at a time, never for a list."""


def queue() -> QuerySet[Request]:
    """Every request with what a line of the list needs, in one query; sealed parts stay closed."""
    return Request.objects.select_related("procedure", "person", "about", "agent").defer(*SEALED)


def get(request_id: int) -> Request | None:
    """One request with everything its page needs."""
    return (
        Request.objects.select_related(
            "procedure__dossier",
            "person__dossier",
            "about__dossier",
            "agent",
            "sent_by",
            "decided_by",
        )
        .filter(pk=request_id)
        .first()
    )


def counts() -> dict[str, int]:
    """How many requests wait in the queue of each kind; one query."""
    waiting = Request.objects.waiting().order_by()
    counted = dict(waiting.values_list("kind").annotate(count=Count("pk")))
    return {kind: counted.get(kind, 0) for kind in RequestKind.values}


def sent_before(requests: QuerySet[Request], day: date) -> QuerySet[Request]:
    """Those sent before this day began."""
    return requests.filter(sent_at__lt=civil_time.midnight(day))


def older_than(requests: QuerySet[Request], days: int, *, today: date) -> QuerySet[Request]:
    """Those sent at least so many days ago."""
    return sent_before(requests, today - timedelta(days=days - 1))


def needing_an_answer(requests: QuerySet[Request]) -> QuerySet[Request]:
    """Those whose person wrote something that no agent has dealt with."""
    return requests.filter(procedure__in=procedures.keys_with_a_waiting_reply())


def at_a_glance(agent: Account, *, today: date, long: int) -> dict[str, int]:
    """What waits in all, what is mine, what nobody has, what has waited at least `long` days."""
    since = civil_time.midnight(today - timedelta(days=long - 1))
    return (
        Request.objects.waiting()
        .order_by()
        .aggregate(
            waiting=Count("pk"),
            mine=Count("pk", filter=Q(agent=agent)),
            free=Count("pk", filter=Q(agent=None)),
            long=Count("pk", filter=Q(sent_at__lt=since)),
        )
    )


def proposals() -> int:
    """How many bank accounts wait for a second agent."""
    return BankAccount.objects.filter(state=AccountState.PROPOSED).count()


def matching(requests: QuerySet[Request], text: str) -> QuerySet[Request]:
    """An agent's search: a reference, or somebody the request is from or about.

    Keys joined by UNION, because an OR over several tables would read all of them.
    """
    people = InsuredPerson.objects.filter(pk__in=searching.keys_matching(text)).values("pk")
    keys = (
        Request.objects.filter(person__in=people)
        .order_by()
        .values("pk")
        .union(Request.objects.filter(about__in=people).order_by().values("pk"))
    )
    if code := searching.reference_in(text):
        keys = keys.union(Request.objects.filter(procedure__reference=code).order_by().values("pk"))
    return requests.filter(pk__in=keys)
