"""For the entrance: the code, large, on a phone."""

from django.http import HttpRequest, HttpResponse

from appointments.views.doors import ByLink, OwnPage, SignedIn


class Phone(OwnPage):
    """Shows the code of an agreed visit; of anything else it says why there is none."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # Whoever reads this page on a phone need not be told to bring it.
        bring = [item for item in self.card.what_to_bring if item.key != "confirmation"]
        return self.answer("appointments/phone.html", bring=bring)


class MyPhone(SignedIn, Phone):
    """For whoever has signed in."""


class LinkedPhone(ByLink, Phone):
    """For whoever holds the link."""
