"""Very many bills, in all states, of invented people: to see how the portal behaves when full."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from cns_portal import clock
from cns_portal.accounts.models import Account, Dossier
from cns_portal.demo import providers, volume
from cns_portal.demo.ledger import ABill, Story, write
from cns_portal.demo.priced import CODES, RENEWAL, Prices
from cns_portal.kernel import civil_time
from reimbursements.choices.care import Profession
from reimbursements.choices.claims import ClaimState
from reimbursements.models import Provider

BILLS_OF_ONE = 8
"""About as many bills has everybody who sends any."""

DAYS_BACK = 500
RECENT = timedelta(days=21)
AT_ONCE = 5000

# What has become of a hundred claims. Invented; the delays are those the CNS publishes: a fifth
# within a week, most in four to six weeks, the others later.
OF_OLD = {ClaimState.PAID: 97, ClaimState.WITHDRAWN: 2, ClaimState.DECIDED: 1}
OF_NEW = {
    ClaimState.SENT: 45,
    ClaimState.BEING_CHECKED: 20,
    ClaimState.NEEDS_YOU: 8,
    ClaimState.PAID: 14,
    ClaimState.ORDERED: 6,
    ClaimState.DECIDED: 5,
    ClaimState.WITHDRAWN: 2,
}
Person = tuple[int, int, date | None]
"""The key of an insured person, of their dossier, and when they were born."""


def add_bills(count: int, *, seed: int) -> int:
    """So many more bills, of people without a sign-in, as they came by post; returns how many.

    Adds people when there are too few. Needs the tariffs.
    """
    chance = random.Random(seed)
    providers.seed_providers()
    people = _people(max(count // BILLS_OF_ONE, 1))
    doctors = list(
        Provider.objects.filter(profession=Profession.DOCTOR, country="LU")
        .order_by("code")
        .values_list("pk", flat=True)
    )
    agents = two_agents()
    prices = Prices()
    now, left, written = clock.now(), count, 0
    while left > 0:
        stories = list(_stories(chance, people, doctors, prices, min(left, AT_ONCE), now))
        made = write(stories, prices=prices, agents=agents, now=now)
        written, left = written + made, left - made
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return written


def two_agents() -> tuple[int, int]:
    """Two who work in the admin: nobody prepares and releases a file alone."""
    first, second = (
        Account.objects.filter(is_staff=True).order_by("pk").values_list("pk", flat=True)[:2]
    )
    return first, second


def _people(wanted: int) -> list[Person]:
    """Insured people who never signed in, the first ones; added where there are not enough."""
    there = Dossier.objects.filter(
        insured_person__isnull=False, insured_person__account__isnull=True
    ).order_by("pk")
    missing = wanted - there.count()
    if missing > 0:
        volume.add_insured(missing)
    columns = ("insured_person", "pk", "insured_person__birth_date")
    return list(there.values_list(*columns)[:wanted])


def _stories(
    chance: random.Random,
    people: Sequence[Person],
    doctors: Sequence[int],
    prices: Prices,
    bills: int,
    now: datetime,
) -> Iterator[Story]:
    """Claims with one or several bills, that many together, at any time of the last months."""
    while bills > 0:
        person, dossier, born = chance.choice(people)
        sent_at = now - timedelta(
            days=chance.expovariate(1 / 150) % DAYS_BACK, minutes=chance.randint(30, 600)
        )
        count = min(chance.choice((1, 1, 1, 2, 2, 3)), bills)
        bills -= count
        sent_on = civil_time.day_of(sent_at)
        yield Story(
            person=person,
            dossier=dossier,
            sent_at=sent_at,
            bills=tuple(
                _bill(chance, person, born, doctors, prices, sent_on) for _number in range(count)
            ),
            **_fate(chance, now - sent_at),
        )


def _bill(
    chance: random.Random,
    person: int,
    born: date | None,
    doctors: Sequence[int],
    prices: Prices,
    sent_on: date,
) -> ABill:
    served_on = sent_on - timedelta(days=chance.randint(3, 60))
    acts = [prices.act(chance.choice(CODES), over=chance.choice((0, 0, 0, 0, 12)))]
    if chance.random() < 0.25:
        acts.append(prices.act(RENEWAL, fee=chance.choice((0, 0, 15))))
    minor = born is not None and (served_on - born).days < 18 * 365
    return ABill(person, chance.choice(doctors), served_on, tuple(acts), minor)


def _fate(chance: random.Random, age: timedelta) -> dict:
    """How far it has come, and how long the decision took: it was made before now."""
    fates = OF_NEW if age < RECENT else OF_OLD
    fate = chance.choices(list(fates), weights=list(fates.values()))[0]
    days = chance.choice((3, 5, 30, 34, 38, 41, 60))
    took = min(timedelta(days=days + chance.random()), age * 0.8)
    return {"fate": fate, "took": took}
