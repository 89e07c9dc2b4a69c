"""Day and time: the list of free ones, keeping the chosen one, keeping it longer."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.generic import FormView

from appointments.choices import Refusal
from appointments.forms import TimeForm
from appointments.forms.choosing import ANY_AGENCY, Slot
from appointments.models import Agency
from appointments.notices.sentences import sentence
from appointments.presenters import times as presenters
from appointments.selectors import offers
from appointments.services import holding
from appointments.views.booking.step import BookingStep
from appointments.views.listing import Found, Listing
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.web import throttle

VISITORS_PER_ADDRESS = 10  # one internet connection may serve a household or an office


class ChooseTime(BookingStep, FormView):
    """The days with free times, the times of one day; the chosen time is then kept."""

    step = "time"
    form_class = TimeForm
    template_name = "appointments/time.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.now = clock.now()
        self.refused_slot: Slot | None = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.load()
        return super().get(request, *args, **kwargs)

    def load(self) -> None:
        """What is free: offer, agencies and times, in a constant number of queries."""
        version = offers.calendar_version()
        self.offer = offers.offer_for(
            self.draft.get("topic"), self.draft.get("channel"), version=version
        )
        chosen = self.draft.get("agency")
        agencies = offers.agencies(self.offer.channel, version=version)
        if not self.draft.is_video and chosen != ANY_AGENCY:
            agencies = [agency for agency in agencies if agency.slug == chosen]
        self.agencies: dict[int, Agency] = {agency.pk: agency for agency in agencies}
        self.held = self.draft.held()
        self.listing = Listing(
            self.request.GET,
            offer=self.offer,
            agencies=self.agencies,
            address=reverse("appointments:time"),
            now=self.now,
            version=version,
            wanted=self.wanted_day(),
            anywhere=self.draft.is_video,
            names_agency=chosen == ANY_AGENCY and not self.draft.is_video,
            mend=self.with_held,
        )

    def with_held(self, found: Found) -> Found:
        """The time that is kept for this visitor is free for them."""
        if not self.held:
            return found
        place = presenters.ANYWHERE if self.draft.is_video else self.held.agency_id
        return presenters.with_own(found, place, self.held.starts_at)

    @property
    def near(self) -> datetime | None:
        """The time that could not be had, on this page or since."""
        return self.refused_slot.starts_at if self.refused_slot else self.draft.moment("lost_at")

    def wanted_day(self) -> date | None:
        """The day of the time chosen before or just lost, so that the page shows it."""
        moment = self.near or self.draft.moment("starts_at")
        return civil_time.day_of(moment) if moment else None

    def draft_slot(self) -> str:
        """The time that is kept for this visitor, as the list writes it."""
        if self.held is None:
            return ""
        place = "" if self.draft.is_video else self.held.agency.slug
        return str(Slot(place, self.held.starts_at))

    def form_valid(self, form: TimeForm) -> HttpResponse:
        slot: Slot = form.cleaned_data["slot"]
        try:
            self.keep(slot)
        except Refused as refused:
            self.refused_slot = slot
            form.add_error("slot", sentence(refused))
            return self.form_invalid(form)
        return self.go_on()

    def keep(self, slot: Slot) -> None:
        """Keep the time for this visitor. Raises `Refused`."""
        offer = offers.offer_for(self.draft.get("topic"), self.draft.get("channel"))
        if self.draft.is_video:
            ids = [agency.pk for agency in offers.agencies(offer.channel)]
        else:
            ids = [offers.agency(slot.agency).pk]
        limit = offers.policy().holds_per_hour
        here = throttle.address_of(self.request)
        if not throttle.allows(
            f"holds:{self.draft.hold_key}", limit=limit, seconds=3600
        ) or not throttle.allows(f"holds:{here}", limit=limit * VISITORS_PER_ADDRESS, seconds=3600):
            raise Refused(Refusal.TOO_MANY_HOLDS)
        held = holding.hold(
            offer=offer,
            agency_ids=ids,
            starts_at=slot.starts_at,
            hold_key=self.draft.hold_key,
            language=translation.get_language()[:2],
        )
        self.draft.choose_time(held.starts_at)

    def form_invalid(self, form: TimeForm) -> HttpResponse:
        self.load()
        return super().form_invalid(form)

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "list": self.listing.list,
            "selected": self.draft_slot(),
            "offer": self.offer,
            "agency": next(iter(self.agencies.values())) if len(self.agencies) == 1 else None,
            "alternatives": self.listing.nearest(self.near),
            "later_url": self.listing.later_url,
            "earlier_url": self.listing.earlier_url,
        }
