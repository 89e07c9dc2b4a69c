"""What the rooms have said about their tables, found when the first copy asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from cns_portal.privacy.saying import Words

if TYPE_CHECKING:
    from django.db import models

PLACE = ("presenters", "copy_words")
NOTHING = Words()


def of(model: type[models.Model]) -> Words:
    """How the rows of this table are said; nothing particular where nobody said so."""
    return declared().get(model._meta.label, NOTHING)


@cache
def declared() -> Mapping[str, Words]:
    """All words, by the name of the table, which a room gives as the model or, where it does not
    enter the floor, as the name. Two who speak of one table are a mistake."""
    found: dict[str, Words] = {}
    for module in _modules():
        for table, words in module.WORDS.items():
            name = table if isinstance(table, str) else table._meta.label
            if name in found:
                raise ValueError(f"The words of {name} are said twice.")
            found[name] = words
    return found


def for_file(purpose: str) -> str:
    """What files that were sent for this purpose are; empty where nobody said so."""
    for module in _modules():
        if purpose in getattr(module, "FILES", {}):
            return str(module.FILES[purpose])
    return ""


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(_found())


def _found() -> Iterator[ModuleType]:
    folder, name = PLACE
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, folder):
            package = import_module(f"{config.name}.{folder}")
            if module_has_submodule(package, name):
                yield import_module(f"{config.name}.{folder}.{name}")
