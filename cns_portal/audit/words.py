"""What the trail's codes mean to the person they are about: the rooms say it when they start."""

from collections.abc import Callable, Collection, Mapping

Cases = Callable[[Collection[str]], Mapping[str, str]]
Offices = Callable[[Collection[int]], Mapping[int, str]]

_purposes: dict[str, str] = {}
_cases: dict[str, list[Cases]] = {}
_offices: list[Offices] = []
_roles: dict[str, str] = {}


def declare_purposes(words: Mapping[str, str]) -> None:
    """Say what purposes mean. A word for "insured" also serves "insured.list", if nothing nearer.

    Saying the same again is harmless, other words for the same are a `ValueError`.
    """
    for code, label in words.items():
        known = _purposes.get(code)
        if known is not None and str(known) != str(label):
            raise ValueError(f"The purpose {code!r} has words already.")
        _purposes[code] = label


def declare_cases(subject_type: str, ask: Cases) -> None:
    """Let `ask(keys)` tell the references of the cases that these rows belong to.

    Several rooms may know rows of one table: a document belongs to the case that it was sent with.
    """
    asked = _cases.setdefault(subject_type, [])
    if ask not in asked:
        asked.append(ask)


def declare_offices(ask: Offices) -> None:
    """Let `ask(account keys)` tell where agents work, for as many as have an office."""
    if ask not in _offices:
        _offices.append(ask)


def declare_role(group: str, label: str) -> None:
    """Say what agents of this group do, as a part of a sentence. Saying it again is harmless."""
    _roles[group] = label


def purpose(code: str) -> str:
    """The words for a purpose, or for what it begins with; empty when nobody said any."""
    while code:
        if code in _purposes:
            return str(_purposes[code])
        code = code.rpartition(".")[0]
    return ""


def references(subject_type: str, keys: Collection[str]) -> Mapping[str, str]:
    """The references of the cases to which these rows belong, by key of the row."""
    found: dict[str, str] = {}
    for ask in _cases.get(subject_type, []) if keys else []:
        found |= ask(keys)
    return found


def offices(accounts: Collection[int]) -> dict[int, str]:
    """Where these agents work, by key of the account."""
    found: dict[int, str] = {}
    for ask in _offices:
        found |= ask(accounts)
    return found


def roles() -> Mapping[str, str]:
    """The words for what agents do, by name of their group."""
    return _roles
