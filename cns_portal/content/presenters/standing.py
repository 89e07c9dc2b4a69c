"""How a page and its languages stand, for editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.content.choices.entries import SOURCE, Translation

if TYPE_CHECKING:
    from cns_portal.content.models import Entry
    from cns_portal.content.selectors.editing import Side

TONES = {
    Translation.MISSING: "neutral",
    Translation.DRAFT: "info",
    Translation.UP_TO_DATE: "success",
    Translation.BEHIND: "warning",
}


@dataclass(frozen=True, slots=True)
class Tag:
    label: str
    tone: str


def tag_of(side: Side) -> Tag:
    """The state of a language in words; English is published, the others are up to date with it."""
    label = str(side.state.label)
    if side.language == SOURCE and side.state == Translation.UP_TO_DATE:
        label = _("Published")
    return Tag(label, TONES[side.state])


def short_tag(side: Side) -> Tag:
    """A language with its state in a word, for the list."""
    words = {
        Translation.MISSING: _("missing"),
        Translation.DRAFT: _("draft"),
        Translation.UP_TO_DATE: _("published"),
        Translation.BEHIND: _("behind"),
    }
    state = words[side.state]
    if side.has_changes:
        state = _("%(state)s, with a draft") % {"state": state}
    elif side.scheduled:
        day = _short(side.scheduled.starts_on)
        state = _("%(state)s, new version from %(day)s") % {"state": state, "day": day}
    label = _("%(language)s: %(state)s") % {
        "language": language_name(side.language),
        "state": state,
    }
    return Tag(label, "info" if side.draft or side.scheduled else TONES[side.state])


def tags_of(side: Side) -> list[Tag]:
    """The state, and that a draft or a new version waits beside what readers get."""
    tags = [tag_of(side)]
    if side.scheduled:
        day = _short(side.scheduled.starts_on)
        tags.append(Tag(_("New version from %(day)s") % {"day": day}, "info"))
    if side.has_changes:
        tags.append(Tag(_("Draft"), "info"))
    return tags


def until_when(side: Side) -> str:
    """How long readers keep what they have, and from when they get the new version."""
    first = side.scheduled.starts_on
    days = {"first": _long(first), "last": _long(first - timedelta(days=1))}
    if side.published is None:
        return _("Published for the first time on %(first)s.") % days
    return _("Published until %(last)s, new version from %(first)s.") % days


def seen_tag(entry: Entry, source: Side, *, today: date) -> Tag:
    """Whether readers get the page today."""
    if source.published is None:
        return Tag(_("Never published"), "neutral")
    if entry.unpublish_on and entry.unpublish_on <= today:
        return Tag(_("Taken off"), "neutral")
    if entry.publish_on > today:
        return Tag(_("From %(day)s") % {"day": _short(entry.publish_on)}, "info")
    if entry.unpublish_on:
        return Tag(_("Until %(day)s") % {"day": _short(entry.unpublish_on)}, "warning")
    return Tag(_("Readers see it"), "success")


def title_of(side: Side, entry: Entry) -> str:
    """The English title as far as there is one, otherwise the address."""
    return (side.current.title if side.current else "") or entry.slug


def language_name(code: str) -> str:
    return str(dict(settings.LANGUAGES)[code])


def _long(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
