"""The call display in the waiting area of an agency."""

import json
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import translation

from appointments.choices import DeviceKind
from appointments.presenters import display as screens
from appointments.presenters.tongues import LANGUAGES, TONGUES, different
from appointments.selectors import arrivals
from appointments.views.devices import DevicePage, DeviceView
from cns_portal import clock


class Display(DevicePage):
    """The numbers that are called, with the script that keeps them fresh."""

    kind = DeviceKind.DISPLAY
    address = "appointment_links:display"

    def get(self, request: HttpRequest) -> HttpResponse:
        calls = [screens.shown(call) for call in arrivals.calls(self.agency, day=clock.today())]
        words = screens.words()
        context = {
            "last": calls[0] if calls else None,
            "before": calls[1:],
            "words": words,
            "number": different(words, "number"),
            "desk": different(words, "desk"),
            "tongues": TONGUES,
        }
        with translation.override(LANGUAGES[0]):
            return self.page(request, "terminal/display.html", context)


class Calls(DeviceView):
    """The same as JSON, asked for every second: mostly answered with "as before"."""

    kind = DeviceKind.DISPLAY

    def get(self, request: HttpRequest) -> HttpResponse:
        calls = [screens.shown(call) for call in arrivals.calls(self.agency, day=clock.today())]
        body = json.dumps({"calls": calls})
        tag = f'"{sha256(body.encode()).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == tag:
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(body, content_type="application/json")
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
        return response
