"""Who may open what an appointment carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appointments.models import Appointment

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document


def agent_may_open_copy(account: Account, document: Document) -> bool:
    """Whether it is the identity copy of an appointment at one of the agent's agencies."""
    return Appointment.objects.at_agencies_of(account).filter(identity_copy_id=document.pk).exists()
