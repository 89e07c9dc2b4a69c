"""Money besides the bills: the complement, incomes, who else is paid, payment files."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel import civil_time
from insured.privacy.keeping import LEGAL_DUTY, MOST_AT_ONCE, PUBLIC_TASK, TWO_YEARS, Deleted
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
from reimbursements.privacy.claims import SIX_YEARS
from reimbursements.privacy.erasing import erase_cases, erase_statements

DECIDED = [ComplementaryState.ACCEPTED, ComplementaryState.REFUSED, ComplementaryState.WITHDRAWN]
YEARS_OF_INCOME = 6


class Complementary(Deleted):
    """Requests for the complementary reimbursement."""

    code = "reimbursements.complementary"
    label = _("Complementary reimbursements")
    what = _("For which year you asked, the participations, the threshold and what was paid.")
    why = _("To decide, to pay once, and to answer questions about the decision.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Six years after the last step.")

    def over(self, now: datetime) -> QuerySet[ComplementaryClaim]:
        past = now - SIX_YEARS
        return ComplementaryClaim.objects.filter(state__in=DECIDED, procedure__updated_at__lt=past)

    def forget(self, *, now: datetime) -> int:
        """Delete them with their statements, payments, cases and messages."""
        rows = list(self.over(now).select_related("procedure").order_by("pk")[:MOST_AT_ONCE])
        ComplementaryClaim.objects.filter(pk__in=[row.pk for row in rows]).delete()
        told = [row.statement_id for row in rows if row.statement_id]
        erase_statements(Statement.objects.filter(pk__in=told))
        erase_cases([row.procedure for row in rows])
        return len(rows)


class Incomes(Deleted):
    """Contributory incomes."""

    code = "reimbursements.incomes"
    label = _("Your contributory income")
    what = _("The contributory income of a year, as the Centre commun tells it.")
    why = _("To compare the participations of the next year with it.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Six calendar years: bills of the next year may come for two more.")

    def over(self, now: datetime) -> QuerySet[Income]:
        return Income.objects.filter(year__lt=civil_time.day_of(now).year - YEARS_OF_INCOME)


class Payees(Deleted):
    """Declarations that somebody else is paid."""

    code = "reimbursements.payees"
    label = _("Payment to somebody else")
    what = _("Whom you declared to be paid instead of you, and the account.")
    why = _("To pay whoever paid the bill, and to show who was paid.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Two years after it ended, and as long as a claim was paid by it.")

    def over(self, now: datetime) -> QuerySet[PayeeDeclaration]:
        used = Claim.objects.filter(payee=OuterRef("pk"))
        ended = PayeeDeclaration.objects.exclude(state=PayeeState.IN_FORCE)
        return ended.filter(~Exists(used), ended_at__lt=now - TWO_YEARS)


class PaymentFiles(Deleted):
    """Files for the bank that paid claims which are gone."""

    code = "reimbursements.payment_files"
    label = _("Payment files")
    what = _("The transfers ordered at the bank: name, account, amount and reference.")
    why = _("To pay once, and to find a payment that comes back.")
    legal_basis = LEGAL_DUTY
    keep_for = _("As long as one of the claims that it paid, and at least six years.")

    def over(self, now: datetime) -> QuerySet[PaymentBatch]:
        left = Payment.objects.filter(batch=OuterRef("pk"))
        past = now - SIX_YEARS
        done = [BatchState.EXECUTED, BatchState.DROPPED]
        return PaymentBatch.objects.filter(~Exists(left), state__in=done, prepared_at__lt=past)


class Authorisations(Deleted):
    """What the CNS allowed beforehand."""

    code = "reimbursements.authorisations"
    label = _("Authorisations of care")
    what = _("Which act, kind of care or care abroad was allowed, and on which days.")
    why = _("To reimburse what was allowed, and to answer questions about it.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Six years after the last day.")

    def over(self, now: datetime) -> QuerySet[Authorisation]:
        past = civil_time.day_of(now - SIX_YEARS)
        return Authorisation.objects.filter(last_day__lt=past)
