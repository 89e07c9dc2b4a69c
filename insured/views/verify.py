"""Anybody who is handed a paper can verify it. GET only: nothing is changed, nothing is kept."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.generic import View

from cns_portal import clock
from cns_portal.kernel import codes
from cns_portal.web import throttle
from insured.forms.papers import CodeForm
from insured.presenters.papers import VerifiedPaper
from insured.selectors import papers as selectors

LOOKS, A_MINUTE = 30, 60
"""So many codes a minute may be tried from one address. A code cannot be guessed anyway."""


@method_decorator(login_not_required, name="dispatch")
class VerifyForm(View):
    """Where a code is typed; it leads to the address of the paper."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
        if form.is_bound and form.is_valid():
            code = codes.normalised(form.cleaned_data["code"])
            return _discreet(redirect("insured_public:verify", code=code or "-"))
        return _page(request, {"form": form})


@method_decorator(login_not_required, name="dispatch")
class Verify(View):
    """What one paper is worth: its kind, the initials on it, its dates, and nothing else.

    A code that belongs to no paper gets the same page, which says so, with the status 404: one
    question to the database and one page whatever the code.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        here = throttle.address_of(request)
        if not throttle.allows(f"verify:{here}", limit=LOOKS, seconds=A_MINUTE):
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(A_MINUTE)
            return _discreet(response)
        paper = selectors.by_code(code)
        shown = VerifiedPaper(paper, clock.today()) if paper else None
        context = {"form": CodeForm(), "verified": shown, "is_asked": True}
        return _page(request, context, status=200 if shown else 404)


def _page(request: HttpRequest, context: dict, *, status: int = 200) -> HttpResponse:
    """In the language asked for in the address, else in the visitor's own."""
    wanted = request.GET.get("language", "")
    known = [code for code, _name in settings.LANGUAGES]
    with translation.override(wanted if wanted in known else translation.get_language()):
        languages = [
            {"code": code, "name": translation.get_language_info(code)["name_local"].capitalize()}
            for code in known
        ]
        response = render(
            request, "insured/verify.html", {**context, "tongues": languages}, status=status
        )
    return _discreet(response)


def _discreet(response: HttpResponse) -> HttpResponse:
    """The code stays between the paper and us: no referrer, no cache, no search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
