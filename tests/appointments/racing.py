"""Many clients at the same moment: what they do, and what must never come of it."""

from collections import Counter

from appointments.choices import Refusal
from appointments.models import Appointment
from appointments.selectors import offers as selected
from appointments.services import agents, holding, moving
from appointments.services.acting import By
from appointments.services.requesting import send_request
from tests import factories
from tests.appointments.stories import details

CLIENTS = 32


def summary(answers):
    """How many got what they wanted, and why the others did not."""
    errors = [answer for answer in answers if isinstance(answer, Exception)]
    assert errors == []
    return Counter(answer if isinstance(answer, Refusal) else "had" for answer in answers)


def holds(agencies, start, count=CLIENTS, topic="information"):
    offer = selected.offer_for(topic, "on_site")
    ids = [agency.pk for agency in agencies]
    return [
        lambda key=f"{topic} {n}", start=start: holding.hold(
            offer=offer, agency_ids=ids, starts_at=start, hold_key=key, language="en"
        )
        for n in range(count)
    ]


def bookings_by_phone(agency, start, agent, count=CLIENTS):
    people = [factories.visitor() for _ in range(count)]
    return [by_phone(agency, start, agent, person) for person in people]


def by_phone(agency, start, agent, person):
    return lambda: agents.book_for(
        topic="information",
        channel="on_site",
        agency_ids=[agency.pk],
        starts_at=start,
        applicant=person,
        language="en",
        by=By.agent(agent),
    )


def moves(appointments, agency, start, agent):
    return [
        lambda pk=appointment.pk: moving.move(
            pk, agency_ids=[agency.pk], starts_at=start, by=By.agent(agent)
        )
        for appointment in appointments
    ]


def sends(key, count=1, said=None):
    said = said or details()
    return [lambda: send_request(hold_key=key, details=said, by=By.visitor()) for _ in range(count)]


def overlapping_pairs():
    """Two appointments that take the same desk at the same time: never."""
    taken = list(Appointment.objects.occupying().order_by("desk", "starts_at"))
    return [
        (one.pk, two.pk)
        for n, one in enumerate(taken)
        for two in taken[n + 1 :]
        if one.desk_id == two.desk_id
        and one.starts_at < two.occupied_until
        and two.starts_at < one.occupied_until
    ]
