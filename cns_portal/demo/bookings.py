"""A few appointments for the people of the demonstration, made the way people make them."""

from datetime import timedelta

from appointments.models import Appointment, Closure
from appointments.rules import free_times as rules
from appointments.selectors import offers
from appointments.selectors.free_times import free_times
from appointments.services import deciding, holding, requesting, wishing
from appointments.services.acting import SYSTEM
from appointments.services.people import PersonDetails
from appointments.services.requesting import RequestDetails
from cns_portal import clock
from cns_portal.demo.people import PEOPLE
from cns_portal.kernel import civil_time
from insured.selectors import people as insured

# Whose, topic, channel, agency, how many days ahead, whether it is left to an agent.
WISHES = (
    ("marie", "reimbursement", "on_site", "esch-sur-alzette", 3, False),
    ("marie", "information", "video", "", 8, False),
    ("tom", "information", "on_site", "esch-sur-alzette", 1, False),
    ("hans", "long_term_care", "on_site", "esch-sur-alzette", 5, True),
    ("luc", "long_term_care", "on_site", "luxembourg-hollerich", 2, False),
)


def seed_bookings() -> int:
    """Book what is wished for, once. Returns how many are new."""
    if Appointment.objects.filter(procedure__isnull=False).exists():
        return 0
    booked = [appointment for wish in WISHES if (appointment := _book(*wish))]
    if booked:
        wishing.ask(booked[0].pk, by=SYSTEM)
        _close_at(booked[-1])
    return len(booked)


def _close_at(appointment: Appointment) -> None:
    """A closure that was entered after somebody had booked: the worker finds out and tells."""
    begins = civil_time.wall(appointment.starts_at)
    Closure.objects.create(
        agency=appointment.agency,
        channel=appointment.channel,
        day=begins.date(),
        from_time=begins.time(),
        until_time=civil_time.wall(appointment.ends_at).time(),
        reason="Staff meeting",
    )


def _book(
    key: str, topic: str, channel: str, slug: str, ahead: int, is_left_to_agent: bool
) -> Appointment | None:
    person = person_of(key)
    offer = offers.offer_for(topic, channel)
    agencies = [agency for agency in offers.agencies(channel) if not slug or agency.slug == slug]
    now = clock.now()
    found = free_times(
        offer=offer,
        agency_ids=[agency.pk for agency in agencies],
        first=clock.today() + timedelta(days=ahead),
        count=14,
        now=now,
    )
    starts = [
        (day, times[len(times) // 2], agency)
        for agency, days in found.items()
        for day, times in days.items()
    ]
    if person is None or not starts:
        return None
    _day, time, agency = min(starts)
    hold_key = f"demonstration-{key}-{topic}-{channel}"
    holding.hold(
        offer=offer,
        agency_ids=[agency],
        starts_at=rules.moment(time),
        hold_key=hold_key,
        language="en",
    )
    appointment = requesting.send_request(
        hold_key=hold_key,
        details=RequestDetails(
            applicant=details_of(person),
            consented_at=now,
            language="en",
            dossier=person.dossier,
        ),
        by=SYSTEM,
    )
    if is_left_to_agent:
        deciding.leave_to_agent(appointment.pk)
    else:
        deciding.check_request(appointment.pk)
    return appointment


def person_of(key: str):
    """The insured person of the demonstration with this key; None before they are seeded."""
    known = next(person for person in PEOPLE if person.key == key)
    return insured.by_matricule(known.matricule)


def details_of(person) -> PersonDetails:
    """What a form would be filled with."""
    return PersonDetails(
        first_name=person.first_name,
        last_name=person.last_name,
        matricule=person.matricule or "",
        birth_date=person.birth_date,
        email=person.email,
        phone=person.phone,
    )
