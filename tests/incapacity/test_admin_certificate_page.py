"""The page of one certificate: the sheet beside the data, and everything an agent can do there."""

import re
import uuid

import pytest

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from incapacity.choices.certificates import CertificateState
from incapacity.models import Diagnosis
from incapacity.services import deciding, working
from insured.models import ReplyTemplate
from tests.incapacity.agents import a_doctor, an_agent, page_of, seen
from tests.incapacity.factories import CertificateFactory, DiagnosisFactory
from tests.insured.agents import window_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


@pytest.fixture
def certificate(agent):
    return working.take(CertificateFactory(person__language="en").pk, agent=agent)


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def do(window, certificate, name, **typed):
    """Press the button of an action on the page as it stands now."""
    answer = window.post(page_of(certificate, name), {"seen": seen(certificate), **typed})
    certificate.refresh_from_db()
    return answer


def test_the_page_says_what_was_entered_and_what_is_around_it(window, certificate):
    page = text_of(window.get(page_of(certificate)))
    for words in ("Illness", "16 November 2026", "Dr Anne Muster", "of 77 days", "of 546 days"):
        assert words in page, words
    assert "Nothing contradicts" in page


def test_contradictions_stand_beside_the_sheet(window, certificate):
    other = CertificateFactory(person=certificate.person, first_day=certificate.first_day)
    page = text_of(window.get(page_of(certificate)))
    assert (
        f"The same days were sent before for the same reason: {other.procedure.reference}" in page
    )


def test_looking_is_written_down_for_parent_and_child(window, agent):
    certificate = CertificateFactory(family=True)
    window.get(page_of(certificate))
    entry = AuditEntry.objects.get(purpose="incapacity.certificate", actor=agent)
    assert entry.dossier_id == certificate.person.dossier_id
    assert AuditEntry.objects.filter(
        purpose="incapacity.child", dossier_id=certificate.child.dossier_id
    ).exists()
    assert not AuditEntry.objects.filter(purpose="incapacity.diagnosis").exists()


def test_the_diagnosis_is_shown_only_when_asked_for_and_that_is_written_down(
    window, agent, certificate
):
    DiagnosisFactory(certificate=certificate, code="Q99.8")
    assert "Q99.8" not in text_of(window.get(page_of(certificate)))
    assert "Q99.8" not in text_of(window.get(page_of(certificate, "correct")))
    assert "Q99.8" in text_of(window.get(page_of(certificate, "diagnosis")))
    entry = AuditEntry.objects.get(purpose="incapacity.diagnosis")
    assert (entry.actor, entry.subject_id) == (agent, str(certificate.pk))


def test_a_certificate_is_taken_given_back_and_handed_over(window, agent):
    certificate = CertificateFactory()
    colleague = an_agent(first_name="Bob")
    do(window, certificate, "take")
    assert certificate.agent == agent
    do(window, certificate, "release")
    assert certificate.agent is None
    do(window, certificate, "take")
    do(window, certificate, "hand-over", to=colleague.pk)
    assert certificate.agent == colleague
    do(window, certificate, "take-over", seen=colleague.pk)
    assert certificate.agent == agent


def test_a_question_goes_out_with_a_ready_text(window, certificate):
    page = text_of(window.get(page_of(certificate, "ask")))
    assert "The sheet cannot be read" in page
    do(window, certificate, "ask", ready="certificate-ask-readable-sheet", sent_key=uuid.uuid4())
    assert certificate.state == CertificateState.NEEDS_YOU
    procedures.reply(
        certificate.procedure,
        text="Here it is.",
        by=certificate.person.account,
        sent_key=uuid.uuid4(),
    )
    page = text_of(window.get(page_of(certificate)))
    assert "Here it is." in page
    assert "Being checked" in page


def test_it_is_accepted_with_words(window, certificate):
    preview = do(window, certificate, "accept", words="Get well.", _preview="1")
    assert "Your certificate is accepted" in text_of(preview)
    assert certificate.state == CertificateState.BEING_CHECKED
    do(window, certificate, "accept", words="Get well.")
    assert certificate.state == CertificateState.ACCEPTED


