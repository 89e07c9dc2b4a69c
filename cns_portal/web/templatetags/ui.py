"""The portal's components. One tag per component, keyword arguments only."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache

from django import forms, template
from django.contrib.staticfiles import finders
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from cns_portal import clock
from cns_portal.web.templatetags.pack import error_links

register = template.Library()

TONES = frozenset({"info", "success", "warning", "danger", "neutral"})
ICONS = frozenset({
    "agency", "arrow-left", "arrow-right", "auto", "bin", "calendar", "card", "care", "check",
    "clock", "danger", "document", "download", "edit", "euro", "family", "globe", "info", "lock",
    "mail", "moon", "neutral", "person", "phone", "place", "plus", "print", "qr", "refresh",
    "search", "sign-in", "sign-out", "success", "sun", "upload", "video", "warning",
})  # fmt: skip
MESSAGE_TONES = {"error": "danger", "warning": "warning", "success": "success"}


def _known(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"Unknown tone {tone!r}: one of {', '.join(sorted(TONES))}.")
    return tone


def _block(name: str, content: str, **context) -> SafeString:
    return mark_safe(render_to_string(f"components/{name}.html", {"content": content, **context}))


# -- Small signs ------------------------------------------------------------------------------


@register.simple_tag
def icon(*, name: str) -> SafeString:
    """A drawing beside words; never the only carrier of a meaning."""
    return _icon(name)


@cache
def _icon(name: str) -> SafeString:
    if name not in ICONS:
        raise ValueError(f"Unknown icon {name!r}.")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )


@register.inclusion_tag("components/status_tag.html")
def status_tag(*, label: str, tone: str) -> dict:
    """A state as word, colour and sign."""
    return {"label": label, "tone": _known(tone)}


@register.inclusion_tag("components/contextual_date.html")
def contextual_date(*, day: date, today: date | None = None, tone: str = "neutral") -> dict:
    """A day in full with how far away it is, said in words."""
    distance = (day - (today or clock.today())).days
    if distance == 0:
        note = gettext("today")
    elif distance == 1:
        note = gettext("tomorrow")
    elif distance == -1:
        note = gettext("yesterday")
    elif distance > 0:
        note = ngettext("in %(count)d day", "in %(count)d days", distance) % {"count": distance}
    else:
        note = ngettext("%(count)d day ago", "%(count)d days ago", -distance) % {"count": -distance}
    return {"day": day, "note": note, "tone": _known(tone)}


@register.inclusion_tag("components/button_link.html")
def button_link(*, url: str, label: str, variant: str = "primary", icon: str = "") -> dict:
    """A link that looks like a button: it leads somewhere, it changes nothing."""
    return {"url": url, "label": label, "variant": variant, "icon": icon}


@register.inclusion_tag("components/print_button.html")
def print_button(*, label: str = "") -> dict:
    """Prints the page; hidden until the script that does it is there."""
    return {"label": label}


@register.inclusion_tag("components/file_link.html")
def file_link(*, url: str, label: str, kind: str, size: int | None = None) -> dict:
    """A download with its kind ("PDF") and size in bytes."""
    return {"url": url, "label": label, "kind": kind, "size": size}


# -- Saying something -------------------------------------------------------------------------


@register.simple_block_tag
def callout(content: str, *, title: str = "", tone: str = "info") -> str:
    """Something to notice beside the main text."""
    return _block("callout", content, title=title, tone=_known(tone))


@register.inclusion_tag("components/messages.html")
def messages_list(*, messages: Iterable) -> dict:
    """What django.contrib.messages has to say, each with the right role."""
    return {
        "entries": [
            {"text": message, "tone": MESSAGE_TONES.get(message.level_tag, "info")}
            for message in messages or ()
        ]
    }


@register.simple_block_tag
def confirmation_panel(content: str, *, title: str, reference: str = "", level: int = 1) -> str:
    """It is done: the page's h1, the reference, one sentence."""
    return _block("confirmation_panel", content, title=title, reference=reference, level=level)


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    *, title: str, text: str = "", icon: str = "info", url: str = "", action: str = ""
) -> dict:
    """Nothing here yet, and what to do about it."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*, form: forms.BaseForm) -> dict:
    """All errors of a form at the top of the page, each leading to its field."""
    return {"links": error_links(form) if form.is_bound else []}


@register.inclusion_tag("components/countdown.html", takes_context=True)
def countdown(
    context: template.Context, *, until: datetime, now: datetime | None = None, extend_url: str = ""
) -> dict:
    """How long something is kept. Complete without the script; the script counts."""
    seconds = max(0, int((until - (now or clock.now())).total_seconds()))
    return {
        "until": until,
        "seconds": seconds,
        "minutes": math.ceil(seconds / 60),
        "extend_url": extend_url,
        "csrf_token": context.get("csrf_token"),
    }


# -- Finding the way --------------------------------------------------------------------------


@register.inclusion_tag("components/back_link.html")
def back_link(*, url: str, label: str = "") -> dict:
    """The way back, at the top of a page."""
    return {"url": url, "label": label}


@register.inclusion_tag("components/step_caption.html")
def step_caption(*, current: int, total: int) -> dict:
    """Which step of a journey this is."""
    return {
        "current": current,
        "total": total,
        "marks": [
            "done" if number < current else "now" if number == current else "next"
            for number in range(1, total + 1)
        ],
    }


@register.inclusion_tag("components/tab_list.html")
def tab_list(*, tabs: Sequence[dict], label: str) -> dict:
    """Tabs as plain links: dicts with url, label, current and optionally count."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, *, page: Page, parameter: str = "page") -> dict:
    """Links to the other pages of a list; nothing when there is one page."""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def address(number: int) -> str:
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = number
        return f"?{query.urlencode()}"

    gap = page.paginator.ELLIPSIS
    return {
        "numbers": [
            {"number": n, "url": "" if n == gap else address(n), "current": n == page.number}
            for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ]
        if page.paginator.num_pages > 1
        else [],
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("components/language_list.html", takes_context=True)
def language_list(context: template.Context) -> dict:
    """This page in the other languages, as words."""
    request = context.get("request")
    return {
        "languages": context.get("languages", ()),
        "here": request.get_full_path() if request else "/",
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/theme_switch.html", takes_context=True)
def theme_switch(context: template.Context) -> dict:
    """Automatic, light or dark; works without a script."""
    request = context.get("request")
    return {
        "theme": context.get("theme", "auto"),
        "themes": [
            ("auto", "auto", gettext("Automatic")),
            ("light", "sun", gettext("Light")),
            ("dark", "moon", gettext("Dark")),
        ],
        "here": request.get_full_path() if request else "/",
        "csrf_token": context.get("csrf_token"),
    }


# -- Showing things ---------------------------------------------------------------------------


@register.simple_block_tag
def summary_list(content: str) -> str:
    """Questions and answers to check; holds summary_row tags."""
    return _block("summary_list", content)


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
    return _block("card", content, title=title, icon=icon, level=level)


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
    return _block("message_item", content, sender=sender, sent_at=sent_at, own=own, unread=unread)


# -- Choosing a time --------------------------------------------------------------------------


@register.simple_tag
def day_nav(*, days: Iterable[dict], label: str = "") -> SafeString:
    """Days as links: dicts with day (date), free (int), url, current. A full day is plain text."""
    entries = tuple((day["day"], day["free"], day["url"], day["current"]) for day in days)
    return _drawn_days(get_language(), entries, str(label))


@lru_cache(maxsize=512)
def _drawn_days(language: str, entries: tuple, label: str) -> SafeString:
    """The same days are asked for by many people, so what was drawn is kept."""
    names = ("day", "free", "url", "current")
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


# -- Machinery --------------------------------------------------------------------------------


@register.inclusion_tag("components/live_updates.html")
def live_updates() -> dict:
    """Loads htmx under the strict Content-Security-Policy; for pages that use hx- attributes."""
    return {}


@register.simple_tag
def embedded_stylesheet(*, path: str) -> SafeString:
    """A stylesheet's text, for documents that must not fetch anything (PDF)."""
    with open(finders.find(path), encoding="utf-8") as file:
        return mark_safe(f"<style>{file.read()}</style>")
