"""Filling in a draft from a code on one of its pages: only what is empty, and always editable."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import clock, documents
from cns_portal.kernel.refusal import Refused
from cns_portal.pdf import scanning
from reimbursements.choices.claims import ClaimState
from reimbursements.models import Bill, BillPage, Claim, Line, Provider
from reimbursements.rules import bill_code
from reimbursements.rules.sending import CURRENCIES, EURO

if TYPE_CHECKING:
    from reimbursements.rules.bill_code import CodedBill

logger = logging.getLogger(__name__)

TASK = "reimbursements.read_codes"
MOST_PAGES = 3
"""Of one PDF file: a code stands on the first page, or on the last of a few."""
LONGEST = 3000
"""Pixels of the page that is looked at: at twelve a millimetre of A4, a small code is clear."""
GIVEN_UP_AFTER = timedelta(days=30)


def waiting(*, limit: int) -> list[int]:
    """The pages of drafts in which no code was looked for yet and that can be seen by now."""
    since = clock.now() - GIVEN_UP_AFTER
    return list(
        BillPage.objects.filter(
            codes_sought_at__isnull=True,
            document__state=documents.State.CLEAN,
            document__deleted_at__isnull=True,
            document__stored_at__gte=since,
            bill__claim__state=ClaimState.DRAFT,
        )
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )


def look_for_codes(page_id: int) -> list[str]:
    """Look at one page and fill in what a code says; the names of the columns that were filled.

    Noted before the work, so that a picture that kills its reader is not read for ever; a storage
    without an answer takes the note back and is raised.
    """
    noted = BillPage.objects.filter(pk=page_id, codes_sought_at__isnull=True)
    if not noted.update(codes_sought_at=clock.now()):
        return []
    page = BillPage.objects.select_related("document").get(pk=page_id)
    try:
        texts = _texts_on(page)
    except documents.StorageUnavailable:
        BillPage.objects.filter(pk=page_id).update(codes_sought_at=None)
        raise
    for text in texts:
        if coded := bill_code.read(text):
            return fill_in(page.bill_id, coded)
    return []


@transaction.atomic
def fill_in(bill_id: int, coded: CodedBill) -> list[str]:
    """Write into the empty columns of a draft what a code says; their names.

    What the person has typed stays. A bill that was sent or thrown away meanwhile stays, too.
    """
    claim_id = Bill.objects.values_list("claim", flat=True).filter(pk=bill_id).first()
    claim = Claim.objects.select_for_update(of=("self",)).filter(pk=claim_id).first()
    bill = Bill.objects.select_for_update(of=("self",)).filter(pk=bill_id).first()
    if claim is None or bill is None or claim.state != ClaimState.DRAFT:
        return []
    filled = []
    for name, value in _columns(bill, coded).items():
        if value:
            setattr(bill, name, value)
            filled.append(name)
    if coded.lines and not bill.lines.exists():
        Line.objects.bulk_create(_lines(bill, coded))
        filled.append("lines")
    if filled:
        bill.read_from_code = list(dict.fromkeys([*bill.read_from_code, *filled]))
        bill.save()
        claim.changed_at = clock.now()
        claim.save(update_fields=["changed_at"])
    return filled


def _texts_on(page: BillPage) -> list[str]:
    document = page.document
    for number in range(1, min(document.page_count or 1, MOST_PAGES) + 1):
        try:
            drawn, _type = documents.drawn_page_of(document, page=number, longest=LONGEST)
        except (FileNotFoundError, Refused, documents.CheckFailed):
            logger.warning("No code was looked for in document %s.", document.pk)
            return []
        if texts := scanning.codes(drawn):
            return texts
    return []


def _columns(bill: Bill, coded: CodedBill) -> dict[str, Any]:
    """For the columns that are empty: what the code says."""
    found: dict[str, Any] = {}
    if bill.provider_id is None and not bill.provider_name:
        known = Provider.objects.filter(code=coded.provider_code or "-").first()
        if known:
            found["provider"] = known
        else:
            found["provider_name"] = coded.provider_name or coded.provider_code
    currency = coded.currency or bill.currency
    # In a currency that no form knows, the amount would be taken for euros.
    if bill.total is None and coded.total is not None and currency in (EURO, *CURRENCIES):
        found["total"] = coded.total
        if currency != bill.currency:
            found["currency"] = currency
    for name in ("issued_on", "paid_on", "prescribed_on"):
        if getattr(bill, name) is None:
            found[name] = getattr(coded, name)
    if not bill.number:
        found["number"] = coded.number
    return found


def _lines(bill: Bill, coded: CodedBill) -> list[Line]:
    return [
        Line(
            bill=bill,
            position=position,
            code=line.code,
            label=line.label,
            served_on=line.served_on,
            quantity=line.quantity,
            amount=line.amount,
            convenience_fee=line.convenience_fee,
        )
        for position, line in enumerate(coded.lines, 1)
    ]
