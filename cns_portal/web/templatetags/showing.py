"""Components that show things and offer times. One tag each, keyword arguments only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cns_portal import keeping
from cns_portal.web.drawing import drawn

register = template.Library()


# -- Showing things ----------------------------------------------------------------------------


@register.simple_block_tag
def summary_list(content: str) -> str:
    """Questions and answers to check; holds summary_row tags."""
    return drawn("summary_list", content)


@register.inclusion_tag("components/summary_row.html")
def summary_row(*, label: str, value: object, change_url: str = "", change_what: str = "") -> dict:
    """One answer. `change_what` completes "Change …" for people who hear the link alone."""
    return {
        "label": label,
        "value": value,
        "change_url": change_url,
        "change_what": change_what or label,
    }


@register.simple_block_tag
def card(content: str, *, title: str = "", icon: str = "", level: int = 2) -> str:
    """A sheet of its own; `level` is the heading's level."""
    return drawn("card", content, title=title, icon=icon, level=level)


@register.inclusion_tag("components/blocked_data.html")
def blocked_data(*, dossier: int | None, also: int | None = None) -> dict:
    """For agents, above a case: whether the data of its people are blocked (GDPR, article 18).

    The keys of their files; None for nobody. One query for each room that blocks.
    """
    return {"is_blocked": keeping.is_blocked(dossier, also)}


@register.inclusion_tag("components/card_link.html")
def card_link(
    *, url: str, title: str, text: str = "", icon: str = "", meta: str = "", level: int = 2
) -> dict:
    """A card that is one large link; `meta` is a short fact such as the next free time."""
    return {"url": url, "title": title, "text": text, "icon": icon, "meta": meta, "level": level}


@register.inclusion_tag("components/progress_tracker.html")
def progress_tracker(*, steps: Sequence[dict], across: bool = False) -> dict:
    """Fixed stages: dicts with label, state (done, now, next) and optionally text."""
    return {"steps": steps, "across": across}


@register.inclusion_tag("components/timeline.html")
def timeline(*, entries: Iterable[dict], level: int = 3) -> dict:
    """A growing log: dicts with title, at (datetime) and optionally by, text."""
    return {"entries": entries, "level": level}


@register.inclusion_tag("components/data_table.html")
def data_table(*, caption: str, headers: Sequence[str], rows: Iterable[Sequence]) -> dict:
    """A table that becomes cards on a phone. Cells are text or safe HTML; the first one names."""
    return {
        "caption": caption,
        "headers": headers,
        "rows": [list(zip(headers, row, strict=True)) for row in rows],
    }


@register.simple_block_tag
def message_item(
    content: str, *, sender: str, sent_at: datetime, own: bool = False, unread: bool = False
) -> str:
    """One message of a conversation; `own` was written by the reader."""
    return drawn("message_item", content, sender=sender, sent_at=sent_at, own=own, unread=unread)


# -- Choosing a time ---------------------------------------------------------------------------


@register.simple_tag
def day_nav(*, days: Iterable[dict], label: str = "") -> SafeString:
    """Days as links: dicts with day (date), free (int), url, current, and closed (why) where it is.

    A full or closed day is plain text.
    """
    entries = tuple(
        (day["day"], day["free"], day["url"], day["current"], str(day.get("closed", "")))
        for day in days
    )
    return _drawn_days(get_language(), entries, str(label))


@lru_cache(maxsize=512)
def _drawn_days(language: str, entries: tuple, label: str) -> SafeString:
    """The same days are asked for by many people, so what was drawn is kept."""
    names = ("day", "free", "url", "current", "closed")
    days = [dict(zip(names, entry, strict=True)) for entry in entries]
    return mark_safe(render_to_string("components/day_nav.html", {"days": days, "label": label}))


@register.simple_tag
def slot_radios(
    *,
    name: str,
    groups: Iterable[dict],
    selected: str = "",
    prefix: str = "",
    required: bool = True,
) -> SafeString:
    """Times as radio chips, one fieldset per part of the day.

    `groups`: dicts with label and slots; a slot is a dict with value, label and optionally note.
    `prefix` keeps ids apart when several days stand on one page.
    """
    drawn = tuple(
        (
            str(group["label"]),
            tuple((slot["value"], slot["label"], slot.get("note", "")) for slot in group["slots"]),
        )
        for group in groups
    )
    return _drawn_slots(name, drawn, str(selected), prefix or name, required)


@lru_cache(maxsize=512)
def _drawn_slots(
    name: str, groups: tuple, selected: str, prefix: str, required: bool
) -> SafeString:
    context = {
        "name": name,
        "groups": [
            {
                "label": label,
                "slots": [dict(zip(("value", "label", "note"), s, strict=True)) for s in slots],
            }
            for label, slots in groups
        ],
        "selected": selected,
        "prefix": prefix,
        "required": required,
    }
    return mark_safe(render_to_string("components/slot_radios.html", context))
