"""What a file says it is, by its name, its declared type and its own first bytes. Plain Python.

A first filter only, cheap enough for a request: a file may be several things at once. The control
is that every file is rebuilt (`rebuild.py`) before anybody sees it.
"""

import unicodedata
from dataclasses import dataclass

MAX_SIZE = 10 * 1024 * 1024
MAX_NAME = 120
ACCEPT = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic"

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_MOST_BYTES_OF_ZIP_END = 65_557  # the end record and the longest comment that may follow it


@dataclass(frozen=True)
class Kind:
    """One kind of file we take."""

    content_type: str
    extensions: frozenset[str]
    declared: frozenset[str]


PDF = Kind(
    "application/pdf", frozenset({"pdf"}), frozenset({"application/pdf", "application/x-pdf"})
)
JPEG = Kind(
    "image/jpeg",
    frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    frozenset({"image/jpeg", "image/jpg", "image/pjpeg"}),
)
PNG = Kind("image/png", frozenset({"png"}), frozenset({"image/png", "image/x-png"}))
HEIC = Kind(
    "image/heic",
    frozenset({"heic", "heif"}),
    # Most computers have no name for this type, and browsers then say nothing or "some bytes".
    frozenset({"image/heic", "image/heif", "application/octet-stream", ""}),
)
KINDS = (PDF, JPEG, PNG, HEIC)


class NoKind(Exception):
    """The content is no kind of file that we take, and the name does not say it is."""


class Disguised(Exception):
    """Content, extension and declared type do not agree, or the file is two things at once."""


def kind_of(*, content: bytes, name: str, declared: str) -> Kind:
    """The kind on which content, extension and declared type agree.

    Raises `NoKind` or `Disguised`.
    """
    kind, extension = _by_content(content), _extension(name)
    if kind is None:
        if any(extension in ours.extensions for ours in KINDS):
            raise Disguised
        raise NoKind
    if extension not in kind.extensions:
        raise Disguised
    if declared.partition(";")[0].strip().lower() not in kind.declared:
        raise Disguised
    if kind is PDF and _is_also_an_archive(content):
        raise Disguised
    return kind


def cleaned_name(name: str) -> str:
    """The name for people to recognise their file by: one line, no folder, nothing invisible.

    Never used to store or to serve anything.
    """
    text = unicodedata.normalize("NFC", name)
    text = text.replace("\\", "/").rpartition("/")[2]
    text = "".join(ch for ch in text if unicodedata.category(ch) not in _INVISIBLE)
    text = " ".join(text.split())
    if len(text) > MAX_NAME:
        stem, dot, extension = text.rpartition(".")
        if dot and len(extension) <= 10:
            text = stem[: MAX_NAME - len(extension) - 2] + "…" + dot + extension
        else:
            text = text[: MAX_NAME - 1] + "…"
    return text


def _extension(name: str) -> str:
    stem, dot, extension = cleaned_name(name).rpartition(".")
    return extension.lower() if dot and stem else ""


def _by_content(content: bytes) -> Kind | None:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    return None


def _is_also_an_archive(content: bytes) -> bool:
    """Whether a ZIP directory follows the end of the PDF: unpackers read files from their end."""
    end_of_pdf = content.rfind(b"%%EOF")
    start = max(end_of_pdf, len(content) - _MOST_BYTES_OF_ZIP_END, 0)
    return content.find(b"PK\x05\x06", start) != -1
