"""Bills: what is begun and not sent, the pictures, and the claims themselves."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from insured.privacy.keeping import LEGAL_DUTY, MOST_AT_ONCE, PUBLIC_TASK, TWO_YEARS, Deleted
from reimbursements.choices.claims import ClaimState
from reimbursements.models import BillPage, Claim
from reimbursements.privacy.erasing import erase_claims, erase_pages
from reimbursements.rules.states import DECIDED

KEEP_DRAFTS = timedelta(days=90)

SIX_YEARS = timedelta(days=6 * 366)
"""No official period was found. Limits over several years look back as far: a hearing aid is paid
again after five years, and bills are sent up to two years after their payment."""

AT_ONCE = 100
"""Claims take many rows with them."""

OVER = sorted(DECIDED)


class Drafts(Deleted):
    """Bills that somebody has begun to enter and not sent."""

    code = "reimbursements.drafts"
    label = _("Bills that you have not sent")
    what = _("What you entered about bills, and the files that you added.")
    why = _("So that you can go on with it later.")
    legal_basis = PUBLIC_TASK
    keep_for = _("90 days after you last changed them.")

    def over(self, now: datetime) -> QuerySet[Claim]:
        past = now - KEEP_DRAFTS
        return Claim.objects.filter(state=ClaimState.DRAFT, changed_at__lt=past)

    def forget(self, *, now: datetime) -> int:
        """Delete them with their files."""
        drafts = _held(self.over(now))  # whoever is just sending one comes first
        erase_claims(drafts, reason="draft_over")
        return len(drafts)


class Pictures(Deleted):
    """The files of bills that are decided."""

    code = "reimbursements.pictures"
    label = _("Pictures of bills")
    what = _("The photos and PDF files of bills, proofs of payment and prescriptions.")
    why = _("To decide, and to answer questions and objections.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after the last step.")

    def over(self, now: datetime) -> QuerySet[BillPage]:
        past = now - TWO_YEARS
        claims = Claim.objects.filter(
            state__in=[*OVER, ClaimState.WITHDRAWN], procedure__updated_at__lt=past
        )
        return BillPage.objects.filter(bill__claim__in=claims)

    def forget(self, *, now: datetime) -> int:
        """Delete the pages with their files; what was entered and decided stays."""
        chosen = self.over(now).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
        return erase_pages(BillPage.objects.filter(pk__in=list(chosen)), reason="claim_over")


class Withdrawn(Deleted):
    """Claims that were taken back."""

    code = "reimbursements.withdrawn"
    label = _("Bills that you took back")
    what = _("What you sent, and when you took it back.")
    why = _("To answer questions about it.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after you took them back.")

    def over(self, now: datetime) -> QuerySet[Claim]:
        past = now - TWO_YEARS
        return Claim.objects.filter(state=ClaimState.WITHDRAWN, procedure__updated_at__lt=past)

    def forget(self, *, now: datetime) -> int:
        """Delete them with everything about them."""
        claims = _held(self.over(now))
        erase_claims(claims, reason="claim_over")
        return len(claims)


class Claims(Deleted):
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

    def over(self, now: datetime) -> QuerySet[Claim]:
        return Claim.objects.filter(state__in=OVER, procedure__updated_at__lt=now - SIX_YEARS)

    def forget(self, *, now: datetime) -> int:
        """Delete them with everything about them."""
        claims = _held(self.over(now))
        erase_claims(claims, reason="claim_over")
        return len(claims)


def _held(claims: QuerySet[Claim]) -> list[Claim]:
    """Those that nobody is working on at this moment."""
    held = claims.select_for_update(of=("self",), skip_locked=True).select_related("procedure")
    return list(held.order_by("pk")[:AT_ONCE])
