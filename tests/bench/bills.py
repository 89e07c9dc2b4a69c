"""The pages of bills with 100 000 claims in the database: as many queries as with a few."""

import time
from collections.abc import Iterator
from datetime import timedelta

from tests.bench.browser import Browser, Measure, median
from tests.bench.day import signed_in

CLAIMS = 100_000
OWN = 60
"""Claims of the person whose pages are opened."""


def everything(agent: str) -> Iterator[Measure]:
    """All measures of this file; `agent` is the name of a supervisor."""
    from reimbursements.services import loading_tariffs

    loading_tariffs.load_published()
    person = _person()
    cookies = person, signed_in(agent)
    yield from _pages("a few claims", *cookies)
    yield _written()
    yield from _pages(f"{CLAIMS} claims", *cookies)


def _person() -> str:
    """The cookie of Marie, with a family’s claims of two years."""
    from django.conf import settings
    from django.test import Client

    from cns_portal import clock
    from cns_portal.demo import families, ledger, priced, providers, volume_bills
    from cns_portal.demo.people import PEOPLE
    from insured.selectors import people
    from reimbursements.choices.claims import ClaimState

    families.seed_families()
    providers.seed_providers()
    marie = people.by_matricule(next(one.matricule for one in PEOPLE if one.key == "marie"))
    account = marie.account or families.account_for(marie)
    doctor, now = providers.by_code()["900001"].pk, clock.now()
    prices = priced.Prices()
    stories = [
        ledger.Story(
            person=marie.pk,
            dossier=marie.dossier_id,
            sent_at=now - timedelta(days=25 + 11 * number),
            bills=(
                ledger.ABill(
                    marie.pk,
                    doctor,
                    (now - timedelta(days=40 + 11 * number)).date(),
                    (prices.act(priced.CODES[number % 7]),),
                ),
            ),
            fate=ClaimState.PAID if number else ClaimState.SENT,
            sender=account.pk,
        )
        for number in range(OWN)
    ]
    ledger.write(stories, prices=prices, agents=volume_bills.two_agents(), now=now)
    client = Client()
    client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def _written() -> Measure:
    """What `seed_demo --bills` does; ten bills are about six claims."""
    from cns_portal.demo import volume_bills
    from reimbursements.models import Claim

    begun = time.perf_counter()
    bills = 0
    while (missing := CLAIMS - Claim.objects.count()) > 0:
        bills += volume_bills.add_bills(max(missing * 5 // 3, 1), seed=44 + bills)
    took = (time.perf_counter() - begun) * 1000
    return Measure(f"bills: {bills} written with all that follows", took, "–", 0)


def _pages(what: str, person: str, agent: str) -> Iterator[Measure]:
    from cns_portal import clock
    from reimbursements.models import Claim, Statement

    own = Claim.objects.filter(sent_by__is_staff=False)
    claim = own.filter(state="paid").order_by("pk").first()
    statement = Statement.objects.get(claim=claim)
    waiting = own.waiting().get()
    space, year = "/en/espace/reimbursements", clock.today().year
    reader, worker = Browser(person), Browser(agent)
    for name, browser, address in (
        ("list", reader, f"{space}/"),
        ("claim", reader, f"{space}/{claim.public_id}/"),
        ("statement", reader, f"{space}/statements/{statement.public_id}/"),
        ("year", reader, f"{space}/year/?year={year}"),
        ("year as CSV", reader, f"{space}/year/acts.csv?year={year}"),
        ("complement", reader, f"{space}/complementary/?year={year}"),
        ("agent's queue", worker, "/admin/reimbursements/claim/"),
        ("agent's claim", worker, f"/admin/reimbursements/claim/{waiting.pk}/change/"),
    ):
        yield median(
            f"bills, {name}: {what}",
            (lambda where=address, who=browser: who.get(where) for _round in range(35)),
        )
