"""Keeping the chosen time longer, while somebody is still typing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import View

from appointments.notices.sentences import sentence
from appointments.presenters.times import clock_time
from appointments.services import holding
from appointments.views.draft import Draft
from cns_portal.kernel.refusal import Refused


def keep_longer(request: HttpRequest, draft: Draft) -> None:
    """As often as the limits allow; the next page says until when, or why not."""
    try:
        held = holding.extend(hold_key=draft.get("hold_key", ""))
    except Refused as refused:
        messages.warning(request, sentence(refused))
    else:
        messages.success(
            request,
            _("The time is kept for you until %(time)s.")
            % {"time": clock_time(held.hold_expires_at)},
        )


@method_decorator(login_not_required, name="dispatch")
class ExtendHold(View):
    """ "Keep it longer" on a page where nothing is typed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        draft = Draft(request)
        keep_longer(request, draft)
        return redirect(f"appointments:{draft.first_open_step()}")
