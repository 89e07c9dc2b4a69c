"""The people in an appointment: what is written down of them, and how we know one from another."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from appointments.choices import Refusal, Role
from appointments.models import Appointment, Participant
from appointments.rules.booking import why_not_another
from appointments.selectors import offers
from cns_portal import clock
from cns_portal.db import lock_in_turn
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

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

    @property
    def full_name(self) -> str:
        """First name and last name."""
        return f"{self.first_name} {self.last_name}"


def person_key(
    person: PersonDetails, *, dossier: Dossier | None = None, claimed_by: str = ""
) -> int:
    """A number that is the same for the same person and says nothing about them.

    Somebody signed in for themselves is known by `dossier`. Everybody else is only as certain as
    whoever names them: the key holds names, date of birth and `claimed_by` (the e-mail address or
    the dossier that vouches), so that a stranger who knows a matricule can neither find out nor
    use up what its owner has booked. Keyed with the portal's secret; under a new secret, earlier
    appointments no longer count.
    """
    if dossier is not None:
        text = f"dossier:{dossier.pk}"
    else:
        name = " ".join(f"{person.first_name} {person.last_name}".casefold().split())
        born = person.matricule[:8] or f"{person.birth_date:%Y%m%d}"
        text = f"claimed:{name}:{born}:{claimed_by.casefold()}"
    digest = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) >> 1


def insist_on_room_for(
    key: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    instead_of: Appointment | None = None,
    is_there: bool = False,
) -> None:
    """Refuse a person who has enough open appointments, or one at the same time.

    Holds a lock on the person until the transaction ends, so that two requests sent at once are
    counted one after the other. `instead_of` is an appointment about to be given up. The limit is
    there against hoarding: it does not hold for somebody who `is_there`, at the counter.
    """
    lock_in_turn([(PERSON_LOCK, key % 2**31)])
    theirs = Appointment.objects.open().filter(person_key=key, ends_at__gt=clock.now())
    if instead_of is not None:
        theirs = theirs.exclude(pk=instead_of.pk)
    for other in theirs.overlapping(starts_at, ends_at)[:1]:
        raise Refused(Refusal.OVERLAPS_OWN, other=civil_time.wall(other.starts_at))
    if instead_of is None and not is_there:
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
