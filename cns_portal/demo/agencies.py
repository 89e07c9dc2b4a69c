"""The agencies of the demonstration.

The localities are those the CNS has named (domain 1.1); two addresses are real, the others are
invented and say so. Numbers of desks are invented too.
"""

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction

from appointments.choices import Channel, TopicCode
from appointments.models import Agency, BookingPolicy, Desk, OpeningHours, TopicOffer
from appointments.services.staff import ensure_agent_group
from cns_portal.accounts.models import Account
from cns_portal.demo.people import AGENTS

WORKING_DAYS = range(5)
USUAL = ((time(8, 30), time(11, 30)), (time(13, 0), time(16, 0)))
WITHOUT_BREAK = ((time(7, 30), time(17, 0)),)
SINCE = date(2023, 5, 2)  # the change of hours that the press reported (domain 1.1)


@dataclass(frozen=True)
class Place:
    """An agency with its desks; `real` marks an address that is not invented."""

    slug: str
    name: str
    postcode: str
    desks: int
    locality: str = ""
    street: str = "1, rue de la Démonstration"
    real: bool = False
    hours: tuple[tuple[time, time], ...] = USUAL
    video_desks: int = 1


PLACES = (
    Place("bettembourg", "Bettembourg", "L-3201", 2),
    Place(
        "clervaux",
        "Clervaux",
        "L-9764",
        2,
        "Marnach",
        "Nordstrooss Shopping Mile, Block B 9",
        real=True,
    ),
    Place("diekirch", "Diekirch", "L-9201", 3),
    Place("differdange", "Differdange", "L-4501", 4, hours=WITHOUT_BREAK),
    Place("dudelange", "Dudelange", "L-3401", 3),
    Place("echternach", "Echternach", "L-6401", 2),
    Place("esch-sur-alzette", "Esch-sur-Alzette", "L-4001", 6, hours=WITHOUT_BREAK),
    Place("ettelbruck", "Ettelbruck", "L-9001", 3),
    Place("grevenmacher", "Grevenmacher", "L-6701", 2),
    Place(
        "luxembourg-hollerich",
        "Luxembourg-Hollerich (Cité de la sécurité sociale)",
        "L-2144",
        10,
        "Luxembourg",
        "4, rue Mercier",
        real=True,
        hours=WITHOUT_BREAK,
        video_desks=4,
    ),
    Place("luxembourg-centre", "Luxembourg-Centre", "L-1001", 4, "Luxembourg"),
    Place("mersch", "Mersch", "L-7501", 2),
    Place("redange", "Redange", "L-8501", 1),
    Place("remich", "Remich", "L-5501", 1),
    Place("rumelange", "Rumelange", "L-3701", 1),
    Place("wiltz", "Wiltz", "L-9501", 2),
)

# Minutes for the person and for the agent afterwards: the CNS publishes none, these are defaults.
OFFERS = (
    (TopicCode.REIMBURSEMENT, Channel.ON_SITE, 15, 0),
    (TopicCode.INFORMATION, Channel.ON_SITE, 15, 0),
    (TopicCode.INFORMATION, Channel.VIDEO, 20, 5),
    (TopicCode.LONG_TERM_CARE, Channel.ON_SITE, 30, 0),
    (TopicCode.LONG_TERM_CARE, Channel.VIDEO, 25, 5),
)


@transaction.atomic
def seed_agencies(accounts: dict[str, Account]) -> int:
    """Agencies, desks, hours, offers, limits. What staff have changed since stays. Idempotent."""
    new = sum(_seed(place, position) for position, place in enumerate(PLACES))
    for topic, channel, minutes, afterwards in OFFERS:
        TopicOffer.objects.get_or_create(
            topic=topic,
            channel=channel,
            defaults={"slot_minutes": minutes, "buffer_minutes": afterwards},
        )
    BookingPolicy.objects.get_or_create(pk=1)
    ensure_agent_group()
    for agent in AGENTS:
        for agency in Agency.objects.filter(slug__in=agent.agencies):
            agency.agents.add(accounts[agent.username])
    return new


def _seed(place: Place, position: int) -> int:
    agency, created = Agency.objects.get_or_create(
        slug=place.slug,
        defaults={
            "name": place.name,
            "street": place.street,
            "postcode": place.postcode,
            "locality": place.locality or place.name,
            "demonstration_address": not place.real,
            "email": f"{place.slug}@agencies.example",
            "position": position,
        },
    )
    if not created:
        return 0
    for channel, count, word in (
        (Channel.ON_SITE, place.desks, "Desk"),
        (Channel.VIDEO, place.video_desks, "Video"),
    ):
        Desk.objects.bulk_create(
            Desk(agency=agency, channel=channel, name=f"{word} {number}", position=number)
            for number in range(1, count + 1)
        )
    OpeningHours.objects.bulk_create(
        OpeningHours(
            agency=agency,
            channel=channel,
            weekday=weekday,
            opens_at=opens_at,
            closes_at=closes_at,
            valid_from=SINCE,
        )
        for channel, hours in ((Channel.ON_SITE, place.hours), (Channel.VIDEO, USUAL))
        for weekday in WORKING_DAYS
        for opens_at, closes_at in hours
    )
    return 1
