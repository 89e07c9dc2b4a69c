"""Large amounts of invented data, to see how the portal behaves when it is full."""

import random
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db import connection, transaction

from appointments.choices import Channel, Status
from appointments.models import Agency, Appointment, Participant
from appointments.rules import free_times as rules
from appointments.selectors import offers
from appointments.selectors.calendars import calendars
from appointments.services.people import PersonDetails, person_key
from cns_portal import clock
from cns_portal.accounts.models import Dossier
from cns_portal.kernel.matricule import with_check_digits
from cns_portal.procedures.models import Procedure, ProcedureEvent
from insured.services import files as insured

BATCH = 2000
FIRST_NAMES = ("Anna", "Ben", "Clara", "David", "Emma", "Felix", "Julie", "Leo", "Mia", "Noah")
LAST_NAMES = ("Muster", "Exemple", "Beispill", "Modell", "Probe", "Schema", "Essai", "Model")


def invented_matricule(number: int) -> str:
    """The valid matricule of the invented person with this number, below 20 million.

    Sequences from 300 on, because the people to sign in as have lower ones.
    """
    day = date(1930, 1, 1) + timedelta(days=number % 33_000)
    return with_check_digits(f"{day:%Y%m%d}{300 + number // 33_000:03d}")


def add_insured(count: int) -> int:
    """`count` more insured persons with their dossiers, in batches."""
    start = Dossier.objects.count()
    added = 0
    while added < count:
        size = min(BATCH, count - added)
        with transaction.atomic():
            dossiers = Dossier.objects.bulk_create(Dossier() for _ in range(size))
            insured.add_invented(
                (
                    dossier,
                    invented_matricule(start + added + index),
                    FIRST_NAMES[(start + added + index) % len(FIRST_NAMES)],
                    LAST_NAMES[(start + added + index) // 7 % len(LAST_NAMES)],
                )
                for index, dossier in enumerate(dossiers)
            )
        added += size
    return added


def add_appointments(count: int, *, seed: int, slugs: Collection[str] = ()) -> int:
    """Up to `count` confirmed appointments on free times of the next sixty days.

    At the agencies named by `slugs`, or at all of them. Returns how many there was room for.
    """
    chance = random.Random(seed)
    places = list(_free_places(slugs))
    chance.shuffle(places)
    chosen = places[:count]
    now = clock.now()
    serial = Procedure.objects.count()
    for offset in range(0, len(chosen), BATCH):
        with transaction.atomic():
            _write(chosen[offset : offset + BATCH], serial + offset, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(chosen)


def _free_places(slugs: Collection[str]) -> Iterator[tuple[int, int, int]]:
    """(agency, desk, POSIX second) of every free quarter of an hour at an agency."""
    offer = offers.offer_for("information", Channel.ON_SITE)
    found = Agency.objects.filter(slug__in=slugs) if slugs else Agency.objects.all()
    agencies = list(found.values_list("pk", flat=True))
    first = clock.today() + timedelta(days=1)
    last = first + timedelta(days=59)
    taken = set(Appointment.objects.occupying().values_list("desk_id", "starts_at").iterator())
    known = calendars(agencies, Channel.ON_SITE, first, last)
    for agency in agencies:
        for day in (first + timedelta(days=offset) for offset in range(60)):
            for desk in known[agency].desks:
                for time in rules.free_times(
                    day=day,
                    windows=known[agency].calendar.windows(day),
                    desks=[desk],
                    busy=(),
                    offer=offer,
                ):
                    if (desk, rules.moment(time)) not in taken:
                        yield agency, desk, time.second


def _write(places: list[tuple[int, int, int]], serial: int, now) -> None:
    procedures = Procedure.objects.bulk_create(
        Procedure(
            reference=f"Z{serial + index:08d}",
            kind="appointment",
            contact_email=f"person{serial + index}@people.example",
            language="en",
            phase="decided",
            current_state=Status.CONFIRMED,
            created_at=now,
            updated_at=now,
        )
        for index in range(len(places))
    )
    ProcedureEvent.objects.bulk_create(
        ProcedureEvent(
            procedure=procedure,
            at=now,
            phase="decided",
            state=Status.CONFIRMED,
            what="appointment.confirmed",
            actor_kind="system",
        )
        for procedure in procedures
    )
    offer = offers.offer_for("information", Channel.ON_SITE)
    people = [
        PersonDetails(
            first_name=FIRST_NAMES[(serial + index) % len(FIRST_NAMES)],
            last_name=LAST_NAMES[(serial + index) // 7 % len(LAST_NAMES)],
            matricule=invented_matricule(serial + index + 1_000_000),
        )
        for index in range(len(places))
    ]
    appointments = Appointment.objects.bulk_create(
        Appointment(
            procedure=procedure,
            agency_id=agency,
            desk_id=desk,
            topic=offer.topic,
            channel=offer.channel,
            starts_at=rules.moment(rules.FreeTime(second, 1)),
            ends_at=rules.moment(rules.FreeTime(second, 1)) + offer.slot,
            occupied_until=rules.moment(rules.FreeTime(second, 1)) + offer.occupied,
            status=Status.CONFIRMED,
            person_key=person_key(person),
            consented_at=now,
            requested_at=now,
            decided_at=now,
        )
        for procedure, person, (agency, desk, second) in zip(
            procedures, people, places, strict=True
        )
    )
    Participant.objects.bulk_create(
        Participant(
            appointment=appointment,
            role="applicant",
            first_name=person.first_name,
            last_name=person.last_name,
            matricule=person.matricule,
            email=f"person{serial + index}@people.example",
        )
        for index, (appointment, person) in enumerate(zip(appointments, people, strict=True))
    )
