"""What agents ask about questions: what waits, for how long, with whom, and one as a whole."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from cns_portal.accounts.models import Account
from cns_portal.contact.models import Question
from cns_portal.kernel import civil_time
from cns_portal.procedures import selectors as procedures
from insured.selectors import searching

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

    from cns_portal.procedures.models import Procedure

MAY_READ = "contact.view_question"


def queue() -> QuerySet[Question]:
    """Every question with what a line of the list needs; what was asked stays sealed."""
    return Question.objects.select_related("procedure", "person", "agent").defer("text")


def get(question_id: int) -> Question | None:
    """One question with everything its page needs; None when there is none."""
    return (
        Question.objects.select_related("procedure__dossier", "person__dossier", "agent", "sent_by")
        .filter(pk=question_id)
        .first()
    )


def older_than(questions: QuerySet[Question], days: int, *, today: date) -> QuerySet[Question]:
    """Those sent at least so many days ago."""
    return questions.filter(sent_at__lt=civil_time.midnight(today - timedelta(days=days - 1)))


def needing_an_answer(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Those about which somebody wrote again and no agent has dealt with it."""
    return questions.filter(
        Q(procedure__in=procedures.keys_with_a_waiting_reply())
        | Q(pk__in=Question.objects.with_a_letter_waiting().order_by().values("pk"))
    )


def at_a_glance(agent: Account | AbstractUser, *, today: date, long: int) -> dict[str, int]:
    """What waits in all, what is mine, what nobody has, what has waited long; one query."""
    since = civil_time.midnight(today - timedelta(days=long - 1))
    return (
        Question.objects.waiting()
        .order_by()
        .aggregate(
            waiting=Count("pk"),
            mine=Count("pk", filter=Q(agent=agent)),
            free=Count("pk", filter=Q(agent=None)),
            long=Count("pk", filter=Q(sent_at__lt=since)),
        )
    )


def matching(questions: QuerySet[Question], text: str) -> QuerySet[Question]:
    """An agent's search: a reference, or somebody whose file the question came from.

    The names of those who did not sign in are sealed: they are found by reference or e-mail.
    """
    keys = Question.objects.filter(person__in=searching.keys_matching(text)).order_by().values("pk")
    if code := searching.reference_in(text):
        keys = keys.union(
            Question.objects.filter(procedure__reference=code).order_by().values("pk")
        )
    if "@" in text:
        theirs = Question.objects.filter(procedure__contact_email__iexact=text.strip())
        keys = keys.union(theirs.order_by().values("pk"))
    return questions.filter(pk__in=keys)


def visible_to(account: Account) -> Q:
    """Which conversations about questions an agent may open, as a condition on procedures."""
    return Q() if account.has_perm(MAY_READ) else Q(pk__in=())


def answer_by(procedure: Procedure, since: datetime) -> date | None:
    """The person's own deadline where something was asked; no period is known for the CNS."""
    found = Question.objects.filter(procedure=procedure)
    return found.values_list("answer_until", flat=True).first()


def references(keys: Collection[str]) -> dict[str, str]:
    """The references of questions, by key: for people who read who looked at their file."""
    found = Question.objects.filter(pk__in=keys)
    return {str(pk): text for pk, text in found.values_list("pk", "procedure__reference")}


def sent_copy(procedure: Procedure) -> tuple[str, dict] | None:
    """The template and context that print what was asked."""
    question = Question.objects.filter(procedure=procedure).select_related("person").first()
    if question is None:
        return None
    return "contact/print/question.html", {"question": question, "procedure": procedure}
