"""Requests about personal data stay as proof of the answer; identity documents go with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal import audit, documents
from cns_portal.keeping import Category, Erased, Holding, Measure, Obstacle, Persons, Recipient
from cns_portal.kernel import civil_time
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsDocument, RightsLetter, RightsRequest
from cns_portal.rights.models.requests import OPEN
from cns_portal.rights.privacy import belonging
from insured.privacy.keeping import MOST_AT_ONCE, TWO_YEARS, OfCases, forget_cases, staying

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier
    from cns_portal.keeping import Stays

PROOF = _("Accountability (GDPR, article 5(2))")


class Requests(OfCases):
    """What somebody asked the data protection officer, and the answer."""

    code = "rights.requests"
    over_because = "rights_request_over"
    label = _("Requests about your personal data")
    part_that_goes = _("those that you took back")
    what = _(
        "Which right you used, what you asked for, the evidence that came with it, the messages "
        "about it, the answer and its legal basis; without signing in also your name and e-mail."
    )
    why = _("To answer in time, and to prove that and how you were answered.")
    legal_basis = PROOF
    keep_for = _("Two years after the last step; a restriction at least until it ends.")
    tables = (RightsRequest, RightsDocument, RightsLetter)
    persons = (Persons.INSURED, Persons.VISITORS)
    categories = (Category.IDENTITY, Category.USE)
    recipients = (Recipient.DPO, Recipient.PERSON)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.SCANNED)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.request_rows(dossier)

    def over(self, now: datetime) -> QuerySet[RightsRequest]:
        """A restriction that holds is not over, however long ago it was granted."""
        holding = RightsRequest.objects.blocking(today=civil_time.day_of(now)).order_by()
        return (
            RightsRequest.objects.exclude(state__in=OPEN)
            .filter(procedure__updated_at__lt=now - TWO_YEARS)
            .exclude(pk__in=holding.values("pk"))
        )

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[RightsRequest]:
        """Those taken back: nothing was answered."""
        return _theirs(dossier).filter(state=RightsState.WITHDRAWN)

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those answered: they prove it."""
        answered = _theirs(dossier).exclude(state__in=[*OPEN, RightsState.WITHDRAWN])
        return staying(answered, why=self.why, last="procedure__updated_at")

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """Those not answered, apart from the one that asks for the erasure."""
        others = _theirs(dossier).exclude(kind=RightsKind.ERASURE)
        if others.filter(state__in=OPEN).exists():
            return (Obstacle(_("A request about your personal data is not answered yet.")),)
        return ()

    def take(self, rows: list[RightsRequest], *, reason: str) -> None:
        """Delete them with their files, letters, messages and procedures."""
        for request in rows:
            attached = [row.document for row in request.documents.select_related("document")]
            if request.identity_copy_id:
                attached.append(request.identity_copy)
            procedure = request.procedure
            request.delete()
            for document in attached:
                documents.delete(document, by=audit.SYSTEM, reason=reason)
            forget_cases([procedure])


class IdentityCopies(Holding):
    """Pictures of identity documents of people who did not sign in."""

    code = "rights.identity_copies"
    label = _("Copies of identity documents sent with a request about personal data")
    what = _("A picture of the document, with its purpose and the date written across it.")
    why = _("To find out who sends the request, before data are given to the wrong person.")
    legal_basis = _("Identification of who uses a right (GDPR, article 12(6))")
    keep_for = _("Until the request is answered or taken back.")
    persons = (Persons.VISITORS, Persons.INSURED)
    recipients = (Recipient.DPO,)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.SCANNED)

    def _over(self) -> QuerySet[RightsRequest]:
        """They go with the answer; this is for one that was still being checked then."""
        answered = RightsRequest.objects.exclude(state__in=OPEN)
        return answered.filter(identity_copy__isnull=False, identity_copy__deleted_at__isnull=True)

    def due(self, *, now: datetime) -> int:
        """How many are still there after the answer."""
        return self._over().count()

    def forget(self, *, now: datetime) -> int:
        """Delete them."""
        rows = list(self._over().select_related("identity_copy").order_by("pk")[:MOST_AT_ONCE])
        for request in rows:
            documents.delete(request.identity_copy, by=audit.SYSTEM, reason="rights_request_over")
        return len(rows)

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing by itself: each goes with the answer to its request."""
        return Erased()


def _theirs(dossier: Dossier) -> QuerySet[RightsRequest]:
    return RightsRequest.objects.filter(person__dossier=dossier)
