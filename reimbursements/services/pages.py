"""The files of a bill while it is a draft: added, removed, turned, put in order, named."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock, documents
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.care import PageKind
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.models import Bill, BillPage, Claim
from reimbursements.rules import pages as rules

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from cns_portal.accounts.models import Account

PURPOSE = "bill_page"
"""What the files are stored for."""


@transaction.atomic
def add(
    bill_id: int, *, file: UploadedFile | None, by: Account, kind: str = PageKind.INVOICE
) -> BillPage:
    """Store one more file behind the others. Raises `Refused`; then nothing has changed."""
    bill = _held(bill_id)
    documents.first_filter(file)
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    present = list(_pages(bill).values_list("document__sha256", "position"))
    if refusal := rules.why_not_add(
        state=ClaimState(bill.claim.state),
        count=len(present),
        is_there=digest in {sha256 for sha256, _position in present},
    ):
        raise Refused(refusal, most=rules.MOST_FILES)
    document = documents.store(file, dossier=bill.claim.person.dossier, by=by, purpose=PURPOSE)
    last = max((position for _sha256, position in present), default=0)
    page = BillPage.objects.create(
        bill=bill,
        document=document,
        position=last + 1,
        kind=kind if kind in PageKind.values else PageKind.INVOICE,
    )
    _touch(bill)
    return page


@transaction.atomic
def remove(bill_id: int, public_id: UUID | str, *, by: Account) -> None:
    """Take a file out again and delete it. Twice is as good as once. Raises `Refused`."""
    bill = _held(bill_id)
    for page in _pages(bill).filter(document__public_id=public_id).select_related("document"):
        page.delete()
        documents.discard(page.document, by=by, reason="removed_by_sender")
        _number(bill, [one for one in _order(bill) if one != page.pk])
        _touch(bill)


@transaction.atomic
def turn(bill_id: int, public_id: UUID | str) -> None:
    """Show a file a quarter further, clockwise. Raises `Refused`."""
    bill = _held(bill_id)
    for page in _pages(bill).filter(document__public_id=public_id):
        page.turned = rules.turned(page.turned)
        page.save(update_fields=["turned"])
        _touch(bill)


@transaction.atomic
def move(bill_id: int, public_id: UUID | str, *, by: int) -> None:
    """Put a file so many places later, or earlier. Raises `Refused`."""
    bill = _held(bill_id)
    page = _pages(bill).filter(document__public_id=public_id).first()
    if page is not None:
        _number(bill, rules.moved(_order(bill), page.pk, by=by))
        _touch(bill)


@transaction.atomic
def put_in_order(bill_id: int, public_ids: Sequence[str]) -> None:
    """The files in this order; what is not named stays behind. Raises `Refused`."""
    bill = _held(bill_id)
    keys = {str(key): pk for pk, key in _pages(bill).values_list("pk", "document__public_id")}
    wanted = [keys[public_id] for public_id in public_ids if public_id in keys]
    _number(bill, rules.put_in_order(_order(bill), wanted))
    _touch(bill)


@transaction.atomic
def name(bill_id: int, kinds: Mapping[str, str]) -> None:
    """Say of files, by their public identifiers, what they are. Raises `Refused`."""
    bill = _held(bill_id)
    for page in _pages(bill).select_related("document"):
        kind = kinds.get(str(page.document.public_id), page.kind)
        if kind in PageKind.values and kind != page.kind:
            page.kind = kind
            page.save(update_fields=["kind"])
    _touch(bill)


def _held(bill_id: int) -> Bill:
    """The bill, held with its claim until the transaction ends. Raises `Refused` once sent."""
    claim_id = Bill.objects.values_list("claim", flat=True).filter(pk=bill_id).first()
    claim = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("person__dossier")
        .filter(pk=claim_id)
        .first()
    )
    bill = Bill.objects.select_for_update(of=("self",)).filter(pk=bill_id).first()
    if claim is None or bill is None:
        raise Refused(ClaimRefusal.CHANGED)
    if refusal := rules.why_not_change(state=ClaimState(claim.state)):
        raise Refused(refusal)
    bill.claim = claim
    return bill


def _pages(bill: Bill):
    return BillPage.objects.filter(bill=bill).order_by("position", "pk")


def _order(bill: Bill) -> list[int]:
    return list(_pages(bill).values_list("pk", flat=True))


def _number(bill: Bill, order: Sequence[int]) -> None:
    """Places from one on, without gaps; the promise of the table is asked at the end."""
    there = {page.pk: page for page in _pages(bill)}
    changed = []
    for position, pk in enumerate(order, 1):
        if there[pk].position != position:
            there[pk].position = position
            changed.append(there[pk])
    BillPage.objects.bulk_update(changed, ["position"])


def _touch(bill: Bill) -> None:
    bill.claim.changed_at = clock.now()
    bill.claim.save(update_fields=["changed_at"])
