"""What was asked and decided: requests, papers, cards, mandates, bank accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal import audit, documents, inbox
from cns_portal.keeping import Category, Measure, Obstacle, Persons, Recipient, Stays
from cns_portal.kernel import civil_time
from insured.choices import AccountState, RequestState
from insured.models import BankAccount, Card, Mandate, Paper, Request, RequestDocument
from insured.models.papers import posted_as, withdrawn_as
from insured.privacy import belonging
from insured.privacy.keeping import (
    LEGAL_DUTY,
    OF_SOMEBODY_ELSE,
    PUBLIC_TASK,
    TWO_YEARS,
    Deleted,
    OfCases,
    forget_cases,
    staying,
)

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

OVER = [
    RequestState.ACCEPTED,
    RequestState.REFUSED,
    RequestState.WITHDRAWN,
    RequestState.ISSUED,
    RequestState.ANSWERED,
]


class Requests(OfCases):
    """Requests about insurance, with what came with them."""

    code = "insured.requests"
    over_because = "request_over"
    label = _("Requests about your insurance")
    part_that_goes = _("those that you took back")
    what = _(
        "What you asked for and stated, the documents that came with it, the messages about it, "
        "the decision and its reason."
    )
    why = _("To decide, and to answer questions about the decision.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after the last step.")
    tables = (Request, RequestDocument)
    persons = (Persons.INSURED, Persons.FAMILY)
    categories = (
        Category.IDENTITY,
        Category.CHARACTERISTICS,
        Category.HOUSEHOLD,
        Category.AFFILIATIONS,
        Category.EMPLOYMENT,
    )
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.SCANNED)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.request_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Request]:
        return Request.objects.filter(state__in=OVER, procedure__updated_at__lt=now - TWO_YEARS)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Request]:
        """Those taken back: nothing was decided on them."""
        return self._theirs(dossier).filter(state=RequestState.WITHDRAWN)

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those decided, with what came with them; what somebody else asked about the person."""
        decided = self._theirs(dossier).exclude(state=RequestState.WITHDRAWN)
        about = Request.objects.filter(about__dossier=dossier).exclude(person__dossier=dossier)
        return staying(decided, why=self.why, last="procedure__updated_at") + staying(
            about, why=OF_SOMEBODY_ELSE
        )

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """Those not decided."""
        if self._theirs(dossier).exclude(state__in=OVER).exists():
            return (Obstacle(_("A request about your insurance is not decided yet.")),)
        return ()

    def _theirs(self, dossier: Dossier) -> QuerySet[Request]:
        return Request.objects.filter(person__dossier=dossier)

    def take(self, rows: list[Request], *, reason: str) -> None:
        """Delete them with their documents, messages and procedures."""
        for request in rows:
            attached = [row.document for row in request.documents.select_related("document")]
            procedure = request.procedure
            request.delete()
            for document in attached:
                documents.delete(document, by=audit.SYSTEM, reason=reason)
            forget_cases([procedure])


class Papers(Deleted):
    """Certificates and forms that were issued."""

    code = "insured.papers"
    label = _("Certificates and forms")
    part_that_goes = _("those on which nobody can rely any more")
    what = _("What stands on the certificates and forms issued to you, and their codes.")
    why = _("So that somebody who is handed one can verify it.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after the paper was issued and its validity ended.")
    tables = (Paper,)
    categories = (Category.IDENTITY, Category.AFFILIATIONS)
    recipients = (Recipient.AGENTS, Recipient.PERSON, Recipient.VERIFIER)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.paper_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Paper]:
        """A form without an end is good until it is withdrawn: somebody may still verify it."""
        past = now - TWO_YEARS
        ended = Q(last_day__lt=past.date()) | Q(withdrawn_at__lt=past)
        return Paper.objects.filter(ended, issued_at__lt=past)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Paper]:
        """Those that nobody can rely on any more."""
        return Paper.objects.filter(_no_longer_good(now), person__dossier=dossier)

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those that are good: somebody who was handed one may still verify it."""
        good = Paper.objects.filter(person__dossier=dossier).exclude(
            pk__in=self.goes(dossier, now=now).values("pk")
        )
        return staying(good, why=self.why)

    def take(self, rows: list[Paper], *, reason: str) -> None:
        """Delete them with the messages that brought them: the paper itself is attached there."""
        inbox.forget_posted(posted_as(paper) for paper in rows)
        inbox.forget_posted(withdrawn_as(paper) for paper in rows)
        super().take(rows, reason=reason)


def _no_longer_good(now: datetime) -> Q:
    return Q(last_day__lt=civil_time.day_of(now)) | Q(withdrawn_at__isnull=False)


class Cards(Deleted):
    """Cards that are no longer in use."""

    code = "insured.cards"
    label = _("Social security cards")
    what = _("When your cards were ordered and sent, and until when they are valid.")
    why = _("To renew them in time and to replace a lost one.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Two years after a card, and the one that replaced it, is no longer in use.")
    tables = (Card,)
    categories = (Category.IDENTITY, Category.AFFILIATIONS)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.card_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Card]:
        return Card.objects.filter(ended_at__lt=now - TWO_YEARS, replaced_by__isnull=True)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Card]:
        """None: a card is a document of the law, and an old one may still be shown abroad."""
        return Card.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those in use without an end; the others two years."""
        theirs = Card.objects.filter(person__dossier=dossier)
        return staying(theirs.filter(ended_at__isnull=True), why=self.why) + staying(
            theirs.filter(ended_at__isnull=False), why=self.why, last="ended_at"
        )