def test_it_is_refused_only_with_a_reason(window, certificate):
    answer = do(window, certificate, "refuse")
    assert "Choose a ready text or write something" in text_of(answer)
    do(window, certificate, "refuse", ready="certificate-refuse-unreadable")
    assert certificate.state == CertificateState.REFUSED
    assert "cannot be read" in certificate.decision["reason"]
    do(window, certificate, "reopen")
    assert certificate.state == CertificateState.BEING_CHECKED


def test_what_was_typed_stays_when_the_certificate_has_changed_meanwhile(window, certificate):
    form = {"seen": seen(certificate), "words": "Not a real sheet."}
    procedures.ask(certificate.procedure, text="?", by=certificate.agent, sent_key=uuid.uuid4())
    answer = window.post(page_of(certificate, "refuse"), form)
    page = answer.content.decode()
    assert "The certificate has changed in the meantime" in page
    assert "Not a real sheet." in page
    shown = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert shown == seen(certificate)
    window.post(page_of(certificate, "refuse"), {**form, "seen": shown})
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REFUSED


def test_the_board_is_asked_and_answers_on_the_same_page(window, certificate, agent):
    DiagnosisFactory(certificate=certificate, code="Q99.8")
    do(window, certificate, "to-board", words="So long for this?")
    assert certificate.state == CertificateState.AT_BOARD
    doctor = window_of(a_doctor())
    page = doctor.get(page_of(certificate))
    assert "So long for this?" in text_of(page)
    labels = [deed["label"] for deed in page.context["deeds"]]
    assert [str(label) for label in labels] == ["Give the opinion of the medical board"]
    assert "Q99.8" in text_of(doctor.get(page_of(certificate, "diagnosis")))
    do(doctor, certificate, "opinion", words="Justified.")
    assert certificate.state == CertificateState.BEING_CHECKED
    assert "Justified." in text_of(window.get(page_of(certificate)))


def test_it_is_taken_back_from_the_board_on_its_page(window, certificate):
    do(window, certificate, "to-board", words="So long for this?")
    assert "Take it back from the medical board" in text_of(window.get(page_of(certificate)))
    assert "the question stays readable" in text_of(window.get(page_of(certificate, "recall")))
    doctor = window_of(a_doctor())
    assert doctor.post(page_of(certificate, "recall")).status_code == 404
    do(window, certificate, "recall")
    assert certificate.state == CertificateState.BEING_CHECKED
    page = text_of(window.get(page_of(certificate)))
    assert "So long for this?" in page
    assert "Take it back from the medical board" not in page


def test_who_asked_the_board_is_not_offered_its_opinion_and_reads_why():
    asker = an_agent(is_superuser=True)
    window = window_of(asker)
    certificate = working.take(CertificateFactory().pk, agent=asker)
    do(window, certificate, "to-board", words="So long for this?")
    assert "Give the opinion" not in text_of(window.get(page_of(certificate)))
    answer = window.get(page_of(certificate, "opinion"), follow=True)
    assert "Who asked the medical board does not give its opinion" in text_of(answer)
    do(window, certificate, "opinion", words="Justified.")
    assert certificate.state == CertificateState.AT_BOARD


def test_who_comes_too_late_reads_who_has_it_and_not_that_it_is_decided(window, agent):
    certificate = CertificateFactory()
    colleague = window_of(an_agent(first_name="Bob"))
    do(window, certificate, "take")
    late = text_of(colleague.post(page_of(certificate, "take"), follow=True))
    assert f"{agent} has this certificate since" in late
    assert "Its state now: Being checked." in late
    assert "already decided" not in late
    form = {"seen": seen(certificate), "words": "Not a real sheet."}
    do(window, certificate, "release")
    late = text_of(window.post(page_of(certificate, "refuse"), form, follow=True))
    assert "Nobody has this certificate now. Take it to go on with it." in late


