"""What is kept of questions to the CNS, and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.contact.models import Letter, Question
from cns_portal.contact.rules.questions import OPEN, OVER
from cns_portal.keeping import Category, Measure, Obstacle, Persons
from insured.privacy.keeping import PUBLIC_TASK, TWO_YEARS, OfCases, forget_cases

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

HALF_A_YEAR = timedelta(days=182)
"""A convention of the portal: nobody has checked who a visitor is, so that nothing follows from the
answer; half a year is enough to read it again."""


class _OfQuestions(OfCases):
    """What both kinds of questions have in common."""

    why = _("To answer you, and to answer questions about the answer.")
    legal_basis = PUBLIC_TASK
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED)
    at_once = 200

    def take(self, rows: list[Any], *, reason: str) -> None:
        """Delete them with their letters, messages and procedures."""
        cases = [row.procedure for row in rows]
        super().take(rows, reason=reason)
        forget_cases(cases)


class Questions(_OfQuestions):
    """Questions from the files of insured persons."""

    code = "contact.questions"
    label = _("Questions to the CNS")
    what = _("What you asked after signing in, its topic, and what was written about it.")
    keep_for = _("Two years after the question was closed.")
    tables = (Question,)
    persons = (Persons.INSURED, Persons.REPRESENTATIVES)
    categories = (Category.IDENTITY, Category.HEALTH, Category.USE)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        """The questions; what was written afterwards is the thread of their procedures."""
        yield self._of(dossier).defer("sent_key").order_by("pk")

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """Questions that are not closed."""
        count = self._of(dossier).filter(state__in=OPEN).count()
        return (Obstacle(_("A question to the CNS is not closed yet.")),) if count else ()

    def over(self, now: datetime) -> QuerySet[Question]:
        """Those closed for longer than two years."""
        closed = Question.objects.filter(person__isnull=False, state__in=OVER)
        return closed.filter(changed_at__lt=now - TWO_YEARS)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Question]:
        """All that are closed: no duty asks for them."""
        return self._of(dossier).filter(state__in=OVER)

    @staticmethod
    def _of(dossier: Dossier) -> QuerySet[Question]:
        return Question.objects.filter(person__dossier=dossier)


class VisitorsQuestions(_OfQuestions):
    """Questions of people who did not sign in. None can be found for a person: nobody knows who
    wrote it."""

    code = "contact.visitors_questions"
    label = _("Questions to the CNS without signing in")
    what = _(
        "What somebody asked without signing in, the name, e-mail address and telephone number "
        "that they gave, and what was written about it."
    )
    keep_for = _("Half a year after the question was closed.")
    tables = (Letter,)
    persons = (Persons.VISITORS,)
    categories = (Category.IDENTITY, Category.HEALTH, Category.USE)

    def over(self, now: datetime) -> QuerySet[Question]:
        """Those closed for longer than half a year."""
        closed = Question.objects.of_visitors().filter(state__in=OVER)
        return closed.filter(changed_at__lt=now - HALF_A_YEAR)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Question]:
        """None."""
        return Question.objects.none()


HOLDINGS = (Questions(), VisitorsQuestions())
