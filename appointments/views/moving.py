"""Moving one's own appointment: choose a time, look at old and new side by side, move."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from appointments.choices import Channel, Refusal, Status
from appointments.forms import TimeForm
from appointments.forms.choosing import ANY_AGENCY, Slot
from appointments.models import Agency, Appointment
from appointments.notices.sentences import sentence
from appointments.presenters import times as presenters
from appointments.presenters.moving import NewTime
from appointments.rules import states
from appointments.rules.booking import why_not_now
from appointments.rules.free_times import Offer
from appointments.selectors import offers
from appointments.services import moving
from appointments.views.doors import ByLink, OwnPage, SignedIn
from appointments.views.listing import Found, Listing
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.web import throttle

TRY_AGAIN = {Refusal.BUSY, Refusal.TOO_MANY_HOLDS}
"""Nothing is wrong with the time: the check page is shown again."""

NO_LONGER = {Refusal.NOT_OPEN, Refusal.ALREADY_STARTED, Refusal.NOT_OFFERED}
"""Nothing that could be chosen helps."""


class Move(OwnPage):
    """GET shows: the list of times, or with `?slot=` the check page. Only POST moves."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.now, self.version = clock.now(), offers.calendar_version()
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            return self.impossible(refused)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.insist_on_movable()
        if not {"slot", "check"} & request.GET.keys():
            return self.choose(TimeForm())
        form = TimeForm(request.GET)
        return self.check(form.cleaned_data["slot"]) if form.is_valid() else self.choose(form)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = TimeForm(request.POST)
        if not form.is_valid():
            self.insist_on_movable()
            return self.choose(form)
        slot: Slot = form.cleaned_data["slot"]
        shown = request.POST.get("instead_of", "")
        if self.is_done(slot, shown):  # a second click, or the page was sent again
            return self.done()
        self.insist_on_movable()
        if shown != str(self.appointment.public_id):
            return self.check(slot, was_changed=True)
        try:
            self.appointment = self.move(slot)
        except Refused as refused:
            return self.not_moved(slot, refused)
        return self.done()

    # -- what happens ---------------------------------------------------------------------------

    def move(self, slot: Slot) -> Appointment:
        """Take the new time and give the old one back. Raises `Refused`; then nothing changed."""
        if not throttle.allows(
            f"moves:{self.appointment.procedure_id}",
            limit=offers.policy().holds_per_hour,
            seconds=3600,
        ):
            raise Refused(Refusal.TOO_MANY_HOLDS)
        if self.is_video:
            ids = [agency.pk for agency in offers.agencies(Channel.VIDEO)]
        else:
            ids = [offers.agency(slot.agency).pk]
        return moving.move_own(
            self.appointment.pk, agency_ids=ids, starts_at=slot.starts_at, by=self.by
        )

    def is_done(self, slot: Slot, shown: str) -> bool:
        """Whether the appointment that the page showed has become the one at this time."""
        before = self.appointment.rescheduled_from
        return self.is_present(slot) and before is not None and str(before.public_id) == shown

    def is_present(self, slot: Slot) -> bool:
        """Whether the appointment is at this time already."""
        return self.appointment.starts_at == slot.starts_at and (
            self.is_video or self.appointment.agency.slug == slot.agency
        )

    def insist_on_movable(self) -> None:
        """Raises `Refused` when the appointment cannot get another time at all."""
        if refusal := states.why_not_move(
            status=Status(self.appointment.status),
            starts_at=self.appointment.starts_at,
            now=self.now,
        ):
            raise Refused(refusal)

    # -- what is shown --------------------------------------------------------------------------

    @property
    def is_video(self) -> bool:
        """Video calls are taken by whoever is free, so no agency is chosen."""
        return self.appointment.channel == Channel.VIDEO

    @cached_property
    def offer(self) -> Offer:
        """How the topic is served today. Raises `Refused` when it no longer is."""
        return offers.offer_for(
            self.appointment.topic, self.appointment.channel, version=self.version
        )

    @cached_property
    def agencies(self) -> list[Agency]:
        """Where it can be had."""
        return offers.agencies(self.appointment.channel, version=self.version)

    def choose(
        self, form: TimeForm, *, near: datetime | None = None, place: str = "", error: str = ""
    ) -> HttpResponse:
        """The list of times. `near`: a time that could not be had at `place`, and the `error`."""
        slugs = {agency.slug for agency in self.agencies}
        wanted = (self.request.GET.get("agency"), place, self.appointment.agency.slug)
        chosen = next((slug for slug in wanted if slug in slugs), ANY_AGENCY)
        if self.request.GET.get("agency") == ANY_AGENCY:
            chosen = ANY_AGENCY
        shown = self.agencies
        if not self.is_video and chosen != ANY_AGENCY:
            shown = [agency for agency in self.agencies if agency.slug == chosen]
        address = self.url_of("move")
        listing = Listing(
            self.request.GET,
            offer=self.offer,
            agencies={agency.pk: agency for agency in shown},
            address=address if self.is_video else f"{address}?agency={chosen}",
            now=self.now,
            version=self.version,
            wanted=civil_time.day_of(near) if near else None,
            anywhere=self.is_video,
            names_agency=chosen == ANY_AGENCY and not self.is_video,
            mend=self.without_present,
        )
        return self.answer(
            "appointments/move.html",
            form=form,
            list=listing.list,
            earlier_url=listing.earlier_url,
            later_url=listing.later_url,
            alternatives=listing.nearest(near),
            agencies=[] if self.is_video or len(self.agencies) < 2 else self.agencies,
            chosen=chosen,
            error=error,
        )

    def without_present(self, found: Found) -> Found:
        """The time one has is no other time, even where another desk is free then."""
        place = presenters.ANYWHERE if self.is_video else self.appointment.agency_id
        return presenters.without(found, place, self.appointment.starts_at)

    def check(self, slot: Slot, *, was_changed: bool = False, error: str = "") -> HttpResponse:
        """Old and new side by side. A time that is plainly impossible is refused here already."""
        reason = why_not_now(slot.starts_at, offer=self.offer, now=self.now)
        if self.is_present(slot):  # the back button, after it was moved there
            reason = Refused(Refusal.SAME_TIME)
        if reason:
            return self.choose(
                TimeForm(), near=slot.starts_at, place=slot.agency, error=sentence(reason)
            )
        agency = None
        if not self.is_video:
            agency = next((one for one in self.agencies if one.slug == slot.agency), None)
            if agency is None:
                error = sentence(Refused(Refusal.AGENCY_UNKNOWN))
                return self.choose(TimeForm(), near=slot.starts_at, error=error)
        return self.answer(
            "appointments/move_check.html",
            slot=slot,
            new=NewTime(slot.starts_at, agency),
            choose_url=self.choose_url(slot),
            was_changed=was_changed,
            error=error,
        )

    def choose_url(self, slot: Slot) -> str:
        """Back to the list, at the chosen day and agency."""
        query = {"day": civil_time.day_of(slot.starts_at).isoformat()}
        if slot.agency:
            query["agency"] = slot.agency
        return f"{self.url_of('move')}?{urlencode(query)}"

    def not_moved(self, slot: Slot, refused: Refused) -> HttpResponse:
        """Why not, and what can be done instead: the appointment is as it was."""
        if refused.reason in NO_LONGER:
            return self.not_any_more(slot, refused)
        if refused.reason in TRY_AGAIN:
            return self.check(slot, error=sentence(refused))
        return self.choose(
            TimeForm(), near=slot.starts_at, place=slot.agency, error=sentence(refused)
        )

    def not_any_more(self, slot: Slot, refused: Refused) -> HttpResponse:
        """Over, cancelled, or moved in another window while this page was open."""
        shown = str(self.appointment.public_id)
        del self.appointment  # looked up again, and followed to its present time
        if self.is_done(slot, shown):
            return self.done()
        self.insist_on_movable()
        if str(self.appointment.public_id) == shown:
            raise refused
        return self.check(slot, was_changed=True)

    def impossible(self, refused: Refused) -> HttpResponse:
        """It cannot be moved at all, or no longer: the page says why and what to do."""
        return self.answer("appointments/move_not.html", reason=sentence(refused))

    def done(self) -> HttpResponse:
        """To the appointment at its new time, which says what happens next."""
        return redirect(f"{self.url_of('detail')}?moved=yes")


class MyMove(SignedIn, Move):
    """For whoever has signed in."""


class LinkedMove(ByLink, Move):
    """For whoever holds the link."""
