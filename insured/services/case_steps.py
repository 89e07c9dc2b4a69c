"""One step of a case that agents work on, whatever its kind: in its row, history and trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cns_portal import audit, clock, procedures
from cns_portal.procedures.choices import ActorKind, Phase

if TYPE_CHECKING:
    from enum import Enum

    from django.db.models import TextChoices

    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor


@dataclass(frozen=True, kw_only=True)
class Steps:
    """How the cases of one kind go on; their rows tell since when they wait for the person.

    `after(verb, state=...)` is the rule, `phases` what the person sees of each of the `states`, and
    in `needs_you` a case waits for the person.
    """

    states: type[TextChoices]
    phases: Mapping[Any, Phase]
    after: Callable[..., Any]
    needs_you: str

    def move(
        self,
        case: Any,
        verb: Enum,
        *,
        what: str,
        actor: Account | Actor,
        actor_kind: str = ActorKind.AGENT,
        on_behalf_of: str = "",
        fields: Iterable[str] = (),
        public: bool = True,
    ) -> None:
        """The new state of a case that was sent: in the row, in the history, in the trail.

        `fields` are the columns that the caller has changed besides. The time until an answer came,
        or until it was decided without one, counts as waiting for the person. Nothing medical is
        written here: the history and the trail are in the clear.
        """
        before, now = self.states(case.state), clock.now()
        state = self.after(verb, state=before)
        changed = set(fields)
        if before == self.needs_you and state != before:
            case.waited += now - case.asked_at
            case.asked_at = case.answer_until = None
            changed |= {"waited", "asked_at", "answer_until"}
        case.state = state
        self._write(
            case,
            fields={"state", *changed},
            at=now,
            what=what,
            actor=actor,
            actor_kind=actor_kind,
            on_behalf_of=on_behalf_of,
            public=public,
        )

    def note(
        self,
        case: Any,
        *,
        what: str,
        actor: Account | Actor,
        actor_kind: str = ActorKind.AGENT,
        on_behalf_of: str = "",
        fields: Iterable[str] = (),
        public: bool = True,
    ) -> None:
        """Something happened that leaves the state as it is: in the history and in the trail.

        `fields` are the columns of the case that the caller has changed.
        """
        self._write(
            case,
            fields=fields,
            at=clock.now(),
            what=what,
            actor=actor,
            actor_kind=actor_kind,
            on_behalf_of=on_behalf_of,
            public=public,
        )

    def _write(self, case: Any, *, fields, at, what, actor, **how) -> None:
        case.changed_at = at
        case.save(update_fields=sorted({"changed_at", *fields}))
        procedures.add_event(
            case.procedure,
            what=what,
            phase=self.phases[self.states(case.state)],
            state=case.state,
            actor=actor,
            **how,
        )
        audit.record(actor, what, case, dossier=case.person.dossier)
