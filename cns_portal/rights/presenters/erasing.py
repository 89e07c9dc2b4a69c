"""What an erasure would take and leave, and what it waits for, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from cns_portal.privacy.erasing import Part, Plan


@dataclass(frozen=True)
class ErasurePlan:
    """The plan of the ground floor, for a page."""

    plan: Plan

    @property
    def goes(self) -> list[dict[str, str]]:
        """What would be deleted or made anonymous."""
        return [
            {"label": _that_goes(part), "count": _records(part.erased.gone)}
            for part in self.plan.goes
        ]

    @property
    def stays(self) -> list[dict[str, Any]]:
        """What would stay, why, and until when."""
        return [
            {
                "label": _that_stays(part),
                "count": _records(kept.count),
                "why": str(kept.why),
                "until": kept.until,
                "basis": str(part.holding.legal_basis),
            }
            for part in self.plan.stays
            for kept in part.erased.stays
        ]

    @property
    def waits_for(self) -> list[str]:
        """What has to be over first."""
        return [_waiting(one.obstacle) for one in self.plan.hindrances]


def _that_goes(part: Part) -> str:
    """What goes; where others of the kind stay, which ones they are."""
    if not part.erased.stays:
        return str(part.holding.label)
    which = part.holding.part_that_goes or _("those that no duty keeps")
    return _("{kind}: {which}").format(kind=part.holding.label, which=which)


def _that_stays(part: Part) -> str:
    """What stays; where some of the kind go, that it is the rest."""
    if not part.erased.gone:
        return str(part.holding.label)
    return _("{kind}: the rest").format(kind=part.holding.label)


def _records(count: int) -> str:
    return ngettext("%(count)d record", "%(count)d records", count) % {"count": count}


def _waiting(obstacle) -> str:
    if obstacle.until is None:
        return str(obstacle.what)
    day = date_format(civil_time.day_of(obstacle.until), "DATE_FORMAT")
    return _("{what} This is over on {day}.").format(what=obstacle.what, day=day)
