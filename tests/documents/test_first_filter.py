"""What is refused at once, within the request, and what names are made into."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cns_portal.documents import filetypes
from cns_portal.documents.choices import Rejection
from cns_portal.documents.services import first_filter
from cns_portal.kernel.refusal import Refused
from tests.documents import samples

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
WRONG, OTHER = Rejection.WRONG_TYPE, Rejection.DISGUISED


@pytest.mark.parametrize(
    ("name", "declared", "content"),
    [
        ("card.pdf", "application/pdf", samples.PDF),
        ("card.PDF", "application/pdf; charset=binary", samples.PDF),
        ("photo.jpg", "image/jpeg", samples.JPEG),
        ("photo.jpeg", "IMAGE/JPEG", samples.JPEG),
        ("screen.png", "image/png", samples.PNG),
        ("IMG_0001.HEIC", "image/heic", samples.HEIC),
        ("IMG_0001.HEIC", "application/octet-stream", samples.HEIC),
        ("my.old.card.pdf", "application/pdf", samples.PDF),
        ("\N{IDENTIFICATION CARD} carte d’identité.pdf", "application/pdf", samples.PDF),
        ("con.pdf", "application/pdf", samples.PDF),
        ("../../etc/passwd.pdf", "application/pdf", samples.PDF),
        ("C:\\Users\\Me\\card.pdf", "application/pdf", samples.PDF),
        ("a" * 300 + ".pdf", "application/pdf", samples.PDF),
    ],
)
def test_what_we_take(name, declared, content):
    kind = first_filter(SimpleUploadedFile(name, content, declared))
    assert kind.content_type in {"application/pdf", "image/jpeg", "image/png", "image/heic"}


@pytest.mark.parametrize(
    ("name", "declared", "content", "reason"),
    [
        ("empty.pdf", "application/pdf", b"", Rejection.EMPTY),
        ("big.pdf", "application/pdf", samples.PDF + b" " * filetypes.MAX_SIZE, Rejection.TOO_BIG),
        ("huge.jpg", "image/jpeg", b"\xff\xd8\xff" + bytes(40_000_000), Rejection.TOO_BIG),
        ("page.html", "text/html", HTML, WRONG),
        ("page.pdf", "application/pdf", HTML, OTHER),
        ("drawing.svg", "image/svg+xml", SVG, WRONG),
        ("drawing.png", "image/png", SVG, OTHER),
        ("photo.jpg.exe", "image/jpeg", samples.JPEG, OTHER),
        ("photo.jpg.html", "image/jpeg", samples.JPEG, OTHER),
        ("photo", "image/jpeg", samples.JPEG, OTHER),
        (".jpg", "image/jpeg", samples.JPEG, OTHER),
        ("photo.png", "image/png", samples.JPEG, OTHER),
        ("photo.jpg", "image/jpeg", samples.PNG, OTHER),
        ("photo.jpg", "text/html", samples.JPEG, OTHER),
        ("photo.jpg", "", samples.JPEG, OTHER),
        ("card.pdf", "application/octet-stream", samples.PDF, OTHER),
        ("card.pdf", "application/pdf", b"\n" + samples.PDF, OTHER),
        ("card.pdf", "application/pdf", b"MZ" + samples.PDF, OTHER),
        ("card.pdf", "application/pdf", samples.PDF + samples.archive(), OTHER),
        ("card.zip", "application/zip", samples.archive(), WRONG),
        ("card.docx", "application/msword", samples.archive(), WRONG),
        ("photo\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", "image/jpeg", samples.JPEG, OTHER),
        ("photo.jpg\0.exe", "image/jpeg", samples.JPEG, OTHER),
        ("movie.heic", "image/heic", b"\0\0\0\x18ftypmp42" + bytes(40), OTHER),
        ("fake.gif", "image/gif", b"GIF89a" + bytes(40), WRONG),
    ],
)
def test_what_we_refuse_at_once(name, declared, content, reason):
    file = SimpleUploadedFile("x", content, declared)
    file._name = name  # Django tidies names; whoever sends them does not
    with pytest.raises(Refused) as refused:
        first_filter(file)
    assert refused.value.reason == reason
    assert refused.value.sentence.endswith(".")


def test_no_file_is_refused_with_a_sentence():
    with pytest.raises(Refused) as refused:
        first_filter(None)
    assert refused.value.reason == Rejection.NONE_CHOSEN


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("card.pdf", "card.pdf"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\card.pdf", "card.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("evil\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "evilfdp.exe"),
        ("zero\N{ZERO WIDTH SPACE}width.pdf", "zerowidth.pdf"),
        ("half\ud800.pdf", "half.pdf"),
        ("e\N{COMBINING ACUTE ACCENT}.pdf", "\N{LATIN SMALL LETTER E WITH ACUTE}.pdf"),
        ('say "hello".pdf', 'say "hello".pdf'),
        ("  many   spaces .pdf ", "many spaces .pdf"),
        ("", ""),
        ("\0", ""),
    ],
)
def test_a_name_is_one_visible_line_without_folders(sent, kept):
    assert filetypes.cleaned_name(sent) == kept


def test_a_long_name_keeps_its_end():
    name = filetypes.cleaned_name("ä" * 400 + ".pdf")
    assert len(name) == filetypes.MAX_NAME
    assert name.endswith("….pdf")


def test_a_long_name_without_an_end_is_cut():
    assert len(filetypes.cleaned_name("x" * 400)) == filetypes.MAX_NAME


def test_the_sentences_say_the_true_limits():
    from cns_portal.documents import rebuild

    assert f"{filetypes.MAX_SIZE // 1024**2} MB" in Rejection.TOO_BIG.label
    assert f" {rebuild.MAX_PAGES} pages" in Rejection.TOO_MANY_PAGES.label
    assert f" {rebuild.MAX_PIXELS // 10**6} million" in Rejection.TOO_MANY_PIXELS.label
