"""What is offered: topics, channels, agencies, limits."""

from appointments.choices import Refusal
from appointments.models import Agency, BookingPolicy, TopicOffer
from appointments.rules.booking import why_not_channel
from appointments.rules.free_times import Offer
from cns_portal.kernel.refusal import Refused


def offers() -> list[Offer]:
    """Everything that can be booked today, topic by topic."""
    return [row.as_rule() for row in TopicOffer.objects.filter(active=True)]


def offer_for(topic: str, channel: str) -> Offer:
    """How the topic is served through the channel. Raises `Refused` if it is not."""
    known = offers()
    if refusal := why_not_channel(topic, channel, known):
        raise Refused(refusal)
    return next(offer for offer in known if (offer.topic, offer.channel) == (topic, channel))


def policy() -> BookingPolicy:
    """The limits in force; the defaults until staff have saved others."""
    return BookingPolicy.objects.first() or BookingPolicy()


def agencies(channel: str | None = None) -> list[Agency]:
    """Where appointments are taken, in the order of lists; with a desk for `channel` if given."""
    found = Agency.objects.taking_appointments()
    if channel:
        found = found.filter(desks__channel=channel, desks__active=True).distinct()
    return list(found)


def agency(slug: str) -> Agency:
    """The agency of this short name. Raises `Refused` when it takes no appointments."""
    found = Agency.objects.taking_appointments().filter(slug=slug).first()
    if found is None:
        raise Refused(Refusal.AGENCY_UNKNOWN)
    return found
