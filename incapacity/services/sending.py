"""Sending a certificate, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from incapacity.choices.certificates import Cause, CertificateRefusal, Sequel
from incapacity.choices.sending import SendingRefusal
from incapacity.models import Certificate
from incapacity.notices import certificates as notices
from incapacity.rules.states import Verb
from incapacity.selectors import checking, drafts
from incapacity.services import handing_in, steps
from insured.services.holding import hold
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure


@transaction.atomic
def send(
    certificate: Certificate, *, actor: Account, seen: str, on_behalf_of: str = ""
) -> Certificate:
    """Send a draft, once. `seen` is the fingerprint that the last page showed.

    `on_behalf_of` names the person when `actor` is somebody else. Raises `Refused` where the rule
    says why not, and when anything has changed since it was looked at.
    """
    certificate = _held(certificate)
    checked = checking.checked(certificate, today=clock.today())
    if checked.refusal:
        raise Refused(checked.refusal)
    if seen != checked.fingerprint:
        raise Refused(CertificateRefusal.CHANGED)
    certificate.first_day, certificate.last_day = checked.days.first, checked.days.last
    _leave_out_what_does_not_hold(certificate)
    handing_in.hand_in(
        certificate, Verb.SEND, what="certificate.sent", actor=actor, on_behalf_of=on_behalf_of
    )
    return certificate


@transaction.atomic
def withdraw(procedure: Procedure, *, actor: Account, on_behalf_of: str = "") -> Certificate:
    """The person takes it back, as long as nothing is decided. Raises `Refused`."""
    certificate = steps.locked(
        Certificate.objects.values_list("pk", flat=True).get(procedure=procedure)
    )
    steps.insist(certificate, Verb.WITHDRAW)
    steps.move(
        certificate,
        Verb.WITHDRAW,
        what="certificate.withdrawn",
        actor=actor,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
    )
    tell(
        certificate.person,
        lambda: notices.withdrawn(certificate),
        once=f"certificate:{certificate.pk}:withdrawn",
        reference=certificate.procedure.reference,
    )
    procedure.refresh_from_db()
    return certificate


def why_not_withdraw(procedure: Procedure, now: datetime) -> str | None:
    """The sentence why the person cannot take the certificate back, or None."""
    certificate = Certificate.objects.get(procedure=procedure)
    try:
        steps.insist(certificate, Verb.WITHDRAW)
    except Refused as refused:
        return refused.sentence
    return None


def _leave_out_what_does_not_hold(certificate: Certificate) -> None:
    """What a draft keeps in case somebody changes their mind, and this certificate does not say."""
    is_birth = certificate.cause == Cause.MATERNITY
    if is_birth:
        certificate.sequel = Sequel.INITIAL
    if certificate.sequel == Sequel.INITIAL:
        certificate.earlier = None
    if is_birth or certificate.cause == Cause.FAMILY:
        certificate.in_hospital = False


def _held(certificate: Certificate) -> Certificate:
    """The draft, whole, held until the transaction ends; somebody else may have sent it.

    The person first: what else is sent for them must not change meanwhile.
    """
    hold([certificate.person_id])
    Certificate.objects.select_for_update(of=("self",)).filter(pk=certificate.pk).first()
    held = drafts.draft_of(certificate.person, certificate.public_id)
    if held is None:
        raise Refused(SendingRefusal.SENT_ALREADY)
    return held
