"""Two windows on one certificate, or on two about the same days: sent once, and as it was seen."""

import pytest

from cns_portal import clock
from cns_portal.inbox.models import Message
from cns_portal.procedures.models import Procedure
from incapacity.choices.certificates import CertificateRefusal, CertificateState
from incapacity.choices.sending import SendingRefusal
from incapacity.models import Certificate
from incapacity.rules.sending import MOST_DRAFTS
from incapacity.selectors import checking, drafts
from incapacity.services import drafts as filling
from incapacity.services import sending
from tests.incapacity.sendable import draft_of, marie
from tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def looked_at(certificate: Certificate) -> tuple[Certificate, str]:
    """The draft as a page has it, and the mark of what it showed."""
    found = drafts.draft_of(certificate.person, certificate.public_id)
    return found, checking.checked(found, today=clock.today()).fingerprint


def test_a_draft_that_is_sent_from_two_windows_at_once_is_one_certificate():
    for _round in range(ROUNDS):
        person = marie()
        draft, seen = looked_at(draft_of(person))
        answers = at_once(
            *[lambda: sending.send(draft, actor=person.account, seen=seen)] * 2  # noqa: B023
        )
        refused = [answer for answer in answers if answer == SendingRefusal.SENT_ALREADY]
        assert len(refused) == 1, answers
    assert Procedure.objects.count() == ROUNDS
    assert Message.objects.count() == ROUNDS


def test_of_two_drafts_about_the_same_days_the_second_is_looked_at_again():
    """Both were right when they were seen; together they are the same certificate twice."""
    for _round in range(ROUNDS):
        person = marie()
        (one, seen_one), (two, seen_two) = looked_at(draft_of(person)), looked_at(draft_of(person))
        answers = at_once(
            lambda: sending.send(one, actor=person.account, seen=seen_one),  # noqa: B023
            lambda: sending.send(two, actor=person.account, seen=seen_two),  # noqa: B023
        )
        assert answers.count(CertificateRefusal.CHANGED) == 1, answers
        assert Certificate.objects.of(person).sent().count() == 1


def test_what_is_changed_while_it_is_sent_is_sent_as_seen_or_not_at_all():
    for _round in range(ROUNDS):
        person = marie()
        certificate = draft_of(person)
        draft, seen = looked_at(certificate)
        sent, changed = at_once(
            lambda: sending.send(draft, actor=person.account, seen=seen),  # noqa: B023
            lambda: filling.fill_in(certificate.pk, values={"note": "new"}),  # noqa: B023
        )
        certificate.refresh_from_db()
        if certificate.state == CertificateState.SENT:
            assert changed == SendingRefusal.SENT_ALREADY
            assert certificate.as_sent["note"] == certificate.note == ""
        else:
            assert (sent, certificate.note) == (CertificateRefusal.CHANGED, "new")


def test_a_draft_is_sent_or_thrown_away_and_never_both():
    for _round in range(ROUNDS):
        person = marie()
        certificate = draft_of(person)
        draft, seen = looked_at(certificate)
        sent, gone = at_once(
            lambda: sending.send(draft, actor=person.account, seen=seen),  # noqa: B023
            lambda: filling.discard(certificate.pk, actor=person.account),  # noqa: B023
        )
        found = Certificate.objects.of(person).first()
        if found is None:
            assert sent == SendingRefusal.SENT_ALREADY
        else:
            assert (found.state, gone) == (CertificateState.SENT, SendingRefusal.SENT_ALREADY)


def test_nobody_begins_too_many_drafts_in_several_windows():
    person = marie()
    for _number in range(MOST_DRAFTS - 1):
        draft_of(person, pages=0)
    answers = at_once(*[lambda: filling.begin(person=person, actor=person.account)] * 3)
    assert answers.count(SendingRefusal.TOO_MANY_DRAFTS) == 2