def test_who_has_it_already_reads_that_and_not_that_it_is_decided(window, certificate):
    answer = window.get(page_of(certificate, "take-over"), follow=True)
    assert "You have this certificate already." in text_of(answer)
    assert "already decided" not in text_of(answer)


def test_nobody_takes_over_what_is_their_own_and_reads_why(agent):
    own = CertificateFactory(person__account=agent, taken=True, agent=an_agent(first_name="Bob"))
    answer = window_of(agent).get(page_of(own, "take-over"), follow=True)
    assert "Nobody works on their own file" in text_of(answer)


def test_the_second_doctor_reads_that_the_opinion_is_there(window, certificate, agent):
    do(window, certificate, "to-board", words="So long for this?")
    first, second = window_of(a_doctor()), window_of(a_doctor(first_name="Denis"))
    form = {"seen": seen(certificate), "words": "Justified."}
    assert "Write the opinion" in text_of(do(first, certificate, "opinion", words=""))
    first.post(page_of(certificate, "opinion"), form)
    late = text_of(second.post(page_of(certificate, "opinion"), form, follow=True))
    assert f"{agent} has this certificate since" in late
    assert "Its state now: Being checked." in late


def correction(window, certificate, **typed) -> dict:
    """Everything that the form shows, with what was typed over it."""
    form = window.get(page_of(certificate, "correct")).context["form"]
    shown = {}
    for field in form:
        value = field.value()
        if field.name != "diagnosis" and value not in (None, False):
            shown[field.html_name] = field.field.prepare_value(value)
    for name in ("first_day", "last_day", "issued_on", "expected_on"):
        day = form[name].value()
        if day:
            shown[name] = day.strftime("%d/%m/%Y")
    return {**shown, **typed}


def test_what_was_entered_is_corrected_and_what_was_sent_stands_beside_it(window, certificate):
    certificate.as_sent = {"first_day": "2026-11-16", "doctor_name": "Dr Anne Muster"}
    certificate.save()
    typed = correction(
        window, certificate, first_day="13/11/2026", doctor_name="Dr Weber", diagnosis="j06.9"
    )
    window.post(page_of(certificate, "correct"), typed)
    certificate.refresh_from_db()
    assert (certificate.first_day.day, certificate.doctor_name) == (13, "Dr Weber")
    assert certificate.late
    assert Diagnosis.objects.get(certificate=certificate).code == "J06.9"
    page = text_of(window.get(page_of(certificate)))
    assert "as sent: 16 November 2026" in page
    assert "as sent: Dr Anne Muster" in page
    assert "J06.9" not in page


def test_a_form_that_changes_nothing_changes_nothing(window, certificate):
    before = seen(certificate)
    window.post(page_of(certificate, "correct"), correction(window, certificate))
    assert seen(certificate) == before


def test_what_is_wrong_in_a_correction_is_said_at_its_field(window, certificate):
    typed = correction(window, certificate, last_day="01/11/2026")
    answer = window.post(page_of(certificate, "correct"), typed)
    assert "The last day lies before the first day" in str(
        answer.context["form"]["last_day"].errors
    )
    typed = correction(window, certificate, cause="family")
    answer = window.post(page_of(certificate, "correct"), typed)
    assert "names the child" in str(answer.context["form"]["child"].errors)


def test_the_ready_texts_are_there_in_four_languages():
    texts = ReplyTemplate.objects.filter(kind="incapacity")
    assert texts.count() >= 10
    for text in texts:
        assert all(text.texts.values()), text.code


def test_a_decision_is_offered_to_nobody_who_may_not_make_it(window, certificate):
    own = CertificateFactory(taken=True)
    page = window.get(page_of(own))
    labels = {str(deed["label"]) for deed in page.context["deeds"]}
    assert "Accept the certificate" not in labels
    assert "Take it over from your colleague" in labels
    deciding.accept(certificate.pk, agent=certificate.agent, seen=seen(certificate))
    labels = {str(d["label"]) for d in window.get(page_of(certificate)).context["deeds"]}
    assert "Take the decision back and check it anew" in labels
