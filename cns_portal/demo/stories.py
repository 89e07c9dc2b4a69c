"""What became of invented bookings, with the lines of their histories, as services write them."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from appointments.choices import Channel, Status
from appointments.models import Appointment, Visit
from appointments.rules.free_times import Offer
from appointments.services.people import PersonDetails, person_key
from cns_portal.accounts.models import Account
from cns_portal.demo.volume import FIRST_NAMES, LAST_NAMES, invented_matricule
from cns_portal.kernel import civil_time, codes
from cns_portal.procedures.choices import ActorKind, Phase
from cns_portal.procedures.models import Procedure, ProcedureEvent

# What becomes of a hundred bookings. Invented: the CNS publishes no such figures.
FATES = {
    Status.COMPLETED: 76,
    Status.MISSED: 8,
    Status.CANCELLED: 11,
    Status.MOVED: 4,
    Status.REFUSED: 1,
}
REASONS = ("The colleague is ill. We apologise.", "The agency has to close at this time.")
SCRAMBLE = 7**13  # has no divisor in common with the number of letters: each serial another code


@dataclass
class Written:
    """The rows of one batch, before they are stored."""

    procedures: list[Procedure] = field(default_factory=list)
    events: list[ProcedureEvent] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    people: list[tuple[Appointment, PersonDetails]] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A desk's time on a day, for an offer."""

    agency: int
    desk: int
    offer: Offer
    starts_at: datetime


