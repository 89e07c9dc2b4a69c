"""Choosing whose file is open."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from insured import access
from insured.access import InsuredPage
from insured.choices.acting import PageScope


class OpenFile(InsuredPage, View):
    """POST opens a file that one may open; for any other there is nothing here."""

    http_method_names = ["post"]
    scope = PageScope.SPACE

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # Nothing is done in the file that is open: it is left, whether or not it is still open.
        if access.file_of(request) is None or request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        opened = access.open_other(request, request.POST.get("file", ""))
        if opened is None:
            raise Http404
        if opened.is_own:  # another one says so itself, on every page
            messages.success(request, _("Your own file is open."))
        return redirect(settings.LOGIN_REDIRECT_URL)
