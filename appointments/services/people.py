"""The people in an appointment: what is written down of them, and how we know one from another."""

import hashlib
import hmac
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.conf import settings

from appointments.choices import Refusal, Role
from appointments.models import Appointment, Participant
from appointments.rules.booking import why_not_another
from appointments.selectors import offers
from cns_portal import clock
from cns_portal.db import lock_in_turn
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

PERSON_LOCK = -1  # the first half of a lock on a person; agencies have positive numbers


@dataclass(frozen=True)
class PersonDetails:
    """Somebody's details as typed, already cleaned. `country` is an ISO 3166 alpha-2 code."""

    first_name: str
    last_name: str
    matricule: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    locality: str = ""
    country: str = ""
    insured_with_cns: bool | None = None


def person_key(person: PersonDetails) -> int:
    """A number that is the same for the same person and says nothing about them.

    The matricule where there is one, else names and date of birth; keyed with the portal's
    secret, so that nobody can try out matricules against the database.
    """
    if person.matricule:
        text = f"matricule:{person.matricule}"
    else:
        name = f"{person.first_name} {person.last_name}".casefold()
        text = f"name:{' '.join(name.split())}:{person.birth_date}"
    digest = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) >> 1


def insist_on_room_for(
    key: int, *, starts_at: datetime, ends_at: datetime, instead_of: Appointment | None = None
) -> None:
    """Refuse a person who has enough open appointments, or one at the same time.

    Holds a lock on the person until the transaction ends, so that two requests sent at once are
    counted one after the other. `instead_of` is an appointment about to be given up.
    """
    lock_in_turn([(PERSON_LOCK, key % 2**31)])
    theirs = Appointment.objects.open().filter(person_key=key, ends_at__gt=clock.now())
    if instead_of is not None:
        theirs = theirs.exclude(pk=instead_of.pk)
    for other in theirs.overlapping(starts_at, ends_at)[:1]:
        raise Refused(Refusal.OVERLAPS_OWN, other=civil_time.wall(other.starts_at))
    if instead_of is None:
        limit = offers.policy().open_bookings_per_person
        if refused := why_not_another(open_bookings=theirs.count(), limit=limit):
            raise Refused(refused.refusal, **refused.details)


def write_down(
    appointment: Appointment, *, applicant: PersonDetails, concerned: PersonDetails | None
) -> None:
    """Keep the details with the appointment, as they were given."""
    people = [Participant(appointment=appointment, role=Role.APPLICANT, **asdict(applicant))]
    if concerned is not None:
        people.append(
            Participant(appointment=appointment, role=Role.CONCERNED, **asdict(concerned))
        )
    Participant.objects.bulk_create(people)
