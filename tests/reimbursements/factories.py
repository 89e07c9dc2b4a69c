"""Situations of claims to test with: what a factory makes keeps every promise of the database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from cns_portal import procedures
from cns_portal.procedures.choices import ActorKind
from reimbursements.choices.care import Care, Nomenclature, Profession
from reimbursements.choices.claims import BillState, ClaimState
from reimbursements.choices.money import (
    BatchState,
    ComplementaryState,
    DecisionState,
    PayeeForm,
    PaymentState,
    StatementKind,
)
from reimbursements.choices.reasons import Verdict
from reimbursements.models import (
    ActValue,
    Authorisation,
    Bill,
    BillPage,
    Claim,
    ComplementaryClaim,
    Decision,
    Income,
    Line,
    LineDecision,
    Objection,
    ParameterValue,
    PayeeDeclaration,
    Payment,
    PaymentBatch,
    Provider,
    Recalculation,
    Statement,
    TariffLoad,
)
from reimbursements.services import complementary, steps
from tests.factories import AccountFactory, InsuredPersonFactory

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
A_DAY = timedelta(days=1)
CONSULTATION = {
    "invoiced": Decimal("62.60"),
    "tariff": Decimal("62.60"),
    "participation": Decimal("7.51"),
    "reimbursed": Decimal("55.09"),
    "over_tariff": Decimal("0.00"),
    "refused": Decimal("0.00"),
}
"""C1 at 88 %, as in the sources."""


class TariffLoadFactory(DjangoModelFactory):
    class Meta:
        model = TariffLoad

    name = "2026"
    sha256 = "0" * 64
    loaded_at = NOON


class ActValueFactory(DjangoModelFactory):
    """C1, a consultation of a general practitioner."""

    class Meta:
        model = ActValue

    code = "C1"
    nomenclature = Nomenclature.DOCTORS
    label = "Consultation, general practitioner"
    care = Care.CONSULTATION
    key_letter = "key_letter.doctors"
    coefficient = Decimal("11.95")
    valid_from = date(2026, 6, 1)
    legal_basis = "RGD 21.12.1998"
    source = "cns.public.lu"
    known_since = NOON
    load = factory.SubFactory(TariffLoadFactory)


class ParameterValueFactory(DjangoModelFactory):
    class Meta:
        model = ParameterValue

    name = "key_letter.doctors"
    amount = Decimal("5.2346")
    unit = "euro"
    valid_from = date(2026, 6, 1)
    legal_basis = "RGD 21.12.1998, article 4"
    source = "cns.public.lu"
    mark = "A"
    known_since = NOON
    load = factory.SubFactory(TariffLoadFactory)


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    code = factory.Sequence(lambda n: f"9{n:05d}")
    name = factory.Sequence(lambda n: f"Dr Beispill {n}")
    profession = Profession.DOCTOR
    place = "Luxembourg"


class ClaimFactory(DjangoModelFactory):
    """A claim just sent; also `draft`, `taken`, `asked`, `proposed`, `decided`, `paid`."""

    class Meta:
        model = Claim

    class Params:
        draft = factory.Trait(
            state=ClaimState.DRAFT, sent_at=None, sent_by=None, as_sent=None, procedure=None
        )
        with_agent = factory.Trait(
            agent=factory.SubFactory(AccountFactory, agent=True),
            taken_at=factory.SelfAttribute("sent_at"),
        )
        taken = factory.Trait(with_agent=True, state=ClaimState.BEING_CHECKED)
        asked = factory.Trait(
            with_agent=True,
            state=ClaimState.NEEDS_YOU,
            asked_at=factory.LazyAttribute(lambda claim: claim.sent_at + A_DAY),
            answer_until=factory.LazyAttribute(lambda claim: claim.asked_at.date() + 15 * A_DAY),
        )
        proposed = factory.Trait(with_agent=True, state=ClaimState.PROPOSED)
        decided = factory.Trait(
            with_agent=True,
            state=ClaimState.DECIDED,
            decided_at=factory.LazyAttribute(lambda claim: claim.sent_at + 5 * A_DAY),
        )
        paid = factory.Trait(decided=True, state=ClaimState.PAID)

    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    state = ClaimState.SENT
    created_at = NOON
    created_by = factory.LazyAttribute(lambda claim: claim.person.account)
    changed_at = factory.SelfAttribute("created_at")
    sent_at = factory.SelfAttribute("created_at")
    sent_by = factory.SelfAttribute("created_by")
    as_sent = factory.LazyFunction(lambda: {"bills": []})

    @factory.lazy_attribute
    def procedure(self):
        procedure = procedures.open_procedure(
            kind=steps.KIND,
            dossier=self.person.dossier,
            created_by=self.sent_by,
            contact_email="",
            language=self.person.language,
            state=ClaimState.SENT,
            actor_kind=ActorKind.PERSON,
            what="claim.sent",
        )
        if self.state != ClaimState.SENT:
            procedures.add_event(
                procedure,
                what="claim.taken",
                phase=steps.PHASES[ClaimState(self.state)],
                state=self.state,
                actor=self.agent or self.sent_by,
                actor_kind=ActorKind.AGENT,
            )
        return procedure


BILL_STATES = {
    ClaimState.DRAFT: BillState.DRAFT,
    ClaimState.PROPOSED: BillState.PROPOSED,
    ClaimState.DECIDED: BillState.DECIDED,
    ClaimState.ORDERED: BillState.DECIDED,
    ClaimState.PAID: BillState.DECIDED,
    ClaimState.RETURNED: BillState.DECIDED,
    ClaimState.WITHDRAWN: BillState.WITHDRAWN,
}


class BillFactory(DjangoModelFactory):
    """A doctor's bill of 62.60 euro, paid; its state follows that of the claim. No lines yet."""

    class Meta:
        model = Bill

    claim = factory.SubFactory(ClaimFactory)
    position = factory.LazyAttribute(lambda bill: bill.claim.bills.count() + 1)
    state = factory.LazyAttribute(
        lambda bill: BILL_STATES.get(ClaimState(bill.claim.state), BillState.OPEN)
    )
    patient = factory.SelfAttribute("claim.person")
    provider = factory.SubFactory(ProviderFactory)
    number = factory.Sequence(lambda n: f"2026-{n:04d}")
    issued_on = date(2026, 11, 3)
    total = Decimal("62.60")
    paid_on = date(2026, 11, 4)
    proof = "receipted"


