"""What the engine is told: a bill, the person treated, what was paid before, what is allowed.

Nothing here is asked of a database or a clock; None means that it is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from insured.rules.coverage import Coverage
from reimbursements.choices.care import Care, DocumentKind, Profession, Proof, Setting
from reimbursements.choices.reasons import Reason
from reimbursements.rules.tariffs import Tariffs

HOME = "LU"


@dataclass(frozen=True, slots=True)
class Patient:
    """The person treated. `lives_in` is a country of two letters."""

    key: int
    born: date | None = None
    lives_in: str = HOME


@dataclass(frozen=True, slots=True)
class Provider:
    code: str
    profession: Profession = Profession.OTHER
    country: str = HOME


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One act of a bill. `amount` is what was invoiced for it without the convenience fee.

    What an agent has set counts instead of what the nomenclature says; an approved quantity of
    zero is zero.
    """

    key: int
    code: str = ""
    served_on: date | None = None
    quantity: int = 1
    amount: Decimal | None = None
    convenience_fee: Decimal = Decimal("0.00")
    approved_quantity: int | None = None
    approved_tariff: Decimal | None = None
    """For the whole line, in euro."""
    approved_rate: Decimal | None = None
    refused_for: Reason | None = None


@dataclass(frozen=True, slots=True)
class BillFacts:
    """A bill as it was sent, or as an agent has completed it."""

    key: int
    patient: Patient | None
    lines: tuple[LineFacts, ...]
    sent_on: date
    paid_on: date | None = None
    issued_on: date | None = None
    provider: Provider | None = None
    country: str = HOME
    currency: str = "EUR"
    setting: Setting = Setting.OUT_PATIENT
    document_kind: DocumentKind = DocumentKind.INVOICE
    proof: Proof | None = None
    prescribed_on: date | None = None
    has_prescription: bool = False
    exchange_rate: Decimal | None = None
    """Euros for one unit of the currency."""
    urgent: bool | None = None
    """Of care abroad: whether it could not wait."""
    original_missing: bool = False
    """The paper is needed, and an agent has said that it did not come."""
    is_duplicate: bool = False
    """Whether the same bill was sent before."""
    duplicate_of: str = ""
    """The reference under which it was, where the person may know it."""


@dataclass(frozen=True, slots=True)
class Past:
    """A line of the same person that has been decided and is in force."""

    key: int
    bill: int
    code: str
    care: Care
    served_on: date
    quantity: int
    tariff: Decimal
    participation: Decimal
    reimbursed: Decimal
    amount: Decimal | None = None
    """What was invoiced for it without the convenience fee."""
    provider: str = ""
    """The provider's code."""
    prescribed_on: date | None = None
    reference: str = ""
    """Of the claim in which it was decided."""
    rate: Decimal | None = None
    invoiced_quantity: int | None = None
    """How many stood on the bill; `quantity` is how many counted."""
    full_cover: Decimal = Decimal("0.00")
    """What of a yearly amount that is paid in full was used up by it."""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What was allowed beforehand: for an act, or for a kind of care; for care abroad."""

    first: date
    last: date | None = None
    code: str = ""
    care: Care | None = None
    abroad: bool = False
    quantity: int | None = None
    granted_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on the day; both ends included."""
        return self.first <= day and (self.last is None or day <= self.last)

    def is_for(self, code: str, care: Care | None, day: date) -> bool:
        """Whether it is for this act on this day. One that names a code is for no other act."""
        if not self.covers(day):
            return False
        return self.code == code if self.code else self.care is not None and self.care == care

    def was_used_by(self, past: Past) -> bool:
        """Whether what was decided then used up a part of its quantity."""
        return self.is_for(past.code, past.care, past.served_on)


Affiliation = Callable[[date], Coverage]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the bill: the tariffs, and about the person treated."""

    tariffs: Tariffs
    affiliation: Affiliation | None = None
    """The hall's rule for the person treated; None: not asked (the public calculator)."""
    past: tuple[Past, ...] = ()
    authorisations: tuple[Authorisation, ...] = field(default=())
