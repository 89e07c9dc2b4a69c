"""Components to find the way with. One tag each, keyword arguments only."""

from collections.abc import Sequence

from django import template
from django.core.paginator import Page
from django.utils.translation import gettext

register = template.Library()


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
