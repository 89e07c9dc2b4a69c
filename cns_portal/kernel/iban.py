"""International bank account numbers (ISO 13616) of the Single Euro Payments Area.

Which countries belong to the area: European Payments Council, document EPC409-09. Each country's
length and the kind of each character come from python-stdnum's copy of the registry of SWIFT.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from stdnum import iban as registry
from stdnum import numdb
from stdnum.be import iban as belgian
from stdnum.exceptions import InvalidChecksum, ValidationError

SEPA = frozenset(
    {
        *("AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES"),
        *("FI", "FR", "GB", "GI", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT"),
        *("LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO"),
        *("RS", "SE", "SI", "SK", "SM", "VA"),
    }
)
SHOWN = 4
_SEPARATORS = re.compile(r"[\s.\-/\u200b\u2060]")
_PART = re.compile(r"([1-9][0-9]*)!([nac])")
_SIGNS = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}


class Problem(Enum):
    """What is wrong with an account number; the sentence for it is the form field's."""

    NOT_AN_IBAN = "not_an_iban"
    OUTSIDE_SEPA = "outside_sepa"
    LENGTH = "length"
    STRUCTURE = "structure"
    CHECK_DIGITS = "check_digits"


@dataclass(frozen=True)
class Bank:
    """The bank that an account number names."""

    name: str
    bic: str


def normalised(text: str) -> str:
    """Capitals and digits only: people type spaces, dashes and sometimes the word IBAN."""
    number = _SEPARATORS.sub("", text or "").upper()
    return number.removeprefix("IBAN:").removeprefix("IBAN")


def grouped(number: str) -> str:
    """As printed by banks: groups of four."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def last_four(number: str) -> str:
    """All that is shown of an account once it is written down."""
    return number[-SHOWN:]


def length_in(country: str) -> int | None:
    """How many characters an account number of `country` has; None outside the area."""
    if country not in SEPA:
        return None
    return 4 + sum(int(count) for count, _kind in _PART.findall(_structure(country)))


def why_not(text: str) -> Problem | None:
    """Why `text` cannot be an account in the area, or None.

    A change of one digit into another, or of one letter into another, is always found, and so are
    two neighbours exchanged: both follow from the remainder by 97.
    """
    number = normalised(text)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{4,30}", number):
        return Problem.NOT_AN_IBAN
    country = number[:2]
    if country not in SEPA:
        return Problem.OUTSIDE_SEPA
    if len(number) != length_in(country):
        return Problem.LENGTH
    if not _pattern(country).fullmatch(number[4:]):
        return Problem.STRUCTURE
    # Compared as written: 00 and 97 leave the same remainder, but only one of them is issued.
    if registry.calc_check_digits(number) != number[2:4]:
        return Problem.CHECK_DIGITS
    return _why_not_there(number)


def bank_of(number: str) -> Bank | None:
    """The bank that the number names, where one of the two libraries lists its country's banks.

    Not every bank is listed: without a name the account is as good as with one.
    """
    if number.startswith("BE"):
        known = belgian.info(number)
        name, bic = known.get("bank"), known.get("bic")
    else:
        # Its lists are read when they are first needed: that takes a third of a second.
        from schwifty import IBAN

        found = IBAN(number, allow_invalid=True)
        name, bic = found.bank_name, found.bic
    return Bank(name=name, bic=str(bic or "")) if name else None


def with_check_digits(country: str, account: str) -> str:
    """The number of a national account, completed with its check digits."""
    return f"{country}{registry.calc_check_digits(f'{country}00{account}')}{account}"


def _why_not_there(number: str) -> Problem | None:
    """The country's own check digits, where the library knows them.

    Only those: its lists of banks may be older than a bank.
    """
    try:
        registry.validate(number)
    except InvalidChecksum:
        return Problem.CHECK_DIGITS
    except ValidationError:
        return None
    return None


@cache
def _structure(country: str) -> str:
    return numdb.get("iban").info(country)[0][1]["bban"]


@cache
def _pattern(country: str) -> re.Pattern[str]:
    return re.compile(
        "".join(f"{_SIGNS[kind]}{{{count}}}" for count, kind in _PART.findall(_structure(country)))
    )
