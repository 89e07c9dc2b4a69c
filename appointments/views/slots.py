"""Free times as JSON: the same answer as the page's."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from appointments.notices.sentences import sentence
from appointments.rules.free_times import Offer, moment
from appointments.selectors import offers
from appointments.selectors.free_times import free_times, next_free
from appointments.views.draft import day_from
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

MOST_DAYS = 60


@login_not_required
@require_safe
def slots(request: HttpRequest) -> JsonResponse:
    """`?agency=SLUG&topic=CODE&channel=on_site|video&from=YYYY-MM-DD&days=N`, agency optional.

    Times carry Luxembourg's offset. `next_free` is the earliest start within the horizon, or null.
    """
    now = clock.now()
    try:
        offer = offers.offer_for(request.GET.get("topic", ""), request.GET.get("channel", ""))
        agencies = offers.agencies(offer.channel)
        if slug := request.GET.get("agency"):
            agencies = [offers.agency(slug)]
    except Refused as refused:
        return _wrong(sentence(refused))
    first = day_from(request.GET.get("from")) if "from" in request.GET else civil_time.day_of(now)
    days = request.GET.get("days", "1")
    if first is None:
        return _wrong("from: a day as YYYY-MM-DD.")
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= MOST_DAYS):
        return _wrong(f"days: a number from 1 to {MOST_DAYS}.")
    slugs = {agency.pk: agency.slug for agency in agencies}
    found = free_times(offer=offer, agency_ids=list(slugs), first=first, count=int(days), now=now)
    upcoming = [
        (start, slugs[agency])
        for agency, start in next_free(offer=offer, agency_ids=list(slugs), now=now).items()
        if start is not None
    ]
    listed = [
        {
            "agency": slugs[agency],
            "starts_at": _written(moment(time)),
            "ends_at": _written(moment(time) + offer.slot),
            "free": time.free,
        }
        for agency, days_of_agency in found.items()
        for times in days_of_agency.values()
        for time in times
    ]
    return JsonResponse({"slots": listed, "next_free": _next(upcoming, offer)})


def _next(upcoming: list[tuple[datetime, str]], offer: Offer) -> dict | None:
    if not upcoming:
        return None
    start, slug = min(upcoming)
    return {
        "agency": slug,
        "starts_at": _written(start),
        "ends_at": _written(start + offer.slot),
    }


def _written(moment: datetime) -> str:
    return civil_time.wall(moment).isoformat()


def _wrong(sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=400)
