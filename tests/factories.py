"""Situations to test with. Factories know situations, not columns: `AppointmentFactory(held=True)`.

Everything made here keeps the promises of the database and of the procedures' history.
"""

from datetime import UTC, date, datetime, time, timedelta

import factory
from factory.django import DjangoModelFactory

from appointments.choices import Channel, DeviceKind, Status, TopicCode
from appointments.models import (
    Agency,
    Appointment,
    Closure,
    Conflict,
    Desk,
    Device,
    EarlierOffer,
    EarlierWish,
    FreedTime,
    OpeningHours,
    Replanning,
    ReplanningStep,
    SpecialOpening,
    TopicOffer,
    VideoCall,
    Visit,
)
from appointments.rules.states import OCCUPIES_THE_DESK
from appointments.services.people import PersonDetails, write_down
from appointments.services.requesting import RequestDetails
from cns_portal import audit, clock, procedures
from cns_portal.accounts.models import Account, Dossier
from cns_portal.documents.models import Document
from cns_portal.kernel import civil_time, matricule, public_holidays
from cns_portal.procedures.choices import ActorKind, Phase
from insured.models import InsuredPerson

MORNING = (time(8, 30), time(11, 30))
AFTERNOON = (time(13, 0), time(16, 0))
OPEN_SINCE = date(2020, 1, 1)


def some_matricule(number: int, *, born: str = "19800115") -> str:
    """A valid matricule, another one for each number."""
    return matricule.with_check_digits(f"{born}{number % 1000:03d}")


def wall_days_ago(days: int) -> datetime:
    """The same time of day in Luxembourg, so many days before."""
    then = civil_time.wall(clock.now())
    return civil_time.at(then.date() - timedelta(days=days), then.time())


def working_day(*, after: date, count: int = 1) -> date:
    """The `count`-th day after `after` on which agencies are open: no weekend, no holiday."""
    step = 1 if count > 0 else -1
    day = after
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while public_holidays.is_weekend_or_holiday(day):
            day += timedelta(days=step)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The UTC moment at which Luxembourg's clocks show that time."""
    return civil_time.at(day, time(hour, minute))


class DossierFactory(DjangoModelFactory):
    class Meta:
        model = Dossier


class AccountFactory(DjangoModelFactory):
    """Somebody who signs in; `agent=True` for staff, `supervisor=True` for all agencies."""

    class Meta:
        model = Account
        skip_postgeneration_save = True

    class Params:
        agent = factory.Trait(
            username=factory.Sequence(lambda n: f"agent-{n}"), is_staff=True, language="en"
        )
        supervisor = factory.Trait(
            username=factory.Sequence(lambda n: f"supervisor-{n}"),
            is_staff=True,
            is_superuser=True,
        )

    username = factory.Sequence(lambda n: f"person-{n}")
    first_name = "Claire"
    last_name = factory.Sequence(lambda n: f"Muster {n}")

    @factory.post_generation
    def agencies(self, create, extracted, **kwargs):
        """`agencies=[...]`: those assigned to the agent."""
        for agency in extracted or ():
            agency.agents.add(self)


class InsuredPersonFactory(DjangoModelFactory):
    """A person with a file; `signs_in=True` gives them an account."""

    class Meta:
        model = InsuredPerson

    class Params:
        signs_in = factory.Trait(account=factory.SubFactory(AccountFactory))
        without_matricule = factory.Trait(
            matricule=None, person_identifier=factory.Sequence(lambda n: f"BE/LU/test-{n}")
        )

    dossier = factory.SubFactory(DossierFactory)
    first_name = "Claire"
    last_name = factory.Sequence(lambda n: f"Insured {n}")
    matricule = factory.Sequence(lambda n: some_matricule(n, born=f"19{50 + n // 1000 % 50}0115"))
    birth_date = date(1980, 1, 15)
    email = factory.Sequence(lambda n: f"insured-{n}@people.example")
    phone = "+352 621 000 000"
    street = "1, rue de la Démonstration"
    postcode = "L-1000"
    locality = "Luxembourg"
    language = "en"


class DeskFactory(DjangoModelFactory):
    class Meta:
        model = Desk

    class Params:
        video = factory.Trait(channel=Channel.VIDEO)

    agency = factory.SubFactory("tests.factories.AgencyFactory")
    channel = Channel.ON_SITE
    name = factory.Sequence(lambda n: f"Desk {n}")
    position = factory.Sequence(lambda n: n)


