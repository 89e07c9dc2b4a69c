"""Why a time cannot be booked, for an agent who is asked."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments.admin.forms import ExplainForm
from appointments.choices import Channel, TopicCode
from appointments.models import Agency, Appointment
from appointments.notices.sentences import sentence
from appointments.rules.free_times import Offer
from appointments.selectors import offers
from appointments.selectors.explaining import explain
from cns_portal import clock


def labelled_offers() -> list[tuple[Offer, str]]:
    """What is offered, with its words."""
    return [
        (offer, f"{TopicCode(offer.topic).label} · {Channel(offer.channel).label}")
        for offer in offers.offers()
    ]


@require_safe
def explain_time(request: HttpRequest, model_admin) -> HttpResponse:
    """The first reason of the rules, or that the time can be booked. Asks, changes nothing."""
    form = ExplainForm(
        request.GET if "day" in request.GET else None,
        offers=labelled_offers(),
        agencies=Agency.objects.assigned_to(request.user),
    )
    answer, can_be_booked = "", False
    if form.is_bound and form.is_valid():
        reason = explain(
            agency=form.cleaned_data["agency"],
            offer=form.offer(),
            starts_at=form.starts_at(),
            now=clock.now(),
        )
        can_be_booked = reason is None
        answer = _("This time can be booked.") if reason is None else sentence(reason)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Why can a time not be booked?"),
        "opts": Appointment._meta,
        "form": form,
        "answer": answer,
        "can_be_booked": can_be_booked,
    }
    return TemplateResponse(request, "admin/appointments/explain.html", context)
