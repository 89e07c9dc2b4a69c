"""The pages of certificates with 100 000 in the database, and counting a working life of them."""

import time
from collections.abc import Iterator
from datetime import timedelta

from tests.bench.browser import Browser, Measure, median
from tests.bench.day import signed_in

CERTIFICATES = 100_000
OWN = 60
"""Certificates of the person whose pages are opened."""

A_LIFE = 50 * 12
"""One a month for fifty years."""


def everything(agent: str) -> Iterator[Measure]:
    """All measures of this file; `agent` is the name of a supervisor."""
    yield from _counting()
    cookies = _person(), signed_in(agent)
    yield from _pages("a few certificates", *cookies)
    yield _written()
    yield from _pages(f"{CERTIFICATES} certificates", *cookies)


def _counting() -> Iterator[Measure]:
    """All three figures, against reading the same days once; and twice as many certificates."""
    from cns_portal import clock
    from cns_portal.kernel.spans import Days
    from incapacity.choices.certificates import Cause
    from incapacity.rules.facts import Absence
    from incapacity.selectors import balances

    today = clock.today()

    def life(count: int) -> list[Absence]:
        firsts = [today - timedelta(days=30 * number) for number in range(count)]
        return [
            Absence(Days(first, first + timedelta(days=2)), Cause.ILLNESS, key=number)
            for number, first in enumerate(firsts)
        ]

    def days(absences: list[Absence]) -> int:
        return len(
            {
                absence.days.first + timedelta(days=number)
                for absence in absences
                for number in range((absence.days.end - absence.days.first).days + 1)
            }
        )

    once, twice = life(A_LIFE), life(2 * A_LIFE)
    floor = _timed(f"counting: {A_LIFE} certificates, each day looked at once", days, once)
    yield floor
    for name, absences in (("", once), ("twice as many, ", twice)):
        measure = _timed(
            f"counting: {name}all figures",
            lambda found: balances.from_absences(found, own=[], today=today),
            absences,
        )
        measure.name += f", {measure.milliseconds / floor.milliseconds:.1f}x that"
        yield measure


def _timed(name: str, work, *args) -> Measure:
    times = []
    for _round in range(15):
        begun = time.perf_counter()
        work(*args)
        times.append((time.perf_counter() - begun) * 1000)
    return Measure(name, sorted(times)[len(times) // 2], "–", 0)


def _person() -> str:
    """The cookie of Marie, with certificates of two years."""
    from django.conf import settings
    from django.test import Client

    from cns_portal import clock
    from cns_portal.demo import certificate_ledger, families, volume_bills
    from cns_portal.demo.people import PEOPLE
    from cns_portal.kernel import civil_time
    from incapacity.choices.certificates import CertificateState
    from insured.selectors import people

    families.seed_families()
    marie = people.by_matricule(next(one.matricule for one in PEOPLE if one.key == "marie"))
    account = marie.account or families.account_for(marie)
    firsts = [clock.today() - timedelta(days=4 + 11 * number) for number in range(OWN)]
    sheets = [
        certificate_ledger.Sheet(
            person=marie.pk,
            dossier=marie.dossier_id,
            first_day=first,
            last_day=first + timedelta(days=3),
            sent_at=civil_time.midnight(first) + timedelta(hours=18),
            issued_on=first,
            doctor=("Dr Anne Modell", "900001"),
            fate=CertificateState.ACCEPTED if number else CertificateState.SENT,
            sender=account.pk,
        )
        for number, first in enumerate(firsts)
    ]
    certificate_ledger.write(sheets, agents=volume_bills.two_agents(), now=clock.now())
    client = Client()
    client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def _written() -> Measure:
    """What `seed_demo --certificates` does."""
    from cns_portal.demo import volume_certificates
    from incapacity.models import Certificate

    begun = time.perf_counter()
    written = volume_certificates.add_certificates(
        CERTIFICATES - Certificate.objects.count(), seed=45
    )
    took = (time.perf_counter() - begun) * 1000
    return Measure(f"certificates: {written} written with their cases", took, "–", 0)


def _pages(what: str, person: str, agent: str) -> Iterator[Measure]:
    from incapacity.models import Certificate

    own = Certificate.objects.filter(sent_by__is_staff=False)
    decided = own.filter(state="accepted").order_by("pk").first()
    waiting = own.get(state="sent")
    space, desk = "/en/espace/incapacity", "/admin/incapacity/certificate"
    reader, worker = Browser(person), Browser(agent)
    for name, browser, address in (
        ("list and figures", reader, f"{space}/"),
        ("day by day", reader, f"{space}/days/"),
        ("days as CSV", reader, f"{space}/days/days.csv"),
        ("certificate", reader, f"{space}/{decided.public_id}/"),
        ("agent's queue", worker, f"{desk}/"),
        ("agent's certificate", worker, f"{desk}/{waiting.pk}/change/"),
        ("figures per week", worker, f"{desk}/figures/"),
    ):
        yield median(
            f"certificates, {name}: {what}",
            (lambda where=address, who=browser: who.get(where) for _round in range(35)),
        )
