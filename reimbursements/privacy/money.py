"""Money besides the bills: the complement, incomes, who else is paid, payment files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.keeping import Category, Measure, Obstacle, Persons, Recipient, Stays
from cns_portal.kernel import civil_time
from insured.privacy.keeping import (
    LEGAL_DUTY,
    PUBLIC_TASK,
    TWO_YEARS,
    Deleted,
    OfCases,
    forget_cases,
    staying,
)
from reimbursements.choices.money import BatchState, ComplementaryState, PayeeState
from reimbursements.models import (
    Authorisation,
    Claim,
    ComplementaryClaim,
    Income,
    PayeeDeclaration,
    Payment,
    PaymentBatch,
    Statement,
)
from reimbursements.privacy import belonging
from reimbursements.privacy.claims import SIX_YEARS
from reimbursements.privacy.erasing import erase_statements

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

DECIDED = [ComplementaryState.ACCEPTED, ComplementaryState.REFUSED, ComplementaryState.WITHDRAWN]
YEARS_OF_INCOME = 6


class Complementary(OfCases):
    """Requests for the complementary reimbursement."""

    code = "reimbursements.complementary"
    label = _("Complementary reimbursements")
    part_that_goes = _("those that you took back")
    what = _("For which year you asked, the participations, the threshold and what was paid.")
    why = _("To decide, to pay once, and to answer questions about the decision.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Six years after the last step.")
    tables = (ComplementaryClaim, Statement)
    categories = (Category.FINANCES,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.complementary_rows(dossier)

    def over(self, now: datetime) -> QuerySet[ComplementaryClaim]:
        past = now - SIX_YEARS
        return ComplementaryClaim.objects.filter(state__in=DECIDED, procedure__updated_at__lt=past)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[ComplementaryClaim]:
        """Those taken back: nothing was decided on them."""
        return ComplementaryClaim.objects.filter(
            person__dossier=dossier, state=ComplementaryState.WITHDRAWN
        )

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those decided."""
        theirs = ComplementaryClaim.objects.filter(person__dossier=dossier)
        decided = theirs.exclude(state=ComplementaryState.WITHDRAWN)
        return staying(decided, why=self.why, last="procedure__updated_at", keep=SIX_YEARS)

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """Those not decided."""
        theirs = ComplementaryClaim.objects.filter(person__dossier=dossier)
        if theirs.exclude(state__in=DECIDED).exists():
            return (Obstacle(_("A request for the complementary reimbursement is not decided.")),)
        return ()

    def take(self, rows: list[ComplementaryClaim], *, reason: str) -> None:
        """Delete them with their statements, payments, cases and messages."""
        super().take(rows, reason=reason)
        told = [row.statement_id for row in rows if row.statement_id]
        erase_statements(Statement.objects.filter(pk__in=told))
        forget_cases([row.procedure for row in rows])


class Incomes(Deleted):
    """Contributory incomes."""

    code = "reimbursements.incomes"
    label = _("Your contributory income")
    what = _("The contributory income of a year, as the Centre commun tells it.")
    why = _("To compare the participations of the next year with it.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Six calendar years: bills of the next year may come for two more.")
    tables = (Income,)
    categories = (Category.FINANCES, Category.EMPLOYMENT)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.income_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Income]:
        return Income.objects.filter(year__lt=civil_time.day_of(now).year - YEARS_OF_INCOME)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Income]:
        """None: the Centre commun tells them by law."""
        return Income.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """All of them, until the end of the last of the six years."""
        years = Income.objects.filter(person__dossier=dossier).values_list("year", flat=True)
        if not (found := list(years)):
            return ()
        return (Stays(len(found), self.why, date(max(found) + YEARS_OF_INCOME, 12, 31)),)


class Payees(Deleted):
    """Declarations that somebody else is paid."""

    code = "reimbursements.payees"
    label = _("Payment to somebody else")
    part_that_goes = _("those that have ended and by which nobody was paid")
    what = _("Whom you declared to be paid instead of you, and the account.")
    why = _("To pay whoever paid the bill, and to show who was paid.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Two years after it ended, and as long as a claim was paid by it.")
    tables = (PayeeDeclaration,)
    persons = (Persons.INSURED, Persons.PAYEES)
    categories = (Category.FINANCES, Category.IDENTITY)
    recipients = (Recipient.AGENTS, Recipient.PERSON, Recipient.BANK)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED)
    names_others = {PayeeDeclaration: ("holder", "iban", "last_four", "bank_name")}

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.payee_rows(dossier)

    def over(self, now: datetime) -> QuerySet[PayeeDeclaration]:
        return _unused().filter(ended_at__lt=now - TWO_YEARS)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[PayeeDeclaration]:
        """Those that have ended and by which nobody was paid."""
        return _unused().filter(person__dossier=dossier)

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """The one in force until it is revoked; those by which somebody was paid, as the claim."""
        theirs = PayeeDeclaration.objects.filter(person__dossier=dossier)
        return staying(theirs.exclude(pk__in=_unused().values("pk")), why=self.why)


def _unused() -> QuerySet[PayeeDeclaration]:
    used = Claim.objects.filter(payee=OuterRef("pk"))
    return PayeeDeclaration.objects.exclude(state=PayeeState.IN_FORCE).filter(~Exists(used))


class PaymentFiles(Deleted):
    """Files for the bank that paid claims which are gone."""

    code = "reimbursements.payment_files"
    label = _("Payment files")
    what = _("The transfers ordered at the bank: name, account, amount and reference.")
    why = _("To pay once, and to find a payment that comes back.")
    legal_basis = LEGAL_DUTY
    keep_for = _("As long as one of the claims that it paid, and at least six years.")
    tables = (PaymentBatch, Payment)
    persons = (Persons.INSURED, Persons.PAYEES, Persons.AGENTS)
    categories = (Category.FINANCES, Category.IDENTITY)
    recipients = (Recipient.AGENTS, Recipient.BANK)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED)

    def over(self, now: datetime) -> QuerySet[PaymentBatch]:
        left = Payment.objects.filter(batch=OuterRef("pk"))
        past = now - SIX_YEARS
        done = [BatchState.EXECUTED, BatchState.DROPPED]
        return PaymentBatch.objects.filter(~Exists(left), state__in=done, prepared_at__lt=past)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[PaymentBatch]:
        """None: a file pays many people, and has to be found as it was sent to the bank."""
        return PaymentBatch.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """The files with a payment to the person."""
        files = PaymentBatch.objects.filter(payments__statement__person__dossier=dossier)
        return staying(files, why=self.why)


class Authorisations(Deleted):
    """What the CNS allowed beforehand."""

    code = "reimbursements.authorisations"
    label = _("Authorisations of care")
    what = _("Which act, kind of care or care abroad was allowed, and on which days.")
    why = _("To reimburse what was allowed, and to answer questions about it.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Six years after the last day.")
    tables = (Authorisation,)
    categories = (Category.HEALTH,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.authorisation_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Authorisation]:
        past = civil_time.day_of(now - SIX_YEARS)
        return Authorisation.objects.filter(last_day__lt=past)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Authorisation]:
        """None: bills may rest on one."""
        return Authorisation.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """All of them."""
        theirs = Authorisation.objects.filter(person__dossier=dossier)
        return staying(theirs, why=self.why, last="last_day", keep=SIX_YEARS)
