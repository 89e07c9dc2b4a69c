"""The step by which the CNS has a certificate: by the person, or electronically by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal import audit, clock, procedures
from cns_portal.audit import Actor
from cns_portal.kernel.civil_time import day_of
from cns_portal.procedures.choices import ActorKind
from incapacity.choices.certificates import CertificateState
from incapacity.notices import certificates as notices
from incapacity.rules import deadlines
from incapacity.rules import states as rules
from incapacity.rules.states import Verb
from incapacity.selectors import as_sent
from incapacity.selectors.deadlines import case_of
from incapacity.services import steps
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from incapacity.models import Certificate


def hand_in(
    certificate: Certificate,
    verb: Verb,
    *,
    what: str,
    actor: Account | Actor,
    on_behalf_of: str = "",
) -> None:
    """From now on it is a case of the CNS: reference, deadline, picture, history, trail, receipt.

    Inside the caller's transaction, which holds the certificate and has asked the rule whether it
    can be sent. The deadline is the one that holds today and is kept with it: what is corrected
    later does not make it late.
    """
    now = clock.now()
    state = rules.after(verb, state=CertificateState(certificate.state))
    by_itself = isinstance(actor, Actor)
    certificate.procedure = procedures.open_procedure(
        kind=steps.KIND,
        dossier=certificate.person.dossier,
        created_by=actor,
        contact_email="",
        language=certificate.person.language,
        state=state,
        actor_kind=ActorKind.SYSTEM if by_itself else ActorKind.PERSON,
        what=what,
        on_behalf_of=on_behalf_of,
    )
    deadline = deadlines.for_cns(case_of(certificate))
    certificate.due_on = deadline.day
    certificate.late = deadline.is_late(day_of(now))
    certificate.as_sent = as_sent.picture(certificate)
    certificate.passes_on_at = None
    certificate.state = state
    certificate.sent_at = certificate.changed_at = now
    certificate.sent_by = None if by_itself else actor
    certificate.save()
    audit.record(actor, what, certificate, dossier=certificate.person.dossier)
    tell(
        certificate.person,
        lambda: notices.received(certificate),
        once=f"certificate:{certificate.pk}:received",
        reference=certificate.procedure.reference,
    )
