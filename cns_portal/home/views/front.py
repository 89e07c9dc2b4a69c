"""The front page."""

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import TemplateView

from cns_portal import clock
from cns_portal.content.selectors import reading
from cns_portal.home.presenters.front import FrontPage

KEPT_SECONDS = 5 * 60
"""What was drawn is kept that long, unless an editor changes something: a new release may draw it
differently."""


@method_decorator(login_not_required, name="dispatch")
class Front(TemplateView):
    """Where everybody begins: situations, news, questions, whom to ask."""

    template_name = "home/front.html"

    def get_context_data(self, **kwargs) -> dict:
        language, today = get_language(), clock.today()
        return super().get_context_data(
            front=FrontPage(language, today),
            language=language,
            today=today,
            changed=reading.last_change(),
            seconds=KEPT_SECONDS,
            **kwargs,
        )
