"""Who may insure voluntarily (CSS, article 2), until when to ask for it, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cns_portal.kernel.months import lasted_months, months_later
from cns_portal.kernel.spans import joined
from insured.choices.affiliation import Cover
from insured.choices.coverage import VoluntaryKind, VoluntaryRefusal
from insured.parameters.coverage import (
    ADULT_AGE,
    CONTRIBUTION,
    INTERRUPTION_DAYS,
    MINIMUM_WAGE,
    MINIMUM_WAGE_ADJUSTED_ON,
    QUALIFYING_MONTHS,
    REQUEST_MONTHS,
)
from insured.rules.ages import birthday
from insured.rules.coverage import Period
from insured.rules.optional_waiting import waiting_months

DAY = timedelta(days=1)
CENT = Decimal("0.01")

IN_TURN = (Cover.COMPULSORY, Cover.PENSION, Cover.CO_INSURED)
CAN_BE_CONTINUED = frozenset(IN_TURN)
"""Compulsory insurance and the protection of the family; a voluntary insurance cannot be."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A condition that is not met; `details` fill the named places of its sentence."""

    reason: VoluntaryRefusal
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known about somebody who thinks of insuring voluntarily; None: not known yet."""

    birth_date: date | None
    lives_in_luxembourg: bool | None
    periods: tuple[Period, ...]
    covered_otherwise: bool | None = None
    may_be_co_insured: bool | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """An insurance that ended on `last`, after `first` without an interruption that counts."""

    first: date
    last: date

    @property
    def long_enough(self) -> bool:
        return lasted_months(self.first, self.last, QUALIFYING_MONTHS)

    @property
    def deadline(self) -> date:
        """The last day on which continued insurance can be asked for.

        Three months after the last day of the insurance itself, not after the notice of it.
        """
        return months_later(self.last, REQUEST_MONTHS)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What voluntary insurance costs a month; `is_current`: no later wage is known of."""

    euro: Decimal
    share: Decimal
    wage: Decimal
    wage_since: date
    is_current: bool


def losses(periods: Iterable[Period]) -> list[Loss]:
    """Every end of an insurance that could be continued, the oldest first."""
    days = [period.days for period in periods if period.cover in CAN_BE_CONTINUED]
    spells = joined(days, gap=INTERRUPTION_DAYS - 1)
    return [Loss(spell.first, spell.last) for spell in spells if spell.last is not None]


def loss_to_continue(periods: Iterable[Period], *, on: date) -> Loss | None:
    """The end after which continued insurance can be asked for on `on`, or else the last one."""
    known = losses(periods)
    good = [loss for loss in known if loss.long_enough and on <= loss.deadline]
    return next(reversed(good or known), None)


def why_not(kind: VoluntaryKind, applicant: Applicant, *, on: date) -> list[WhyNot]:
    """Every condition that `applicant` does not meet on the day of the request; none: open.

    What is not known refuses nothing: `unanswered` says what has to be asked.
    """
    if kind == VoluntaryKind.OPTIONAL:
        return why_not_optional(applicant, on=on)
    return why_not_continued(applicant, on=on)


def why_not_continued(applicant: Applicant, *, on: date) -> list[WhyNot]:
    """Why continued insurance (article 2, paragraph 1) is not open on `on`: all of it."""
    found = []
    if applicant.lives_in_luxembourg is False:
        found.append(WhyNot(VoluntaryRefusal.NOT_RESIDENT))
    if applicant.birth_date and on < birthday(applicant.birth_date, ADULT_AGE):
        from_day = birthday(applicant.birth_date, ADULT_AGE)
        found.append(WhyNot(VoluntaryRefusal.UNDER_AGE, {"from_day": from_day}))
    loss = loss_to_continue(applicant.periods, on=on)
    found += _why_not_after(loss, applicant, on=on)
    return found + _why_not_besides(applicant)


def why_not_optional(applicant: Applicant, *, on: date) -> list[WhyNot]:
    """Why optional insurance (article 2, paragraph 2) is not open on `on`: all of it."""
    found = []
    if applicant.lives_in_luxembourg is False:
        found.append(WhyNot(VoluntaryRefusal.NOT_RESIDENT))
    if running := _running(applicant, from_day=on):
        found.append(running)
    return found + _why_not_besides(applicant)


def unanswered(applicant: Applicant) -> list[WhyNot]:
    """That something is not known on which the answer depends: asked before sending."""
    facts = (
        applicant.lives_in_luxembourg,
        applicant.covered_otherwise,
        applicant.may_be_co_insured,
    )
    return [WhyNot(VoluntaryRefusal.NOT_ANSWERED)] if None in facts else []


def starts_on(kind: VoluntaryKind, periods: Iterable[Period], *, on: date) -> date:
    """From when contributions are due: after the loss, or from the request when it is optional."""
    loss = loss_to_continue(periods, on=on)
    if kind == VoluntaryKind.CONTINUED and loss:
        return loss.last + DAY
    return on


def benefits_from(kind: VoluntaryKind, periods: Iterable[Period], *, on: date) -> date | None:
    """The first day with benefits; None where the waiting period is not known."""
    start = starts_on(kind, periods, on=on)
    if kind == VoluntaryKind.CONTINUED:
        return start
    months = waiting_months(on)
    return None if months is None else months_later(start, months)


def contribution(on: date) -> Contribution:
    """The monthly contribution for health care with what is known on `on`.

    Raises `NothingInForceError` for a day before the first known wage.
    """
    wage, share = MINIMUM_WAGE.on(on), CONTRIBUTION.on(on).share
    return Contribution(
        euro=(wage.euro * share).quantize(CENT, ROUND_HALF_UP),
        share=share,
        wage=wage.euro,
        wage_since=wage.since,
        is_current=on < MINIMUM_WAGE_ADJUSTED_ON,
    )


def _why_not_after(loss: Loss | None, applicant: Applicant, *, on: date) -> list[WhyNot]:
    """What the insurance that ended leaves to be desired, and what runs instead of it."""
    after = max(on, loss.last + DAY) if loss else on
    running = _running(applicant, from_day=after)
    if loss is None:
        return [running or WhyNot(VoluntaryRefusal.NEVER_INSURED)]
    found = []
    if not loss.long_enough:
        found.append(WhyNot(VoluntaryRefusal.TOO_SHORT, {"ended": loss.last}))
    if on > loss.deadline:
        details = {"ended": loss.last, "deadline": loss.deadline}
        found.append(WhyNot(VoluntaryRefusal.TOO_LATE, details))
    # An insurance that goes on is the one thing to say; the ends before it do not matter then.
    return [running] if running else found


def _running(applicant: Applicant, *, from_day: date) -> WhyNot | None:
    """The insurance that runs on that day, the longest of several."""
    running = [period for period in applicant.periods if from_day in period.days]
    return _insured_by(max(running, key=lambda period: period.days.end)) if running else None


def _insured_by(period: Period) -> WhyNot:
    details = {"since": period.first, "cover": Cover(period.cover).label}
    return WhyNot(VoluntaryRefusal.STILL_INSURED, details)


def _why_not_besides(applicant: Applicant) -> list[WhyNot]:
    found = []
    if applicant.covered_otherwise:
        found.append(WhyNot(VoluntaryRefusal.COVERED_OTHERWISE))
    if applicant.may_be_co_insured:
        found.append(WhyNot(VoluntaryRefusal.MAY_BE_CO_INSURED))
    return found