class AgencyFactory(DjangoModelFactory):
    """An agency; `open=True` opens it Monday to Friday 8.30–11.30 and 13.00–16.00, both channels.

    `desks` and `video_desks` are how many of each it has.
    """

    class Meta:
        model = Agency
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"agency-{n}")
    name = factory.Sequence(lambda n: f"Agency {n}")
    street = "1, rue de la Démonstration"
    postcode = "L-1000"
    locality = "Luxembourg"
    demonstration_address = True
    email = factory.LazyAttribute(lambda agency: f"{agency.slug}@agencies.example")

    @factory.post_generation
    def open(self, create, extracted, **kwargs):
        if extracted:
            open_weekly(self, Channel.ON_SITE)
            open_weekly(self, Channel.VIDEO)

    @factory.post_generation
    def desks(self, create, extracted, **kwargs):
        for number in range(1, (1 if extracted is None else extracted) + 1):
            DeskFactory(agency=self, name=f"Desk {number}", position=number)

    @factory.post_generation
    def video_desks(self, create, extracted, **kwargs):
        for number in range(1, (1 if extracted is None else extracted) + 1):
            DeskFactory(agency=self, video=True, name=f"Video {number}", position=number)


def open_weekly(
    agency: Agency,
    channel: str = Channel.ON_SITE,
    *stretches: tuple[time, time],
    weekdays: range = range(5),
    **columns,
) -> list[OpeningHours]:
    """The same hours on each of the weekdays; the usual ones unless `stretches` are given."""
    return OpeningHours.objects.bulk_create(
        OpeningHours(
            agency=agency,
            channel=channel,
            weekday=weekday,
            opens_at=opens_at,
            closes_at=closes_at,
            **{"valid_from": OPEN_SINCE, **columns},
        )
        for weekday in weekdays
        for opens_at, closes_at in stretches or (MORNING, AFTERNOON)
    )


class OpeningHoursFactory(DjangoModelFactory):
    class Meta:
        model = OpeningHours

    agency = factory.SubFactory(AgencyFactory)
    channel = Channel.ON_SITE
    weekday = 0
    opens_at, closes_at = MORNING
    valid_from = OPEN_SINCE


class SpecialOpeningFactory(DjangoModelFactory):
    class Meta:
        model = SpecialOpening

    agency = factory.SubFactory(AgencyFactory)
    channel = Channel.ON_SITE
    day = factory.LazyFunction(lambda: working_day(after=clock.today()))
    opens_at, closes_at = MORNING


class ClosureFactory(DjangoModelFactory):
    """A whole day; `morning=True` for half a day, `agency=None` for all agencies."""

    class Meta:
        model = Closure

    class Params:
        morning = factory.Trait(from_time=time(0, 0), until_time=time(12, 0))
        afternoon = factory.Trait(from_time=time(12, 0), until_time=time(23, 0))

    agency = factory.SubFactory(AgencyFactory)
    day = factory.LazyFunction(lambda: working_day(after=clock.today()))
    reason = "Staff training"


class TopicOfferFactory(DjangoModelFactory):
    class Meta:
        model = TopicOffer
        django_get_or_create = ["topic", "channel"]

    class Params:
        video = factory.Trait(channel=Channel.VIDEO, slot_minutes=20)

    topic = TopicCode.INFORMATION
    channel = Channel.ON_SITE
    slot_minutes = 15
    buffer_minutes = 0
    notice_minutes = 120
    horizon_days = 60


def offers() -> dict[tuple[str, str], TopicOffer]:
    """The usual offers, by topic and channel."""
    return {
        (topic, channel): TopicOfferFactory(topic=topic, channel=channel, slot_minutes=minutes)
        for topic, channel, minutes in (
            (TopicCode.REIMBURSEMENT, Channel.ON_SITE, 15),
            (TopicCode.INFORMATION, Channel.ON_SITE, 15),
            (TopicCode.INFORMATION, Channel.VIDEO, 20),
            (TopicCode.LONG_TERM_CARE, Channel.ON_SITE, 30),
            (TopicCode.LONG_TERM_CARE, Channel.VIDEO, 30),
        )
    }


