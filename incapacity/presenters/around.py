"""What stands around a certificate for an agent: its period, who pays, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel.dated import NothingInForceError
from incapacity.choices.counting import Payer
from incapacity.presenters.causes import days_in_words, month_name, number, stretch
from incapacity.rules import maternity, periods
from incapacity.selectors import balances
from insured.choices.affiliation import Cover
from insured.selectors import coverage

if TYPE_CHECKING:
    from incapacity.models import Certificate
    from incapacity.rules.periods import Period
    from incapacity.selectors.balances import Balances


@dataclass(frozen=True)
class Around:
    """Sentences about one certificate, counted as on `on`."""

    on: date
    period: str
    counts: list[str]
    """Who pays, how much of the benefit is used, and what is left of the leave for the child."""


def around(certificate: Certificate, *, today: date) -> Around:
    """Counted as on the last day of the certificate, or today where that is still to come.

    What an agent sees is what the person sees on My certificates, for that day; some four queries.
    """
    on = min(certificate.last_day, today)
    try:
        found = balances.of(certificate.person, today=on)
    except NothingInForceError:
        return Around(on, _("Nothing is counted before the first rules that are known."), [])
    period = periods.period_with(certificate.public_id, found.absences)
    counts = [*_who_pays(found), *_leave(certificate, found), *_maternity(certificate)]
    return Around(on, _of_the_period(period), counts)


def _of_the_period(period: Period | None) -> str:
    if period is None:
        return _("It belongs to no period of incapacity: its days are not counted.")
    certificates = len(period.absences)
    return ngettext(
        "It makes a period of incapacity of its own: {days}, {count}.",
        "It belongs to a period of incapacity of {certificates} certificates: {days}, {count}.",
        certificates,
    ).format(
        certificates=certificates,
        days=stretch(period.days),
        count=days_in_words(period.length),
    )


def _who_pays(found: Balances) -> list[str]:
    month, following = found.employer.month, found.employer.following
    payer = (
        _("In {month} the CNS pays.")
        if month.payer == Payer.CNS
        else _("In {month} the employer pays.")
    )
    counted = _("{count} of {limit} days count in the {months} months from {days}.").format(
        count=following.in_reference,
        limit=following.terms.days,
        months=following.terms.months,
        days=stretch(following.reference),
    )
    said = [f"{payer.format(month=month_name(month.first))} {counted}"]
    for change in found.employer.changes:
        sentence = (
            _("From {month} on the CNS pays.")
            if change.payer == Payer.CNS
            else _("From {month} on the employer pays again, unless days are added.")
        )
        said.append(sentence.format(month=month_name(change.first)))
    benefit = found.benefit
    said.append(
        _(
            "Sickness benefit: {used} of {limit} days are used in the {weeks} weeks from {days}."
        ).format(
            used=benefit.used,
            limit=benefit.terms.days,
            weeks=benefit.terms.reference_weeks,
            days=stretch(benefit.window),
        )
    )
    if benefit.ends_on is not None:
        last = date_format(benefit.ends_on, "DATE_FORMAT")
        said.append(_("The limit is passed: {day} is the last day with benefit.").format(day=last))
    return said


def _leave(certificate: Certificate, found: Balances) -> list[str]:
    """The days of leave for the child of the certificate, where it is for one."""
    mine = next((one for one in found.absences if one.key == certificate.public_id), None)
    if mine is None or mine.child is None:
        return []
    for one in found.children:
        if one.leave.child.key == mine.child.key:
            use = one.leave.current
            if use is None:
                return [_("The child is in no age band: no day of leave is left.")]
            return [
                _(
                    "Leave for the child from {first} to {last} years: {used} of {allowed} days "
                    "are used, {left} are left."
                ).format(
                    first=use.band.first_age,
                    last=use.band.last_age,
                    used=number(use.used),
                    allowed=use.allowed,
                    left=number(use.left),
                )
            ]
    return []


def _maternity(certificate: Certificate) -> list[str]:
    """Whether the declarations show the months of insurance on which the benefit depends."""
    if certificate.expected_on is None:
        return []
    begins = maternity.leave(certificate.expected_on).first
    terms = maternity.terms_of(certificate.expected_on)
    periods_of = coverage.history_of(certificate.person).periods
    insured = [period.days for period in periods_of if period.cover == Cover.COMPULSORY]
    said = (
        _("Insured for {months} of the {looked_at} months before the leave, {days}.")
        if maternity.insured_long_enough(insured, begins=begins)
        else _(
            "The declarations do not show {months} months of compulsory insurance in the "
            "{looked_at} months before the leave, {days}: look at the affiliation."
        )
    )
    days = stretch(maternity.looked_at(begins))
    return [said.format(months=terms.months_insured, looked_at=terms.months_looked_at, days=days)]
