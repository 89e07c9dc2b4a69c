"""What the rooms call their cases. The floor keeps codes, the rooms own the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """A kind of case with its words, all lazily translated.

    `states` names the room's own states, `happenings` the events of the history, both as the
    person reads them.
    """

    code: str
    label: str
    states: Mapping[str, str] = field(default_factory=dict)
    happenings: Mapping[str, str] = field(default_factory=dict)


_kinds: dict[str, Kind] = {}


def declare_kind(
    code: str,
    *,
    label: str,
    states: Mapping[str, str] | None = None,
    happenings: Mapping[str, str] | None = None,
) -> None:
    """Make `code` a kind of procedure. Saying the same again is harmless, another label is not."""
    known = _kinds.get(code)
    if known is not None and str(known.label) != str(label):
        raise ValueError(f"The kind of procedure {code!r} is declared twice.")
    _kinds[code] = Kind(code, label, states or {}, happenings or {})


def kind(code: str) -> Kind:
    """The declared kind; raises `LookupError` when no room declared it."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"No room has declared the kind of procedure {code!r}.") from None