class LineFactory(DjangoModelFactory):
    """C1, a consultation of a general practitioner at its tariff."""

    class Meta:
        model = Line

    bill = factory.SubFactory(BillFactory)
    position = factory.LazyAttribute(lambda line: line.bill.lines.count() + 1)
    code = "C1"
    served_on = date(2026, 11, 3)
    amount = Decimal("62.60")


class BillPageFactory(DjangoModelFactory):
    """A page whose document is given: `BillPageFactory(bill=…, document=…)`."""

    class Meta:
        model = BillPage

    bill = factory.SubFactory(BillFactory)
    position = factory.LazyAttribute(lambda page: page.bill.pages.count() + 1)


class StatementFactory(DjangoModelFactory):
    """A statement without decisions, so far of nothing: `decided()` makes a whole one."""

    class Meta:
        model = Statement

    kind = StatementKind.BILLS
    claim = factory.SubFactory(ClaimFactory, decided=True)
    procedure = factory.SelfAttribute("claim.procedure")
    person = factory.SelfAttribute("claim.person")
    number = factory.Sequence(lambda n: f"2026-{n:07d}")
    published_at = NOON
    year = 2026
    object_until = date(2026, 12, 28)
    decided_total = Decimal("0.00")
    total = factory.LazyAttribute(lambda row: row.decided_total)


class AddsUp(DjangoModelFactory):
    """What adds up over several rows: all are written before the database looks."""

    class Meta:
        abstract = True

    @classmethod
    def _generate(cls, strategy, params):
        with transaction.atomic():
            return super()._generate(strategy, params)


class DecisionFactory(AddsUp):
    """A decision in force about a bill, with one decided line for each line of the bill.

    The amounts are those of the lines: `amounts={...}` for all, else a consultation at its tariff.
    """

    class Meta:
        model = Decision
        skip_postgeneration_save = True

    class Params:
        proposed = factory.Trait(
            state=DecisionState.PROPOSED,
            decided_at=None,
            decided_by=None,
            second_reasons=["amount"],
        )
        amounts = CONSULTATION
        count = factory.LazyAttribute(lambda row: row.bill.lines.count())

    bill = factory.SubFactory(BillFactory, claim__decided=True)
    state = DecisionState.IN_FORCE
    verdict = Verdict.ACCEPTED
    proposed_at = NOON
    proposed_by = factory.SubFactory(AccountFactory, agent=True)
    decided_at = NOON
    decided_by = factory.SelfAttribute("proposed_by")
    invoiced = factory.LazyAttribute(lambda row: row.amounts["invoiced"] * row.count)
    tariff = factory.LazyAttribute(lambda row: row.amounts["tariff"] * row.count)
    participation = factory.LazyAttribute(lambda row: row.amounts["participation"] * row.count)
    reimbursed = factory.LazyAttribute(lambda row: row.amounts["reimbursed"] * row.count)
    over_tariff = factory.LazyAttribute(lambda row: row.amounts["over_tariff"] * row.count)
    refused = factory.LazyAttribute(lambda row: row.amounts["refused"] * row.count)

    @factory.post_generation
    def decided_lines(self, create, extracted, **kwargs):
        """One for each line of the bill, with its share of the amounts.

        `decided_lines={...}` are other columns of them all.
        """
        lines = list(self.bill.lines.all())
        for line in lines:
            columns = {
                "patient": self.bill.patient,
                "code": line.code,
                "label": "Consultation, general practitioner",
                "care": Care.CONSULTATION,
                "served_on": line.served_on,
                "quantity": line.quantity,
                "verdict": self.verdict,
                "rate": Decimal("0.88"),
                "reasons": [{"code": "over_tariff", "about": {}}] if self.refused else [],
                **{part: getattr(self, part) / len(lines) for part in CONSULTATION},
                **(extracted or {}),
            }
            LineDecision.objects.create(decision=self, line=line, **columns)


