"""Days that are over, with everything that happened on them: so that figures have something to say.

Written in bulk. The same day of the same agency is always the same, whatever else there is.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from appointments.choices import Channel
from appointments.models import Agency, Appointment, Participant, Visit
from appointments.rules import free_times as rules
from appointments.selectors import offers
from appointments.selectors.calendars import AgencyCalendar, calendars
from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.demo.stories import Place, Teller, Written
from cns_portal.procedures.models import Procedure, ProcedureEvent


def write_days(
    agencies: Sequence[Agency],
    days: Sequence[date],
    *,
    share: float,
    with_people: bool = True,
    most: int | None = None,
) -> int:
    """Fill `share` of what the hours of these days offer; how many appointments that makes.

    A day on which the agency has appointments already is left as it is. `most` ends it early.
    """
    if not agencies or not days:
        return 0
    ids = [agency.pk for agency in agencies]
    known = {channel: calendars(ids, channel, min(days), max(days)) for channel in Channel.values}
    agents = _agents(agencies)
    serial = next_serial()
    written = 0
    for day in days:
        if most is not None and written >= most:
            break
        with transaction.atomic():
            batch = Written()
            for agency in agencies:
                if Appointment.objects.filter(agency=agency).on_day(day).exists():
                    continue
                chance = random.Random(f"{agency.slug}:{day}")
                teller = Teller(batch, chance, serial, agents.get(agency.pk))
                places = [
                    place
                    for channel in Channel.values
                    for place in _places(known[channel][agency.pk], channel, agency, day)
                    if chance.random() < share
                ]
                teller.tell(sorted(places, key=lambda place: (place.starts_at, place.desk)))
            store(batch, with_people=with_people)
        written += len(batch.appointments)
        serial += len(batch.procedures)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return written


def next_serial() -> int:
    """A number that no reference was made from."""
    return (Procedure.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1


def _agents(agencies: Sequence[Agency]) -> dict[int, Account]:
    """One of the agents of each agency, else one of the supervisors."""
    anybody = Account.objects.filter(is_superuser=True).order_by("pk").first()
    return {agency.pk: agency.agents.order_by("pk").first() or anybody for agency in agencies}


def _places(calendar: AgencyCalendar, channel: str, agency: Agency, day: date) -> Iterator[Place]:
    """Each desk serves one topic a day, one appointment after the other."""
    served = [offer for offer in offers.offers() if offer.channel == channel]
    windows = calendar.calendar.windows(day)
    for rank, desk in enumerate(calendar.desks if served else ()):
        offer = served[(day.toordinal() + rank) % len(served)]
        for time in rules.free_times(
            day=day,
            windows=[w for w in windows if w.desks is None or rank < w.desks],
            desks=[desk],
            busy=(),
            offer=offer,
        ):
            yield Place(agency.pk, desk, offer, rules.moment(time))


def store(batch: Written, *, with_people: bool = True) -> None:
    """The rows, in the order in which they need each other."""
    Procedure.objects.bulk_create(batch.procedures, batch_size=2000)
    ProcedureEvent.objects.bulk_create(batch.events, batch_size=2000)
    for is_new_time in (False, True):  # which names the time given up
        Appointment.objects.bulk_create(
            [
                appointment
                for appointment in batch.appointments
                if bool(appointment.rescheduled_from) is is_new_time
            ],
            batch_size=2000,
        )
    Visit.objects.bulk_create(batch.visits, batch_size=2000)
    if with_people:
        Participant.objects.bulk_create(
            (
                Participant(
                    appointment=appointment,
                    role="applicant",
                    first_name=person.first_name,
                    last_name=person.last_name,
                    matricule=person.matricule,
                    email=appointment.procedure.contact_email,
                )
                for appointment, person in batch.people
            ),
            batch_size=2000,
        )


def days_before(today: date, count: int) -> list[date]:
    """The last `count` days that are over, the latest first."""
    return [today - timedelta(days=n) for n in range(1, count + 1)]


def seed_past(slugs: Sequence[str], *, days: int = 35, share: float = 0.2) -> int:
    """Some weeks of these agencies up to yesterday, also those since the last start."""
    agencies = list(Agency.objects.filter(slug__in=slugs))
    return write_days(agencies, days_before(clock.today(), days), share=share)
