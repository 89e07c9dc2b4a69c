"""Today around this moment: one is served, one called, two wait, one is late; calls begin soon.

Whoever starts the demonstration at night or on a Sunday finds it open all the same: by a special
opening that says why. A second start adds what is no longer there.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max

from appointments.choices import Channel, Status, TopicCode
from appointments.models import Agency, Appointment, SpecialOpening, Visit
from appointments.rules import free_times as rules
from appointments.rules.free_times import Offer
from appointments.rules.states import AGREED, PRESENT
from appointments.selectors import agenda, offers
from appointments.selectors.calendars import calendars
from appointments.selectors.free_times import taken_times
from appointments.services import agents, desks
from appointments.services.acting import By
from appointments.services.people import PersonDetails
from cns_portal import clock
from cns_portal.accounts.models import Account, Dossier
from cns_portal.demo.bookings import details_of, person_of
from cns_portal.demo.past import next_serial, store
from cns_portal.demo.stories import Place, Teller, Written
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind

AGENCY, OTHER_AGENCY = "esch-sur-alzette", "luxembourg-hollerich"
PLACES_WITH_A_PAST = (AGENCY, OTHER_AGENCY, "luxembourg-centre")
WHY = "Demonstration: open around the moment of the start, so that everything can be tried."
BEFORE, AFTER = timedelta(minutes=60), timedelta(minutes=120)
SOON = timedelta(minutes=15)
LAST = time(23, 55)


@dataclass(frozen=True)
class Scene:
    """Somebody at the agency: when they were to come (minutes from the running quarter of an hour),
    and how many minutes ago they arrived, were called and begun with."""

    starts: int
    steps: tuple[tuple[str, Status, int], ...] = ()
    agent: str = ""
    topic: str = TopicCode.INFORMATION


ARRIVED, CALLED, STARTED = Status.CHECKED_IN, Status.CALLED, Status.STARTED
SCENES = (
    Scene(
        -15,
        (("checked_in", ARRIVED, 27), ("called", CALLED, 11), ("started", STARTED, 10)),
        "agent.esch",
    ),
    Scene(0, (("checked_in", ARRIVED, 14), ("called", CALLED, 1)), "supervisor"),
    Scene(0, (("checked_in", ARRIVED, 9),), topic=TopicCode.REIMBURSEMENT),
    Scene(15, (("checked_in", ARRIVED, 3),)),
)


def seed_today(accounts: dict[str, Account]) -> int:
    """What can be seen and tried now; how many appointments are new. May run again."""
    now = clock.now()
    known = {agency.slug: agency for agency in Agency.objects.taking_appointments()}
    here, there = known.get(AGENCY), known.get(OTHER_AGENCY)
    new = 0
    if here:
        open_around(here, Channel.ON_SITE, now)
        new += _people_at(here, accounts, now)
        new += _booked("josette", here, Channel.ON_SITE, accounts["agent.esch"], now)
        new += _call("claire", here, accounts["agent.esch"], now)
    if there:
        new += _call("", there, accounts["agent.luxembourg"], now)
    return new


def open_around(
    agency: Agency, channel: str, now: datetime, *, from_moment: datetime | None = None
) -> None:
    """Special hours for what is missing around `now`, or from `from_moment` on; the others stay.

    A closure that staff have entered stays one, and so does the end of the day.
    """
    today = civil_time.day_of(now)
    whole_hour = civil_time.wall(now - BEFORE).replace(minute=0, second=0, microsecond=0)
    begins = max(from_moment or whole_hour, civil_time.midnight(today))
    ends = min(now + AFTER, civil_time.at(today, LAST))
    planned = calendars([agency.pk], channel, today, today)[agency.pk].calendar.planned(today)
    missing = [(begins, ends)] if from_moment else _without(begins, ends, planned)
    if not missing or ends <= begins:
        return
    rows = [(start, end, None) for start, end in missing]
    if not SpecialOpening.objects.filter(agency=agency, channel=channel, day=today).exists():
        # Special hours replace those of the weekday, which are to stay.
        rows += [(window.opens_at, window.closes_at, window.desks) for window in planned]
    SpecialOpening.objects.bulk_create(
        SpecialOpening(
            agency=agency,
            channel=channel,
            day=today,
            opens_at=civil_time.wall(start).time(),
            closes_at=civil_time.wall(end).time(),
            desks=served,
            on_public_holiday=True,
            note=WHY,
        )
        for start, end, served in rows
        if civil_time.wall(start).time() < civil_time.wall(end).time()
    )


def _without(begins: datetime, ends: datetime, planned) -> list[tuple[datetime, datetime]]:
    """The parts of a stretch in which nothing is open yet."""
    left = []
    for window in planned:
        if begins < window.opens_at:
            left.append((begins, min(window.opens_at, ends)))
        begins = max(begins, window.closes_at)
        if begins >= ends:
            break
    if begins < ends:
        left.append((begins, ends))
    return [(start, end) for start, end in left if start < end]


@transaction.atomic
def _people_at(agency: Agency, accounts: dict[str, Account], now: datetime) -> int:
    """Those who are at the agency, as terminal and agents would have written them down."""
    if Appointment.objects.filter(agency=agency, status__in=PRESENT).on_day(civil_time.day_of(now)):
        return 0
    quarter = now - timedelta(
        minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond
    )
    used: set[int] = set()
    late = Scene(0 if now - quarter >= timedelta(minutes=3) else -15)
    for scene in (*SCENES, late):
        starts_at = quarter + timedelta(minutes=scene.starts)
        free = [desk for desk in _free_desks(agency, scene.topic, starts_at) if desk not in used]
        if free and civil_time.day_of(starts_at) == civil_time.day_of(now):
            used.add(free[0])
            place = Place(agency.pk, free[0], _offer(scene.topic), starts_at)
            _write(scene, place, accounts.get(scene.agent), now)
    return len(used)


def _offer(topic: str) -> Offer:
    return offers.offer_for(topic, Channel.ON_SITE)


def _write(scene: Scene, place: Place, agent: Account | None, now: datetime) -> None:
    batch = Written()
    teller = Teller(batch, random.Random(str(place.starts_at)), next_serial(), agent)
    sent = place.starts_at - timedelta(days=3, minutes=17)
    appointment, say = teller.begin(place, sent=sent)
    appointment.status = Status.CONFIRMED
    say("confirmed", Status.CONFIRMED, sent + timedelta(seconds=4), ActorKind.SYSTEM)
    moments = {}
    for what, status, minutes in scene.steps:
        appointment.status, moments[what] = status, now - timedelta(minutes=minutes)
        by = ActorKind.PERSON if status == ARRIVED else ActorKind.AGENT
        say(what, status, moments[what], by)
    if moments:
        called_at = moments.get("called")
        batch.visits.append(
            Visit(
                appointment=appointment,
                agency_id=place.agency,
                day=civil_time.day_of(place.starts_at),
                ticket=_next_ticket(place),
                arrived_at=moments["checked_in"],
                called_at=called_at,
                desk_id=place.desk if called_at else None,
                agent=agent if called_at else None,
            )
        )
    store(batch)
    if agent:
        _sit_down(agent, place.desk)


def _sit_down(agent: Account, desk: int) -> None:
    """The agent receives people there, unless a colleague does."""
    try:
        desks.take_desk(desk, by=By.agent(agent))
    except Refused:
        return


def _next_ticket(place: Place) -> int:
    given = Visit.objects.filter(agency=place.agency, day=civil_time.day_of(place.starts_at))
    return (given.aggregate(last=Max("ticket"))["last"] or 0) + 1


def _free_desks(agency: Agency, topic: str, starts_at: datetime) -> Sequence[int]:
    offer = _offer(topic)
    day = civil_time.day_of(starts_at)
    known = calendars([agency.pk], offer.channel, day, day)[agency.pk]
    busy, _expiries = taken_times([agency.pk], day, day, None)
    return rules.free_desks(
        starts_at=starts_at,
        windows=known.calendar.windows(day),
        desks=known.desks,
        busy=busy.get((agency.pk, day), ()),
        offer=offer,
    )


def _call(key: str, agency: Agency, agent: Account, now: datetime) -> int:
    """A video call that begins so soon that its waiting room is open."""
    offer = offers.offer_for(TopicCode.INFORMATION, Channel.VIDEO)
    if _has_one(key, agency, Channel.VIDEO, now):
        return 0
    starts = _starts(offer, agency, now)
    if not starts or starts[0] - now > SOON:
        # No start of the day's hours lies so near: one more stretch begins in five minutes.
        tick = timedelta(seconds=rules.TICK)
        begins = now - timedelta(
            minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond
        )
        open_around(agency, Channel.VIDEO, now, from_moment=begins + 2 * tick)
    return _booked(key, agency, Channel.VIDEO, agent, now)


def _booked(key: str, agency: Agency, channel: str, agent: Account, now: datetime) -> int:
    """The next time, booked by an agent on the phone; an empty `key` is somebody without a file."""
    if _has_one(key, agency, channel, now):
        return 0
    offer = offers.offer_for(TopicCode.INFORMATION, channel)
    person = details_of(person_of(key)) if key else VISITOR
    for starts_at in _starts(offer, agency, now)[:3]:
        try:
            agents.book_for(
                topic=offer.topic,
                channel=channel,
                agency_ids=[agency.pk],
                starts_at=starts_at,
                applicant=person,
                language="en",
                by=By.agent(agent),
                dossier=_file_of(key),
            )
        except Refused:
            continue
        return 1
    return 0


def _starts(offer: Offer, agency: Agency, now: datetime) -> list[datetime]:
    """What is left of today for agents, not so near that nobody could be there."""
    today = civil_time.day_of(now)
    found = agenda.free_for_agents(
        offer=offer, agency_id=agency.pk, first=today, count=1, now=now + timedelta(minutes=2)
    )
    return [rules.moment(time) for time in found.get(today, ())]


def _has_one(key: str, agency: Agency, channel: str, now: datetime) -> bool:
    theirs = Appointment.objects.filter(
        channel=channel, status__in=AGREED, starts_at__gt=now - SOON, starts_at__lt=now + AFTER
    )
    if key:
        return theirs.of(_file_of(key)).exists()
    return theirs.filter(agency=agency, procedure__contact_email=VISITOR.email).exists()


VISITOR = PersonDetails(
    first_name="Vera",
    last_name="Besuch",
    birth_date=date(1990, 7, 14),
    email="vera.besuch@people.example",
    phone="+352621000777",
    country="LU",
)


def _file_of(key: str) -> Dossier | None:
    return person_of(key).dossier if key else None
