"""What comes out of the printer."""

import io
import re

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.test import override_settings

from cns_portal import pdf
from cns_portal.pdf.render import static_file

PAGE = """{% load i18n %}{% get_current_language as LANGUAGE_CODE %}<!doctype html>
<html lang="{{ LANGUAGE_CODE }}"><head><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>{{ body }}</p>
<img src="{{ qr }}" alt="QR code" width="170" height="170">
<p><a href="https://portal.example/a/token/">https://portal.example/a/token/</a></p></body></html>
"""
CONTEXT = {"title": "Bestätegung №7", "body": "Moien Zoé <b>", "qr": ""}


@pytest.fixture
def printed(template):
    def print_page(html: str = PAGE, *, language: str = "en", **context) -> bytes:
        return pdf.page_to_pdf(template(html), CONTEXT | context, language=language)

    return print_page


def test_a_page_is_tagged_and_has_a_title_and_a_language(printed):
    with pikepdf.open(io.BytesIO(printed(language="lb"))) as document:
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang) == "lb"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]) == "Bestätegung №7"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_the_text_and_the_links_are_there(printed):
    content = printed()
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    assert "Moien Zoé <b>" in text
    with pikepdf.open(io.BytesIO(content)) as document:
        (link,) = document.pages[0].Annots
        assert str(link.A.URI) == "https://portal.example/a/token/"


@pytest.mark.parametrize("text", ["R7K2M9QX4T", "https://portal.example/a/" + "x" * 43 + "/"])
def test_the_qr_code_is_read_back_from_the_printed_page(printed, text):
    content = printed(qr=pdf.qr.png_data_uri(text))
    picture = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == text


@pytest.mark.parametrize("language", ["fr", "de", "lb", "en"])
def test_the_language_asked_for_is_the_one_printed(printed, language):
    with pikepdf.open(io.BytesIO(printed(language=language))) as document:
        assert str(document.Root.Lang) == language


def test_a_page_without_a_title_is_refused(printed):
    with pytest.raises(ValueError, match="title"):
        printed('<html lang="en"><body>x</body></html>')


def test_a_page_without_a_language_is_refused(printed):
    with pytest.raises(ValueError, match="language"):
        printed("<html><head><title>x</title></head><body>x</body></html>")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.png",
        "http://127.0.0.1:6379/",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/static/%2Fetc/passwd",
        "/etc/passwd",
        "//example.org/static/favicon.svg",
        "gopher://example.org/",
        "/static/no-such-file.svg",
    ],
)
def test_a_page_reads_nothing_but_our_static_files(printed, address):
    from weasyprint.urls import FatalURLFetchingError

    html = f'<html lang="en"><head><title>x</title></head><body><img src="{address}" alt="x">'
    with pytest.raises(FatalURLFetchingError):
        printed(html)


def test_a_static_file_is_found_by_its_address():
    found = static_file("https://static.invalid/static/favicon.svg?v=1")
    assert found is not None
    assert found.name == "favicon.svg"


def test_a_fingerprinted_file_is_found_among_the_collected_ones(tmp_path):
    (tmp_path / "only.0123456789ab.css").write_text("")
    storages = {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    with override_settings(STORAGES=storages):
        found = static_file("https://static.invalid/static/only.0123456789ab.css")
    assert found == tmp_path / "only.0123456789ab.css"


def test_a_static_picture_is_printed(printed):
    html = (
        '{% load static %}<html lang="en"><head><title>x</title></head>'
        '<body><img src="{% static "favicon.svg" %}" alt="x"></body></html>'
    )
    assert re.match(rb"%PDF-1\.\d", printed(html))


def test_the_layout_for_paper_prints(template):
    html = (
        '{% extends "layouts/print.html" %}{% block title %}Trial{% endblock %}'
        "{% block heading %}Trial{% endblock %}{% block content %}<p>Moien</p>{% endblock %}"
    )
    text = pypdfium2.PdfDocument(pdf.page_to_pdf(template(html), {}, language="en"))[
        0
    ].get_textpage()
    assert "Moien" in text.get_text_bounded()
