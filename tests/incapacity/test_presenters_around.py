"""What an agent reads around a certificate for maternity leave: who was insured long enough."""

from datetime import date, timedelta

import pytest

from incapacity.presenters.around import around
from incapacity.rules import maternity
from tests.incapacity.factories import CertificateFactory
from tests.insured.factories import PeriodFactory

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (7, "Insured for 6 of the 12 months before the leave"),
        (5, "The declarations do not show 6 months of compulsory insurance"),
        (0, "The declarations do not show 6 months of compulsory insurance"),
    ],
)
def test_the_months_of_insurance_before_maternity_leave_are_told(months, said):
    certificate = CertificateFactory(maternity=True)
    begins = maternity.leave(certificate.expected_on).first
    if months:
        PeriodFactory(person=certificate.person, first_day=begins - months * 31 * A_DAY)
    counts = around(certificate, today=date(2026, 11, 20)).counts
    assert any(sentence.startswith(said) for sentence in counts), counts


def test_nothing_is_said_of_it_for_an_illness():
    counts = around(CertificateFactory(), today=date(2026, 11, 20)).counts
    assert not any("months before the leave" in sentence for sentence in counts)
