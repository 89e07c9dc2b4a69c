"""One step of a question: locked, allowed by the rule, written in the row, history and trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from cns_portal import audit, clock, procedures
from cns_portal.contact.choices.questions import QuestionRefusal, QuestionState
from cns_portal.contact.models import Question
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.rules.questions import Verb
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor

KIND = "contact.question"
"""What the ground floor calls such a case."""

PHASES = {
    QuestionState.SENT: Phase.RECEIVED,
    QuestionState.BEING_CHECKED: Phase.BEING_CHECKED,
    QuestionState.NEEDS_YOU: Phase.BEING_CHECKED,
    QuestionState.ANSWERED: Phase.DECIDED,  # whoever asked can still write
    QuestionState.CLOSED: Phase.DONE,
    QuestionState.WITHDRAWN: Phase.DONE,
}


def locked(question_id: int) -> Question:
    """The question, held until the transaction ends, with its procedure and person.

    The procedure first: a reply holds it before it asks for the question.
    """
    procedures.hold(Question.objects.values_list("procedure", flat=True).get(pk=question_id))
    return (
        Question.objects.select_for_update(of=("self",))
        .select_related("procedure__dossier", "person__dossier")
        .get(pk=question_id)
    )


def insist(question: Question, verb: Verb, *, agent: Account | None = None) -> None:
    """Raise `Refused` where the rule says why not."""
    another = agent is not None and question.agent_id not in (None, agent.pk)
    if refusal := rules.why_not(
        verb,
        state=QuestionState(question.state),
        is_another_agents=another,
        is_ones_own=agent is not None and question.concerns(agent.pk),
    ):
        taken = verb is Verb.TAKE and another and question.state in rules.OPEN
        raise Refused(QuestionRefusal.NOT_YOURS if taken else refusal)


def move(
    question: Question,
    verb: Verb,
    *,
    what: str,
    actor: Account | Actor,
    actor_kind: str = ActorKind.AGENT,
    on_behalf_of: str = "",
    fields: Iterable[str] = (),
    public: bool = True,
) -> None:
    """The new state: in the row, in the history, in the trail. Nothing of what was written is.

    `fields` are the columns that the caller has changed besides.
    """
    state = rules.after(verb, state=QuestionState(question.state))
    question.state, question.changed_at = state, clock.now()
    waits = state == QuestionState.NEEDS_YOU
    question.answer_until = clock.today() + timedelta(days=rules.DAYS_TO_ANSWER) if waits else None
    question.save(update_fields=["state", "changed_at", "answer_until", *fields])
    procedures.add_event(
        question.procedure,
        what=what,
        phase=PHASES[state],
        state=state,
        actor=actor,
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of,
        public=public,
    )
    audit.record(actor, what, question, dossier=question.procedure.dossier)
