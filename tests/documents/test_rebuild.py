"""Every file is read and written anew by a limited process; what is left is only what is seen."""

import io
import sys
from contextlib import suppress

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from cns_portal.documents import child
from cns_portal.documents.choices import Rejection
from cns_portal.kernel.refusal import Refused
from tests.documents import samples

TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "heic": "image/heic"}


def rebuild(content, kind):
    return child.rebuilt(content, content_type=TYPES[kind])


@pytest.mark.parametrize(
    ("content", "kind", "becomes"),
    [
        (samples.PDF, "pdf", "application/pdf"),
        (samples.JPEG, "jpg", "image/jpeg"),
        (samples.PNG, "png", "image/png"),
        (samples.HEIC, "heic", "image/jpeg"),
        (samples.picture("JPEG", mode="CMYK"), "jpg", "image/jpeg"),
        (samples.picture("JPEG", mode="L"), "jpg", "image/jpeg"),
        (samples.picture("PNG", mode="P"), "png", "image/png"),
        (samples.picture("PNG", mode="RGBA"), "png", "image/png"),
        (samples.picture("PNG", mode="1"), "png", "image/png"),
        (samples.picture("PNG", mode="I;16"), "png", "image/png"),
    ],
)
def test_a_good_file_stays_a_good_file(content, kind, becomes):
    made = rebuild(content, kind)
    assert (made.content_type, made.pages) == (becomes, 1)
    if kind != "pdf":
        assert Image.open(io.BytesIO(made.content)).size == (60, 40)


def test_grey_of_16_bits_does_not_turn_white():
    out = io.BytesIO()
    Image.new("I;16", (4, 4), 30_000).save(out, "PNG")
    made = rebuild(out.getvalue(), "png")
    assert Image.open(io.BytesIO(made.content)).getpixel((0, 0)) == 30_000


def test_a_photo_is_upright_and_does_not_say_where_it_was_taken():
    made = rebuild(samples.photo_with_place(), "jpg")
    picture = Image.open(io.BytesIO(made.content))
    assert picture.size == (40, 60)
    assert not picture.getexif()
    assert b"SECRET" not in made.content
    assert b"Exif" not in made.content


def test_remarks_in_a_png_are_gone():
    assert b"SECRET" not in rebuild(samples.png_with_remark(), "png").content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.JPEG + b"<script>MARKER</script>", "jpg"),
        (samples.JPEG + samples.archive(), "jpg"),
        (samples.PNG + b"<html><script>MARKER</script>", "png"),
        (samples.PDF.replace(b"%PDF-", b"%PDF-1.4\n%MARKER<script>\n%", 1), "pdf"),
    ],
)
def test_of_a_file_that_is_two_things_one_is_left(content, kind):
    made = rebuild(content, kind).content
    assert b"MARKER" not in made
    assert b"PK\x05\x06" not in made
    assert b"<script>" not in made


