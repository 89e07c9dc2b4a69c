"""Certificates of the demonstration: two years of the past, and one in every state.

What is over is written in bulk (`certificate_ledger`); what somebody can go on with is done by the
services, as people, doctors' systems and agents would do it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.demo import certificates_now
from cns_portal.demo.certificate_ledger import Child, Sheet, write
from cns_portal.demo.families import account_for
from cns_portal.demo.people import PEOPLE, at_the_desk
from cns_portal.kernel import civil_time
from incapacity.choices.certificates import Cause, CertificateState, Outings, Sequel
from incapacity.models import Certificate
from incapacity.rules import maternity
from incapacity.services.staff import ensure_agent_group, ensure_board_group
from insured.selectors import people

_BY_KEY = {person.key: person for person in PEOPLE}
A_DAY = timedelta(days=1)
S = CertificateState

MODELL = ("Dr Anne Modell", "900001")
ARLON = ("Dr Lucie Fictive", "")
TRIER = ("Dr. Karl Beispiel", "")
THIONVILLE = ("Dr Odette Exemple", "")
NOT_EXAMINED = (
    "La feuille a été établie par un service en ligne, sans examen médical. Un tel certificat "
    "n’est pas accepté."
)
LONG_ILLNESS = (12, 14, 14, 14, 14)
"""Days of Luc’s certificates until now, each prolonging the one before: 68 without a gap."""

EXPECTED_IN = 40
"""Days until Élise’s child is expected: her leave has begun."""


def seed_certificates(accounts: dict[str, Account]) -> int:
    """A past and a present. Returns how many certificates are new; may run again.

    Needs the families and the declarations.
    """
    group = ensure_agent_group()
    for account in at_the_desk(accounts):
        account.groups.add(group)
    accounts["board"].groups.add(ensure_board_group())
    if Certificate.objects.of(_file("marie")).exists():
        return 0
    before = Certificate.objects.count()
    agents = (accounts["agent.luxembourg"].pk, accounts["agent.esch"].pk)
    for story in (_marie(), _luc(), _hans(), _elise(), _claire()):
        write(list(story), agents=agents, now=clock.now())
    certificates_now.seed(accounts)
    return Certificate.objects.count() - before


def _marie() -> Iterator[Sheet]:
    """Her own illnesses, and Max, for whom she stays at home now and then."""
    max_ = _file("max")
    child = Child(max_.pk, max_.matricule, max_.birth_date)
    for days, length in ((420, 2), (331, 3), (152, 2), (61, 1)):
        yield _sheet("marie", days, length, doctor=MODELL, cause=Cause.FAMILY, child=child)
    yield _sheet("marie", 503, 5, doctor=MODELL, diagnosis="J06.9", outings=Outings.ALLOWED)
    flu = _sheet("marie", 251, 4, doctor=MODELL, diagnosis="J11.1")
    yield flu
    yield _sheet("marie", 247, 3, doctor=MODELL, diagnosis="J11.1", follows=5)


def _luc() -> Iterator[Sheet]:
    """Ill for ten weeks, after a few days last year: the 77th day is near."""
    about = {"doctor": ARLON, "country": "BE", "sheet_language": "fr", "outings": Outings.ALLOWED}
    yield _sheet("luc", 410, 3, diagnosis="A09", **about)
    ago = sum(LONG_ILLNESS) + 2
    for number, length in enumerate(LONG_ILLNESS):
        follows = number if number else None
        yield _sheet("luc", ago, length, diagnosis="M51.2", follows=follows, **about)
        ago -= length


def _hans() -> Iterator[Sheet]:
    """An accident, and a certificate that was bought without an examination."""
    about = {"doctor": TRIER, "country": "DE", "sheet_language": "de"}
    yield _sheet("hans", 243, 10, cause=Cause.ACCIDENT, diagnosis="S83.2", **about)
    yield _sheet("hans", 96, 4, fate=S.REFUSED, reason=NOT_EXAMINED, **about)


def _elise() -> Iterator[Sheet]:
    """French sheets: an illness, one sent by mistake, and the leave before a birth."""
    about = {"doctor": THIONVILLE, "country": "FR", "sheet_language": "fr"}
    yield _sheet("elise", 205, 6, diagnosis="J20.9", **about)
    yield _sheet("elise", 204, 6, diagnosis="J20.9", fate=S.WITHDRAWN, **about)
    expected = clock.today() + EXPECTED_IN * A_DAY
    leave = maternity.leave(expected)
    issued = leave.first - 14 * A_DAY
    elise = _file("elise")
    yield Sheet(
        **_whose(elise),
        first_day=leave.first,
        last_day=leave.last,
        issued_on=issued,
        sent_at=civil_time.midnight(issued + A_DAY) + timedelta(hours=18),
        cause=Cause.MATERNITY,
        expected_on=expected,
        **about,
    )


def _claire() -> Iterator[Sheet]:
    """A week of illness, which the next certificate will overlap."""
    yield _sheet("claire", 13, 7, doctor=MODELL, diagnosis="M54.5")


def _sheet(key: str, days: int, length: int, *, follows: int | None = None, **says: Any) -> Sheet:
    """A certificate that began so many days ago, sent on its second day, decided two days later."""
    first = clock.today() - days * A_DAY
    return Sheet(
        **_whose(_file(key)),
        first_day=first,
        last_day=first + (length - 1) * A_DAY,
        issued_on=first,
        sent_at=_evening(first),
        sequel=Sequel.INITIAL if follows is None else Sequel.PROLONGATION,
        follows=follows,
        **says,
    )


def _evening(first: date):
    return civil_time.midnight(first + A_DAY) + timedelta(hours=17, minutes=12)


def _whose(person) -> dict[str, Any]:
    account = person.account or account_for(person)
    return {
        "person": person.pk,
        "dossier": person.dossier_id,
        "sender": account.pk,
        "language": person.language,
    }


def _file(key: str):
    return people.by_matricule(_BY_KEY[key].matricule)
