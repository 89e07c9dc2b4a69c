"""What the pages for everybody have in common: no sign-in, only looked at, in one language."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import TemplateView

from cns_portal import clock
from cns_portal.content.choices.entries import SOURCE


@method_decorator(login_not_required, name="dispatch")
class PublicPage(TemplateView):
    """A page that is the same for everybody who reads the language."""

    http_method_names = ["get", "head", "options"]

    @property
    def language(self) -> str:
        return get_language() or SOURCE

    @property
    def today(self) -> date:
        return clock.today()
