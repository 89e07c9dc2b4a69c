"""What the keeping of data itself keeps: when was forgotten what, and who had data erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

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
from cns_portal.privacy.models import ErasureOrder, ErasureStep, ForgettingLine, ForgettingRun

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_RUNS = timedelta(days=400)
KEEP_ORDERS = timedelta(days=2 * 365)
AT_ONCE = 500


class Runs(Holding):
    """The reports of forgetting: numbers, nobody's data."""

    code = "privacy.runs"
    label = _("Reports of what was deleted")
    what = _("How many records were deleted when, without anything about whom.")
    why = _("To prove that nothing is kept longer than said.")
    legal_basis = _("Accountability (GDPR, article 5(2))")
    keep_for = _("A good year.")
    persons = ()
    categories = ()
    recipients = (Recipient.DPO,)
    measures = (Measure.ROLES,)

    def _over(self, now: datetime) -> QuerySet[ForgettingRun]:
        return ForgettingRun.objects.filter(started_at__lt=now - KEEP_RUNS)

    def due(self, *, now: datetime) -> int:
        """How many reports are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them with their lines."""
        chosen = list(self._over(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        ForgettingLine.objects.filter(run__in=chosen).delete()
        return ForgettingRun.objects.filter(pk__in=chosen).delete()[0]


class Orders(Holding):
    """That somebody's data were erased."""

    code = "privacy.orders"
    label = _("Erasures")
    what = _("That your data were erased, when, in which case, and how many records of what kind.")
    why = _("To prove that a request was carried out, and that it was yours.")
    legal_basis = _("Accountability (GDPR, article 5(2))")
    keep_for = _("Two years after it was carried out or taken back.")
    tables = (ErasureOrder, ErasureStep)
    persons = (Persons.INSURED, Persons.AGENTS)
    categories = (Category.USE,)
    recipients = (Recipient.DPO, Recipient.PERSON)
    turn = Turn.FLOOR

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        """The person's erasures, and what came of each holding."""
        yield ErasureOrder.objects.filter(dossier=dossier).order_by("pk")
        yield ErasureStep.objects.filter(order__dossier=dossier).order_by("pk")

    def _over(self, now: datetime) -> QuerySet[ErasureOrder]:
        over = ErasureOrder.objects.filter(closed_at__lt=now - KEEP_ORDERS)
        return spared(over, rows_of=self.rows_of)

    def due(self, *, now: datetime) -> int:
        """How many are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them with their steps."""
        chosen = list(self._over(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        ErasureStep.objects.filter(order__in=chosen).delete()
        return ErasureOrder.objects.filter(pk__in=chosen).delete()[0]

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing: they are the proof."""
        kept = ErasureOrder.objects.filter(dossier=dossier).count()
        return Erased(stays=(Stays(kept, self.why),)) if kept else Erased()

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing: they are the proof."""
        return self.would_erase(dossier, now=now)


HOLDINGS = (Runs(), Orders())
