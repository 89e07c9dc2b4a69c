"""Questions about procedures that other packages may ask."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from cns_portal.procedures.models import Procedure, ProcedureEvent, Reply

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier
    from cns_portal.procedures.querysets import ProcedureQuerySet


def all_of(dossier: Dossier) -> ProcedureQuerySet:
    """Every case of the person, the newest first."""
    return Procedure.objects.of(dossier).recent()


def get_of(dossier: Dossier, reference: str) -> Procedure | None:
    """The case of this reference, if it is this person's."""
    return Procedure.objects.of(dossier).with_reference(reference).first()


def history(procedure: Procedure, *, for_the_person: bool = False) -> QuerySet[ProcedureEvent]:
    """The events of `procedure` as they happened, with their actors; one query."""
    events = procedure.events.in_order().select_related("actor", "procedure")
    return events.shown_to_the_person() if for_the_person else events


def needs_answer() -> QuerySet[Procedure]:
    """The cases in which a person's reply waits for an agent, the longest waiting first.

    Each with `waiting_since`. Narrow it with `.filter(kind=…)` or `.visible_to(agent)`.
    """
    return Procedure.objects.needing_an_answer().order_by("waiting_since", "pk")


def state_since(procedure_ids: Collection[int]) -> dict[int, datetime]:
    """Since when each of these cases has been in its present state; one query."""
    since: dict[int, datetime] = {}
    states: dict[int, str] = {}
    if not procedure_ids:
        return since
    lines = ProcedureEvent.objects.filter(procedure__in=procedure_ids).order_by("pk")
    for procedure_id, state, at in lines.values_list("procedure", "state", "at"):
        if states.get(procedure_id) != state:
            states[procedure_id], since[procedure_id] = state, at
    return since


def last_times(procedure_ids: Collection[int], *, what: str) -> dict[int, datetime]:
    """When `what` last happened in each of these cases; one query, none without cases."""
    if not procedure_ids:
        return {}
    found = ProcedureEvent.objects.filter(procedure__in=procedure_ids, what=what)
    return dict(found.order_by("pk").values_list("procedure", "at"))


def out_of_step() -> QuerySet[Procedure]:
    """Procedures whose current state is not what their history says: always none."""
    last = ProcedureEvent.objects.filter(procedure=OuterRef("pk")).order_by("-pk")
    return Procedure.objects.annotate(
        last_phase=Subquery(last.values("phase")[:1]),
        last_state=Subquery(last.values("state")[:1]),
    ).filter(Q(last_phase=None) | ~Q(last_phase=F("phase")) | ~Q(last_state=F("current_state")))


def happened(what: Collection[str], *, since: datetime, before: datetime) -> QuerySet:
    """The lines of all histories that say one of these, in a stretch of time: for who counts."""
    return ProcedureEvent.objects.filter(what__in=what, at__gte=since, at__lt=before).order_by()


def with_reference(typed: str) -> ProcedureQuerySet:
    """The case of this reference, whoever's it is; for agents, who are told references."""
    return Procedure.objects.with_reference(typed)


def keys_with_a_waiting_reply() -> QuerySet:
    """The keys of the cases in which a person waits for an agent's answer, to narrow a list."""
    return Reply.objects.waiting().order_by().values("procedure")


def waits_for_an_answer(procedure_id: int) -> bool:
    """Whether the person wrote something that no agent has dealt with."""
    return Reply.objects.waiting().filter(procedure=procedure_id).exists()
