"""The agents' day: who is there, who is next, who is late; desks are taken and left."""

import hashlib
from datetime import UTC, datetime

from django.contrib import messages
from django.core.cache import cache
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from appointments.admin import walk_in
from appointments.admin.day_board import Board, board
from appointments.admin.day_verbs import MOVE_ON, VERBS, attempt, back_to_day, called
from appointments.choices import Channel
from appointments.models import Agency, Appointment, Desk
from appointments.selectors import agenda, day
from appointments.services import serving
from appointments.services.acting import By
from cns_portal import audit, clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

NOT_CHANGED = 204
PART = "part"
"""In the address: only the lists, and only if they changed since they were drawn."""
SEEN_FOR = 16 * 60 * 60  # seconds: longer than a day at the counter


def addresses(view, *, one: str, prefix: str) -> list:
    """Everything below the page of the day; `view` opens a page to agents."""
    return [
        path("day/", view(day_page), name=f"{prefix}_day"),
        path("day/next/", view(call_next), name=f"{prefix}_day_next"),
        path("day/leave/", view(leave), name=f"{prefix}_day_leave"),
        path("day/walk-in/", view(walk_in.walk_in_page), name=f"{prefix}_day_walk_in"),
        path("day/desks/<int:desk_id>/", view(take), name=f"{prefix}_day_take"),
        *(
            path(f"{one}day/{verb.code}/", view(verb.view), name=f"{prefix}_day_{verb.code}")
            for verb in VERBS
        ),
    ]


@require_safe
def day_page(request: HttpRequest, model_admin) -> HttpResponse:
    """The day of one of the agent's agencies; asked for its part, it answers with what changed."""
    now = clock.now()
    agencies = list(agenda.agencies_of(request.user))
    agency = _chosen(request, agencies, now)
    common = {
        **model_admin.admin_site.each_context(request),
        "opts": Appointment._meta,
        "agencies": agencies,
        "agency": agency,
        "today": civil_time.day_of(now),
    }
    if agency is None:
        common["title"] = _("The day at the agency")
        return TemplateResponse(request, "admin/appointments/day/page.html", common)
    may_act = model_admin.has_change_permission(request)
    shown = board(request.user, agency.pk, now=now, may_act=may_act)
    context = {
        **common,
        "title": _("The day at %(agency)s") % {"agency": agency.name},
        "board": shown,
        "may_act": may_act,
        "may_book": model_admin.has_add_permission(request),
        "move_on": MOVE_ON,
        "now": civil_time.wall(now),
    }
    lists = render_to_string("admin/appointments/day/_lists.html", context, request=request)
    drawn = hashlib.blake2s(lists.encode(), digest_size=8).hexdigest()
    only_part = PART in request.GET
    if only_part and request.GET.get("was") == drawn:
        return HttpResponse(status=NOT_CHANGED, headers={"X-Day": "same"})
    _record(request, agency, shown, again=not only_part)
    since = {
        "agency": agency.pk,
        PART: 1,
        "was": drawn,
        "ticket": shown.last_ticket,
        "since": f"{now.timestamp():.6f}",
    }
    context |= {
        "lists": lists,
        "part_address": f"{reverse('admin:appointments_appointment_day')}?{urlencode(since)}",
    }
    if not only_part:
        return TemplateResponse(request, "admin/appointments/day/page.html", context)
    context["news"] = _news(request, shown)
    return TemplateResponse(
        request, "admin/appointments/day/_live.html", context, headers={"X-Day": "new"}
    )


