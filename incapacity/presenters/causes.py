"""What a cause, days and a stretch of days are called, and the colour of a certificate's state."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState

TONES = {
    CertificateState.DRAFT: "neutral",
    CertificateState.ARRIVED: "info",
    CertificateState.KEPT: "neutral",
    CertificateState.SENT: "info",
    CertificateState.BEING_CHECKED: "info",
    CertificateState.NEEDS_YOU: "warning",
    CertificateState.AT_BOARD: "info",
    CertificateState.ACCEPTED: "success",
    CertificateState.REFUSED: "danger",
    CertificateState.WITHDRAWN: "neutral",
}


def cause_name(cause: Cause | str) -> str:
    """The cause as a noun; the choice itself speaks as the person does. Empty without one."""
    if not cause:
        return ""
    return {
        Cause.ILLNESS: _("Illness"),
        Cause.ACCIDENT: _("Accident"),
        Cause.FAMILY: _("Leave for family reasons"),
        Cause.MATERNITY: _("Maternity leave"),
    }[Cause(cause)]


def stretch(days: Days) -> str:
    """ "16 November 2026 to 20 November 2026"; one day alone."""
    return between(days.first, days.end)


def between(first: date, last: date) -> str:
    """The same from two days."""
    if first == last:
        return date_format(first, "DATE_FORMAT")
    return _("{first} to {last}").format(
        first=date_format(first, "DATE_FORMAT"), last=date_format(last, "DATE_FORMAT")
    )


def month_name(day: date) -> str:
    """ "November 2026"."""
    return date_format(day, "YEAR_MONTH_FORMAT")


def number(amount: Decimal | int) -> str:
    """Days of leave: whole ones without a decimal, others with one."""
    whole = amount == int(amount)
    return number_format(int(amount) if whole else amount, 0 if whole else 1, use_l10n=True)


def days_in_words(count: int) -> str:
    """ "1 day", "5 days"."""
    return ngettext("{count} day", "{count} days", count).format(count=count)
