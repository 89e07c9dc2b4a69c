"""Who works on a certificate, and asking its person: taken, handed over, given back, asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.procedures.choices import ActorKind
from incapacity.choices.certificates import CertificateRefusal, CertificateState
from incapacity.models import Certificate
from incapacity.rules import states as rules
from incapacity.rules.states import Verb
from incapacity.services.steps import insist, locked, move
from insured.services.working import Hands

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure

_HANDS = Hands[Certificate](
    locked=locked,
    insist=insist,
    move=move,
    verbs=Verb,
    begun=rules.WAITING - {CertificateState.SENT},
    not_yours=CertificateRefusal.NOT_YOURS,
    taken="certificate.taken",
    released="certificate.released",
    taken_over="certificate.taken_over",
)
take, release = _HANDS.take, _HANDS.release
take_over, hand_over = _HANDS.take_over, _HANDS.hand_over


@transaction.atomic
def asked(procedure: Procedure, *, by: Account, text: str) -> None:
    """An agent asks the person something: the clock stops. Called by the procedure.

    The question itself, `text`, is a letter of the thread and sealed there; it may name an
    illness, so that the history only says that there was one. Raises `Refused`.
    """
    certificate = locked(Certificate.objects.get(procedure=procedure).pk)
    insist(certificate, Verb.ASK, agent=by)
    certificate.asked_at = certificate.asked_at or clock.now()
    certificate.answer_until = answer_until(today=clock.today())
    move(
        certificate,
        Verb.ASK,
        what="certificate.asked",
        actor=by,
        fields=["asked_at", "answer_until"],
    )
    procedure.refresh_from_db()


@transaction.atomic
def replied(procedure: Procedure, *, by: Account, on_behalf_of: str = "") -> bool:
    """The person has answered: the clock runs again. Whether the state moved."""
    certificate = locked(Certificate.objects.get(procedure=procedure).pk)
    if rules.why_not(Verb.REPLY, state=CertificateState(certificate.state)):
        return False
    move(
        certificate,
        Verb.REPLY,
        what="certificate.answered",
        actor=by,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
    )
    procedure.refresh_from_db()
    return True


def answer_until(*, today: date) -> date:
    """The last day on which an answer to a question of today is awaited."""
    return today + timedelta(days=rules.DAYS_TO_ANSWER)
