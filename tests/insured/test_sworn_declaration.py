"""The declaration to sign: a tagged PDF in the language of the person, with what was stated."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from cns_portal.pdf.render import page_to_pdf
from insured.choices.co_insurance import PreviousCover
from tests.factories import InsuredPersonFactory
from tests.insured.families import about_a_spouse

pytestmark = pytest.mark.django_db


def printed(language: str) -> bytes:
    statement = about_a_spouse(
        previous_cover=PreviousCover.NO_CERTIFICATE, birth_place="Dakar, Senegal"
    )
    return page_to_pdf(
        "insured/print/sworn_declaration.html",
        {
            "statement": statement,
            "principal": InsuredPersonFactory(first_name="Marie", last_name="Beispill"),
            "relation": "Spouse",
        },
        language=language,
    )


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


@pytest.mark.parametrize("language", ["en", "fr", "de", "lb"])
def test_the_declaration_is_one_sheet_that_can_be_read_aloud(language):
    content = printed(language)
    with pikepdf.open(BytesIO(content)) as document:
        assert len(document.pages) == 1
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == language
        assert str(document.docinfo["/Title"])
    for word in ("Nadia Erdacht", "Marie Beispill", "Dakar, Senegal", about_a_spouse().matricule):
        assert word in text_of(content)


def test_what_is_sworn_is_what_the_fund_asks_for():
    text = text_of(printed("en"))
    assert "no health insurance in another country" in text
    assert "report every change of my situation at once" in text
