"""Somebody with something to count: a long illness, children, drafts, and one by post."""

from datetime import UTC, date, datetime
from decimal import Decimal

from incapacity.choices.certificates import Cause
from tests.incapacity.factories import CertificateFactory
from tests.insured.families import child_of, worker

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def long_ill():
    """Marie: 60 days until October, 17 more until 17 November of which 3 are not decided yet."""
    marie = worker(first_name="Marie", last_name="Beispill")
    CertificateFactory(
        person=marie, first_day=date(2026, 3, 2), last_day=date(2026, 4, 30), accepted=True
    )
    CertificateFactory(
        person=marie, first_day=date(2026, 11, 1), last_day=date(2026, 11, 14), accepted=True
    )
    CertificateFactory(person=marie, first_day=date(2026, 11, 15), last_day=date(2026, 11, 17))
    return marie


def with_everything():
    """Marie with two children, an accident, a birth to come, drafts and what arrived."""
    marie = long_ill()
    lea, tom = child_of(marie, born=date(2024, 5, 10)), child_of(marie, born=date(2012, 6, 1))
    lea.first_name, tom.first_name = "Lea", "Maximilian-Thomas-Alexander"
    lea.save(), tom.save()
    CertificateFactory(
        person=marie, family=True, accepted=True, child=lea,
        first_day=date(2026, 1, 12), last_day=date(2026, 1, 16), leave_days=Decimal("2.5"),
    )  # fmt: skip
    CertificateFactory(
        person=marie, family=True, child=tom, child_in_hospital=True,
        first_day=date(2026, 6, 4), last_day=date(2026, 6, 12),
    )  # fmt: skip
    CertificateFactory(
        person=marie, cause=Cause.ACCIDENT, accepted=True,
        first_day=date(2025, 9, 1), last_day=date(2025, 9, 12),
    )  # fmt: skip
    CertificateFactory(person=marie, cause=Cause.ACCIDENT, first_day=date(2026, 8, 10), taken=True)
    CertificateFactory(person=marie, maternity=True, first_day=date(2026, 12, 7))
    CertificateFactory(person=marie, refused=True, first_day=date(2026, 2, 2))
    CertificateFactory(person=marie, draft=True, last_day=None)
    CertificateFactory(person=marie, arrived=True, first_day=date(2026, 11, 18))
    return marie
