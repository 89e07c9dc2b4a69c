"""A line on its way through the engine: what is known so far, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from insured.rules.ages import OF_AGE, age_on
from reimbursements.choices.care import Care, Flag
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.adjudication.money import ZERO, to_cents
from reimbursements.rules.facts import Authorisation, BillFacts, Context, LineFacts
from reimbursements.rules.result import Because, LineResult, Step
from reimbursements.rules.tariff_amounts import find, normalised
from reimbursements.rules.tariffs import Act, Value


@dataclass
class Work:
    """One line. `amount` and `fee` are euros with cents; `amount` is None where it is not known."""

    line: LineFacts
    bill: BillFacts
    context: Context
    amount: Decimal | None
    fee: Decimal
    act: Act | None = None
    letters: str = ""
    """Behind the code of the act."""
    counted: int = 0
    """How many of its units count."""
    unit_tariff: Decimal | None = None
    allowed: Decimal | None = None
    """The tariff of all units that count, after what several acts at once take away."""
    ceiling: Decimal = ZERO
    """The tariff of what counts of the line."""
    basis: Decimal = ZERO
    """What counts of the amount: never more than the tariff, never more than was invoiced."""
    participation: Decimal = ZERO
    reimbursed: Decimal = ZERO
    cut: Decimal = ZERO
    """What is refused of the amount although the line as such is not."""
    rate: Decimal | None = None
    full_cover: Decimal = ZERO
    """What of the yearly amount that is paid in full the line uses up."""
    reasons: list[Because] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    ended: Verdict | None = None
    """Refused or open as a whole; nothing else is asked of it then."""

    @property
    def day(self) -> date:
        """The day of care. Only asked once it is known."""
        if self.line.served_on is None:
            raise ValueError(f"Line {self.line.key} has no day of care.")
        return self.line.served_on

    @property
    def code(self) -> str:
        """The code in the one form of the nomenclature."""
        return normalised(self.line.code)

    @property
    def provider_code(self) -> str:
        return self.bill.provider.code if self.bill.provider else ""

    @property
    def care(self) -> Care:
        return self.act.care if self.act else Care.OTHER

    @property
    def set_by_agent(self) -> bool:
        """An agent has set both the tariff and the rate: nothing has to be looked up."""
        return self.line.approved_tariff is not None and self.line.approved_rate is not None

    @property
    def given(self) -> tuple[Authorisation, ...]:
        return self.context.authorisations

    def has(self, flag: Flag) -> bool:
        return self.act is not None and flag in self.act.flags

    def is_same_act(self, code: str) -> bool:
        """Whether a code names the same act, letters behind it or not."""
        found = find(self.context.tariffs, code, self.day)
        return self.act is not None and found is not None and found.act.code == self.act.code

    def ages(self) -> set[bool]:
        """Whether the patient is a minor on the day of care; both where the birth is not known."""
        born = self.bill.patient.born if self.bill.patient else None
        return {True, False} if born is None else {age_on(born, self.day) < OF_AGE}

    def value(self, *names: str) -> Value | None:
        """The first of these parameters that has a value on the day of care."""
        tariffs = self.context.tariffs
        return next((found for name in names if (found := tariffs.value(name, self.day))), None)

    def because(self, code: Reason, **about: Any) -> None:
        """Adds a reason; what is not known is left out."""
        said = {name: value for name, value in about.items() if value not in (None, "")}
        self.reasons.append(Because(code, said))

    def refuse(self, code: Reason, **about: Any) -> None:
        """Nothing of the line is paid."""
        self.because(code, **about)
        self.ended = Verdict.REFUSED

    def leave_open(self, code: Reason = Reason.AN_AGENT_DECIDES, **about: Any) -> None:
        """Nobody but an agent can say what is paid."""
        self.because(code, **about)
        self.ended = Verdict.OPEN

    def leave_to_agent(self, code: Reason = Reason.AN_AGENT_DECIDES, **about: Any) -> None:
        """The same, unless an agent has already said it by setting tariff and rate."""
        if not self.set_by_agent:
            self.leave_open(code, **about)

    def step(self, what: str, amount: Decimal, used: Value | None = None, **more: Any) -> None:
        """Writes a step down, with where its value comes from."""
        if used is not None:
            more = {
                "since": used.since,
                "legal_basis": used.legal_basis,
                "source": used.source,
                **more,
            }
        self.steps.append(Step(what, amount, **more))

    def kept_amount(self) -> Decimal:
        """The part of the amount that belongs to the units that count."""
        amount = self.amount or ZERO
        if self.counted >= self.line.quantity:
            return amount
        return to_cents(amount * self.counted / self.line.quantity)

    def result(self) -> LineResult:
        """What it comes to. Whatever counts for nothing is refused or over the tariff."""
        amount = self.amount or ZERO
        if self.fee:
            self.because(Reason.CONVENIENCE_FEE, value=str(self.fee))
        parts = {"refused": amount + self.fee}
        if self.ended == Verdict.OPEN:
            parts = {"refused": self.fee, "open": amount}
        elif self.ended is None:
            refused = amount - self.kept_amount() + self.cut
            parts = {
                "tariff": self.reimbursed + self.participation,
                "reimbursed": self.reimbursed,
                "participation": self.participation,
                "refused": refused + self.fee,
                "over_tariff": amount - refused - self.reimbursed - self.participation,
            }
            if parts["over_tariff"]:
                self.because(Reason.OVER_TARIFF, value=str(self.ceiling))
        return LineResult(
            key=self.line.key,
            verdict=self.ended or _verdict(parts),
            invoiced=amount + self.fee,
            quantity=self._quantity(),
            rate=self.rate,
            care=self.care,
            reasons=tuple(self.reasons),
            steps=tuple(self.steps),
            **parts,
        )

    def _quantity(self) -> int:
        if self.ended == Verdict.REFUSED:
            return 0
        return self.line.quantity if self.ended else self.counted


def _verdict(parts: dict[str, Decimal]) -> Verdict:
    cut = parts["refused"] or parts["over_tariff"]
    if cut and not parts["tariff"]:
        return Verdict.REFUSED
    return Verdict.PARTLY if cut else Verdict.ACCEPTED
