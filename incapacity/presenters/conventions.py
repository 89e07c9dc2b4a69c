"""How the portal counts, in sentences: what a text says, and what is a convention of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from incapacity.choices.counting import Figure, LeaveDay
from incapacity.parameters.benefit_limit import BENEFIT_LIMIT
from incapacity.parameters.employer_pays import EMPLOYER_PAYS
from incapacity.parameters.family_leave import FAMILY_LEAVE


@dataclass(frozen=True)
class Conventions:
    """What is known, and what the portal had to decide for itself to be able to count."""

    known: list[str]
    own: list[str]


def conventions(figure: Figure, *, today: date) -> Conventions:
    """What to know about one of the figures, by the terms of a day."""
    return {Figure.PAY: _pay, Figure.BENEFIT: _benefit, Figure.LEAVE: _leave}[figure](today)


def _counting() -> str:
    return _(
        "A certificate counts from the day on which you send it, as long as it is not refused or "
        "withdrawn."
    )


def _pay(today: date) -> Conventions:
    terms = EMPLOYER_PAYS.on(today)
    return Conventions(
        known=[
            _(
                "Your employer pays until the end of the month in which day {days} of incapacity "
                "lies, within {months} calendar months in a row. From the next month on the CNS "
                "pays."
            ).format(days=terms.days, months=terms.months),
            _("This is checked anew for each month: when fewer days are left in the months "
              "before, your employer pays again."),
            _("Every day of the calendar counts, weekends and public holidays too. A day in two "
              "certificates counts once."),
        ],
        own=[
            _("Illness and accident are counted; leave for family reasons and maternity leave are "
              "not."),
            _("A day counts whoever has paid it. Some texts count only the days that the employer "
              "has paid: then the employer pays again sooner."),
            _counting(),
        ],
    )  # fmt: skip


def _benefit(today: date) -> Conventions:
    terms = BENEFIT_LIMIT.on(today)
    return Conventions(
        known=[
            _("Sickness benefit is limited to {weeks} weeks within {reference} weeks.").format(
                weeks=terms.weeks, reference=terms.reference_weeks
            ),
            _("Your own incapacity counts: illness, occupational disease, accident. Leave for "
              "family reasons and maternity leave do not."),
        ],
        own=[
            _("{weeks} weeks are {days} days. Each day is looked at with the {reference} weeks "
              "that end with it: days that are older have left the count.").format(
                weeks=terms.weeks, days=terms.days, reference=terms.reference_weeks
            ),
            _("Every day of the calendar counts, and a day in two certificates counts once."),
            _counting(),
        ],
    )  # fmt: skip


def _leave(today: date) -> Conventions:
    terms = FAMILY_LEAVE.on(today)
    by_working_days = terms.leave_day == LeaveDay.WORKING
    return Conventions(
        known=[
            _("There are days for each child and each age band, for the whole of the band: a day "
              "is taken from the band of the child’s age on that very day."),
            _("The days are doubled, at any age, while the special supplementary allowance is "
              "paid for the child."),
            _("In a very serious illness, a long stay in hospital or quarantine the leave may be "
              "prolonged to {weeks} weeks within {reference}: that is not counted here, the CNS "
              "decides.").format(
                weeks=terms.longest_extension_weeks, reference=terms.extension_reference_weeks
            ),
        ],
        own=[
            _("Where the number of days is not stated, Monday to Friday without public holidays "
              "are counted.") if by_working_days else
            _("Where the number of days is not stated, every day of the calendar is counted."),
            _("Where it is stated, it is put on the working days of the certificate, the first "
              "ones first."),
            _("Only your own leave is counted; the other parent has their own days, and not both "
              "of you at the same time."),
            _counting(),
        ],
    )  # fmt: skip
