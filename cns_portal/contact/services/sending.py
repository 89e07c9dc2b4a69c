"""Asking a question: signed in from a file, or as somebody whom the portal does not know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cns_portal import audit, clock, procedures
from cns_portal.contact.choices.questions import QuestionRefusal, QuestionState
from cns_portal.contact.models import Question
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.services.steps import KIND
from cns_portal.contact.services.telling import tell_received
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson


class _SentAlready(Exception):
    """The same form was sent before, or is being sent beside this one."""


def send(
    *,
    person: InsuredPerson,
    actor: Account,
    topic: str,
    text: str,
    sent_key: UUID,
    on_behalf_of: str = "",
) -> Question:
    """Ask from the file of `person`; `on_behalf_of` names them when `actor` is somebody else.

    The same `sent_key` again changes nothing and returns the first question. Raises `Refused`
    without a text, and when this account has sent many within a day.
    """
    if known := Question.objects.of(person).filter(sent_key=sent_key).first():
        return known
    asked_lately = Question.objects.filter(sent_by=actor).sent_since(clock.now() - _A_DAY)
    _insist(text, signed_in=True, sent_by_them=asked_lately.count())
    return _once(
        sent_key,
        lambda: _ask(
            case={
                "dossier": person.dossier,
                "created_by": actor,
                "contact_email": "",
                "language": person.language,
                "on_behalf_of": on_behalf_of,
            },
            question={"person": person, "sent_by": actor},
            actor=actor,
            topic=topic,
            text=text,
            sent_key=sent_key,
        ),
        among=Question.objects.of(person),
    )


def send_as_visitor(
    *,
    name: str,
    email: str,
    phone: str,
    topic: str,
    text: str,
    language: str,
    sent_key: UUID,
) -> Question:
    """Ask without signing in: the answer is read with the reference and the e-mail address.

    The same `sent_key` again changes nothing and returns the first question. Raises `Refused`
    without a text, when this address has sent many within a day, and while very many arrive.
    """
    if known := Question.objects.of_visitors().filter(sent_key=sent_key).first():
        return known
    now = clock.now()
    visitors = Question.objects.of_visitors()
    from_there = visitors.filter(procedure__contact_email__iexact=email)
    _insist(
        text,
        signed_in=False,
        sent_by_them=from_there.sent_since(now - _A_DAY).count(),
        sent_by_visitors=visitors.sent_since(now - _AN_HOUR).count(),
    )
    return _once(
        sent_key,
        lambda: _ask(
            case={
                "dossier": None,
                "created_by": audit.VISITOR,
                "contact_email": email,
                "language": language,
            },
            question={"sender": {"name": name, "phone": phone}},
            actor=audit.VISITOR,
            topic=topic,
            text=text,
            sent_key=sent_key,
        ),
        among=visitors,
    )


_A_DAY, _AN_HOUR = timedelta(days=1), timedelta(hours=1)


def _insist(text: str, *, signed_in: bool, sent_by_them: int, sent_by_visitors: int = 0) -> None:
    if refusal := rules.why_not_send(
        text=text,
        signed_in=signed_in,
        sent_by_them=sent_by_them,
        sent_by_visitors=sent_by_visitors,
        visitors_an_hour=settings.CONTACT_VISITORS_AN_HOUR,
    ):
        raise Refused(refusal)


def _once(sent_key: UUID, ask: Callable[[], Question], *, among: QuerySet[Question]) -> Question:
    """What `ask` makes, or what the other one made who was faster: nothing of ours stays then.

    Only among the asker's own: a key is no way to the question of somebody else.
    """
    try:
        with transaction.atomic():
            return ask()
    except _SentAlready:
        known = among.select_related("procedure").filter(sent_key=sent_key).first()
        if known is None:
            raise Refused(QuestionRefusal.SENT_ALREADY) from None
        return known


def _ask(*, case, question, actor, topic, text, sent_key) -> Question:
    procedure = procedures.open_procedure(
        kind=KIND,
        state=QuestionState.SENT,
        actor_kind=ActorKind.PERSON,
        what="question.sent",
        **case,
    )
    now = clock.now()
    with promise("question_is_sent_once", broken=_SentAlready()):
        asked = Question.objects.create(
            procedure=procedure,
            sent_key=sent_key,
            topic=topic,
            text=text.strip(),
            state=QuestionState.SENT,
            sent_at=now,
            changed_at=now,
            **question,
        )
    audit.record(actor, "question.sent", asked, dossier=procedure.dossier)
    tell_received(asked)
    return asked
