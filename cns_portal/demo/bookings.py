"""A few appointments for the people of the demonstration, made the way people make them."""

from datetime import timedelta

from appointments.models import Appointment
from appointments.rules import free_times as rules
from appointments.selectors import offers
from appointments.selectors.free_times import free_times
from appointments.services import deciding, holding, requesting
from appointments.services.acting import By
from appointments.services.people import PersonDetails
from appointments.services.requesting import RequestDetails
from cns_portal import audit, clock
from cns_portal.demo.people import PEOPLE
from cns_portal.procedures.choices import ActorKind
from insured import selectors as insured

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
    return sum(_book(*wish) for wish in WISHES)


def _book(key: str, topic: str, channel: str, slug: str, ahead: int, is_left_to_agent: bool) -> int:
    known = next(person for person in PEOPLE if person.key == key)
    person = insured.by_matricule(known.matricule)
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
        return 0
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
            applicant=PersonDetails(
                first_name=person.first_name,
                last_name=person.last_name,
                matricule=person.matricule or "",
                birth_date=person.birth_date,
                email=person.email,
                phone=person.phone,
            ),
            consented_at=now,
            language="en",
            dossier=person.dossier,
        ),
        by=By(audit.SYSTEM, ActorKind.SYSTEM),
    )
    if is_left_to_agent:
        deciding.leave_to_agent(appointment.pk)
    else:
        deciding.check_request(appointment.pk)
    return 1
