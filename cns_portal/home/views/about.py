"""Pages about the portal itself: public, and without anything to ask the database."""

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from cns_portal.privacy import holdings


@method_decorator(login_not_required, name="dispatch")
class Accessibility(TemplateView):
    """What was done so that everybody can use the portal, and what is known to be missing."""

    template_name = "home/accessibility.html"


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
