"""Sending a certificate once, as it was seen; taking it back as long as nothing is decided."""

import json
from datetime import timedelta

import pytest

from cns_portal import clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.models import ProcedureEvent
from cns_portal.procedures.selectors import out_of_step
from incapacity.choices.certificates import CertificateRefusal, CertificateState
from incapacity.choices.contradictions import Contradiction
from incapacity.choices.sending import SendingRefusal
from incapacity.models import Certificate, CertificatePage, Diagnosis
from incapacity.rules import maternity
from incapacity.selectors import absences, checking, contradictions, drafts
from incapacity.services import drafts as filling
from incapacity.services import sending
from tests.factories import InsuredPersonFactory, some_matricule
from tests.incapacity.sendable import add_page, ago, draft_of, marie, sent
from tests.insured.families import child_of, years_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return marie()


def looked_at(certificate):
    found = drafts.draft_of(certificate.person, certificate.public_id)
    return checking.checked(found, today=clock.today())


def send(certificate, **how) -> Certificate:
    seen = how.pop("seen", None) or looked_at(certificate).fingerprint
    how.setdefault("actor", certificate.person.account)
    found = sending.send(certificate, seen=seen, **how)
    certificate.refresh_from_db()
    return found


def doubts(certificate) -> list[Contradiction]:
    return [concern.what for concern in looked_at(certificate).concerns]


def test_what_is_sent_is_a_procedure_with_a_receipt(person):
    certificate = draft_of(person)
    send(certificate)
    assert (certificate.state, certificate.sent_by, certificate.late) == (
        "sent",
        person.account,
        False,
    )
    assert certificate.due_on >= ago(-2)
    assert [event.what for event in procedures.history(certificate.procedure)] == [
        "certificate.sent"
    ]
    assert not out_of_step()
    message = Message.objects.get(dossier=person.dossier)
    assert message.reference == certificate.procedure.reference
    assert AuditEntry.objects.filter(action="certificate.sent").count() == 1


def test_the_picture_of_what_was_sent_stays_when_an_agent_corrects_it(person):
    certificate = draft_of(person, doctor_name="Dr Weber")
    send(certificate)
    Certificate.objects.update(doctor_name="Dr Muller")
    certificate.refresh_from_db()
    assert certificate.as_sent["doctor_name"] == "Dr Weber"
    (page,) = certificate.as_sent["pages"]
    assert len(page["sha256"]) == 64


def test_the_diagnosis_is_nowhere_but_in_its_own_row(person):
    certificate = draft_of(person)
    filling.fill_in(certificate.pk, values={}, diagnosis="Z99.77")
    send(certificate)
    assert Diagnosis.objects.get().code == "Z99.77"
    written = [
        json.dumps(certificate.as_sent),
        *(f"{message.title} {message.body}" for message in Message.objects.all()),
        *(json.dumps(entry.details) for entry in AuditEntry.objects.all()),
        *(str(event.__dict__) for event in ProcedureEvent.objects.all()),
    ]
    assert not [text for text in written if "99.77" in text]


def test_a_certificate_is_sent_once(person):
    certificate = draft_of(person)
    seen = looked_at(certificate).fingerprint
    send(certificate, seen=seen)
    with pytest.raises(Refused) as refused:
        send(certificate, seen=seen)
    assert refused.value.reason == SendingRefusal.SENT_ALREADY
    assert person.dossier.procedures.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: filling.fill_in(draft.pk, values={"note": "One word more"}),
        lambda draft: filling.fill_in(draft.pk, values={}, diagnosis="J06.9"),
        add_page,
        lambda draft: CertificatePage.objects.update(kind="translation"),
        lambda draft: sent(draft.person, first_day=draft.first_day, last_day=draft.last_day),
    ],
    ids=["what is typed", "the diagnosis", "a file", "what a file is", "another certificate"],
)
def test_what_changed_since_it_was_looked_at_is_looked_at_again(person, change):
    certificate = draft_of(person)
    seen = looked_at(certificate).fingerprint
    change(certificate)
    with pytest.raises(Refused) as refused:
        send(certificate, seen=seen)
    assert refused.value.reason == CertificateRefusal.CHANGED
    send(certificate)


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda draft: draft.pages.all().delete(), SendingRefusal.NO_PAGE),
        (lambda draft: add_page(draft, rejected=True), SendingRefusal.PAGE_UNREADABLE),
        (lambda draft: add_page(draft, pending=True), SendingRefusal.PAGE_PENDING),
        (
            lambda draft: filling.fill_in(draft.pk, values={"last_day": ago(9)}),
            SendingRefusal.ENDS_BEFORE_IT_BEGINS,
        ),
    ],
)
def test_what_stops_a_certificate_leaves_it_as_it_was(person, spoil, refusal):
    certificate = draft_of(person)
    spoil(certificate)
    with pytest.raises(Refused) as refused:
        send(certificate)
    assert refused.value.reason == refusal
    certificate.refresh_from_db()
    assert (certificate.state, certificate.procedure) == ("draft", None)
    assert not Message.objects.exists()


