"""Ending one's own sign-ins elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from cns_portal import audit
from cns_portal.accounts import sessions

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@transaction.atomic
def end(actor: Account, *, public_ids: Iterable[UUID] | None, here: str | None) -> int:
    """Sign oneself out in these places, or everywhere but `here`; how many they were."""
    ended = sessions.end(actor, public_ids=public_ids, here=here)
    if ended:
        audit.record(actor, "account.sessions_ended", actor, details={"count": ended})
    return ended
