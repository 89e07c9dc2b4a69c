"""Pages of a device at an agency: signed in with its own token, nobody's session behind them."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from appointments.choices import DeviceKind
from appointments.models import Agency, Device
from appointments.selectors import arrivals
from appointments.services import devices
from cns_portal.web import throttle

COOKIE_SALT = "appointments.device"
COOKIE_AGE = 400 * 24 * 60 * 60  # what browsers allow; each page begins it anew
SIGN_INS = 10
SIGN_INS_WITHIN = 10 * 60


@method_decorator(login_not_required, name="dispatch")
class DeviceView(View):
    """Something only a device of this `kind` at the agency of the address gets."""

    kind: DeviceKind
    agency: Agency
    device: Device

    def dispatch(self, request: HttpRequest, *, slug: str) -> HttpResponse:
        agency = arrivals.agency(slug)
        if agency is None:
            raise Http404
        self.agency = agency
        device = self.signed_in(request)
        if device is None:
            return private(self.stranger(request))
        self.device = device
        devices.heard_of(device)
        return private(super().dispatch(request))

    def signed_in(self, request: HttpRequest) -> Device | None:
        """The device of the cookie, unless it was revoked since or belongs elsewhere."""
        key = request.get_signed_cookie(
            self.cookie, default="", salt=COOKIE_SALT, max_age=COOKIE_AGE
        )
        return devices.of_key(key, agency=self.agency, kind=self.kind) if key else None

    @property
    def cookie(self) -> str:
        """One for each kind: a machine with two screens may be both."""
        return f"{self.kind.value}-device"

    def stranger(self, request: HttpRequest) -> HttpResponse:
        """Data is for devices; a page offers to sign in."""
        return HttpResponse(status=403)


class DevicePage(DeviceView):
    """A page in front of which a device is set up: without a valid cookie it asks for the token.

    The token is sent once, in a form; what stays in the browser is a signed cookie that scripts
    cannot read and that no other address of the portal gets.
    """

    address: str
    """The name of the page's own address."""

    def stranger(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or "token" not in request.POST:
            return self.ask(request)
        place = throttle.address_of(request)
        if not throttle.allows(f"device:{place}", limit=SIGN_INS, seconds=SIGN_INS_WITHIN):
            return self.ask(request, _("Too many attempts. Please wait ten minutes."), status=429)
        device = devices.of_token(request.POST["token"][:100], agency=self.agency, kind=self.kind)
        if device is None:
            return self.ask(
                request,
                _("This token does not open this page. It may have been revoked."),
                status=403,
            )
        return self.remember(HttpResponseRedirect(self.own_address), device)

    def ask(self, request: HttpRequest, error: str = "", *, status: int = 200) -> HttpResponse:
        """The small page with one field."""
        shown = {
            "agency": self.agency,
            "kind": self.kind.label,
            "error": error,
            "language": get_language(),
        }
        return render(request, "terminal/sign_in.html", shown, status=status)

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        """A page for the device, which stays signed in as long as it is in use."""
        context = {"agency": self.agency, "own_address": self.own_address, **context}
        return self.remember(render(request, template, context), self.device)

    @property
    def own_address(self) -> str:
        return reverse(self.address, args=[self.agency.slug])

    def remember(self, response: HttpResponse, device: Device) -> HttpResponse:
        response.set_signed_cookie(
            self.cookie,
            device.token_hash,
            salt=COOKIE_SALT,
            max_age=COOKIE_AGE,
            path=reverse("appointment_links:terminal", args=[self.agency.slug]),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        return response


def private(response: HttpResponse) -> HttpResponse:
    """Kept nowhere, found by nobody."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    return response
