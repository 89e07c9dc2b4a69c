"""Papers of the demonstration: certificates, and planned care abroad that waits for a decision."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.demo.families import account_for, scan
from cns_portal.demo.people import PEOPLE
from insured.choices.abroad import Care
from insured.choices.countries import Country
from insured.selectors import abroad as asked
from insured.selectors import papers as known
from insured.selectors import people
from insured.services import abroad, papers

if TYPE_CHECKING:
    from insured.models import InsuredPerson

_NUMBERS = {person.key: person.matricule for person in PEOPLE}


def seed_papers() -> int:
    """Marie’s certificates, and Paul’s request for an S2. Returns for how many people it is new.

    Needs the declarations; may run again.
    """
    return _maries_certificates() + _pauls_care()


def _maries_certificates() -> bool:
    marie, actor = _somebody("marie")
    if known.papers_of(marie).exists():
        return False
    papers.order_affiliation(marie, by=actor)
    papers.order_co_insurance(marie, by=actor)
    return True


def _pauls_care() -> bool:
    """A civil servant asks the CNS, not his own fund, for planned care in a hospital abroad."""
    paul, actor = _somebody("paul")
    if asked.requests_of(paul):
        return False
    first = clock.today() + timedelta(days=30)
    abroad.ask_authorisation(
        person=paul,
        actor=actor,
        country=Country.DE,
        hospital="Universitätsklinik Musterstadt",
        place="Musterstadt",
        care=Care.HOSPITAL,
        treatment="Operation am Knie",
        first=first,
        last=first + timedelta(days=5),
        report=scan(paul, actor, "Rapport médical", purpose="medical_report"),
    )
    return True


def _somebody(key: str) -> tuple[InsuredPerson, Account]:
    person = people.by_matricule(_NUMBERS[key])
    return person, person.account or account_for(person)
