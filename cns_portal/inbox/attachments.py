"""Attachments before they are rows: what a caller hands over, and who makes the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Maker = Callable[[dict], bytes]

_makers: dict[str, Maker] = {}
_CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?[\w-]+=([\w.+-]+|\"[^\"\r\n\\]*\"))*", re.ASCII)


def register(code: str, maker: Maker) -> None:
    """Let the worker make attachments of `code`: `maker` turns the stored payload into bytes.

    The maker uses the payload alone, so that the file says what was true when it was posted.
    Registering the same maker again is harmless, another one is a `ValueError`.
    """
    known = _makers.get(code)
    if known is not None and (known.__module__, known.__qualname__) != (
        maker.__module__,
        maker.__qualname__,
    ):
        raise ValueError(f"Attachments of {code!r} have a maker already.")
    _makers[code] = maker


def make(code: str, payload: dict) -> bytes:
    """Make the attachment; raises `LookupError` for a code nobody registered."""
    try:
        maker = _makers[code]
    except KeyError:
        raise LookupError(f"Nobody makes attachments of {code!r}.") from None
    return maker(payload)


@dataclass(frozen=True, kw_only=True)
class AttachmentDraft:
    """A file to send along: with its `content` at once, or a `maker` and the payload it needs.

    `content_type` is sent as given, parameters included
    (`text/calendar; method=REQUEST; charset=utf-8`). Raises `ValueError` when it is malformed,
    when the filename is not a plain name, or unless exactly one of `content` and `maker` is given.
    """

    filename: str
    content_type: str
    content: bytes | None = None
    maker: str = ""
    payload: dict | None = None

    def __post_init__(self) -> None:
        if (self.content is None) == (self.maker == ""):
            raise ValueError("An attachment has its content or a maker, not both and not neither.")
        if not _CONTENT_TYPE.fullmatch(self.content_type):
            raise ValueError(f"Not a content type: {self.content_type!r}")
        if not self.filename or not self.filename.isprintable() or set(self.filename) & set('/\\"'):
            raise ValueError("The filename of an attachment is a plain name.")
