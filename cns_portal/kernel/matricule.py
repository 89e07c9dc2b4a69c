"""The Luxembourg national identification number.

Source: règlement grand-ducal of 28 November 2013, article 1: thirteen digits, in order year (4),
month (2), day (2), sequence (3), a Luhn check digit over the first eleven, a Verhoeff check digit
over the same eleven. An unknown month or day is written 00, so a matricule is not always a date.
"""

import re
from datetime import date
from enum import Enum

from stdnum import luhn, verhoeff

LENGTH = 13
_SEPARATORS = re.compile(r"[\s.\-/]")


class Problem(Enum):
    """What is wrong with a matricule; the sentence for it is the form field's."""

    NOT_THIRTEEN_DIGITS = "not_thirteen_digits"
    NOT_A_DATE = "not_a_date"
    CHECK_DIGITS = "check_digits"


def normalised(text: str) -> str:
    """The digits only: people type spaces, dots and dashes."""
    return _SEPARATORS.sub("", text or "")


def grouped(matricule: str) -> str:
    """As printed on the card: year, month and day, then the last five digits."""
    return f"{matricule[:4]} {matricule[4:6]} {matricule[6:8]} {matricule[8:]}"


def with_check_digits(first_eleven: str) -> str:
    """Eleven digits completed with both check digits."""
    return (
        first_eleven + luhn.calc_check_digit(first_eleven) + verhoeff.calc_check_digit(first_eleven)
    )


def why_not(text: str) -> Problem | None:
    """Why `text` cannot be a matricule, or None."""
    digits = normalised(text)
    if not (len(digits) == LENGTH and digits.isascii() and digits.isdigit()):
        return Problem.NOT_THIRTEEN_DIGITS
    month, day = int(digits[4:6]), int(digits[6:8])
    if month > 12 or day > 31 or (month and day and not _is_date(digits)):
        return Problem.NOT_A_DATE
    if with_check_digits(digits[:11]) != digits:
        return Problem.CHECK_DIGITS
    return None


def birth_date(matricule: str) -> date | None:
    """The date in the number; None where month or day are unknown."""
    return (
        date.fromisoformat(f"{matricule[:4]}-{matricule[4:6]}-{matricule[6:8]}")
        if _is_date(matricule)
        else None
    )


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True
