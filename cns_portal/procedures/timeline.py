"""The history of a case as the person reads it: for `timeline`, on whichever page it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cns_portal.procedures.choices import ActorKind

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import ProcedureEvent

# Agents act for the CNS: their names are in the trail, not on the person's page.
ACTORS = {
    ActorKind.PERSON: _("You"),
    ActorKind.AGENT: _("An agent of the CNS"),
    ActorKind.SYSTEM: _("The portal, automatically"),
    ActorKind.LINK: _("Somebody with the link from the confirmation"),
}


def history_entries(events: Iterable[ProcedureEvent], *, reader: Account) -> list[dict]:
    """The history for `timeline`, the latest first, as `reader` sees it."""
    return [
        {
            "title": event.label,
            "at": event.at,
            "by": _who(event, reader),
            "text": event.reason,
        }
        for event in reversed(list(events))
    ]


def _who(event: ProcedureEvent, reader: Account) -> str:
    """Who did it. Agents act for the CNS; people who act for somebody are named with them."""
    kind = ActorKind(event.actor_kind)
    is_mine = event.actor_id is None or event.actor_id == reader.pk
    who = str(ACTORS[kind]) if kind != ActorKind.PERSON or is_mine else str(event.actor)
    if not event.on_behalf_of:
        return who
    return gettext("%(name)s, for %(person)s") % {"name": who, "person": event.on_behalf_of}
