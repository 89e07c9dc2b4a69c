"""Something earlier: asking to be told, stopping, and answering an offer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from appointments.choices import OfferState
from appointments.models import EarlierOffer
from appointments.notices.sentences import sentence
from appointments.presenters.earlier import earlier_times
from appointments.selectors import earlier as selectors
from appointments.services import answering, wishing
from appointments.views.doors import ByLink, OwnPage, SignedIn
from cns_portal import clock
from cns_portal.kernel.refusal import Refused

SAID = frozenset({"asked", "stopped", "kept"})
"""What the page may be told in its address: said once, after the deed."""


class Earlier(OwnPage):
    """GET shows the offer, or whether the person is told; only POST changes anything."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        said = request.GET.get("said", "")
        return self.show(said=said if said in SAID else "")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        deeds = {"ask": self.ask, "stop": self.stop, "take": self.take, "keep": self.keep}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            return self.show()
        try:
            return deed()
        except Refused as refused:
            del self.appointment  # it may have another time or state by now
            return self.show(error=sentence(refused))

    def ask(self) -> HttpResponse:
        """Tell me."""
        wishing.ask(self.appointment.pk, by=self.by)
        return self.then("asked")

    def stop(self) -> HttpResponse:
        """Do not tell me any more; an open offer goes to the next person."""
        if wish := selectors.wish_of(self.appointment):
            wishing.stop(wish.pk, by=self.by)
        return self.then("stopped")

    def take(self) -> HttpResponse:
        """The earlier time instead of the one I have; a second click finds it done."""
        offer = self.offer()
        if offer is None:
            return self.show()
        is_first = offer.state != OfferState.ACCEPTED
        self.appointment = answering.accept(offer.pk, by=self.by)
        return redirect(f"{self.url_of('detail')}{'?moved=yes' if is_first else ''}")

    def keep(self) -> HttpResponse:
        """The time I have."""
        offer = self.offer()
        if offer is None:
            return self.show()
        answering.decline(offer.pk, by=self.by)
        return self.then("kept")

    def offer(self) -> EarlierOffer | None:
        """The offer that the page showed, if it was made for this appointment's case."""
        return selectors.offer_of(self.appointment, self.request.POST.get("offer", ""))

    def then(self, said: str) -> HttpResponse:
        """Back to this page, which says what was done."""
        return redirect(f"{self.url_of('earlier')}?said={said}")

    def show(self, *, said: str = "", error: str = "") -> HttpResponse:
        """The offer with its three answers, or the wish with its one."""
        (earlier,) = earlier_times([self.appointment], now=clock.now())
        return self.answer("appointments/earlier.html", earlier=earlier, said=said, error=error)


class MyEarlier(SignedIn, Earlier):
    """For whoever has signed in."""


class LinkedEarlier(ByLink, Earlier):
    """For whoever holds the link."""
