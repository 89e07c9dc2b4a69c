"""QR codes seen by a camera: the way back from `qr`. Nothing is stored, nothing is logged."""

import io

MOST_BYTES = 400_000
"""A frame of a camera as a JPEG; the terminal's own are a tenth of it."""

MOST_PIXELS = 1920 * 1080
MOST_CHARACTERS = 100
"""Ours have sixteen; whoever shows ten thousand has shown another code all the same."""


MOST_DRAWN_PIXELS = 3000 * 3000
"""A page that the portal has drawn itself, as large as it draws any."""

MOST_CODES = 10


def codes(drawn: bytes) -> list[str]:
    """The texts of the QR, Data Matrix and Aztec codes on a page drawn by the portal as a JPEG.

    In the order in which they are found, at most `MOST_CODES`; none for anything else than such
    a page. What a code says is a stranger's text.
    """
    import zxingcpp
    from PIL import Image

    try:
        with Image.open(io.BytesIO(drawn), formats=["JPEG"]) as image:
            if image.width * image.height > MOST_DRAWN_PIXELS:
                return []
            image.draft("L", image.size)
            grey = image.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return []
    kinds = zxingcpp.BarcodeFormat
    found = zxingcpp.read_barcodes(
        grey,
        formats=[kinds.QRCode, kinds.DataMatrix, kinds.Aztec],
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [code.text for code in found[:MOST_CODES]]


def read(picture: bytes) -> str:
    """The text of a QR code in a JPEG, cut to `MOST_CHARACTERS`; empty when there is none.

    Whatever is no JPEG, is broken or too large has no code: the next frame comes soon. The size
    is asked before a pixel is decoded.
    """
    import zxingcpp  # only those who look pay for it
    from PIL import Image

    if len(picture) > MOST_BYTES:
        return ""
    try:
        with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                return ""
            image.draft("L", image.size)
            grey = image.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text[:MOST_CHARACTERS] if found else ""
