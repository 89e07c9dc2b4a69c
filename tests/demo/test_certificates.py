"""The certificates of the demonstration: one in every state, once, on whatever day it starts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import connection

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.demo import certificates, families, insurance, people
from incapacity.choices.certificates import CertificateState
from incapacity.choices.contradictions import Contradiction
from incapacity.models import Certificate, CertificatePage, Diagnosis
from incapacity.selectors import balances, contradictions
from insured.selectors import people as insured

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
DAYS = (
    datetime(2026, 11, 22, 9, tzinfo=UTC),  # a Sunday
    datetime(2027, 1, 1, 0, 10, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # the night in which the clocks change
    datetime(2028, 2, 29, 12, tzinfo=UTC),
)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")


def seeded() -> int:
    people.seed_people()
    families.seed_families()
    insurance.seed_declarations()
    return certificates.seed_certificates(people.seed_agents())


def may(username: str) -> set[str]:
    return Account.objects.get(username=username).get_all_permissions()


def the(key):
    return insured.by_matricule(next(one.matricule for one in people.PEOPLE if one.key == key))


def concerns_of(certificate: Certificate) -> set:
    on = certificate.sent_at.date()
    return {concern.what for concern in contradictions.of(certificate, today=on)}


def test_everything_is_there_once():
    assert seeded() == Certificate.objects.count() > 20
    assert seeded() == 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    states = set(Certificate.objects.values_list("state", flat=True))
    assert states >= set(CertificateState.values)
    assert not CertificatePage.objects.exclude(document__state="clean").exists()
    assert set(Certificate.objects.values_list("country", flat=True)) == {"LU", "FR", "DE", "BE"}
    causes = set(Certificate.objects.exclude(state="draft").values_list("cause", flat=True))
    assert causes == {"illness", "accident", "family", "maternity"}

    board = {f"incapacity.{name}" for name in ("view_certificate", "view_medical", "give_opinion")}
    assert may("board") == board, "a doctor of the board sees certificates and nothing else"
    assert "incapacity.decide_certificate" in may("agent.esch")
    assert "incapacity.give_opinion" not in may("agent.esch")

    ill_for_weeks = chain_of(Certificate.objects.get(state="at_board"))
    assert len(ill_for_weeks) == 6
    for later, earlier in pairwise(ill_for_weeks):
        assert later.first_day - earlier.last_day == A_DAY

    asked = Certificate.objects.get(state="needs_you")
    assert Diagnosis.objects.get(certificate=asked).code == "J06.9"
    assert "J06.9" not in str(asked.as_sent)
    assert asked.pages.count() == 1

    birth = Certificate.objects.get(cause="maternity")
    assert birth.first_day <= clock.today() < birth.expected_on < birth.last_day


@pytest.mark.parametrize("moment", DAYS, ids=lambda moment: f"{moment:%Y-%m-%d}")
def test_it_is_the_same_on_every_day(moment):
    with time_machine.travel(moment, tick=False):
        assert seeded() > 20
        today = clock.today()
        luc = balances.of(the("luc"), today=today)
        assert luc.for_employer.until(today) == 74, "near the 77th day"
        [claires] = Certificate.objects.of(the("claire")).filter(state="being_checked")
        assert concerns_of(claires) >= {Contradiction.ISSUED_TOO_LATE, Contradiction.OVERLAPS}
        assert claires.late
        in_time = Certificate.objects.filter(state__in=["sent", "needs_you", "at_board"])
        assert [one for one in in_time if one.late or concerns_of(one)] == []
        mine = {
            leave.name: leave.leave for leave in balances.of(the("marie"), today=today).children
        }
        assert mine["Max Beispill"].days
        waits = Certificate.objects.get(state="arrived")
        assert waits.passes_on_at > clock.now()


def chain_of(certificate: Certificate | None) -> list[Certificate]:
    """The certificate with those that it prolongs."""
    chain = []
    while certificate:
        chain.append(certificate)
        certificate = certificate.earlier
    return chain
