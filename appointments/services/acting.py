"""Who acts: the hand behind every change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cns_portal import audit
from cns_portal.procedures.choices import ActorKind

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@dataclass(frozen=True)
class By:
    """An actor for the audit trail, and the role in which they act for the history."""

    actor: Account | audit.Actor
    kind: ActorKind
    device_id: int | None = None
    """The terminal or display through which they act; the trail names it."""

    @classmethod
    def person(cls, account: Account) -> By:
        """Somebody signed in, in their own matter or for somebody whose file they may open."""
        return cls(account, ActorKind.PERSON)

    @classmethod
    def visitor(cls) -> By:
        """Somebody who booked without signing in."""
        return cls(audit.VISITOR, ActorKind.PERSON)

    @classmethod
    def link(cls) -> By:
        """Whoever holds an emailed link."""
        return cls(audit.VISITOR, ActorKind.LINK)

    @classmethod
    def terminal(cls, device_id: int) -> By:
        """Whoever shows a code at the terminal of an agency."""
        return cls(audit.VISITOR, ActorKind.PERSON, device_id)

    @classmethod
    def agent(cls, account: Account) -> By:
        """An agent in the admin."""
        return cls(account, ActorKind.AGENT)

    @classmethod
    def system(cls) -> By:
        """The worker."""
        return cls(audit.SYSTEM, ActorKind.SYSTEM)


SYSTEM = By.system()
