"""Components that say something: signs, notes, errors. One tag each, keyword arguments only."""

import math
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from django import forms, template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from cns_portal import clock
from cns_portal.web.drawing import ICONS, drawn, known_tone
from cns_portal.web.templatetags.pack import error_links

register = template.Library()

MESSAGE_TONES = {"error": "danger", "warning": "warning", "success": "success"}

# -- Small signs -------------------------------------------------------------------------------


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
    return {"label": label, "tone": known_tone(tone)}


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
    return {"day": day, "note": note, "tone": known_tone(tone)}


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


# -- Saying something --------------------------------------------------------------------------


@register.simple_block_tag
def callout(content: str, *, title: str = "", tone: str = "info") -> str:
    """Something to notice beside the main text."""
    return drawn("callout", content, title=title, tone=known_tone(tone))


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
    return drawn("confirmation_panel", content, title=title, reference=reference, level=level)


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


# -- Machinery ---------------------------------------------------------------------------------


@register.inclusion_tag("components/live_updates.html")
def live_updates() -> dict:
    """Loads htmx under the strict Content-Security-Policy; for pages that use hx- attributes."""
    return {}


@register.simple_tag
def embedded_stylesheet(*, path: str) -> SafeString:
    """A stylesheet's text, for documents that must not fetch anything (PDF)."""
    with open(finders.find(path), encoding="utf-8") as file:
        return mark_safe(f"<style>{file.read()}</style>")
