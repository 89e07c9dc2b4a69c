"""A person's end of a video call: the waiting room, and what page and portal say to each other.

Being there is written down by POST alone, and nothing of a call is in an address.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import View

from appointments.choices import Channel, Side
from appointments.forms.signals import Unreadable, read_letters
from appointments.models import Appointment
from appointments.notices import links
from appointments.notices.sentences import sentence
from appointments.presenters.calls import answer
from appointments.presenters.card import AppointmentCard
from appointments.presenters.waiting_room import WaitingRoom as Room
from appointments.selectors import appointments as selectors
from appointments.services import calls, jitsi, signalling
from appointments.views.doors import ByLink, SignedIn
from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.web.permissions import allows, take_in

FEATURES = ("camera", "microphone")


@method_decorator(allows(*FEATURES), name="dispatch")
class WaitingRoom(View):
    """Where one tries camera and microphone, waits for the agent, and is called."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        now = clock.now()
        room = Room(self.appointment, now, phone=selectors.phone_of(self.appointment))
        if not room.is_video:
            raise Http404
        context = {
            "room": room,
            "card": AppointmentCard(self.appointment, now),
            "layout": self.layout,
            "back": self.url_of("detail"),
            "is_linked": self.is_linked,
            "exchange": self.url_of_exchange,
        }
        response = TemplateResponse(request, "appointments/waiting_room.html", context)
        if jitsi.is_used():
            take_in(response, jitsi.origin(), features=FEATURES)
        return response

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """ "I am ready": told to a script as JSON, else the page says how things stand."""
        if self.appointment.channel != Channel.VIDEO:
            raise Http404
        said = {}
        try:
            calls.enter(self.appointment.pk, by=self.by)
        except Refused as refused:
            said = {"error": sentence(refused)}
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(said, status=409 if said else 200)
        return redirect(request.path)


class MyWaitingRoom(SignedIn, WaitingRoom):
    """The waiting room of somebody who has signed in."""

    @property
    def url_of_exchange(self) -> str:
        return reverse("appointments:call_exchange", args=[self.appointment.public_id])


class LinkedWaitingRoom(ByLink, WaitingRoom):
    """The waiting room behind the emailed link."""

    @property
    def url_of_exchange(self) -> str:
        token = links.token(self.appointment, links.Purpose.PERSON)
        return reverse("appointment_links:call_exchange", args=[token])


class Exchange(View):
    """The person's page asks how things stand, and says what it has to say to the other end."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.appointment.channel != Channel.VIDEO:
            raise Http404
        try:
            letters = read_letters(request)
            heard = signalling.exchange(
                self.appointment,
                Side.PERSON,
                session=letters.session,
                after=letters.after,
                signals=letters.signals,
            )
        except Unreadable as unreadable:
            return JsonResponse({}, status=unreadable.status)
        except Refused:
            return JsonResponse({}, status=429)
        return JsonResponse(answer(self.appointment, heard, now=clock.now()))


class MyExchange(SignedIn, Exchange):
    """Asked once a second: only what the answer needs is read."""

    @cached_property
    def appointment(self) -> Appointment:
        found = selectors.call_of(self.dossier, self.kwargs["public_id"])
        if found is None:
            raise Http404
        return found


class LinkedExchange(ByLink, Exchange):
    """The same by link."""
