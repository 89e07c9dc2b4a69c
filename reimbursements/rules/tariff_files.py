"""Reading the reviewed data files: acts as CSV, parameters as TOML, both refused when unclear.

Every mistake is named with its file and place, all of them at once, so that a reviewer sees the
whole of it. Nothing is guessed: an empty amount stays empty.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from reimbursements.choices.care import Care, Flag, Nomenclature
from reimbursements.rules.tariffs import Act, Tariffs, Value, tidy

DATA = Path(__file__).resolve().parent.parent / "data"
PARAMETERS = "parameters.toml"

COLUMNS = [
    "code", "since", "label", "care", "key_letter", "coefficient", "fixed_amount",
    "open", "ended", "flags", "legal_basis", "source", "mark",
]  # fmt: skip
UNITS = frozenset(
    {"euro", "share", "factor", "points", "days", "months", "years", "count", "dioptres"}
)
LONGEST_CODE = 20
UNDATED = date(2024, 11, 21)
"""Since then holds what has no first day in its source; see the head of the parameters."""
NOT_FOUND = "N"
MARKS = frozenset({"A", "A-old", "B", "C", "S", "G", NOT_FOUND})
YES = "yes"


class MistakesError(ValueError):
    """The files contradict themselves or the scheme; `mistakes` are sentences with their place."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class TariffFiles:
    """What the data files say. `sha256` names exactly these files."""

    acts: tuple[Act, ...]
    values: tuple[Value, ...]
    sha256: str

    def tariffs(self) -> Tariffs:
        """The same as a picture that can be asked by day."""
        return Tariffs.of(self.acts, self.values, version=self.sha256[:12])


@cache
def published() -> Tariffs:
    """The tariffs of the files in this repository, without a database."""
    return read(texts_of(DATA)).tariffs()


def texts_of(folder: Path) -> dict[str, str]:
    """The files of `folder` by their name in it: parameters.toml and acts/<nomenclature>.csv."""
    paths = [folder / PARAMETERS, *sorted((folder / "acts").glob("*.csv"))]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def read(texts: Mapping[str, str]) -> TariffFiles:
    """The rows of all files. Raises `MistakesError` with everything that is wrong in them."""
    mistakes: list[str] = []
    values = tuple(_values(PARAMETERS, texts.get(PARAMETERS, ""), mistakes))
    acts = tuple(
        act
        for name, text in sorted(texts.items())
        if name != PARAMETERS
        for act in _acts(name, text, mistakes)
    )
    mistakes.extend(_across(acts, values))
    if mistakes:
        raise MistakesError(mistakes)
    return TariffFiles(acts, values, _sha256(texts))


def _sha256(texts: Mapping[str, str]) -> str:
    everything = hashlib.sha256()
    for name, text in sorted(texts.items()):
        everything.update(f"{name}\0{text}\0".encode())
    return everything.hexdigest()


def _values(name: str, text: str, mistakes: list[str]) -> Iterator[Value]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mistakes.append(f"{name}: {error}")
        return
    for entry in content.get("parameter", []):
        place = f"{name}, {entry.get('name', 'a parameter without a name')}"
        if missing := {"name", "unit", "legal_basis", "value"} ^ set(entry):
            mistakes.append(f"{place}: missing or unknown: {', '.join(sorted(missing))}.")
            continue
        if entry["unit"] not in UNITS:
            mistakes.append(f"{place}: the unit {entry['unit']} is not known.")
        for row in entry["value"]:
            value = _value(entry, row, place, mistakes)
            if value is not None:
                yield value


def _value(
    entry: dict[str, Any], row: dict[str, Any], place: str, mistakes: list[str]
) -> Value | None:
    since = row.get("since")
    if type(since) is not date:
        mistakes.append(f"{place}: `since` must be a day.")
        return None
    place = f"{place}, {since:%Y-%m-%d}"
    if unknown := set(row) - {"since", "amount", "ended", "source", "mark"}:
        mistakes.append(f"{place}: unknown: {', '.join(sorted(unknown))}.")
    if (row.get("ended") is True) == ("amount" in row):
        mistakes.append(f"{place}: an amount, or `ended = true`, and not both.")
    if not row.get("source") or row.get("mark") not in MARKS:
        mistakes.append(f"{place}: a source and a known mark are needed.")
    amount = tidy(_decimal(row.get("amount"), place, mistakes), entry["unit"])
    if amount is not None and entry["unit"] == "share" and not 0 <= amount <= 1:
        mistakes.append(f"{place}: a share lies between 0 and 1.")
    return Value(
        name=entry["name"],
        amount=amount,
        unit=entry["unit"],
        since=since,
        legal_basis=entry["legal_basis"],
        source=row.get("source", ""),
        mark=row.get("mark", ""),
    )


