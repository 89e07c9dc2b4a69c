"""A certificate begun, filled in and thrown away."""

from datetime import timedelta

import pytest

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.documents.models import Document
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal
from incapacity.choices.sending import SendingRefusal
from incapacity.models import Certificate, CertificatePage, Diagnosis
from incapacity.rules.sending import MOST_DRAFTS
from incapacity.services import drafts as services
from tests.factories import InsuredPersonFactory, some_matricule
from tests.incapacity.sendable import add_page, ago, draft_of, marie, sent
from tests.insured.families import child_of, years_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return marie()


def test_a_draft_may_be_empty(person):
    certificate = services.begin(person=person, actor=person.account)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.cause, certificate.first_day) == ("draft", "", None)
    assert AuditEntry.objects.filter(action="certificate.begun").count() == 1


def test_nobody_begins_more_than_they_can_keep_apart(person):
    for _number in range(MOST_DRAFTS):
        services.begin(person=person, actor=person.account)
    with pytest.raises(Refused) as refused:
        services.begin(person=person, actor=person.account)
    assert refused.value.reason == SendingRefusal.TOO_MANY_DRAFTS
    assert "10" in refused.value.sentence


def test_what_is_typed_is_kept_and_twice_is_as_good_as_once(person):
    certificate = draft_of(person)
    for _time in range(2):
        services.fill_in(
            certificate.pk,
            values={"doctor_name": "Dr Weber", "stay": {"place": "Arlon"}, "note": "Hello"},
            diagnosis="J06.9",
        )
    certificate.refresh_from_db()
    assert (certificate.doctor_name, certificate.note) == ("Dr Weber", "Hello")
    assert certificate.stay == {"place": "Arlon"}
    assert Diagnosis.objects.get().code == "J06.9"


def test_the_diagnosis_stays_until_it_is_taken_away(person):
    certificate = draft_of(person)
    services.fill_in(certificate.pk, values={}, diagnosis="J06.9")
    services.fill_in(certificate.pk, values={"note": "Hello"})
    assert Diagnosis.objects.get().code == "J06.9"
    services.fill_in(certificate.pk, values={}, diagnosis="")
    assert not Diagnosis.objects.exists()


def test_what_is_said_of_a_child_goes_when_it_is_an_illness_of_ones_own(person):
    child = child_of(person)
    certificate = draft_of(person)
    values = {"cause": "family", "child": child, "child_in_hospital": True, "leave_days": 2}
    services.fill_in(certificate.pk, values=values)
    certificate.refresh_from_db()
    assert (certificate.child, certificate.child_in_hospital) == (child, True)
    services.fill_in(certificate.pk, values={"cause": "illness"})
    certificate.refresh_from_db()
    assert (certificate.child, certificate.child_in_hospital, certificate.leave_days) == (
        None,
        False,
        None,
    )


def test_the_number_of_an_own_child_is_that_child(person):
    child = child_of(person)
    certificate = draft_of(person)
    values = {"cause": "family", "child_matricule": child.matricule}
    services.fill_in(certificate.pk, values=values)
    certificate.refresh_from_db()
    assert (certificate.child, certificate.child_matricule) == (child, "")


def test_the_number_of_somebody_elses_child_stays_a_number(person):
    other = child_of(marie(), born=years_ago(5), number=7)
    certificate = draft_of(person)
    values = {"cause": "family", "child_matricule": other.matricule}
    services.fill_in(certificate.pk, values=values)
    certificate.refresh_from_db()
    assert (certificate.child, certificate.child_matricule) == (None, other.matricule)
    assert certificate.child_born_on == other.birth_date


def test_a_number_without_a_day_of_birth_names_none(person):
    certificate = draft_of(person)
    number = some_matricule(3, born="20200000")
    services.fill_in(certificate.pk, values={"cause": "family", "child_matricule": number})
    certificate.refresh_from_db()
    assert (certificate.child_matricule, certificate.child_born_on) == (number, None)


def test_somebody_elses_child_cannot_be_chosen(person):
    certificate = draft_of(person)
    with pytest.raises(Refused) as refused:
        services.fill_in(
            certificate.pk, values={"cause": "family", "child": InsuredPersonFactory()}
        )
    assert refused.value.reason == SendingRefusal.NOT_YOUR_CHILD


def test_the_certificate_of_somebody_else_is_not_prolonged(person):
    certificate = draft_of(person)
    with pytest.raises(Refused) as refused:
        services.fill_in(certificate.pk, values={"earlier": sent(marie())})
    assert refused.value.reason == SendingRefusal.NOT_YOURS


