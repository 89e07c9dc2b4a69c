"""The confirmation on paper, looked at as a terminal and a reader of PDF files do."""

import io
import re

import pikepdf
import pypdfium2
import zxingcpp

CODE = re.compile(r"\b[0-9A-Z]{4}(?:[ \-–][0-9A-Z]{4}){3}\b")


class Paper:
    """A PDF file."""

    def __init__(self, content: bytes) -> None:
        self._rendered = pypdfium2.PdfDocument(content)
        self._parsed = pikepdf.open(io.BytesIO(content))

    @property
    def text(self) -> str:
        return "\n".join(page.get_textpage().get_text_range() for page in self._rendered)

    @property
    def scanned(self) -> list[str]:
        """What a scanner reads from the printed pages."""
        pictures = [page.render(scale=2).to_pil().convert("L") for page in self._rendered]
        return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]

    @property
    def printed_code(self) -> str:
        """The letters under the QR code, without their gaps."""
        return re.sub(r"[^0-9A-Z]", "", CODE.search(self.text)[0])

    @property
    def links(self) -> list[str]:
        return [
            str(note.A.URI)
            for page in self._parsed.pages
            for note in page.get("/Annots", [])
            if "/A" in note and "/URI" in note.A
        ]

    @property
    def language(self) -> str:
        return str(self._parsed.Root.Lang)

    @property
    def title(self) -> str:
        return str(self._parsed.docinfo.Title)

    @property
    def is_tagged(self) -> bool:
        return bool(self._parsed.Root.MarkInfo.Marked)
