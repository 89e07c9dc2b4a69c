"""What became of the appointments that a change of the plan touched."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments.admin import showing
from appointments.choices import Refusal
from appointments.models import Appointment
from appointments.selectors import conflicts


@require_safe
def replanned(request: HttpRequest, model_admin, *, replanning_id: UUID) -> HttpResponse:
    """What became of each touched appointment; whoever decided sees it, and supervisors."""
    found = conflicts.replanning_of(request.user, replanning_id)
    if found is None:
        raise Http404
    steps = conflicts.steps_of(found)
    left = sum(step.done_at is None for step in steps)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("What became of the touched appointments"),
        "opts": Appointment._meta,
        "replanning": found,
        "left": left,
        "steps": [
            {
                "step": step,
                "address": showing.address_of(step.appointment_id),
                "why": conflicts.why(step),
                "failure": Refusal(step.failure).label if step.failure else "",
            }
            for step in steps
        ],
    }
    return TemplateResponse(request, "admin/appointments/replanned.html", context)
