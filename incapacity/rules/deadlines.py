"""Until when the employer is told, and until when the certificate reaches the employer and the CNS.

Days are whole calendar days and the first one counts. What the texts leave open is decided to the
safe side, so that nobody is told too late a day:

- The planned day of return is the day after the last one of the earlier certificate. Nobody
  knows here on which days a person works.
- The employer's day 3 moves from a Sunday or a public holiday, not from a Saturday. For a
  prolongation the texts name a move for the CNS only, for a stay in hospital none.
- A relapse has no deadline of its own in any text: it is a first certificate.

Leave for family reasons is a period of incapacity by article 169 of the statutes of the CNS, so
its day 3 moves like that of an illness. What prolongs it keeps day 3 for the CNS, counted like
every prolongation from `Case.begins`: from the planned day of return, and from its own first day
only where days lie between.

Every function raises `NothingInForceError` for a certificate that begins before the first text
that is known (`parameters.sourced.KNOWN_FROM`), or in a year whose holidays are not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from cns_portal.kernel import public_holidays
from cns_portal.kernel.dated import NothingInForceError, Timeline
from incapacity.choices.certificates import Cause, Sequel
from incapacity.choices.deadlines import DeadlineBasis, DeadlineRule, Duty
from incapacity.choices.sources import Sureness
from incapacity.parameters import deadlines as parameters
from incapacity.parameters.sourced import Sourced

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the deadlines of one certificate depend on.

    `last_day`: None while nobody knows it; then the absence counts as longer than two days.
    `earlier_last_day`: the last day of the certificate that it prolongs or whose illness came back.
    """

    first_day: date
    last_day: date | None = None
    cause: Cause = Cause.ILLNESS
    sequel: Sequel = Sequel.INITIAL
    in_hospital: bool = False
    earlier_last_day: date | None = None

    @property
    def is_prolongation(self) -> bool:
        return self.sequel == Sequel.PROLONGATION

    @property
    def goes_on(self) -> bool:
        """Whether no day lies between it and the certificate before.

        A prolongation says so, whatever is known of that one.
        """
        earlier = self.earlier_last_day
        is_next = earlier is not None and self.first_day <= min(earlier, date.max - DAY) + DAY
        return self.is_prolongation or (self.sequel == Sequel.RELAPSE and is_next)

    @property
    def begins(self) -> date:
        """The day that counts as the first: for a prolongation the planned day of return.

        One that begins before the earlier certificate ends counts from the day after that; one
        that leaves days between counts from its own first day.
        """
        if self.is_prolongation and self.earlier_last_day is not None:
            return max(self.first_day, min(self.earlier_last_day, date.max - DAY) + DAY)
        return self.first_day

    @property
    def days(self) -> int | None:
        """How many days it covers, both ends included."""
        return None if self.last_day is None else (self.last_day - self.first_day).days + 1

    @property
    def is_own(self) -> bool:
        """Whether the person is ill, and not their child."""
        return self.cause in (Cause.ILLNESS, Cause.ACCIDENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day for a duty, itself included, or the rule that says why there is none."""

    duty: Duty
    rule: DeadlineRule
    basis: DeadlineBasis
    sureness: Sureness
    number: int = 0
    """The number that the rule names, for its sentence."""
    counted: date | None = None
    """The day as it is counted."""
    day: date | None = None
    """The day after it was moved from one that does not suit; the same when none did."""

    @property
    def moved(self) -> bool:
        return self.day != self.counted

    def days_left(self, today: date) -> int | None:
        """Days until the last one: 0 on that day, negative when it has passed."""
        return None if self.day is None else (self.day - today).days

    def is_late(self, on: date) -> bool:
        """Whether it was missed when the duty is done on that day. Without a day never."""
        return self.day is not None and on > self.day


def deadlines(case: Case) -> tuple[Deadline, Deadline, Deadline]:
    """All three: telling the employer, the employer's sheet, the sheet for the CNS."""
    return tell(case), for_employer(case), for_cns(case)


def tell(case: Case) -> Deadline:
    """When the employer is told."""
    if case.cause == Cause.MATERNITY:
        return _none_known(Duty.TELL)
    if case.is_prolongation:
        known = parameters.TELL_ON_PROLONGATION_DAY
        return _until(Duty.TELL, DeadlineRule.ON_PLANNED_RETURN, known, case)
    return _until(Duty.TELL, DeadlineRule.ON_DAY_ONE, parameters.TELL_ON_DAY, case)


def for_employer(case: Case) -> Deadline:
    """Until when the employer has the certificate in hand."""
    duty = Duty.EMPLOYER
    if case.cause == Cause.MATERNITY:
        return _none_known(duty)
    if case.cause == Cause.FAMILY:
        return Deadline(
            duty=duty,
            rule=DeadlineRule.AS_SOON_AS_POSSIBLE,
            basis=DeadlineBasis.GUICHET_FAMILY,
            sureness=Sureness.OFFICIAL,
        )
    if case.is_prolongation:
        rule = DeadlineRule.EMPLOYER_HAS_PROLONGATION
        return _until(duty, rule, parameters.EMPLOYER_PROLONGATION_DAY, case)
    if is_short(case):
        return _short(duty, DeadlineRule.ONLY_WHEN_ASKED, case)
    if case.in_hospital:
        rule = DeadlineRule.EMPLOYER_AFTER_HOSPITAL
        return _until(duty, rule, parameters.EMPLOYER_HOSPITAL_DAY, case)
    return _until(
        duty,
        DeadlineRule.EMPLOYER_HAS_IT,
        parameters.EMPLOYER_DAY,
        case,
        moved_from=public_holidays.is_sunday_or_holiday,
    )


def for_cns(case: Case) -> Deadline:
    """Until when the certificate has been sent to the CNS."""
    duty = Duty.CNS
    if case.cause == Cause.MATERNITY:
        return _none_known(duty)
    if is_short(case):
        return _short(duty, DeadlineRule.NOT_REQUIRED, case)
    closed = public_holidays.is_weekend_or_holiday
    if case.is_prolongation and case.is_own:
        rule = DeadlineRule.SENT_TO_CNS_PROLONGATION
        known = parameters.CNS_DAYS_AFTER_RETURN
        return _until(duty, rule, known, case, first=0, moved_from=closed)
    if case.is_own:
        rule, known = DeadlineRule.SENT_TO_CNS, parameters.CNS_DAY
    else:
        rule, known = DeadlineRule.SENT_TO_CNS_FAMILY, parameters.CNS_FAMILY_DAY
    return _until(duty, rule, known, case, moved_from=closed)


def is_short(case: Case) -> bool:
    """Whether the absence is so short that a certificate is due only when the employer asks.

    Own illness or accident only, and never what goes on without a day between where another
    certificate ends, as its prolongation or as a relapse: with it the absence is longer, for its
    days are counted without interruption (statutes of the CNS, article 169).
    """
    if not case.is_own or case.goes_on or case.days is None:
        return False
    return case.days <= parameters.WITHOUT_CERTIFICATE_DAYS.on(case.first_day).value


def drawn_up_by(case: Case) -> date | None:
    """The last day on which the doctor draws the certificate up; None where no text says one.

    The text speaks of the incapacity: not of what prolongs it, and not of leave.
    """
    if not case.is_own or case.is_prolongation:
        return None
    _insist_on_a_known_year(case.first_day)
    number = parameters.DRAWN_UP_BY_DAY.on(case.first_day).value
    return case.first_day + (number - 1) * DAY


def _until(
    duty: Duty,
    rule: DeadlineRule,
    known: Timeline[Sourced[int]],
    case: Case,
    *,
    first: int = 1,
    moved_from: Callable[[date], bool] | None = None,
) -> Deadline:
    """Count from the first day, whose number is `first`, and move the day where a rule does."""
    _insist_on_a_known_year(case.begins)
    sourced = known.on(case.begins)
    counted = case.begins + (sourced.value - first) * DAY
    day = counted if moved_from is None else public_holidays.first_day_not(moved_from, counted)
    return Deadline(
        duty=duty,
        rule=rule,
        basis=sourced.basis,
        sureness=sourced.sureness,
        number=sourced.value,
        counted=counted,
        day=day,
    )


def _insist_on_a_known_year(day: date) -> None:
    if day.year >= public_holidays.LAST_YEAR:
        raise NothingInForceError(f"No public holidays are known for {day:%Y}.")


def _short(duty: Duty, rule: DeadlineRule, case: Case) -> Deadline:
    sourced = parameters.WITHOUT_CERTIFICATE_DAYS.on(case.first_day)
    return Deadline(
        duty=duty,
        rule=rule,
        basis=sourced.basis,
        sureness=sourced.sureness,
        number=sourced.value,
    )


def _none_known(duty: Duty) -> Deadline:
    return Deadline(
        duty=duty,
        rule=DeadlineRule.NO_DAY_KNOWN,
        basis=DeadlineBasis.NONE,
        sureness=Sureness.CONVENTION,
    )
