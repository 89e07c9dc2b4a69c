"""The map of the site, for people."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from cns_portal import clock, content
from cns_portal.content.choices.entries import Grid, Kind
from cns_portal.content.presenters import pages
from cns_portal.content.presenters.cards import cards
from cns_portal.content.selectors.reading import Shown

NEWS_SHOWN = 10


@method_decorator(login_not_required, name="dispatch")
class SiteMap(TemplateView):
    """Every page for everybody, as links under headings."""

    template_name = "home/sitemap.html"

    def get_context_data(self, **kwargs) -> dict:
        groups = [
            {"heading": heading, "links": [_fixed(name, label) for name, label in entries]}
            for heading, entries in settings.SITE_MAP
        ]
        situations = self._pages(Kind.SITUATION)
        for grid in Grid:
            found = [shown for shown in situations if shown.entry.grid == grid]
            groups.append({"heading": grid.label, "links": _links(found)})
        for kind, heading in (
            (Kind.PROCEDURE, _("Procedures")),
            (Kind.QUESTION, _("Questions and answers")),
            (Kind.BODY, _("Who is doing what?")),
            (Kind.NEWS, _("News")),
        ):
            groups.append({"heading": heading, "links": _links(self._pages(kind))})
        return super().get_context_data(
            groups=[group for group in groups if group["links"]], crumbs=pages.crumbs(), **kwargs
        )

    def _pages(self, kind: Kind) -> list[Shown]:
        found = content.pages(kind, get_language(), today=clock.today())
        return found[:NEWS_SHOWN] if kind == Kind.NEWS else found


def _fixed(name: str, label: str) -> dict:
    return {"url": reverse(name), "label": label, "lang": ""}


def _links(entries: Iterable[Shown]) -> list[dict]:
    return [{"url": card.url, "label": card.title, "lang": card.lang} for card in cards(entries)]
