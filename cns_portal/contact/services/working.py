"""What agents do with a question: take it, pass it on, ask, answer, close it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from cns_portal import clock, procedures
from cns_portal.contact.choices.questions import QuestionRefusal, QuestionState
from cns_portal.contact.models import Letter, Question
from cns_portal.contact.notices import questions as notices
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.rules.questions import Verb
from cns_portal.contact.services.steps import insist, locked, move
from cns_portal.contact.services.telling import tell_ended
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from insured.services.working import Hands

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from cns_portal.procedures.models import Procedure

_HANDS = Hands[Question](
    locked=locked,
    insist=insist,
    move=move,
    verbs=Verb,
    begun=rules.WAITING - {QuestionState.SENT},
    not_yours=QuestionRefusal.NOT_YOURS,
    taken="question.taken",
    released="question.released",
    taken_over="question.taken_over",
)
take, release = _HANDS.take, _HANDS.release
take_over, hand_over = _HANDS.take_over, _HANDS.hand_over


@transaction.atomic
def answer(
    question_id: int,
    *,
    text: str,
    agent: Account,
    sent_key: UUID,
    documents: Iterable[Document] = (),
) -> Question:
    """Write the answer. Whoever asked reads it and can write again. Raises `Refused`.

    Files go only to somebody who signed in. Sent again under the same `sent_key`, nothing changes.
    """
    question = locked(question_id)
    if _is_written(question, sent_key):
        return question
    insist(question, Verb.ANSWER, agent=agent)
    if question.is_visitors:
        _write_letter(question, text=text, agent=agent, sent_key=sent_key)
        move(question, Verb.ANSWER, what="question.answered", actor=agent)
        return question
    procedures.answer(
        question.procedure, text=text, by=agent, sent_key=sent_key, documents=documents
    )
    question.procedure.refresh_from_db()
    # The line that the person reads is that of the message.
    move(question, Verb.ANSWER, what="question.answered", actor=agent, public=False)
    return question


@transaction.atomic
def ask(
    question_id: int,
    *,
    text: str,
    agent: Account,
    sent_key: UUID,
    documents: Iterable[Document] = (),
) -> Question:
    """Ask back: the next step is theirs. Raises `Refused`. Otherwise as `answer`."""
    question = locked(question_id)
    if _is_written(question, sent_key):
        return question
    if question.is_visitors:
        insist(question, Verb.ASK, agent=agent)
        _write_letter(question, text=text, agent=agent, sent_key=sent_key, is_question=True)
        move(question, Verb.ASK, what="question.asked", actor=agent)
        return question
    procedures.ask(
        question.procedure,
        text=text,
        by=agent,
        sent_key=sent_key,
        documents=documents,
        until=answer_until(today=clock.today()),
    )
    return locked(question_id)


@transaction.atomic
def end(question_id: int, *, agent: Account) -> Question:
    """Close it: nothing is to be answered. Whoever asked is told. Raises `Refused`."""
    question = locked(question_id)
    insist(question, Verb.END, agent=agent)
    question.letters.waiting().update(dealt_with_at=clock.now())
    if not question.is_visitors:
        procedures.deal_with(question.procedure, by=agent)
    move(question, Verb.END, what="question.ended", actor=agent)
    tell_ended(question)
    return question


@transaction.atomic
def asked(procedure: Procedure, *, by: Account, text: str) -> None:
    """An agent asks somebody who signed in. Called by the procedure, which keeps the `text`."""
    question = locked(Question.objects.get(procedure=procedure).pk)
    insist(question, Verb.ASK, agent=by)
    move(question, Verb.ASK, what="question.asked", actor=by)
    procedure.refresh_from_db()


@transaction.atomic
def replied(procedure: Procedure, *, by: Account, on_behalf_of: str = "") -> bool:
    """Somebody who signed in has written again. Called by the procedure; writes the line."""
    question = locked(Question.objects.get(procedure=procedure).pk)
    if rules.why_not(Verb.REPLY, state=QuestionState(question.state)):
        return False
    move(
        question,
        Verb.REPLY,
        what="question.replied",
        actor=by,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
    )
    procedure.refresh_from_db()
    return True


def answer_until(*, today: date) -> date:
    """The last day on which an answer to a question of today is awaited."""
    return today + timedelta(days=rules.DAYS_TO_ANSWER)


def note_read(question: Question) -> None:
    """An agent has opened what was written about it."""
    question.letters.unread().update(read_at=clock.now())
    procedures.note_read(question.procedure)


def _is_written(question: Question, sent_key: UUID) -> bool:
    if question.is_visitors:
        return question.letters.filter(sent_key=sent_key).exists()
    return question.procedure.answers.filter(sent_key=sent_key).exists()


def _write_letter(question, *, text, agent, sent_key, is_question=False) -> None:
    if not text.strip():
        raise Refused(QuestionRefusal.TEXT_MISSING)
    now = clock.now()
    question.letters.waiting().update(dealt_with_at=now)
    letter = Letter.objects.create(
        question=question,
        sent_key=sent_key,
        written_at=now,
        text=text.strip(),
        by=agent,
        is_question=is_question,
    )
    notices.email_visitor(question, notices.is_answered, once=f"letter:{letter.pk}")
