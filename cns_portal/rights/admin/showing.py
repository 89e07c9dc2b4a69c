"""What the officer's pages say about requests."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.rights.choices.requests import RightsRefusal, RightsState
from cns_portal.rights.presenters.request import TONES
from cns_portal.rights.rules import deadlines
from cns_portal.rights.rules.states import OPEN
from insured.admin.showing import moment

if TYPE_CHECKING:
    from cns_portal.rights.models import RightsRequest


def state_label(state: RightsState) -> str:
    """The state as officers say it: it is they who wait for the person."""
    return _("Waiting for the person") if state == RightsState.NEEDS_YOU else str(state.label)


def state_tag(request: RightsRequest) -> dict[str, str]:
    """The state as word and tone."""
    state = RightsState(request.state)
    return {"label": state_label(state), "tone": TONES[state]}


def due_tag(request: RightsRequest, *, today: date) -> dict[str, str] | None:
    """How many days are left to answer, or how late it is; None once it is answered."""
    if request.state not in OPEN:
        return None
    left = deadlines.days_left(due=request.due_on, today=today)
    tone = deadlines.pressing(due=request.due_on, today=today).value
    if left < 0:
        label = ngettext("%(count)d day late", "%(count)d days late", -left) % {"count": -left}
    elif left == 0:
        label = _("due today")
    else:
        label = ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}
    return {"label": label, "tone": tone}


def address_of(request_id: int, page: str = "change") -> str:
    """A page of one request: its own, or that of an action."""
    return reverse(f"admin:rights_rightsrequest_{page}", args=[request_id])


def how_it_stands(request: RightsRequest, refusal: Any = None) -> str:
    """Why something cannot be done now: who has the request, or what became of it."""
    came_late = refusal == RightsRefusal.CLOSED and request.state in OPEN
    if request.agent_id and (came_late or refusal in (None, RightsRefusal.NOT_YOURS)):
        return _("%(agent)s has this request since %(day)s.") % {
            "agent": request.agent,
            "day": moment(request.taken_at),
        }
    if refusal == RightsRefusal.CLOSED and request.decided_by_id:
        return _("%(agent)s answered this request on %(day)s: %(state)s.") % {
            "agent": request.decided_by,
            "day": moment(request.decided_at),
            "state": request.get_state_display(),
        }
    return str(getattr(refusal, "label", refusal))
