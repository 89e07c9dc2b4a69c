"""The complementary reimbursement: what the participations of a year come to above a threshold.

If the participations of a calendar year, one's own and those of the people insured through one,
exceed a share of the contributory income of the year before, the rest is paid on request; dental
prostheses do not count (Statutes of the CNS, article 154bis; cns.public.lu, "Paiement
complémentaire"). The share is a dated parameter. Which day puts an act into a year is not said
there: here it is the day of care.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from reimbursements.choices.care import Care
from reimbursements.choices.complementary import ComplementaryRefusal as Refusal
from reimbursements.choices.money import ComplementaryState as State
from reimbursements.rules.result import ZERO
from reimbursements.rules.tariffs import Value

BASIS = "Statuts CNS, art. 154bis"

NOT_COUNTED = frozenset({Care.DENTAL_PROSTHESIS})

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Counted:
    """The participations of one person in one kind of care, in the year asked about."""

    person: int
    care: str
    amount: Decimal

    @property
    def counts(self) -> bool:
        """Whether it is compared with the threshold."""
        return self.care not in NOT_COUNTED


@dataclass(frozen=True, slots=True)
class Standing:
    """How a year stands against its threshold. Amounts are euros; None means: not known."""

    year: int
    participation: Decimal
    income: Decimal | None
    share: Value | None
    paid: Decimal = ZERO
    """What was paid as a complement for this year already."""

    @property
    def threshold(self) -> Decimal | None:
        """The share of the income, to the cent, half a cent up."""
        if self.income is None or self.share is None or self.share.amount is None:
            return None
        return (self.income * self.share.amount).quantize(CENT, ROUND_HALF_UP)

    @property
    def above(self) -> Decimal | None:
        """What lies above the threshold, paid or not; zero when nothing does."""
        threshold = self.threshold
        return None if threshold is None else max(self.participation - threshold, ZERO)

    @property
    def due(self) -> Decimal | None:
        """What is still to be paid."""
        above = self.above
        return None if above is None else max(above - self.paid, ZERO)


def participation(rows: Iterable[Counted]) -> Decimal:
    """What counts of them."""
    return sum((row.amount for row in rows if row.counts), ZERO)


def why_not_ask(standing: Standing, *, today: date, is_open: bool) -> Refusal | None:
    """Why the person cannot ask for this year, or None.

    `is_open`: a request for it is being checked. An income that is not on file stops nobody: the
    agent enters it.
    """
    if is_open:
        return Refusal.ALREADY_SENT
    if standing.year >= today.year:
        return Refusal.YEAR_NOT_OVER
    return _nothing_due(standing)


def _nothing_due(standing: Standing) -> Refusal | None:
    if standing.participation <= 0:
        return Refusal.NOTHING_PAID
    if standing.above == 0:
        return Refusal.BELOW_THRESHOLD
    return Refusal.PAID_ALREADY if standing.due == 0 else None


# -- what is done with a request ------------------------------------------------------------------


class Verb(Enum):
    """What somebody wants to do with a request."""

    TAKE = "take"
    RELEASE = "release"
    NOTE_INCOME = "note_income"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


STEPS: dict[tuple[State, Verb], State] = {
    (State.SENT, Verb.TAKE): State.BEING_CHECKED,
    (State.SENT, Verb.WITHDRAW): State.WITHDRAWN,
    (State.BEING_CHECKED, Verb.TAKE): State.BEING_CHECKED,
    (State.BEING_CHECKED, Verb.RELEASE): State.SENT,
    (State.BEING_CHECKED, Verb.NOTE_INCOME): State.BEING_CHECKED,
    (State.BEING_CHECKED, Verb.ACCEPT): State.ACCEPTED,
    (State.BEING_CHECKED, Verb.REFUSE): State.REFUSED,
    (State.BEING_CHECKED, Verb.WITHDRAW): State.WITHDRAWN,
}
OPEN = frozenset({State.SENT, State.BEING_CHECKED})
BY_AN_AGENT = frozenset(Verb) - {Verb.WITHDRAW}


def why_not(
    verb: Verb, *, state: State, is_another_agents: bool = False, is_ones_own: bool = False
) -> Refusal | None:
    """Why `verb` cannot be done in this state, or None.

    `is_another_agents`: an agent other than the one who acts has taken it. `is_ones_own`: it is
    about the agent or somebody of the agent's family, or was sent by the agent.
    """
    if (state, verb) not in STEPS:
        return Refusal.CLOSED
    if verb in BY_AN_AGENT and is_ones_own:
        return Refusal.OWN_FILE
    if verb in BY_AN_AGENT and is_another_agents:
        return Refusal.NOT_YOURS
    return None


def after(verb: Verb, *, state: State) -> State:
    """The state that follows. Raises `KeyError` where `why_not` would have said no."""
    return STEPS[state, verb]


def why_not_pay(standing: Standing) -> Refusal | None:
    """Why an agent cannot accept with this income and share, or None."""
    if standing.share is None or standing.share.amount is None:
        return Refusal.SHARE_UNKNOWN
    if standing.income is None:
        return Refusal.INCOME_UNKNOWN
    return _nothing_due(standing)