def _acts(name: str, text: str, mistakes: list[str]) -> Iterator[Act]:
    nomenclature = Path(name).stem
    if nomenclature not in Nomenclature.values:
        mistakes.append(f"{name}: there is no nomenclature of this name.")
        return
    rows = csv.DictReader(io.StringIO(text))
    if rows.fieldnames != COLUMNS:
        mistakes.append(f"{name}: the columns must be {', '.join(COLUMNS)}.")
        return
    for row in rows:
        place = f"{name}, line {rows.line_num}"
        if None in row or None in row.values():
            mistakes.append(f"{place}: too many or too few columns.")
            continue
        act = _act(Nomenclature(nomenclature), row, place, mistakes)
        if act is not None:
            yield act


def _act(
    nomenclature: Nomenclature, row: dict[str, str], place: str, mistakes: list[str]
) -> Act | None:
    flags = row["flags"].split()
    before = len(mistakes)
    mistakes.extend(_wrong_words(row, flags, place))
    coefficient = tidy(_decimal(row["coefficient"], place, mistakes), "factor")
    fixed_amount = tidy(_decimal(row["fixed_amount"], place, mistakes), "euro")
    ways = [row["open"], row["ended"], row["coefficient"], row["fixed_amount"]]
    if sum(map(bool, ways)) != 1:
        mistakes.append(f"{place}: exactly one of open, ended, coefficient, fixed_amount.")
    if bool(row["key_letter"]) != bool(row["coefficient"]):
        mistakes.append(f"{place}: a coefficient and a key letter belong together.")
    if len(mistakes) > before:
        return None
    return Act(
        code=row["code"],
        nomenclature=nomenclature,
        label=row["label"],
        care=Care(row["care"]),
        since=date.fromisoformat(row["since"]),
        legal_basis=row["legal_basis"],
        source=row["source"],
        key_letter=row["key_letter"],
        coefficient=coefficient,
        fixed_amount=fixed_amount,
        flags=frozenset(Flag(flag) for flag in flags),
        ended=row["ended"] == YES,
        needs_value=row["open"] == YES,
        mark=row["mark"],
    )


def _wrong_words(row: dict[str, str], flags: list[str], place: str) -> Iterator[str]:
    if empty := [
        column for column in ("code", "label", "legal_basis", "source") if not row[column]
    ]:
        yield f"{place}: empty: {', '.join(empty)}."
    if row["code"] != row["code"].strip().upper() or len(row["code"]) > LONGEST_CODE:
        yield f"{place}: a code is written in capitals, at most {LONGEST_CODE} of them."
    try:
        date.fromisoformat(row["since"])
    except ValueError:
        yield f"{place}: `since` must be a day such as 2026-06-01."
    if row["care"] not in Care.values:
        yield f"{place}: the care {row['care']} is not known."
    if unknown := sorted(set(flags) - set(Flag.values)):
        yield f"{place}: unknown flags: {', '.join(unknown)}."
    if row["mark"] not in MARKS:
        yield f"{place}: the mark {row['mark']} is not known."
    if not {row["open"], row["ended"]} <= {"", YES}:
        yield f"{place}: open and ended are `yes` or empty."


def _decimal(text: Any, place: str, mistakes: list[str]) -> Decimal | None:
    """Money and coefficients are written as text: a number in binary would not be exact."""
    if text in (None, ""):
        return None
    try:
        amount = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or amount < 0:
        mistakes.append(f"{place}: {text!r} is no amount in quotes, such as 5.2346.")
        return None
    return amount


def _across(acts: tuple[Act, ...], values: tuple[Value, ...]) -> Iterator[str]:
    """What only shows when everything is read."""
    names = {value.name for value in values}
    for act in acts:
        if act.key_letter and act.key_letter not in names:
            yield f"{act.code}: the key letter {act.key_letter} is no parameter."
    for kind, keys in (
        ("act", [(act.code, act.since) for act in acts]),
        ("parameter", [(value.name, value.since) for value in values]),
    ):
        seen = set()
        for key in keys:
            if key in seen:
                yield f"The {kind} {key[0]} has two entries from {key[1]:%Y-%m-%d}."
            seen.add(key)
