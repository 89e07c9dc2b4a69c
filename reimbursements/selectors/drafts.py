"""Claims that are not sent yet, and what the rules ask about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from cns_portal import documents
from insured.selectors.patients import patients_of
from reimbursements.choices.care import DocumentKind, PageKind, Proof
from reimbursements.choices.claims import ClaimState
from reimbursements.models import Bill, BillPage, Claim, Line
from reimbursements.rules.same_bill import Looks
from reimbursements.rules.sending import BillTyped, LineTyped, Pages
from reimbursements.selectors import history

if TYPE_CHECKING:
    from uuid import UUID

    from insured.models import InsuredPerson


def whole() -> QuerySet[Bill]:
    """Bills with all that stands on them; three queries whatever their number."""
    return Bill.objects.select_related("patient__dossier", "provider").prefetch_related(
        Prefetch("lines", Line.objects.order_by("position")),
        Prefetch("pages", BillPage.objects.select_related("document").order_by("position")),
    )


def drafts_of(person: InsuredPerson) -> QuerySet[Claim]:
    """The drafts in a file, the last one worked on first."""
    return (
        Claim.objects.of(person).drafts().prefetch_related("bills__patient").order_by("-changed_at")
    )


def draft_of(person: InsuredPerson, public_id: UUID) -> Claim | None:
    """One draft, with its bills whole; None when it is not there, or sent by now."""
    return (
        Claim.objects.of(person)
        .drafts()
        .filter(public_id=public_id)
        .select_related("person__dossier", "payee")
        .prefetch_related(Prefetch("bills", whole().order_by("position")))
        .first()
    )


def bill_of(person: InsuredPerson, public_id: UUID) -> Bill | None:
    """One bill of a draft, whole, with its claim; None when it is not there, or sent by now."""
    return (
        whole()
        .of(person)
        .filter(public_id=public_id, claim__state=ClaimState.DRAFT)
        .select_related("claim__person__dossier", "patient__dossier", "provider")
        .first()
    )


def sent_with(person: InsuredPerson, public_id: UUID) -> Claim | None:
    """The claim with which this bill was sent; None where it was not, or is somebody else's."""
    return Claim.objects.of(person).sent().filter(bills__public_id=public_id).first()


def read_unseen(bill: Bill, shown: str) -> set[str]:
    """The fields read from a code on the bill since its form was shown.

    `shown` are those that the form had then, with commas between them. An empty field of such a
    form empties nothing.
    """
    return set(bill.read_from_code) - set(shown.split(","))


def patients_in(person: InsuredPerson, *, today: date) -> list[InsuredPerson]:
    """For whom bills can be sent from this file, also for care given some time ago."""
    return patients_of(person, today=today, ended_since=today - history.SAME_BILL_YEARS)


def only_patient(person: InsuredPerson, *, today: date) -> InsuredPerson | None:
    """The person, where nobody else can have been treated; None where there is a choice."""
    people = patients_in(person, today=today)
    return people[0] if len(people) == 1 else None


def name_of(bill: Bill) -> str:
    """What a bill is called on the pages: its place, and from whom it is."""
    words = {"number": bill.position, "provider": provider_of(bill)}
    if not words["provider"]:
        return _("bill {number}").format(**words)
    return _("bill {number}, {provider}").format(**words)


def provider_of(bill: Bill) -> str:
    """The provider's name as it is known, or as it was typed."""
    return bill.provider.name if bill.provider else bill.provider_name


def typed(bill: Bill) -> BillTyped:
    """A bill, fetched `whole()`, as the rules before sending know it."""
    return BillTyped(
        name=name_of(bill),
        patient=bill.patient_id,
        provider_code=bill.provider.code if bill.provider else "",
        provider_name=provider_of(bill),
        number=bill.number,
        document_kind=DocumentKind(bill.document_kind),
        country=bill.country,
        currency=bill.currency,
        total=bill.total,
        paid_on=bill.paid_on,
        proof=Proof(bill.proof) if bill.proof else None,
        lines=tuple(
            LineTyped(
                code=line.code,
                served_on=line.served_on,
                amount=line.amount,
                convenience_fee=line.convenience_fee,
            )
            for line in bill.lines.all()
        ),
        pages=_pages(bill.pages.all()),
    )


def sent_before(claim: Claim, *, today: date) -> list[Looks]:
    """What makes the bills recognisable that came from this file before; two queries.

    Only from this file: what somebody else sent for the same child is theirs to see.
    """
    treated = {bill.patient_id for bill in claim.bills.all() if bill.patient_id is not None}
    found = history.sent_bills_of(treated, since=today - history.SAME_BILL_YEARS)
    return [one.looks for bills in found.values() for one in bills if one.file == claim.person_id]


def _pages(pages: Iterable[BillPage]) -> Pages:
    pages = list(pages)
    usable = [page for page in pages if page.document.state != documents.State.REJECTED]
    return Pages(
        clean=_count(pages, documents.State.CLEAN),
        pending=_count(pages, documents.State.PENDING),
        rejected=_count(pages, documents.State.REJECTED),
        has_proof=any(page.kind == PageKind.PROOF for page in usable),
    )


def _count(pages: Sequence[BillPage], state: str) -> int:
    return sum(page.document.state == state for page in pages)