def test_late_is_accepted_with_an_explanation(person):
    certificate = draft_of(
        person, first_day=ago(30), last_day=ago(20), issued_on=ago(30), late_because="In hospital"
    )
    assert Contradiction.LATE in doubts(certificate)
    send(certificate)
    assert certificate.late
    assert certificate.due_on < ago(20)
    assert certificate.as_sent["late_because"] == "In hospital"


def test_for_an_absence_of_two_days_nothing_is_late(person):
    certificate = draft_of(person, first_day=ago(30), last_day=ago(29), issued_on=ago(30))
    send(certificate)
    assert (certificate.late, certificate.due_on) == (False, None)


def test_a_birth_covers_the_leave_that_follows_from_the_expected_date(person):
    certificate = draft_of(
        person, cause="maternity", expected_on=ago(-60), first_day=None, last_day=None
    )
    Certificate.objects.filter(pk=certificate.pk).update(issued_on=ago(0))
    send(certificate)
    leave = maternity.leave(ago(-60))
    assert (certificate.first_day, certificate.last_day) == (leave.first, leave.last)
    assert (certificate.late, certificate.due_on) == (False, None)


def test_a_certificate_of_an_expected_birth_that_came_too_early(person):
    certificate = draft_of(person, cause="maternity", expected_on=ago(-200))
    assert Contradiction.EXPECTED_TOO_EARLY in doubts(certificate)


def test_a_first_certificate_belongs_to_no_other(person):
    earlier = sent(person, first_day=ago(60))
    certificate = draft_of(person, earlier=earlier, sequel="initial")
    send(certificate)
    assert certificate.earlier is None


def test_the_same_days_again_are_noticed(person):
    first = draft_of(person)
    again = draft_of(person)
    send(first)
    (concern,) = looked_at(again).concerns
    assert concern.what == Contradiction.SAME_CERTIFICATE
    assert concern.about["reference"] == first.procedure.reference


def test_the_same_file_again_is_noticed(person):
    first = draft_of(person, first_day=ago(60), last_day=ago(59), issued_on=ago(60))
    digest = first.pages.get().document.sha256
    send(first)
    again = draft_of(person, pages=0)
    add_page(again, sha256=digest)
    assert doubts(again) == [Contradiction.SAME_FILE]


def test_what_was_taken_back_can_be_sent_again(person):
    first, again = draft_of(person), draft_of(person)
    send(first)
    sending.withdraw(first.procedure, actor=person.account)
    assert doubts(again) == []


def test_somebody_elses_certificate_for_the_same_days_is_theirs_to_see(person):
    other = draft_of(marie())
    send(other)
    assert doubts(draft_of(person)) == []


def test_a_child_of_an_age_without_leave(person):
    child = child_of(person, born=years_ago(14, days=-30))
    certificate = draft_of(person, cause="family", child=child)
    assert doubts(certificate) == [Contradiction.CHILD_NOT_IN_HOSPITAL]
    filling.fill_in(certificate.pk, values={"child_in_hospital": True})
    assert doubts(certificate) == []