def test_an_expected_birth_is_kept_for_a_birth_only(person):
    certificate = draft_of(person)
    services.fill_in(certificate.pk, values={"cause": "maternity", "expected_on": ago(-80)})
    certificate.refresh_from_db()
    assert certificate.expected_on == ago(-80)
    services.fill_in(certificate.pk, values={"cause": "illness"})
    certificate.refresh_from_db()
    assert certificate.expected_on is None


def test_a_prolongation_begins_on_the_day_after_with_what_stays_the_same(person):
    earlier = sent(person, doctor_code="123456", stay={"place": "Arlon"}, note="Once")
    certificate = services.begin_after(earlier, sequel="prolongation", actor=person.account)
    assert certificate.first_day == earlier.last_day + timedelta(days=1)
    assert (certificate.last_day, certificate.issued_on, certificate.note) == (None, None, "")
    assert (certificate.sequel, certificate.earlier) == ("prolongation", earlier)
    assert (certificate.doctor_code, certificate.stay) == ("123456", {"place": "Arlon"})


def test_a_relapse_begins_whenever_it_does(person):
    earlier = sent(person)
    certificate = services.begin_after(earlier, sequel="relapse", actor=person.account)
    assert (certificate.first_day, certificate.earlier) == (None, earlier)


def test_a_prolongation_for_a_child_is_for_the_same_child(person):
    child = child_of(person)
    earlier = sent(person, cause="family", child=child, child_in_hospital=True, leave_days=3)
    certificate = services.begin_after(earlier, sequel="prolongation", actor=person.account)
    assert (certificate.child, certificate.child_in_hospital) == (child, True)
    assert certificate.leave_days is None


@pytest.mark.parametrize("sequel", ["prolongation", "relapse"])
def test_a_child_that_is_no_longer_ones_own_is_left_out(person, sequel):
    child = InsuredPersonFactory()
    earlier = sent(person, cause="family", child=child, child_in_hospital=True, child_doubled=True)
    certificate = services.begin_after(earlier, sequel=sequel, actor=person.account)
    assert (certificate.cause, certificate.earlier) == ("family", earlier)
    assert certificate.child is None
    assert not certificate.child_in_hospital
    assert not certificate.child_doubled


def test_such_a_child_can_still_not_be_chosen(person):
    earlier = sent(person, cause="family", child=InsuredPersonFactory())
    with pytest.raises(Refused) as refused:
        services.begin_after(
            earlier,
            sequel="prolongation",
            actor=person.account,
            values={"child": earlier.child},
        )
    assert refused.value.reason == SendingRefusal.NOT_YOUR_CHILD


def test_nothing_of_a_draft_stays_that_is_thrown_away(person):
    certificate = draft_of(person, pages=2)
    services.fill_in(certificate.pk, values={}, diagnosis="J06.9")
    services.discard(certificate.pk, actor=person.account)
    assert not Certificate.objects.exists()
    assert not CertificatePage.objects.exists()
    assert not Diagnosis.objects.exists()
    assert Document.objects.filter(deleted_at__isnull=True).count() == 0


@pytest.mark.parametrize(
    "deed",
    [
        lambda certificate: services.fill_in(certificate.pk, values={"note": "Late"}),
        lambda certificate: services.fill_in(certificate.pk, values={}, diagnosis="J06.9"),
        lambda certificate: services.discard(certificate.pk, actor=certificate.person.account),
    ],
)
def test_what_was_sent_stays_as_it_is(person, deed):
    certificate = sent(person)
    with pytest.raises(Refused) as refused:
        deed(certificate)
    assert refused.value.reason == SendingRefusal.SENT_ALREADY
    assert not Diagnosis.objects.exists()


def test_what_is_gone_cannot_be_filled_in(person):
    certificate = draft_of(person)
    services.discard(certificate.pk, actor=person.account)
    with pytest.raises(Refused) as refused:
        services.fill_in(certificate.pk, values={})
    assert refused.value.reason == CertificateRefusal.CHANGED


def test_a_draft_says_when_it_was_worked_on_last(person):
    certificate = draft_of(person, changed_at=clock.now() - timedelta(days=2))
    add_page(certificate)
    services.fill_in(certificate.pk, values={"note": "Now"})
    certificate.refresh_from_db()
    assert clock.now() - certificate.changed_at < timedelta(minutes=1)