@pytest.mark.parametrize("active", samples.ACTIVE, ids=lambda change: change.__name__)
def test_a_pdf_loses_everything_that_acts_carries_or_tells(active):
    made = rebuild(samples.pdf(2, active), "pdf")
    with pikepdf.open(io.BytesIO(made.content)) as document:
        readable = io.BytesIO()
        document.save(
            readable,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert len(document.pages) == 2
    for trace in (b"MARKER", b"/JavaScript", b"/JS", b"/Launch", b"/AA", b"/EF", b"/URI", b"/XFA"):
        assert trace not in readable.getvalue()


def test_what_was_filled_in_and_stamped_is_part_of_the_page():
    made = rebuild(samples.pdf(1, samples.filled_in), "pdf")
    with pikepdf.open(io.BytesIO(made.content)) as document:
        page = document.pages[0]
        drawn = [form.read_bytes() for form in page.Resources.XObject.values()]
        assert drawn
        assert set(drawn) == {b"q BT (SHOWN) Tj ET Q"}
        assert "/Annots" not in page
        assert "/AcroForm" not in document.Root


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (samples.LOCKED, "pdf", Rejection.PASSWORD_PROTECTED),
        (samples.LOCKED_FOR_CHANGES, "pdf", Rejection.PASSWORD_PROTECTED),
        (samples.pdf(51), "pdf", Rejection.TOO_MANY_PAGES),
        (samples.pdf(0), "pdf", Rejection.UNREADABLE),
        (samples.pdf(3)[:-100], "pdf", Rejection.TRUNCATED),
        (b"%PDF-1.7\n%%EOF", "pdf", Rejection.UNREADABLE),
        (samples.pdf(1, samples.hides_script_too_deeply), "pdf", Rejection.UNREADABLE),
        (samples.pdf_that_unpacks_to(300_000_000), "pdf", Rejection.UNPACKS_TOO_FAR),
        (samples.pdf_that_never_ends(), "pdf", Rejection.UNREADABLE),
        (samples.JPEG[: len(samples.JPEG) // 2], "jpg", Rejection.TRUNCATED),
        (samples.PNG[:-30], "png", Rejection.TRUNCATED),
        (samples.HEIC[: len(samples.HEIC) // 2], "heic", Rejection.TRUNCATED),
        (b"\xff\xd8\xff", "jpg", Rejection.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n<html><script>", "png", Rejection.UNREADABLE),
        (samples.PNG, "heic", Rejection.UNREADABLE),
        (samples.picture("GIF"), "png", Rejection.UNREADABLE),
        (samples.picture("TIFF"), "jpg", Rejection.UNREADABLE),
        (samples.png_that_claims(60_000, 60_000), "png", Rejection.TOO_MANY_PIXELS),
        (samples.png_that_claims(7_100, 7_100), "png", Rejection.TOO_MANY_PIXELS),
        (samples.png_that_claims(2**31 - 1, 2**31 - 1), "png", Rejection.TOO_MANY_PIXELS),
        (samples.png_that_claims(0, 0), "png", Rejection.UNREADABLE),
    ],
)
def test_a_bad_file_gets_its_reason(content, kind, reason):
    with pytest.raises(Refused) as refused:
        rebuild(content, kind)
    assert refused.value.reason == reason


def test_a_bomb_in_a_bomb_is_refused_when_the_memory_ends():
    bomb = samples.pdf_that_unpacks_twice_to(1024**3)
    assert len(bomb) < 100_000
    with pytest.raises(Refused) as refused:
        rebuild(bomb, "pdf")
    assert refused.value.reason == Rejection.UNPACKS_TOO_FAR


def test_fifty_pages_are_taken():
    assert rebuild(samples.pdf(50), "pdf").pages == 50


def test_a_pdf_of_a_hundred_thousand_objects_is_read_in_time():
    assert rebuild(samples.pdf_of_many_things(100_000), "pdf").pages == 1


def test_a_pdf_we_print_ourselves_looks_the_same_afterwards():
    from weasyprint import HTML

    printed = HTML(string="<h1 lang=en>Überweisung</h1><a href='http://x.lu'>link</a>").write_pdf(
        pdf_variant="pdf/ua-1"
    )
    pictures = [
        bytes(pypdfium2.PdfDocument(content)[0].render().buffer)
        for content in (printed, rebuild(printed, "pdf").content)
    ]
    assert pictures[0] == pictures[1]


def test_a_picture_of_49_million_pixels_fits_into_the_memory():
    out = io.BytesIO()
    Image.new("RGB", (7_000, 7_000), "white").save(out, "JPEG")
    assert rebuild(out.getvalue(), "jpg").pages == 1


def test_brackets_without_end_do_no_harm():
    with suppress(Refused):  # taken or refused, but never a failure of ours
        rebuild(samples.pdf_within_arrays(), "pdf")


# -- The limits of the process ---------------------------------------------------------------


@pytest.fixture
def misbehaving(monkeypatch, tmp_path):
    """A rebuilding process in which reading the file means `body`."""

    def misbehaving(body: str):
        program = tmp_path / "program.py"
        program.write_text(
            f"import os, sys, time\nsys.path.insert(0, {str(child.PROGRAM.parent)!r})\n"
            "import rebuild\nrebuild.SECONDS = 1\n"
            f"def pdf(content):\n    {body}\n"
            "rebuild.pdf = pdf\nsys.exit(rebuild.main())\n"
        )
        monkeypatch.setattr(child, "PROGRAM", program)
        return child.rebuilt(b"anything", content_type="application/pdf")

    return misbehaving


@pytest.mark.parametrize(
    "body",
    [
        "bytearray(2 * 1024**3)",
        "return bytes(100 * 1024**2), 'application/pdf', 1",
        "while True: pass",
        "os.abort()",
        "os.kill(os.getpid(), 11)",
        "raise RecursionError",
    ],
)
def test_a_file_that_exhausts_or_kills_its_reader_is_unreadable(misbehaving, body):
    with pytest.raises(Refused) as refused:
        misbehaving(body)
    assert refused.value.reason == Rejection.UNREADABLE


def test_a_reader_that_falls_asleep_is_ended(misbehaving, monkeypatch):
    monkeypatch.setattr(child, "PATIENCE", 0.5)
    with pytest.raises(Refused) as refused:
        misbehaving("time.sleep(60)")
    assert refused.value.reason == Rejection.UNREADABLE


@pytest.mark.parametrize(
    "body",
    [
        "os._exit(3)",
        "os._exit(0)",
        "return b'x', 'text/html', 1",
        "sys.stderr.write('[1]'); sys.stderr.flush(); os._exit(0)",
        "raise rebuild.Rejected('nonsense')",
    ],
)
def test_what_the_reader_says_is_not_believed(misbehaving, body):
    with pytest.raises(child.CheckFailed):
        misbehaving(body)


def test_the_reader_knows_no_secrets(misbehaving, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "MARKER")
    monkeypatch.setenv("STORAGE_KEYS", "MARKER")
    made = misbehaving("return repr(dict(os.environ)).encode(), 'application/pdf', 1")
    assert b"MARKER" not in made.content


def test_the_reader_does_not_load_the_portal(misbehaving):
    made = misbehaving("return repr(sorted(sys.modules)).encode(), 'application/pdf', 1")
    assert b"django" not in made.content
    assert b"cns_portal" not in made.content


@pytest.mark.skipif(sys.platform != "linux", reason="Files in memory are Linux's.")
def test_nothing_of_the_file_is_left_open_for_the_reader_but_three_files(misbehaving):
    made = misbehaving("return repr(os.listdir('/proc/self/fd')).encode(), 'application/pdf', 1")
    assert made.content == b"['0', '1', '2', '3']"  # the fourth is the listing itself
