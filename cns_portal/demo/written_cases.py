"""Cases of the ground floor with their histories, as rows for COPY."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from cns_portal.demo.rows import Ledger
from cns_portal.demo.stories import reference
from cns_portal.procedures.choices import ActorKind, Phase
from cns_portal.procedures.models import Procedure, ProcedureEvent


class Step(NamedTuple):
    """What happened, the state after it, when, and who did it."""

    what: str
    state: str
    at: datetime
    by: ActorKind


def add_case(
    ledger: Ledger,
    steps: Sequence[Step],
    *,
    kind: str,
    dossier: int,
    language: str,
    sender: int,
    phases: Mapping[str, Phase],
) -> int:
    """The case with a line for each step, the first of which opened it; its key.

    `sender` did what a person did; the first agent of the ledger everything else.
    """
    agent, _other = ledger.agents
    first, last = steps[0], steps[-1]
    key = ledger.add(
        Procedure,
        public_id=uuid.uuid4(),
        reference="",
        kind=kind,
        dossier_id=dossier,
        created_by_id=sender,
        contact_email="",
        language=language,
        phase=phases[last.state],
        current_state=last.state,
        created_at=first.at,
        updated_at=last.at,
    )
    ledger.rows[Procedure][-1]["reference"] = reference(key)
    for step in steps:
        ledger.add(
            ProcedureEvent,
            procedure_id=key,
            at=step.at,
            phase=phases.get(step.state, Phase.RECEIVED),
            state=step.state,
            what=step.what,
            actor_id=sender if step.by == ActorKind.PERSON else agent,
            actor_kind=step.by,
            on_behalf_of="",
            reason="",
            public=True,
        )
    return key
