"""Pictures that could be photos of papers; they say that they are of a demonstration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont
from text_unidecode import unidecode

from cns_portal.demo.families import DEMONSTRATION
from reimbursements.choices.care import PageKind

if TYPE_CHECKING:
    from cns_portal.demo.bills_now import Paper

LARGE, TITLE, TEXT, SMALL = 56, 44, 36, 30


def bill_picture(
    paper: Paper, served_on: date, *, person: str, kind: PageKind
) -> SimpleUploadedFile:
    """The bill with its acts and the receipt, or the prescription."""
    title = "Ordonnance" if kind == PageKind.PRESCRIPTION else "Mémoire d'honoraires"
    lines = [(title, LARGE), (DEMONSTRATION, SMALL), (paper.name, 40), (f"Patient: {person}", TEXT)]
    if kind != PageKind.PRESCRIPTION:
        lines += [
            (f"{served_on:%d.%m.%Y}   {code}   {amount} EUR", TEXT) for code, amount in paper.acts
        ]
        paid_on = served_on + timedelta(days=2)
        paid = f"Pour acquit, le {paid_on:%d.%m.%Y}"
        lines += [(f"Total: {paper.total} EUR", TITLE), (paid, TEXT)]
    return drawn(lines, name=f"{kind}.png")


def drawn(lines: Iterable[tuple[str, int]], *, name: str) -> SimpleUploadedFile:
    """A sheet with these lines, each with its size."""
    picture = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 60, 1180, 1694), outline="black", width=3)
    height = 140
    for text, size in lines:
        # The font that comes with Pillow has no accents.
        pen.text((120, height), unidecode(text), fill="black", font=ImageFont.load_default(size))
        height += size * 2
    content = BytesIO()
    picture.save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")
