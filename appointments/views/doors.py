"""Two doors to one's own appointment: signed in, or by the link in an e-mail.

The pages behind them are the same: each is written once and has two addresses.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from appointments.choices import Status
from appointments.models import Appointment
from appointments.notices import links
from appointments.presenters.card import AppointmentCard
from appointments.selectors import appointments as selectors
from appointments.services.acting import By
from appointments.views.links import opened, unlinked
from cns_portal import clock
from insured.access import InsuredPage
from insured.choices.acting import PageScope

PAGES = ("detail", "earlier", "move", "phone", "bills")


class OwnPage(View):
    """A page about `self.appointment`; a door before it in the bases says whose that is."""

    appointment: Appointment

    @property
    def card(self) -> AppointmentCard:
        """What pages say about it, now."""
        return AppointmentCard(self.appointment, clock.now())

    def answer(self, template: str, **context: Any) -> HttpResponse:
        """The page, with the addresses of its sisters behind the same door."""
        common = {
            "card": self.card,
            "layout": self.layout,
            "urls": {page: self.url_of(page) for page in PAGES},
            "is_linked": self.is_linked,
        }
        return TemplateResponse(self.request, template, {**common, **context})


class SignedIn(InsuredPage):
    """The door of somebody who has signed in. A moved appointment leads on to its present time."""

    scope = PageScope.APPOINTMENTS
    layout = "layouts/page.html"
    is_linked = False

    @cached_property
    def appointment(self) -> Appointment:
        found = selectors.get_of(self.dossier, self.kwargs["public_id"])
        if found is not None and found.status == Status.MOVED:
            found = selectors.present_of(found, self.dossier)
        if found is None:
            raise Http404
        return found

    @property
    def by(self) -> By:
        """Who acts."""
        return By.person(self.request.user)

    def url_of(self, page: str) -> str:
        return reverse(f"appointments:{page}", args=[self.appointment.public_id])


# No CSRF token, for the reasons that `views.links` gives: the address is the secret, nothing of
# the visitor's session is used, and a form of a page without a referrer has no origin.
@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class ByLink:
    """The door of whoever holds the person's link; it speaks the language of the appointment."""

    layout = "layouts/linked.html"
    is_linked = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with translation.override(self.appointment.language):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
        return unlinked(response)

    @cached_property
    def appointment(self) -> Appointment:
        link, found = opened(self.kwargs["token"])
        if link.purpose is not links.Purpose.PERSON:
            raise Http404
        return found

    @property
    def by(self) -> By:
        """Who acts."""
        return By.link()

    def url_of(self, page: str) -> str:
        name = "link" if page == "detail" else page
        token = links.token(self.appointment, links.Purpose.PERSON)
        return reverse(f"appointment_links:{name}", args=[token])
