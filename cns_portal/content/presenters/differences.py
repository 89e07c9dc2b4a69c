"""What one version says otherwise than another, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.utils.text import capfirst

from cns_portal.content.rules.publishing import WORDS

if TYPE_CHECKING:
    from cns_portal.content.models import Text

SAME, GONE, NEW = "same", "gone", "new"
MOST_LINES = 400
"""Of one field: longer texts are compared as a whole, which takes no time."""


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    what: str
    """`SAME`, `GONE` or `NEW`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions do not have in common."""

    label: str
    lines: Sequence[Line]


def differences(before: Text | None, after: Text) -> list[Difference]:
    """Field by field; without a version before, everything is new."""
    found = []
    for name in WORDS:
        old, new = getattr(before, name, ""), getattr(after, name)
        if old != new:
            label = capfirst(str(type(after)._meta.get_field(name).verbose_name))
            found.append(Difference(label, _lines(old.splitlines(), new.splitlines())))
    return found


def _lines(old: list[str], new: list[str]) -> list[Line]:
    if len(old) + len(new) > MOST_LINES:
        return [*(Line(text, GONE) for text in old), *(Line(text, NEW) for text in new)]
    lines: list[Line] = []
    for what, start, end, begin, stop in SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            lines += (Line(text, SAME) for text in old[start:end])
        else:
            lines += (Line(text, GONE) for text in old[start:end])
            lines += (Line(text, NEW) for text in new[begin:stop])
    return lines