class Mandates(Deleted):
    """Mandates that have come to an end."""

    code = "insured.mandates"
    over_because = "mandate_over"
    label = _("Mandates")
    part_that_goes = _("those that you gave and that have ended")
    what = _("Who may open whose file, for what and until when; the paper shown to an agent.")
    why = _("So that somebody whom you trust can act for you, and nobody else.")
    legal_basis = _("Your mandate (GDPR, article 6(1)(a))")
    keep_for = _("Two years after the mandate or the offer ended.")
    tables = (Mandate,)
    persons = (Persons.INSURED, Persons.REPRESENTATIVES)
    categories = (Category.IDENTITY, Category.JUDICIAL)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SCANNED)
    names_others = {Mandate: ("holder_name", "holder_matricule")}

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.mandate_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Mandate]:
        return Mandate.objects.filter(_ended_before(now - TWO_YEARS))

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Mandate]:
        """Those that the person gave and that have ended."""
        return Mandate.objects.filter(_ended_before(now), grantor__dossier=dossier)

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those in force until they are revoked, and those that somebody else gave."""
        running = Mandate.objects.filter(grantor__dossier=dossier).exclude(_ended_before(now))
        held = Mandate.objects.filter(holder__dossier=dossier)
        return staying(
            running, why=_("The mandate is in force: revoke it, and it can go.")
        ) + staying(held, why=_("Somebody else gave you the mandate: it is about them as well."))

    def chosen(self, rows: QuerySet[Mandate], *, most: int | None = None) -> list[Mandate]:
        """With the papers shown for them."""
        return list(rows.select_related("document").order_by("pk")[:most])

    def take(self, rows: list[Mandate], *, reason: str) -> None:
        """Delete them with the papers shown for them."""
        super().take(rows, reason=reason)
        for mandate in rows:
            if mandate.document is not None:
                documents.delete(mandate.document, by=audit.SYSTEM, reason=reason)


def _ended_before(moment: datetime) -> Q:
    return (
        Q(revoked_at__lt=moment)
        | Q(declined_at__lt=moment)
        | Q(last_day__lt=civil_time.day_of(moment))
        | Q(accepted_at__isnull=True, offer_ends_at__lt=moment)
    )


class BankAccounts(Deleted):
    """Bank accounts that were replaced or rejected."""

    code = "insured.bank_accounts"
    label = _("Bank accounts")
    part_that_goes = _("those that were rejected")
    what = _("The account to which the CNS pays you, its holder, and earlier accounts.")
    why = _("To pay reimbursements, and to show which account was in force when.")
    legal_basis = LEGAL_DUTY
    keep_for = _("The present one as long as you are insured; others two years.")
    tables = (BankAccount,)
    persons = (Persons.INSURED, Persons.PAYEES)
    categories = (Category.FINANCES,)
    recipients = (Recipient.AGENTS, Recipient.PERSON, Recipient.BANK)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.account_rows(dossier)

    def over(self, now: datetime) -> QuerySet[BankAccount]:
        past = now - TWO_YEARS
        rejected = Q(state=AccountState.REJECTED, decided_at__lt=past)
        return BankAccount.objects.filter(Q(replaced_at__lt=past) | rejected)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[BankAccount]:
        """Those that were rejected: nothing was ever paid to them."""
        return BankAccount.objects.filter(person__dossier=dossier, state=AccountState.REJECTED)

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """The present one, and those to which money may have gone."""
        theirs = BankAccount.objects.filter(person__dossier=dossier)
        present = theirs.filter(state=AccountState.IN_FORCE)
        replaced = theirs.filter(state=AccountState.REPLACED)
        return staying(present, why=self.why) + staying(replaced, why=self.why, last="replaced_at")

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """One that waits for a second agent."""
        proposed = BankAccount.objects.filter(state=AccountState.PROPOSED)
        if proposed.filter(person__dossier=dossier).exists():
            return (Obstacle(_("A change of your bank account waits for a second agent.")),)
        return ()