@transaction.atomic
def decided(*, lines: int = 1, published: bool = True, **claim) -> Statement:
    """A claim of one bill, decided and told, its payment waiting: the statement.

    `claim` goes to the claim (`person=…`, `sent_at=…`).
    """
    bill = BillFactory(claim=ClaimFactory(**{"decided": True} | claim))
    LineFactory.create_batch(lines, bill=bill)
    decision = DecisionFactory(bill=bill)
    statement = StatementFactory(
        claim=bill.claim,
        decided_total=decision.reimbursed,
        published_at=bill.claim.decided_at or NOON,
    )
    decision.statement = statement
    decision.save(update_fields=["statement"])
    return statement


class PaymentBatchFactory(DjangoModelFactory):
    """A file that waits to be released; `released=True`. Give it its payments' count and sum."""

    class Meta:
        model = PaymentBatch

    class Params:
        released = factory.Trait(
            state=BatchState.RELEASED,
            released_at=NOON,
            released_by=factory.SubFactory(AccountFactory, agent=True),
            content=b"<Document/>",
        )

    state = BatchState.PREPARED
    prepared_at = NOON
    prepared_by = factory.SubFactory(AccountFactory, agent=True)
    execute_on = date(2026, 11, 19)
    count = 1
    control_sum = CONSULTATION["reimbursed"]


class PaymentFactory(AddsUp):
    """A payment that waits; `ordered=True` in a released file of its own."""

    class Meta:
        model = Payment

    class Params:
        ordered = factory.Trait(
            state=PaymentState.ORDERED,
            iban="LU280019400644750000",
            holder="Claire Muster",
            batch=factory.SubFactory(
                PaymentBatchFactory,
                released=True,
                control_sum=factory.SelfAttribute("..amount"),
            ),
        )

    statement = factory.LazyFunction(decided)
    state = PaymentState.WAITING
    amount = factory.LazyAttribute(lambda payment: payment.statement.total)
    created_at = NOON
    end_to_end_id = factory.Sequence(lambda n: f"CNS-2026-{n:07d}")


class PayeeDeclarationFactory(DjangoModelFactory):
    class Meta:
        model = PayeeDeclaration

    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    form = PayeeForm.PERIOD
    holder = "Jean Muster"
    iban = "LU280019400644750000"
    country = "LU"
    last_four = "0000"
    first_day = date(2026, 1, 1)
    declared_at = NOON
    declared_by = factory.LazyAttribute(lambda row: row.person.account)


class AuthorisationFactory(DjangoModelFactory):
    class Meta:
        model = Authorisation

    person = factory.SubFactory(InsuredPersonFactory)
    code = "C1"
    first_day = date(2026, 1, 1)
    granted_at = NOON
    granted_by = factory.SubFactory(AccountFactory, agent=True)


class ObjectionFactory(DjangoModelFactory):
    class Meta:
        model = Objection

    statement = factory.LazyFunction(decided)
    grounds = "The second visit was urgent."
    sent_at = NOON
    sent_by = factory.LazyAttribute(lambda row: row.statement.person.account)


class RecalculationFactory(DjangoModelFactory):
    class Meta:
        model = Recalculation

    bill = factory.SubFactory(BillFactory, claim__decided=True)
    load = factory.SubFactory(TariffLoadFactory)
    before = Decimal("50.78")
    after = Decimal("55.09")
    found_at = NOON


class IncomeFactory(DjangoModelFactory):
    class Meta:
        model = Income

    person = factory.SubFactory(InsuredPersonFactory)
    year = 2025
    amount = "48000.00"


class ComplementaryClaimFactory(DjangoModelFactory):
    class Meta:
        model = ComplementaryClaim

    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    year = 2025
    state = ComplementaryState.SENT
    sent_at = NOON
    sent_by = factory.LazyAttribute(lambda row: row.person.account)

    @factory.lazy_attribute
    def procedure(self):
        return procedures.open_procedure(
            kind=complementary.KIND,
            dossier=self.person.dossier,
            created_by=self.sent_by,
            contact_email="",
            language=self.person.language,
            state=ComplementaryState.SENT,
            actor_kind=ActorKind.PERSON,
            what="complementary.sent",
        )
