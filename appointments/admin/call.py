"""The agent's end of a video call: who waits, letting them in, the call, the end of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appointments.admin import showing
from appointments.choices import Channel, Side, Status
from appointments.forms.signals import Unreadable, read_letters
from appointments.models import Appointment
from appointments.notices.sentences import sentence
from appointments.presenters.calls import answer, stage_of
from appointments.rules import calls as rules
from appointments.rules import states
from appointments.selectors import agenda
from appointments.services import calls, jitsi, signalling
from appointments.services.acting import By
from cns_portal import audit, clock
from cns_portal.kernel.refusal import Refused
from cns_portal.web.permissions import allows, take_in

FEATURES = ("camera", "microphone")


def address_of(appointment: Appointment) -> str:
    """The page of its call."""
    return showing.address_of(appointment.pk, "call")


@require_safe
@allows(*FEATURES)
def call_page(request: HttpRequest, model_admin, *, appointment_id: int) -> HttpResponse:
    """Who waits and since when, the call, and the papers beside it. Recorded: it names people."""
    visible = agenda.agenda_of(request.user).select_related(
        "procedure__dossier", "identity_copy", "video_call"
    )
    appointment = _video(request, model_admin, visible, appointment_id)
    audit.record_view(
        request.user,
        appointment,
        purpose="appointments.call",
        dossier=appointment.procedure.dossier,
    )
    now = clock.now()
    call = getattr(appointment, "video_call", None)
    since = call.waiting_since if call else None
    person = showing.person(appointment)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Video call"),
        "opts": Appointment._meta,
        "appointment": appointment,
        "person": person,
        "facts": showing.facts_about(person) if person else [],
        "tag": showing.tag(appointment),
        "page_address": showing.address_of(appointment.pk),
        "stage": stage_of(appointment, waiting_since=since, now=now),
        "since": since,
        "is_there": call is not None and rules.is_there(call.person_seen_at, now=now),
        "opens_at": states.waiting_room_opens_at(appointment.starts_at),
        "is_early": now < states.waiting_room_opens_at(appointment.starts_at),
        "is_agreed": appointment.status in states.AGREED,
        "copy": _copy(appointment),
        "addresses": {
            name: showing.address_of(appointment.pk, f"call_{name}")
            for name in ("admit", "finish", "exchange")
        },
        "missed": showing.address_of(appointment.pk, "missed")
        if states.why_not_record(
            status=Status(appointment.status),
            outcome=Status.MISSED,
            starts_at=appointment.starts_at,
            now=now,
        )
        is None
        else "",
    }
    response = TemplateResponse(request, "admin/appointments/call.html", context)
    if jitsi.is_used():
        take_in(response, jitsi.origin(), features=FEATURES)
    return response


@require_POST
def admit(request: HttpRequest, model_admin, *, appointment_id: int) -> HttpResponse:
    """Let the person in."""
    return _done(request, model_admin, appointment_id, calls.admit, back_to="call")


@require_POST
def finish(request: HttpRequest, model_admin, *, appointment_id: int) -> HttpResponse:
    """The call is over for good."""
    return _done(request, model_admin, appointment_id, calls.finish, back_to="change")


@require_POST
def exchange(request: HttpRequest, model_admin, *, appointment_id: int) -> HttpResponse:
    """What the agent's page asks and says, once a second: two queries besides the session's."""
    visible = Appointment.objects.at_agencies_of(request.user).select_related("video_call")
    appointment = _video(request, model_admin, visible, appointment_id)
    try:
        letters = read_letters(request)
        heard = signalling.exchange(
            appointment,
            Side.AGENT,
            session=letters.session,
            after=letters.after,
            signals=letters.signals,
        )
    except Unreadable as unreadable:
        return JsonResponse({}, status=unreadable.status)
    except Refused:
        return JsonResponse({}, status=429)
    return JsonResponse(answer(appointment, heard, now=clock.now()))


def routes(prefix: str, one: str, view) -> list:
    """The addresses of a call, for the agenda's table of them."""
    return [
        path(f"{one}call/", view(call_page), name=f"{prefix}_call"),
        path(f"{one}call/admit/", view(admit), name=f"{prefix}_call_admit"),
        path(f"{one}call/finish/", view(finish), name=f"{prefix}_call_finish"),
        path(f"{one}call/exchange/", view(exchange), name=f"{prefix}_call_exchange"),
    ]


def _done(request, model_admin, appointment_id: int, deed, *, back_to: str) -> HttpResponse:
    visible = Appointment.objects.at_agencies_of(request.user)
    appointment = _video(request, model_admin, visible, appointment_id)
    try:
        deed(appointment.pk, by=By.agent(request.user))
    except Refused as refused:
        messages.error(request, sentence(refused))
        back_to = "call"
    return HttpResponseRedirect(showing.address_of(appointment.pk, back_to))


def _video(request: HttpRequest, model_admin, visible, appointment_id: int) -> Appointment:
    """The appointment, if it is a video call of the agent's agencies and they may act."""
    if not model_admin.has_change_permission(request):
        raise Http404
    found = visible.filter(pk=appointment_id, channel=Channel.VIDEO).first()
    if found is None:
        raise Http404
    return found


def _copy(appointment: Appointment) -> dict | None:
    """The copy of the identity card, shown beside the picture of the person."""
    document = appointment.identity_copy
    if document is None:
        return None
    if not document.is_readable:
        return {"text": document.why_rejected or _("Being checked.")}
    address = reverse("documents:show", args=[document.public_id])
    return {"picture": f"{address}?picture=1", "address": address, "pages": document.page_count}