def take(request: HttpRequest, model_admin, *, desk_id: int) -> HttpResponse:
    """Take a desk; one in a colleague's hands after a question that names the colleague."""
    desk = (
        Desk.objects.filter(
            pk=desk_id, channel=Channel.ON_SITE, agency__in=agenda.agencies_of(request.user)
        )
        .select_related("agency")
        .first()
    )
    if desk is None or not model_admin.has_change_permission(request):
        raise Http404
    refusal = ""
    if request.method == "POST":
        instead_of = _number(request.POST.get("instead"))
        try:
            serving.take_desk(desk.pk, by=By.agent(request.user), instead_of=instead_of)
        except Refused as refused:
            refusal = refused.sentence  # a colleague was faster: the question is asked anew
        else:
            messages.success(request, _("You receive people at %(desk)s.") % {"desk": desk.name})
            return back_to_day(desk.agency_id)
    shift = day.shifts_at(desk.agency_id, now=clock.now()).get(desk.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Receive people at %(desk)s") % {"desk": desk.name},
        "opts": Appointment._meta,
        "desk": desk,
        "shift": shift if shift and shift.agent_id != request.user.pk else None,
        "refusal": refusal,
        "day_address": _address_of_day(desk.agency_id),
    }
    return TemplateResponse(request, "admin/appointments/day/take.html", context)


def leave(request: HttpRequest, model_admin) -> HttpResponse:
    """Receive nobody any more."""
    shift = _insist(request, model_admin)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    attempt(request, lambda: serving.leave_desk(by=By.agent(request.user)) or _left(shift))
    return back_to_day(shift.desk.agency_id) if shift else _to_day()


def call_next(request: HttpRequest, model_admin) -> HttpResponse:
    """Whoever is next, to the agent's desk."""
    shift = _insist(request, model_admin)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    attempt(request, lambda: called(serving.call_next(by=By.agent(request.user))))
    return back_to_day(shift.desk.agency_id) if shift else _to_day()


def _insist(request: HttpRequest, model_admin):
    """The agent's shift, if any; not found for whoever may not act."""
    if not model_admin.has_change_permission(request):
        raise Http404
    return day.shift_of(request.user, now=clock.now())


def _left(shift) -> str:
    if shift is None:
        return _("You are at no desk.")
    return _("You have left %(desk)s.") % {"desk": shift.desk.name}


def _to_day() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:appointments_appointment_day"))


def _address_of_day(agency_id: int) -> str:
    return f"{reverse('admin:appointments_appointment_day')}?agency={agency_id}"


def _chosen(request: HttpRequest, agencies: list[Agency], now: datetime) -> Agency | None:
    """The agency asked for, else that of the agent's desk, else their first."""
    if asked := request.GET.get("agency"):
        found = next((agency for agency in agencies if str(agency.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    shift = day.shift_of(request.user, now=now)
    there = shift.desk.agency_id if shift else None
    return next((one for one in agencies if one.pk == there), agencies[0] if agencies else None)


def _record(request: HttpRequest, agency: Agency, shown: Board, *, again: bool) -> None:
    """Whose line was shown is written down before the page leaves.

    A page that is opened counts whole; one that refreshes itself every few seconds only tells who
    has come into it since. What was shown is remembered in the cache: where that is lost, people
    are written down once more, never less.
    """
    key = f"day-seen:{request.user.pk}:{agency.pk}:{clock.today()}"
    seen = set() if again else cache.get(key, set())
    new = [line.appointment for line in shown.lines if line.key not in seen]
    audit.record_views(
        request.user,
        new,
        purpose="appointments.day",
        dossier_id=lambda appointment: appointment.procedure.dossier_id,
    )
    cache.set(key, {line.key for line in shown.lines} | seen, SEEN_FOR)


def _news(request: HttpRequest, shown: Board) -> str:
    """What a screen reader says when the lists change: who has arrived, by ticket."""
    try:
        since = datetime.fromtimestamp(float(request.GET.get("since", "")), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    arrived = shown.arrived_after(_number(request.GET.get("ticket")) or 0, since)
    if not arrived:
        return ""
    tickets = ", ".join(str(line.ticket) for line in arrived if line.ticket)
    text = ngettext("%(count)d new arrival.", "%(count)d new arrivals.", len(arrived))
    said = text % {"count": len(arrived)}
    if not tickets:
        return said
    numbers = _("Ticket: %(tickets)s") % {"tickets": tickets}
    return f"{said} {numbers}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
