"""What readers think of a page: taken, corrected, thanked for. Nobody is asked who they are."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.generic import FormView, TemplateView

from cns_portal.content.forms.opinions import OpinionForm
from cns_portal.content.presenters.opinions import without_language
from cns_portal.content.services import opinions as services
from cns_portal.kernel.refusal import Refused
from cns_portal.web import throttle

OPINIONS, AN_HOUR = 30, 60 * 60
"""From one internet connection, which may serve a whole office."""


@method_decorator(login_not_required, name="dispatch")
class Opinion(FormView):
    """Takes the form at the foot of a page; shows it again when something is to be corrected."""

    template_name = "content/opinion.html"
    form_class = OpinionForm
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Nothing to be seen without a page: whoever comes here by hand is led to the front."""
        return HttpResponseRedirect(reverse("home:front"))

    def form_valid(self, form: OpinionForm) -> HttpResponse:
        if not _may_say_more(self.request):
            response = render(self.request, "429.html", status=429)
            response["Retry-After"] = str(AN_HOUR)
            return response
        said = form.cleaned_data
        try:
            services.give(
                **{**said, "page": without_language(said["page"])},
                url_name=form.match.view_name,
                slug=form.match.kwargs.get("slug", ""),
                language=get_language()[:2],
            )
        except Refused as refused:
            form.refuse(refused)
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse("content:opinion_thanks"))

    def get_context_data(self, **kwargs) -> dict:
        form = kwargs.get("form")
        page = form["page"].value() if form else ""
        return super().get_context_data(back_url=page if _is_ours(page) else "", **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Thanks(TemplateView):
    """That the opinion has arrived, and where to go with a question."""

    template_name = "content/opinion_thanks.html"


def _may_say_more(request: HttpRequest) -> bool:
    """Whether few enough opinions came from here lately. Counts this one."""
    here = throttle.address_of(request)
    return throttle.allows(f"opinion:{here}", limit=OPINIONS, seconds=AN_HOUR)


def _is_ours(page: str | None) -> bool:
    return bool(page) and page.startswith("/") and url_has_allowed_host_and_scheme(page, None)
