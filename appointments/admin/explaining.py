"""Why a time cannot be booked, or could not, for an agent who is asked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments.admin import pictures, showing
from appointments.admin.forms import ExplainForm
from appointments.choices import Channel, Refusal, TopicCode
from appointments.models import Agency, Appointment
from appointments.notices.sentences import sentence
from appointments.rules.booking import why_not_channel
from appointments.rules.free_times import Offer
from appointments.selectors import basis, explaining, offers
from cns_portal import clock
from cns_portal.kernel import civil_time


def labelled_offers() -> list[tuple[Offer, str]]:
    """What is offered, with its words."""
    return [
        (offer, f"{TopicCode(offer.topic).label} · {Channel(offer.channel).label}")
        for offer in offers.offers()
    ]


def labelled_choices() -> list[tuple[str, str]]:
    """Every topic and channel there is, offered or not."""
    return [
        (f"{topic}:{channel}", f"{topic.label} · {channel.label}")
        for topic in TopicCode
        for channel in Channel
    ]


@require_safe
def explain_time(request: HttpRequest, model_admin) -> HttpResponse:
    """The first reason of the rules, or that the time can be booked. Asks, changes nothing."""
    form = ExplainForm(
        request.GET if "day" in request.GET else None,
        choices=labelled_choices(),
        agencies=Agency.objects.assigned_to(request.user),
    )
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Why can a time not be booked?"),
        "opts": Appointment._meta,
        "form": form,
    }
    if form.is_bound and form.is_valid():
        context |= _explained(form, clock.now())
    return TemplateResponse(request, "admin/appointments/explain.html", context)


def _explained(form: ExplainForm, now: datetime) -> dict[str, Any]:
    """The answer, and everything it was drawn from."""
    agency, starts_at = form.cleaned_data["agency"], form.starts_at()
    topic, channel = form.choice()
    asked = {"agency": agency, "topic": topic, "channel": channel, "starts_at": starts_at}
    reason = explaining.explain_choice(**asked, now=now)
    day = civil_time.day_of(starts_at)
    seen = basis.picture(agency_id=agency.pk, channel=channel, topic=topic, day=day)
    known: dict[str, Any] = {
        "can_be_booked": reason is None,
        "answer": _("This time can be booked.") if reason is None else sentence(reason),
        "facts": pictures.facts(seen),
    }
    if reason is not None and reason.refusal == Refusal.TAKEN:
        known["taken_by"] = _named(
            explaining.taken_by(
                agency=agency,
                channel=channel,
                starts_at=starts_at,
                minutes=seen["slot"] + seen["buffer"],
                now=now,
            ),
        )
    if starts_at <= now and not why_not_channel(topic, channel, offers.offers()):
        past = explaining.explain_past(**asked)
        known["past"] = sentence(past) if past else _("By these rows, it was offered then.")
    known["booked"] = [
        {**entry, "pictures": pictures.pictures_of(entry["appointment"])}
        for entry in _named(
            explaining.booked_at(agency=agency, channel=channel, starts_at=starts_at)
        )
    ]
    return known


def _named(appointments: Iterable[Appointment]) -> list[dict[str, Any]]:
    """By reference; a time that is only kept for somebody has none yet."""
    return [
        {
            "appointment": appointment,
            "desk": appointment.desk.name,
            "reference": appointment.procedure.reference if appointment.procedure else "",
            "address": showing.address_of(appointment.pk) if appointment.procedure else "",
            "status": appointment.get_status_display(),
        }
        for appointment in appointments
    ]
