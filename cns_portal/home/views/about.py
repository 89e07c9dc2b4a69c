"""Pages about the portal itself: public, and without anything to ask the database."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cns_portal.home.presenters.cookies import cookies
from cns_portal.privacy import holdings

PREPARED_ON = date(2026, 11, 22)
"""When the accessibility statement was last gone through; a year later it is due again."""


def contact() -> str:
    """The page with the form for questions."""
    return reverse("contact:write")


@method_decorator(login_not_required, name="dispatch")
class Accessibility(TemplateView):
    """What was done so that everybody can use the portal, and what is known to be missing."""

    template_name = "home/accessibility.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            prepared_on=PREPARED_ON, site_url=settings.SITE_URL, contact_url=contact(), **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
class DataProtection(TemplateView):
    """What is kept about people, why, and for how long."""

    template_name = "home/privacy.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(holdings=holdings(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class LegalNotice(TemplateView):
    """Who answers for the pages, and that they are a demonstration."""

    template_name = "home/legal.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(contact_url=contact(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Cookies(TemplateView):
    """Every cookie, by name: only those without which the portal does not work."""

    template_name = "home/cookies.html"

    def get_context_data(self, **kwargs) -> dict:
        headers = [_("Name"), _("What it is for"), _("How long it stays")]
        rows = [(cookie.name, cookie.why, cookie.how_long) for cookie in cookies()]
        return super().get_context_data(headers=headers, rows=rows, **kwargs)
