"""What the documents themselves forget. How long a document in use is kept, its room says."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cns_portal.documents import sweeping


@dataclass(frozen=True)
class UnusedUploads:
    code = "documents.unused"
    label = _("Uploaded files that were never used")
    what = _("Files sent with a form that was not completed.")
    why = _("A form may be completed after the file was sent.")
    legal_basis = _("Consent of the person who sent the file (GDPR, Article 6(1)(a)).")
    keep_for = _("One day.")

    def due(self, *, now: datetime) -> int:
        return len(sweeping.unused(now=now))

    def forget(self, *, now: datetime) -> int:
        return sweeping.sweep_unused(now=now)


@dataclass(frozen=True)
class StrayFiles:
    code = "documents.strays"
    label = _("Remains of uploaded files")
    what = _("Encrypted files left behind by an interrupted upload or deletion.")
    why = _("They are kept by accident and serve nothing.")
    legal_basis = _("Storage limitation (GDPR, Article 5(1)(e)).")
    keep_for = _("Seven days.")

    def due(self, *, now: datetime) -> int:
        return len(sweeping.strays(now=now))

    def forget(self, *, now: datetime) -> int:
        return sweeping.sweep_strays(now=now)


HOLDINGS = (UnusedUploads(), StrayFiles())
