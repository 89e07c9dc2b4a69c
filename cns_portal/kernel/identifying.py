"""What in a text says who somebody is: matricules, account numbers, telephones, e-mail addresses.

For texts that should not name anybody: their writer is asked to take it out. What looks like one
counts, also where a digit is mistyped, because it still points at somebody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from cns_portal.kernel import iban, matricule


class Kind(Enum):
    """What it is; the words for it are those of whoever asks."""

    EMAIL = "email"
    ACCOUNT = "account"
    MATRICULE = "matricule"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Found:
    """One of them, as it was written."""

    kind: Kind
    text: str


_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_GAPS = r"[ ./\-]{0,3}"
_GAP = r"[ ./\-]?"

# Each begins where a word begins, so that a long text is read once.
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]++ ?(?:@|\(at\)|\[at\]|\(arobase\)) ?[\w-]++(?:\.[\w-]++)+", re.IGNORECASE
)
_ACCOUNT = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{{2}}{_GAP}[0-9]{_GAP}[0-9]")
_MATRICULE = re.compile(rf"(?<![0-9])(?:1{_GAPS}[89]|2{_GAPS}0)(?:{_GAPS}[0-9]){{11}}(?![0-9])")

_INTERNATIONAL = re.compile(r"(?<![0-9+])(?:\+|00)[ (]{0,2}[1-9](?:[ ()./\-]{0,3}[0-9]){6,13}")
_NATIONAL = re.compile(r"(?<![0-9+])\(?0[1-9]\)?(?:[ ()./\-]{0,3}[0-9]){7,10}(?![0-9])")
_MOBILE = re.compile(rf"(?<![0-9+])6[0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}(?![0-9])")
_EIGHT = re.compile(rf"(?<![0-9+])2[0-9](?:{_GAP}[0-9]{{2}}){{3}}(?![0-9])")
_IN_PAIRS = re.compile(r"(?<![0-9+])[2-9][0-9] [0-9]{2} [0-9]{2}(?: [0-9]{1,2})?(?! ?[0-9])")
_CALLED_A_NUMBER = re.compile(
    r"\b(?:t[eé]l(?:[eé](?:phone|fon|phon|fax)?)?|telefonnummer|phone|gsm|mobile|portable|handy|fax)\b"
    r"\W{0,3}(?:n[°o]?|nr|no|number)?\W{0,4}([0-9](?:[ ./\-]{0,2}[0-9]){4,12})",
    re.IGNORECASE,
)
_WITHOUT_COUNTRY = (_NATIONAL, _MOBILE, _EIGHT, _IN_PAIRS)

# What looks like a number of a telephone and is none: 24.11.2026, 24 11 26, 2026-11-24, 20261124,
# and two years side by side.
_DAY, _MONTH, _YEAR = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])", "(?:19|20)[0-9]{2}"
_DAYS = re.compile(
    rf"(?<![0-9+])(?:{_DAY}([./\-]){_MONTH}\1(?:{_YEAR}|[0-9]{{2}})(?![0-9])"
    rf"|{_DAY} {_MONTH} (?:{_YEAR}|[0-9]{{2}})(?![ \-]?[0-9])"
    rf"|{_YEAR}([./\-]?)(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
    rf"|{_YEAR}[ ./\-]{_YEAR}(?![0-9]))"
)

# Luxembourg's numbers have no area; those of the CNS itself begin so (seed 001), and whoever
# writes that they called it has named nobody.
_OF_THE_CNS = re.compile(r"(?:(?:\+|00)352)?2757[0-9]{0,4}")


def found_in(text: str) -> list[Found]:
    """Everything in `text` that says who somebody is, each once, in the order of `Kind`.

    A number is only one thing: the digits of an account are no telephone.
    """
    left = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    left = re.sub(r"[\u2010-\u2015\u2212]", "-", left)
    found: dict[Found, None] = {}
    for kind, search in _SEARCHES:
        rest, behind = [], 0
        for start, end in search(left):
            found[Found(kind, left[start:end].strip())] = None
            rest.append(left[behind:start])
            behind = end
        left = "\n".join([*rest, left[behind:]])
    return list(found)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _EMAIL.finditer(text))


def _accounts(text: str) -> Iterator[tuple[int, int]]:
    """Two letters, two digits, and as many more as accounts of that country have."""
    behind = 0
    for match in _ACCOUNT.finditer(text):
        length = iban.length_in(match[0][:2].upper())
        if length is None or match.start() < behind:
            continue
        end = _end_of(text, match.start(), length)
        if end is not None and iban.why_not(text[match.start() : end]) in _ACCOUNTS:
            behind = end
            yield match.start(), end


_ACCOUNTS = (None, iban.Problem.CHECK_DIGITS)


def _end_of(text: str, start: int, length: int) -> int | None:
    """Where so many letters and digits have been read, single gaps between them left out."""
    count, gaps = 0, 0
    for place in range(start, len(text)):
        sign = text[place]
        if sign.isascii() and sign.isalnum():
            count, gaps = count + 1, 0
            if count == length:
                return place + 1
        elif sign in " .-/" and gaps < 2:
            gaps += 1
        else:
            return None
    return None


def _matricules(text: str) -> Iterator[tuple[int, int]]:
    """Thirteen digits that begin with a day; check digits or not."""
    for match in _MATRICULE.finditer(text):
        if matricule.why_not(match[0]) is not matricule.Problem.NOT_A_DATE:
            yield match.span()


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """With its country first: behind +352 stands a number, even where it looks like a day."""
    taken, spans = bytearray(len(text)), []
    for match in (*_CALLED_A_NUMBER.finditer(text), *_INTERNATIONAL.finditer(text), *_bare(text)):
        start, end = match.span(match.lastindex or 0)
        if not any(taken[start:end]) and not _is_of_the_cns(text[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            spans.append((start, end))
    yield from sorted(spans)


def _bare(text: str) -> Iterator[re.Match[str]]:
    without_days = _DAYS.sub(lambda day: "\n" * len(day[0]), text)
    for pattern in _WITHOUT_COUNTRY:
        yield from pattern.finditer(without_days)


def _is_of_the_cns(written: str) -> bool:
    return bool(_OF_THE_CNS.fullmatch(re.sub(r"[^0-9+]", "", written.replace("(0)", ""))))


_SEARCHES = (
    (Kind.EMAIL, _emails),
    (Kind.ACCOUNT, _accounts),
    (Kind.MATRICULE, _matricules),
    (Kind.PHONE, _phones),
)