def test_the_age_of_a_child_is_looked_at_also_when_the_days_cannot_be_right(person):
    child = child_of(person, born=years_ago(14, days=-30))
    for last in (None, ago(3), ago(-500)):
        certificate = draft_of(person, cause="family", child=child, last_day=last)
        assert Contradiction.CHILD_NOT_IN_HOSPITAL in doubts(certificate)


def test_a_child_that_is_not_on_file(person):
    number = some_matricule(9, born="20200101")
    certificate = draft_of(person, cause="family", child_matricule=number)
    assert doubts(certificate) == [Contradiction.CHILD_UNKNOWN]
    send(certificate)


def test_ones_own_number_for_a_child(person):
    certificate = draft_of(person, cause="family", child_matricule=person.matricule)
    assert doubts(certificate) == [Contradiction.CHILD_IS_THE_PARENT]


def test_a_number_that_was_ones_own_before_still_is(person):
    certificate = draft_of(person, sheet_matricule=some_matricule(4, born="19850504"))
    assert doubts(certificate) == [Contradiction.OTHER_MATRICULE]
    person.former_matricules.create(
        matricule=certificate.sheet_matricule, replaced_at=clock.now(), reason="Adoption"
    )
    assert doubts(certificate) == []


def test_who_has_no_matricule_on_file_cannot_have_a_wrong_one():
    person = marie()
    person.matricule, person.person_identifier = None, "XX/LU/1"
    person.save()
    certificate = draft_of(person, sheet_matricule=some_matricule(4, born="19850504"))
    assert doubts(certificate) == []


def test_both_parents_at_once_are_shown_to_agents_alone(person):
    child = child_of(person)
    sent(marie(), cause="family", child=child, first_day=ago(1))
    certificate = draft_of(person, cause="family", child=child)
    assert doubts(certificate) == []
    send(certificate)
    (concern,) = contradictions.of(
        drafts.sent_of(person, certificate.public_id), today=clock.today(), for_agent=True
    )
    assert concern.what == Contradiction.BOTH_PARENTS


def test_what_was_sent_is_held_against_the_day_on_which_it_was(person, monkeypatch):
    certificate = draft_of(person, issued_on=ago(-1))
    assert doubts(certificate) == [Contradiction.ISSUED_IN_FUTURE]
    send(certificate)
    found = drafts.sent_of(person, certificate.public_id)
    later = clock.today() + timedelta(days=40)
    said = [concern.what for concern in contradictions.of(found, today=later)]
    assert said == [Contradiction.ISSUED_IN_FUTURE]


def test_what_is_sent_counts_at_once(person):
    assert absences.of(person) == []
    certificate = draft_of(person)
    send(certificate)
    (absence,) = absences.of(person)
    assert absence.days.first == certificate.first_day


def test_a_certificate_is_taken_back_and_nothing_more_happens(person):
    certificate = draft_of(person)
    send(certificate)
    assert sending.why_not_withdraw(certificate.procedure, clock.now()) is None
    sending.withdraw(certificate.procedure, actor=person.account)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.WITHDRAWN
    assert certificate.procedure.phase == "done"
    assert not out_of_step()
    assert Message.objects.filter(dossier=person.dossier).count() == 2
    assert "decided or withdrawn" in sending.why_not_withdraw(certificate.procedure, clock.now())
    with pytest.raises(Refused) as refused:
        sending.withdraw(certificate.procedure, actor=person.account)
    assert refused.value.reason == CertificateRefusal.CLOSED


def test_sending_for_somebody_names_them(person):
    proxy = InsuredPersonFactory(signs_in=True)
    certificate = draft_of(person)
    send(certificate, actor=proxy.account, on_behalf_of=person.full_name)
    (event,) = procedures.history(certificate.procedure)
    assert (event.actor, event.on_behalf_of) == (proxy.account, person.full_name)


def test_looking_at_a_draft_asks_as_much_beside_many_certificates_as_beside_one(
    person, django_assert_max_num_queries
):
    for number in range(1, 15):
        add_page(sent(person, first_day=ago(40 * number)))
    certificate = draft_of(person, pages=5, cause="family", child=child_of(person))
    with django_assert_max_num_queries(14):
        looked_at(certificate)
