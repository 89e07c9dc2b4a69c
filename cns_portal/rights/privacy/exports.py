"""Copies of everything: the file goes after days, that it was there after a year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal import audit
from cns_portal.documents import parcels
from cns_portal.keeping import Category, Erased, Holding, Measure
from cns_portal.rights.choices.exports import ExportState
from cns_portal.rights.models import Export, ExportDownload
from cns_portal.rights.privacy import belonging
from insured.privacy.keeping import LEGAL_DUTY, MOST_AT_ONCE

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_ROWS = timedelta(days=365)
"""House convention: long enough to answer who had a copy, and when."""

STRAY_AFTER = timedelta(days=1)


class Copies(Holding):
    """Copies of everything that was held on somebody."""

    code = "rights.exports"
    label = _("Copies of your data")
    what = _("The copy that you asked for; afterwards only when it was made and downloaded.")
    why = _("To give you what is kept about you, and to know who had it.")
    legal_basis = LEGAL_DUTY
    keep_for = _("The copy for some days, that it was made for one year.")
    tables = (Export, ExportDownload)
    categories = tuple(Category)
    measures = (*Holding.measures, Measure.SEALED)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.export_rows(dossier)

    def due(self, *, now: datetime) -> int:
        """How many copies, rows and remains are past their time."""
        late = Export.objects.past_their_time(now=now).count() + _old(now).count()
        return late + len(parcels.strayed(known=_known(), older_than=now - STRAY_AFTER))

    def forget(self, *, now: datetime) -> int:
        """Delete copies whose time is over, then rows a year later, and what was left behind."""
        swept = parcels.sweep(known=_known(), older_than=now - STRAY_AFTER)
        over = (
            Export.objects.past_their_time(now=now).select_related("person__dossier").order_by("pk")
        )
        late = list(over.select_for_update(of=("self",), skip_locked=True)[:MOST_AT_ONCE])
        for export in late:
            expire(export, now=now)
        old = list(_old(now).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
        Export.objects.filter(pk__in=old).delete()
        return len(late) + len(old) + swept

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Every copy."""
        return Erased(gone=Export.objects.filter(person__dossier=dossier).count())

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Delete every copy with its file; one that is being made is given up."""
        theirs = Export.objects.filter(person__dossier=dossier).select_for_update(of=("self",))
        rows = list(theirs.order_by("pk"))
        for export in rows:
            if export.state == ExportState.READY:
                _remove_after_commit(export.storage_name, export.pieces)
        Export.objects.filter(pk__in=[export.pk for export in rows]).delete()
        return Erased(gone=len(rows))


def expire(export: Export, *, now: datetime) -> None:
    """Delete the file of a copy that is ready; within a transaction, its row held."""
    name, pieces = export.storage_name, export.pieces
    export.state, export.ended_at, export.storage_name = ExportState.EXPIRED, now, ""
    export.save(update_fields=["state", "ended_at", "storage_name"])
    audit.record(audit.SYSTEM, "export.expired", export, dossier=export.person.dossier)
    _remove_after_commit(name, pieces)


def _remove_after_commit(name: str, pieces: int) -> None:
    transaction.on_commit(lambda: parcels.remove(name, pieces=pieces), robust=True)


def _old(now: datetime) -> QuerySet[Export]:
    return Export.objects.filter(ended_at__lt=now - KEEP_ROWS)


def _known() -> set[str]:
    return set(Export.objects.exclude(storage_name="").values_list("storage_name", flat=True))
