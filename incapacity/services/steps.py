"""One step of a certificate: locked, allowed by the rule, written in row, history and trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal import procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import Phase
from incapacity.choices.certificates import CertificateRefusal, CertificateState, Channel
from incapacity.models import Certificate
from incapacity.rules import states as rules
from incapacity.rules.states import Verb
from incapacity.selectors.medical import MAY_GIVE_OPINION, MAY_SEE_THE_SHEET
from insured.services.case_steps import Steps

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

KIND = "incapacity"
"""What the ground floor calls such a case."""

PHASES = {
    CertificateState.SENT: Phase.RECEIVED,
    CertificateState.BEING_CHECKED: Phase.BEING_CHECKED,
    CertificateState.NEEDS_YOU: Phase.BEING_CHECKED,
    CertificateState.AT_BOARD: Phase.BEING_CHECKED,
    CertificateState.ACCEPTED: Phase.DONE,
    CertificateState.REFUSED: Phase.DECIDED,  # who does not agree can still write in the case
    CertificateState.WITHDRAWN: Phase.DONE,
}

_STEPS = Steps(
    states=CertificateState, phases=PHASES, after=rules.after, needs_you=CertificateState.NEEDS_YOU
)
move, note = _STEPS.move, _STEPS.note


def locked(certificate_id: int) -> Certificate:
    """The certificate, held until the transaction ends, with its procedure and person.

    The procedure first, where there is one: a reply holds it before it asks for the certificate.
    """
    procedure_id = Certificate.objects.values_list("procedure", flat=True).get(pk=certificate_id)
    if procedure_id:
        procedures.hold(procedure_id)
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("procedure__dossier", "person__dossier", "child")
        .get(pk=certificate_id)
    )


def concerns(certificate: Certificate, account: Account) -> bool:
    """Whether it is the account's own, about whoever signs in with it as a child, or sent by it.

    What lies on a desk is entered by the agent there, and is not theirs for that.
    """
    people = {certificate.person.account_id}
    if certificate.child is not None:
        people.add(certificate.child.account_id)
    if certificate.channel not in {Channel.AGENCY, Channel.POST}:
        people |= {certificate.sent_by_id, certificate.created_by_id}
    return account.pk in people


def insist(certificate: Certificate, verb: Verb, *, agent: Account | None = None) -> None:
    """Raise `Refused` where the rule says why not."""
    another = agent is not None and certificate.agent_id not in (None, agent.pk)
    if refusal := rules.why_not(
        verb,
        state=CertificateState(certificate.state),
        is_another_agents=another,
        has_it=agent is not None and certificate.agent_id == agent.pk,
        is_ones_own=agent is not None and concerns(certificate, agent),
        sees_the_sheet=agent is None or agent.has_perm(MAY_SEE_THE_SHEET),
        is_of_the_board=agent is None or agent.has_perm(MAY_GIVE_OPINION),
    ):
        taken = verb is Verb.TAKE and another and certificate.state in rules.WAITING
        raise Refused(CertificateRefusal.NOT_YOURS if taken else refusal)