class DocumentFactory(DjangoModelFactory):
    """A row about an upload, without bytes: `pending=True`, `rejected=True`, else clean."""

    class Meta:
        model = Document

    class Params:
        pending = factory.Trait(state="pending", checked_at=None, page_count=None, scanned_with="")
        rejected = factory.Trait(state="rejected", rejection="unreadable", page_count=None)

    purpose = "identity_copy"
    original_name = "card.jpg"
    content_type = "image/jpeg"
    size = 1000
    sha256 = "0" * 64
    storage_name = factory.Sequence(lambda n: f"{n:032x}")
    stored_at = factory.LazyFunction(clock.now)
    state = "clean"
    checked_at = factory.LazyFunction(clock.now)
    page_count = 1
    scanned_with = "none (test)"


_numbers = iter(range(1, 10**9))


def visitor(**columns) -> PersonDetails:
    """Somebody's details as typed: another person each time."""
    number = next(_numbers)
    return PersonDetails(
        **{
            "first_name": "Vera",
            "last_name": f"Visitor {number}",
            "birth_date": date(1980, 1, 15),
            "email": f"visitor-{number}@people.example",
            "phone": "+352 621 111 111",
            "country": "LU",
            **columns,
        }
    )


# How a case came to a state: what happened, the state after it, the phase, and whose hand it was.
_WAYS: dict[str, list[tuple[str, str, str, str]]] = {
    Status.REQUESTED: [],
    Status.CONFIRMED: [("confirmed", Status.CONFIRMED, Phase.DECIDED, ActorKind.SYSTEM)],
    Status.REFUSED: [("refused", Status.REFUSED, Phase.DONE, ActorKind.SYSTEM)],
    Status.CANCELLED: [
        ("confirmed", Status.CONFIRMED, Phase.DECIDED, ActorKind.SYSTEM),
        ("cancelled", Status.CANCELLED, Phase.DONE, ActorKind.LINK),
    ],
    Status.MOVED: [
        ("confirmed", Status.CONFIRMED, Phase.DECIDED, ActorKind.SYSTEM),
        ("moved_away", Status.MOVED, Phase.DECIDED, ActorKind.PERSON),
    ],
    Status.CHECKED_IN: [
        ("confirmed", Status.CONFIRMED, Phase.DECIDED, ActorKind.SYSTEM),
        ("checked_in", Status.CHECKED_IN, Phase.DECIDED, ActorKind.SYSTEM),
    ],
    Status.CALLED: [
        ("confirmed", Status.CONFIRMED, Phase.DECIDED, ActorKind.SYSTEM),
        ("checked_in", Status.CHECKED_IN, Phase.DECIDED, ActorKind.SYSTEM),
        ("called", Status.CALLED, Phase.DECIDED, ActorKind.SYSTEM),
    ],
    Status.STARTED: [
        ("confirmed", Status.CONFIRMED, Phase.DECIDED, ActorKind.SYSTEM),
        ("checked_in", Status.CHECKED_IN, Phase.DECIDED, ActorKind.SYSTEM),
        ("started", Status.STARTED, Phase.DECIDED, ActorKind.SYSTEM),
    ],
    Status.COMPLETED: [
        ("confirmed", Status.CONFIRMED, Phase.DECIDED, ActorKind.SYSTEM),
        ("completed", Status.COMPLETED, Phase.DONE, ActorKind.SYSTEM),
    ],
    Status.MISSED: [
        ("confirmed", Status.CONFIRMED, Phase.DECIDED, ActorKind.SYSTEM),
        ("missed", Status.MISSED, Phase.DONE, ActorKind.SYSTEM),
    ],
}


