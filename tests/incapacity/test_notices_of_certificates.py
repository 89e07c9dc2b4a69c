"""What people are told about their certificates: every message whole, and none of it medical."""

from datetime import date

import pytest
from django.utils import translation

from incapacity.choices.certificates import Cause
from incapacity.notices import certificates as notices
from tests.incapacity.factories import CertificateFactory, DiagnosisFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 19)
ALL = {
    "received": notices.received,
    "at_board": notices.at_board,
    "accepted": notices.accepted,
    "refused": lambda row: notices.refused(row, reason="The sheet is cut off."),
    "reopened": notices.reopened,
    "withdrawn": notices.withdrawn,
    "nudge": lambda row: notices.nudge(row, until=DAY),
}


@pytest.mark.parametrize("language", ["de", "en", "fr", "lb"])
@pytest.mark.parametrize("name", sorted(ALL))
def test_a_message_names_the_way_to_the_page_and_nothing_medical(name, language):
    row = CertificateFactory(cause=Cause.ACCIDENT, doctor_name="Dr Quux")
    DiagnosisFactory(certificate=row, code="F32.1")
    with translation.override(language):
        told = ALL[name](row)
        cause = str(Cause.ACCIDENT.label)
    assert f"/{language}/espace/incapacity/{row.public_id}/" in told.text
    for secret in ("F32.1", "Quux", cause):
        assert secret not in told.title + told.text
    assert "{" not in told.title + told.text


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_title_says_neither_the_days_nor_why(name):
    with translation.override("en"):
        told = ALL[name](CertificateFactory(family=True))
    assert not any(word in told.title.lower() for word in ("ill", "child", "november", "2026"))


def received(**facts) -> str:
    with translation.override("en"):
        return notices.received(CertificateFactory(**facts)).text


def test_whoever_was_late_reads_that_it_is_checked_all_the_same():
    assert "should have been sent by 18 November 2026" in received(late=True)
    assert "should have been sent" not in received()


def test_an_electronic_certificate_has_no_original_to_keep():
    assert "Keep the original" in received()
    text = received(electronic=True)
    assert "passed on to the CNS electronically" in text
    assert "Keep the original" not in text


def test_one_day_is_named_once():
    assert "certificate of 16 November 2026 has arrived" in received(last_day=date(2026, 11, 16))
    assert "from 16 November 2026 to 20 November 2026" in received()


def test_the_words_of_an_agent_stay_as_they_were_written():
    words = "Please see {reference} and {days}."
    with translation.override("en"):
        told = notices.refused(CertificateFactory(), reason=words)
        thanked = notices.accepted(CertificateFactory(), reason=words)
    assert words in told.text
    assert words in thanked.text


def test_the_reminder_names_the_last_day():
    with translation.override("en"):
        told = notices.nudge(CertificateFactory(), until=DAY)
    assert "by the end of 19 November 2026" in told.text
