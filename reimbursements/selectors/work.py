"""What agents ask about claims: what waits, for how long, with whom, and one claim as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from cns_portal.accounts.models import Account
from cns_portal.kernel import civil_time
from cns_portal.procedures import selectors as procedures
from insured.selectors import searching
from reimbursements.choices.claims import Original
from reimbursements.models import (
    Authorisation,
    Bill,
    BillPage,
    Claim,
    Decision,
    Line,
    Statement,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser


def queue() -> QuerySet[Claim]:
    """Every claim that was sent with what a line of the list needs; sealed parts stay closed."""
    bills = Bill.objects.filter(claim=OuterRef("pk")).order_by().values("claim")
    return (
        Claim.objects.sent()
        .select_related("procedure", "person", "agent")
        .defer("as_sent")
        .annotate(
            bill_count=Subquery(bills.annotate(n=Count("pk")).values("n")),
            sum_of_bills=Subquery(bills.annotate(sum=Sum("total")).values("sum")),
        )
    )


def get(claim_id: int) -> Claim | None:
    """One claim that was sent, with everything its page needs; None when there is none."""
    return (
        Claim.objects.sent()
        .select_related("procedure__dossier", "person__dossier", "agent", "sent_by", "payee")
        .defer("as_sent")
        .filter(pk=claim_id)
        .first()
    )


def bills_of(claim: Claim) -> list[Bill]:
    """Its bills in order, with people, providers, lines and pages; a fixed number of queries."""
    return list(
        Bill.objects.filter(claim=claim)
        .select_related("patient__dossier", "provider")
        .prefetch_related(
            Prefetch("lines", queryset=Line.objects.order_by("position", "pk")),
            Prefetch(
                "pages",
                queryset=BillPage.objects.select_related("document").order_by("position", "pk"),
            ),
        )
        .order_by("position", "pk")
    )


def decided_of(claim: Claim) -> dict[int, list[Decision]]:
    """By key of the bill, all that was ever decided about it, the latest first; two queries."""
    found: dict[int, list[Decision]] = {}
    rows = (
        Decision.objects.filter(bill__claim=claim)
        .select_related("proposed_by", "decided_by", "statement")
        .prefetch_related("lines")
        .order_by("-pk")
    )
    for decision in rows:
        found.setdefault(decision.bill_id, []).append(decision)
    return found


def authorisations_of(people: set[int], *, day: date) -> list[Authorisation]:
    """What was allowed beforehand to these people (keys), and did not end long before `day`."""
    since = day - timedelta(days=2 * 365)
    return list(
        Authorisation.objects.filter(person__in=people)
        .filter(Q(last_day__isnull=True) | Q(last_day__gte=since))
        .select_related("person")
        .order_by("person", "-first_day", "pk")
    )


def needing_a_second(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Those in which something was proposed that another agent has to confirm."""
    return claims.filter(state="proposed")


def sent_back(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Those being worked on, of which a second agent has sent something back."""
    last = Decision.objects.filter(bill=OuterRef("pk")).order_by("-pk").values("state")[:1]
    back = Bill.objects.annotate(last=Subquery(last)).filter(
        claim=OuterRef("pk"), state="open", last="sent_back"
    )
    return claims.filter(Exists(back), state__in=["being_checked", "needs_you"])


def without_original(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Those whose paper is needed and has not come."""
    return claims.filter(original=Original.AWAITED)


def paid_too_much(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Those of which a later decision pays less than was paid: an agent writes to the person."""
    owed = Statement.objects.filter(claim=OuterRef("pk"), owed__gt=0)
    return claims.filter(Exists(owed))


def older_than(claims: QuerySet[Claim], days: int, *, today: date) -> QuerySet[Claim]:
    """Those sent at least so many days ago."""
    return claims.filter(sent_at__lt=civil_time.midnight(today - timedelta(days=days - 1)))


def needing_an_answer(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Those whose person wrote something that no agent has dealt with."""
    return claims.filter(procedure__in=procedures.keys_with_a_waiting_reply())


def at_a_glance(agent: Account | AbstractUser, *, today: date, long: int) -> dict[str, int]:
    """What waits in all, what is mine, what nobody has, what needs a second agent, whose paper has
    not come, and what has waited at least `long` days; one query.
    """
    since = civil_time.midnight(today - timedelta(days=long - 1))
    return (
        Claim.objects.waiting()
        .order_by()
        .aggregate(
            waiting=Count("pk"),
            mine=Count("pk", filter=Q(agent=agent)),
            free=Count("pk", filter=Q(agent=None)),
            second=Count("pk", filter=Q(state="proposed") & ~Q(agent=agent)),
            original=Count("pk", filter=Q(original=Original.AWAITED)),
            long=Count("pk", filter=Q(sent_at__lt=since)),
        )
    )


def matching(claims: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """An agent's search: a reference, or somebody the claim is from or whom its bills treat.

    Keys joined by UNION, because an OR over several tables would read all of them.
    """
    people = searching.keys_matching(text)
    keys = (
        Claim.objects.sent()
        .filter(person__in=people)
        .order_by()
        .values("pk")
        .union(Bill.objects.filter(patient__in=people).order_by().values("claim"))
    )
    if code := searching.reference_in(text):
        keys = keys.union(Claim.objects.filter(procedure__reference=code).order_by().values("pk"))
    return claims.filter(pk__in=keys)
