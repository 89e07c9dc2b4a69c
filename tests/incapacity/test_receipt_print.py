"""The receipt and the copy on paper: tagged, with the moment of arrival, without the reason."""

import io
import os
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from cns_portal.kernel import matricule
from incapacity.presenters import printing
from incapacity.selectors import as_sent
from incapacity.services import sending
from tests.incapacity.factories import DiagnosisFactory
from tests.incapacity.sendable import add_page, at, marie, sent, signed_in

pytestmark = pytest.mark.django_db

WINTER = datetime(2026, 11, 18, 13, 3, 22, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 22, 0, 5, tzinfo=UTC)


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def certificate(person):
    """Sent in time, with two files; the picture of what was sent is the real one."""
    found = sent(
        person,
        created_at=WINTER,
        doctor_name="Dr Quasimodo",
        stay={"place": "Arlon", "country": "BE", "bell": "Beispill"},
        note="A word for the agent",
    )
    for kind in ("sheet", "other"):
        add_page(found, kind=kind)
    DiagnosisFactory(certificate=found, code="Z99.77")
    found.as_sent = as_sent.picture(found)
    found.save()
    return found


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def receipt(certificate, language: str = "en") -> bytes:
    content = printing.receipt(certificate, language=language)
    if folder := os.environ.get("PICTURES"):  # for people
        page = pypdfium2.PdfDocument(content)[0].render(scale=1.5).to_pil()
        page.save(f"{folder}/receipt-{language}.png")
    return content


@pytest.mark.parametrize("language", ["en", "fr", "de", "lb"])
def test_it_is_a_tagged_pdf_with_a_title_and_a_language(certificate, language):
    with pikepdf.open(io.BytesIO(receipt(certificate, language))) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == language
        assert certificate.procedure.reference in str(file.open_metadata()["dc:title"])
        assert file.open_metadata()["pdfuaid:part"] == "1"


def test_it_says_who_when_and_for_which_days(certificate, person):
    text = text_of(receipt(certificate))
    for words in (
        "Marie Beispill",
        matricule.grouped(person.matricule),
        certificate.procedure.reference,
        "18 November 2026, 14:03:22 (Luxembourg time, UTC+01:00)",
        "16 November 2026 to 20 November 2026 (5 days)",
        "it came in time",
    ):
        assert words in text
    for page in certificate.as_sent["pages"]:
        assert page["sha256"] in text.replace(" ", "")


def test_it_says_neither_why_nor_who_the_doctor_is(certificate):
    text = text_of(receipt(certificate)).lower()
    for words in ("illness", "i am ill", "quasimodo", "99.77", "arlon", "word for the agent"):
        assert words not in text


def test_in_summer_the_clock_is_another_one(person):
    certificate = sent(person, first_day=date(2026, 6, 29), created_at=SUMMER)
    assert "2 July 2026, 00:00:05 (Luxembourg time, UTC+02:00)" in text_of(receipt(certificate))


def test_late_is_written_on_it(person):
    certificate = sent(person, late=True)
    assert "it is late. It is checked all the same." in text_of(receipt(certificate))


def test_without_a_deadline_none_is_named(person):
    certificate = sent(person, due_on=None)
    assert "No deadline holds for it." in text_of(receipt(certificate))


def test_what_was_taken_back_is_no_proof_any_more(certificate, person):
    sending.withdraw(certificate.procedure, actor=person.account)
    certificate.refresh_from_db()
    assert "It was taken back afterwards" in text_of(receipt(certificate))


def test_the_person_gets_it_as_a_file_named_by_its_reference(certificate, person):
    answer = signed_in(person).get(at("receipt", certificate.public_id))
    assert answer["Content-Type"] == "application/pdf"
    assert certificate.procedure.reference.lower() in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF")


def test_the_copy_of_what_was_sent_says_all_but_the_diagnosis(certificate, person):
    answer = signed_in(person).get(at("copy", certificate.public_id))
    text = text_of(answer.content)
    for words in ("Illness", "Dr Quasimodo", "Arlon", "bell: Beispill", "A word for the agent"):
        assert words in text
    assert "99.77" not in text


def test_whoever_reads_somebodys_messages_gets_no_copy_there(certificate, person):
    address = reverse("home:copy", args=[certificate.procedure.reference])
    assert signed_in(person).get(address).status_code == 404


def test_without_a_picture_there_is_no_copy(person):
    certificate = sent(person)  # its picture is empty
    assert signed_in(person).get(at("copy", certificate.public_id)).status_code == 404
