"""What the rules saw, and what they see today, in words for agents."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.choices import Refusal
from appointments.models import Appointment
from appointments.notices.sentences import sentence
from appointments.rules.booking import WhyNot
from appointments.selectors import basis, conflicts, plans
from appointments.selectors.calendars import holiday_name
from cns_portal.kernel import civil_time
from cns_portal.procedures.choices import ActorKind


def pictures_of(appointment: Appointment) -> dict[str, Any]:
    """When it was booked beside today, and what was decided about it in between."""
    conflict = conflicts.of_appointment(appointment)
    if conflict is not None:
        conflict.appointment = appointment
    return {
        "conflict": conflict,
        "conflict_why": conflicts.why(conflict) if conflict else "",
        "then": _then(appointment),
        "today": _today(appointment),
    }


def _then(appointment: Appointment) -> dict[str, Any] | None:
    seen = appointment.basis
    if not seen:
        return None
    return {
        "at": civil_time.wall(datetime.fromisoformat(seen["at"])),
        "facts": facts(seen),
        "verdict": _verdict_then(appointment, seen),
    }


def _today(appointment: Appointment) -> dict[str, Any]:
    why = plans.why_not_stand(appointment)
    seen = basis.picture(
        agency_id=appointment.agency_id,
        channel=appointment.channel,
        topic=appointment.topic,
        day=civil_time.day_of(appointment.starts_at),
        desk_id=appointment.desk_id,
    )
    allowed = _("Hours, closures, desks and offers allow it.")
    day = civil_time.day_of(appointment.starts_at)
    return {"facts": facts(seen), "verdict": said(why, day) if why else allowed}


def said(why: WhyNot, day: date) -> str:
    """A rule's sentence; a holiday is named in the language of the moment."""
    if why.refusal == Refusal.HOLIDAY:
        why = WhyNot(why.refusal, {"holiday": holiday_name(day)})
    return sentence(why)


def _verdict_then(appointment: Appointment, seen: dict) -> str:
    if not seen["refusal"]:
        return _("The rules allowed it.")
    refused = said(_why_then(appointment, seen), civil_time.day_of(appointment.starts_at))
    if seen["by"] == ActorKind.AGENT:
        return _("An agent waived a rule: %(sentence)s") % {"sentence": refused}
    return _("It was agreed although a rule spoke against it: %(sentence)s") % {"sentence": refused}


def _why_then(appointment: Appointment, seen: dict) -> WhyNot:
    """The rule's reason of that moment, with what its sentence needs."""
    asked_at = datetime.fromisoformat(seen["asked_at"])
    refusal = Refusal(seen["refusal"])
    details: dict[str, Any] = {}
    if refusal == Refusal.TOO_SOON:
        details["earliest"] = civil_time.wall(asked_at + timedelta(minutes=seen["notice"]))
    elif refusal == Refusal.TOO_FAR:
        details["latest"] = civil_time.day_of(asked_at) + timedelta(days=seen["horizon"])
    elif refusal == Refusal.CLOSURE:
        details["reason"] = "; ".join(reason for _from, _until, reason in seen["closures"])
    return WhyNot(refusal, details)


def facts(seen: dict[str, Any]) -> list[tuple[str, str]]:
    """A picture (selectors.basis) as labels and values."""
    day = date.fromisoformat(seen["day"])
    lines = [
        (_("Day"), formats.date_format(day, "l, j F Y")),
        (_("Open"), "; ".join(map(_window, seen["windows"])) or _("closed")),
        (_("Public holiday"), holiday_name(day) if seen["holiday"] else _("no")),
        (_("Closures"), "; ".join(map(_closure, seen["closures"])) or _("none")),
        (_("Desks in service"), _desks(seen)),
    ]
    if seen["slot"] is None:
        return [*lines, (_("Topic"), _("not offered in this way"))]
    return [
        *lines,
        (
            _("Length"),
            _("%(slot)d minutes, and %(buffer)d for the agent") % seen,
        ),
        (_("Notice"), _minutes(seen["notice"])),
        (
            _("Can be booked"),
            ngettext("%(count)d day ahead", "%(count)d days ahead", seen["horizon"])
            % {"count": seen["horizon"]},
        ),
    ]


def _window(window: list) -> str:
    opens, closes, desks = window
    if desks is None:
        return f"{opens}–{closes}"
    served = ngettext("%(count)d desk", "%(count)d desks", desks) % {"count": desks}
    return f"{opens}–{closes} ({served})"


def _closure(closure: list) -> str:
    begins, ends, reason = closure
    if begins:
        return f"{begins}–{ends} {reason}"
    return _("all day: %(reason)s") % {"reason": reason}


def _desks(seen: dict[str, Any]) -> str:
    if seen["desk"] is None:
        return str(seen["desks"])
    return _("%(count)d; this one is number %(desk)d in the order of staffing") % {
        "count": seen["desks"],
        "desk": seen["desk"],
    }


def _minutes(minutes: int) -> str:
    if minutes and minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
