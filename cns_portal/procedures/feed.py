"""What the cases ask of a person: a question to answer, a step to take, something to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.inbox import selectors as posted
from cns_portal.kernel import civil_time
from cns_portal.procedures import kinds
from cns_portal.procedures.models import Answer, Procedure
from cns_portal.procedures.selectors.cases import state_since
from cns_portal.procedures.selectors.thread import open_questions
from cns_portal.web.feed import FeedItem

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

MOST = 20
"""The longest waiting ones; a list of more helps nobody."""


def items(dossier: Dossier, *, now: datetime) -> list[FeedItem]:
    """One for each case that waits for the person, and one for what they have not read.

    The same queries however many cases there are, as long as the room of a case need not be asked
    for its deadline: a question knows its own.
    """
    waiting = list(
        Procedure.objects.of(dossier).needing_the_person().order_by("updated_at", "pk")[:MOST]
    )
    questions = _by_procedure(open_questions([case.pk for case in waiting]))
    since = state_since([case.pk for case in waiting if case.pk not in questions])
    today = civil_time.day_of(now)
    found = [
        _waits(case, questions.get(case.pk, []), since.get(case.pk, now), today) for case in waiting
    ]
    unread = posted.unread_by_reference(dossier)
    for case in waiting:
        unread.pop(case.reference, None)
    if unread:
        found.append(_unread(unread))
    return found


def _by_procedure(questions: Iterable[Answer]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = {}
    for question in questions:
        found.setdefault(question.procedure_id, []).append(question)
    return found


def _waits(case: Procedure, questions: list[Answer], since: datetime, today: date) -> FeedItem:
    words = {"title": case.title, "reference": case.reference}
    address = reverse("home:procedure", args=[case.reference])
    if questions:
        until = min((one.until for one in questions if one.until), default=None)
        title = _("Answer the question of the CNS")
        address += "?tab=messages"
    else:
        until = kinds.kind(case.kind).answer_by(case, since=since)
        title = _("The CNS needs something from you")
    return FeedItem(
        title=title,
        text=_("%(title)s, reference %(reference)s") % words,
        url=address,
        until=until,
        tone="danger" if until and until < today else "warning",
    )


def _unread(unread: dict[str, int]) -> FeedItem:
    count = sum(unread.values())
    return FeedItem(
        title=ngettext("You have %(count)d new message", "You have %(count)d new messages", count)
        % {"count": count},
        text=_("Confirmations and answers of the CNS."),
        url=reverse("home:messages"),
        tone="info",
    )
