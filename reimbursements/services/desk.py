"""Bills at an agency's desk: handed in, decided and paid at once, by an agent before the person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock, procedures
from cns_portal.kernel import iban as numbers
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from insured.selectors.patients import patients_of
from reimbursements.choices.care import Care, Profession
from reimbursements.choices.claims import BillState, Channel, ClaimRefusal, ClaimState, Original
from reimbursements.choices.money import Method, PaymentRefusal, PaymentState
from reimbursements.models import Bill, Claim, Payment, Statement
from reimbursements.rules import desk as rules
from reimbursements.rules import states
from reimbursements.rules.desk import AtTheDesk, Judged
from reimbursements.rules.states import Verb
from reimbursements.rules.tariff_amounts import find
from reimbursements.selectors import checking, tariffs
from reimbursements.selectors.payees import Destination
from reimbursements.services import batches, deciding, paying, steps, working
from reimbursements.services.bank_file import CURRENCY
from reimbursements.services.paying import PaidBy

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson


@dataclass(frozen=True, slots=True)
class Desk:
    """How the money leaves the desk. A proxy shows the form of the CNS and both identity cards."""

    method: Method
    cheque_number: str = ""
    by_proxy: bool = False
    proxy_papers: bool = False
    proxy_holder: str = ""
    proxy_iban: str = ""
    flat_rates: Collection[int] = ()

    @property
    def proxy_account(self) -> bool:
        """Whether the proxy's account is complete."""
        return bool(self.proxy_holder.strip()) and not numbers.why_not(self.proxy_iban)

    def paid_by(self) -> PaidBy:
        """The same for the statement and its payment."""
        if self.method == Method.CHEQUE:
            return PaidBy(Method.CHEQUE, cheque_number=self.cheque_number)
        proxy = None
        if self.by_proxy:
            holder = " ".join(self.proxy_holder.split())[:150]
            proxy = Destination(holder, numbers.normalised(self.proxy_iban), clock.now())
        return PaidBy(Method.INSTANT, proxy=proxy)


@transaction.atomic
def hand_in(person: InsuredPerson, *, agent: Account, bills: int) -> Claim:
    """The paper bills that lie on the desk, as a claim that this agent has in hand.

    Its bills are empty: the agent enters what stands on them. Raises `Refused` for one's own file.
    """
    if person.account_id == agent.pk:
        raise Refused(ClaimRefusal.OWN_FILE)
    now = clock.now()
    procedure = procedures.open_procedure(
        kind=steps.KIND,
        dossier=person.dossier,
        created_by=agent,
        contact_email="",
        language=person.language,
        state=states.after(Verb.SEND, state=ClaimState.DRAFT),
        actor_kind=ActorKind.AGENT,
        what="claim.handed_in",
    )
    claim = Claim.objects.create(
        procedure=procedure,
        person=person,
        state=ClaimState.SENT,
        channel=Channel.AGENCY,
        created_at=now,
        created_by=agent,
        changed_at=now,
        sent_at=now,
        sent_by=agent,
        as_sent={"bills": []},
        original=Original.RECEIVED,
        original_received_at=now,
    )
    household = patients_of(person, today=clock.today())
    only = household[0] if len(household) == 1 else None
    Bill.objects.bulk_create(
        Bill(claim=claim, position=position, state=BillState.OPEN, patient=only)
        for position in range(1, min(max(bills, 1), rules.MOST_BILLS) + 1)
    )
    claim.as_sent = checking.picture(claim)
    claim.save(update_fields=["as_sent"])
    audit.record(agent, "claim.handed_in", claim, dossier=person.dossier, details={"bills": bills})
    return working.take(claim.pk, agent=agent)


@transaction.atomic
def settle(
    claim_id: int, *, bills: Mapping[int, str], agent: Account, desk: Desk, message: str = ""
) -> Statement:
    """Decide these bills and pay them at once; `bills` as for `deciding.decide`.

    An instant transfer lies ready in a file of its own, which another agent releases. Whole or not
    at all: where a second agent has to look first, nothing is decided here. Raises `Refused`.
    """
    deciding.held(claim_id)  # so that what is looked at now is what is decided
    _insist(Bill.objects.filter(claim=claim_id, pk__in=bills), desk)
    made = deciding.decide(
        claim_id, bills=bills, agent=agent, message=message, paid_by=desk.paid_by()
    )
    statement = made[0].statement
    if statement is None:
        raise Refused(PaymentRefusal.NEEDS_A_SECOND)
    _leave(statement, agent=agent, desk=desk)
    return statement


@transaction.atomic
def pay_waiting(payment_id: int, *, agent: Account, desk: Desk) -> Statement:
    """Pay at once what was decided before and waits for a payment file. Raises `Refused`."""
    statement = Statement.objects.get(payments=payment_id)
    _insist(Bill.objects.filter(decisions__statement=statement), desk)
    paying.at_once(payment_id, agent=agent, paid_by=desk.paid_by())
    _leave(statement, agent=agent, desk=desk)
    statement.refresh_from_db()
    return statement


def judge(bills: Iterable[Bill], *, flat_rates: Collection[int] = ()) -> Judged:
    """Which of these bills are paid at once today, and whether they come to enough."""
    known = tariffs.current()
    return rules.judge(
        [_seen(bill, known) for bill in bills], today=clock.today(), flat_rates=flat_rates
    )


def _insist(bills, desk: Desk) -> None:
    bills = list(bills.select_related("provider").prefetch_related("lines").order_by("position"))
    if refusal := rules.why_not_pay(
        judge(bills, flat_rates=desk.flat_rates),
        chosen=[bill.pk for bill in bills],
        method=desk.method,
        by_proxy=desk.by_proxy,
        proxy_papers=desk.proxy_papers,
        proxy_account=desk.proxy_account,
    ):
        raise Refused(refusal)


def _leave(statement: Statement, *, agent: Account, desk: Desk) -> None:
    """The money leaves: a cheque is handed over already, a transfer gets its file."""
    payment = Payment.objects.filter(statement=statement, state=PaymentState.WAITING).first()
    if payment is not None:
        batches.prepare(agent=agent, method=Method.INSTANT, only=[payment.pk])
    audit.record(
        agent,
        "statement.paid_at_the_desk",
        statement,
        dossier=statement.person.dossier,
        details={"method": str(desk.method), "proxy": desk.by_proxy},
    )


def _seen(bill: Bill, known) -> AtTheDesk:
    lines = list(bill.lines.all())
    found = [find(known, line.code, line.served_on) for line in lines if line.served_on]
    invoiced = [line.amount + line.convenience_fee for line in lines if line.amount is not None]
    amount = bill.total if bill.total is not None else sum(invoiced) or None
    return AtTheDesk(
        key=bill.pk,
        amount=amount if bill.currency == CURRENCY else None,
        paid_on=bill.paid_on,
        country=bill.country,
        profession=Profession(bill.provider.profession) if bill.provider else None,
        cares=tuple(Care(one.act.care) for one in found if one),
    )
