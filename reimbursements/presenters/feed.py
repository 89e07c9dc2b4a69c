"""What needs a person about their bills: for the first page of my space."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import day_of
from cns_portal.web.feed import FeedItem
from reimbursements.choices.claims import ClaimState, Original
from reimbursements.parameters.names import CLAIM_YEARS
from reimbursements.rules.needing import Mailing, Need, Needed, needed
from reimbursements.selectors import needing, tariffs

if TYPE_CHECKING:
    from insured.models import InsuredPerson
    from reimbursements.models import Claim


def items(person: InsuredPerson, *, now: datetime) -> list[FeedItem]:
    """An account to mend, paper to post, bills that wait to be sent.

    The same queries however many mailings there are; one where none may need the person.
    """
    found = list(needing.candidates(person))
    if not found:
        return []
    today = day_of(now)
    years = tariffs.current().value(CLAIM_YEARS, today)
    months = 12 * int(years.amount) if years else None
    asked = [(claim, needed(_mailing(claim), today=today, months=months)) for claim in found]
    return [_item(claim, need) for claim, need in asked if need is not None]


def _mailing(claim: Claim) -> Mailing:
    return Mailing(
        state=ClaimState(claim.state),
        original=Original(claim.original),
        sent_on=day_of(claim.sent_at) if claim.sent_at else None,
        paid_on=claim.paid_first,
        has_bills=claim.has_bills,
    )


def _item(claim: Claim, found: Needed) -> FeedItem:
    title, text, tone = {
        Need.ACCOUNT: (
            _("A payment of the CNS came back: check your bank account"),
            _("It is paid again as soon as there is another account."),
            "warning",
        ),
        Need.PAPER: (
            _("Post the original bills"),
            _("The CNS has not received them yet."),
            "warning",
        ),
        Need.SEND_SOON: (
            _("Send the bills that you have begun to enter"),
            _("One of them is soon too old to be reimbursed."),
            "warning",
        ),
        Need.GO_ON: (
            _("Bills that you have begun to enter"),
            _("They are not sent yet."),
            "neutral",
        ),
    }[found.need]
    return FeedItem(
        title=title,
        text=f"{text} {_which(claim)}",
        url=_address(claim),
        until=found.until,
        tone=tone,
    )


def _which(claim: Claim) -> str:
    if claim.procedure is None:
        day = date_format(day_of(claim.changed_at), "DATE_FORMAT")
        return _("Last changed on {day}.").format(day=day)
    return _("Reference {reference}.").format(reference=claim.procedure.reference)


def _address(claim: Claim) -> str:
    name = "draft" if claim.state == ClaimState.DRAFT else "claim"
    return reverse(f"reimbursements:{name}", args=[claim.public_id])
