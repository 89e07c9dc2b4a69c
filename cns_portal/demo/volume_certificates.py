"""Very many certificates, in all states, of invented people: how the portal behaves when full."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from cns_portal import clock
from cns_portal.accounts.models import Dossier
from cns_portal.demo import volume
from cns_portal.demo.certificate_ledger import Child, Sheet, write
from cns_portal.demo.volume_bills import two_agents
from cns_portal.kernel import civil_time
from cns_portal.kernel.matricule import with_check_digits
from incapacity.choices.certificates import Cause, CertificateState, Outings, Sequel

CERTIFICATES_OF_ONE = 4
"""About as many has everybody who is ever ill, in the months that are written."""

DAYS_BACK = 900
"""How far back the oldest begins: further than any window looks."""

AT_ONCE = 2000
RECENT = timedelta(days=12)

S = CertificateState
# Of a hundred: what became of older ones, and how far those of the last days have come. Invented.
OF_OLD = {S.ACCEPTED: 94, S.REFUSED: 4, S.WITHDRAWN: 2}
OF_NEW = {
    S.SENT: 45,
    S.BEING_CHECKED: 15,
    S.NEEDS_YOU: 6,
    S.AT_BOARD: 2,
    S.ACCEPTED: 28,
    S.REFUSED: 2,
    S.WITHDRAWN: 2,
}
CAUSES = {Cause.ILLNESS: 79, Cause.ACCIDENT: 7, Cause.FAMILY: 13, Cause.MATERNITY: 1}
CODES = ("J06.9", "M54.5", "A09", "J20.9", "K29.7", "F32.1", "R51", "S93.4")
DOCTORS = tuple((f"Dr {name}", f"9{number:05d}") for number, name in enumerate(volume.LAST_NAMES))
REASON = "La date d’établissement est illisible : demandez un duplicata à votre médecin."
Person = tuple[int, int, date | None]
"""The key of an insured person, of their dossier, and when they were born."""


def add_certificates(count: int, *, seed: int) -> int:
    """So many more certificates, of people without a sign-in, as they came by post; how many.

    Adds people when there are too few.
    """
    chance = random.Random(seed)
    people = _people(max(count // CERTIFICATES_OF_ONE, 1))
    agents = two_agents()
    now, left = clock.now(), count
    while left > 0:
        sheets = _sheets(chance, people, min(left, AT_ONCE), now)
        left -= write(sheets, agents=agents, now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _people(wanted: int) -> list[Person]:
    """Insured people who never signed in, the last ones; added where there are not enough."""
    there = Dossier.objects.filter(
        insured_person__isnull=False, insured_person__account__isnull=True
    ).order_by("-pk")
    missing = wanted - there.count()
    if missing > 0:
        volume.add_insured(missing)
    columns = ("insured_person", "pk", "insured_person__birth_date")
    return list(there.values_list(*columns)[:wanted])


def _sheets(
    chance: random.Random, people: Sequence[Person], count: int, now: datetime
) -> list[Sheet]:
    """Illnesses of one or several certificates, each prolonging the one before."""
    sheets: list[Sheet] = []
    while len(sheets) < count:
        spell = list(_spell(chance, chance.choice(people), len(sheets), now))
        sheets += spell[: count - len(sheets)]
    return sheets


def _spell(chance: random.Random, person: Person, place: int, now: datetime) -> Iterator[Sheet]:
    cause = chance.choices(list(CAUSES), weights=list(CAUSES.values()))[0]
    first = civil_time.day_of(now) - timedelta(days=chance.randint(2, DAYS_BACK))
    certificates = chance.choices((1, 2, 4, 9), weights=(80, 14, 5, 1))[0]
    if cause in {Cause.FAMILY, Cause.MATERNITY}:
        certificates = 1
    child = _child(chance, first) if cause == Cause.FAMILY else None
    for number in range(certificates):
        length = timedelta(days=139 if cause == Cause.MATERNITY else chance.randint(0, 13))
        sent_at = _sent_at(chance, first, now)
        yield Sheet(
            person=person[0],
            dossier=person[1],
            first_day=first,
            last_day=first + length,
            sent_at=sent_at,
            issued_on=min(first, civil_time.day_of(sent_at)),
            cause=cause,
            sequel=Sequel.PROLONGATION if number else Sequel.INITIAL,
            follows=place + number - 1 if number else None,
            doctor=chance.choice(DOCTORS),
            outings=chance.choice(tuple(Outings)),
            diagnosis=chance.choice(CODES) if cause != Cause.FAMILY else "",
            child=child,
            expected_on=first + timedelta(days=56) if cause == Cause.MATERNITY else None,
            given=chance.random() < 0.8,
            **_fate(chance, now - sent_at),
        )
        first += length + timedelta(days=1)
        if civil_time.midnight(first) > now:
            return


def _child(chance: random.Random, day: date) -> Child:
    """A child that is not on file: its matricule begins with its birth."""
    born = day - timedelta(days=chance.randint(200, 12 * 365))
    return Child(None, with_check_digits(f"{born:%Y%m%d}{chance.randint(300, 999)}"), born)


def _sent_at(chance: random.Random, first: date, now: datetime) -> datetime:
    """In the first days; one of twenty is late."""
    days = chance.choice((0, 1, 1, 2)) if chance.random() < 0.95 else chance.randint(5, 12)
    sent_at = civil_time.midnight(first) + timedelta(days=days, minutes=chance.randint(450, 1200))
    return min(sent_at, now - timedelta(minutes=chance.randint(5, 300)))


def _fate(chance: random.Random, age: timedelta) -> dict:
    """How far it has come, and how long that took: the last step was made before now."""
    fates = OF_NEW if age < RECENT else OF_OLD
    fate = chance.choices(list(fates), weights=list(fates.values()))[0]
    took = min(timedelta(days=chance.choice((0.1, 1, 2, 4)) + chance.random()), age * 0.8)
    return {"fate": fate, "took": took, "reason": REASON if fate == S.REFUSED else ""}