class AppointmentFactory(DjangoModelFactory):
    """An appointment with its procedure, history and people; confirmed unless told otherwise.

    Without an `agency`, a new one that is open. Without `starts_at`, the desk's first free time
    from the next working day but one on (`past=True`: from the last working day but one on).
    `person` (an InsuredPerson) makes it one with authentication; `applicant` and `concerned` are
    `PersonDetails`. `minutes` and `buffer` are its length.
    """

    class Meta:
        model = Appointment

    class Params:
        held = factory.Trait(status=Status.HELD)
        expired = factory.Trait(status=Status.EXPIRED)
        requested = factory.Trait(status=Status.REQUESTED)
        left_to_agent = factory.Trait(
            status=Status.REQUESTED, left_to_agent_at=factory.LazyFunction(clock.now)
        )
        confirmed = factory.Trait(status=Status.CONFIRMED)
        checked_in = factory.Trait(status=Status.CHECKED_IN)
        called = factory.Trait(status=Status.CALLED)
        started = factory.Trait(status=Status.STARTED)
        completed = factory.Trait(status=Status.COMPLETED)
        missed = factory.Trait(status=Status.MISSED)
        cancelled = factory.Trait(status=Status.CANCELLED)
        refused = factory.Trait(status=Status.REFUSED)
        moved = factory.Trait(status=Status.MOVED)
        video = factory.Trait(channel=Channel.VIDEO, minutes=20)
        signed_in = factory.Trait(person=factory.SubFactory(InsuredPersonFactory, signs_in=True))

    status = Status.CONFIRMED
    topic = TopicCode.INFORMATION
    channel = Channel.ON_SITE
    language = "en"
    past = False
    minutes = 15
    buffer = 0
    person = None
    applicant = None
    concerned = None

    @classmethod
    def _create(cls, model_class, *args, **given):
        past, person = given.pop("past"), given.pop("person")
        applicant, concerned = given.pop("applicant"), given.pop("concerned")
        slot = timedelta(minutes=given.pop("minutes"))
        occupied = slot + timedelta(minutes=given.pop("buffer"))
        status, now = Status(given["status"]), clock.now()
        if "desk" in given:
            given.setdefault("agency", given["desk"].agency)
        agency = given.setdefault("agency", None) or AgencyFactory(open=True)
        given["agency"] = agency
        desk = given.setdefault(
            "desk",
            Desk.objects.filter(agency=agency, channel=given["channel"]).order_by("position")[0],
        )
        if "starts_at" not in given:
            given["starts_at"] = _free_start(desk, occupied, past=past)
        given.setdefault("ends_at", given["starts_at"] + slot)
        given.setdefault("occupied_until", given["starts_at"] + occupied)
        if status == Status.HELD:
            given.setdefault("hold_key", f"visitor-{next(_numbers)}")
            given.setdefault("hold_expires_at", now + timedelta(minutes=10))
        if status in {Status.HELD, Status.EXPIRED}:
            return model_class.objects.create(**given)
        applicant = applicant or (details_of(person) if person else visitor())
        if "procedure" not in given:
            given["procedure"] = _procedure(status, given["language"], person, applicant)
        sent = min(now, given["starts_at"]) - timedelta(hours=3)
        given.setdefault("requested_at", sent)
        given.setdefault("consented_at", sent)
        if status != Status.REQUESTED:
            given.setdefault("decided_at", sent + timedelta(seconds=1))
        if status == Status.CANCELLED:
            given.setdefault("cancelled_at", sent + timedelta(hours=1))
            given.setdefault("revision", 1)
        given.setdefault("person_key", _person_key(person, applicant, concerned))
        given.setdefault("for_another", concerned is not None)
        appointment = model_class.objects.create(signed_in=person is not None, **given)
        # Chosen when it was sent, so that notice and horizon count from there.
        Appointment.objects.filter(pk=appointment.pk).update(created_at=given["requested_at"])
        write_down(appointment, applicant=applicant, concerned=concerned)
        return Appointment.objects.with_place().get(pk=appointment.pk)


def details_of(person: InsuredPerson) -> PersonDetails:
    """The details a signed-in person's form is filled with."""
    return PersonDetails(
        first_name=person.first_name,
        last_name=person.last_name,
        matricule=person.matricule or "",
        birth_date=person.birth_date,
        email=person.email,
        phone=person.phone,
        country=person.country,
    )


def _person_key(person, applicant, concerned) -> int:
    """As a request of these people would have it."""
    dossier = person.dossier if person else None
    return RequestDetails(
        applicant=applicant,
        concerned=concerned,
        dossier=dossier,
        consented_at=clock.now(),
        language="en",
    ).person_key


def _procedure(status, language, person, applicant):
    account = person.account if person else None
    procedure = procedures.open_procedure(
        kind="appointment",
        dossier=person.dossier if person else None,
        created_by=account or audit.VISITOR,
        contact_email="" if person else applicant.email,
        language=language,
        state=Status.REQUESTED,
        actor_kind=ActorKind.PERSON,
    )
    for what, state, phase, kind in _WAYS[status]:
        procedures.add_event(
            procedure,
            what=f"appointment.{what}",
            phase=phase,
            state=state,
            actor=audit.SYSTEM if kind == ActorKind.SYSTEM else audit.VISITOR,
            actor_kind=kind,
        )
    return procedure


