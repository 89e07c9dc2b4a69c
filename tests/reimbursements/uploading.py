"""Files for bills, as a browser sends them: photos with and without a code."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cns_portal import documents
from cns_portal.pdf import qr
from reimbursements.services.pages import pages
from tests.documents import samples


def photo(name: str = "bill.jpg", *, content: bytes | None = None, declared: str = "image/jpeg"):
    """A photo that no other one is like."""
    return SimpleUploadedFile(name, content or samples.picture("JPEG"), content_type=declared)


def photo_with(code: str, *, size=(1240, 1754), turned: int = 0, kind: str = "JPEG") -> bytes:
    """A page of A4 at 150 dots an inch with a QR code at its foot."""
    page = Image.new("L", size, 245)
    with Image.open(io.BytesIO(qr.png(code, scale=6))) as square:
        page.paste(square.convert("L"), (size[0] - square.width - 60, size[1] - square.height - 60))
    out = io.BytesIO()
    page.rotate(turned, expand=True).convert("RGB").save(out, kind)
    return out.getvalue()


def add(bill, *, by, file=None, check=False, **kwargs):
    """A file of the bill, checked when it is asked for."""
    page = pages.add(bill.pk, file=file or photo(), by=by, **kwargs)
    if check:
        documents.check_now(page.document_id)
        page.document.refresh_from_db()
    return page
