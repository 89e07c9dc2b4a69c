"""An electronic certificate is passed on to the CNS, by itself or by the person, or held back.

Whoever comes first holds the row; the other one finds it done. A worker that dies in the middle has
done nothing, and the next round finds the row as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateState
from incapacity.choices.electronic import ElectronicRefusal
from incapacity.models import Certificate
from incapacity.models.electronic import posted_as
from incapacity.notices import electronic as notices
from incapacity.rules import deadlines
from incapacity.rules import states as rules
from incapacity.rules.states import Verb
from incapacity.selectors import electronic as selectors
from incapacity.selectors.deadlines import case_of
from incapacity.services import handing_in, steps
from insured.services.holding import hold
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

TASK = "incapacity.pass_on"
PASSED_ON = "certificate.passed_on"


@transaction.atomic
def pass_on(
    certificate_id: int, *, actor: Account, on_behalf_of: str = "", late_because: str = ""
) -> Certificate:
    """The person passes it on now. Raises `Refused` when it already was.

    `late_because`: why it is late, in their words; kept when there are any.
    """
    certificate = _held(certificate_id)
    if (CertificateState(certificate.state), Verb.PASS_ON) not in rules.STEPS:
        raise Refused(ElectronicRefusal.PASSED_ON_ALREADY)
    if late_because:
        certificate.late_because = late_because
    handing_in.hand_in(
        certificate, Verb.PASS_ON, what=PASSED_ON, actor=actor, on_behalf_of=on_behalf_of
    )
    return certificate


@transaction.atomic
def hold_back(certificate_id: int, *, actor: Account) -> Certificate:
    """It is not passed on by itself any more. Twice is as good as once.

    Raises `Refused` when it has been passed on meanwhile.
    """
    certificate = _held(certificate_id)
    if certificate.state == CertificateState.KEPT:
        return certificate
    if (CertificateState(certificate.state), Verb.HOLD_BACK) not in rules.STEPS:
        raise Refused(ElectronicRefusal.PASSED_ON_ALREADY)
    _keep(certificate, actor=actor, what="certificate.held_back")
    due_on = deadlines.for_cns(case_of(certificate)).day
    tell(
        certificate.person,
        lambda: notices.held_back(certificate, due_on=due_on),
        once=posted_as(certificate, "held_back"),
    )
    return certificate


@transaction.atomic
def pass_on_by_itself(certificate_id: int) -> bool:
    """Its time is over: pass it on, unless the person or another worker was quicker.

    Where the CNS already has a certificate for the same days and the same cause, which the person
    sent, the electronic one stays with them: passed on by itself it would only be a second one to
    check. Says whether anything was done.
    """
    certificate = _held(certificate_id)
    now = clock.now()
    if certificate.state != CertificateState.ARRIVED or certificate.passes_on_at > now:
        return False
    if other := selectors.sent_before(certificate):
        _keep(certificate, actor=audit.SYSTEM, what="certificate.kept_as_sent_before")
        tell(
            certificate.person,
            lambda: notices.sent_before(certificate, other),
            once=posted_as(certificate, "sent_before"),
        )
    else:
        handing_in.hand_in(certificate, Verb.PASS_ON, what=PASSED_ON, actor=audit.SYSTEM)
    return True


def _held(certificate_id: int) -> Certificate:
    """The person first: what else was sent for them must not change meanwhile."""
    hold([Certificate.objects.values_list("person", flat=True).get(pk=certificate_id)])
    return steps.locked(certificate_id)


def _keep(certificate: Certificate, *, actor: Account | audit.Actor, what: str) -> None:
    certificate.state = rules.after(Verb.HOLD_BACK, state=CertificateState(certificate.state))
    certificate.passes_on_at = None
    certificate.changed_at = clock.now()
    certificate.save(update_fields=["state", "passes_on_at", "changed_at"])
    audit.record(actor, what, certificate, dossier=certificate.person.dossier)
