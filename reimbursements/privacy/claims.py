"""Bills: what is begun and not sent, the pictures, and the claims themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.keeping import Category, Measure, Obstacle, Persons, Recipient, Stays
from insured.privacy.keeping import (
    LEGAL_DUTY,
    OF_SOMEBODY_ELSE,
    PUBLIC_TASK,
    TWO_YEARS,
    Deleted,
    Kept,
    OfCases,
    staying,
)
from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import ObjectionState, PaymentState
from reimbursements.models import (
    Bill,
    BillPage,
    Claim,
    Decision,
    Line,
    LineDecision,
    Objection,
    Payment,
    Recalculation,
    Statement,
    TariffLoad,
)
from reimbursements.privacy import belonging
from reimbursements.privacy.erasing import erase_claims, erase_pages
from reimbursements.rules.states import DECIDED, WAITING

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_DRAFTS = timedelta(days=90)

SIX_YEARS = timedelta(days=6 * 366)
"""No official period was found. Limits over several years look back as far: a hearing aid is paid
again after five years, and bills are sent up to two years after their payment."""

AT_ONCE = 100
"""Claims take many rows with them."""

OVER = sorted(DECIDED)

ON_THEIR_WAY = [
    PaymentState.WAITING,
    PaymentState.BATCHED,
    PaymentState.ORDERED,
    PaymentState.RETURNED,
]

OF_BILLS = (Category.FINANCES, Category.HEALTH, Category.HOUSEHOLD)
SEALED_FILES = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.SCANNED)


class _Claims(OfCases):
    """Claims that go with everything about them."""

    at_once = AT_ONCE
    over_because = "claim_over"
    tables = (Claim, Bill, Line, BillPage)
    persons = (Persons.INSURED, Persons.FAMILY)
    categories = OF_BILLS
    measures = SEALED_FILES

    def spares(self, dossier: Dossier) -> Iterable[QuerySet]:
        """The person's own, and those with a bill for the person."""
        yield Claim.objects.filter(person__dossier=dossier)
        of_patient = Bill.objects.filter(patient__dossier=dossier)
        yield Claim.objects.filter(pk__in=of_patient.values("claim"))
        decided = LineDecision.objects.filter(patient__dossier=dossier)
        yield Claim.objects.filter(pk__in=decided.values("decision__bill__claim"))

    def take(self, rows: list[Claim], *, reason: str) -> None:
        """Delete them with bills, decisions, statements, payments, files and cases."""
        erase_claims(rows, reason=reason)


class Drafts(_Claims):
    """Bills that somebody has begun to enter and not sent."""

    code = "reimbursements.drafts"
    over_because = "draft_over"
    label = _("Bills that you have not sent")
    what = _("What you entered about bills, and the files that you added.")
    why = _("So that you can go on with it later.")
    legal_basis = PUBLIC_TASK
    keep_for = _("90 days after you last changed them.")
    recipients = (Recipient.PERSON,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.draft_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Claim]:
        past = now - KEEP_DRAFTS
        return Claim.objects.filter(state=ClaimState.DRAFT, changed_at__lt=past)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Claim]:
        """All of them."""
        return Claim.objects.filter(state=ClaimState.DRAFT, person__dossier=dossier)


