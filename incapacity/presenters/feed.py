"""What needs a person about their certificates: for the first page of my space."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import day_of
from cns_portal.kernel.dated import NothingInForceError
from cns_portal.web.feed import FeedItem
from incapacity.choices.certificates import CertificateState
from incapacity.presenters.certificate import title_of
from incapacity.rules.deadlines import for_cns, for_employer
from incapacity.rules.needing import Need, needed
from incapacity.selectors import needing, sheets
from incapacity.selectors.deadlines import case_of

if TYPE_CHECKING:
    from incapacity.models import Certificate
    from incapacity.rules.deadlines import Case
    from incapacity.rules.needing import Needed
    from insured.models import InsuredPerson


def items(person: InsuredPerson, *, now: datetime) -> list[FeedItem]:
    """Certificates to send, electronic ones to look at, the employer's sheet.

    The same queries however many there are; one where none may need the person.
    """
    today = day_of(now)
    found = needing.candidates(person, today=today)
    sent = [row for row in found if row.procedure is not None]
    employed = bool(sent) and sheets.has_employer(person, on=today)
    asked = [(row, _needed(row, has_employer=employed, today=today)) for row in found]
    return [_item(row, need) for row, need in asked if need is not None]


def _needed(row: Certificate, *, has_employer: bool, today: date) -> Needed | None:
    case = case_of(row) if row.cause and row.first_day else None
    return needed(
        state=CertificateState(row.state),
        cns_until=_day(for_cns, case),
        employer_until=_day(for_employer, case),
        passes_on_on=day_of(row.passes_on_at) if row.passes_on_at else None,
        is_given=row.employer_given_on is not None,
        has_employer=has_employer,
        today=today,
    )


def _day(deadline, case: Case | None) -> date | None:
    """The last day; None for a day on which no rule is known, or that cannot be right."""
    try:
        return deadline(case).day if case else None
    except (NothingInForceError, OverflowError):
        return None


def _item(row: Certificate, found: Needed) -> FeedItem:
    title, text, tone = {
        Need.SEND: (
            _("Send the certificate that you have begun"),
            _("The CNS must have it by then."),
            "warning",
        ),
        Need.SEND_LATE: (
            _("Send the certificate that you have begun"),
            _("The last day has passed. It is still accepted: say why it is late."),
            "danger",
        ),
        Need.GO_ON: (
            _("A certificate that you have begun"),
            _("It is not sent yet."),
            "neutral",
        ),
        Need.PASSED_ON_SOON: (
            _("An electronic certificate has arrived"),
            _("It is passed on to the CNS by itself, unless you hold it back."),
            "info",
        ),
        Need.SHEET_2: (
            _("Give your employer their sheet"),
            _("You have not ticked off that they have it."),
            "warning",
        ),
    }[found.need]
    return FeedItem(
        title=title,
        text=f"{text} {_which(row)}",
        url=_address(row),
        until=found.until,
        tone=tone,
    )


def _which(row: Certificate) -> str:
    if row.first_day and row.last_day:
        return f"{title_of(row)}."
    day = date_format(day_of(row.changed_at), "DATE_FORMAT")
    return _("Last changed on {day}.").format(day=day)


def _address(row: Certificate) -> str:
    names = {CertificateState.DRAFT: "draft", CertificateState.ARRIVED: "electronic"}
    name = names.get(CertificateState(row.state), "certificate")
    return reverse(f"incapacity:{name}", args=[row.public_id])
