"""QR codes seen by a camera: the way back from `qr`. Nothing is stored, nothing is logged."""

import io

MOST_BYTES = 400_000
"""A frame of a camera as a JPEG; the terminal's own are a tenth of it."""

MOST_PIXELS = 1920 * 1080
MOST_CHARACTERS = 100
"""Ours have sixteen; whoever shows ten thousand has shown another code all the same."""


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
