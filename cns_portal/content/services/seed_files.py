"""The files in `content/seed`: how they are written is told in the README of that folder."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from cns_portal.content.choices import actions
from cns_portal.content.choices.entries import SOURCE, Kind
from cns_portal.content.rules import opening_hours, publishing
from cns_portal.content.rules.publishing import WORDS, Words

FOLDER = Path(__file__).resolve().parent.parent / "seed"

_LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_COMMON = frozenset(
    {"icon", "position", "grid", "action", "publish_on", "unpublish_on", "related", "contacts"}
    | {"sources", "details", *_LANGUAGES}
)
_DETAILS = frozenset(
    {"part_of", "address", "postal_address", "phones", "hours", "fax", "email", "website"}
    | {"source", "checked_on"}
)
_A_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEntry:
    """One file. Other entries are named as in the files: "kind/slug"."""

    kind: Kind
    slug: str
    words: Mapping[str, Words]
    publish_on: date | None
    unpublish_on: date | None
    grid: str
    icon: str
    position: int
    action: str
    sources: str
    related: tuple[str, ...]
    contacts: tuple[str, ...]
    part_of: str
    details: Mapping[str, Any] | None
    """The columns of a body's details, without the body it is a part of."""

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.slug}"


class SeedError(Exception):
    """What is wrong in which files; nothing was loaded."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__("\n".join(wrong))
        self.wrong = wrong


def read_all(folder: Path = FOLDER) -> list[SeedEntry]:
    """Every entry in the folder, by name. Raises `SeedError` with all that is wrong."""
    entries: list[SeedEntry] = []
    wrong: list[str] = []
    for file in sorted(folder.glob("*/*.toml")):
        name = f"{file.parent.name}/{file.stem}"
        try:
            entry = _entry(
                Kind(file.parent.name), file.stem, tomllib.loads(file.read_text("utf-8"))
            )
        except (ValueError, TypeError) as error:
            wrong.append(f"{name}: {error}")
        else:
            entries.append(entry)
            wrong += [f"{name}: {fault}" for fault in _faults(entry)]
    known = {entry.name for entry in entries}
    for entry in entries:
        named = {*entry.related, *(f"body/{slug}" for slug in entry.contacts)}
        if entry.part_of:
            named.add(f"body/{entry.part_of}")
        wrong += [f"{entry.name}: {other} is not there" for other in sorted(named - known)]
    if wrong:
        raise SeedError(wrong)
    return entries


def _entry(kind: Kind, slug: str, told: dict[str, Any]) -> SeedEntry:
    if unknown := sorted(set(told) - _COMMON):
        raise ValueError(f"unknown: {', '.join(unknown)}")
    details = told.get("details")
    return SeedEntry(
        kind=kind,
        slug=slug,
        words={code: _words(told[code]) for code in _LANGUAGES if code in told},
        publish_on=_day(told.get("publish_on")),
        unpublish_on=_day(told.get("unpublish_on")),
        grid=str(told.get("grid", "")),
        icon=str(told.get("icon", "")),
        position=int(told.get("position", 100)),
        action=str(told.get("action", "")),
        sources="\n".join(told.get("sources", ())),
        related=tuple(told.get("related", ())),
        contacts=tuple(told.get("contacts", ())),
        part_of=str((details or {}).get("part_of", "")),
        details=_details(details) if details else None,
    )


def _words(told: dict[str, str]) -> Words:
    if unknown := sorted(set(told) - set(WORDS)):
        raise ValueError(f"unknown: {', '.join(unknown)}")
    return Words(**told).tidied()


def _details(told: dict[str, Any]) -> dict[str, Any]:
    if unknown := sorted(set(told) - _DETAILS):
        raise ValueError(f"unknown in details: {', '.join(unknown)}")
    phones = [
        f"{phone['number']} | {phone['hours']}" if phone.get("hours") else phone["number"]
        for phone in told.get("phones", ())
    ]
    return {
        "address": "\n".join(told.get("address", ())),
        "postal_address": "\n".join(told.get("postal_address", ())),
        "phones": "\n".join(phones),
        "hours": "\n".join(part.strip() for part in told.get("hours", "").split(";")),
        **{name: told.get(name, "") for name in ("fax", "email", "website", "source")},
        "checked_on": _day(told.get("checked_on")),
    }


def _day(told: Any) -> date | None:
    if told is None or type(told) is date:
        return told
    raise ValueError(f"no day: {told!r}")


def _faults(entry: SeedEntry) -> Iterator[str]:
    refusal = publishing.why_not_keep(
        kind=entry.kind,
        slug=entry.slug,
        grid=entry.grid,
        publish_on=entry.publish_on or _A_DAY,
        unpublish_on=entry.unpublish_on,
    )
    if refusal:
        yield refusal.value
    if SOURCE not in entry.words:
        yield "no English text"
    for language, words in entry.words.items():
        refusal = publishing.why_not_publish(
            kind=entry.kind, language=language, words=words, published=None, has_source=True
        )
        if refusal:
            yield f"{language}: {refusal.value}"
        yield from (
            f"{language}: {field.name} is not text"
            for field in fields(words)
            if not isinstance(getattr(words, field.name), str)
        )
    if entry.action and entry.action not in actions.declared:
        yield f"nobody has declared the action {entry.action}"
    if entry.details is not None:
        yield from _faults_of(entry, entry.details)


def _faults_of(entry: SeedEntry, details: Mapping[str, Any]) -> Iterator[str]:
    if entry.kind != Kind.BODY:
        yield "only bodies have details"
    if not details["source"] or not details["checked_on"]:
        yield "details without source or day of checking"
    phones = [line.partition("|")[2] for line in details["phones"].splitlines()]
    for hours in [*phones, details["hours"]]:
        try:
            opening_hours.read(hours)
        except ValueError as error:
            yield f"hours that cannot be read: {error}"
