"""What was asked and decided: requests, papers, cards, mandates, bank accounts."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal import audit, documents, inbox, procedures
from insured.choices import AccountState, RequestState
from insured.models import BankAccount, Card, Mandate, Paper, Request
from insured.models.papers import posted_as, withdrawn_as
from insured.privacy.keeping import LEGAL_DUTY, MOST_AT_ONCE, PUBLIC_TASK, TWO_YEARS, Deleted

OVER = [
    RequestState.ACCEPTED,
    RequestState.REFUSED,
    RequestState.WITHDRAWN,
    RequestState.ISSUED,
    RequestState.ANSWERED,
]


class Requests(Deleted):
    """Requests about insurance, with what came with them."""

    code = "insured.requests"
    label = _("Requests about your insurance")
    what = _(
        "What you asked for and stated, the documents that came with it, the messages about it, "
        "the decision and its reason."
    )
    why = _("To decide, and to answer questions about the decision.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after the last step.")

    def over(self, now: datetime) -> QuerySet[Request]:
        return Request.objects.filter(state__in=OVER, procedure__updated_at__lt=now - TWO_YEARS)

    def forget(self, *, now: datetime) -> int:
        """Delete them with their documents, messages and procedures."""
        chosen = self.over(now).order_by("pk").select_related("procedure")
        requests = list(chosen.prefetch_related("documents__document")[:MOST_AT_ONCE])
        for request in requests:
            attached = [row.document for row in request.documents.all()]
            procedure = request.procedure
            request.delete()
            for document in attached:
                documents.delete(document, by=audit.SYSTEM, reason="request_over")
            inbox.forget_about(procedure.reference)
            procedures.forget(procedure)
        return len(requests)


class Papers(Deleted):
    """Certificates and forms that were issued."""

    code = "insured.papers"
    label = _("Certificates and forms")
    what = _("What stands on the certificates and forms issued to you, and their codes.")
    why = _("So that somebody who is handed one can verify it.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after the paper was issued and its validity ended.")

    def over(self, now: datetime) -> QuerySet[Paper]:
        """A form without an end is good until it is withdrawn: somebody may still verify it."""
        past = now - TWO_YEARS
        ended = Q(last_day__lt=past.date()) | Q(withdrawn_at__lt=past)
        return Paper.objects.filter(ended, issued_at__lt=past)

    def forget(self, *, now: datetime) -> int:
        """Delete them with the messages that brought them: the paper itself is attached there."""
        chosen = list(self.over(now).order_by("pk").only("pk")[:MOST_AT_ONCE])
        inbox.forget_posted(posted_as(paper) for paper in chosen)
        inbox.forget_posted(withdrawn_as(paper) for paper in chosen)
        Paper.objects.filter(pk__in=[paper.pk for paper in chosen]).delete()
        return len(chosen)


class Cards(Deleted):
    """Cards that are no longer in use."""

    code = "insured.cards"
    label = _("Social security cards")
    what = _("When your cards were ordered and sent, and until when they are valid.")
    why = _("To renew them in time and to replace a lost one.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Two years after a card, and the one that replaced it, is no longer in use.")

    def over(self, now: datetime) -> QuerySet[Card]:
        return Card.objects.filter(ended_at__lt=now - TWO_YEARS, replaced_by__isnull=True)


class Mandates(Deleted):
    """Mandates that have come to an end."""

    code = "insured.mandates"
    label = _("Mandates")
    what = _("Who may open whose file, for what and until when; the paper shown to an agent.")
    why = _("So that somebody whom you trust can act for you, and nobody else.")
    legal_basis = _("Your mandate (GDPR, article 6(1)(a))")
    keep_for = _("Two years after the mandate or the offer ended.")

    def over(self, now: datetime) -> QuerySet[Mandate]:
        past = now - TWO_YEARS
        unanswered = Q(accepted_at__isnull=True, offer_ends_at__lt=past)
        return Mandate.objects.filter(
            Q(revoked_at__lt=past)
            | Q(declined_at__lt=past)
            | Q(last_day__lt=past.date())
            | unanswered
        )

    def forget(self, *, now: datetime) -> int:
        """Delete them with the papers shown for them."""
        over = list(self.over(now).order_by("pk").select_related("document")[:MOST_AT_ONCE])
        for mandate in over:
            paper = mandate.document
            mandate.delete()
            if paper is not None:
                documents.delete(paper, by=audit.SYSTEM, reason="mandate_over")
        return len(over)


class BankAccounts(Deleted):
    """Bank accounts that were replaced or rejected."""

    code = "insured.bank_accounts"
    label = _("Bank accounts")
    what = _("The account to which the CNS pays you, its holder, and earlier accounts.")
    why = _("To pay reimbursements, and to show which account was in force when.")
    legal_basis = LEGAL_DUTY
    keep_for = _("The present one as long as you are insured; others two years.")

    def over(self, now: datetime) -> QuerySet[BankAccount]:
        past = now - TWO_YEARS
        rejected = Q(state=AccountState.REJECTED, decided_at__lt=past)
        return BankAccount.objects.filter(Q(replaced_at__lt=past) | rejected)
