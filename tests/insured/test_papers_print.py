"""The papers as PDF: tagged, titled, in the person's language, with a code that says nothing."""

import io
from datetime import date

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.conf import settings

from insured.choices import PaperKind
from insured.notices import papers
from insured.notices.papers import TEMPLATES
from tests.factories import InsuredPersonFactory
from tests.insured.factories import PaperFactory

pytestmark = pytest.mark.django_db
WHO = {"name": "Marie Beispill", "born": "1990-09-30", "number": "1990 0930 123 58"}
SPAN = {"first": "2026-11-22", "last": "2027-02-21"}
TODAY = {"certified_first": "2026-11-22", "certified_last": "2026-11-22"}
PERIOD = {"cover": "compulsory", "fund": "cns", "first": "2024-01-01", "last": ""}
HOME = {
    "country": "BE",
    "street": "1, rue de la Frontière",
    "town": "6700 Arlon",
    "cover": "compulsory",
}
FACTS = {
    PaperKind.AFFILIATION: {
        **TODAY,
        "today": True,
        "coverage": {"kept": "", "since": "2024-01-01", "last": ""},
        "periods": [PERIOD, {**PERIOD, "cover": "pension", "last": "2026-11-30"}],
    },
    PaperKind.CO_INSURANCE: {
        **TODAY,
        "through": {"name": "Jean Modèle", "since": "2024-01-01"},
        "family": [
            {
                "name": "Zoé Beispill",
                "born": "2017-03-21",
                "number": "2017 0321 123 45",
                "relation": "own_child",
                "since": "2024-01-01",
            }
        ],
    },
    PaperKind.REPLACEMENT: SPAN,
    PaperKind.S1: {**HOME, "country": "FR", "first": "2026-11-22", "last": ""},
    PaperKind.BL1: {**HOME, "first": "2026-11-22", "last": "2027-01-31"},
    PaperKind.S2: {
        **SPAN,
        "country": "DE",
        "hospital": "Klinik Musterstadt",
        "place": "Musterstadt",
        "care": "hospital",
        "treatment": "An operation that was described in the request",
    },
}


def printed(kind: PaperKind, *, language: str = "en", **facts):
    person = InsuredPersonFactory(first_name="Marie", last_name="Beispill", language=language)
    paper = PaperFactory(
        person=person,
        kind=kind,
        language=language,
        facts={"person": WHO, "fund": "cns", **FACTS[kind], **facts},
        first_day=date(2026, 11, 22),
        last_day=date(2027, 2, 21),
    )
    return paper, papers.print_paper({"paper": str(paper.public_id)})


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages).replace("\r\n", "\n")


def test_every_kind_has_its_page():
    assert set(TEMPLATES) == set(PaperKind) == set(FACTS)


@pytest.mark.parametrize("kind", list(PaperKind))
@pytest.mark.parametrize("language", ["fr", "de", "lb", "en"])
def test_a_paper_is_tagged_and_has_a_title_and_a_language(kind, language):
    _paper, content = printed(kind, language=language)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang) == language
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"])
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


@pytest.mark.parametrize("kind", list(PaperKind))
def test_the_code_leads_to_the_public_page_and_says_nothing_personal(kind):
    paper, content = printed(kind)
    page = pypdfium2.PdfDocument(content)[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text == f"{settings.SITE_URL}/verify/{paper.code}/"
    assert f"{settings.SITE_URL}/verify/{paper.code}/" in text_of(content).replace("\n", "")


@pytest.mark.parametrize("kind", list(PaperKind))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_paper_is_one_sheet(kind, language):
    _paper, content = printed(kind, language=language)
    assert len(pypdfium2.PdfDocument(content)) == 1


@pytest.mark.parametrize("kind", list(PaperKind))
def test_who_it_is_for_stands_on_it(kind):
    _paper, content = printed(kind)
    text = text_of(content)
    assert "Marie Beispill" in text
    assert "1990 0930 123 58" in text


@pytest.mark.parametrize(
    ("kind", "facts", "sentence"),
    [
        (PaperKind.AFFILIATION, {}, "no end known"),
        (
            PaperKind.AFFILIATION,
            {"coverage": {"kept": "yes", "since": "", "last": "2027-01-31"}, "periods": []},
            "the right to health care is kept until 31 January 2027",
        ),
        (
            PaperKind.AFFILIATION,
            {"today": False, "certified_first": "2024-01-01", "certified_last": "2025-12-31"},
            "from 1 January 2024 to 31 December 2025",
        ),
        (PaperKind.CO_INSURANCE, {}, "Jean Modèle, since 1 January 2024"),
        (PaperKind.CO_INSURANCE, {}, "Zoé Beispill"),
        (PaperKind.REPLACEMENT, {}, "from 22 November 2026 to 21 February 2027"),
        (PaperKind.S1, {}, "S071"),
        (PaperKind.S1, {}, "until further notice"),
        (PaperKind.BL1, {}, "BL6"),
        (PaperKind.S2, {}, "Klinik Musterstadt"),
    ],
)
def test_what_it_says(kind, facts, sentence):
    _paper, content = printed(kind, **facts)
    assert sentence in " ".join(text_of(content).split())


def test_codes_become_words_and_days_become_dates():
    found = papers.in_words({"cover": "pension", "first": "2026-11-22", "last": "", "name": "X"})
    assert found == {
        "cover": "Insurance as a pensioner",
        "first": date(2026, 11, 22),
        "last": "",
        "name": "X",
    }
