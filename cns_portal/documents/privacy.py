"""What the documents themselves forget. How long a document in use is kept, its room says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal import audit
from cns_portal.documents import belonging, sweeping
from cns_portal.documents.models import Document
from cns_portal.documents.services import delete
from cns_portal.keeping import (
    Category,
    Erased,
    Holding,
    Measure,
    Persons,
    Recipient,
    Stays,
    Turn,
    spared,
)

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_ROWS = timedelta(days=2 * 365)
AT_ONCE = 500


@dataclass(frozen=True)
class Files(Holding):
    """The files that rooms point at; a file that was deleted leaves a row without its name."""

    code = "documents.files"
    label = _("Uploaded files")
    part_that_goes = _("those that nothing needs any more")
    what = _("The files that you or an agent sent, when, and what the check for viruses found.")
    why = _("To decide on what they prove, and to show that they were there.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _(
        "As long as what they were sent for. That there was a file, without its name and content: "
        "two years after it was deleted."
    )
    tables = (Document,)
    persons = (Persons.INSURED, Persons.FAMILY, Persons.VISITORS, Persons.AGENTS)
    categories = (Category.IDENTITY, Category.HEALTH, Category.FINANCES)
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.SCANNED)
    turn = Turn.FLOOR

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.file_rows(dossier)

    def _over(self, now: datetime) -> QuerySet[Document]:
        """Rows of deleted files that nothing points at any more."""
        over = Document.objects.filter(deleted_at__lt=now - KEEP_ROWS).pointed_at_by_nothing()
        return spared(over, rows_of=self.rows_of)

    def due(self, *, now: datetime) -> int:
        """How many rows of deleted files are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them."""
        over = list(self._over(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        return Document.objects.filter(pk__in=over).delete()[0]

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """What no room needs would go."""
        free = sweeping.free_of(dossier)
        kept = Document.objects.of(dossier).present().count() - len(free)
        return Erased(gone=len(free), stays=(Stays(kept, self.keep_for),) if kept else ())

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Delete what no room needs."""
        erased = self.would_erase(dossier, now=now)
        for document in sweeping.free_of(dossier):
            delete(document, by=audit.SYSTEM, reason="erased")
        return erased


@dataclass(frozen=True)
class UnusedUploads(Holding):
    code = "documents.unused"
    label = _("Uploaded files that were never used")
    what = _("Files sent with a form that was not completed.")
    why = _("A form may be completed after the file was sent.")
    legal_basis = _("Consent of the person who sent the file (GDPR, Article 6(1)(a)).")
    keep_for = _("One day.")
    persons = (Persons.INSURED, Persons.VISITORS)
    categories = (Category.IDENTITY, Category.HEALTH, Category.FINANCES)
    recipients = (Recipient.NOBODY,)
    measures = (Measure.SEALED, Measure.SCANNED)

    def due(self, *, now: datetime) -> int:
        return len(sweeping.unused(now=now))

    def forget(self, *, now: datetime) -> int:
        return sweeping.sweep_unused(now=now)


@dataclass(frozen=True)
class StrayFiles(Holding):
    code = "documents.strays"
    label = _("Remains of uploaded files")
    what = _("Encrypted files left behind by an interrupted upload or deletion.")
    why = _("They are kept by accident and serve nothing.")
    legal_basis = _("Storage limitation (GDPR, Article 5(1)(e)).")
    keep_for = _("Seven days.")
    persons = (Persons.INSURED, Persons.VISITORS)
    categories = (Category.IDENTITY, Category.HEALTH, Category.FINANCES)
    recipients = (Recipient.NOBODY,)
    measures = (Measure.SEALED,)

    def due(self, *, now: datetime) -> int:
        return len(sweeping.strays(now=now))

    def forget(self, *, now: datetime) -> int:
        return sweeping.sweep_strays(now=now)


HOLDINGS = (Files(), UnusedUploads(), StrayFiles())
