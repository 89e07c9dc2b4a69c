"""QR codes. They carry an opaque code or an address, never a name, a matricule or a topic."""

import base64
import io

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # light modules around the code, as the standard asks


def svg(text: str, *, label: str, scale: int = 4) -> SafeString:
    """The code for `text` as an `<svg>` for a page; one module is `scale` CSS pixels wide.

    `label` is its accessible name. There is no inline style, and the light ground is drawn, so
    that the code can be read from a dark page too.
    """
    rows = _code(text).get_matrix()
    size = len(rows)
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}"'
        ' width="{}" height="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}h-{}z"/><path fill="#000" d="{}"/></svg>',
        label,
        size * scale,
        size * scale,
        size,
        size,
        size,
        size,
        size,
        mark_safe(dark),  # only digits and drawing letters, made above
    )


def png(text: str, *, scale: int = 8) -> bytes:
    """The code for `text` as a black and white PNG; one module is `scale` pixels wide."""
    picture = io.BytesIO()
    _code(text, box_size=scale).make_image().save(picture, format="PNG")
    return picture.getvalue()


def png_data_uri(text: str, *, scale: int = 8) -> SafeString:
    """The same as a `data:` address for the `src` of an `<img>` on paper or in an e-mail.

    The template gives the picture its `alt`.
    """
    encoded = base64.b64encode(png(text, scale=scale)).decode()
    return mark_safe(f"data:image/png;base64,{encoded}")  # only base64, made above


def _code(text: str, *, box_size: int = 1):
    import qrcode  # only those who draw pay for it

    code = qrcode.QRCode(
        border=QUIET_ZONE, box_size=box_size, error_correction=qrcode.ERROR_CORRECT_M
    )
    code.add_data(text)
    code.make(fit=True)
    return code
