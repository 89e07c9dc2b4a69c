"""What an agent puts right: the columns, the deadline that follows, the diagnosis in its row."""

from datetime import date, timedelta

import pytest

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal
from incapacity.choices.correcting import WrongCorrection
from incapacity.models import Diagnosis
from incapacity.rules.correcting import Entered, what_goes, why_not
from incapacity.services import correcting, working
from tests.factories import InsuredPersonFactory
from tests.incapacity.agents import an_agent, seen
from tests.incapacity.factories import CertificateFactory, DiagnosisFactory

MONDAY = date(2026, 11, 16)


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def certificate(agent):
    return working.take(CertificateFactory().pk, agent=agent)


def corrected(certificate, agent, **values):
    diagnosis = values.pop("diagnosis", None)
    return correcting.correct(
        certificate.pk, agent=agent, seen=seen(certificate), values=values, diagnosis=diagnosis
    )


def wrong(certificate, agent, **values):
    with pytest.raises(Refused) as why:
        corrected(certificate, agent, **values)
    return why.value.details.get("field"), why.value.reason


@pytest.mark.django_db
def test_another_first_day_has_another_deadline(certificate, agent):
    friday = date(2026, 11, 13)
    done = corrected(certificate, agent, first_day=friday)
    # The third day is the Sunday: the next working day is the 16th; it was sent on the 18th.
    assert (done.first_day, done.due_on, done.late) == (friday, MONDAY, True)
    assert list(procedures.history(done.procedure))[-1].what == "certificate.corrected"
    assert done.as_sent == {}


@pytest.mark.django_db
def test_nothing_is_written_down_when_nothing_changed(certificate, agent):
    corrected(certificate, agent, first_day=certificate.first_day, diagnosis="")
    assert not AuditEntry.objects.filter(action="certificate.corrected").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"last_day": MONDAY - timedelta(days=1)}, "last_day", "ends_before_it_begins"),
        ({"first_day": None}, "first_day", "no_days"),
        ({"last_day": None}, "last_day", "no_days"),
        ({"issued_on": None}, "issued_on", "no_issue"),
        ({"first_day": date(2001, 1, 1)}, "first_day", "before_the_rules"),
        ({"cause": "family"}, "child", "no_child"),
    ],
)
def test_what_cannot_stand_is_not_written(certificate, agent, values, field, why):
    assert wrong(certificate, agent, **values) == (field, WrongCorrection(why))
    certificate.refresh_from_db()
    assert certificate.first_day == MONDAY


@pytest.mark.django_db
def test_the_child_is_not_the_parent(certificate, agent):
    number = certificate.person.matricule
    given = wrong(certificate, agent, cause="family", child_matricule=number)
    assert given == ("child_matricule", WrongCorrection.CHILD_IS_THE_PARENT)


@pytest.mark.django_db
def test_an_earlier_certificate_is_of_the_same_person(certificate, agent):
    theirs = CertificateFactory(person=certificate.person, first_day=date(2026, 11, 9))
    done = corrected(certificate, agent, sequel="prolongation", earlier_id=theirs.pk)
    assert done.earlier == theirs
    strangers = CertificateFactory()
    given = wrong(certificate, agent, sequel="prolongation", earlier_id=strangers.pk)
    assert given == ("earlier", WrongCorrection.OTHERS_CERTIFICATE)


@pytest.mark.django_db
def test_what_belongs_to_another_cause_goes(agent):
    child = InsuredPersonFactory()
    certificate = CertificateFactory(
        taken=True, agent=agent, cause="family", child=child, child_in_hospital=True
    )
    done = corrected(certificate, agent, cause="illness")
    done.refresh_from_db()
    assert (done.child, done.child_in_hospital) == (None, False)


@pytest.mark.django_db
def test_the_diagnosis_is_entered_changed_and_taken_away_in_its_row(certificate, agent):
    for code in ("J06.9", "J06.8"):
        corrected(certificate, agent, diagnosis=code)
        assert Diagnosis.objects.get(certificate=certificate).code == code
    before = seen(certificate)
    corrected(certificate, agent, doctor_name="Dr Weber")
    assert Diagnosis.objects.get(certificate=certificate).code == "J06.8"
    assert seen(certificate) != before
    corrected(certificate, agent, diagnosis="")
    assert not Diagnosis.objects.filter(certificate=certificate).exists()


@pytest.mark.django_db
def test_the_trail_does_not_know_the_diagnosis(certificate, agent):
    DiagnosisFactory(certificate=certificate)
    corrected(certificate, agent, diagnosis="F32.1")
    for entry in AuditEntry.objects.all():
        assert "F32" not in f"{entry.action}{entry.details}{entry.purpose}"


@pytest.mark.django_db
def test_what_another_agent_has_or_has_changed_is_not_corrected(certificate, agent):
    with pytest.raises(Refused) as why:
        corrected(certificate, an_agent(), doctor_name="Dr Weber")
    assert why.value.reason == CertificateRefusal.NOT_YOURS
    with pytest.raises(Refused) as why:
        correcting.correct(certificate.pk, agent=agent, seen="2026", values={"doctor_name": "x"})
    assert why.value.reason == CertificateRefusal.CHANGED


@pytest.mark.django_db
def test_only_what_stands_on_the_sheet_is_corrected(certificate, agent):
    with pytest.raises(ValueError, match="state"):
        corrected(certificate, agent, state="accepted")


def test_a_certificate_that_only_looks_wrong_may_stand():
    entered = Entered("illness", "initial", MONDAY, date(2028, 1, 1), date(2030, 1, 1))
    assert why_not(entered) is None


@pytest.mark.parametrize(
    ("cause", "sequel", "gone"),
    [
        ("illness", "prolongation", {"child_id", "leave_days", "expected_on"}),
        ("family", "initial", {"expected_on", "earlier_id"}),
        ("maternity", "initial", {"child_id", "earlier_id"}),
    ],
)
def test_each_cause_has_its_own_parts(cause, sequel, gone):
    assert gone <= set(what_goes(cause, sequel))
