"""Components to find the way with. One tag each, keyword arguments only."""

from collections.abc import Sequence

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.utils.translation import get_language, gettext

register = template.Library()


@register.inclusion_tag("components/back_link.html")
def back_link(*, url: str, label: str = "") -> dict:
    """The way back, at the top of a page."""
    return {"url": url, "label": label}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*, steps: Sequence[dict]) -> dict:
    """The pages above this one, from the front page down: dicts with url and label."""
    return {"steps": steps}


@register.inclusion_tag("components/search_box.html")
def search_box(
    *, url: str, label: str = "", text: str = "", hint: str = "", large: bool = False
) -> dict:
    """A form that asks the page at `url` for words (`?q=`); one of a kind on a page.

    The small one, for the header, hides its label from the eye and shows it inside the field.
    """
    label = label or gettext("Search the portal")
    return {
        "url": url,
        "label": label,
        "text": text,
        "hint": hint,
        "large": large,
        "placeholder": "" if large else label,
        "id": "search" if large else "search-portal",
    }


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


@register.inclusion_tag("components/alternate_links.html", takes_context=True)
def alternate_links(context: template.Context) -> dict:
    """For the head of a page for everybody: its own address and those of its translations.

    Such a page stands in `settings.SITE_MAP`, or its view says in `written_in` in which languages
    there is a text; elsewhere nothing is drawn. The addresses have no question in them.
    """
    request = context.get("request")
    match = request.resolver_match if request else None
    written_in = context.get("written_in")
    if match is None or not (written_in or match.view_name in _names_of_the_map()):
        return {}
    codes = [code for code, _name in settings.LANGUAGES if not written_in or code in written_in]
    spoken = get_language()
    bare = request.path.removeprefix(f"/{spoken}/")
    urls = {code: f"{settings.SITE_URL}/{code}/{bare}" for code in codes}
    return {
        "canonical": urls.get(spoken) or urls[settings.LANGUAGE_CODE],
        "alternates": [{"code": code, "url": url} for code, url in urls.items()],
        "default": f"{settings.SITE_URL}/{bare}",
    }


def _names_of_the_map() -> set[str]:
    return {name for _heading, pages in settings.SITE_MAP for name, _label in pages}


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