class Pictures(Deleted):
    """The files of bills that are decided."""

    code = "reimbursements.pictures"
    over_because = "claim_over"
    label = _("Pictures of bills")
    what = _("The photos and PDF files of bills, proofs of payment and prescriptions.")
    why = _("To decide, and to answer questions and objections.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after the last step.")
    tables = (BillPage,)
    persons = (Persons.INSURED, Persons.FAMILY, Persons.PROFESSIONALS)
    categories = OF_BILLS
    measures = SEALED_FILES

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.picture_rows(dossier)

    def spares(self, dossier: Dossier) -> Iterable[QuerySet]:
        """Those of the person's own bills, and of bills for the person."""
        yield BillPage.objects.filter(bill__claim__person__dossier=dossier)
        yield BillPage.objects.filter(bill__patient__dossier=dossier)

    def over(self, now: datetime) -> QuerySet[BillPage]:
        past = now - TWO_YEARS
        claims = Claim.objects.filter(
            state__in=[*OVER, ClaimState.WITHDRAWN], procedure__updated_at__lt=past
        )
        return BillPage.objects.filter(bill__claim__in=claims)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[BillPage]:
        """None by themselves: those of drafts and of what was taken back go with it."""
        return BillPage.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those on which something was decided."""
        of_claims = BillPage.objects.filter(
            bill__claim__person__dossier=dossier, bill__claim__state__in=OVER
        )
        return staying(of_claims, why=self.why, last="bill__claim__procedure__updated_at")

    def chosen(self, rows: QuerySet[BillPage], *, most: int | None = None) -> list[BillPage]:
        """With their files."""
        return list(rows.select_related("document").order_by("pk")[:most])

    def take(self, rows: list[BillPage], *, reason: str) -> None:
        """Delete the pages with their files; what was entered and decided stays."""
        erase_pages(rows, reason=reason)


class Withdrawn(_Claims):
    """Claims that were taken back."""

    code = "reimbursements.withdrawn"
    label = _("Bills that you took back")
    what = _("What you sent, and when you took it back.")
    why = _("To answer questions about it.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after you took them back.")

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.withdrawn_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Claim]:
        past = now - TWO_YEARS
        return Claim.objects.filter(state=ClaimState.WITHDRAWN, procedure__updated_at__lt=past)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Claim]:
        """All of them: nothing was decided on them."""
        return Claim.objects.filter(state=ClaimState.WITHDRAWN, person__dossier=dossier)


class Claims(_Claims):
    """What was sent, decided, told and paid."""

    code = "reimbursements.claims"
    label = _("Your bills and their reimbursement")
    what = _(
        "The bills that you sent, who was treated, when and with what; every decision with its "
        "amounts and reasons, statements, payments, objections, and the messages about them."
    )
    why = _("To decide, to pay once, and to keep limits that count over several years.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Six years after the last step.")
    tables = (
        Claim,
        Bill,
        Line,
        Decision,
        LineDecision,
        Statement,
        Payment,
        Objection,
        Recalculation,
    )
    persons = (Persons.INSURED, Persons.FAMILY, Persons.PAYEES, Persons.PROFESSIONALS)
    categories = (*OF_BILLS, Category.IDENTITY)
    recipients = (Recipient.AGENTS, Recipient.PERSON, Recipient.BANK)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.claim_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Claim]:
        return Claim.objects.filter(state__in=OVER, procedure__updated_at__lt=now - SIX_YEARS)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Claim]:
        """None: what was decided and paid rests on a legal duty."""
        return Claim.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Every claim that was decided, and bills that somebody else sent for the person."""
        decided = Claim.objects.filter(person__dossier=dossier, state__in=OVER)
        others = Bill.objects.filter(patient__dossier=dossier)
        others = others.exclude(claim__person__dossier=dossier)
        return staying(
            decided, why=self.why, last="procedure__updated_at", keep=SIX_YEARS
        ) + staying(others.exclude(claim__state=ClaimState.DRAFT), why=OF_SOMEBODY_ELSE)

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """What is not decided, not paid, or objected to."""
        theirs = Claim.objects.filter(person__dossier=dossier)
        payments = Payment.objects.filter(statement__person__dossier=dossier)
        objections = Objection.objects.filter(statement__person__dossier=dossier)
        open_objections = [ObjectionState.SENT, ObjectionState.BEING_CHECKED]
        found = (
            (theirs.filter(state__in=WAITING), _("Bills that you sent are not decided yet.")),
            (payments.filter(state__in=ON_THEIR_WAY), _("A payment to you is on its way.")),
            (objections.filter(state__in=open_objections), _("An objection is not answered yet.")),
        )
        return tuple(Obstacle(sentence) for rows, sentence in found if rows.exists())


class TariffLoads(Kept):
    """Who loaded tariffs, and who looked at what they change."""

    code = "reimbursements.tariff_loads"
    label = _("Loading of tariffs")
    what = _("Which agent loaded which file of tariffs, and when.")
    why = _("To know where every rate comes from with which money was paid.")
    legal_basis = LEGAL_DUTY
    keep_for = _("As long as the rates themselves.")
    tables = (TariffLoad,)
    persons = (Persons.AGENTS,)
    categories = (Category.USE,)
    recipients = (Recipient.AGENTS,)
    measures = (Measure.ROLES,)
