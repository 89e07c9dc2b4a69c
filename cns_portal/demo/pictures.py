"""Pictures that could be photos of bills; they say that they are of a demonstration."""

from __future__ import annotations

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


def bill_picture(
    paper: Paper, served_on: date, *, person: str, kind: PageKind
) -> SimpleUploadedFile:
    """The bill with its acts and the receipt, or the prescription."""
    picture = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 60, 1180, 1694), outline="black", width=3)
    title = "Ordonnance" if kind == PageKind.PRESCRIPTION else "Mémoire d'honoraires"
    lines = [(title, 56), (DEMONSTRATION, 30), (paper.name, 40), (f"Patient: {person}", 36)]
    if kind != PageKind.PRESCRIPTION:
        lines += [
            (f"{served_on:%d.%m.%Y}   {code}   {amount} EUR", 36) for code, amount in paper.acts
        ]
        paid_on = served_on + timedelta(days=2)
        lines += [(f"Total: {paper.total} EUR", 44), (f"Pour acquit, le {paid_on:%d.%m.%Y}", 36)]
    height = 140
    for text, size in lines:
        # The font that comes with Pillow has no accents.
        pen.text((120, height), unidecode(text), fill="black", font=ImageFont.load_default(size))
        height += size * 2
    content = BytesIO()
    picture.save(content, "PNG")
    return SimpleUploadedFile(f"{kind}.png", content.getvalue(), "image/png")
