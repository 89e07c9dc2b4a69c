"""The end of a question: closed by whoever asked, or by itself when nobody writes any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.contact.choices.questions import QuestionRefusal, QuestionState
from cns_portal.contact.models import Letter, Question
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.rules.questions import Verb
from cns_portal.contact.services.steps import insist, locked, move
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor
    from cns_portal.procedures.models import Procedure

AT_ONCE = 200


@transaction.atomic
def write_as_visitor(question_id: int, *, text: str, sent_key: UUID) -> Letter:
    """Whoever asked without signing in writes again. Raises `Refused`.

    Sent again under the same `sent_key`, nothing changes.
    """
    question = locked(question_id)
    if known := question.letters.filter(sent_key=sent_key).first():
        return known
    insist(question, Verb.REPLY)
    if not text.strip():
        raise Refused(QuestionRefusal.TEXT_MISSING)
    letter = Letter.objects.create(
        question=question, sent_key=sent_key, written_at=clock.now(), text=text.strip()
    )
    _move_by_person(question, Verb.REPLY, what="question.replied", actor=audit.VISITOR)
    return letter


@transaction.atomic
def close_as_visitor(question_id: int) -> Question:
    """Whoever asked without signing in needs no answer any more; closed already, it stays so."""
    question = locked(question_id)
    if question.state not in rules.OVER:
        _close(question, actor=audit.VISITOR)
    return question


def why_not_withdraw(procedure: Procedure, now: datetime) -> str | None:
    """The sentence why somebody who signed in cannot close the question, or None."""
    state = QuestionState(procedure.current_state)
    refusal = rules.why_not(Verb.CLOSE, state=state)
    return str(refusal.label) if refusal else None


@transaction.atomic
def withdraw(procedure: Procedure, *, actor: Account, on_behalf_of: str = "") -> None:
    """Whoever asked from a file needs no answer any more. Raises `Refused`."""
    question = locked(Question.objects.get(procedure=procedure).pk)
    _close(question, actor=actor, on_behalf_of=on_behalf_of)
    procedure.refresh_from_db()


def close_quiet_ones(*, now: datetime) -> int:
    """Close what was answered or asked back and about which nobody wrote for long; how many."""
    since = now - timedelta(days=rules.DAYS_UNTIL_CLOSED)
    keys = Question.objects.quiet_since(since).order_by("pk").values_list("pk", flat=True)
    return sum(_lapse(pk, since) for pk in list(keys[:AT_ONCE]))


@transaction.atomic
def _lapse(question_id: int, since: datetime) -> bool:
    question = locked(question_id)
    if question.changed_at >= since or rules.why_not(
        Verb.LAPSE, state=QuestionState(question.state)
    ):
        return False
    move(
        question,
        Verb.LAPSE,
        what="question.lapsed",
        actor=audit.SYSTEM,
        actor_kind=ActorKind.SYSTEM,
    )
    return True


def _close(question: Question, *, actor: Account | Actor, on_behalf_of: str = "") -> None:
    insist(question, Verb.CLOSE)
    was_answered = question.state == QuestionState.ANSWERED
    question.letters.waiting().update(dealt_with_at=clock.now())
    _move_by_person(
        question,
        Verb.CLOSE,
        what="question.closed" if was_answered else "question.withdrawn",
        actor=actor,
        on_behalf_of=on_behalf_of,
    )


def _move_by_person(question: Question, verb: Verb, **how) -> None:
    move(question, verb, actor_kind=ActorKind.PERSON, **how)
