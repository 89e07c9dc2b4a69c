"""Who pays, how long, and how many days there are: in sentences, from the values that count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from incapacity.parameters import benefit_limit, employer_pays, family_leave, maternity
from incapacity.parameters.family_leave import Band
from incapacity.presenters.words import listed


@dataclass(frozen=True)
class Entitlement:
    """One subject, what holds, and the text that says so."""

    title: str
    sentences: list[str]
    basis: str


def entitlements(today: date) -> list[Entitlement]:
    """What the person gets while away from work, by the values in force on a day."""
    return [_pay(today), _benefit(today), _family(today), _maternity(today)]


def _pay(today: date) -> Entitlement:
    terms = employer_pays.EMPLOYER_PAYS.on(today)
    return Entitlement(
        _("Who pays"),
        [
            _(
                "Your employer pays until the end of the month in which day {days} of incapacity "
                "lies, counted within {months} calendar months in a row. From the next month on "
                "the CNS pays."
            ).format(days=terms.days, months=terms.months)
        ],
        str(employer_pays.BASIS.label),
    )


def _benefit(today: date) -> Entitlement:
    terms = benefit_limit.BENEFIT_LIMIT.on(today)
    return Entitlement(
        _("How long"),
        [
            _("Sickness benefit is limited to {weeks} weeks within {reference} weeks.").format(
                weeks=terms.weeks, reference=terms.reference_weeks
            )
        ],
        str(benefit_limit.BASIS.label),
    )


def _family(today: date) -> Entitlement:
    terms = family_leave.FAMILY_LEAVE.on(today)
    return Entitlement(
        _("A sick child"),
        [
            _("For each child: {bands}.").format(bands=listed(_band(band) for band in terms.bands)),
            _("The days are for the whole age band, not for a year."),
            _("Both parents have them, but not at the same time."),
        ],
        str(family_leave.BASIS.label),
    )


def _maternity(today: date) -> Entitlement:
    terms = maternity.MATERNITY.on(today)
    return Entitlement(
        _("A birth"),
        [
            _(
                "Maternity leave is {before} weeks before the expected date and {after} weeks "
                "after the birth."
            ).format(before=terms.weeks_before, after=terms.weeks_after),
            _(
                "The certificate of the expected date is drawn up in the last {weeks} weeks of "
                "the pregnancy: an earlier one is sent back."
            ).format(weeks=terms.certificate_weeks),
        ],
        str(maternity.BASIS.label),
    )


def _band(band: Band) -> str:
    text = (
        _("{days} days from {first} to {last} years, only in hospital")
        if band.only_in_hospital
        else _("{days} days from {first} to {last} years")
    )
    return text.format(days=band.days, first=band.first_age, last=band.last_age)
