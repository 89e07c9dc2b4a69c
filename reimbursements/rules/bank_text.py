"""What may be written into a payment file, and how names become that.

The letters that every bank of the payments area has to take, the lengths of the fields and the
rule about slashes: European Payments Council, EPC132-08 (customer-to-bank guidelines) and EPC217-08
(characters).
"""

import re
from decimal import Decimal

from text_unidecode import unidecode

LONGEST_NAME = 70
LONGEST_TEXT = 140
LEAST = Decimal("0.01")
MOST = Decimal("999999999.99")

_NOT_TAKEN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_REFERENCE = re.compile(r"(?!/)(?!.*//)(?!.*/\Z)[A-Za-z0-9/\-?:().,'+ ]{1,35}\Z")


def written(text: str, *, longest: int) -> str:
    """`text` in the letters that every bank takes; other signs become a space.

    Nothing is left of a text that has no such letters at all.
    """
    plain = _NOT_TAKEN.sub(" ", unidecode(text).replace("&", "+"))
    return " ".join(plain.split())[:longest].strip()


def is_reference(text: str) -> bool:
    """Whether banks carry this through unchanged as a reference."""
    return bool(_REFERENCE.match(text)) and text == text.strip()


def can_be_transferred(amount: Decimal) -> bool:
    """Whether a transfer can have this amount of euros: cents at the least, no less than one."""
    return LEAST <= amount <= MOST and amount == round(amount, 2)
