"""Bills of the demonstration: a family's two years, and a claim in every state.

What is over is written in bulk (`ledger`); what somebody can go on with is done by the services,
as people and agents would do it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.demo import bills_now, providers
from cns_portal.demo.families import account_for
from cns_portal.demo.ledger import ABill, Story, write
from cns_portal.demo.people import PEOPLE, at_the_desk
from cns_portal.demo.priced import Act, Prices
from cns_portal.kernel import civil_time
from insured.selectors import people
from reimbursements.choices.claims import ClaimState
from reimbursements.models import Claim, Income, Statement
from reimbursements.services import complementary, loading_tariffs, publishing
from reimbursements.services.staff import ensure_agent_group

_BY_KEY = {person.key: person for person in PEOPLE}
A_DAY = timedelta(days=1)

# Who was treated, how many days ago, by whom, with what: the code, and euros over the tariff.
FAMILY = (
    ("marie", 640, "900001", "C1", 0),
    ("max", 611, "900003", "C1", 0),
    ("lena", 590, "900005", "C8", 12),
    ("tom", 552, "900002", "C2", 0),
    ("marie", 505, "900004", "C16", 0),
    ("max", 470, "900003", "C1", 0),
    ("marie", 431, "900005", "C8", 0),
    ("tom", 399, "900001", "C1", 0),
    ("lena", 371, "900001", "C1", 0),
    ("marie", 330, "900002", "C14", 0),
    ("max", 292, "900003", "C1", 0),
    ("tom", 255, "900002", "C10", 20),
    ("marie", 214, "900001", "C1", 0),
    ("lena", 180, "900004", "C16", 0),
    ("max", 133, "900003", "C1", 0),
    ("marie", 98, "900002", "C2", 0),
    ("tom", 74, "900001", "C1", 0),
)
INCOMES = {"marie": ("58420.00", "60110.35"), "josette": ("24000.00", "24480.00")}
"""Contributory incomes: of the year before last, and of last year."""


def seed_bills(accounts: dict[str, Account]) -> int:
    """Providers, incomes, a past and a present. Returns how many claims are new; may run again.

    Needs the families, the declarations and the bank accounts.
    """
    group = ensure_agent_group()
    for account in at_the_desk(accounts):
        account.groups.add(group)
    loading_tariffs.load_published()
    providers.seed_providers()
    if Claim.objects.of(_file("marie")).exists():
        return 0
    before = Claim.objects.count()
    _incomes()
    agents = (accounts["agent.luxembourg"].pk, accounts["agent.esch"].pk)
    write([*_family(), *_josette()], prices=Prices(), agents=agents, now=clock.now())
    _what_statements_showed()
    _ask_for_the_complement()
    bills_now.seed(accounts)
    return Claim.objects.count() - before


def _incomes() -> None:
    year = clock.today().year
    for key, (older, newer) in INCOMES.items():
        for of, amount in ((year - 2, older), (year - 1, newer)):
            Income.objects.get_or_create(person=_file(key), year=of, defaults={"amount": amount})


def _family() -> list[Story]:
    """Marie’s, who sends the bills of all four."""
    prices, by_code, marie = Prices(), providers.by_code(), _file("marie")
    sender, today = marie.account or account_for(marie), clock.today()
    stories = []
    for number, (key, days, provider, code, over) in enumerate(FAMILY):
        person, served_on = _file(key), today - days * A_DAY
        act = prices.act(code, over=over)
        if provider == "900003":  # a paediatrician’s, whose tariff is for children
            act = prices.act("C6")
        stories.append(
            Story(
                person=marie.pk,
                holder=marie.full_name,
                dossier=marie.dossier_id,
                sent_at=civil_time.midnight(served_on + 9 * A_DAY) + timedelta(hours=11),
                bills=(
                    ABill(
                        person.pk,
                        by_code[provider].pk,
                        served_on,
                        (act,),
                        minor=_is_minor(person, served_on),
                    ),
                ),
                took=timedelta(days=(5, 33, 38)[number % 3]),
                language=marie.language,
                sender=sender.pk,
            )
        )
    return stories


def _josette() -> list[Story]:
    """Five times eight sessions last year: more participation than her threshold."""
    josette, year = _file("josette"), clock.today().year - 1
    sessions = Act(
        "PHYSIOTHERAPY",
        "Séances de kinésithérapie",
        Decimal("480.00"),
        quantity=8,
        rate=Decimal("0.70"),
    )
    kine = providers.by_code()["920001"].pk
    return [
        Story(
            person=josette.pk,
            holder=josette.full_name,
            dossier=josette.dossier_id,
            sent_at=civil_time.midnight(date(year, month, 25)) + timedelta(hours=15),
            bills=(ABill(josette.pk, kine, date(year, month, 14), (sessions,)),),
            fate=ClaimState.PAID,
            took=timedelta(days=12),
            language=josette.language,
        )
        for month in (1, 3, 5, 7, 9)
    ]


def _ask_for_the_complement() -> None:
    """Josette asks for last year’s; an agent finds it in the queue."""
    josette = _file("josette")
    actor = josette.account or account_for(josette)
    complementary.ask(josette, year=clock.today().year - 1, actor=actor)


def _what_statements_showed() -> None:
    """The participations on the back of what was written in bulk, as they stand now."""
    for key in ("marie", "josette"):
        person = _file(key)
        for statement in Statement.objects.of(person):
            statement.participations = publishing.participations_shown(person, year=statement.year)
            statement.save(update_fields=["participations"])


def _is_minor(person, day: date) -> bool:
    return person.birth_date is not None and day < person.birth_date.replace(
        year=person.birth_date.year + 18
    )


def _file(key: str):
    return people.by_matricule(_BY_KEY[key].matricule)
