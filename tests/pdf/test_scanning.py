"""QR codes read from the pictures of a camera; nothing a stranger holds up does any harm."""

import io

import pytest
from PIL import Image

from cns_portal.pdf import qr, scanning

CODE = "2345ABCDEFGHJKMN"


def jpeg(image: Image.Image, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, format="JPEG", **options)
    return out.getvalue()


def photo_of(text: str, *, size: int = 300, turned: float = 0) -> Image.Image:
    """Somebody's paper in front of a camera."""
    code = Image.open(io.BytesIO(qr.png(text))).convert("L").resize((size, size))
    frame = Image.new("L", (640, 480), 120)
    frame.paste(code, (170, 80))
    return frame.rotate(turned, fillcolor=120)


@pytest.mark.parametrize("turned", [0, 12, 90, 180])
def test_a_code_is_read_however_it_is_held(turned):
    assert scanning.read(jpeg(photo_of(CODE, turned=turned), quality=70)) == CODE


def test_a_picture_without_a_code_has_none():
    assert scanning.read(jpeg(Image.new("RGB", (640, 480), "white"))) == ""


def test_a_long_text_is_cut():
    long = "https://elsewhere.example/" + "x" * 1000
    picture = Image.open(io.BytesIO(qr.png(long, scale=6))).convert("L")
    assert scanning.read(jpeg(picture)) == long[: scanning.MOST_CHARACTERS]


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"\xff\xd8\xff",
        b"no picture at all",
        jpeg(Image.new("L", (640, 480)))[:400],
        qr.png(CODE),  # a picture, but no JPEG
        b"GIF89a" + b"\x00" * 100,
    ],
    ids=["empty", "begins", "text", "cut off", "png", "gif"],
)
def test_what_is_no_jpeg_has_no_code(picture):
    assert scanning.read(picture) == ""


def test_a_picture_that_unfolds_is_not_unfolded(monkeypatch):
    """Few bytes may stand for many pixels: their number is asked before one is decoded."""
    bomb = jpeg(Image.new("L", (5000, 5000)), quality=1)
    assert len(bomb) < scanning.MOST_BYTES

    def unfold(image):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.JpegImagePlugin.JpegImageFile.load", unfold)
    assert scanning.read(bomb) == ""
    with pytest.raises(AssertionError, match="decoded"):
        scanning.read(jpeg(photo_of(CODE)))


def test_too_many_bytes_are_not_looked_at():
    assert scanning.read(jpeg(photo_of(CODE)) + b"\x00" * scanning.MOST_BYTES) == ""
