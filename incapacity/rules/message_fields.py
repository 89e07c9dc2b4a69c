"""Reading the fields of a JSON object that a program wrote: each with what is wrong with it.

Nothing is guessed and nothing is mended: a space too many is a mistake that its author should hear
of, not the portal's to correct. What was written is never repeated in a problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cns_portal.kernel import matricule
from incapacity.choices.electronic import Problem

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Found:
    """A problem and the field that has it: "certificate.doctor.code"."""

    at: str
    problem: Problem


class Fields:
    """The fields of one object, read one by one; what is wrong collects in `problems`.

    A field that is missing, or wrong, reads as None. `null` is a value of the wrong type: a field
    without a value is left out.
    """

    def __init__(self, raw: Any, *, at: str, problems: list[Found] | None = None) -> None:
        self.at = at
        self.problems = [] if problems is None else problems
        self._seen: set[str] = set()
        self._reported: set[str] = set()
        self._raw = raw if isinstance(raw, dict) else {}
        self._is_broken = not isinstance(raw, dict)
        if self._is_broken:
            self.problems.append(Found(at, Problem.WRONG_TYPE))

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    @property
    def found(self) -> tuple[Found, ...]:
        """All problems, of this object and of those in it, in the order of the fields' names."""
        return tuple(sorted(self.problems, key=lambda one: (one.at, one.problem)))

    def report(self, name: str, problem: Problem) -> None:
        """Something is wrong with a field; the first thing that is said about it stays."""
        if name not in self._reported and not self._is_broken:
            self._reported.add(name)
            self.problems.append(Found(self._place(name), problem))

    def nothing_else(self) -> None:
        """Any other field is a mistake: a typing error in a name must not lose its value.

        A name that is not a plain word is not repeated.
        """
        for name in sorted(self._raw.keys() - self._seen):
            plain = re.fullmatch(r"[a-z_]{1,40}", name) is not None
            self.report(name if plain else "?", Problem.UNKNOWN_FIELD)

    # -- kinds of values ----------------------------------------------------------------------

    def text(self, name: str, *, most: int, required: bool = False) -> str | None:
        """One line of printable characters, without a space at either end."""
        value = self._typed(name, str, required)
        if value is None:
            return None
        if not value.strip():
            return self._wrong(name, Problem.EMPTY)
        if len(value) > most:
            return self._wrong(name, Problem.TOO_LONG)
        # Control characters, those that turn the direction of writing, halves of pairs.
        if value != value.strip() or any(unicodedata.category(one)[0] == "C" for one in value):
            return self._wrong(name, Problem.NOT_PRINTABLE)
        return value

    def word(self, name: str, *, most: int) -> str | None:
        """A text that must be there."""
        return self.text(name, most=most, required=True)

    def matching(
        self,
        name: str,
        pattern: re.Pattern[str],
        *,
        required: bool = False,
        otherwise: Problem = Problem.NOT_A_CODE,
    ) -> str | None:
        """A text of a certain shape."""
        value = self._typed(name, str, required)
        if value is not None and not pattern.fullmatch(value):
            return self._wrong(name, otherwise)
        return value

    def one_of(self, name: str, words: Iterable[Any], *, required: bool = False) -> Any:
        """One of the words of a list, as its member."""
        value = self._typed(name, str, required)
        if value is None:
            return None
        for word in words:
            if value == word.value:
                return word
        return self._wrong(name, Problem.NOT_ONE_OF_THE_WORDS)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day, YYYY-MM-DD."""
        value = self._typed(name, str, required)
        if value is None:
            return None
        try:
            # The library knows more ways to write a day than the format does.
            return date.fromisoformat(value) if _DAY.fullmatch(value) else self._not_a_day(name)
        except ValueError:
            return self._not_a_day(name)

    def uuid(self, name: str, *, required: bool = False) -> UUID | None:
        """A UUID in its usual form, small letters with hyphens."""
        value = self._typed(name, str, required)
        if value is None:
            return None
        return UUID(value) if _UUID.fullmatch(value) else self._wrong(name, Problem.NOT_A_UUID)

    def matricule(self, name: str) -> str | None:
        """Thirteen digits with the right check digits, and nothing between them."""
        value = self._typed(name, str, required=True)
        if value is None:
            return None
        if value != matricule.normalised(value) or matricule.why_not(value):
            return self._wrong(name, Problem.NOT_A_MATRICULE)
        return value

    def number(self, name: str, *, required: bool = False) -> int | None:
        return self._typed(name, int, required)

    def flag(self, name: str) -> bool:
        """True or false; left out is false."""
        return bool(self._typed(name, bool, required=False))

    def object(self, name: str, *, required: bool = False) -> dict[str, Any] | None:
        """An object, not read yet."""
        return self._typed(name, dict, required)

    def fields(self, name: str, *, required: bool = False) -> Fields:
        """The fields of an object in this one; its problems are counted here."""
        value = self._typed(name, dict, required)
        inner = Fields({} if value is None else value, at=self._place(name), problems=self.problems)
        inner._is_broken = value is None
        return inner

    # -- what all have in common --------------------------------------------------------------

    def _typed(self, name: str, kind: type, required: bool) -> Any:
        self._seen.add(name)
        if name not in self._raw:
            if required:
                self.report(name, Problem.MISSING)
            return None
        value = self._raw[name]
        # To the language, True is a number too.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            return self._wrong(name, Problem.WRONG_TYPE)
        return value

    def _wrong(self, name: str, problem: Problem) -> None:
        self.report(name, problem)

    def _not_a_day(self, name: str) -> None:
        self.report(name, Problem.NOT_A_DAY)

    def _place(self, name: str) -> str:
        return f"{self.at}.{name}" if self.at else name
