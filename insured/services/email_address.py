"""Changing an e-mail address: it is used once a link that was sent there has been followed."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation

from cns_portal import audit, clock, inbox
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from insured.choices.contact import ContactRefusal
from insured.models import EmailChange, InsuredPerson
from insured.notices import contact as notices
from insured.rules import contact as rules
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@transaction.atomic
def ask(person: InsuredPerson, *, actor: Account, email: str) -> EmailChange:
    """Send a link to the new address; an earlier one that still waits is no longer good.

    Raises `Refused`.
    """
    person, now = _locked(person), clock.now()
    today = civil_time.midnight(clock.today())
    earlier = EmailChange.objects.of(person)
    if refusal := rules.why_not_ask(
        present=person.email,
        new=email,
        asked_today=earlier.filter(asked_at__gte=today).count(),
    ):
        raise Refused(refusal)
    earlier.waiting().update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    change = EmailChange.objects.create(
        person=person,
        new_email=email,
        old_email=person.email,
        token_hash=_hash(token),
        asked_at=now,
        asked_by=actor,
        expires_at=now + rules.LINK_LASTS,
    )
    with translation.override(person.language):
        subject, text, html = notices.please_confirm(
            token, language=person.language, lasts=rules.LINK_LASTS
        )
    inbox.post_email(
        recipient=email,
        subject=subject,
        text_body=text,
        html_body=html,
        language=person.language,
        reference="",
        idempotency_key=f"email_change:{change.pk}",
    )
    audit.record(actor, "insured.email_asked", change, dossier=person.dossier)
    return change


def found(person: InsuredPerson, token: str) -> EmailChange | None:
    """The change that this token confirms, if it is this person's; also when it is over."""
    return EmailChange.objects.of(person).filter(token_hash=_hash(token)).first()


def why_not(change: EmailChange) -> ContactRefusal | None:
    """Why the link of this change is no longer good."""
    return rules.why_not_confirm(
        is_waiting=change.confirmed_at is None and change.withdrawn_at is None,
        expires_at=change.expires_at,
        now=clock.now(),
    )


@transaction.atomic
def confirm(person: InsuredPerson, *, actor: Account, token: str) -> InsuredPerson:
    """Use the new address from now on, and tell the old one. Raises `Refused`."""
    person = _locked(person)
    change = found(person, token)
    if change is None:
        raise Refused(ContactRefusal.LINK_USED)
    if refusal := why_not(change):
        raise Refused(refusal)
    change.confirmed_at, change.old_email = clock.now(), person.email
    change.save(update_fields=["confirmed_at", "old_email"])
    # Before the address changes, so that the e-mail about it still goes to the old one.
    tell(person, notices.changed, once=f"email_change:{change.pk}:changed")
    person.email = change.new_email
    person.save(update_fields=["email"])
    audit.record(
        actor,
        "insured.contact_changed",
        person,
        dossier=person.dossier,
        details={"fields": ["email"]},
    )
    return person


@transaction.atomic
def withdraw(person: InsuredPerson, *, actor: Account) -> int:
    """Forget about an address that was entered and not confirmed; how many there were."""
    person = _locked(person)
    waiting = EmailChange.objects.of(person).waiting()
    for change in waiting:
        audit.record(actor, "insured.email_withdrawn", change, dossier=person.dossier)
    return waiting.update(withdrawn_at=clock.now())


def _locked(person: InsuredPerson) -> InsuredPerson:
    return (
        InsuredPerson.objects.select_for_update(of=("self",))
        .select_related("dossier")
        .get(pk=person.pk)
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
