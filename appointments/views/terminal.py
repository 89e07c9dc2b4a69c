"""The check-in terminal at the entrance of an agency."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from appointments.choices import DeviceKind
from appointments.presenters import terminal as screens
from appointments.presenters.tongues import LANGUAGES, TONGUES
from appointments.rules.arrival import Answer
from appointments.services import checking_in
from appointments.services.checking_in import CheckIn
from appointments.views.devices import DevicePage, DeviceView
from cns_portal.kernel import codes
from cns_portal.pdf import scanning
from cns_portal.web import permissions, throttle

WRONG_CODES = 20
FRAMES = 600
"""A minute: three times as many as the page sends."""
A_MINUTE = 60


class Terminal(DevicePage):
    """Asks for a code, and answers it."""

    kind = DeviceKind.TERMINAL
    address = "appointment_links:terminal"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, "terminal/start.html", {"letters": codes.ALPHABET})

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = request.POST.get("language", "")
        screen = screens.AnswerScreen(self.check_in(request.POST.get("code", "")), chosen)
        context = {"screen": screen, "seconds": screens.BACK_AFTER}
        return self.show(request, "terminal/answer.html", context, language=screen.language)

    def check_in(self, code: str) -> CheckIn:
        """The answer; after many wrong codes none is looked up for the rest of the minute."""
        wrong = f"wrong-code:{self.device.pk}"
        if throttle.is_used_up(wrong, limit=WRONG_CODES):
            return CheckIn(Answer.TOO_MANY)
        result = checking_in.check_in(code, device=self.device)
        if result.answer is Answer.UNKNOWN:
            throttle.allows(wrong, limit=WRONG_CODES, seconds=A_MINUTE)
        return result

    def show(
        self, request: HttpRequest, template: str, context: dict, *, language: str = ""
    ) -> HttpResponse:
        shown = {"words": screens.words(), "tongues": TONGUES, "language": language, **context}
        with translation.override(language or LANGUAGES[0]):
            page = self.page(request, template, shown)
        page[permissions.HEADER] = permissions.policy(["camera"])
        return page


class Frame(DeviceView):
    """A picture of the terminal's camera: the text of a QR code in it. Reads, and writes nothing.

    What is in the picture besides is neither looked at nor kept.
    """

    kind = DeviceKind.TERMINAL

    def post(self, request: HttpRequest) -> HttpResponse:
        if not throttle.allows(f"frames:{self.device.pk}", limit=FRAMES, seconds=A_MINUTE):
            return HttpResponse(status=429)
        length = request.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > scanning.MOST_BYTES:
            return HttpResponse(status=413)
        return JsonResponse({"code": scanning.read(request.body)})


class Alive(DeviceView):
    """Whether the portal is there and the terminal still signed in."""

    kind = DeviceKind.TERMINAL

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)
