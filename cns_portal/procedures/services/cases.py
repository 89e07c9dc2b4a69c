"""Opening a case, adding to its history, forgetting it."""

from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.audit import Actor, behalf
from cns_portal.db import promise
from cns_portal.kernel import codes
from cns_portal.procedures import kinds
from cns_portal.procedures.choices import Phase
from cns_portal.procedures.models import Procedure, ProcedureEvent

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier


class _Taken(Exception):
    """The reference drawn belongs to another case."""


@transaction.atomic
def open_procedure(
    *,
    kind: str,
    dossier: "Dossier | None",
    created_by: "Account | Actor | None",
    contact_email: str,
    language: str,
    state: str,
    actor_kind: str,
    what: str = "",
    phase: str = Phase.RECEIVED,
    on_behalf_of: str = "",
    public: bool = True,
) -> Procedure:
    """A new case with its reference and the first line of its history.

    `what` is "`kind`.received" unless told otherwise. `created_by` may be one of the audit's
    markers, which counts as nobody; whoever acts for somebody just now is named with that person,
    as in every event. Raises `LookupError` for a kind that no room has declared.
    """
    kinds.kind(kind)
    now = clock.now()
    account = _account(created_by)
    procedure = _with_a_free_reference(
        kind=kind,
        dossier=dossier,
        created_by=account,
        contact_email=contact_email,
        language=language,
        phase=phase,
        current_state=state,
        created_at=now,
        updated_at=now,
    )
    event = ProcedureEvent.objects.create(
        procedure=procedure,
        at=now,
        phase=phase,
        state=state,
        what=what or f"{kind}.received",
        actor=account,
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of or behalf.name_for(account),
        public=public,
    )
    behalf.note(account, event)
    return procedure


@transaction.atomic
def add_event(
    procedure: Procedure,
    *,
    what: str,
    phase: str,
    state: str,
    actor: "Account | Actor | None",
    actor_kind: str,
    on_behalf_of: str = "",
    reason: str = "",
    public: bool = True,
) -> ProcedureEvent:
    """Add a line to the history; the procedure's phase and state follow it.

    Locks the procedure, so that two events never disagree about which came last. The object
    passed in is brought up to date.
    """
    hold(procedure.pk)
    now = clock.now()
    event = ProcedureEvent.objects.create(
        procedure=procedure,
        at=now,
        phase=phase,
        state=state,
        what=what,
        actor=_account(actor),
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of or behalf.name_for(actor),
        reason=reason,
        public=public,
    )
    behalf.note(actor, event)
    procedure.phase, procedure.current_state, procedure.updated_at = phase, state, now
    procedure.save(update_fields=["phase", "current_state", "updated_at"])
    return event


def hold(procedure_id: int) -> None:
    """Hold the case until the transaction ends: whoever writes in it meanwhile waits.

    A room that changes its own record and then the history holds the case first, as a reply does:
    so nobody who has the one waits for somebody who has the other.
    """
    Procedure.objects.select_for_update(of=("self",)).get(pk=procedure_id)


@transaction.atomic
def forget(procedure: Procedure) -> None:
    """Delete the case and its history, when its time to be kept is over.

    The room deletes its own record first, and asks the inbox to forget the reference.
    """
    procedure.delete()


def _account(actor):
    return None if isinstance(actor, Actor) else actor


def _with_a_free_reference(**columns) -> Procedure:
    while True:
        code = codes.random_code(8)
        try:
            with promise("procedure_reference_is_unique", broken=_Taken()):
                return Procedure.objects.create(reference=f"{code[:4]}-{code[4:]}", **columns)
        except _Taken:
            continue
