"""Who is who in rows that are handed out: the person themselves is named, nobody else is.

Others appear as keys (a parent, an agent), in columns that a holding declares, in what people
stated about their family, and in sentences. Keys become a word for their part; everything else is
replaced wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cns_portal.kernel import matricule

if TYPE_CHECKING:
    from django.db import models

PEOPLE = ("insured.InsuredPerson", "accounts.Account", "accounts.Dossier")
"""The tables whose rows are somebody."""

ANOTHER = "[…]"
"""Stands for whatever names somebody else, in every language."""

# Of a card: what names somebody, and what else is theirs.
_NAMES = ("name", "full_name", "holder_name", "last_name", "first_name", "matricule", "number")
_CARD = frozenset({*_NAMES, "email", "phone", "born", "birth_date", "birth_place", "born_on"})
_IS_A_CARD = frozenset({"last_name", "full_name", "matricule"})

_GAP = r"[ .\-/]?"
_MATRICULE = re.compile(
    rf"(?<!\d)(?:1[89]|20)\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}{_GAP}\d\d(?!\d)", re.ASCII
)
# Links of letters and e-mails open a page for whoever has them.
_KEY_TO_A_PAGE = re.compile(r"(/a/|/email/|/data-request/)[\w:=.-]{20,}")


@dataclass(frozen=True)
class Whose:
    """Whose rows they are: their keys by table, and their names and numbers as they are written."""

    keys: Mapping[str, frozenset[int]]
    words: frozenset[str]

    def is_self(self, table: str, key: int) -> bool:
        """Whether this row of a table of people is the person's own."""
        return key in self.keys.get(table, ())

    def is_named(self, *values: Any) -> bool:
        """Whether one of the values is a name or number of the person."""
        return any(_plain(value) in self.words for value in values if value)


def whose(*, keys: Mapping[str, Iterable[int]], words: Iterable[str]) -> Whose:
    """`words`: full names, numbers and addresses of the person."""
    return Whose(
        keys={table: frozenset(some) for table, some in keys.items()},
        words=frozenset(_plain(word) for word in words if word),
    )


@dataclass
class Others:
    """Who else appears in the rows: keys by table, and the words with which they are named."""

    keys: dict[str, set[int]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def look_at(self, row: models.Model, columns: Collection[str], whose: Whose) -> None:
        """Note who appears in this row. `columns` are those that may name somebody else."""
        loaded = loaded_fields(row)
        for one in loaded:
            if table := table_of_people(one):
                key = getattr(row, one.attname)
                if key is not None and not whose.is_self(table, key):
                    self.keys.setdefault(table, set()).add(key)
            elif isinstance(value := getattr(row, one.attname), (dict, list)):
                self.words |= set(_names_in(value, whose))
        values = {name: getattr(row, name) for name in columns}
        if values and not is_own_card(values, whose):
            self.words |= set(_names_of(values))


def loaded_fields(row: models.Model) -> list[models.Field]:
    """The columns that the query brought along, in the order of the table."""
    deferred = row.get_deferred_fields()
    return [one for one in row._meta.concrete_fields if one.attname not in deferred]


def table_of_people(one: models.Field) -> str:
    """Which table of people a column points at; empty when it is no such key."""
    label = one.related_model._meta.label if one.is_relation else ""
    return label if label in PEOPLE else ""


def is_own_card(values: Mapping[str, Any], whose: Whose) -> bool:
    """Whether these columns name the person, or nobody."""
    named = [value for name, value in values.items() if value and name.endswith(_NAMES)]
    first, last = values.get("first_name", ""), values.get("last_name", "")
    if first or last:
        named.append(f"{first} {last}")
    others = [value for name, value in values.items() if value and name == "holder"]
    return not (named or others) or whose.is_named(*named, *others)


class Mask:
    """Replaces what names others in whatever is handed out."""

    def __init__(self, words: Iterable[str], whose: Whose) -> None:
        self._whose = whose
        wanted = {_plain(word) for word in words} - whose.words
        spoken = sorted((word for word in wanted if len(word) > 2), key=len, reverse=True)
        pattern = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in spoken)
        self._pattern = (
            re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if spoken else None
        )

    def text(self, text: str) -> str:
        """The same text without names, numbers and addresses of others, and without page keys."""
        if self._pattern is not None:
            text = self._pattern.sub(ANOTHER, text)
        text = _MATRICULE.sub(self._number, text)
        return _KEY_TO_A_PAGE.sub(rf"\1{ANOTHER}", text)

    def value(self, value: Any) -> Any:
        """The same for lists and mappings of plain JSON, and for texts; others stay as they are."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple):
            return [self.value(one) for one in value]
        if isinstance(value, dict):
            anothers = _is_card(value) and not is_own_card(value, self._whose)
            return {
                key: ANOTHER if anothers and key in _CARD and one else self.value(one)
                for key, one in value.items()
            }
        return value

    def _number(self, found: re.Match) -> str:
        digits = matricule.normalised(found.group())
        is_somebodys = matricule.why_not(digits) is None and digits not in self._whose.words
        return ANOTHER if is_somebodys else found.group()


def spellings(first: str, last: str) -> list[str]:
    """How a name is written in sentences."""
    return [f"{first} {last}", f"{last} {first}", f"{last}, {first}"] if first and last else []


def _is_card(value: Mapping[str, Any]) -> bool:
    has_birth = "born" in value or "birth_date" in value
    return not _IS_A_CARD.isdisjoint(value) or ("name" in value and has_birth)


def _names_in(value: Any, whose: Whose) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _names_in(one, whose)
    elif isinstance(value, dict):
        if _is_card(value) and not is_own_card(value, whose):
            yield from _names_of(value)
        for one in value.values():
            yield from _names_in(one, whose)


def _names_of(values: Mapping[str, Any]) -> Iterator[str]:
    """The words by which the somebody of a card is known: full names, numbers, addresses."""
    yield from spellings(str(values.get("first_name") or ""), str(values.get("last_name") or ""))
    for name, value in values.items():
        whole = name.endswith(("full_name", "holder_name", "matricule", "email"))
        if value and isinstance(value, str) and (whole or name in ("name", "holder")):
            yield value


def _plain(value: Any) -> str:
    text = " ".join(str(value).split()).casefold()
    digits = matricule.normalised(text)
    return digits if len(digits) == matricule.LENGTH and digits.isdigit() else text
