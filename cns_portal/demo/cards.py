"""Social security cards and bank accounts of the people of the demonstration.

The account numbers are the ones that banks print in their examples: valid, and nobody's.
"""

from datetime import date, timedelta

from cns_portal import audit, clock
from cns_portal.accounts.models import Account
from cns_portal.demo.people import PEOPLE
from cns_portal.kernel.months import months_later
from insured.selectors import bank as known
from insured.selectors import people as selectors
from insured.services import bank
from insured.services.cards import nightly
from insured.services.cards.known import take_over

SEVEN_WEEKS = timedelta(weeks=7)
HOLDERS = ("marie", "tom", "lena", "max", "luc", "hans", "paul", "sophie", "nuno", "claire")
ACCOUNTS = {
    "marie": ("LU28 0019 4006 4475 0000", "Marie Beispill"),
    "luc": ("BE68 5390 0754 7034", "Luc Exemple"),
}
_BY_KEY = {person.key: person for person in PEOPLE}


def seed_cards() -> int:
    """Everybody's card, and what follows from it today. Returns how many are new.

    Josette's European side expires in seven weeks, so that the next card is ordered; Nuno is no
    longer affiliated, so that his is asked back. May run again.
    """
    today = clock.today()
    new = sum(_card(key, today, months_later(today, 14)) for key in HOLDERS)
    new += _card("josette", today, today + SEVEN_WEEKS)
    nightly.look_after_cards()
    return new


def seed_bank_accounts(accounts: dict[str, Account]) -> int:
    """Two accounts, entered by one agent and confirmed by another. Returns how many are new."""
    new = 0
    for key, (iban, holder) in ACCOUNTS.items():
        person = _file(key)
        if known.history_of(person).exists():
            continue
        proposed = bank.propose(
            person,
            agent=accounts["agent.esch"],
            iban=iban,
            holder=holder,
            reason="Bank card shown at the counter",
        )
        bank.confirm(proposed.pk, agent=accounts["agent.luxembourg"])
        new += 1
    return new


def _card(key: str, today: date, until: date) -> bool:
    ordered_on = months_later(today, -10)
    card = take_over(
        _file(key),
        ordered_on=ordered_on,
        sent_on=ordered_on + timedelta(days=9),
        european_until=until,
        actor=audit.SYSTEM,
    )
    return card is not None


def _file(key: str):
    return selectors.by_matricule(_BY_KEY[key].matricule)
