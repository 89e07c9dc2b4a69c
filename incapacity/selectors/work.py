"""What agents ask about certificates: what waits, for how long, with whom, and one as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from cns_portal.accounts.models import Account
from cns_portal.kernel import civil_time
from cns_portal.procedures import selectors as procedures
from incapacity.models import Certificate
from incapacity.selectors import doubts
from incapacity.selectors.pages import in_order
from insured.selectors import searching

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

SEALED = ("as_sent", "stay", "note", "late_because", "board_question", "board_opinion", "decision")
"""Opened for one certificate at a time, never for a list."""


def queue(*, today: date) -> QuerySet[Certificate]:
    """Every certificate that was sent with what a line of the list needs; nothing sealed.

    `contradicts`: whether the table alone tells that something does not fit.
    """
    found = Certificate.objects.sent().select_related("procedure", "person", "child", "agent")
    return doubts.marked(found, today=today).defer(*SEALED)


def get(certificate_id: int) -> Certificate | None:
    """One certificate that was sent, with everything its page needs; None when there is none."""
    return (
        Certificate.objects.sent()
        .select_related(
            *("procedure__dossier", "person__dossier", "child__dossier", "earlier__procedure"),
            *("agent", "sent_by", "decided_by", "board_by"),
        )
        .prefetch_related(in_order())
        .filter(pk=certificate_id)
        .first()
    )


def others_of(certificate: Certificate) -> QuerySet[Certificate]:
    """The other certificates that the person has sent, the latest first."""
    others = Certificate.objects.filter(person=certificate.person_id).sent()
    found = others.exclude(pk=certificate.pk).select_related("procedure").defer(*SEALED)
    return found.order_by("-first_day", "-pk")


def older_than(certificates: QuerySet[Certificate], days: int, *, today: date) -> QuerySet:
    """Those sent at least so many days ago."""
    return certificates.filter(sent_at__lt=civil_time.midnight(today - timedelta(days=days - 1)))


def needing_an_answer(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Those whose person wrote something that no agent has dealt with."""
    return certificates.filter(procedure__in=procedures.keys_with_a_waiting_reply())


def at_a_glance(agent: Account | AbstractUser, *, today: date, long: int) -> dict[str, int]:
    """What waits in all, what is mine, what nobody has, what was late, what the medical board has,
    and what has waited at least `long` days; one query.
    """
    since = civil_time.midnight(today - timedelta(days=long - 1))
    return (
        Certificate.objects.waiting()
        .order_by()
        .aggregate(
            waiting=Count("pk"),
            mine=Count("pk", filter=Q(agent=agent)),
            free=Count("pk", filter=Q(agent=None)),
            late=Count("pk", filter=Q(late=True)),
            board=Count("pk", filter=Q(state="at_board")),
            long=Count("pk", filter=Q(sent_at__lt=since)),
        )
    )


def matching(certificates: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """An agent's search: a reference, or somebody the certificate is from or about.

    A child was chosen, or a number typed: of somebody on file, or of nobody.
    Keys joined by UNION, because an OR over several tables would read all of them.
    """
    people = searching.keys_matching(text)
    sent = Certificate.objects.sent().order_by()
    typed = sent.exclude(child_matricule="")
    keys = (
        sent.filter(person__in=people)
        .values("pk")
        .union(
            sent.filter(child__in=people).values("pk"),
            typed.filter(child_matricule__in=searching.numbers_of(people)).values("pk"),
        )
    )
    if number := searching.number_in(text):
        keys = keys.union(typed.filter(child_matricule__startswith=number).values("pk"))
    if code := searching.reference_in(text):
        keys = keys.union(sent.filter(procedure__reference=code).values("pk"))
    return certificates.filter(pk__in=keys)
