"""What a QR or other two-dimensional code on a bill says: the portal's own format, and EPC codes.

Both are described in docs/bill-code.md. A code is a convenience and never a proof: whatever in it
is not understood is left out, nothing in it can fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

MOST_LINES = 30
LONGEST_TEXT = 4000
"""Characters; a QR code holds at most 4 296 of the simplest kind."""

HEADER = "CNSBILL:1"
_SEPARATOR = "|"
_EPC_HEADER = ("BCD", "SCT")
_AMOUNT = re.compile(r"[0-9]{1,8}(\.[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PROVIDER = re.compile(r"[A-Z0-9]{3,12}")
_QUANTITY = re.compile(r"[1-9][0-9]{0,2}")
_ACT = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,19}")


@dataclass(frozen=True, slots=True)
class CodedLine:
    """An act; whatever is not known is empty."""

    code: str = ""
    served_on: date | None = None
    quantity: int = 1
    amount: Decimal | None = None
    convenience_fee: Decimal = Decimal("0.00")
    label: str = ""


@dataclass(frozen=True, slots=True)
class CodedBill:
    """What a code says about a bill. It names nobody but the provider."""

    provider_code: str = ""
    provider_name: str = ""
    number: str = ""
    issued_on: date | None = None
    currency: str = ""
    total: Decimal | None = None
    paid_on: date | None = None
    prescribed_on: date | None = None
    lines: tuple[CodedLine, ...] = field(default=())


def read(text: str) -> CodedBill | None:
    """The bill that a code speaks of; None when the code is about something else."""
    if len(text) > LONGEST_TEXT:
        return None
    rows = [row.strip() for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if rows[0] == HEADER:
        return _own(rows[1:])
    if len(rows) >= 4 and (rows[0], rows[3]) == _EPC_HEADER:
        return _epc(rows)
    return None


def write(bill: CodedBill) -> str:
    """The text of the portal's own code; `read` gives the same bill back."""
    rows = [
        HEADER,
        _row("P", bill.provider_code, bill.provider_name),
        _row("B", bill.number, bill.issued_on, bill.currency, bill.total),
        _row("D", bill.paid_on),
        _row("R", bill.prescribed_on),
        *(
            _row(
                "L",
                *(line.code, line.served_on, line.quantity, line.amount),
                *(line.convenience_fee or None, line.label),
            )
            for line in bill.lines
        ),
    ]
    return "\n".join(row for row in rows if row)


def _row(letter: str, *values: object) -> str:
    """A row without the empty values at its end; nothing when all are."""
    texts = ["" if value is None else str(value).replace(_SEPARATOR, " ") for value in values]
    row = _SEPARATOR.join([letter, *(" ".join(text.split()) for text in texts)])
    row = row.rstrip(_SEPARATOR)
    return row if row != letter else ""


def _own(rows: list[str]) -> CodedBill:
    """Rows of letters that are not known come from a later version: they are left out."""
    said: dict[str, object] = {}
    lines = []
    for row in rows:
        letter, *values = row.split(_SEPARATOR)
        values = [value.strip() for value in values] + [""] * 6
        match letter:
            case "P":
                said["provider_code"] = _matching(_PROVIDER, values[0].upper())
                said["provider_name"] = _text(values[1], 150)
            case "B":
                said["number"] = _text(values[0], 60)
                said["issued_on"] = _day(values[1])
                said["currency"] = _matching(_CURRENCY, values[2].upper())
                said["total"] = _amount(values[3])
            case "D":
                said["paid_on"] = _day(values[0])
            case "R":
                said["prescribed_on"] = _day(values[0])
            case "L" if len(lines) < MOST_LINES:
                lines.append(_line(values))
    return CodedBill(**said, lines=tuple(lines))


def _line(values: list[str]) -> CodedLine:
    quantity = values[2]
    is_number = _QUANTITY.fullmatch(quantity) is not None
    return CodedLine(
        code=_matching(_ACT, values[0].upper()),
        served_on=_day(values[1]),
        quantity=int(quantity) if is_number else 1,
        amount=_amount(values[3]),
        convenience_fee=_amount(values[4]) or Decimal("0.00"),
        label=_text(values[5], 150),
    )


def _epc(rows: list[str]) -> CodedBill:
    """A payment code (EPC069-12): who is to be paid, how much, under which reference.

    The account in it is the provider's and is not read.
    """
    rows = [*rows, *[""] * 12]
    name, amount, structured, free = rows[5], rows[7], rows[9], rows[10]
    currency = amount[:3] if _CURRENCY.fullmatch(amount[:3]) else ""
    total = _amount(amount[3:]) if currency else None
    reference = structured or free
    return CodedBill(
        provider_name=_text(name, 150),
        number=reference if len(reference) <= 60 and _is_shown(reference) else "",
        currency=currency if total is not None else "",
        total=total,
    )


def _amount(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.01")) if _AMOUNT.fullmatch(text) else None


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _matching(pattern: re.Pattern, text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _text(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest].strip() if _is_shown(text) else ""


def _is_shown(text: str) -> bool:
    """Nothing in it hides, turns round or ends the text."""
    return text.isprintable()
