"""The medical board: asked by an agent, answered by its doctors. An agent decides afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal
from incapacity.models import Certificate
from incapacity.notices import certificates as notices
from incapacity.rules.states import Verb
from incapacity.services.holding import insist_on_seen
from incapacity.services.steps import insist, locked, move
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@transaction.atomic
def to_board(certificate_id: int, *, agent: Account, seen: str, question: str) -> Certificate:
    """The agent asks the board for its opinion, `question` in their words, and waits for it.

    `seen` is the mark of what the page showed (`seen.mark_of`). Raises `Refused`.
    """
    certificate = locked(certificate_id)
    insist(certificate, Verb.TO_BOARD, agent=agent)
    insist_on_seen(certificate, seen)
    if not question.strip():
        raise Refused(CertificateRefusal.NO_QUESTION)
    certificate.board_since = clock.now()
    certificate.board_question = _after(certificate.board_question, question)
    move(
        certificate,
        Verb.TO_BOARD,
        what="certificate.to_board",
        actor=agent,
        fields=["board_since", "board_question"],
    )
    tell(
        certificate.person,
        lambda: notices.at_board(certificate),
        once=f"certificate:{certificate.pk}:board:{certificate.board_since.timestamp()}",
        reference=certificate.procedure.reference,
    )
    return certificate


@transaction.atomic
def recall(certificate_id: int, *, agent: Account) -> Certificate:
    """The agent who has it takes it back, as the board was asked by mistake, and goes on.

    The question stays written down. Raises `Refused`, also when the opinion is there already.
    """
    certificate = locked(certificate_id)
    insist(certificate, Verb.RECALL, agent=agent)
    certificate.board_since = None
    move(
        certificate,
        Verb.RECALL,
        what="certificate.recalled",
        actor=agent,
        fields=["board_since"],
    )
    return certificate


@transaction.atomic
def give_opinion(certificate_id: int, *, doctor: Account, seen: str, opinion: str) -> Certificate:
    """A doctor of the board answers; the agent who asked goes on. Raises `Refused`."""
    certificate = locked(certificate_id)
    insist(certificate, Verb.GIVE_OPINION, agent=doctor)
    insist_on_seen(certificate, seen)
    if not opinion.strip():
        raise Refused(CertificateRefusal.NO_OPINION)
    certificate.board_since = None
    certificate.board_opinion = _after(certificate.board_opinion, opinion)
    certificate.board_by = doctor
    move(
        certificate,
        Verb.GIVE_OPINION,
        what="certificate.opinion_given",
        actor=doctor,
        fields=["board_since", "board_opinion", "board_by"],
    )
    return certificate


def _after(earlier: str, words: str) -> str:
    """What was written before stays, and what comes after it begins with its day."""
    words = words.strip()
    if not earlier:
        return words
    return f"{earlier}\n\n{civil_time.day_of(clock.now()).isoformat()}\n{words}"
