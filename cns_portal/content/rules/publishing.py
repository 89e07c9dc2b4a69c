"""When a text may be published, and how a translation stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date

from cns_portal.content.choices.entries import SOURCE, Grid, Kind, Refusal, Translation

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)

NEEDS_BODY = frozenset({Kind.NEWS, Kind.QUESTION})
"""A procedure has its sections instead; a situation and a body say it in their summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an editor writes in one language. The same fields as in the table."""

    title: str = ""
    summary: str = ""
    body: str = ""
    who_is_concerned: str = ""
    how_to_proceed: str = ""
    good_to_know: str = ""
    keywords: str = ""

    def tidied(self) -> Words:
        """One kind of line break, no blanks around."""
        return Words(
            **{
                field.name: "\n".join(getattr(self, field.name).splitlines()).strip()
                for field in fields(self)
            }
        )


WORDS = tuple(field.name for field in fields(Words))


def why_not_publish(
    *,
    kind: Kind,
    language: str,
    words: Words,
    published: Words | None,
    has_source: bool,
) -> Refusal | None:
    """Why this draft cannot be given to readers; None when it can.

    `published` is what they read today in this language, `has_source` whether there is a
    published English text.
    """
    if not words.title:
        return Refusal.NO_TITLE
    if not words.summary and kind != Kind.QUESTION:
        return Refusal.NO_SUMMARY
    if (kind in NEEDS_BODY and not words.body) or (
        kind == Kind.PROCEDURE and not words.how_to_proceed
    ):
        return Refusal.NO_BODY
    if language != SOURCE and not has_source:
        return Refusal.SOURCE_FIRST
    if words == published:
        return Refusal.NOTHING_NEW
    return None


def why_not_keep(
    *, kind: Kind, slug: str, grid: str, publish_on: date, unpublish_on: date | None
) -> Refusal | None:
    """Why an entry cannot have these; None when it can."""
    if not _SLUG.fullmatch(slug):
        return Refusal.NOT_AN_ADDRESS
    if (kind == Kind.SITUATION) != (grid in Grid.values):
        return Refusal.GRID_FOR_SITUATIONS
    if unpublish_on is not None and unpublish_on < publish_on:
        return Refusal.ENDS_BEFORE_IT_BEGINS
    return None


def why_not_take_text_off(*, language: str, is_published: bool) -> Refusal | None:
    """Why a language cannot go back to the English text; None when it can."""
    if language == SOURCE:
        return Refusal.SOURCE_STAYS
    return None if is_published else Refusal.NOT_PUBLISHED


def translation(
    *, is_published: bool, has_draft: bool, based_on: int | None, source: int | None
) -> Translation:
    """How a language stands: `based_on` is what its published text was translated from, `source`
    the version of the English text that readers get."""
    if not is_published:
        return Translation.DRAFT if has_draft else Translation.MISSING
    if source is not None and (based_on is None or based_on < source):
        return Translation.BEHIND
    return Translation.UP_TO_DATE
