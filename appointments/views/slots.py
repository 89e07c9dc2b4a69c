"""Free times as JSON: the same answer as the page's."""

import json
from datetime import datetime
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from appointments.notices.sentences import sentence
from appointments.rules.free_times import FreeTime, Offer, moment
from appointments.selectors import offers
from appointments.selectors.free_times import free_times, next_free
from appointments.views.draft import day_from, number_from
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

MOST_DAYS = 60


@login_not_required
@require_safe
def slots(request: HttpRequest) -> HttpResponse:
    """`?agency=SLUG&topic=CODE&channel=on_site|video&from=YYYY-MM-DD&days=N`, agency optional.

    Times carry Luxembourg's offset. `next_free` is the earliest start within the horizon, or null.
    """
    now, version = clock.now(), offers.calendar_version()
    try:
        offer = offers.offer_for(
            request.GET.get("topic", ""), request.GET.get("channel", ""), version=version
        )
        if slug := request.GET.get("agency"):
            agencies = [offers.agency(slug, version=version)]
        else:
            agencies = offers.agencies(offer.channel, version=version)
    except Refused as refused:
        return _wrong(sentence(refused))
    first = day_from(request.GET.get("from")) if "from" in request.GET else civil_time.day_of(now)
    days = number_from(request.GET.get("days", "1"), most=MOST_DAYS)
    if first is None:
        return _wrong("from: a day as YYYY-MM-DD.")
    if days is None:
        return _wrong(f"days: a number from 1 to {MOST_DAYS}.")
    slugs = {agency.pk: agency.slug for agency in agencies}
    asked = {
        "offer": offer,
        "agency_ids": list(slugs),
        "now": now,
        "version": version,
    }
    # First, because what it computes of all days is then remembered for the days asked for.
    upcoming = [
        (start, slugs[agency]) for agency, start in next_free(**asked).items() if start is not None
    ]
    found = free_times(first=first, count=days, **asked)
    listed = ", ".join(
        _of_day(slugs[agency], offer, times)
        for agency, of_days in found.items()
        for times in of_days.values()
    )
    earliest = json.dumps(_slot(*min(upcoming), offer) if upcoming else None)
    return HttpResponse(
        f'{{"slots": [{listed}], "next_free": {earliest}}}', content_type="application/json"
    )


def _slot(starts_at: datetime, slug: str, offer: Offer) -> dict:
    return {
        "agency": slug,
        "starts_at": civil_time.wall(starts_at).isoformat(),
        "ends_at": civil_time.wall(starts_at + offer.slot).isoformat(),
    }


@lru_cache(maxsize=4096)
def _of_day(slug: str, offer: Offer, times: tuple[FreeTime, ...]) -> str:
    """A day's times, written. Days change rarely and are asked for often."""
    return ", ".join(
        json.dumps({**_slot(moment(time), slug, offer), "free": time.free}) for time in times
    )


def _wrong(sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=400)
