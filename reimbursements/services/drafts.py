"""A claim that is not sent yet: begun, filled in, copied, thrown away; all may stay empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from cns_portal import audit, clock, documents
from cns_portal.db import lock_in_turn
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.choices.sending import SendingRefusal
from reimbursements.models import Bill, Claim, Line
from reimbursements.rules import sending as rules
from reimbursements.selectors import drafts as selectors
from reimbursements.selectors import providers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson

_BEGINNING = 0x434C4149  # "CLAI", the class of advisory locks for the number of drafts

COLUMNS = (
    "patient",
    "provider",
    "provider_name",
    "number",
    "document_kind",
    "issued_on",
    "setting",
    "country",
    "urgent",
    "currency",
    "total",
    "paid_on",
    "proof",
    "prescribed_on",
    "note",
)
"""What the person fills in about a bill, besides its acts."""

LINE_COLUMNS = ("code", "label", "served_on", "quantity", "amount", "convenience_fee")

COPIED = ("patient", "provider", "provider_name", "setting", "country", "currency")
"""What the next bill of the same treatment has in common with the one before."""

LINE_COPIED = ("code", "label", "quantity", "amount")


@transaction.atomic
def begin(*, person: InsuredPerson, actor: Account) -> Claim:
    """A new draft in the file of `person`, with one empty bill. Raises `Refused`."""
    lock_in_turn([(_BEGINNING, person.pk % 2**31)])
    count = Claim.objects.of(person).drafts().count()
    if refusal := rules.why_not_begin(drafts=count):
        raise Refused(refusal, most=rules.MOST_DRAFTS)
    now = clock.now()
    claim = Claim.objects.create(person=person, created_at=now, created_by=actor, changed_at=now)
    only = selectors.only_patient(person, today=clock.today())
    Bill.objects.create(claim=claim, position=1, patient=only)
    audit.record(actor, "claim.begun", claim, dossier=person.dossier)
    return claim


@transaction.atomic
def add_bill(claim_id: int, *, like: Bill | None = None) -> Bill:
    """One more bill in a draft; `like` another one of it: who, whom and what, without the days.

    The number, the dates, the payment and the pages are those of one bill only. Raises `Refused`.
    """
    claim = _locked(claim_id)
    bills = claim.bills.aggregate(last=Max("position", default=0))
    if refusal := rules.why_not_add_bill(state=claim.state, count=claim.bills.count()):
        raise Refused(refusal, most=rules.MOST_BILLS)
    common = {name: getattr(like, name) for name in COPIED} if like else {}
    if not like:
        common["patient"] = selectors.only_patient(claim.person, today=clock.today())
    bill = Bill.objects.create(claim=claim, position=bills["last"] + 1, **common)
    if like:
        _copy_lines(like, bill)
    _touch(claim)
    return bill


@transaction.atomic
def begin_like(earlier: Claim, *, actor: Account) -> Claim:
    """A new draft with the bills of a claim sent before: what they have in common, no days.

    Raises `Refused` as `begin`. Somebody who is no longer of the family is left out.
    """
    claim = begin(person=earlier.person, actor=actor)
    claim.bills.all().delete()
    known = {one.pk for one in selectors.patients_in(claim.person, today=clock.today())}
    for position, bill in enumerate(earlier.bills.order_by("position")[: rules.MOST_BILLS], 1):
        common = {name: getattr(bill, name) for name in COPIED}
        if bill.patient_id not in known:
            common["patient"] = None
        copy = Bill.objects.create(claim=claim, position=position, **common)
        _copy_lines(bill, copy)
    return claim


@transaction.atomic
def fill_in(
    bill_id: int,
    *,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]] | None,
    known_rows: int | None = None,
) -> Bill:
    """Keep what was typed about a bill of a draft. Twice is as good as once. Raises `Refused`.

    `values` has some of COLUMNS; `provider_typed` instead of the two provider columns is the text
    of which the provider is looked up. `lines` are all acts in their order, each with
    LINE_COLUMNS; None leaves them as they are. Whoever typed them may have known only the first
    `known_rows`: the others stay.
    """
    claim_id = Bill.objects.values_list("claim", flat=True).get(pk=bill_id)
    claim = _locked(claim_id)
    bill = Bill.objects.select_for_update(of=("self",)).get(pk=bill_id)
    values = {**values}
    if "provider_typed" in values:
        values |= _provider(values.pop("provider_typed"))
    patient = values.get("patient")
    if patient is not None:
        known = selectors.patients_in(claim.person, today=clock.today())
        if patient.pk not in {one.pk for one in known}:
            raise Refused(SendingRefusal.NOT_YOUR_FAMILY)
    for name in COLUMNS:
        if name in values:
            setattr(bill, name, values[name])
    bill.save(update_fields=[name for name in COLUMNS if name in values] or None)
    if lines is not None:
        _fill_in_lines(bill, lines, known_rows=known_rows)
    _touch(claim)
    return bill


@transaction.atomic
def remove_bill(bill_id: int, *, actor: Account) -> None:
    """Take a bill out of a draft; its files are deleted. Raises `Refused` once it is sent."""
    claim_id = Bill.objects.values_list("claim", flat=True).get(pk=bill_id)
    claim = _locked(claim_id)
    _remove(Bill.objects.filter(claim=claim, pk=bill_id), actor=actor)
    for position, pk in enumerate(claim.bills.order_by("position").values_list("pk", flat=True), 1):
        claim.bills.filter(pk=pk).update(position=position)
    _touch(claim)


@transaction.atomic
def discard(claim_id: int, *, actor: Account | audit.Actor) -> None:
    """Throw a draft away with its files: nothing of it stays. Raises `Refused` once it is sent."""
    claim = _locked(claim_id)
    _remove(claim.bills.all(), actor=actor)
    audit.record(actor, "claim.discarded", claim, dossier=claim.person.dossier)
    claim.delete()


def _locked(claim_id: int) -> Claim:
    claim = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("person__dossier")
        .filter(pk=claim_id)
        .first()
    )
    if claim is None:
        raise Refused(ClaimRefusal.CHANGED)
    if claim.state != ClaimState.DRAFT:
        raise Refused(SendingRefusal.SENT_ALREADY)
    return claim


def _touch(claim: Claim) -> None:
    claim.changed_at = clock.now()
    claim.save(update_fields=["changed_at"])


def _provider(text: str) -> dict[str, Any]:
    found = providers.named(text)
    return {"provider": found, "provider_name": "" if found else " ".join(text.split())[:150]}


def _copy_lines(source: Bill, target: Bill) -> None:
    Line.objects.bulk_create(
        Line(bill=target, position=line.position, **{n: getattr(line, n) for n in LINE_COPIED})
        for line in source.lines.order_by("position")
    )


def _fill_in_lines(
    bill: Bill, lines: Sequence[Mapping[str, Any]], *, known_rows: int | None
) -> None:
    """The rows by their place, so that the same form sent twice makes nothing twice."""
    there = {line.position: line for line in bill.lines.all()}
    for position, typed in enumerate(lines, 1):
        line = there.pop(position, None) or Line(bill=bill, position=position)
        for name in LINE_COLUMNS:
            if name in typed:
                setattr(line, name, typed[name])
        line.save()
    gone = [
        line.pk for position, line in there.items() if known_rows is None or position <= known_rows
    ]
    bill.lines.filter(pk__in=gone).delete()


def _remove(bills: Iterable[Bill], *, actor: Account | audit.Actor) -> None:
    for bill in bills.prefetch_related("pages__document"):
        files = [page.document for page in bill.pages.all()]
        bill.delete()
        for file in files:
            documents.discard(file, by=actor, reason="draft_discarded")
