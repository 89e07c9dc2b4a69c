"""Decided bills that a change of tariffs touches, for the agents' queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from reimbursements.models import Decision, Recalculation

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

MAY_READ = "reimbursements.view_recalculation"


def queue() -> QuerySet[Recalculation]:
    """All of them with what a line shows, whatever their state."""
    return Recalculation.objects.select_related(
        "bill__claim__procedure", "bill__claim__person__dossier", "load", "decided_by"
    )


def get(recalculation_id: int) -> Recalculation | None:
    """One with everything its page shows; None when there is none."""
    return queue().select_related("decision__statement").filter(pk=recalculation_id).first()


def decided_lines(found: Recalculation) -> Decision | None:
    """The decision in force about the bill, with its lines."""
    return (
        Decision.objects.in_force()
        .filter(bill=found.bill_id)
        .select_related("statement")
        .prefetch_related("lines__line")
        .first()
    )


def waiting_for(agent: Account) -> int:
    """How many wait for an agent, for whoever may see them."""
    if not agent.has_perm(MAY_READ):
        return 0
    return Recalculation.objects.filter(state="found").count()
