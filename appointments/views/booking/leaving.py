"""Leaving the way to an appointment: nothing that was typed or sent stays."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import View

from appointments.views.booking.people import discard_copy
from appointments.views.draft import Draft


@method_decorator(login_not_required, name="dispatch")
class Leave(View):
    """ "Leave and delete my answers": for a computer that others use, too."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        draft = Draft(request)
        discard_copy(draft, reason="left")
        draft.abandon()
        messages.success(request, _("Your answers are deleted."))
        return redirect(settings.LOGOUT_REDIRECT_URL)
