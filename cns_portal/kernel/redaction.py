"""What a log must not hold: keys to a page, and what names a person."""

import re

HIDDEN = "…"

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_GAP = r"(?:[ .+]|%20)?"  # as people write numbers, and as addresses carry them
_PATTERNS = (
    # The emailed links: whoever has the token has the appointment.
    (re.compile(r"/a/[^/\s?#\"'<>]+"), f"/a/{HIDDEN}"),
    # The link of a request about personal data that was sent without signing in.
    (re.compile(r"/data-request/[^/\s?#\"'<>]+"), f"/data-request/{HIDDEN}"),
    # The link that confirms an e-mail address, also where it is carried through a sign-in.
    (re.compile(r"(data(?:/|%2F)email(?:/|%2F))[\w-]{20,}"), rf"\1{HIDDEN}"),
    # The code on a paper: whoever has it sees what the paper is worth.
    (re.compile(r"/verify/[^/\s?#\"'<>]+"), f"/verify/{HIDDEN}"),
    # The same code as it is typed, and the one with which a sign-in comes back.
    (re.compile(r"([?&]code=)[^&\s\"'<>]+"), rf"\1{HIDDEN}"),
    # Rows are addressed by them; the worker's own numbers stand in brackets and stay.
    (re.compile(rf"/{_UUID}", re.IGNORECASE), f"/{HIDDEN}"),
    # Begins with a word's first letter only, so that a long text without @ is read once.
    (re.compile(r"(?<![\w.+-])[\w.+-]++(?:@|%40)[\w-]++(?:\.[\w-]++)+"), HIDDEN),
    # A matricule: the year of birth, month, day, three digits and two check digits.
    (
        re.compile(
            rf"(?<!\d)(?:1[89]|20)\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}{_GAP}\d\d(?!\d)",
            re.ASCII,
        ),
        HIDDEN,
    ),
    # What the database says about a row that it refuses: all of it, or the columns of a key.
    (
        re.compile(
            r"(Failing row contains \().*?(?=\n\n+(?:The above|During handling)|\Z)", re.DOTALL
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(Key \([^=]*\)=\()[^\n]*?(\) (?:already|is|conflicts|still))"), rf"\1{HIDDEN}\2"),
    # An IBAN, in groups of four or in one.
    (
        re.compile(rf"\b[A-Z]{{2}}\d\d(?:{_GAP}[A-Z0-9]{{4}}){{2,7}}(?:{_GAP}[A-Z0-9]{{1,3}})?\b"),
        HIDDEN,
    ),
)


def redacted(text: str) -> str:
    """The same text without tokens, identifiers, matricules, e-mail addresses and IBANs."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text