class Teller:
    """Tells what happened to one booking after the other of an agency's day."""

    def __init__(
        self, batch: Written, chance: random.Random, serial: int, agent: Account | None
    ) -> None:
        self.batch, self.chance, self.agent = batch, chance, agent
        self.first = serial
        self.tickets = 0
        self._hand = ActorKind.AGENT if agent else ActorKind.SYSTEM

    def tell(self, places: Sequence[Place]) -> None:
        """Each booking, what became of it, and the lines of its history."""
        moved: Appointment | None = None
        for number, place in enumerate(places):
            if moved is not None:
                self._told_of(self.row(place, moved.procedure, moved.requested_at), moved)
                moved = None
                continue
            fate = self.chance.choices(list(FATES), weights=list(FATES.values()))[0]
            if fate == Status.MOVED and number == len(places) - 1:
                fate = Status.COMPLETED  # there is no later time to move to
            appointment = self._booked(place, fate)
            if fate == Status.MOVED:
                moved = appointment

    def _booked(self, place: Place, fate: Status) -> Appointment:
        sent = place.starts_at - timedelta(
            days=self.chance.randint(1, 20), minutes=self.chance.randint(0, 500)
        )
        appointment, say = self.begin(place, sent=sent, with_person=fate != Status.MOVED)
        appointment.status = fate
        getattr(self, f"_{fate}")(appointment, say, sent + timedelta(seconds=4))
        return appointment

    def begin(
        self, place: Place, *, sent: datetime, with_person: bool = True
    ) -> tuple[Appointment, Callable[..., None]]:
        """A request of somebody new, and what adds lines to its history."""
        number = self.first + len(self.batch.procedures)
        procedure = Procedure(
            reference=reference(number),
            kind="appointment",
            contact_email=f"person{number}@people.example",
            language=self.chance.choice(("fr", "fr", "de", "lb", "en")),
            created_at=sent,
        )
        self.batch.procedures.append(procedure)
        appointment = self.row(place, procedure, sent)
        if with_person:
            self.batch.people.append((appointment, self._person(number)))
        say = self.say(procedure)
        say("received", Status.REQUESTED, sent, ActorKind.PERSON)
        return appointment, say

    def _told_of(self, appointment: Appointment, before: Appointment) -> None:
        """The new time of a moved appointment: the person came to that one."""
        number = self.first + self.batch.procedures.index(before.procedure)
        appointment.status, appointment.rescheduled_from = Status.COMPLETED, before
        appointment.revision = 1
        self.batch.people.append((appointment, self._person(number)))
        say = self.say(before.procedure)
        say("moved", Status.CONFIRMED, before.procedure.updated_at, ActorKind.LINK)
        self._came(appointment, say)

    def row(self, place: Place, procedure: Procedure, sent: datetime) -> Appointment:
        """An appointment of this case at this place, without a state yet."""
        person = self._person(len(self.batch.appointments))
        appointment = Appointment(
            procedure=procedure,
            agency_id=place.agency,
            desk_id=place.desk,
            topic=place.offer.topic,
            channel=place.offer.channel,
            starts_at=place.starts_at,
            ends_at=place.starts_at + place.offer.slot,
            occupied_until=place.starts_at + place.offer.occupied,
            person_key=person_key(person, claimed_by=procedure.contact_email),
            language=procedure.language,
            consented_at=sent,
            requested_at=sent,
            decided_at=sent + timedelta(seconds=4),
            created_at=sent,
        )
        self.batch.appointments.append(appointment)
        return appointment

    def _person(self, number: int) -> PersonDetails:
        return PersonDetails(
            first_name=FIRST_NAMES[number % len(FIRST_NAMES)],
            last_name=LAST_NAMES[number // 7 % len(LAST_NAMES)],
            matricule=invented_matricule(2_000_000 + number % 10_000_000),
        )

    def say(self, procedure: Procedure) -> Callable[..., None]:
        """Adds lines to the history of the case, which the case follows."""

        def say(what: str, state: str, at: datetime, by: str, reason: str = "") -> None:
            self.batch.events.append(
                ProcedureEvent(
                    procedure=procedure,
                    at=at,
                    phase=_PHASES.get(state, Phase.DECIDED),
                    state=state,
                    what=f"appointment.{what}",
                    actor_kind=by,
                    actor=self.agent if by == ActorKind.AGENT else None,
                    reason=reason,
                )
            )
            procedure.phase, procedure.current_state = _PHASES.get(state, Phase.DECIDED), state
            procedure.updated_at = at

        return say

    def _confirmed(self, say, at: datetime) -> None:
        say("confirmed", Status.CONFIRMED, at, ActorKind.SYSTEM)

    def _completed(self, appointment: Appointment, say, decided: datetime) -> None:
        self._confirmed(say, decided)
        self._came(appointment, say)

    def _came(self, appointment: Appointment, say) -> None:
        begins = appointment.starts_at
        minutes = int((appointment.ends_at - begins).total_seconds() / 60)
        arrived = begins - timedelta(minutes=self.chance.randint(1, 20))
        late = timedelta(minutes=min(self.chance.expovariate(1 / 5), 40))
        called = max(begins - timedelta(minutes=2), arrived) + late
        started = called + timedelta(seconds=self.chance.randint(20, 120))
        took = timedelta(minutes=max(3, self.chance.gauss(minutes * 0.8, minutes / 4)))
        say("checked_in", Status.CHECKED_IN, arrived, ActorKind.PERSON)
        agent = self._hand
        if appointment.channel == Channel.ON_SITE:
            say("called", Status.CALLED, called, agent)
            self.tickets += 1
            self.batch.visits.append(
                Visit(
                    appointment=appointment,
                    agency_id=appointment.agency_id,
                    day=civil_time.day_of(begins),
                    ticket=self.tickets,
                    arrived_at=arrived,
                    called_at=called,
                    desk_id=appointment.desk_id,
                    agent=self.agent,
                )
            )
        say("started", Status.STARTED, started, agent)
        say("completed", Status.COMPLETED, started + took, agent)

    def _missed(self, appointment: Appointment, say, decided: datetime) -> None:
        self._confirmed(say, decided)
        missed = appointment.starts_at + timedelta(minutes=20)
        say("missed", Status.MISSED, missed, ActorKind.SYSTEM)

    def _cancelled(self, appointment: Appointment, say, decided: datetime) -> None:
        self._confirmed(say, decided)
        whole = appointment.starts_at - decided
        at = appointment.starts_at - whole * self.chance.random() ** 3  # most of them late
        appointment.cancelled_at, appointment.revision = at, 1
        if self.chance.random() < 0.2:
            say("cancelled", Status.CANCELLED, at, self._hand, self.chance.choice(REASONS))
        else:
            say("cancelled", Status.CANCELLED, at, ActorKind.LINK)

    def _refused(self, appointment: Appointment, say, decided: datetime) -> None:
        say("refused", Status.REFUSED, decided, ActorKind.SYSTEM, "The agency is closed then.")

    def _moved(self, appointment: Appointment, say, decided: datetime) -> None:
        self._confirmed(say, decided)
        at = appointment.starts_at - (appointment.starts_at - decided) * self.chance.random()
        say("moved_away", Status.MOVED, at, ActorKind.LINK)


_PHASES = {
    Status.REQUESTED: Phase.BEING_CHECKED,
    Status.COMPLETED: Phase.DONE,
    Status.MISSED: Phase.DONE,
    Status.CANCELLED: Phase.DONE,
    Status.REFUSED: Phase.DONE,
}


def reference(serial: int) -> str:
    """Another one for each serial, and as mixed as a drawn one."""
    size = len(codes.ALPHABET)
    rest, letters = serial * SCRAMBLE % size**8, ""
    for _ in range(8):
        rest, digit = divmod(rest, size)
        letters += codes.ALPHABET[digit]
    return f"{letters[:4]}-{letters[4:]}"
