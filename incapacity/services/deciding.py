"""Deciding about a certificate: accepted, not accepted, or looked at anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal
from incapacity.models import Certificate
from incapacity.notices import certificates as notices
from incapacity.rules.states import Verb
from incapacity.services.holding import held, insist_on_seen
from incapacity.services.steps import insist, move
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.notices.notice import Notice


@transaction.atomic
def accept(certificate_id: int, *, agent: Account, seen: str, message: str = "") -> Certificate:
    """Its days are recorded. `message` is for the person, in the agent's words.

    `seen` is the mark of what the page showed (`seen.mark_of`): nothing is decided that nobody
    looked at. Raises `Refused`.
    """
    certificate = held(certificate_id)
    insist(certificate, Verb.ACCEPT, agent=agent)
    insist_on_seen(certificate, seen)
    _decide(certificate, Verb.ACCEPT, agent=agent, message=message, what="certificate.accepted")
    _tell(certificate, lambda: notices.accepted(certificate, reason=message.strip()))
    return certificate


@transaction.atomic
def refuse(certificate_id: int, *, agent: Account, seen: str, reason: str) -> Certificate:
    """Its days do not count; the person reads why. `seen` as for `accept`. Raises `Refused`."""
    certificate = held(certificate_id)
    insist(certificate, Verb.REFUSE, agent=agent)
    insist_on_seen(certificate, seen)
    if not reason.strip():
        raise Refused(CertificateRefusal.NO_REASON)
    _decide(certificate, Verb.REFUSE, agent=agent, message=reason, what="certificate.refused")
    _tell(certificate, lambda: notices.refused(certificate, reason=reason.strip()))
    return certificate


@transaction.atomic
def reopen(certificate_id: int, *, agent: Account) -> Certificate:
    """The decision does not hold any more: this agent makes it anew. Raises `Refused`.

    What the person was told about the first decision stays among their messages.
    """
    certificate = held(certificate_id)
    insist(certificate, Verb.REOPEN, agent=agent)
    certificate.decided_at = certificate.decided_by = certificate.decision = None
    certificate.agent, certificate.taken_at = agent, clock.now()
    move(
        certificate,
        Verb.REOPEN,
        what="certificate.reopened",
        actor=agent,
        fields=["decided_at", "decided_by", "decision", "agent", "taken_at"],
    )
    _tell(certificate, lambda: notices.reopened(certificate))
    return certificate


def _decide(
    certificate: Certificate, verb: Verb, *, agent: Account, message: str, what: str
) -> None:
    # The words may name an illness: they are sealed here, and not in the history.
    certificate.decision = {"reason": message.strip()}
    certificate.decided_at, certificate.decided_by = clock.now(), agent
    move(certificate, verb, what=what, actor=agent, fields=["decision", "decided_at", "decided_by"])


def _tell(certificate: Certificate, notice: Callable[[], Notice]) -> None:
    """A certificate may be decided more than once: each time is told, and each only once."""
    tell(
        certificate.person,
        notice,
        once=f"certificate:{certificate.pk}:{certificate.state}:{certificate.changed_at.timestamp()}",
        reference=certificate.procedure.reference,
    )
