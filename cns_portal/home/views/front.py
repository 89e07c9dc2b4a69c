"""The front page."""

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView


@method_decorator(login_not_required, name="dispatch")
class Front(TemplateView):
    """What the portal can do, for anybody."""

    template_name = "home/front.html"
