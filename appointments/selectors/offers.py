"""What is offered: topics, channels, agencies, limits.

Pages pass the `version` of what staff have edited, under which this process remembers the answers;
services pass none and read the tables.
"""

from functools import lru_cache

from appointments.choices import Refusal
from appointments.models import Agency, BookingPolicy, CalendarVersion, TopicOffer
from appointments.rules.booking import why_not_channel
from appointments.rules.free_times import Offer
from cns_portal.kernel.refusal import Refused


def calendar_version() -> int:
    """One number for all that staff edit: hours, closures, desks, agencies, offers."""
    return CalendarVersion.objects.values_list("version", flat=True).first() or 0


def offers(*, version: int = 0) -> list[Offer]:
    """Everything that can be booked today, topic by topic."""
    return list(_offers_at(version) if version else _offers())


def _offers() -> tuple[Offer, ...]:
    return tuple(row.as_rule() for row in TopicOffer.objects.filter(active=True))


@lru_cache(maxsize=8)
def _offers_at(version: int) -> tuple[Offer, ...]:
    return _offers()


def offer_for(topic: str, channel: str, *, version: int = 0) -> Offer:
    """How the topic is served through the channel. Raises `Refused` if it is not."""
    known = offers(version=version)
    if refusal := why_not_channel(topic, channel, known):
        raise Refused(refusal)
    return next(offer for offer in known if (offer.topic, offer.channel) == (topic, channel))


def policy() -> BookingPolicy:
    """The limits in force; the defaults until staff have saved others."""
    return BookingPolicy.objects.first() or BookingPolicy()


def agencies(channel: str = "", *, version: int = 0) -> list[Agency]:
    """Where appointments are taken, in the order of lists; with a desk for `channel` if given."""
    return list(_agencies_at(channel, version) if version else _agencies(channel))


def _agencies(channel: str) -> tuple[Agency, ...]:
    found = Agency.objects.taking_appointments()
    if channel:
        found = found.filter(desks__channel=channel, desks__active=True).distinct()
    return tuple(found)


@lru_cache(maxsize=16)
def _agencies_at(channel: str, version: int) -> tuple[Agency, ...]:
    return _agencies(channel)


def agency(slug: str, *, version: int = 0) -> Agency:
    """The agency of this short name. Raises `Refused` when it takes no appointments."""
    if version:
        found = next((one for one in agencies(version=version) if one.slug == slug), None)
    else:
        found = Agency.objects.taking_appointments().filter(slug=slug).first()
    if found is None:
        raise Refused(Refusal.AGENCY_UNKNOWN)
    return found