def _free_start(desk: Desk, occupied: timedelta, *, past: bool) -> datetime:
    """The first start at which the desk has nothing, on working days, from 8.30 or 13.00 on."""
    day = working_day(after=clock.today(), count=-2 if past else 2)
    while True:
        taken = list(
            Appointment.objects.filter(desk=desk, status__in=OCCUPIES_THE_DESK)
            .on_day(day)
            .values_list("starts_at", "occupied_until")
        )
        for opens_at, closes_at in (MORNING, AFTERNOON):
            start, end = civil_time.at(day, opens_at), civil_time.at(day, closes_at)
            while start + occupied <= end:
                if all(until <= start or start + occupied <= begin for begin, until in taken):
                    return start
                start += occupied
        day = working_day(after=day, count=-1 if past else 1)


NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning in Luxembourg, 10 o'clock, for tests that stop the clock."""


# -- the day -----------------------------------------------------------------------------------


class VisitFactory(DjangoModelFactory):
    """Somebody who has arrived for their appointment, with the day's next ticket."""

    class Meta:
        model = Visit

    appointment = factory.SubFactory(AppointmentFactory, checked_in=True)
    agency = factory.SelfAttribute("appointment.agency")
    day = factory.LazyAttribute(lambda visit: civil_time.day_of(visit.appointment.starts_at))
    ticket = factory.Sequence(lambda n: n + 1)
    arrived_at = factory.LazyFunction(clock.now)


class DeviceFactory(DjangoModelFactory):
    """A terminal, or `kind="display"`; its token is the hash of nothing anybody has."""

    class Meta:
        model = Device

    agency = factory.SubFactory(AgencyFactory, open=True)
    kind = DeviceKind.TERMINAL
    name = "Entrance"
    token_hash = factory.Sequence(lambda n: f"{n:064x}")


class FreedTimeFactory(DjangoModelFactory):
    """A time at an open agency that somebody gave back."""

    class Meta:
        model = FreedTime

    agency = factory.SubFactory(AgencyFactory, open=True)
    desk = factory.LazyAttribute(
        lambda freed: Desk.objects.filter(agency=freed.agency, channel=freed.channel)[0]
    )
    channel = Channel.ON_SITE
    starts_at = factory.LazyFunction(lambda: at(working_day(after=clock.today(), count=3), 10))
    ends_at = factory.LazyAttribute(lambda freed: freed.starts_at + timedelta(minutes=15))


class EarlierWishFactory(DjangoModelFactory):
    """Somebody with a confirmed appointment who would come earlier."""

    class Meta:
        model = EarlierWish

    class Params:
        appointment = factory.SubFactory(AppointmentFactory)

    procedure = factory.SelfAttribute("appointment.procedure")


class EarlierOfferFactory(DjangoModelFactory):
    """A freed time that is kept for the person of `wish`."""

    class Meta:
        model = EarlierOffer

    wish = factory.SubFactory(EarlierWishFactory)
    freed_time = factory.SubFactory(FreedTimeFactory)
    held = factory.LazyAttribute(
        lambda offer: AppointmentFactory(
            held=True, desk=offer.freed_time.desk, starts_at=offer.freed_time.starts_at
        )
    )
    starts_at = factory.SelfAttribute("held.starts_at")
    day = factory.LazyFunction(clock.today)
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(minutes=30))


class ConflictFactory(DjangoModelFactory):
    """A confirmed appointment that the hours no longer allow."""

    class Meta:
        model = Conflict

    appointment = factory.SubFactory(AppointmentFactory)
    refusal = "outside_hours"


class ReplanningFactory(DjangoModelFactory):
    """A decision about touched appointments; nothing is touched yet."""

    class Meta:
        model = Replanning

    subject = "closure"


class ReplanningStepFactory(DjangoModelFactory):
    """A confirmed appointment that is to be moved."""

    class Meta:
        model = ReplanningStep

    replanning = factory.SubFactory(ReplanningFactory)
    appointment = factory.SubFactory(AppointmentFactory)
    refusal = "closure"
    details = {"reason": "Training"}
    treatment = "move"
    reason = "We are sorry."


class VideoCallFactory(DjangoModelFactory):
    """The call of a confirmed video appointment; nobody is there yet."""

    class Meta:
        model = VideoCall

    appointment = factory.SubFactory(AppointmentFactory, video=True)
